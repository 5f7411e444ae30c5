"""What the parts of a scenario file share: findings, short forms, and pieces of JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Json = dict[str, Any]

TEXT: Json = {"type": ["string", "number"], "minLength": 1}
LABEL: Json = {"type": ["string", "number", "boolean"]}
NAME: Json = {"title": "Name"}
"""Stands for a name until `schema` makes references."""


def one_of(*forms: Json) -> Json:
    """Any of several forms."""
    return {"anyOf": list(forms)}


def list_of(items: Json, least: int = 1) -> Json:
    """A list of at least so many items."""
    return {"type": "array", "items": items, "minItems": least}


def mapping(needed: Iterable[str], **properties: Json) -> Json:
    """A mapping with these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem by key path; `column` is the place at fault inside the text there.

    It is no news where something is wrong with another part that it `rests_on`.
    """

    path: tuple[str, ...]
    rule: str
    given: str = ""
    remedy: str = ""
    of_key: bool = False
    column: int | None = None
    rests_on: tuple[str, ...] = ()


def wrong(
    rule: str,
    given: object,
    remedy: str,
    *,
    column: int | None = None,
    rests_on: tuple[str, ...] = (),
) -> PydanticCustomError:
    """The error of a validator, with what a `Finding` holds."""
    said = "nothing" if given is None else as_written(given)
    about = {"rule": rule, "given": said, "remedy": remedy, "column": column, "on": rests_on}
    return PydanticCustomError("detente", "{rule}", about)


def label(raw: object) -> str:
    """A scalar as the label it stands for: `1` and `1.0` are different labels, true is 'true'."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw)


def as_written(raw: object) -> str:
    """A value of a file as YAML may have it.

    >>> as_written({"low": 1, "best": None, "experts": [True, "x"]})
    '{low: 1, best: null, experts: [true, x]}'
    """
    if isinstance(raw, dict):
        return f"{{{', '.join(f'{label(key)}: {as_written(raw[key])}' for key in raw)}}}"
    if isinstance(raw, list | tuple):
        return f"[{', '.join(map(as_written, raw))}]"
    return "null" if raw is None else label(raw)


class Short:
    """Reads short forms before the model sees a part; with what they look like in JSON Schema."""

    alone = False

    def __init__(self, read: Callable[[Any], Any], *forms: Json) -> None:
        self.read, self.forms = read, forms

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Json:
        forms = self.forms if self.alone else (*self.forms, handler(schema))
        return one_of(*forms) if len(forms) > 1 else forms[0]


class Written(Short):
    """The same, where the file may hold nothing but these forms."""

    alone = True


def empty_when_absent(raw: Any) -> Any:
    """A key without a value stands for a part in which nothing is said."""
    return {} if raw is None else raw


OPTIONAL = Short(empty_when_absent, {"type": "null"})
