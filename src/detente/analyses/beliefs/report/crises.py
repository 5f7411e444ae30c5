"""Crises in reduced forms, in sentences and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from detente.analyses.beliefs.result import SOURCES, BeliefsResult, Floats
from detente.analyses.beliefs.solve import CrisisFound, middle
from detente.analyses.telling import table
from detente.exhibits import Cell, Table
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.names import crisis_name
from detente.scenario.sections.crises import Track


class Telling(NamedTuple):
    """A crisis, the scenario that has it, and the language in which it is told."""

    scenario: Scenario
    crisis: CrisisFound
    words: Phrases

    @property
    def names(self) -> dict[str, str]:
        """The names that most sentences have."""
        language = self.words.language
        return {
            "crisis": crisis_name(self.scenario, self.crisis.name, language),
            "first": self.scenario.party_name(self.crisis.first, language),
            "second": self.scenario.party_name(self.crisis.second, language),
        }

    def label(self, form: str) -> str:
        """That it is a reduced form, and of what."""
        return self.words("beliefs.reduced_form", source=SOURCES[form])


def crisis_statements(result: BeliefsResult, words: Phrases) -> Iterator[str]:
    """Crisis by crisis: what both prefer to war, and what else is stated."""
    for crisis in result.crises:
        for tell in _FORMS:
            yield from tell(Telling(result.scenario, crisis, words))


def _peace(told: Telling) -> Iterator[str]:
    contest, words = told.crisis.forms.contest, told.words
    if contest is not None:
        yield words(
            "beliefs.peace_range",
            **told.names,
            label=told.label("peace_range"),
            low=words.number(float(contest.low[0]), 1),
            high=words.number(float(contest.high[0]), 1),
            worth_first=words.number(float(contest.worth[told.crisis.first][0]), 1),
            worth_second=words.number(float(contest.worth[told.crisis.second][0]), 1),
        )


def _track(told: Telling) -> Iterator[str]:
    win, words = told.scenario.crises[told.crisis.name].win, told.words
    contest = told.crisis.forms.contest
    if contest is not None and contest.battles is not None and isinstance(win, Track):
        yield words(
            "beliefs.military_track",
            **told.names,
            label=told.label("military_track"),
            battle=words.share(win.battles.best),
            held=win.held,
            steps=win.steps,
            share=words.share(float(contest.win[0])),
            battles=words.number(float(contest.battles[0]), 1),
        )


def _demand(told: Telling) -> Iterator[str]:
    demand, words = told.crisis.forms.demand, told.words
    if demand is not None:
        low, high = middle(demand.war)
        yield words(
            "beliefs.risk_return",
            **told.names,
            label=told.label("risk_return"),
            demand=words.number(float(demand.points[0]), 1),
            war=words.share(float(demand.war[0])),
            range=words.shares(float(low), float(high)),
        )


def _shift(told: Telling) -> Iterator[str]:
    shift, words = told.crisis.forms.shift, told.words
    if shift is not None:
        rising, declining = (
            told.scenario.party_name(party, words.language) for party in told.crisis.sides
        )
        yield words(
            "beliefs.shift_war" if shift.war[0] else "beliefs.shift_peace",
            label=told.label("power_shift"),
            crisis=told.names["crisis"],
            rising=rising,
            declining=declining,
            now=words.share(float(shift.now[0])),
            later=words.share(float(shift.later[0])),
            points=words.number(abs(float(shift.surplus[0])), 1),
            share=words.share(float(shift.war[1:].mean())),
        )


def _audience(told: Telling) -> Iterator[str]:
    audience, words = told.crisis.forms.audience, told.words
    if audience is not None:
        key = "separates" if audience.separates[0] else "pools"
        yield words(
            f"beliefs.threat_{'always' if audience.always[0] else key}",
            **told.names,
            label=told.label("audience_cost"),
            needed=words.number(float(audience.needed[0]), 1),
            stated=words.number(float(audience.stated[0]), 1),
            share=words.share(float(audience.separates[1:].mean())),
        )


_FORMS: tuple[Callable[[Telling], Iterator[str]], ...] = (
    _peace,
    _track,
    _demand,
    _shift,
    _audience,
)


def crisis_table(result: BeliefsResult, crisis: CrisisFound, words: Phrases) -> Table:
    """Every figure at best values and over draws, with the model that it comes from."""
    rows = _rows(Telling(result.scenario, crisis, words))
    columns = ["figure", "best>1", "lower>1", "upper>1", "model"]
    name = crisis_name(result.scenario, crisis.name, words.language)
    note = words("beliefs.crisis_note")
    return table(words, "beliefs.crisis", columns, rows, note, crisis=name)


def _rows(told: Telling) -> Iterator[tuple[Cell, ...]]:
    (contest, demand, shift, audience), words, names = told.crisis.forms, told.words, told.names
    if contest is not None:
        form = "peace_range" if contest.battles is None else "military_track"
        yield _row(words("beliefs.row_win", **names), form, 100 * contest.win)
        if contest.battles is not None:
            yield _row(words("beliefs.row_battles"), form, contest.battles)
        yield _row(words("beliefs.row_low", **names), "peace_range", contest.low)
        yield _row(words("beliefs.row_high", **names), "peace_range", contest.high)
        for party in (told.crisis.first, told.crisis.second):
            name = told.scenario.party_name(party, words.language)
            title = words("beliefs.row_worth", party=name)
            yield _row(title, "peace_range", contest.worth[party])
    if demand is not None:
        yield _row(words("beliefs.row_demand", **names), "risk_return", demand.points)
        yield _row(words("beliefs.row_war"), "risk_return", 100 * demand.war)
    if shift is not None:
        yield _row(words("beliefs.row_surplus"), "power_shift", shift.surplus)
    if audience is not None:
        always = audience.always
        none = (always[0], always[1:].all(), always[1:].any())
        needed = _row(words("beliefs.row_needed"), "audience_cost", audience.needed)
        ends = (None if no else end for no, end in zip(none, needed[1:4], strict=True))
        yield needed[0], *ends, needed[4]
        yield _row(words("beliefs.row_stated"), "audience_cost", audience.stated)


def _row(title: str, form: str, values: Floats) -> tuple[Cell, ...]:
    low, high = middle(values)
    return title, float(values[0]), float(low), float(high), SOURCES[form]
