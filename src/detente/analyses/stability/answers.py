"""From a scenario and settings to verdicts, and to answers to what is asked beyond them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Remark
from detente.analyses.stability.change.edits import needed_edits
from detente.analyses.stability.change.new_options import new_options
from detente.analyses.stability.change.wishes import Desired, wish
from detente.analyses.stability.concept_names import BASIC, COALITIONAL, check_concepts
from detente.analyses.stability.concepts import Verdicts
from detente.analyses.stability.evolution import Outset, absorbing_sets, courses, roads
from detente.analyses.stability.problem import Mask, Party, Problem, State, build_problem
from detente.analyses.stability.proofs import Certificate, certify
from detente.analyses.stability.settings import StabilitySettings
from detente.analyses.stability.solve import judge_problem
from detente.analyses.stability.unknown import (
    MOST_STATES,
    count_rankings,
    has_unknowns,
    judge_unknown,
    within_reach,
)
from detente.analyses.stability.views import hypergame, strength
from detente.errors import GIVEN_TWICE, SettingError, sentence
from detente.scenario import Draws, Scenario
from detente.scenario.states import ranked_parties

MOST_FOLLOWED = 200_000_000
"""States times who may have moved last, times movers, times ways sought from one state."""
MOST_TRIED = 150_000_000
"""States times parties, times pairs of options that are forbidden, required or bound."""
MOST_GOALS = 20
MOST_STATES_NAMED = 256
"""Up to here, conclusions name every state; above, those that some draw makes an equilibrium."""
MOST_STATES_BY_PARTY = 16
"""Up to here, conclusions say for whom a state is stable."""


@dataclass(frozen=True)
class Reasons:
    """Certificates of one state."""

    state: State
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, eq=False)
class Mixed:
    """States that are stable for each party in the way it behaves."""

    behaviour: dict[Party, str]
    equilibria: Mask


def behaving(problem: Problem, asked: StabilitySettings) -> dict[Party, str]:
    """The concept of each party that counts, from `party=concept`; none where none is given."""
    names = [problem.parties[party] for party in problem.counted]
    given = {}
    for text in asked.behaviour or ():
        party, _, concept = (part.strip() for part in text.partition("="))
        if party not in names or not concept:
            known = ", ".join(names)
            remedy = sentence("write party=concept with a party among {known}", known=known)
            raise SettingError("behaviour", text, remedy)
        if party in given:
            raise SettingError("behaviour", text, GIVEN_TWICE)
        given[party] = check_concepts([concept])[0]
    default = asked.concepts[0]
    by_party = {p: given.get(problem.parties[p], default) for p in problem.counted}
    return by_party if given else {}


def check_questions(problem: Problem, asked: StabilitySettings) -> None:
    """Raise SettingError at once for a state that there is not, or too large a question."""
    named = {"from": asked.start, "desired": asked.desired, "explain": asked.explain}
    for setting, name in named.items():
        if name is not None:
            problem.state(name, setting)
    parties, options = len(problem.parties), len(problem.options)
    nodes = parties + 1 if problem.moves.lists.tracked else 1
    most = MOST_FOLLOWED // (parties * (parties + 2) * nodes)
    if asked.start is not None and problem.states > most:
        remedy = sentence(
            "of {parties} parties, ways are followed through at most {most} states; "
            "rule out states",
            parties=parties,
            most=most,
        )
        raise SettingError(
            "from", sentence("there are {count} states", count=problem.states), remedy
        )
    most = MOST_TRIED // (parties * max(1, options) ** 2)
    if asked.desired is not None and problem.option_form and problem.states > most:
        remedy = sentence(
            "of {parties} parties with {options} options, what would let a state last is sought "
            "among at most {most} states; rule out states",
            parties=parties,
            options=options,
            most=most,
        )
        raise SettingError(
            "desired", sentence("there are {count} states", count=problem.states), remedy
        )


def further_answers(
    scenario: Scenario, problem: Problem, asked: StabilitySettings, verdicts: Verdicts
) -> dict[str, Any]:
    """Answers by their places in the JSON answer, in the order in which they are shown.

    Raises SettingError for what is too large.
    """
    found: dict[str, Any] = {}
    if asked.explain is not None:
        state = problem.state(asked.explain, "explain")
        proofs = [certify(problem, p, state, c) for p in problem.counted for c in asked.basic]
        found["reasons"] = Reasons(state, tuple(proofs))
    if asked.desired is not None:
        state = problem.state(asked.desired, "desired")
        wishes = {concept: wish(problem, state, concept) for concept in asked.basic}
        found["desired"] = Desired(state, wishes)
        if not all(one.equilibrium for one in wishes.values()):
            found["priority_edits"] = needed_edits(scenario, problem, state, asked.basic)
            found["new_options"] = new_options(problem, state, asked.basic)
    start = problem.status_quo
    if asked.start is not None:
        start = problem.state(asked.start, "from")
    if start is not None and (asked.start is not None or problem.states <= MOST_STATES):
        found["from"] = Outset(
            State(start),
            roads(problem, start, verdicts.foremost()[:MOST_GOALS]),
            absorbing_sets(problem) if problem.states <= MOST_STATES else (),
            courses(problem, start),
            verdicts.headline,
        )
    kinds = [concept for concept in asked.concepts if concept in COALITIONAL]
    if kinds:
        found["coalitions"] = verdicts.alliances.found(kinds)
    behaviour = behaving(problem, asked)
    if behaviour:
        rows = [verdicts.stable(party, concept) for party, concept in behaviour.items()]
        found["mixed"] = Mixed(behaviour, np.logical_and.reduce(rows))
    if has_unknowns(scenario) and within_reach(scenario, problem.states):
        found["unknown"] = judge_unknown(scenario, asked.parties, asked.basic)
    if scenario.strength and problem.states <= MOST_STATES:
        found["strength"] = strength(scenario, problem, asked.basic)
    if scenario.views:
        found["views"] = hypergame(scenario, problem, asked.basic)
    return {key: part for key, part in found.items() if part is not None}


def assumptions(scenario: Scenario, problem: Problem) -> tuple[Remark, ...]:
    """What was taken for granted."""
    found = [Remark("stability.assumes_legal_moves")] if problem.options else []
    if scenario.status_quo is None and problem.status_quo is not None and problem.options:
        start = {"state": problem.name(problem.status_quo)}
        found.append(Remark("stability.assumes_status_quo", start))
    grouped = [
        party
        for party, rungs in scenario.priorities.items()
        if any(len(rung.statements) > 1 for rung in rungs)
    ]
    unsure = [
        party
        for party, rungs in scenario.priorities.items()
        if any(said.held is not None for rung in rungs for said in rung.statements)
    ]
    found += _of_parties(scenario, "stability.assumes_group_order", grouped)
    found += _of_parties(scenario, "stability.assumes_held", unsure)
    return tuple(found)


def notes(scenario: Scenario, problem: Problem) -> tuple[Remark, ...]:
    """What limits the answer."""
    ranked = ranked_parties(scenario)
    counted = [problem.parties[party] for party in problem.counted]
    silent = [party for party in problem.parties if party not in ranked]
    left_out = [party for party in problem.parties if party in ranked and party not in counted]
    found = _of_parties(scenario, "stability.note_no_preferences", silent)
    found += _of_parties(scenario, "stability.note_not_counted", left_out)
    if problem.status_quo is None:
        found.append(Remark("stability.note_no_status_quo"))
    if has_unknowns(scenario) and not within_reach(scenario, problem.states):
        found.append(Remark("stability.note_unknown_left_out", {"n": count_rankings(scenario)}))
    if scenario.strength and problem.states > MOST_STATES:
        found.append(Remark("stability.note_strength_left_out", {"most": MOST_STATES}))
    return tuple(found)


def _of_parties(scenario: Scenario, key: str, parties: Sequence[str]) -> list[Remark]:
    named = tuple(partial(scenario.party_name, party) for party in parties)
    return [Remark(key, {"parties": named})] if named else []


def conclusions(
    scenario: Scenario, draws: Draws, concepts: Sequence[str], settings: Mapping[str, Any]
) -> dict[str, NDArray[np.float64]]:
    """Conclusions over draws; see `stability_conclusions`."""
    problem = build_problem(scenario, draws, settings.get("parties"))
    tracked = frozenset(settings.get("tracked") or ())
    verdicts = judge_problem(problem, concepts)
    shared = np.bitwise_and.reduce(verdicts[:, problem.judged], axis=1)
    found: dict[str, NDArray[np.float64]] = {}
    for concept in concepts:
        holds = shared >> BASIC.index(concept) & 1
        for state in range(problem.states):
            name = f"equilibrium.{concept}.{problem.name(state)}"
            all_named = problem.states <= MOST_STATES_NAMED
            if all_named or name in tracked or holds[:, state].any():
                found[name] = holds[:, state].astype(np.float64)
    for party in problem.counted if problem.states <= MOST_STATES_BY_PARTY else ():
        for concept in concepts:
            stable = verdicts[:, party] >> BASIC.index(concept) & 1
            for state in range(problem.states):
                name = f"stable.{problem.parties[party]}.{concept}.{problem.name(state)}"
                found[name] = stable[:, state].astype(np.float64)
    return found
