"""What all sections share: strict keys, names and what they refer to, texts, bounded judgements.

What a part alone says is checked whenever it is read; whether the names in it are those of other
parts, once the whole file has been read: then the context of the validation says what is `known`.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema

from detente.errors import sentence
from detente.scenario.judgements.forms import Judgement, read_points
from detente.scenario.shape import NAME, TEXT, Finding, Json, Short, Written, label, wrong
from detente.scenario.statements import NAME as ONE_WORD
from detente.scenario.statements import Comparison, ExpressionError, Vocabulary, atoms, parse
from detente.validation import bounds, suggestion

GATHER = "gather"
"""In the context of a validation: what does not fit is looked for afterwards, all at once."""

KNOWN = "known"
"""In the context of a validation: the names there are, by kind; vocabularies of statements."""


class Section(BaseModel):
    """A part of a scenario file: frozen, with no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    def faults(self) -> Iterator[Finding]:
        """What in this part alone does not fit together, by path below it."""
        return iter(())

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        if not (info.context or {}).get(GATHER):
            for fault in self.faults():
                raise wrong(fault.rule, fault.given, fault.remedy)
        return self

    @classmethod
    def written(cls, model: Json) -> Json:
        """What the file may hold, as JSON Schema; `model` is that of the keys of this part."""
        return model

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Json:
        reference = handler(schema)
        stated = handler.resolve_ref_schema(reference)
        written = cls.written(dict(stated))
        stated.clear()
        stated.update(written)
        return reference


def _name(raw: object) -> object:
    if not isinstance(raw, str) or not re.fullmatch(ONE_WORD, raw) or raw in ("and", "or", "not"):
        raise wrong(
            "a name is one word of letters, digits, _ and - (and none of and, or, not)",
            raw,
            "write a short key here and put the full wording under name:",
        )
    return raw


def as_text(raw: object) -> object:
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


def each_once(names: Sequence[str]) -> Sequence[str]:
    """Refuse a list that holds a name twice."""
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise wrong("a name stands once in a list", ", ".join(twice), "remove the repeated one")
    return names


_SECTIONS = {
    "party": "parties",
    "issue": "issues",
    "option": "options",
    "source": "sources",
    "evidence": "evidence",
    "crisis": "crises",
}
"""The section in which names of a kind are given."""


def unknown(
    path: tuple[str, ...],
    kind: str,
    given: Iterable[str],
    known: Iterable[str],
    *,
    of_key: bool = False,
) -> Iterator[Finding]:
    """Names that are not among those there are of a kind: values at the path, or keys below it."""
    names = list(known)
    for name in given:
        if name not in names:
            rule = sentence("there is no {kind} of this name", kind=kind)
            on = (_SECTIONS[kind],) if kind in _SECTIONS else ()
            at = (*path, name) if of_key else path
            yield Finding(at, rule, name, suggestion(name, names), of_key, rests_on=on)


@dataclass(frozen=True, slots=True)
class Refers(AfterValidator):
    """A check of names or statements that says what they are about, such as party or issues.

    `besides` are further words that stand for names.
    """

    about: str = ""
    besides: tuple[str, ...] = ()


def refers(kind: str, besides: tuple[str, ...] = ()) -> Refers:
    """Hold a name against those there are of a kind."""

    def check(name: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get(KNOWN)
        for found in unknown((), kind, [name], (*known[kind], *besides)) if known else ():
            raise wrong(found.rule, name, found.remedy, rests_on=found.rests_on)
        return name

    return Refers(check, kind, besides)


def states(about: str) -> Refers:
    """Read a statement about `options` or `issues`; its numbers lie on the issues' scales."""

    def check(text: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get(KNOWN)
        if known is None:
            return text
        vocabulary: Vocabulary = known[about]
        try:
            stated = parse(text, vocabulary)
        except ExpressionError as error:
            told = (error.rule, error.given, error.remedy)
            raise wrong(*told, column=error.column, rests_on=(about,)) from None
        for atom in atoms(stated):
            if isinstance(atom, Comparison) and isinstance(atom.value, float):
                issue = known["issue"][atom.issue]
                if not issue.holds(str(atom.value)):
                    rule = "this is not a number of the issue's scale"
                    remedy = sentence("write a number in {range}", range=issue.scale)
                    raise wrong(rule, str(atom), remedy)
        return text

    return Refers(check, about)


@dataclass(frozen=True, slots=True)
class Bounded(AfterValidator):
    """A check that a judgement lies between two ends, which then limit its scale."""

    low: float = 0.0
    high: float = 100.0


def _bounded(low: float, high: float, what: str) -> Bounded:
    def check(judgement: Judgement) -> Judgement:
        if judgement.low < low or judgement.high > high:
            span = bounds(low, high)
            rule = sentence("{what} is a number {span}", what=what, span=span)
            raise wrong(rule, judgement.given, sentence("write a number {span}", span=span))
        return judgement.limited(low, high)

    return Bounded(check, low, high)


_PART = r"""[^\s.,:;!?"'`()\[\]{}<>=&*|#%@/\\+~^$-]+"""
"""One part of a name, in a pattern that Python and editors read alike: no class of all letters."""

T = TypeVar("T")
Name = Annotated[
    str, BeforeValidator(_name), Field(json_schema_extra={"pattern": f"^{_PART}(-{_PART})*$"})
]
PartyName = Annotated[Name, refers("party")]
IssueName = Annotated[Name, refers("issue")]
Several = Annotated[tuple[T, ...], Short(_listed, NAME), AfterValidator(each_once)]
"""Several names, each once; a single one may stand without brackets."""

Date = Annotated[datetime.date, BeforeValidator(_date)]
Text = Annotated[str, Written(as_text, TEXT)]
Texts = Annotated[tuple[Text, ...], Short(_listed, TEXT)]
OptionsStatement = Annotated[Text, states("options")]
"""What holds of the options that are taken."""

IssuesStatement = Annotated[Text, states("issues")]
"""What holds of the values of issues."""

OptionsStatements = Annotated[tuple[OptionsStatement, ...], Short(_listed, TEXT)]
IssuesStatements = Annotated[tuple[IssuesStatement, ...], Short(_listed, TEXT)]

Amount = Annotated[Judgement, BeforeValidator(read_points)]
Worth = Annotated[Amount, _bounded(0, 100, "a worth")]
Weight = Annotated[Amount, _bounded(0, float("inf"), "a weight")]
Points = Annotated[Amount, _bounded(-100, 100, "a change of worth")]
Degree = Annotated[Amount, _bounded(0, 100, "a degree")]
Share = Annotated[Judgement, _bounded(0, 1, "a share or probability")]
Factor = Annotated[Judgement, _bounded(0, float("inf"), "a factor")]
