"""Items for other programs and people: W3C Web Annotation (JSON-LD), CSV and Excel.

Whatever is written is read again as it was. A table has a row for each passage; a second row with
the id of one above it is another passage of that item, and says the same of it.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from detente.dossier.anchoring import located
from detente.dossier.records import (
    ACTS,
    CHANGEABLE,
    FLAGS,
    ITEM,
    STATUS_OF,
    STATUSES,
    VOICES,
    Decision,
    Item,
    Kind,
    State,
    found,
)
from detente.dossier.store import Dossier, add_items, bytes_of, decide, stands
from detente.errors import Problem, ScenarioError, SettingError, sentence
from detente.scenario.reading.text import decode
from detente.sheets.book import Fill, Head, Page, write_book
from detente.sheets.opening import open_book
from detente.validation import checked_ending, suggestion

ENDINGS = (".jsonld", ".csv", ".xlsx")
LARGEST = 50_000_000
LONGEST = 32_000
"""Letters of the longest passage that a cell of a workbook holds."""
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
URN = "urn:detente:"

SPAN = ("start", "end", "exact", "prefix", "suffix")
WHOLE = ("id", "document", "status", *CHANGEABLE, "engine")
COLUMNS = (*WHOLE, *SPAN)
TITLE = "items"
SAME = "the {column} of {name} is the same in all its rows"
YES = ("yes", "true", "x", "1", "ja", "wahr")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class Merged(NamedTuple):
    """A dossier with what was taken over: new items, decisions, and what was left out and why."""

    dossier: Dossier
    items: int
    decisions: int
    left_out: tuple[str, ...]


def write(states: Iterable[State], ending: str) -> bytes:
    """Items as they stand, in the format of a file's ending.

    Raises SettingError for another ending, or a passage that is too long for a workbook.
    """
    checked_ending("format", ending, ENDINGS)
    if ending == ".jsonld":
        page = {
            "@context": [CONTEXT, {"detente": f"{URN}terms:"}],
            "id": f"{URN}items",
            "type": "AnnotationPage",
            "items": [_annotation(*state) for state in states],
        }
        return json.dumps(page, indent=1).encode()
    rows = [row for state in states for row in _rows(*state)]
    if ending == ".csv":
        stream = io.StringIO()
        guarded = (
            [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows
        )
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *guarded])
        return stream.getvalue().encode("utf-8", "replace")
    for cell in (cell for row in rows for cell in row):
        if len(cell) > LONGEST:
            raise SettingError("format", ending, "a passage is too long for a cell; write .jsonld")
    shown: list[list[object]] = [["", *map(Head, COLUMNS)], *(["", *_cells(row)] for row in rows)]
    return write_book([Page(TITLE, shown, (0, 14, 12, *[12] * 13, 60, 30, 30), "B2")])


def read(path: Path) -> list[State]:
    """The items of a file.

    Raises FileError for a file that cannot be read, SettingError for another ending, ScenarioError
    with all that is wrong in it.
    """
    ending = path.suffix.lower()
    checked_ending("file", path, ENDINGS)
    if ending == ".xlsx":
        return _of_rows(_of_book(path), str(path))
    raw = bytes_of(path, LARGEST, "import it in parts")
    text = decode(raw, str(path))
    if ending == ".csv":
        separator = max(",;\t", key=text.partition("\n")[0].count)
        table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            rows = [[cell.removeprefix("'") for cell in row] for row in table]
        except csv.Error as error:
            raise _wrong(str(path), str(error)) from None
        return _of_rows(rows, str(path))
    try:
        annotations = [*map(_of_annotation, json.loads(text)["items"])]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise _wrong(str(path), "write a page of annotations as export does") from None
    return _states(enumerate(annotations, 1), str(path), [])


def merge(
    dossier: Dossier,
    states: Iterable[State],
    *,
    who: str,
    why: str,
    when: datetime.datetime | None = None,
) -> Merged:
    """Take items over, as proposed ones; where `when` is given also what was decided, as of then.

    An item that is known keeps what was proposed; changes of it are edits. A passage that does not
    stand where it should is looked for, word by word; without it an item is left out, as is a known
    one with other words.
    """
    new: list[Item] = []
    decided: list[Decision] = []
    left_out: list[str] = []
    for state in states:
        known = dossier.states.get(state.item.id)
        placed = _placed(dossier, state.item)
        if placed is None or (known is not None and known.item.exact != placed.exact):
            left_out.append(f"{state.item.id}: {state.item.exact}")
            continue
        if known is None:
            new.append(placed)
            known = State(placed, "proposed")
        if when is not None:
            decided += [
                Decision(state.item.id, kind, who, when, why, changes)
                for kind, changes in _steps(known, state)
            ]
    dossier = add_items(dossier, new)
    for decision in decided:
        dossier = decide(dossier, decision)
    return Merged(dossier, len(new), len(decided), tuple(left_out))


def _placed(dossier: Dossier, item: Item) -> Item | None:
    """An item at its places in the dossier's text, found again where each stands there once."""
    document = dossier.documents.get(item.document)
    if document is None:
        return None
    places: list[tuple[int, int]] = []
    for span in item.spans:
        there = located(span.exact, document.text)
        here = [(span.start, span.end)] if stands(span, document.text) else there
        if len(here) != 1:
            return None
        places += here
    values = {name: getattr(item, name) for name in CHANGEABLE}
    return replace(found(document, places, engine=item.engine, **values), id=item.id)


def _steps(now: State, then: State) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """The decisions that make of an item what it was in another dossier."""
    changes = {
        name: getattr(then.item, name)
        for name in CHANGEABLE
        if getattr(then.item, name) != getattr(now.item, name)
    }
    status = now.status
    if changes and then.status in ("accepted", "unsure"):
        yield "edit", changes
        status = "accepted"
    if then.status not in (status, "proposed"):
        yield next(kind for kind, made in STATUS_OF.items() if made == then.status), {}


def _annotation(item: Item, status: str) -> dict[str, Any]:
    told = ITEM.dump_python(item, mode="json")
    return {
        "id": f"{URN}item:{item.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Software", "name": item.engine},
        "body": {
            "type": "detente:Evidence",
            "detente:status": status,
            **{f"detente:{name}": told[name] for name in CHANGEABLE},
        },
        "target": [
            {
                "source": f"{URN}document:{item.document}",
                "selector": [
                    {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                    {
                        "type": "TextQuoteSelector",
                        "exact": span.exact,
                        "prefix": span.prefix,
                        "suffix": span.suffix,
                    },
                ],
            }
            for span in item.spans
        ],
    }


def _of_annotation(told: Mapping[str, Any]) -> dict[str, Any]:
    """An item's values, as they stand in an annotation."""
    body, spans = told["body"], []
    for target in told["target"]:
        parts = {each["type"]: each for each in target["selector"]}
        place, quote = parts["TextPositionSelector"], parts["TextQuoteSelector"]
        both = {**place, **quote}
        spans.append({name: both[name] for name in SPAN})
    return {
        "id": told["id"].removeprefix(f"{URN}item:"),
        "document": told["target"][0]["source"].removeprefix(f"{URN}document:"),
        "status": body["detente:status"],
        "engine": told["creator"]["name"],
        "spans": spans,
        **{name: body[f"detente:{name}"] for name in CHANGEABLE},
    }


def _rows(item: Item, status: str) -> Iterator[list[str]]:
    """A row of texts for each passage of an item."""
    told = {**ITEM.dump_python(item, mode="json"), "status": status}
    for span in told["spans"]:
        values = {**told, **span}
        yield [_told(values[name]) for name in COLUMNS]


def _told(value: object) -> str:
    return "" if value is None or value is False else "yes" if value is True else str(value)


def _cells(row: Sequence[str]) -> list[object]:
    """The cells of a row of a workbook: what a reviewer may change is open, the rest locked."""
    choices = {"status": STATUSES, "act": ACTS, "voice": VOICES}
    open_to_fill = ("status", *CHANGEABLE)
    return [
        Fill(cell or None, choices.get(name, ())) if name in open_to_fill else cell
        for name, cell in zip(COLUMNS, row, strict=True)
    ]


def _of_book(path: Path) -> list[list[str]]:
    book = open_book(path)
    title = TITLE if TITLE in book.sheets else next(iter(book.sheets), TITLE)
    rows = [[cell.value for cell in row[1:]] for _, row in book.rows(title)]
    return [["" if value is None else _text(value) for value in row] for row in rows]


def _text(value: object) -> str:
    """What stands in a cell, also where the program made a day or a number of it."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _of_rows(rows: Sequence[Sequence[str]], file: str) -> list[State]:
    if not rows or set(COLUMNS) - set(rows[0]):
        missing = ", ".join(name for name in COLUMNS if not rows or name not in rows[0])
        raise _wrong(file, sentence("add the columns {columns}", columns=missing))
    gathered: dict[str, tuple[int, dict[str, Any]]] = {}
    problems: list[Problem] = []
    for at, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        told: dict[str, Any] = dict(zip(rows[0], row, strict=False))
        told |= {name: told.get(name, "").lower() in YES for name in FLAGS}
        told["date"] = told.get("date") or None
        span = {name: told.get(name, "") for name in SPAN}
        values = {name: told.get(name) for name in WHOLE}
        first = gathered.setdefault(str(told.get("id")), (at, values | {"spans": []}))[1]
        first["spans"].append(span)
        for name in WHOLE:
            if values[name] != first[name]:
                rule = sentence(SAME, column=name, name=first["id"])
                problems.append(Problem(file, rule, str(values[name]), "correct this cell", at))
    return _states(gathered.values(), file, problems)


def _states(
    told: Iterable[tuple[int, Mapping[str, Any]]], file: str, problems: list[Problem]
) -> list[State]:
    """The items of values with the numbers of their rows; all that is wrong in them at once."""
    found: list[State] = []
    for at, values in told:
        try:
            found.append(_state(values, file, at))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(tuple(problems))
    return found


def _state(told: Mapping[str, Any], file: str, at: int) -> State:
    """An item and its status from their values, checked."""
    values = dict(told)
    status = values.pop("status")
    try:
        if status not in STATUSES:
            raise SettingError("status", status, suggestion(str(status), STATUSES))
        return State(ITEM.validate_python(values), status)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise _wrong(file, str(SettingError(place, first["input"], _remedy(first))), at) from None
    except SettingError as error:
        raise _wrong(file, str(error), at) from None


def _remedy(wrong: Any) -> str:
    """What to write in the place of a value."""
    if known := {"act": ACTS, "voice": VOICES}.get(wrong["loc"][-1]):
        return suggestion(str(wrong["input"]), known)
    if wrong["loc"][-1] == "date":
        return "write a day as YYYY-MM-DD"
    return "write a whole number" if wrong["type"].startswith("int") else str(wrong["msg"])


def _wrong(file: str, remedy: str, at: int | None = None) -> ScenarioError:
    return ScenarioError(
        (Problem(file, "these are no items of a dossier", remedy=remedy, line=at),)
    )
