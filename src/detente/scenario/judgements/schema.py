"""The JSON Schema of a judgement."""

from __future__ import annotations

from typing import get_args

from detente.scenario.judgements.spreads import Family
from detente.scenario.shape import Json, mapping, one_of

_END = r"((very )?(low|high)|medium|[+-]?[\d.]+)\s*%?"
_NUMBER: Json = {"type": "number"}

ABOUT: Json = {
    "because": {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "description": "the evidence for it",
    },
    "confidence": {"enum": ["low", "moderate", "medium", "high"]},
    "invented": {"type": "boolean", "description": "true: made up, so that it never leads"},
    "remark": {"type": "string", "description": "a note of whoever judged"},
}
"""What may stand beside any judgement."""


def _schema() -> Json:
    text = {
        "type": "string",
        "description": "a word or a range: high, high..very high, 20..40, 60%",
        "pattern": rf"^\s*{_END}(\s*\.\.\s*{_END})?\s*$",
    }
    end = one_of(_NUMBER, {"type": "string", "pattern": r"^\s*[+-]?[\d.]+\s*%\s*$"})
    three = {"low": end, "best": end, "high": end}
    spread = mapping(three, **three, **ABOUT)
    named = {
        "type": "object",
        "properties": {"distribution": {"enum": list(get_args(Family))}, **ABOUT},
        "required": ["distribution"],
    }
    forms = (_NUMBER, text, spread, named)
    weight = {"type": "number", "exclusiveMinimum": 0}
    expert = mapping(["value"], value=one_of(*forms), weight=weight, **ABOUT)
    experts = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": one_of(*forms, expert),
    }
    pool = mapping(["experts"], experts=experts, **ABOUT)
    sourced = mapping(["value"], value=one_of(*forms, pool), **ABOUT)
    return {
        "title": "Judgement",
        "description": "a number, word, range, estimate, distribution or pool of experts",
        **one_of(*forms, pool, sourced),
    }


SCHEMA = _schema()
