"""Which further questions were asked, by settings or by the scenario, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability import part_options
from detente.analyses.stability.certificates import certify
from detente.analyses.stability.coalitions import (
    KINDS,
    Coalition,
    Coalitions,
    Upset,
    chosen_coalitions,
)
from detente.analyses.stability.concepts import check_concepts, headline, judge_mixed
from detente.analyses.stability.counter_options import additions
from detente.analyses.stability.desired import wish
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.evolution import absorbing_sets, courses, roads
from detente.analyses.stability.hypergames import hypergame
from detente.analyses.stability.part_coalitions import CoalitionPart, MixedPart
from detente.analyses.stability.part_desired import DesiredPart
from detente.analyses.stability.part_edits import EditsPart, needed_edits
from detente.analyses.stability.part_reasons import ReasonsPart
from detente.analyses.stability.part_start import StartPart
from detente.analyses.stability.part_unknown import StrengthPart, UnknownPart, ViewsPart
from detente.analyses.stability.parts import Part
from detente.analyses.stability.problem import Problem, build_problem
from detente.analyses.stability.strength import strongly_stable
from detente.analyses.stability.unknown import has_unknowns, judge_unknown, within_reach
from detente.errors import SettingError
from detente.scenario import Draws, Scenario

SMALL = 4096
MOST_GOALS = 20


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Settings beyond concepts and parties, as they were given."""

    coalitions: tuple[str, ...] = ()
    behaviour: tuple[str, ...] = ()
    start: str | None = None
    desired: str | None = None
    explain: str | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """What the parts are computed from: stable(party, concept) and lasting(concept) give masks."""

    scenario: Scenario
    problem: Problem
    concepts: tuple[str, ...]
    questions: Questions
    parties: tuple[str, ...] | None
    stable: Callable[[int, str], NDArray[np.bool_]]
    lasting: Callable[[str], NDArray[np.bool_]]

    @property
    def basic(self) -> tuple[str, ...]:
        """The basic concepts among those asked for, or SEQ."""
        return tuple(c for c in self.concepts if c in BASIC) or ("seq",)

    def check(self) -> None:
        """Raise SettingError at once for a question that cannot be answered."""
        for setting, name in (
            ("from", self.questions.start),
            ("desired", self.questions.desired),
            ("explain", self.questions.explain),
        ):
            if name is not None:
                self.problem.state(name, setting)
        self.groups()

    def parts(self) -> tuple[Part, ...]:
        """Answers, in the order in which they are shown."""
        return tuple(
            part
            for part in (
                self._reasons(),
                self._desired(),
                self._edits(),
                self._additions(),
                self._start(),
                self._coalitions(),
                self._mixed(),
                self._unknown(),
                self._strength(),
                self._views(),
            )
            if part is not None
        )

    def groups(self) -> tuple[Coalition, ...]:
        """Coalitions asked for; all where a coalition concept is asked for without any."""
        return chosen_coalitions(self.problem, self.questions.coalitions or ("all",))

    def _reasons(self) -> Part | None:
        if self.questions.explain is None:
            return None
        state = self.problem.state(self.questions.explain, "explain")
        proofs = [
            certify(self.problem, int(party), state, concept)
            for party in np.flatnonzero(self.problem.judged)
            for concept in self.basic
        ]
        return ReasonsPart(self.problem, state, tuple(proofs))

    def _desired(self) -> Part | None:
        if self.questions.desired is None:
            return None
        state = self.problem.state(self.questions.desired, "desired")
        wishes = [wish(self.problem, state, concept) for concept in self.basic]
        return DesiredPart(self.problem, state, tuple(wishes))

    def _edits(self) -> Part | None:
        if self.questions.desired is None or not self.scenario.priorities:
            return None
        state = self.problem.state(self.questions.desired, "desired")
        found = [needed_edits(self.scenario, self.problem, state, c) for c in self.basic]
        needed = tuple(one for one in found if one is not None)
        return EditsPart(self.scenario, self.problem, state, needed) if needed else None

    def _additions(self) -> Part | None:
        if self.questions.desired is None:
            return None
        state = self.problem.state(self.questions.desired, "desired")
        if all(self.lasting(concept)[state] for concept in self.basic):
            return None
        if not self.problem.option_form or self.problem.states > part_options.MOST_STATES:
            return part_options.NewOptionsPart(self.problem, state, (), sought=False)
        found = [additions(self.problem, state, concept) for concept in self.basic]
        kept = tuple(one for one in found if one is not None)
        return part_options.NewOptionsPart(self.problem, state, kept) if kept else None

    def _start(self) -> Part | None:
        start, named = self.problem.status_quo, self.questions.start
        if named is not None:
            start = self.problem.state(named, "from")
        if start is None or (named is None and self.problem.states > SMALL):
            return None
        concept = headline(self.concepts, self.lasting)
        goals = np.flatnonzero(self.lasting(concept))[:MOST_GOALS]
        closed = absorbing_sets(self.problem) if self.problem.states <= SMALL else ()
        return StartPart(
            self.problem,
            start,
            concept,
            roads(self.problem, start, goals),
            closed,
            courses(self.problem, start),
        )

    def _coalitions(self) -> Part | None:
        kinds = tuple(concept for concept in self.concepts if concept in KINDS)
        if not kinds:
            return None
        groups = self.groups()
        alliances = Coalitions(self.problem, groups)
        stable = {
            kind: {group: alliances.stable(group, kind) for group in groups} for kind in kinds
        }
        upsets = {kind: tuple(_upsets(alliances, stable[kind], kind)) for kind in kinds}
        return CoalitionPart(self.problem, groups, stable, upsets)

    def _mixed(self) -> Part | None:
        if not self.questions.behaviour:
            return None
        behaviour = behaviour_of(self.problem, self.questions.behaviour, self.concepts[0])
        return MixedPart(self.problem, behaviour, judge_mixed(self.stable, behaviour))

    def _unknown(self) -> Part | None:
        reachable = within_reach(self.scenario, self.problem.states)
        if not has_unknowns(self.scenario) or not reachable:
            return None

        def build(scenario: Scenario, draws: Draws) -> Problem:
            return build_problem(scenario, draws, self.parties)

        return UnknownPart(self.problem, judge_unknown(self.scenario, build, self.basic))

    def _strength(self) -> Part | None:
        if not self.scenario.strength or self.problem.states > SMALL:
            return None
        parties = range(len(self.problem.parties))
        plain = {c: np.stack([self.stable(party, c) for party in parties]) for c in self.basic}
        strong = strongly_stable(self.scenario, self.problem, self.basic)
        return StrengthPart(self.problem, plain, strong)

    def _views(self) -> Part | None:
        if not self.scenario.views:
            return None
        return ViewsPart(self.problem, hypergame(self.scenario, self.problem, self.basic))


def behaviour_of(problem: Problem, texts: tuple[str, ...], default: str) -> dict[int, str]:
    """The concept of each party that counts, from `party=concept`; `default` for the others."""
    counted = np.flatnonzero(problem.judged).tolist()
    names = [problem.parties[party] for party in counted]
    given = {}
    for text in texts:
        party, _, concept = (part.strip() for part in text.partition("="))
        if party not in names or not concept:
            remedy = f"write party=concept with a party among {', '.join(names)}"
            raise SettingError("behaviour", text, remedy)
        given[party] = check_concepts([concept])[0]
    return {party: given.get(problem.parties[party], default) for party in counted}


def _upsets(
    alliances: Coalitions, stable: dict[Coalition, NDArray[np.bool_]], kind: str
) -> Iterator[Upset]:
    """Moves of coalitions of two or more from states that every single party would keep."""
    alone = [mask for group, mask in stable.items() if len(group) == 1]
    kept = np.logical_and.reduce(alone)
    for group in stable:
        if len(group) > 1:
            yield from (upset for upset in alliances.upsets(group, kind) if kept[upset.state])
