"""Sheets of judgements: what each expert thinks of the numbers of a scenario, out and back in.

One row a judgement; for each expert the columns low, best, high, confidence and remark. Blank is no
opinion. What comes back becomes a pool of experts (`{experts: {anna: 20..40, ben: 60}}`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from detente.errors import LONGEST, SettingError, sentence, shortened
from detente.phrases import Phrases, phrases
from detente.phrases.messages import said
from detente.scenario import Judgement, KeyPath, Scenario
from detente.scenario.judgements.wording import given_text
from detente.scenario.names import judgement_name
from detente.scenario.sections.positions import line_ends
from detente.sheets.answers import ANSWERS, CONFIDENCE, confidence_given, number_given
from detente.sheets.book import Fill, Head, Page, write_book
from detente.sheets.changes import (
    Change,
    Reading,
    Source,
    judged,
    parted,
    place_of,
    plain_number,
    restated,
    same,
    stated,
)
from detente.sheets.opening import Book, Cell, facts_of, headed, moved
from detente.validation import bounds

FIRST = 8
"""The column in which the first expert's answers begin; each has five."""

MOST = 99
"""Experts that one sheet asks."""


class Row(NamedTuple):
    """A judgement that is asked for: where it stands, its unit and bounds, what a % is part of."""

    path: KeyPath
    place: KeyPath
    judgement: Judgement
    unit: str
    low: float
    high: float
    whole: float | None


class Opinion(NamedTuple):
    """What an expert says of a judgement, as a file states it, and where that stands in a sheet."""

    expert: str
    raw: Any
    book: Book
    cell: Cell


def asked(source: Source, words: Phrases) -> tuple[Row, ...]:
    """The judgements of a scenario that a sheet asks for, in the order of the file.

    What follows from something else is left out: weights known by their order, contests, crises,
    spans of time.
    """
    found = (
        (p, j, place_of(source.tree.values, p)) for p, j in source.scenario.estimates().items()
    )
    return tuple(_row(source.scenario, p, place, j, words) for p, j, place in found if place)


def _row(
    scenario: Scenario, path: KeyPath, place: KeyPath, judgement: Judgement, words: Phrases
) -> Row:
    scale = scale_of(scenario, path, judgement.limits, words)
    return Row(path, place, judgement, *scale)


def scale_of(
    scenario: Scenario, path: KeyPath, limits: tuple[float, float], words: Phrases
) -> tuple[str, float, float, float | None]:
    """The unit of a judgement with these limits, its bounds, and what a percentage is part of."""
    low, high = limits
    unit, whole = words("sheets.points"), 100.0 if math.isfinite(low) else None
    if path[0] == "positions" and path[-1] == "position":
        issue = scenario.issues[path[1]]
        (low, high), own = line_ends(issue), scenario.unit_name(path[1], words.language)
        unit = own or ("" if issue.ends else unit)
        whole = 100.0 if (low, high) == (0.0, 100.0) else None
    elif high == 1:
        unit, whole = "%", 1.0
    elif whole is None or path[-1] == "memory":
        unit = ""
    return unit, low, high, whole


def judgement_sheet(source: Source, experts: Sequence[str] = (), language: str = "") -> bytes:
    """A workbook that asks experts for every judgement of a scenario.

    What an expert has said before is filled in. Without names there is a cell for one. Raises
    SettingError without openpyxl, for more than 99 names, or where one stands twice or is no short
    text.
    """
    scenario, words = source.scenario, phrases(language or source.scenario.language)
    for name in experts:
        if experts.count(name) > 1 or not 0 < len(name.strip()) <= LONGEST:
            raise SettingError("--expert", name, "give each expert a short name of their own")
    if len(experts) > MOST:
        remedy = sentence("ask at most {most} experts in one sheet", most=str(MOST))
        raise SettingError("--expert", str(len(experts)), remedy)
    rows = asked(source, words)
    groups = experts or ("",)
    title = scenario.translated(scenario.title, "title", language=words.language)
    heads = [words(f"sheets.{key}") for key in ("what", "whom", "unit", "bounds", "now", "rests")]
    answers = [words(f"sheets.{key}") for key in ANSWERS]
    table: list[list[object]] = [
        ["", Head(f"{title}: {words('sheets.judgements_title')}")],
        ["", words("sheets.judgements_how")],
        ["", Head(words("sheets.expert")), *[""] * (FIRST - 3)],
        ["", *map(Head, heads), *(Head(answer) for _ in groups for answer in answers)],
    ]
    for name in groups:
        table[2] += [Fill(name or None), "", "", "", ""]
    facts: list[tuple[object, ...]] = [
        ("detente", "1"),
        ("kind", "experts"),
        ("page", words("sheets.judgements")),
        ("title", scenario.title),
        ("digest", scenario.digest),
        ("groups", str(len(groups))),
    ]
    for number, row in enumerate(rows):
        filled = [cell for name in groups for cell in _before(source, row, name, words)]
        table.append([f"j{number}", *_told(scenario, row, words), *filled])
        facts.append((f"j{number}", json.dumps(row.path), _mark(scenario, row)))
    widths = (0, 44, 18, 12, 18, 18, 36, *[9, 9, 9, 14, 30] * len(groups))
    return write_book([Page(words("sheets.judgements"), table, widths, "C5")], facts)


def _mark(scenario: Scenario, row: Row) -> str:
    """What a row asks, in the words of the scenario's own language, as a short digest."""
    name = judgement_name(scenario, row.path, phrases(scenario.language))
    unit = scenario.issues[row.path[1]].unit if row.path[0] == "positions" else ""
    text = json.dumps([scenario.title, row.path, name, row.low, row.high, unit])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _told(scenario: Scenario, row: Row, words: Phrases) -> Iterator[str]:
    """What is asked, for whom, in which unit and bounds, how it stands now and on what it rests."""
    name = judgement_name(scenario, row.path, words)
    parties = (step for step in row.path if step in scenario.parties)
    whom = next((scenario.party_name(party, words.language) for party in parties), "")
    yield name.removeprefix(f"{whom}: ") if whom else name
    yield whom
    yield row.unit
    if row.whole == 1:
        yield f"0–100 {row.unit}"
    else:
        yield said(bounds(*(None if math.isinf(e) else e for e in (row.low, row.high))), words)
    if not row.judgement.experts:
        yield given_text(row.judgement, words)
    else:  # what each expert says is for that expert alone
        times, sign = (100, " %") if row.whole == 1 else (1, "")
        yield words.span(times * row.judgement.low, times * row.judgement.high) + sign
    evidence = scenario.evidence
    texts = (
        scenario.translated(evidence[name].says, "evidence", name, language=words.language)
        for name in row.judgement.because
        if name in evidence
    )
    yield shortened("; ".join(texts), 400)


def _before(source: Source, row: Row, expert: str, words: Phrases) -> list[Fill]:
    """The cells for an expert's answers, with what the expert has said before."""
    choices = tuple(words(f"brief.confidence_{key}") for key in CONFIDENCE)
    blank = [*[Fill(percent=row.whole == 1)] * 3, Fill(None, choices), Fill()]
    raw = parted(stated(source.tree.values, row.place))[0]
    pool = raw.get("experts", {}) if isinstance(raw, dict) else {}
    found = judged(_without_share(pool[expert]), row.whole or 100) if expert in pool else None
    if found is None or found.form in ("word", "distribution"):
        return blank
    numbers = {"number": ("best",), "range": ("low", "high"), "estimate": ANSWERS[:3]}[found.form]
    for key in numbers:
        number = plain_number(getattr(found, key))
        shown = f"{words.number(100 * number, 6).rstrip('0').rstrip('.,')} %"
        blank[ANSWERS.index(key)] = Fill(shown if row.whole == 1 else number)
    if found.confidence:
        blank[3] = Fill(words(f"brief.confidence_{found.confidence}"), choices)
    return blank


def _without_share(member: Any) -> Any:
    if isinstance(member, dict) and "weight" in member:
        return {key: part for key, part in member.items() if key != "weight"}
    return member


def read_experts(source: Source, books: Sequence[Book], keep: str = "") -> Reading:
    """The changes that the sheets of experts make: their opinions as pools, one a judgement.

    A judgement that was no pool is replaced, or becomes a member of the pool under the name `keep`.
    What is wrong in a cell is reported in its workbook; `opening.end` raises all of it at once.
    Raises FileError for a workbook whose headings have changed.
    """
    words = phrases(source.scenario.language)
    rows = {json.dumps(row.path): row for row in asked(source, words)}
    opinions: dict[str, list[Opinion]] = {}
    notes: list[str] = []
    for book in books:
        facts = facts_of(book)[0]
        if facts.get("digest") != source.scenario.digest:
            notes.append(words("sheets.since", file=book.file))
        places = headed(book, facts["page"], ANSWERS)
        if len(places) != int(facts.get("groups", "1")) or len({row for row, _ in places}) != 1:
            raise moved(book, facts["page"])
        for head, first in places:
            for path, opinion, remark in _answers(source, book, rows, head, first):
                name = judgement_name(source.scenario, rows[path].path, words)
                if remark:
                    said_of = {"expert": opinion.expert, "what": name, "remark": remark}
                    notes.append(words("sheets.remarked", **said_of))
                if opinion.raw is not None:
                    opinions.setdefault(path, []).append(opinion)
    changes = (
        change
        for path, given in opinions.items()
        for change in _pooled(source, rows[path], given, keep)
    )
    return Reading(tuple(changes), tuple(notes))


def _answers(
    source: Source, book: Book, rows: Mapping[str, Row], head: int, first: int
) -> Iterator[tuple[str, Opinion, str]]:
    """What an expert answers in a sheet, by the path of the judgement, with the remark.

    The answers stand from the column `first` on, the headings in the row `head`, the name above.
    """
    facts, keys = facts_of(book)
    page = facts["page"]
    name = book.cell(page, head - 1, first)
    nameless = False
    for number, cells in book.rows(page):
        if number in (head - 1, head):
            continue
        answers = [book.cell(page, number, first + k) for k in range(5)]
        if not any(cell.text or cell.fault for cell in answers):
            continue
        path, mark = keys.get(cells[0].text, ("", ""))
        row = rows.get(path)
        if row is None or _mark(source.scenario, row) != mark:
            rule = "this row belongs to another scenario, or what it asks has changed"
            book.report(book.cell(page, number, 2), rule, "make a new sheet and fill that in")
            continue
        raw = _opinion(book, answers, row)
        nameless = nameless or not 0 < len(name.text) <= LONGEST
        yield path, Opinion(name.text, raw, book, answers[1]), answers[4].text
    if nameless:
        book.report(name, "the expert has no name, or a long one", "write a short name here")


def _opinion(book: Book, answers: Sequence[Cell], row: Row) -> Any:
    """An expert's answers as a file states them; None where there are none, or wrong ones."""
    low, best, high, sure = answers[:4]
    confidence = confidence_given(book, sure)
    body = number_given(book, (low, best, high), (row.low, row.high), row.whole)
    if body is None and confidence and not any(cell.text for cell in (low, best, high)):
        book.report(best, "there is a confidence and no number", "give the best value")
    if body is None or not confidence:
        return body
    return (body if isinstance(body, dict) else {"value": body}) | {"confidence": confidence}


def _pooled(source: Source, row: Row, opinions: Sequence[Opinion], keep: str) -> Iterator[Change]:
    """The change that makes a judgement the pool of what experts say; none where they did so."""
    raw = stated(source.tree.values, row.place)
    body, whole = parted(raw)[0], row.whole or 100
    before = body["experts"] if isinstance(body, dict) and "experts" in body else None
    members: dict[str, Any] = dict(before or ({keep: body} if keep else {}))
    differs = before is None
    heard: dict[str, Opinion] = {}
    for opinion in opinions:
        name, new = opinion.expert, opinion.raw
        twice = heard.setdefault(name, opinion)
        if twice.raw != new:
            rule = "this expert has said something else in another sheet"
            opinion.book.report(opinion.cell, rule, "send one sheet for each expert")
        old = members.get(name)
        if old is not None and same(judged(_without_share(old), whole), judged(new, whole)):
            continue
        if isinstance(old, dict) and "weight" in old:
            new = (new if isinstance(new, dict) else {"value": new}) | {"weight": old["weight"]}
        members[name], differs = new, True
    if differs:
        yield restated(row.place, raw, {"experts": members})
