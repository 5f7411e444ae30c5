"""What stability found, with the names of parties, options and states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import BriefPart, Result
from detente.analyses.stability.asked import Asked, Questions
from detente.analyses.stability.certificates import Certificate, certify
from detente.analyses.stability.concepts import Verdicts
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.parts import Part
from detente.analyses.stability.paths import Ways, ways
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError
from detente.exhibits import Chart, Note, Table
from detente.scenario import Scenario

LISTED_STATES = 4096
"""Above this many feasible states, `stable` and long lists are left out unless asked for."""
LONG_LIST = 1000


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StabilityResult(Result):
    """Verdicts of every party on every state, and answers to further questions.

    `verdicts` is uint8[party, state], one bit for each basic concept; `further` holds those of all
    other concepts. `parts` are computed when they are first read.
    """

    analysis: ClassVar[str] = "stability"

    scenario: Scenario
    problem: Problem
    verdicts: NDArray[np.uint8]
    further: Verdicts
    concepts: tuple[str, ...]
    questions: Questions
    full: bool

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Answers to the questions that the settings or the scenario ask beyond the plain one."""
        return self.asked.parts()

    @property
    def asked(self) -> Asked:
        """Everything that the parts are computed from."""
        return Asked(
            scenario=self.scenario,
            problem=self.problem,
            concepts=self.concepts,
            questions=self.questions,
            parties=tuple(self.settings["parties"]),
            stable=self.is_stable,
            lasting=self.is_equilibrium,
        )

    def is_stable(self, party: int, concept: str) -> NDArray[np.bool_]:
        """bool[state]: stable for the party (a number of the problem) under the concept."""
        if concept in self.further.stable:
            return self.further.stable[concept][party]
        mask: NDArray[np.bool_] = (self.verdicts[party] >> BASIC.index(concept) & 1).astype(bool)
        return mask

    def is_equilibrium(self, concept: str) -> NDArray[np.bool_]:
        """bool[state]: stable for every party that counts."""
        if concept in self.further.shared:
            return self.further.shared[concept]
        if concept in self.further.stable:
            rows = self.further.stable[concept][self.problem.judged]
            shared: NDArray[np.bool_] = np.logical_and.reduce(rows, axis=0)
            return shared
        counted = self.verdicts[self.problem.judged]
        mask: NDArray[np.bool_] = (
            np.bitwise_and.reduce(counted, axis=0) >> BASIC.index(concept) & 1
        ).astype(bool)
        return mask

    def equilibria(self, concept: str) -> tuple[str, ...]:
        """Names of the states that are stable for all parties, by concept."""
        self._known(concept)
        return self._names(self.is_equilibrium(concept))

    def stable(self, party: str, concept: str) -> tuple[str, ...]:
        """Names of the states that are stable for one party."""
        self._known(concept)
        return self._names(self.is_stable(self.party(party), concept))

    def certificate(self, party: str, state: str, concept: str) -> Certificate:
        """The proof of one verdict under a basic concept; computed when asked for.

        Raises SettingError for an unknown party, state or concept.
        """
        if concept not in BASIC:
            raise SettingError("concept", concept, f"proofs are given for {', '.join(BASIC)}")
        place = self.problem.state(state, "state")
        return certify(self.problem, self.party(party), place, concept)

    def explain(self, party: str, state: str, concept: str, language: str | None = None) -> str:
        """One verdict in words, shortest sanctions first; errors as for `certificate`.

        >>> from detente import analyze_stability, load
        >>> result = analyze_stability(load("prisoners_dilemma"))
        >>> "no move" in result.explain("first", "YY", "nash")
        True
        """
        from detente.analyses.stability.wording import Wording

        proof = self.certificate(party, state, concept)
        return Wording(self, self.words(language)).certificate(proof)

    def party(self, name: str) -> int:
        """Number of a party whose stability counts."""
        counted = [
            p for p, yes in zip(self.problem.parties, self.problem.judged, strict=True) if yes
        ]
        if name not in counted:
            raise SettingError("party", name, f"choose among {', '.join(counted)}")
        return self.problem.parties.index(name)

    @property
    def counted(self) -> tuple[int, ...]:
        """Numbers of the parties whose stability counts."""
        return tuple(int(party) for party in np.flatnonzero(self.problem.judged))

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
        problem = self.problem
        listed = self.full or problem.states <= LISTED_STATES
        answer: dict[str, Any] = {
            "options": [f"{party}.{option}" for party, option in problem.options],
            "feasible": problem.states,
            "equilibria": {c: self._list(self.is_equilibrium(c)) for c in self.concepts},
        }
        if listed:
            answer["stable"] = {
                problem.parties[party]: {
                    c: list(self._names(self.is_stable(party, c))) for c in self.concepts
                }
                for party in self.counted
            }
        answer["counts"] = self._counts()
        return answer | {part.key: part.answer() for part in self.parts}

    def statements(self, language: str | None = None) -> tuple[Note, ...]:
        """See `Result.statements`."""
        from detente.analyses.stability.wording import statements

        return statements(self, language)

    def tables(self, language: str | None = None) -> tuple[Table, ...]:
        """See `Result.tables`."""
        from detente.analyses.stability.tables import tables

        return tables(self, language)

    def charts(self, language: str | None = None) -> tuple[Chart, ...]:
        """See `Result.charts`."""
        from detente.analyses.stability.charts import charts

        return charts(self, language)

    def brief(self, language: str | None = None) -> BriefPart:
        """See `Result.brief`."""
        from detente.analyses.stability.briefing import brief

        return brief(self, language)

    def _counts(self) -> dict[str, Any]:
        stable = {
            self.problem.parties[party]: {
                c: int(self.is_stable(party, c).sum()) for c in self.concepts
            }
            for party in self.counted
        }
        equilibria = {c: int(self.is_equilibrium(c).sum()) for c in self.concepts}
        return {"equilibria": equilibria, "stable": stable}

    def _list(self, mask: NDArray[np.bool_]) -> list[str] | None:
        short = self.full or self.problem.states <= LISTED_STATES or mask.sum() <= LONG_LIST
        return list(self._names(mask)) if short else None

    def _names(self, mask: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(self.problem.name(int(state)) for state in np.flatnonzero(mask))

    def _known(self, concept: str) -> None:
        if concept not in self.concepts:
            raise SettingError("concept", concept, f"choose among {', '.join(self.concepts)}")
