"""The settings of the analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.analyses.settings import Settings, option
from detente.analyses.stability.concept_names import BASIC, COALITIONAL, DEFAULT, check_concepts
from detente.errors import SettingError, sentence

LISTS = ("concepts", "parties", "coalitions", "behaviour")


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilitySettings(Settings):
    """The settings of `analyze_stability`; where there may be several texts, one will do.

    Raises SettingError for concepts that there are not.
    """

    concepts: Sequence[str] = option(
        DEFAULT,
        "nash, gmr, smr, seq, sseq, sim, l3 (any horizon), nonmyopic, stackelberg, "
        "cnash, cgmr, csmr, cseq",
        kind="texts",
        flag="--concept",
    )
    parties: Sequence[str] | None = option(
        None, "parties whose stability counts (default: all)", kind="texts", flag="--party"
    )
    coalitions: Sequence[str] | None = option(
        None, "all, or members joined by +", kind="texts", flag="--coalitions"
    )
    behaviour: Sequence[str] | None = option(
        None, "a concept of its own for a party: a=nash,b=seq", kind="texts"
    )
    start: str | None = option(None, "state to set out from", flag="--from")
    desired: str | None = option(None, "state that should last: what it would take")
    explain: str | None = option(None, "state whose verdicts are explained")
    full: bool = option(False, "list every state, however many there are")

    def __post_init__(self) -> None:
        """Make tuples of all lists, and add what coalitions ask for."""
        Settings.__post_init__(self)
        for name in LISTS:
            given = DEFAULT if name == "concepts" and self.concepts is None else self[name]
            listed = (given,) if isinstance(given, str) else tuple(given or ())
            object.__setattr__(self, name, listed)
        if not self.concepts:
            remedy = sentence("choose among {known}", known=", ".join(BASIC))
            raise SettingError("concepts", sentence("nothing is given"), remedy)
        concepts = check_concepts(self.concepts)
        if self.coalitions and not set(concepts) & set(COALITIONAL):
            concepts = (*concepts, *COALITIONAL)
        object.__setattr__(self, "concepts", concepts)

    @property
    def basic(self) -> tuple[str, ...]:
        """The basic concepts among those asked for, or SEQ."""
        return tuple(c for c in self.concepts if c in BASIC) or ("seq",)

    def told(self, counted: Sequence[str]) -> dict[str, Any]:
        """What a result says of its settings: those that were given, and the parties that count."""
        given = {name: self[name] for name in self.keys() if self[name]}
        told = {n: list(v) if isinstance(v, tuple) else v for n, v in given.items()}
        return {**told, "parties": list(counted), "full": self.full}
