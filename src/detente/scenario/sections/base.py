"""What all sections of a scenario share: strict keys, names, texts and bounded judgements."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from detente.errors import sentence
from detente.scenario.judgements.forms import Judgement, read_points, wrong
from detente.scenario.statements import NAME
from detente.validation import bounds

RESERVED = ("and", "or", "not")


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


GATHER = "gather"
"""In the context of a validation: what does not fit is looked for afterwards, all at once."""


class Section(BaseModel):
    """A part of a scenario file: frozen, with no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def faults(self) -> Iterator[Finding]:
        """What in this part alone does not fit together, by path below it."""
        return iter(())

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        if not (info.context or {}).get(GATHER):
            for fault in self.faults():
                raise wrong(fault.rule, fault.given, fault.remedy)
        return self


def _name(raw: object) -> object:
    if not isinstance(raw, str) or not re.fullmatch(NAME, raw) or raw in RESERVED:
        raise wrong(
            "a name is one word of letters, digits, _ and - (and none of and, or, not)",
            raw,
            "write a short key here and put the full wording under name:",
        )
    return raw


def _text(raw: object) -> object:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise wrong("this is not a text", raw, "write a text, in quotes if need be")
    text = label(raw).strip()
    if not text:
        raise wrong("this text is empty", raw, "write a text or remove the key")
    return text


def _date(raw: object) -> object:
    if isinstance(raw, datetime.date):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(raw)
    raise wrong("this is not a date", raw, "write year-month-day, such as 2025-08-15")


def _listed(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


def _named(raw: object) -> object:
    return _listed(raw)


def each_once(names: Sequence[str]) -> Sequence[str]:
    """Refuse a list that holds a name twice."""
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise wrong("a name stands once in a list", ", ".join(twice), "remove the repeated one")
    return names


def label(raw: object) -> str:
    """A scalar as the label it stands for: `1` and `1.0` are different labels, true is 'true'."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw)


def _bounded(low: float, high: float, what: str) -> Any:
    def check(judgement: Judgement) -> Judgement:
        if judgement.low < low or judgement.high > high:
            span = bounds(low, high)
            rule = sentence("{what} is a number {span}", what=what, span=span)
            raise wrong(rule, judgement.given, sentence("write a number {span}", span=span))
        return judgement.limited(low, high)

    return AfterValidator(check)


_PART = r"""[^\s.,:;!?"'`()\[\]{}<>=&*|#%@/\\+~^$-]+"""
"""One part of a name, in a pattern that Python and editors read alike: no class of all letters."""

Name = Annotated[
    str, BeforeValidator(_name), Field(json_schema_extra={"pattern": f"^{_PART}(-{_PART})*$"})
]
Date = Annotated[datetime.date, BeforeValidator(_date)]
Text = Annotated[str, BeforeValidator(_text)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_named), AfterValidator(each_once)]
"""Several names; a single one may stand without brackets."""

Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]

Amount = Annotated[Judgement, BeforeValidator(read_points)]
Worth = Annotated[Amount, _bounded(0, 100, "a worth")]
Weight = Annotated[Amount, _bounded(0, float("inf"), "a weight")]
Points = Annotated[Amount, _bounded(-100, 100, "a change of worth")]
Degree = Annotated[Amount, _bounded(0, 100, "a degree")]
Share = Annotated[Judgement, _bounded(0, 1, "a share or probability")]
Factor = Annotated[Judgement, _bounded(0, float("inf"), "a factor")]
