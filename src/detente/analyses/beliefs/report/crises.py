"""Crises in reduced forms, in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from detente.analyses.beliefs.result import SOURCES, BeliefsResult, Floats
from detente.analyses.beliefs.solve import CrisisFound, middle
from detente.analyses.telling import table
from detente.exhibits import Cell, Table
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.sections.crises import Track


def crisis_statements(result: BeliefsResult, words: Phrases) -> Iterator[str]:
    """Crisis by crisis: what both prefer to war, and what else is stated."""
    for crisis in result.crises:
        names = _names(result.scenario, crisis, words)
        for form, key, values in _told(result.scenario, crisis, words):
            label = words("beliefs.reduced_form", source=SOURCES[form])
            yield words(key, label=label, **(names | values))


def _names(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> dict[str, object]:
    rising, declining = crisis.sides
    parties = {"first": crisis.first, "second": crisis.second}
    parties |= {"rising": rising, "declining": declining}
    names = {key: scenario.party_name(name, words.language) for key, name in parties.items()}
    return {"crisis": scenario.name_of("crises", crisis.name, language=words.language), **names}


def _told(
    scenario: Scenario, crisis: CrisisFound, words: Phrases
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """The model, the phrase and the values of each sentence."""
    contest, demand, shift, audience = crisis.forms
    win = scenario.crises[crisis.name].win

    def points(values: Floats) -> object:
        return words.number(float(values[0]), 1)

    def share(values: Floats) -> object:
        return words.share(float(values[0]))

    def often(holds: NDArray[np.bool_]) -> object:
        return words.share(float(holds[1:].mean()))

    if contest is not None:
        ends = {"low": points(contest.low), "high": points(contest.high)}
        ends["worth_first"] = points(contest.worth[crisis.first])
        ends["worth_second"] = points(contest.worth[crisis.second])
        yield "peace_range", "beliefs.peace_range", ends
    if contest is not None and contest.battles is not None and isinstance(win, Track):
        stated = {"battle": words.share(win.battles.best), "held": win.held, "steps": win.steps}
        course = {"share": share(contest.win), "battles": points(contest.battles)}
        yield "military_track", "beliefs.military_track", stated | course
    if demand is not None:
        best = {"demand": points(demand.points), "war": share(demand.war)}
        best["range"] = words.shares(*map(float, middle(demand.war)))
        yield "risk_return", "beliefs.risk_return", best
    if shift is not None:
        power = {"now": share(shift.now), "later": share(shift.later)}
        power |= {"points": points(abs(shift.surplus)), "share": often(shift.war)}
        key = "beliefs.shift_war" if shift.war[0] else "beliefs.shift_peace"
        yield "power_shift", key, power
    if audience is not None:
        key = "beliefs.threat_separates" if audience.separates[0] else "beliefs.threat_pools"
        cost = {"needed": points(audience.needed), "stated": points(audience.stated)}
        cost["share"] = often(audience.separates)
        yield "audience_cost", "beliefs.threat_always" if audience.always[0] else key, cost


def crisis_table(result: BeliefsResult, crisis: CrisisFound, words: Phrases) -> Table:
    """Every figure at best values and over draws, with the model that it comes from."""
    rows = list(_rows(result.scenario, crisis, words))
    columns = ["figure", "best>1", "lower>1", "upper>1", "model"]
    name = result.scenario.name_of("crises", crisis.name, language=words.language)
    note = words("beliefs.crisis_note")
    return table(words, "beliefs.crisis", columns, rows, note, crisis=name)


def _rows(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> Iterator[tuple[Cell, ...]]:
    contest, demand, shift, audience = crisis.forms
    names = _names(scenario, crisis, words)

    def row(key: str, form: str, values: Floats, **named: object) -> tuple[Cell, ...]:
        low, high = middle(values)
        title = words(f"beliefs.row_{key}", **(names | named))
        return title, float(values[0]), float(low), float(high), SOURCES[form]

    if contest is not None:
        form = "peace_range" if contest.battles is None else "military_track"
        yield row("win", form, 100 * contest.win)
        if contest.battles is not None:
            yield row("battles", form, contest.battles)
        yield row("low", "peace_range", contest.low)
        yield row("high", "peace_range", contest.high)
        for party in (crisis.first, crisis.second):
            name = scenario.party_name(party, words.language)
            yield row("worth", "peace_range", contest.worth[party], party=name)
    if demand is not None:
        yield row("demand", "risk_return", demand.points)
        yield row("war", "risk_return", 100 * demand.war)
    if shift is not None:
        yield row("surplus", "power_shift", shift.surplus)
    if audience is not None:
        always = audience.always
        none = (always[0], always[1:].all(), always[1:].any())
        needed = row("needed", "audience_cost", audience.needed)
        ends = (None if no else end for no, end in zip(none, needed[1:4], strict=True))
        yield needed[0], *ends, needed[4]
        yield row("stated", "audience_cost", audience.stated)
