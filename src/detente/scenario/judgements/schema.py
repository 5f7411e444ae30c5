"""The JSON Schema of a judgement."""

from __future__ import annotations

from typing import Any, get_args

from detente.scenario.judgements.spreads import Family

_END = r"((very )?(low|high)|medium|[+-]?[\d.]+)"

ABOUT_SCHEMA: dict[str, Any] = {
    "because": {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "description": "the evidence for it",
    },
    "confidence": {"enum": ["low", "moderate", "medium", "high"]},
}


def _schema() -> dict[str, Any]:
    text = {
        "type": "string",
        "description": "a word or a range: high, high..very high, 20..40, 60%",
        "pattern": rf"^\s*{_END}(\s*\.\.\s*{_END})?\s*%?\s*$",
    }
    number = {"type": "number"}
    three = {"low": number, "best": number, "high": number}
    spread = {
        "type": "object",
        "properties": three | ABOUT_SCHEMA,
        "required": list(three),
        "additionalProperties": False,
    }
    named = {
        "type": "object",
        "properties": {"distribution": {"enum": list(get_args(Family))}} | ABOUT_SCHEMA,
        "required": ["distribution"],
    }
    one = {"anyOf": [number, text, spread, named]}
    expert = {
        "type": "object",
        "properties": {"value": one, "weight": {"type": "number", "exclusiveMinimum": 0}}
        | ABOUT_SCHEMA,
        "required": ["value"],
        "additionalProperties": False,
    }
    pool = {
        "type": "object",
        "properties": {
            "experts": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"anyOf": [number, text, spread, named, expert]},
            }
        }
        | ABOUT_SCHEMA,
        "required": ["experts"],
        "additionalProperties": False,
    }
    sourced = {
        "type": "object",
        "properties": {"value": {"anyOf": [number, text, spread, named, pool]}} | ABOUT_SCHEMA,
        "required": ["value"],
        "additionalProperties": False,
    }
    return {
        "title": "Judgement",
        "description": "a number, word, range, estimate, distribution or pool of experts",
        "anyOf": [number, text, spread, named, pool, sourced],
    }


SCHEMA = _schema()
