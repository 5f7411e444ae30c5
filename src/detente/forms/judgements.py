"""Judgements as cells that people fill in, and back.

Numbers are typed as in the cells of a sheet: with a decimal comma or point, or as percentages. On
one line also a range (`20..40`, `20–40`, `20 bis 40`) and words of the scale in either language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from detente.errors import Problem, ScenarioError, SettingError
from detente.formats.rows import GROUPED
from detente.forms.fields import Choice, Field, Kind
from detente.phrases import Phrases
from detente.scenario import Judgement
from detente.scenario.judgements.forms import WORDS
from detente.scenario.judgements.schema import ABOUT
from detente.scenario.judgements.wording import given_text
from detente.sheets.answers import number_given, word_given
from detente.sheets.changes import judged, parted, plain_number
from detente.sheets.opening import Book, Cell

KINDS: dict[str, Kind] = {
    "number": "number",
    "word": "word",
    "range": "range",
    "estimate": "estimate",
    "distribution": "distribution",
    "experts": "pool",
}
CELLS = {"number": ("best",), "range": ("low", "high"), "estimate": ("low", "best", "high")}

_BETWEEN = re.compile(r"\s*\.\.\s*|\s*–\s*|\s+(?:to|bis)\s+|(?<=[\d%])\s*-\s*(?=[\d.,])")
_SCALE = re.compile(
    r"([-\N{MINUS SIGN}]?\d+(?:[.,]\d+)?)\s*(?:\.\.|–|-|to|bis)"
    r"\s*([-\N{MINUS SIGN}]?\d+(?:[.,]\d+)?)\s*([^\s\d.,;:–-][^\n,;]*)?"
)
_POINT = re.compile(r"\s*([^:;]+):\s*([^:;]+?)\s*(?:;|\Z)")


def figure(number: float, words: Phrases, whole: float | None = None) -> str:
    """A number as it is typed in a language, all its digits; a part of 1 as a percentage.

    >>> from detente.phrases import phrases
    >>> figure(0.5, phrases("de")), figure(0.35, phrases("en"), 1.0), figure(1.234, phrases("en"))
    ('0,5', '35 %', '1.2340')
    """
    if whole == 1:
        return f"{figure(float(f'{100 * number:.12g}'), words)} %"
    text = format(Decimal(repr(number)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if GROUPED.fullmatch(text) and "." in text:
        text += "0"  # it could be read as a thousand times as much
    return text.replace(".", ",") if words.language == "de" else text


def word_choices(words: Phrases) -> tuple[Choice, ...]:
    """The words of the scale of words, lowest first."""
    return tuple(Choice(w, words(f"brief.word_{w.replace(' ', '_')}")) for w in WORDS)


def shown(raw: Any, whole: float | None, words: Phrases) -> tuple[Kind, dict[str, str]]:
    """The kind of a judgement as a file states it, and its cells."""
    body = parted(raw)[0]
    found = judged(body, whole or 100)
    if found is None:
        return "number", {"text": "" if raw is None else str(raw)}
    cells = {"text": _line(found, whole, words)}
    match found.form:
        case "word":
            ends = [" ".join(end.split()).lower() for end in found.given.split("..")]
            cells |= {"low": ends[0], "high": ends[-1]}
        case "distribution":
            for key, part in dict(body).items():
                points = part if isinstance(part, Mapping) else {}
                listed = (f"{_typed(k, words)}: {_typed(v, words)}" for k, v in points.items())
                cells[key] = "; ".join(listed) if points else _typed(part, words)
        case "experts":
            cells |= {e.name: _line(e.judgement, whole, words) for e in found.experts}
        case _:
            cells |= {k: figure(getattr(found, k), words, whole) for k in CELLS[found.form]}
    return KINDS[found.form], cells


def _line(found: Judgement, whole: float | None, words: Phrases) -> str:
    """A judgement on one line, so that it can be read back as far as a line can say it."""
    if found.form not in CELLS:
        return given_text(found, words)
    return " – ".join(figure(getattr(found, k), words, whole) for k in CELLS[found.form])


def _typed(raw: Any, words: Phrases) -> str:
    """A parameter of a distribution as it is typed: numbers with the sign of the language."""
    text = str(raw)
    return text.replace(".", ",") if words.language == "de" else text


class TypedScale(NamedTuple):
    """A scale as it is typed: its ends as the file has them, and the unit if one is named."""

    ends: str
    unit: str


def scale_typed(text: str) -> TypedScale | None:
    """The scale that a text is, with decimal commas or points; None for any other text.

    Raises SettingError for a number whose sign may part thousands.

    >>> scale_typed("0,5 bis 1,5 Mio. Euro"), scale_typed("2-3 weeks, 4-6 weeks")
    (TypedScale(ends='0.5..1.5', unit='Mio. Euro'), None)
    """
    found = _SCALE.fullmatch(text.strip())
    if found is None:
        return None
    if any(GROUPED.fullmatch(end) for end in found.groups()[:2]):
        raise SettingError("scale", text, "write the number without a separator of thousands")
    low, high = (end.replace(",", ".").replace("\N{MINUS SIGN}", "-") for end in found.groups()[:2])
    return TypedScale(f"{low}..{high}", (found[3] or "").strip())


def read_judged(field: Field, given: str | Mapping[str, Any], raw: Any = None) -> Any:
    """What was typed as a judgement of the file, None for nothing.

    `given` is one line, or maps cells to what they hold, as `Field.value` does; a `text` that is
    not the one shown counts before other cells. `confidence`, `because` (names of evidence),
    `invented` and `remark` may stand besides; where they do not, they are those of `raw`, the
    judgement of now.
    Raises ScenarioError with a problem a cell.
    """
    cells = {"text": given} if isinstance(given, str) else dict(given)
    about = dict(parted(raw)[1])
    for key in ABOUT:
        if key in cells:
            about.pop(key, None)
            if told := cells.pop(key):
                about[key] = list(told) if isinstance(told, tuple) else told
    if "invented" in about:
        about["invented"] = about["invented"] in (True, "true")
    body = _body(field, {k: str(v).strip() for k, v in cells.items()}, parted(raw)[0])
    if body is None or not about:
        return body
    return (body if isinstance(body, dict) else {"value": body}) | about


def _body(field: Field, cells: dict[str, str], raw: Any) -> Any:
    """The number of a judgement alone, from the line where that is new, or from other cells."""
    text, cells = cells.get("text"), {key: cell for key, cell in cells.items() if key != "text"}
    as_shown = isinstance(field.value, Mapping) and text == field.value.get("text")
    if text and not as_shown:
        return _one_line(field, text)
    if not any(cells.values()):
        return raw if text else None
    if family := cells.get("distribution"):
        return _distribution(field, family, cells)
    if field.kind == "pool" and not cells.keys() & {"low", "best", "high"}:
        return {"experts": _pool(field, cells, raw)}
    if cells.keys() == {"low", "high"} and all(end in WORDS for end in cells.values()):
        return _checked(field, "..".join(dict.fromkeys(cells.values())), cells["low"])
    return _numbers(field, cells)


def _one_line(field: Field, text: str) -> Any:
    """A number, a percentage, a word, or a range of these; or the name of a value."""
    if text in {choice.value for choice in field.choices} and field.path[-1] == "position":
        return text
    ends = _BETWEEN.split(text)
    if ends[-1].endswith("%"):
        ends = [end if end.endswith("%") or word_given(end) else f"{end}%" for end in ends]
    named = [word_given(end) for end in ends]
    if all(named) and len(ends) <= 2:
        return _checked(field, "..".join(dict.fromkeys(named)), text)
    keys = {1: ("best",), 2: ("low", "high"), 3: ("low", "best", "high")}.get(len(ends))
    if keys is None:
        raise problem(field, "this is not a judgement", text, "write a number, a word or a range")
    return _numbers(field, dict(zip(keys, ends, strict=True)))


def _numbers(field: Field, cells: Mapping[str, str]) -> Any:
    """A number, a range, or low, best and high, from these cells."""
    book = Book(field.name, {})
    three = [Cell(field.name, key, cells.get(key, "") or None) for key in ("low", "best", "high")]
    body = number_given(book, three, (field.low, field.high), field.whole)
    if book.problems:
        raise ScenarioError(tuple(book.problems))
    percent = field.whole == 1 and any("%" in cell for cell in cells.values())
    return _in_percent(body) if percent else body


def _in_percent(body: Any) -> Any:
    if isinstance(body, dict):
        return {key: _in_percent(part) for key, part in body.items()}
    ends = body.split("..") if isinstance(body, str) else [body]
    return "..".join(f"{plain_number(float(f'{100 * float(end):.12g}'))}%" for end in ends)


def _distribution(field: Field, family: str, cells: Mapping[str, str]) -> Any:
    body: dict[str, Any] = {"distribution": family}
    for key, cell in cells.items():
        if key == "values" and cell:
            body[key] = {_number(k): _number(v) for k, v in _POINT.findall(cell)}
        elif key != "distribution" and cell:
            body[key] = _number(cell)
    return _checked(field, body, ", ".join(filter(None, cells.values())))


def _pool(field: Field, cells: Mapping[str, str], raw: Any) -> dict[str, Any]:
    """The members of a pool; one whose line has not changed stays as it is, with its weight."""
    before = raw.get("experts", {}) if isinstance(raw, dict) else {}
    told = field.value if isinstance(field.value, Mapping) else {}
    members: dict[str, Any] = {}
    for name, line in cells.items():
        if not line:
            continue
        old = before.get(name)
        if old is not None and told.get(name) == line:
            members[name] = old
            continue
        new = _one_line(field, line)
        rests = old if isinstance(old, dict) else {}
        kept = {k: part for k, part in rests.items() if k in ("weight", *ABOUT)}
        members[name] = (new if isinstance(new, dict) else {"value": new}) | kept if kept else new
    return members


def _number(text: str) -> Any:
    """A parameter as a number, or as a text where it is a percentage or none."""
    plain = text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-")
    try:
        number = float(plain)
    except ValueError:
        return plain.replace(" %", "%")
    return plain_number(number)


def _checked(field: Field, body: Any, given: str) -> Any:
    """A judgement within the bounds of its field."""
    found = judged(body, field.whole or 100)
    if found is None:
        raise problem(field, "this is not a judgement", given, "correct it")
    if found.low < field.low or found.high > field.high:
        raise problem(field, "this is beyond the ends of the scale", given, "correct it")
    return body


def problem(field: Field, rule: str, given: str, remedy: str) -> ScenarioError:
    """What is wrong with what was typed into a field."""
    return ScenarioError((Problem(field.name, rule, given[:60], remedy, path=field.name),))
