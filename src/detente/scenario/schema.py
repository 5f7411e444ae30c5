"""The JSON Schema of scenario files, generated from the model, for editors and other tools.

`python -m detente.scenario.schema` writes the file that is shipped beside this module;
`python -m detente.scenario.schema FILE` writes it elsewhere. Validators that read short forms
before the model sees the value are named in `SHORT_FORMS` with what they accept besides.

>>> scenario_schema()["required"]
['title', 'parties']
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from detente.errors import InternalError
from detente.scenario.judgements.schema import SCHEMA as JUDGEMENT
from detente.scenario.model import Scenario
from detente.writing import write_whole

Json = dict[str, Any]

SHIPPED = Path(__file__).with_name("schema.json")
"""The schema that is shipped; a test holds it against the model."""

_NULL: Json = {"type": "null"}
_STRING: Json = {"type": "string"}
_TEXT: Json = {"type": ["string", "number"], "minLength": 1}
_LABEL: Json = {"type": ["string", "number", "boolean"]}
_NAME: Json = {"title": "Name"}
"""Stands for a name until references are made."""

_STATE: Json = {"type": "string", "pattern": "^[YN]+$"}


def _list(items: Json, least: int = 1) -> Json:
    return {"type": "array", "items": items, "minItems": least}


def _any(*forms: Json) -> Json:
    return {"anyOf": list(forms)}


_LABELS = _any(_LABEL, _list(_LABEL))

SHORT_FORMS: dict[str, tuple[Json, ...]] = {
    "additions._labelled": (),
    "base._name": (),
    "base._date": (),
    "base._listed": (_TEXT,),
    "base._named": (_NAME,),
    "model._empty_when_absent": (_NULL,),
    "model._options": (_list(_NAME, 0),),
    "issues.read_weights": (),
    "issues._labelled": (_LABEL,),
    "issues.Preferences._failing": (),
    "failure.read_worths": (JUDGEMENT,),
    "model._consent": ({"enum": ["all", "majority"]},),
    "ranks.read_weights": (),
    "forms.read_points": (),
    "forms.Judgement._read": (),
    "forms._read": (),
    "conflict._rung": (_STATE,),
    "conflict.Priority._read": (),
    "conflict.Ranking._read": (),
    "positions._number_or_value": (_LABEL,),
    "positions._absent": (_NULL,),
    "security._empty_when_absent": (_NULL,),
    "signals._absent": (_NULL,),
    "stages._members": (_TEXT, _list(_TEXT, 0)),
    "stages._agenda": (_NAME, _list(_NAME, 0)),
    "stages._consent": ({"enum": ["all", "majority"]},),
    "stages.Consent._rule": (),
    "stages._failure": (
        {
            "type": "object",
            "properties": {"from": {"enum": ["end", "next", "stability"]}},
            "required": ["from"],
            "additionalProperties": False,
        },
    ),
    "standoff._listed_states": (_list(_LABEL),),
    "standoff._rungs": (),
    "standoff._targets": (_LABEL,),
    "standoff._strength": (),
    "time_spans.read_span": (),
    "standoff.Doubt._read": (),
    "wording._client": (_TEXT,),
    "wording._lines": (_TEXT,),
}
"""By the function that reads it: what a part may be besides what the model says."""

INSTEAD: dict[str, Json] = {
    "base._text": _TEXT,
    "issues.Issue._labels": _list(_LABEL),
    "standoff._rungs": _list(_LABELS),
}
"""By the function that reads it: what a part may be, in place of what the model says."""

DEFINITIONS: dict[str, Json] = {
    "Name": {
        "title": "Name",
        "description": "one word of letters, digits, _ and -",
        "type": "string",
        "not": {"enum": ["and", "or", "not"]},
    },
    "Priority": {
        "title": "Priority",
        "description": "a statement the party wants to hold; a list is a group of unknown order",
        **_any(
            _STRING,
            {"$ref": "#/$defs/Statement"},
            _list(_any(_STRING, {"$ref": "#/$defs/Statement"})),
        ),
    },
    "Ranking": {
        "title": "Ranking",
        "description": "all feasible states, best first; an inner list holds states of equal worth",
        **_any(
            _list(_any(_STATE, _list(_STATE))),
            {
                "type": "object",
                "properties": {
                    "states": _list(_any(_STATE, _list(_STATE))),
                    "because": _any(_STRING, _list(_STRING, 0)),
                },
                "required": ["states"],
                "additionalProperties": False,
            },
        ),
    },
    "Doubt": {
        "title": "Doubt",
        "description": "comparisons that are not known: of two states, or across a statement",
        **_any(
            _STRING,
            {**_list(_LABEL, 2), "maxItems": 2},
            {
                "type": "object",
                "properties": {
                    "states": {**_list(_LABEL, 2), "maxItems": 2},
                    "across": _STRING,
                },
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": False,
            },
        ),
    },
}
"""Parts whose written form is not that of the model."""


class _Schema(GenerateJsonSchema):
    def function_before_schema(self, schema: Any) -> Json:
        inner: Json = super().function_before_schema(schema)
        reader = _reader(schema["function"]["function"])
        if reader in INSTEAD:
            return INSTEAD[reader]
        if reader not in SHORT_FORMS:
            raise InternalError(f"{reader} reads short forms that scenario/schema.py does not name")
        return _any(*SHORT_FORMS[reader], inner) if SHORT_FORMS[reader] else inner


def _reader(function: Callable[..., Any]) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"


def scenario_schema() -> Json:
    """The JSON Schema (2020-12) of a scenario file, in all forms that it may be written in."""
    generated = Scenario.model_json_schema(by_alias=True, schema_generator=_Schema)
    definitions = generated.pop("$defs")
    names = {"pattern": _pattern(generated["properties"]["parties"])}
    definitions |= DEFINITIONS
    definitions["Name"] = definitions["Name"] | names
    definitions["Judgement"] = JUDGEMENT
    whole = _tidied({**generated, "$defs": dict(sorted(definitions.items()))})
    whole["$defs"]["Judgement"] = JUDGEMENT
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of détente",
        "description": "A negotiation as the analyst sees it.",
    }
    return {**head, **{key: part for key, part in whole.items() if key not in head}}


def _pattern(section: Json) -> str:
    return str(next(iter(section["patternProperties"])))


def _tidied(part: Any) -> Any:
    """Judgements and names by reference, and no names but those that the pattern allows."""
    for name, whole in (("Judgement", JUDGEMENT), ("Name", _NAME)):
        if part == whole:
            return {"$ref": f"#/$defs/{name}"}
    if isinstance(part, list):
        return [_tidied(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if "patternProperties" in part:
        part = dict(part)
        part["additionalProperties"] = next(iter(part.pop("patternProperties").values()))
        part["propertyNames"] = {"$ref": "#/$defs/Name"}
    return {key: _tidied(inner) for key, inner in part.items()}


def schema_text() -> str:
    """The schema as it is written to a file."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema to the file named on the command line, or to where it is shipped."""
    write_whole(Path(*sys.argv[1:]) if sys.argv[1:] else SHIPPED, schema_text(), force=True)


if __name__ == "__main__":
    main()
