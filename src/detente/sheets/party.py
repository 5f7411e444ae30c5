"""A sheet for one party, in confidence: what it wants, what it refuses, and what no deal is worth.

It is written from the agenda alone: title, issues and their values. Nothing that the scenario says
of any party, this one included, is in the file. Weights are asked for as swing weights (von
Winterfeldt & Edwards 1986, section 8.2): all issues at their worst, which one to lift first, and
how much the next is worth beside it; or as shares of 100 points; or both, to see whether they fit.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from detente.errors import FileError, sentence
from detente.phrases import LANGUAGES, Phrases, phrases
from detente.scenario import Scenario
from detente.scenario.wording import value_text
from detente.sheets.answers import asked_values, fill_blanks, number_given
from detente.sheets.book import Fill, Head, Page, write_book
from detente.sheets.changes import (
    Reading,
    Source,
    Whole,
    changes_to,
    judged,
    plain_number,
    stated,
)
from detente.sheets.confidence import public_scenario
from detente.sheets.opening import Book, Cell, facts_of, headed, moved
from detente.validation import one_of

APART = 10.0
"""Points of 100 by which two ways to state a weight may differ without a remark."""

FIRST = 4
"""The column in which answers begin."""

HEADS = {
    "weight": ("order", "beside", "share"),
    "trade": ("answer",),
    "value": ("low", "best", "high", "refused"),
    "limit": ("at_least", "at_most"),
    "no_deal": ("low", "best", "high"),
}
"""The parts of the sheet with the columns to fill in."""


class Ask(NamedTuple):
    """A row: the part it stands in with issue and value, the question, and what may be answered."""

    key: tuple[str, ...]
    text: str
    hint: str


def agenda(scenario: Scenario, words: Phrases) -> Iterator[Ask]:
    """The rows of a party's sheet, from what all parties know."""
    names = {issue: scenario.issue_name(issue, words.language) for issue in scenario.issues}
    asked = {issue: asked_values(question) for issue, question in scenario.issues.items()}
    shown = {
        issue: [value_text(scenario, issue, value, words) for value in values]
        for issue, values in asked.items()
    }
    for issue, name in names.items():
        yield Ask(("weight", issue), name, " … ".join(shown[issue]))
    if len(names) > 2:
        yield Ask(("trade",), words("sheets.trade"), "")
    for issue, values in asked.items():
        for value, text in zip(values, shown[issue], strict=True):
            yield Ask(("value", issue, value), f"{names[issue]}: {text}", "0–100")
    for issue, question in scenario.issues.items():
        if question.ends:
            unit = scenario.unit_name(issue, words.language)
            ends = words.span(*question.ends)
            yield Ask(("limit", issue), names[issue], f"{ends} {unit}".strip())
    yield Ask(("no_deal",), words("sheets.no_deal"), "0–100")


def party_sheet(source: Source, party: str, language: str = "") -> bytes:
    """A workbook that asks a party for its weights, worths, limits and worth of no deal.

    Raises SettingError for an unknown party, or without openpyxl.
    """
    scenario = public_scenario(source.scenario)
    one_of("--party", party, tuple(scenario.parties))
    words = phrases(language or scenario.language)
    title = scenario.translated(scenario.title, "title", language=words.language)
    table: list[Sequence[object]] = [
        ("", Head(f"{title}: {scenario.party_name(party, words.language)}")),
        ("", words("sheets.in_confidence")),
    ]
    facts: list[tuple[object, ...]] = [
        ("detente", "1"),
        ("kind", "party"),
        ("page", words("sheets.questions")),
        ("party", party),
    ]
    part, marks = "", _marks(scenario, party)
    for number, ask in enumerate(agenda(scenario, words)):
        if ask.key[0] != part:
            part = ask.key[0]
            heads = (Head(words(f"sheets.{key}")) for key in HEADS[part])
            table += [(), ("", Head(words(f"sheets.part_{part}")), "", *heads)]
            table.append(("", words(f"sheets.how_{part}")))
        table.append((f"q{number}", ask.text, ask.hint, *_blank(scenario, ask, words)))
        key = json.dumps(ask.key)
        facts.append((f"q{number}", key, marks[key][1]))
    widths = (0, 60, 24, 14, 18, 18, 18)
    return write_book([Page(words("sheets.questions"), table, widths)], facts)


def _blank(scenario: Scenario, ask: Ask, words: Phrases) -> list[Fill]:
    if ask.key[0] == "trade":
        return [Fill(None, tuple(words(f"sheets.trade_{key}") for key in TRADES))]
    scale = ask.key[0] == "value" and scenario.issues[ask.key[1]].ends is not None
    heads = [head for head in HEADS[ask.key[0]] if not (scale and head == "refused")]
    return [Fill(None, ("x",) if head == "refused" else ()) for head in heads]


def _marks(scenario: Scenario, party: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """The rows by their keys as text: the key, and a short digest of what the row asks.

    The digest is that of the words in the scenario's own language.
    """
    marks = {}
    for ask in agenda(scenario, phrases(scenario.language)):
        text = json.dumps([scenario.title, party, *ask])
        marks[json.dumps(ask.key)] = ask.key, hashlib.sha256(text.encode()).hexdigest()[:16]
    return marks


TRADES = ("more", "equal", "less")


def read_party(source: Source, book: Book, party: str | None = None) -> Reading:
    """The changes that a party's sheet makes, all of them to the preferences of that party.

    What is wrong in a cell is reported in the workbook. Raises FileError for the sheet of a party
    that the scenario does not have, or of another one than the `party` asked for, or where the
    headings have changed.
    """
    facts, keys = facts_of(book)
    own = facts.get("party", "")
    if own not in source.scenario.parties or own != (party or own):
        rule: str = sentence("this is the sheet of {party}", party=own or "nobody")
        raise FileError(book.file, rule, "check --party and the file")
    given: dict[tuple[str, ...], list[Cell]] = {}
    marks = _marks(source.scenario, own)
    first = _first(
        book, facts["page"], {marks[text][0][0] for text, _ in keys.values() if text in marks}
    )
    for number, cells in book.rows(facts["page"]):
        answers = [book.cell(facts["page"], number, first + k) for k in range(4)]
        text, mark = keys.get(cells[0].text, ("", ""))
        if not text:
            continue
        key, expected = marks.get(text, ((), ""))
        if mark != expected:
            rule = "this row belongs to another scenario, or what it asks has changed"
            book.report(cells[1], rule, "make a new sheet and fill that in")
        else:
            given[key] = answers
    notes: list[str] = []
    wanted: dict[str, Any] = {}
    if weights := weights_given(book, given, notes, source):
        wanted["weights"] = Whole(weights)
    if worths := _worths(book, given):
        wanted["values"] = {
            issue: Whole(found) if source.scenario.issues[issue].ends else found
            for issue, found in worths.items()
        }
    no_deal = number_given(book, given.get(("no_deal",), [])[:3] or _none(), (0, 100), 100)
    if no_deal is not None:
        wanted["reservation"] = no_deal
    lines = list(_refused(book, given, source.scenario))
    preferences = source.scenario.preferences.get(own)
    before = preferences.red_lines if preferences else ()
    if new := [line for line in lines if line not in map(str, before)]:
        raw = stated(source.tree.values, ("preferences", own, "red_lines"))
        wanted["red_lines"] = [raw, *new] if isinstance(raw, str | dict) else new
    if not wanted:
        return Reading((), tuple(notes))
    if preferences is None and fill_blanks(source.scenario, wanted):
        words = phrases(source.scenario.language)
        notes.append(words("sheets.left_open", party=source.scenario.party_name(own)))
    changes = changes_to(source.tree.values, ("preferences",), {own: wanted})
    return Reading(tuple(changes), tuple(notes))


def _first(book: Book, page: str, parts: Collection[str]) -> int:
    """The column in which the answers to all parts of a sheet begin.

    Raises FileError where the headings say otherwise.
    """
    told = [heads for part, heads in HEADS.items() if part in parts and len(heads) > 1]
    places = [headed(book, page, heads) for heads in told]
    columns = {column for place in places for _, column in place}
    if not all(places) or len(columns) > 1:
        raise moved(book, page)
    return columns.pop() if columns else FIRST


def _none() -> list[Cell]:
    return [Cell("", "")] * 3


def weights_given(
    book: Book, given: Mapping[tuple[str, ...], list[Cell]], notes: list[str], source: Source
) -> dict[str, Any]:
    """The weights of the issues, from swings, from shares of 100 points, or from both.

    What is wrong in a cell is reported in the workbook, what is odd is added to the notes.
    """
    rows = {key[1]: cells for key, cells in given.items() if key[0] == "weight"}
    words = phrases(source.scenario.language)
    orders = {i: book.number(cells[0], 1, len(rows)) for i, cells in rows.items()}
    points = _complete(book, rows, 1, any(order is not None for order in orders.values()))
    shares = _complete(book, rows, 2, False)
    if shares and abs(sum(shares.values()) - 100) > 1:
        cell = list(rows.values())[-1][2]
        rule = sentence("the points add up to {sum}", sum=f"{sum(shares.values()):g}")
        book.report(cell, rule, "share out 100 points")
    if points:
        _check_swings(book, rows, points, orders)
        if answer := given.get(("trade",), [Cell("", "")])[0].text:
            _check_trade(answer, points, notes, words)
    if not points or not shares:
        return {issue: plain_number(number) for issue, number in (points or shares).items()}
    whole = sum(points.values())
    both = {}
    for issue, share in shares.items():
        ends = sorted((round(100 * points[issue] / whole, 1), round(share, 1)))
        if ends[1] - ends[0] > APART:
            name = source.scenario.issue_name(issue, words.language)
            shown = (words.stated(end) for end in (100 * points[issue] / whole, share))
            notes.append(words("sheets.two_ways", issue=name, swing=next(shown), share=next(shown)))
        low, high = map(plain_number, ends)
        both[issue] = low if low == high else f"{low}..{high}"
    return both


def _complete(
    book: Book, rows: Mapping[str, list[Cell]], column: int, needed: bool
) -> dict[str, float]:
    """The numbers of a column, all of them or none; what is missing or wrong is reported."""
    found = {i: book.number(cells[column], 0, 100, 100) for i, cells in rows.items()}
    if not needed and all(number is None for number in found.values()):
        return {}
    for issue, number in found.items():
        if number is None:
            rule = "all issues are weighed, or none"
            book.report(rows[issue][column], rule, "write 0 for one that does not matter")
    numbers = {i: n for i, n in found.items() if n is not None and not math.isnan(n)}
    return numbers if len(numbers) == len(rows) else {}


def _check_swings(
    book: Book,
    rows: Mapping[str, list[Cell]],
    points: Mapping[str, float],
    orders: Mapping[str, float | None],
) -> None:
    """Whether the order of lifting fits the points, of which the first issue has 100."""
    largest = max(points, key=lambda issue: points[issue])
    if points[largest] != 100:
        book.report(rows[largest][1], "the issue lifted first has 100 points", "write 100")
    placed = sorted((order, issue) for issue, order in orders.items() if order is not None)
    for (first, before), (second, issue) in pairwise(placed):
        if points[issue] > points[before] or (first == second and points[issue] < points[before]):
            rule = "the points do not fit the order of lifting"
            book.report(rows[issue][1], rule, "change the points or the order")


def _check_trade(
    answer: str, points: Mapping[str, float], notes: list[str], words: Phrases
) -> None:
    """Whether the second and the third issue together weigh as the party says."""
    first, second, third = sorted(points.values(), reverse=True)[:3]
    expected = "more" if second + third > first else "less" if second + third < first else "equal"
    if answer.lower() not in {
        phrases(language)(f"sheets.trade_{expected}") for language in LANGUAGES
    }:
        values = {"both": words.stated(second + third), "first": words.stated(first)}
        notes.append(words("sheets.trade_differs", answer=answer, **values))


def _worths(book: Book, given: Mapping[tuple[str, ...], list[Cell]]) -> dict[str, dict[str, Any]]:
    """The worth of each value, from 0 for the worst of an issue to 100 for its best."""
    rows: dict[str, dict[str, list[Cell]]] = {}
    for key, cells in given.items():
        if key[0] == "value":
            rows.setdefault(key[1], {})[key[2]] = cells
    worths = {}
    for issue, values in rows.items():
        answers = {v: number_given(book, cells[:3], (0, 100), 100) for v, cells in values.items()}
        best = {v: found.best for v, raw in answers.items() if (found := judged(raw)) is not None}
        if len(best) == len(values) > 1:
            for end, value in (
                (100, max(best, key=best.__getitem__)),
                (0, min(best, key=best.__getitem__)),
            ):
                if best[value] != end:
                    rule = "the best value of an issue has 100 points, the worst 0"
                    book.report(values[value][1], rule, sentence("write {what}", what=str(end)))
        if found_any := {value: raw for value, raw in answers.items() if raw is not None}:
            worths[issue] = found_any
    return worths


def _refused(
    book: Book, given: Mapping[tuple[str, ...], list[Cell]], scenario: Scenario
) -> Iterator[str]:
    """What the party accepts in no deal, as statements."""
    for key, cells in given.items():
        if key[0] == "value" and cells[3].text:
            if cells[3].text.lower() != "x":
                book.report(cells[3], "this is a cross or nothing", "write x, or clear the cell")
            yield f"{key[1]} = {key[2]}"
        ends = scenario.issues[key[1]].ends if key[0] == "limit" else None
        if ends is not None:
            least, most = (book.number(cell, *ends) for cell in cells[:2])
            if least is not None and most is not None and least > most:
                book.report(cells[1], "at least is not above at most", "put them in order")
            if least is not None and least > ends[0]:
                yield f"{key[1]} < {plain_number(least)}"
            if most is not None and most < ends[1]:
                yield f"{key[1]} > {plain_number(most)}"
