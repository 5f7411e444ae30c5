"""Forecasts in words and tables, and their part of a brief."""

from __future__ import annotations

from collections.abc import Iterator

from detente.analyses.forecast.charts import Wording, charts
from detente.analyses.forecast.result import ForecastResult
from detente.analyses.telling import table
from detente.exhibits import Column, Note, Table
from detente.phrases import Phrases

__all__ = ["charts", "interval_statements", "statements", "tables"]

Columns = list[str | Column]

FAR = 0.05
"""A move below this share of the line is not worth a sentence."""

MOST_TRADES, MOST_MOVES, MOST_ROWS = 2, 2, 12
"""Trades and moves told in sentences, trades listed."""

MOST_LINES = 4
"""Charts of issues in a brief; all of them are in the result."""


def statements(result: ForecastResult, words: Phrases) -> tuple[Note, ...]:
    """The expected outcomes, how far the views differ, and what the models show."""
    wording = Wording(result, words)
    found = [_expected(wording, issue) for issue in result.issues]
    views = []
    for issue, each in result.issues.items():
        if each.views is not None and len(each.methods) > 1:
            low, high = (wording.number(issue, end) for end in each.views)
            if low != high:
                name = wording.issue(issue)
                views.append(words("forecast.views", issue=name, low=low, high=high))
    findings = (Note(text, "finding") for text in (*found, *_without_order(wording)))
    return (*findings, *map(Note, views), *_process_notes(wording))


def _expected(wording: Wording, issue: str) -> str:
    """What to expect of one issue, and what red lines do to it."""
    words, found = wording.words, wording.result.issues[issue]
    said = {"issue": wording.issue(issue), "value": wording.expected(issue)}
    if found.interval is None:
        return words("forecast.expected_nothing", **said)
    if found.only_one_left:
        return f"{words('forecast.only_left', **said)} {_held_back(wording, issue)}".strip()
    said["level"] = wording.level
    if len({wording.number(issue, end) for end in found.interval}) == 1:
        text = words("forecast.expected_point", **said)
    else:
        interval = wording.span(issue, found.interval)
        text = words("forecast.expected", interval=interval, **said)
        if found.on_a_position is not None:
            percent = words.share(found.on_a_position)
            if len(found.accepted_positions) == len(found.positions):
                text += " " + words("forecast.on_a_position", percent=percent)
            else:
                stand = words.join(wording.party(each.party) for each in found.accepted_positions)
                text += " " + words("forecast.on_a_position_left", percent=percent, parties=stand)
    return f"{text} {_held_back(wording, issue)}".strip()


def _held_back(wording: Wording, issue: str) -> str:
    """What the forecast would be without what needed parties rule out; empty where it is that."""
    words, found = wording.words, wording.result.issues[issue]
    if found.held_back is None or found.ruled_out is None:
        return ""
    names = words.join([wording.party(party) for party in found.ruled_out.by])
    value = wording.value(issue, found.held_back)
    parties = names or words("forecast.the_rules")
    return words("forecast.held_back", parties=parties, value=value)


def _without_order(wording: Wording) -> Iterator[str]:
    """Issues whose values have no order: which value has most weight behind it."""
    words, scenario = wording.words, wording.result.scenario
    for issue, shares in wording.result.unordered.items():
        most = max(shares, key=lambda name: shares[name])
        value = scenario.value_name(issue, most, words.language)
        share = words.number(100 * shares[most])
        name = wording.issue(issue)
        yield words("forecast.unordered", issue=name, value=value, share=share)


def _process_notes(wording: Wording) -> Iterator[Note]:
    """Who trades, who moves, who stands together, and where a model finds no rest."""
    words, process = wording.words, wording.result.process
    for trade in (process.trades or ())[:MOST_TRADES]:
        sides = {"giver": wording.party(trade.giver), "partner": wording.party(trade.partner)}
        over = {"issue": wording.issue(trade.issue), "other": wording.issue(trade.other)}
        percent = words.share(trade.frequency)
        yield Note(words("forecast.trade", percent=percent, **sides, **over))
    for issue in wording.result.issues:
        yield from map(Note, _process_of_issue(wording, issue))


def _process_of_issue(wording: Wording, issue: str) -> Iterator[str]:
    words, process, name = wording.words, wording.result.process, wording.issue(issue)
    course = process.spatial.get(issue)
    if course is not None:
        low, high = wording.result.issues[issue].line
        for move in course.moves[:MOST_MOVES]:
            if abs(move["to"] - move["from"]) >= FAR * (high - low):
                start, end = wording.number(issue, move["from"]), wording.number(issue, move["to"])
                party = wording.party(move["party"])
                yield words("forecast.move", issue=name, party=party, start=start, end=end)
        groups = [group for group in course.coalitions if len(group) > 1]
        if groups:
            parties = words.join([wording.party(party) for party in groups[0]])
            yield words("forecast.together", issue=name, parties=parties)
    for method, courses in process.courses.items():
        if issue in courses and courses[issue].end != "rest":
            cycle = courses[issue].end == "cycle"
            key = "forecast.cycle" if cycle else "forecast.open"
            yield words(key, issue=name, model=wording.method(method))


def interval_statements(result: ForecastResult, language: str) -> tuple[str, ...]:
    """One statement an issue that will turn out true or false: the outcome lies in the interval."""
    wording, told = Wording(result, result.words(language)), []
    for issue, found in result.issues.items():
        if found.interval is not None and not found.only_one_left:
            said = {"issue": wording.issue(issue), "interval": wording.span(issue, found.interval)}
            unit = wording.unit(issue) or wording.words("forecast.of_hundred")
            told.append(wording.words("forecast.statement", unit=unit, **said))
    return tuple(told)


def tables(result: ForecastResult, words: Phrases) -> tuple[Table, ...]:
    """Forecasts, views by method, trades and moves."""
    wording = Wording(result, words)
    return (_forecast_table(wording), _views_table(wording), *_process_tables(wording))


def _forecast_table(wording: Wording) -> Table:
    """One row an issue: forecast, interval, what the inputs alone say, range of views."""
    words, level = wording.words, wording.level
    interval = Column(words("forecast.interval_column", level=level), "right")
    rows = []
    for issue, found in wording.result.issues.items():
        spans = (found.interval, found.interval_from_inputs, found.views)
        shown = (wording.span(issue, span) for span in spans)
        rows.append((wording.issue(issue), wording.expected(issue), *shown))
    columns: Columns = ["issue", "forecast", interval, "inputs_column>", "views_column>"]
    note = words("forecast.forecast_note", level=level)
    return table(words, "forecast.forecast", columns, rows, note)


def _views_table(wording: Wording) -> Table:
    """One row a method and issue: forecast and interval."""
    words, rows = wording.words, []
    for issue, found in wording.result.issues.items():
        name = wording.issue(issue)
        for method, view in found.methods.items():
            shown = (wording.point(issue, view.point, method), wording.span(issue, view.interval))
            rows.append((name, wording.method(method), *shown))
            name = ""
    interval = Column(words("forecast.interval_column", level=wording.level), "right")
    columns: Columns = ["issue", "method_column", "forecast", interval]
    return table(words, "forecast.views", columns, rows, words("forecast.views_note"))


def _process_tables(wording: Wording) -> Iterator[Table]:
    """The trades of the exchange model with how often they occur, the moves of the spatial model.

    Moves say whom a party challenges first.
    """
    words, process = wording.words, wording.result.process
    trades = [
        (
            wording.party(trade.giver),
            wording.issue(trade.issue),
            wording.party(trade.partner),
            wording.issue(trade.other),
            100 * trade.frequency,
        )
        for trade in process.trades or ()
    ]
    if trades:
        more = len(trades) - MOST_ROWS
        note = words("common.more", n=more) if more > 0 else ""
        often = Column(words("forecast.frequency"), "right", 0, words("common.of_cases"), True)
        columns: Columns = ["gives", "on_issue", "receives", "on_issue", often]
        yield table(words, "forecast.trades", columns, trades[:MOST_ROWS], note)
    moves = []
    for issue, course in process.spatial.items():
        for move in course.moves:
            first = move["first_target"]
            places = (wording.number(issue, place) for place in (move["from"], move["to"]))
            target = "–" if first is None else wording.party(first)
            moves.append((wording.issue(issue), wording.party(move["party"]), *places, target))
    if moves:
        columns = ["issue", "party", "from>", "to>", "first_target"]
        yield table(words, "forecast.moves", columns, moves)
