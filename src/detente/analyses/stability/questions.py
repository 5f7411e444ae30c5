"""The settings of the analysis, and answers to what they or the scenario ask beyond verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.certificates import ReasonsAnswer, certify
from detente.analyses.stability.change.edits import needed_edits
from detente.analyses.stability.change.measures import WishAnswer, wish
from detente.analyses.stability.change.new_options import new_options
from detente.analyses.stability.concept_names import BASIC, COALITIONAL, DEFAULT
from detente.analyses.stability.concepts import check_concepts
from detente.analyses.stability.concepts.coalitions import (
    Coalition,
    chosen_coalitions,
    coalition_answer,
)
from detente.analyses.stability.doubts.bounds import has_unknowns, judge_unknown, within_reach
from detente.analyses.stability.doubts.strength import StrengthAnswer, strongly_stable
from detente.analyses.stability.doubts.views import hypergame
from detente.analyses.stability.evolution import StartAnswer, absorbing_sets, courses, roads
from detente.analyses.stability.problem import Problem, build_problem
from detente.analyses.stability.verdicts import Verdicts
from detente.errors import SettingError, sentence
from detente.scenario import Draws, Scenario

SMALL = 4096
MOST_GOALS = 20


class Answer(Protocol):
    """The answer to one question; `key` is its place in the JSON answer."""

    key: ClassVar[str]

    def answer(self) -> Any:
        """Plain JSON values."""


@dataclass(frozen=True, kw_only=True)
class Questions:
    """The settings of the analysis, as they were given."""

    concepts: tuple[str, ...] = DEFAULT
    parties: tuple[str, ...] = ()
    coalitions: tuple[str, ...] = ()
    behaviour: tuple[str, ...] = ()
    start: str | None = None
    desired: str | None = None
    explain: str | None = None
    full: bool = False

    @classmethod
    def of(cls, given: dict[str, Any]) -> Questions:
        """Settings from texts or lists of texts.

        Raises SettingError for concepts that there are not.
        """
        lists = [field.name for field in fields(cls) if isinstance(field.default, tuple)]
        read: dict[str, Any] = {k: listed(v) if k in lists else v for k, v in given.items()}
        if given.get("concepts") is not None and not read["concepts"]:
            raise SettingError(
                "concepts", "nothing", sentence("choose among {known}", known=", ".join(BASIC))
            )
        concepts = check_concepts(read.get("concepts") or DEFAULT)
        if read.get("coalitions") and not set(concepts) & set(COALITIONAL):
            concepts = (*concepts, *COALITIONAL)
        return cls(**{**read, "concepts": concepts})

    @property
    def basic(self) -> tuple[str, ...]:
        """The basic concepts among those asked for, or SEQ."""
        return tuple(c for c in self.concepts if c in BASIC) or ("seq",)

    def check(self, problem: Problem) -> None:
        """Raise SettingError at once for a state or a coalition that there is not."""
        for setting, name in (
            ("from", self.start), ("desired", self.desired), ("explain", self.explain),
        ):  # fmt: skip
            self.state(problem, setting, name)
        self.groups(problem)

    def groups(self, problem: Problem) -> tuple[Coalition, ...]:
        """Coalitions asked for; all where a coalition concept is asked for without any."""
        return chosen_coalitions(problem, self.coalitions or ("all",))

    def behaving(self, problem: Problem) -> dict[int, str]:
        """The concept of each party that counts, from `party=concept`."""
        names = [problem.parties[party] for party in problem.counted]
        given = {}
        for text in self.behaviour:
            party, _, concept = (part.strip() for part in text.partition("="))
            if party not in names or not concept:
                remedy = sentence(
                    "write party=concept with a party among {known}", known=", ".join(names)
                )
                raise SettingError("behaviour", text, remedy)
            given[party] = check_concepts([concept])[0]
        default = self.concepts[0]
        return {party: given.get(problem.parties[party], default) for party in problem.counted}

    def state(self, problem: Problem, setting: str, name: str | None) -> int | None:
        """The number of a state that a setting names, if any; SettingError if there is none."""
        return None if name is None else problem.state(name, setting)


def listed(given: Sequence[str] | None) -> tuple[str, ...]:
    """One text, or several, as a tuple."""
    return (given,) if isinstance(given, str) else tuple(given or ())


@dataclass(frozen=True, eq=False)
class MixedAnswer:
    """States that are stable for each party in the way it behaves."""

    problem: Problem
    behaviour: dict[int, str]
    lasting: NDArray[np.bool_]
    key: ClassVar[str] = "mixed"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        parties = self.problem.parties
        return {
            "behaviour": {parties[party]: concept for party, concept in self.behaviour.items()},
            "equilibria": self.problem.names(self.lasting),
        }


def further_answers(
    scenario: Scenario, problem: Problem, asked: Questions, verdicts: Verdicts
) -> tuple[Answer, ...]:
    """Answers, in the order in which they are shown.

    Raises SettingError for a state that there is not, and for what is too large.
    """
    explained = asked.state(problem, "explain", asked.explain)
    desired = asked.state(problem, "desired", asked.desired)
    named = asked.state(problem, "from", asked.start)
    found: list[Answer | None] = []
    if explained is not None:
        proofs = [certify(problem, p, explained, c) for p in problem.counted for c in asked.basic]
        found.append(ReasonsAnswer(problem, explained, tuple(proofs)))
    if desired is not None:
        found += _desired(scenario, problem, asked, verdicts, desired)
    start = problem.status_quo if named is None else named
    if start is not None and (named is not None or problem.states <= SMALL):
        found.append(_from(problem, start, verdicts))
    kinds = tuple(concept for concept in asked.concepts if concept in COALITIONAL)
    if kinds:
        found.append(coalition_answer(verdicts.further.alliances, kinds))
    if asked.behaviour:
        behaviour = asked.behaving(problem)
        rows = [verdicts.stable(party, concept) for party, concept in behaviour.items()]
        found.append(MixedAnswer(problem, behaviour, np.logical_and.reduce(rows)))
    found += _doubts(scenario, problem, asked, verdicts)
    return tuple(one for one in found if one is not None)


def _desired(
    scenario: Scenario, problem: Problem, asked: Questions, verdicts: Verdicts, state: int
) -> Iterator[Answer | None]:
    wishes = tuple(wish(problem, state, concept) for concept in asked.basic)
    yield WishAnswer(problem, state, wishes)
    if all(not one.unstable for one in wishes):
        return
    yield needed_edits(scenario, problem, state, asked.basic)
    yield new_options(problem, state, asked.basic)


def _from(problem: Problem, start: int, verdicts: Verdicts) -> StartAnswer:
    goals = verdicts.foremost()[:MOST_GOALS]
    closed = absorbing_sets(problem) if problem.states <= SMALL else ()
    return StartAnswer(
        problem, start, verdicts.headline, roads(problem, start, goals), closed,
        courses(problem, start),
    )  # fmt: skip


def _doubts(
    scenario: Scenario, problem: Problem, asked: Questions, verdicts: Verdicts
) -> Iterator[Answer]:
    if has_unknowns(scenario) and within_reach(scenario, problem.states):

        def build(scenario: Scenario, draws: Draws) -> Problem:
            return build_problem(scenario, draws, asked.parties or None)

        yield judge_unknown(scenario, build, asked.basic)
    if scenario.strength and problem.states <= SMALL:
        parties = range(len(problem.parties))
        plain = {c: np.stack([verdicts.stable(p, c) for p in parties]) for c in asked.basic}
        strong = strongly_stable(scenario, problem, asked.basic)
        yield StrengthAnswer(problem, plain, strong)
    if scenario.views:
        yield hypergame(scenario, problem, asked.basic)
