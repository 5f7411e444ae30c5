"""Forecasts as tables."""

from __future__ import annotations

import math

from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.forecast.report.words import Wording
from detente.analyses.forecast.result import ForecastResult
from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases

MOST_TRADES = 12
MOST_COLUMNS = 7
"""Up to so many issues stand side by side in print."""


def tables(result: ForecastResult, words: Phrases) -> tuple[Table, ...]:
    """Forecasts, views by method, trades and moves."""
    wording = Wording(result, words)
    found = [
        forecast_table(wording),
        views_table(wording),
        trade_table(wording),
        move_table(wording),
    ]
    return tuple(table for table in found if table is not None)


def forecast_table(wording: Wording) -> Table:
    """One row an issue: forecast, interval, what the inputs alone say, range of views."""
    words, result = wording.words, wording.result
    level = wording.level
    columns = (
        Column(words("forecast.issue")),
        Column(words("forecast.forecast")),
        Column(words("forecast.interval_column", level=level), "right"),
        Column(words("forecast.inputs_column"), "right"),
        Column(words("forecast.views_column"), "right"),
    )
    rows: list[tuple[Cell, ...]] = []
    for issue in range(len(result.problem.issues)):
        inputs = result.from_inputs(DEFAULT, issue)
        alone = "–"
        if inputs is not None:
            low, high = (wording.number(issue, end) for end in inputs)
            alone = low if low == high else words("forecast.span", low=low, high=high)
        rows.append(
            (
                wording.issue(issue),
                wording.value(issue, DEFAULT),
                wording.interval(issue, DEFAULT),
                alone,
                wording.views(issue),
            )
        )
    note = words("forecast.forecast_note", level=level)
    return Table(words("forecast.forecast_title"), columns, tuple(rows), note)


def views_table(wording: Wording) -> Table:
    """One row a method and issue: forecast and interval."""
    words, result = wording.words, wording.result
    columns = (
        Column(words("forecast.issue")),
        Column(words("forecast.method_column")),
        Column(words("forecast.forecast")),
        Column(words("forecast.interval_column", level=wording.level), "right"),
    )
    rows: list[tuple[Cell, ...]] = []
    for issue in range(len(result.problem.issues)):
        for method in result.methods:
            name = wording.issue(issue) if method == result.methods[0] else ""
            shown = (wording.short(issue, method), wording.interval(issue, method))
            rows.append((name, wording.method(method), *shown))
    return Table(words("forecast.views_title"), columns, tuple(rows), words("forecast.views_note"))


def views_matrix(wording: Wording) -> Table:
    """One row a method, one column an issue: forecasts alone, for print."""
    words, result = wording.words, wording.result
    count = range(len(result.problem.issues))
    if len(count) > MOST_COLUMNS:
        return views_table(wording)
    heads = [Column(_with_unit(wording, issue), "right") for issue in count]
    rows = tuple(
        (wording.method(method), *(_number(wording, issue, method) for issue in count))
        for method in result.methods
    )
    title = words("forecast.views_title")
    return Table(title, (Column(words("forecast.method_column")), *heads), rows)


def _with_unit(wording: Wording, issue: int) -> str:
    unit = wording.unit(issue)
    return f"{wording.issue(issue)} ({unit})" if unit else wording.issue(issue)


def _number(wording: Wording, issue: int, method: str) -> str:
    place = wording.result.place(method, issue)
    if not math.isfinite(place):
        return wording.nothing(issue, method)
    return wording.number(issue, wording.result.in_unit(issue, place))


def position_table(wording: Wording) -> Table:
    """Where the parties stand, with how much weight, and what was derived."""
    words, result = wording.words, wording.result
    columns = (
        Column(words("forecast.issue")),
        Column(words("forecast.party")),
        Column(words("forecast.position"), "right"),
        Column(words("forecast.salience"), "right", 0),
        Column(words("forecast.capability"), "right", 1),
        Column(words("forecast.weight"), "right", 0, "%"),
        Column(words("forecast.derived")),
    )
    rows: list[tuple[Cell, ...]] = []
    answer = result.answer()["issues"]
    for issue, name in enumerate(result.problem.issues):
        for place in answer[name]["positions"]:
            derived = [words(f"forecast.field.{field}") for field in place["derived"]]
            rows.append(
                (
                    wording.issue(issue),
                    wording.party(place["party"]),
                    wording.number(issue, place["position"]),
                    place["salience"],
                    place["capability"],
                    100 * place["weight"],
                    ", ".join(derived),
                )
            )
    return Table(words("forecast.positions_title"), columns, tuple(rows))


def trade_table(wording: Wording) -> Table | None:
    """The trades of the exchange model with how often they occur."""
    words, found = wording.words, wording.result.played.trades()
    if not found:
        return None
    columns = (
        Column(words("forecast.gives")),
        Column(words("forecast.on_issue")),
        Column(words("forecast.receives")),
        Column(words("forecast.on_issue")),
        Column(words("forecast.frequency"), "right", 0, words("common.of_cases"), probability=True),
    )
    rows = tuple(
        (
            wording.party(trade.giver),
            wording.issue(trade.issue),
            wording.party(trade.partner),
            wording.issue(trade.other),
            100 * trade.frequency,
        )
        for trade in found[:MOST_TRADES]
    )
    more = len(found) - len(rows)
    note = words("common.more", n=more) if more else ""
    return Table(words("forecast.trades_title"), columns, rows, note)


def move_table(wording: Wording) -> Table | None:
    """Who moves how far in the spatial model, and whom it challenges first."""
    words, result = wording.words, wording.result
    rows: list[tuple[Cell, ...]] = []
    for issue in range(len(result.problem.issues)):
        for move in result.played.moves(issue):
            start, end = (
                wording.number(issue, result.in_unit(issue, at)) for at in (move.start, move.end)
            )
            target = "–" if move.target is None else wording.party(move.target)
            rows.append((wording.issue(issue), wording.party(move.party), start, end, target))
    if not rows:
        return None
    columns = (
        Column(words("forecast.issue")),
        Column(words("forecast.party")),
        Column(words("forecast.from"), "right"),
        Column(words("forecast.to"), "right"),
        Column(words("forecast.first_target")),
    )
    return Table(words("forecast.moves_title"), columns, tuple(rows))
