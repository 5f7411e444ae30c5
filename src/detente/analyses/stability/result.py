"""What stability found, with the names of parties, options and states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, ClassVar

from detente.analyses.contract import Result
from detente.analyses.stability.answers import further_answers
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.concepts import Verdicts
from detente.analyses.stability.problem import Mask, Party, Problem
from detente.analyses.stability.proofs import Certificate, Ways, certify, ways
from detente.analyses.stability.settings import StabilitySettings
from detente.errors import SettingError, sentence
from detente.scenario import Scenario

LISTED_STATES = 4096
"""Above this many feasible states, `stable` and long lists are left out unless asked for."""
LONG_LIST = 1000


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StabilityResult(Result):
    """Verdicts of every party on every state; answers to further questions when they are read."""

    analysis: ClassVar[str] = "stability"

    scenario: Scenario
    problem: Problem
    verdicts: Verdicts
    asked: StabilitySettings

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts asked for."""
        return self.verdicts.concepts

    @cached_property
    def parts(self) -> dict[str, Any]:
        """Answers to what the settings or the scenario ask beyond verdicts."""
        return further_answers(self.scenario, self.problem, self.asked, self.verdicts)

    def equilibria(self, concept: str) -> tuple[str, ...]:
        """Names of the states that are stable for all parties, by concept."""
        _known("concept", concept, self.concepts)
        return tuple(self.problem.names(self.verdicts.lasting(concept)))

    def stable(self, party: str, concept: str) -> tuple[str, ...]:
        """Names of the states that are stable for one party."""
        _known("concept", concept, self.concepts)
        return tuple(self.problem.names(self.verdicts.stable(self.party(party), concept)))

    def certificate(self, party: str, state: str, concept: str) -> Certificate:
        """The proof of one verdict under a basic concept; computed when asked for.

        Raises SettingError for an unknown party, state or concept.
        """
        if concept not in BASIC:
            remedy = sentence("proofs are given for {known}", known=", ".join(BASIC))
            raise SettingError("concept", concept, remedy)
        place = self.problem.state(state, "state")
        return certify(self.problem, self.party(party), place, concept)

    def explain(self, party: str, state: str, concept: str, language: str | None = None) -> str:
        """One verdict in words, shortest sanctions first; errors as for `certificate`.

        >>> from detente import analyze_stability, load
        >>> result = analyze_stability(load("prisoners_dilemma"))
        >>> "no move" in result.explain("first", "YY", "nash")
        True
        """
        proof = self.certificate(party, state, concept)
        report = import_module(f"{__package__}.report")
        return str(report.reason(self, proof, self.words(language)))

    def party(self, name: str) -> Party:
        """Number of a party whose stability counts."""
        counted = {self.problem.parties[party]: party for party in self.problem.counted}
        _known("party", name, tuple(counted))
        return counted[name]

    @cached_property
    def ways_by_moves(self) -> Ways | None:
        """Shortest legal ways from the status quo; None where there is no status quo."""
        start = self.problem.status_quo
        return None if start is None else ways(self.problem, start, improving=False)

    @cached_property
    def ways_by_improvements(self) -> Ways | None:
        """Shortest ways from the status quo on which every mover improves."""
        start = self.problem.status_quo
        return None if start is None else ways(self.problem, start, improving=True)

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; states as YN strings in the order of `options`."""
        problem, verdicts = self.problem, self.verdicts
        lasting = {c: verdicts.lasting(c) for c in self.concepts}
        stable: dict[str, dict[str, Mask]] = {
            problem.parties[party]: {c: verdicts.stable(party, c) for c in self.concepts}
            for party in problem.counted
        }
        small = self.asked.full or problem.states <= LISTED_STATES
        listed = {c: s if small or s.sum() <= LONG_LIST else None for c, s in lasting.items()}
        answer: dict[str, Any] = problem.plain(
            {
                "options": [f"{party}.{option}" for party, option in problem.options],
                "feasible": problem.states,
                "equilibria": listed,
                **({"stable": stable} if small else {}),
                "counts": {
                    "equilibria": _counts(lasting),
                    "stable": {party: _counts(own) for party, own in stable.items()},
                },
                **self.parts,
            }
        )
        return answer


def _counts(masks: dict[str, Mask]) -> dict[str, int]:
    return {concept: int(mask.sum()) for concept, mask in masks.items()}


def _known(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        remedy = sentence("choose among {known}", known=", ".join(known))
        raise SettingError(what, given, remedy)
