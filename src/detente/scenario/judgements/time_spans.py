"""Spans of time as judgements: `2 months`, `2..6 weeks`; counted in months.

>>> read_span("6 weeks").given, round(read_span("6 weeks").best, 2)
('6 weeks', 1.38)
>>> read_span({"value": "1..3 months", "confidence": "low"}).high
3.0
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from detente.errors import sentence
from detente.scenario.judgements.forms import Judgement, wrong
from detente.scenario.judgements.schema import ABOUT_SCHEMA

DAYS_A_MONTH = 365.25 / 12

MONTHS = {"day": 1 / DAYS_A_MONTH, "week": 7 / DAYS_A_MONTH, "month": 1.0, "year": 12.0}
"""How many months one of each unit is."""

RULE = "a span of time is a number of days, weeks, months or years"
EXAMPLE = "write 2 months, or a range such as 2..6 weeks"

_SPAN = re.compile(r"\s*(?P<number>[\d.]+)\s*(?P<unit>day|week|month|year)s?\s*")
_PATTERN = r"^\s*[\d.]+\s*(day|week|month|year)s?\s*$"


def read_span(raw: Any) -> Judgement:
    """A span of time as a judgement in months.

    Raises PydanticCustomError when it is none.
    """
    if isinstance(raw, Judgement):
        return raw
    if isinstance(raw, dict) and "form" in raw:
        return Judgement.model_validate(raw)
    about: dict[str, Any] = {}
    text = raw
    if isinstance(raw, dict):
        about = {key: part for key, part in raw.items() if key != "value"}
        text = raw.get("value")
        if unknown := sorted(str(key) for key in about.keys() - ABOUT_SCHEMA.keys()):
            known = ", ".join(("value", *ABOUT_SCHEMA))
            raise wrong(
                "a span of time has no such key",
                ", ".join(unknown),
                sentence("use {what}", what=known),
            )
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    number = found["number"] if found else ""
    if found is None or not re.fullmatch(r"\d+(\.\d+)?(\.\.\d+(\.\d+)?)?", number):
        raise wrong(RULE, raw, EXAMPLE)
    value = number if ".." in number else float(number)
    given = Judgement.model_validate({"value": value, **about})
    scale = MONTHS[found["unit"]]
    ends = {key: getattr(given, key) * scale for key in ("low", "best", "high")}
    return given.model_copy(update={**ends, "given": str(text).strip()})


_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "pattern": _PATTERN},
        {
            "type": "object",
            "properties": {"value": {"type": "string", "pattern": _PATTERN}} | ABOUT_SCHEMA,
            "required": ["value"],
            "additionalProperties": False,
        },
    ]
}

Span = Annotated[Judgement, BeforeValidator(read_span), WithJsonSchema(_SCHEMA)]
