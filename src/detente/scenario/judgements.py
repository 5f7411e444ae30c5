"""A judgement: a number that somebody estimates, with its range, sources and confidence.

Written as a number (`60`), a word (`high`), a range of numbers or words (`20..40`,
`high..very high`), or `{low: 20, best: 30, high: 50}`; each also as `{value: …, because: [e1],
confidence: low}`. Words stand for the intervals of `WORDS`, on a scale from 0 to 100.

>>> read_judgement("20..40").best
30.0
>>> read_judgement({"value": "very high", "because": ["e1"], "confidence": "low"}).low
85.0
"""

from __future__ import annotations

import math
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

WORDS: dict[str, tuple[float, float]] = {
    "very low": (0.0, 15.0),
    "low": (15.0, 35.0),
    "medium": (35.0, 65.0),
    "high": (65.0, 85.0),
    "very high": (85.0, 100.0),
}
"""The one published scale of words: each an interval of 0..100; its best value is the middle."""

Confidence = Literal["low", "moderate", "high"]
Form = Literal["number", "word", "range", "estimate"]

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(%?)\s*")
_PERCENT = re.compile(rf"\s*({_NUMBER})\s*%\s*")

FORMS = (
    "write a number (60), a word (very low, low, medium, high, very high), a range (20..40) or "
    "{low: 20, best: 30, high: 50}"
)


def wrong(rule: str, given: object, remedy: str) -> PydanticCustomError:
    """The error of a validator, in the words of `errors.Problem`."""
    return PydanticCustomError("detente", "{rule}", {"rule": rule, "given": str(given), "remedy": remedy})


class Judgement(BaseModel):
    """A number with the range in which its true value is thought to lie, low <= best <= high."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float
    best: float
    high: float
    form: Form
    given: str
    because: tuple[str, ...] = ()
    confidence: Confidence | None = None

    @property
    def certain(self) -> bool:
        """Whether the range is a single point."""
        return self.low == self.high

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "form" in raw:
            return raw
        return _fields(raw)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return _schema()


def read_judgement(raw: object) -> Judgement:
    """Read a judgement in any of its forms.

    Raises pydantic.ValidationError when it is none of them.
    """
    return Judgement.model_validate(raw)


def _fields(raw: object) -> dict[str, Any]:
    if isinstance(raw, dict):
        return _from_mapping(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise wrong("this is not a judgement", raw, FORMS)
    if isinstance(raw, str):
        return _from_text(raw)
    number = _finite(raw)
    return {"low": number, "best": number, "high": number, "form": "number", "given": f"{raw}"}


def _from_text(raw: str) -> dict[str, Any]:
    spread = _RANGE.fullmatch(raw)
    percent = _PERCENT.fullmatch(raw)
    if spread:
        share = 0.01 if spread.group(3) else 1.0
        low, high = _finite(float(spread.group(1)) * share), _finite(float(spread.group(2)) * share)
        form = "range"
    elif percent:
        low = high = _finite(float(percent.group(1)) / 100)
        form = "number"
    else:
        ends = [" ".join(end.split()).lower() for end in raw.split("..")]
        if len(ends) > 2 or any(end not in WORDS for end in ends):
            raise wrong("this is not a judgement", raw, FORMS)
        low, high, form = WORDS[ends[0]][0], WORDS[ends[-1]][1], "word"
    if low > high:
        raise wrong("a range begins with its lower end", raw, f"write {high:g}..{low:g}")
    return {"low": low, "best": (low + high) / 2, "high": high, "form": form, "given": raw}


def _from_mapping(raw: dict[str, Any]) -> dict[str, Any]:
    keys = {"value", "low", "best", "high", "because", "confidence"}
    unknown = sorted(str(key) for key in raw.keys() - keys)
    if unknown:
        raise wrong("a judgement has no such key", ", ".join(unknown), f"use {', '.join(sorted(keys))}")
    if "value" in raw:
        if raw.keys() & {"low", "best", "high"}:
            raise wrong("a judgement has either value or low, best and high", raw, "remove one")
        if isinstance(raw["value"], dict) and "value" in raw["value"]:
            raise wrong("a judgement holds one value", raw, "write value once")
        fields = _fields(raw["value"])
    else:
        fields = _from_three(raw)
    because = raw.get("because", ())
    fields["because"] = (because,) if isinstance(because, str) else because
    fields["confidence"] = raw.get("confidence")
    if fields["confidence"] == "medium":
        fields["confidence"] = "moderate"
    return fields


def _from_three(raw: dict[str, Any]) -> dict[str, Any]:
    missing = [key for key in ("low", "best", "high") if key not in raw]
    if missing:
        raise wrong("an estimate has low, best and high", raw, f"add {', '.join(missing)}")
    three = [raw[key] for key in ("low", "best", "high")]
    if any(isinstance(end, bool) or not isinstance(end, int | float) for end in three):
        raise wrong("low, best and high are numbers", three, "write {low: 20, best: 30, high: 50}")
    low, best, high = (_finite(end) for end in three)
    if not low <= best <= high:
        raise wrong("an estimate has low <= best <= high", three, "put the numbers in order")
    given = f"{low:g}..{best:g}..{high:g}"
    return {"low": low, "best": best, "high": high, "form": "estimate", "given": given}


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise wrong("a judgement is a finite number", number, FORMS)
    return float(number)


def _schema() -> dict[str, Any]:
    text = {
        "type": "string",
        "description": "a word or a range: high, high..very high, 20..40, 60%",
        "pattern": r"^\s*((very )?(low|high)|medium|[+-]?[\d.]+)(\s*\.\.\s*((very )?(low|high)|medium|[+-]?[\d.]+))?\s*%?\s*$",
    }
    number = {"type": "number"}
    tail = {
        "because": {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "the evidence for it",
        },
        "confidence": {"enum": ["low", "moderate", "medium", "high"]},
    }
    three = {"low": number, "best": number, "high": number}
    spread = {
        "type": "object",
        "properties": three | tail,
        "required": list(three),
        "additionalProperties": False,
    }
    sourced = {
        "type": "object",
        "properties": {"value": {"anyOf": [number, text, spread]}} | tail,
        "required": ["value"],
        "additionalProperties": False,
    }
    return {
        "title": "Judgement",
        "description": "a number, a word, a range or an estimate, with sources and confidence",
        "anyOf": [number, text, spread, sourced],
    }
