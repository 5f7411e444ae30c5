"""What stability found, with the names of parties, options and states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Result
from detente.analyses.stability.certificates import Certificate, certify
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.paths import Ways, ways
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.questions import Answer, Questions, further_answers
from detente.analyses.stability.verdicts import Verdicts
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
    questions: Questions

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts asked for."""
        return self.verdicts.concepts

    @cached_property
    def parts(self) -> tuple[Answer, ...]:
        """Answers to what the settings or the scenario ask beyond verdicts."""
        return further_answers(self.scenario, self.problem, self.questions, self.verdicts)

    def equilibria(self, concept: str) -> tuple[str, ...]:
        """Names of the states that are stable for all parties, by concept."""
        self._known(concept)
        return tuple(self.problem.names(self.verdicts.lasting(concept)))

    def stable(self, party: str, concept: str) -> tuple[str, ...]:
        """Names of the states that are stable for one party."""
        self._known(concept)
        return tuple(self.problem.names(self.verdicts.stable(self.party(party), concept)))

    def certificate(self, party: str, state: str, concept: str) -> Certificate:
        """The proof of one verdict under a basic concept; computed when asked for.

        Raises SettingError for an unknown party, state or concept.
        """
        if concept not in BASIC:
            raise SettingError(
                "concept", concept, sentence("proofs are given for {known}", known=", ".join(BASIC))
            )
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

    def party(self, name: str) -> int:
        """Number of a party whose stability counts."""
        counted = [self.problem.parties[party] for party in self.problem.counted]
        if name not in counted:
            raise SettingError(
                "party", name, sentence("choose among {known}", known=", ".join(counted))
            )
        return self.problem.parties.index(name)

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
        answer: dict[str, Any] = {
            "options": [f"{party}.{option}" for party, option in problem.options],
            "feasible": problem.states,
            "equilibria": {c: self._list(verdicts.lasting(c)) for c in self.concepts},
        }
        if self.questions.full or problem.states <= LISTED_STATES:
            answer["stable"] = {
                problem.parties[party]: {
                    c: problem.names(verdicts.stable(party, c)) for c in self.concepts
                }
                for party in problem.counted
            }
        answer["counts"] = {
            "equilibria": {c: int(verdicts.lasting(c).sum()) for c in self.concepts},
            "stable": {
                problem.parties[party]: {
                    c: int(verdicts.stable(party, c).sum()) for c in self.concepts
                }
                for party in problem.counted
            },
        }
        return answer | {part.key: part.answer() for part in self.parts}

    def _list(self, mask: NDArray[np.bool_]) -> list[str] | None:
        short = (
            self.questions.full or self.problem.states <= LISTED_STATES or mask.sum() <= LONG_LIST
        )
        return self.problem.names(mask) if short else None

    def _known(self, concept: str) -> None:
        if concept not in self.concepts:
            raise SettingError(
                "concept", concept, sentence("choose among {known}", known=", ".join(self.concepts))
            )
