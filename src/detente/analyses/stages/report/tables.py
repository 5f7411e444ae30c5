"""Tables on talks in stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.stages.report.statements import for_show_statement, pivot_text
from detente.analyses.talks.wording import Names
from detente.analyses.telling import table
from detente.exhibits import Cell, Column, Table
from detente.scenario.wording import value_text

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.analyses.talks.courses import Course
    from detente.phrases import Phrases


def tables(result: StagesResult, words: Phrases) -> tuple[Table, ...]:
    """All tables that have rows, the course of the talks first."""
    names = Names(result.scenario, words, result.found.talks.space.parties)
    made = (_course, _deals, _win_sets, _refusals, _coming, _changes)
    return tuple(shown for make in made if (shown := make(result, names)).rows)


def _course(result: StagesResult, names: Names) -> Table:
    """Both courses stage by stage."""
    found, words, show = result.found, names.words, for_show_statement(result, names)

    def event(course: Course, stage: int) -> str:
        if stage > int(course.ended[0]):
            return words("stages.not_reached")
        if not course.passed[0, stage]:
            return words("stages.fails")
        shown = show and course is found.far and stage == 0
        return words("stages.passes_for_show" if shown else "stages.passes")

    kinds = {
        "bargain": words("stages.kind_bargain"),
        "ratify": words("stages.kind_ratify"),
        "announce": words("stages.kind_announce"),
    }
    rows = [
        (
            names.stage(stage),
            names.all(result.scenario.stages[stage].table),
            kinds[each.kind],
            event(found.short, stage),
            event(found.far, stage),
        )
        for stage, each in enumerate(found.talks.tables)
    ]
    columns = ["stage", "table", "kind", "short_sighted", "far_sighted"]
    return table(words, "stages.course", columns, rows, show)


def _deals(result: StagesResult, names: Names) -> Table:
    """The deal that each course strikes, issue by issue, and the nearest miss."""
    found, nearest = result.found, result.found.nearest
    shown = {
        "struck": result.named(found.struck),
        "far_sighted": result.deal,
        "nearest": None if nearest is None else nearest.package,
    }
    deals = {column: deal for column, deal in shown.items() if deal is not None}
    rows = [
        (
            names.issue(issue),
            *(value_text(result.scenario, issue, d[issue], names.words) for d in deals.values()),
        )
        for issue in result.scenario.issues
    ]
    return table(names.words, "stages.deals", ["issue", *deals], rows if deals else [])


def _win_sets(result: StagesResult, names: Names) -> Table:
    """How many deals pass each stage, and how many would if one party were not asked."""
    words, tables = names.words, result.found.talks.tables
    asked = sorted({party for each in tables for party in each.consent.concerned})
    rows = [
        (
            names.stage(one.stage),
            100 * one.size,
            *(100 * float(one.without[p]) if p in tables[one.stage].consent.concerned else None
              for p in asked),
        )
        for one in result.found.sets
    ]  # fmt: skip
    without = [
        Column(words("stages.without", party=names.party(p)), "right", digits=1, unit="%")
        for p in asked
    ]
    note = words("stages.win_sets_note")
    return table(words, "stages.win_sets", ["stage", "win_set>1%", *without], rows, note)


def _refusals(result: StagesResult, names: Names) -> Table:
    """In which share of draws each party refuses the short-sighted draft."""
    words, begun = names.words, result.found.struck_at
    share, drawn = result.outcomes.refuses.mean(axis=0), bool(result.settings["draws"])
    rows: list[tuple[Cell, ...]] = [
        (
            names.stage(stage),
            names.party(party),
            100 * float(share[stage, party]) if drawn else bool(share[stage, party]),
        )
        for stage, each in enumerate(result.found.talks.tables)
        if begun is not None and stage >= begun and each.kind != "announce"
        for party in each.consent.concerned
    ]
    cases = words.count("common.cases", result.outcomes.count)
    note = words("stages.refusals_note", cases=cases) if drawn else words("stages.at_best")
    shown = f"~0{words('common.of_cases')}" if drawn else "^"
    return table(words, "stages.refusals", ["stage", "party", f"refuses{shown}"], rows, note)


def _coming(result: StagesResult, names: Names) -> Table:
    """What coming is worth to each party."""
    rows = [
        (
            names.stage(c.stage),
            names.party(c.party),
            *(c.venue, c.audience, c.failing, c.away, c.without_deal, c.deal),
        )
        for c in result.found.coming
        if c.matters or (c.stage == 0 and abs(c.deal) > 1e-9)
    ]
    points = ["venue>1", "audience>1", "failing>1", "away>1", "without_deal>1", "from_deal>1"]
    note = names.words("stages.coming_note")
    return table(names.words, "stages.coming", ["stage", "party", *points], rows, note)


def _changes(result: StagesResult, names: Names) -> Table:
    """Every single change that turns the path."""
    rows = []
    for pivot in result.pivots:
        deal = result.named(pivot.deal)
        then = names.words("stages.no_deal") if deal is None else names.changed(deal)
        rows.append((pivot_text(result, pivot, names), then))
    return table(names.words, "stages.changes", ["change", "then"], rows)
