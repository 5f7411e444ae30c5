"""Numbers and confidences as people type them into the cells of a sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from detente.errors import sentence
from detente.phrases import LANGUAGES, phrases
from detente.scenario import Scenario
from detente.scenario.sections.issues import Issue, number_label
from detente.sheets.changes import plain_number
from detente.sheets.opening import Book, Cell

ANSWERS = ("low", "best", "high", "confidence", "remark")
CONFIDENCE = ("low", "moderate", "high")
WORDS = ("very_low", "low", "medium", "high", "very_high")

OPEN = "0..100"
"""What a party has left blank may be anything."""


_END = r"([+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+))\s*(%?)"
RANGE = re.compile(rf"{_END}\s*(?:\.\.|[-–]|to|bis)\s*{_END}")


def number_given(
    book: Book, cells: Sequence[Cell], bounds: tuple[float, float], whole: float | None
) -> Any:
    """What three cells low, best, high say of a number, as a scenario file states it.

    A best value alone is a number, a range or a word of the scale of words, both ends are a range.
    None where all are blank, or where something is wrong, which is then reported in the workbook.
    """
    ends = RANGE.fullmatch(cells[1].text)
    if ends and not cells[0].text and not cells[2].text:
        low, high = f"{ends[1]}{ends[2] or ends[4]}", f"{ends[3]}{ends[4]}"
        cells = (cells[1]._replace(value=low), cells[0], cells[1]._replace(value=high))
    word = word_given(cells[1].text) if bounds[1] >= 100 else ""
    if word and not cells[0].text and not cells[2].text:
        return word
    three = [book.number(cell, *bounds, whole) for cell in cells]
    if any(number is not None and math.isnan(number) for number in three):
        return None
    numbers = {k: plain_number(n) for k, n in enumerate(three) if n is not None}
    for first, second in pairwise(numbers):
        if numbers[second] < numbers[first]:
            rule = "low, best and high rise in this order"
            book.report(cells[second], rule, "put them in order")
            return None
    if (len(numbers) == 2 and 1 in numbers) or (len(numbers) == 1 and 1 not in numbers):
        rule = "a range has both ends: low and high"
        missing = cells[2] if 0 in numbers else cells[0]
        book.report(missing, rule, "fill in this cell too, or only the best value")
        return None
    if len(numbers) == 2:
        return f"{numbers[0]}..{numbers[2]}"
    return {ANSWERS[k]: n for k, n in numbers.items()} if len(numbers) == 3 else numbers.get(1)


def confidence_given(book: Book, cell: Cell) -> str:
    """The confidence that a cell names, in whichever language; empty for none."""
    known = {
        phrases(language)(f"brief.confidence_{key}"): key
        for language in LANGUAGES
        for key in CONFIDENCE
    } | {"medium": "moderate"}
    found = known.get(cell.text.lower(), "")
    if cell.text and not found:
        remedy = sentence("choose from {known}", known=", ".join(known))
        book.report(cell, "this is no confidence", remedy)
    return found


def word_given(text: str) -> str:
    """The word of the scale that a text is, in whichever language; empty for none.

    >>> word_given("Sehr hoch"), word_given("high"), word_given("huge")
    ('very high', 'high', '')
    """
    for language in LANGUAGES:
        for key in WORDS:
            if text.lower() == phrases(language)(f"brief.word_{key}"):
                return key.replace("_", " ")
    return ""


def asked_values(question: Issue) -> tuple[str, ...]:
    """The values of an issue; of a scale its ends and the middle."""
    labels = question.labels(3)
    return question.values or tuple(dict.fromkeys(labels[k] for k in (0, len(labels) // 2, -1)))


def fill_blanks(scenario: Scenario, wanted: dict[str, Any]) -> bool:
    """Leave open what a party without preferences says nothing of; whether there is any such."""
    given = wanted.get("values", {})
    weights = wanted.setdefault("weights", dict.fromkeys(scenario.issues, OPEN))
    values = {}
    for issue, question in scenario.issues.items():
        needed = question.values or tuple(map(number_label, question.ends or ()))
        said = given.get(issue, {})
        worths = {value: said.get(value, OPEN) for value in asked_values(question)}
        values[issue] = {v: worth for v, worth in worths.items() if v in needed or v in said}
    wanted["values"] = values
    return OPEN in (*weights.values(), *(w for found in values.values() for w in found.values()))
