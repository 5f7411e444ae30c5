"""Assumptions and notes of a forecast."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from detente.analyses.contract import Remark
from detente.analyses.forecast.problem import FIELDS, ForecastProblem
from detente.analyses.forecast.solve import too_large_to_trade
from detente.scenario import Scenario


def assumptions(
    scenario: Scenario, problem: ForecastProblem, methods: Sequence[str], failure: float
) -> tuple[Remark, ...]:
    """What was taken for granted."""
    found = [Remark("forecast.assumes_weights")]
    keys = {
        "position": "forecast.assumes_positions",
        "salience": "forecast.assumes_saliences",
        "capability": "forecast.assumes_capabilities",
    }
    for field in FIELDS:
        who = {party for _, party, lacking in problem.derived if lacking == field}
        if who:
            names = tuple(partial(scenario.party_name, p) for p in problem.parties if p in who)
            found.append(Remark(keys[field], {"parties": names}))
    if problem.guessed:
        names = tuple(partial(scenario.party_name, party) for party in problem.guessed)
        found.append(Remark("forecast.assumes_power", {"parties": names}))
    named = tuple(
        partial(scenario.issue_name, name)
        for name in problem.issues
        if scenario.issues[name].values
    )
    if named:
        found.append(Remark("forecast.assumes_even_values", {"issues": named}))
    if "nash" in methods:
        found.append(Remark("forecast.assumes_failure", {"cost": f"{failure:g}"}))
    return tuple(found)


def notes(
    scenario: Scenario, problem: ForecastProblem, methods: Sequence[str]
) -> tuple[Remark, ...]:
    """What limits the answer."""
    found = [Remark("forecast.note_calibration")]
    outside = tuple(
        partial(scenario.party_name, party)
        for party, about in scenario.parties.items()
        if not about.at_table and party not in problem.parties and party in scenario.preferences
    )
    if outside:
        found.append(Remark("forecast.note_outside", {"parties": outside}))
    absent = tuple(
        partial(scenario.party_name, party)
        for party in problem.parties
        if not scenario.parties[party].at_table
    )
    if absent:
        found.append(Remark("forecast.note_absent", {"parties": absent}))
    missing = tuple(
        partial(scenario.issue_name, name)
        for name in scenario.issues
        if name not in (*problem.issues, *problem.support)
    )
    if missing:
        found.append(Remark("forecast.note_no_positions", {"issues": missing}))
    unordered = tuple(partial(scenario.issue_name, name) for name in problem.support)
    if unordered:
        found.append(Remark("forecast.note_unordered", {"issues": unordered}))
    if any(method.startswith("challenge") for method in methods):
        found.append(Remark("forecast.note_challenge"))
    if "exchange" in methods and too_large_to_trade(problem):
        found.append(Remark("forecast.note_too_large"))
    elif "exchange" in methods:
        found.append(Remark("forecast.note_exchange"))
    if "spatial_joint" in methods:
        found.append(Remark("forecast.note_untested"))
    return tuple(found)
