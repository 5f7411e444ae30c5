"""Spans of time as judgements: `2 months`, `2..6 weeks`; counted in months.

>>> read_span("6 weeks").given, round(read_span("6 weeks").best, 2)
('6 weeks', 1.38)
>>> read_span({"value": "1..3 months", "confidence": "low"}).high
3.0
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from detente.errors import sentence
from detente.scenario.judgements.forms import COMMA, POINT, Judgement, without_commas
from detente.scenario.judgements.schema import ABOUT
from detente.scenario.shape import Json, Written, mapping, wrong

DAYS_A_MONTH = 365.25 / 12

MONTHS = {"day": 1 / DAYS_A_MONTH, "week": 7 / DAYS_A_MONTH, "month": 1.0, "year": 12.0}
"""How many months one of each unit is."""

_SPAN = re.compile(
    r"\s*(?P<number>\d+(\.\d+)?(\.\.\d+(\.\d+)?)?)\s*(?P<unit>day|week|month|year)s?\s*"
)
_TEXT: Json = {"type": "string", "pattern": r"^\s*[\d.]+\s*(day|week|month|year)s?\s*$"}


def read_span(raw: Any) -> Judgement:
    """A span of time as a judgement in months.

    Raises PydanticCustomError when it is none.
    """
    if isinstance(raw, Judgement):
        return raw
    if isinstance(raw, dict) and "form" in raw:
        return Judgement.model_validate(raw)
    about = {key: raw[key] for key in raw if key != "value"} if isinstance(raw, dict) else {}
    if unknown := sorted(str(key) for key in about.keys() - ABOUT.keys()):
        remedy = sentence("use {what}", what=", ".join(("value", *ABOUT)))
        raise wrong("a span of time has no such key", ", ".join(unknown), remedy)
    text = raw.get("value") if isinstance(raw, dict) else raw
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None and isinstance(text, str) and COMMA.search(text):
        raise wrong(POINT, raw, sentence("write {what}", what=without_commas(text)))
    if found is None:
        rule = "a span of time is a number of days, weeks, months or years"
        raise wrong(rule, raw, "write 2 months, or a range such as 2..6 weeks")
    number = found["number"]
    given = Judgement.model_validate(
        {"value": number if ".." in number else float(number), **about}
    )
    ends = {key: getattr(given, key) * MONTHS[found["unit"]] for key in ("low", "best", "high")}
    return given.model_copy(update={**ends, "given": found.group().strip()})


Span = Annotated[Judgement, Written(read_span, _TEXT, mapping(["value"], value=_TEXT, **ABOUT))]
