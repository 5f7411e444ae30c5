"""Crises in reduced forms, in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from detente.analyses.beliefs.crises import SOURCES, CrisisFound
from detente.analyses.beliefs.result import BeliefsResult
from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.names import crisis_name
from detente.scenario.sections.crises import Track

Floats = NDArray[np.float64]


def crisis_statements(result: BeliefsResult, words: Phrases) -> Iterator[str]:
    """Crisis by crisis: what both prefer to war, and what else is stated."""
    for crisis in result.crises:
        told = (form(result.scenario, crisis, words) for form in _FORMS)
        yield from (text for text in told if text)


def crisis_line(result: BeliefsResult, crisis: CrisisFound, words: Phrases) -> str:
    """The peace range, or what the threat tells, for the bottom line."""
    told = (form(result.scenario, crisis, words) for form in (_peace, _audience))
    return next(text for text in told if text)


def _names(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> dict[str, str]:
    return {
        "crisis": crisis_name(scenario, crisis.name, words.language),
        "first": scenario.party_name(crisis.first, words.language),
        "second": scenario.party_name(crisis.second, words.language),
    }


def _reduced(form: str, words: Phrases) -> str:
    return words("beliefs.reduced_form", source=SOURCES[form])


def _peace(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> str:
    best = crisis.best.contest
    if best is None:
        return ""
    return words(
        "beliefs.peace_range",
        **_names(scenario, crisis, words),
        label=_reduced("peace_range", words),
        low=words.number(float(best.low[0]), 1),
        high=words.number(float(best.high[0]), 1),
        worth_first=words.number(float(best.worth[crisis.first][0]), 1),
        worth_second=words.number(float(best.worth[crisis.second][0]), 1),
    )


def _track(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> str:
    win = scenario.crises[crisis.name].win
    best = crisis.best.contest
    if best is None or best.battles is None or not isinstance(win, Track):
        return ""
    return words(
        "beliefs.military_track",
        **_names(scenario, crisis, words),
        label=_reduced("military_track", words),
        battle=words.share(win.battles.best),
        held=win.held,
        steps=win.steps,
        share=words.share(float(best.win[0])),
        battles=words.number(float(best.battles[0]), 1),
    )


def _demand(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> str:
    demand = crisis.best.demand
    if demand is None or crisis.drawn.demand is None:
        return ""
    low, high = np.quantile(crisis.drawn.demand.war, [0.05, 0.95])
    return words(
        "beliefs.risk_return",
        **_names(scenario, crisis, words),
        label=_reduced("risk_return", words),
        demand=words.number(float(demand.points[0]), 1),
        war=words.share(float(demand.war[0])),
        range=words.shares(float(low), float(high)),
    )


def _shift(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> str:
    shift, drawn = crisis.best.shift, crisis.drawn.shift
    if shift is None or drawn is None or crisis.rising is None or crisis.declining is None:
        return ""
    values = {
        "label": _reduced("power_shift", words),
        "crisis": crisis_name(scenario, crisis.name, words.language),
        "rising": scenario.party_name(crisis.rising, words.language),
        "declining": scenario.party_name(crisis.declining, words.language),
        "now": words.share(float(shift.now[0])),
        "later": words.share(float(shift.later[0])),
        "points": words.number(abs(float(shift.surplus[0])), 1),
        "share": words.share(float(drawn.war.mean())),
    }
    if shift.war[0]:
        return words("beliefs.shift_war", **values)
    return words("beliefs.shift_peace", **values)


def _audience(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> str:
    audience, drawn = crisis.best.audience, crisis.drawn.audience
    if audience is None or drawn is None:
        return ""
    values = {
        **_names(scenario, crisis, words),
        "label": _reduced("audience_cost", words),
        "needed": words.number(float(audience.needed[0]), 1),
        "stated": words.number(float(audience.stated[0]), 1),
        "share": words.share(float(drawn.separates.mean())),
    }
    if audience.always[0]:
        return words("beliefs.threat_always", **values)
    if audience.separates[0]:
        return words("beliefs.threat_separates", **values)
    return words("beliefs.threat_pools", **values)


_FORMS = (_peace, _track, _demand, _shift, _audience)


def crisis_table(result: BeliefsResult, crisis: CrisisFound, words: Phrases) -> Table:
    """Every figure at best values and over draws, with the model that it comes from."""
    scenario = result.scenario
    columns = (
        Column(words("beliefs.figure")),
        Column(words("beliefs.best"), "right", digits=1),
        Column(words("beliefs.lower"), "right", digits=1),
        Column(words("beliefs.upper"), "right", digits=1),
        Column(words("beliefs.model")),
    )
    title = words("beliefs.crisis_title", crisis=crisis_name(scenario, crisis.name, words.language))
    rows = tuple(_rows(scenario, crisis, words))
    return Table(title, columns, rows, note=words("beliefs.crisis_note"))


def _rows(scenario: Scenario, crisis: CrisisFound, words: Phrases) -> Iterator[tuple[Cell, ...]]:
    best, drawn = crisis.best, crisis.drawn
    names = _names(scenario, crisis, words)
    if best.contest is not None and drawn.contest is not None:
        yield from _contest_rows(scenario, crisis, words)
    if best.demand is not None and drawn.demand is not None:
        title = words("beliefs.row_demand", **names)
        yield _row(title, "risk_return", best.demand.points, drawn.demand.points)
        title = words("beliefs.row_war")
        yield _row(title, "risk_return", 100 * best.demand.war, 100 * drawn.demand.war)
    if best.shift is not None and drawn.shift is not None:
        title = words("beliefs.row_surplus")
        yield _row(title, "power_shift", best.shift.surplus, drawn.shift.surplus)
    if best.audience is not None and drawn.audience is not None:
        needed, stated = words("beliefs.row_needed"), words("beliefs.row_stated")
        _, at_best, low, high, source = _row(
            needed, "audience_cost", best.audience.needed, drawn.audience.needed
        )
        yield (
            needed,
            None if best.audience.always[0] else at_best,
            None if drawn.audience.always.all() else low,
            None if drawn.audience.always.any() else high,
            source,
        )
        yield _row(stated, "audience_cost", best.audience.stated, drawn.audience.stated)


def _contest_rows(
    scenario: Scenario, crisis: CrisisFound, words: Phrases
) -> Iterator[tuple[Cell, ...]]:
    best, drawn = crisis.best.contest, crisis.drawn.contest
    if best is None or drawn is None:
        return
    names = _names(scenario, crisis, words)
    form = "peace_range" if best.battles is None else "military_track"
    yield _row(words("beliefs.row_win", **names), form, 100 * best.win, 100 * drawn.win)
    if best.battles is not None and drawn.battles is not None:
        yield _row(words("beliefs.row_battles"), form, best.battles, drawn.battles)
    yield _row(words("beliefs.row_low", **names), "peace_range", best.low, drawn.low)
    yield _row(words("beliefs.row_high", **names), "peace_range", best.high, drawn.high)
    for party in (crisis.first, crisis.second):
        title = words("beliefs.row_worth", party=scenario.party_name(party, words.language))
        yield _row(title, "peace_range", best.worth[party], drawn.worth[party])


def _row(title: str, form: str, best: Floats, drawn: Floats) -> tuple[Cell, ...]:
    low, high = np.quantile(drawn, [0.05, 0.95])
    return title, float(best[0]), float(low), float(high), SOURCES[form]
