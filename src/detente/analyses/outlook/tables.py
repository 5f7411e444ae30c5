"""An outlook in tables and a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.outlook.chance import OUTCOMES
from detente.analyses.outlook.moves import Move
from detente.analyses.outlook.walk import BINDING
from detente.analyses.talks.wording import stage_text
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Table
from detente.scenario.names import judgement_name

if TYPE_CHECKING:
    from detente.analyses.outlook.result import Chance, OutlookResult
    from detente.phrases import Phrases

MOVES_IN_TABLE = 10


def tables(result: OutlookResult, words: Phrases) -> tuple[Table, ...]:
    """All tables that have rows."""
    found = (
        _outcome_table(result, words),
        _view_table(result, words),
        _type_table(result, words),
        _move_table(result, words),
    )
    return tuple(table for table in found if table.rows)


def charts(result: OutlookResult, words: Phrases) -> tuple[Chart, ...]:
    """The outcomes of each stage as bars."""
    names = outcome_names(words)
    bars = [
        Bar(stage_text(result.scenario, place, words), 100 * chance.value, names[name])
        for place in result.stages
        for k, name in enumerate(OUTCOMES)
        if (chance := result.outcome(place, k)).value is not None
    ]
    if not bars:
        return ()
    first = result.outcome(0, BINDING)
    summary = words(
        "outlook.summary",
        stage=stage_text(result.scenario, 0, words),
        share="–" if first.value is None else words.share(first.value),
    )
    chart = BarChart(
        words("outlook.chart_title"),
        Axis(words("outlook.probability"), "%", 0, 100),
        tuple(bars),
        series=tuple(names.values()),
        stacked=True,
        summary=summary,
        note=words("outlook.chart_note"),
    )
    return (chart,)


def outcome_names(words: Phrases) -> dict[str, str]:
    return {
        "binding": words("outlook.binding"),
        "for_show": words("outlook.for_show"),
        "nothing": words("outlook.nothing"),
        "broken_off": words("outlook.broken_off"),
    }


def moved(result: OutlookResult, move: Move, words: Phrases) -> str:
    if move.what == ("allowance",):
        return words("outlook.allowance")
    if move.what[0] == "types" and len(move.what) == 2:
        name = result.scenario.party_name(move.what[1], words.language)
        return words("outlook.of_types", party=name)
    return judgement_name(result.scenario, move.what, words)


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _numbers(words: Phrases) -> tuple[Column, ...]:
    titles = (words("outlook.value"), words("outlook.low"), words("outlook.high"))
    return tuple(Column(title, "right", digits=0, probability=True) for title in titles)


def _row(chance: Chance) -> tuple[Cell, ...]:
    return _percent(chance.value), _percent(chance.low), _percent(chance.high)


def _outcome_table(result: OutlookResult, words: Phrases) -> Table:
    names = list(outcome_names(words).values())
    rows: list[tuple[Cell, ...]] = [
        (stage_text(result.scenario, place, words), name, *_row(result.outcome(place, k)))
        for place in result.stages
        for k, name in enumerate(names)
    ]
    columns = (Column(words("outlook.stage")), Column(words("outlook.outcome")), *_numbers(words))
    note = words("outlook.table_note")
    return Table(words("outlook.table_title"), columns, tuple(rows), note=note)


def _view_table(result: OutlookResult, words: Phrases) -> Table:
    rate, place = result.rate, result.study.stage
    rows: list[tuple[Cell, ...]] = []
    if rate is not None:
        at = rate.event if len(rate.mean) > 1 else 0
        outside = [100 * float(part[at]) for part in (rate.mean, rate.low, rate.high)]
        rows = [
            (words("outlook.inside"), *_row(result.inside(rate.event))),
            (words("outlook.outside"), *outside),
            (words("outlook.both"), *_row(result.outcome(place, rate.event))),
        ]
    columns = (Column(words("outlook.view")), *_numbers(words))
    return Table(words("outlook.views_title"), columns, tuple(rows))


def _type_table(result: OutlookResult, words: Phrases) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            result.scenario.party_name(party, words.language),
            result.scenario.name_of("types", party, kind, language=words.language),
            100 * binding,
            100 * settlement,
        )
        for party, kinds in result.study.by_type.items()
        for kind, (binding, settlement) in kinds.items()
    ]
    columns = (
        Column(words("outlook.party")),
        Column(words("outlook.type")),
        Column(words("outlook.type_binding"), "right", digits=0, probability=True),
        Column(words("outlook.type_settlement"), "right", digits=0, probability=True),
    )
    return Table(words("outlook.types_title"), columns, tuple(rows))


def _move_table(result: OutlookResult, words: Phrases) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (moved(result, move, words), 100 * move.low, 100 * move.high)
        for move in result.study.moves[:MOVES_IN_TABLE]
    ]
    columns = (
        Column(words("outlook.what")),
        Column(words("outlook.low"), "right", digits=0, probability=True),
        Column(words("outlook.high"), "right", digits=0, probability=True),
    )
    stage = stage_text(result.scenario, result.study.stage, words)
    note = words("outlook.moves_note", stage=stage)
    return Table(words("outlook.moves_title"), columns, tuple(rows), note=note)
