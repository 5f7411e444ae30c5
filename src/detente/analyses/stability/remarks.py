"""Assumptions and notes of a stability result."""

from __future__ import annotations

from functools import partial

from detente.analyses.contract import Remark
from detente.analyses.stability.doubts.bounds import count_rankings, has_unknowns, within_reach
from detente.analyses.stability.doubts.relations import MOST_STATES
from detente.analyses.stability.problem import Problem
from detente.scenario import Scenario
from detente.scenario.states import ranked_parties


def assumptions(scenario: Scenario, problem: Problem) -> tuple[Remark, ...]:
    """What was taken for granted."""
    found = [Remark("stability.assumes_legal_moves")] if problem.options else []
    if scenario.status_quo is None and problem.status_quo is not None and problem.options:
        found.append(
            Remark("stability.assumes_status_quo", {"state": problem.name(problem.status_quo)})
        )
    grouped = tuple(
        partial(scenario.party_name, party)
        for party, rungs in scenario.priorities.items()
        if any(len(rung.statements) > 1 for rung in rungs)
    )
    if grouped:
        found.append(Remark("stability.assumes_group_order", {"parties": grouped}))
    unsure = tuple(
        partial(scenario.party_name, party)
        for party, rungs in scenario.priorities.items()
        if any(said.held is not None for rung in rungs for said in rung.statements)
    )
    if unsure:
        found.append(Remark("stability.assumes_held", {"parties": unsure}))
    return tuple(found)


def notes(scenario: Scenario, problem: Problem) -> tuple[Remark, ...]:
    """What limits the answer."""
    found = []
    ranked = ranked_parties(scenario)
    silent = tuple(partial(scenario.party_name, p) for p in problem.parties if p not in ranked)
    if silent:
        found.append(Remark("stability.note_no_preferences", {"parties": silent}))
    left_out = tuple(
        partial(scenario.party_name, party)
        for party, counts in zip(problem.parties, problem.judged, strict=True)
        if party in ranked and not counts
    )
    if left_out:
        found.append(Remark("stability.note_not_counted", {"parties": left_out}))
    if problem.status_quo is None:
        found.append(Remark("stability.note_no_status_quo"))
    if has_unknowns(scenario) and not within_reach(scenario, problem.states):
        found.append(Remark("stability.note_unknown_left_out", {"n": count_rankings(scenario)}))
    if scenario.strength and problem.states > MOST_STATES:
        found.append(Remark("stability.note_strength_left_out", {"most": MOST_STATES}))
    return tuple(found)
