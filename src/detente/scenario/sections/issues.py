"""What can be agreed, and what each party wants of it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from detente.errors import sentence
from detente.scenario.judgements.forms import DOTS, POINT, with_dots, without_commas
from detente.scenario.judgements.ranks import WEIGHTS, read_weights
from detente.scenario.sections.base import (
    IssueName,
    IssuesStatement,
    PartyName,
    Points,
    Section,
    Several,
    Text,
    Weight,
    Worth,
)
from detente.scenario.sections.failure import RESERVATION, Follows, split_reservation
from detente.scenario.sections.wording import RedLines
from detente.scenario.shape import LABEL, Finding, Short, Written, label, list_of, wrong
from detente.validation import suggestion

SHAPES = ("rising", "falling")

_SCALE = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*\.\.\s*([+-]?\d+(?:\.\d+)?)\s*")


def number_label(number: float) -> str:
    """A number of a scale as it is written in deals, to ten digits, and more where it is large.

    >>> number_label(1 / 3), number_label(1e12 / 3), number_label(2055.0), number_label(-0.0)
    ('0.3333333333', '333333333333.333', '2055', '0')
    """
    whole = len(f"{abs(number):.0f}")
    return f"{number + 0.0:.{max(10, min(whole + 6, 15), whole)}g}"


def _values(raw: Any) -> Any:
    example = "write values: [low, mid, high]"
    if raw is None:
        return None
    if not isinstance(raw, list | tuple):
        raise wrong("values is a list", raw, example)
    if not raw:
        raise wrong("an issue has at least one value", raw, example)
    for value in raw:
        if not isinstance(value, str | int | float) or not label(value).strip():
            raise wrong("a value is a text", value, example)
    labels = [label(value).strip() for value in raw]
    if twice := sorted({value for value in labels if labels.count(value) > 1}):
        raise wrong("an issue's values differ", ", ".join(twice), "remove the repeated one")
    return tuple(labels)


class Issue(Section):
    """A question to be settled: either named values in their order, or a numeric scale."""

    name: Text | None = Field(None, description="full name; the key where absent")
    values: Annotated[tuple[str, ...] | None, Written(_values, list_of(LABEL))] = Field(
        None, description="the possible values, in order"
    )
    scale: Text | None = Field(None, description="a numeric range such as 0..100")
    steps: int | None = Field(None, ge=2, le=10_001, description="number of points on the scale")
    unit: Text | None = None
    status_quo: Text | None = Field(None, description="the value that holds without an agreement")
    says: dict[Text, Text] = Field({}, description="per value, a noun phrase for it in prose")
    short: dict[Text, Text] = Field({}, description="per value, a shorter phrase for headlines")
    stays: Text | None = Field(None, description="clause for when nothing changes here")
    topic: Text | None = Field(None, description="noun phrase for the issue, after: on")
    give: Text | None = Field(None, description="infinitive: what giving way here means")
    given_by: Several[PartyName] = Field(
        (), description="the parties whose concession a change here is"
    )
    _nodes: tuple[float, ...] = PrivateAttr(())

    @field_validator("scale")
    @classmethod
    def _ends(cls, scale: str | None) -> str | None:
        if scale is None:
            return None
        ends = _SCALE.fullmatch(scale)
        if ends is None and "," in scale:
            remedy = sentence("write {what}", what=f"scale: {without_commas(scale)}")
            raise wrong(POINT, scale, remedy)
        if ends is None and (meant := with_dots(scale)):
            raise wrong(DOTS, scale, sentence("write {what}", what=f"scale: {meant.rstrip('%')}"))
        if ends is None or not 0 < abs(float(ends[2]) - float(ends[1])) < math.inf:
            raise wrong("a scale is a range of two numbers", scale, "write scale: 0..100")
        if float(ends[2]) < float(ends[1]):
            remedy = sentence("write {what}", what=f"scale: {ends[2]}..{ends[1]}")
            raise wrong("a range begins with its lower end", scale, remedy)
        return scale

    @model_validator(mode="after")
    def _one_form(self) -> Issue:
        if (self.values is None) == (self.scale is None):
            raise wrong("an issue has either values or a scale", "", "write one of the two")
        if self.scale is None and self.steps is not None:
            raise wrong("only a scale has steps", self.steps, "remove steps")
        return self

    def faults(self) -> Iterator[Finding]:
        if self.status_quo is not None and not self.holds(self.status_quo):
            rule = "the status quo of an issue is one of its values"
            remedy: str = sentence("write a number in {range}", range=self.scale)
            if self.values:
                remedy = suggestion(self.status_quo, self.values)
            yield Finding(("status_quo",), rule, self.status_quo, remedy)
        known = self.labels() if self.says or self.short else ()
        for key in ("says", "short"):
            for value in getattr(self, key):
                if value not in known:
                    remedy = suggestion(value, known)
                    yield Finding((key, value), "the issue has no such value", value, remedy, True)

    @property
    def ends(self) -> tuple[float, float] | None:
        """Lower and upper end of a numeric scale, in the issue's unit; None for named values."""
        if self.scale is None:
            return None
        low, _, high = self.scale.partition("..")
        return float(low), float(high)

    @property
    def continuous(self) -> bool:
        """Whether any number of the scale may be agreed."""
        return self.scale is not None and self.steps is None

    def numbers(self, points: int = 101) -> tuple[float, ...]:
        """The numbers that a scale consists of; a continuous one is cut into `points`.

        >>> Issue(scale="0..10", steps=3).numbers()
        (0.0, 5.0, 10.0)
        >>> Issue(scale="0..1", steps=4).numbers()[1] == 1 / 3
        True
        """
        if self.scale is None or self._nodes:
            return self._nodes
        return _steps(self.scale, self.steps or points)

    def cut_at(self, nodes: tuple[float, ...]) -> Issue:
        """The same issue, its continuous scale cut at these numbers and no others.

        >>> Issue(scale="0..10").cut_at((0.0, 2.5, 10.0)).labels()
        ('0', '2.5', '10')
        """
        copy = self.model_copy()
        copy._nodes = nodes
        return copy

    def labels(self, points: int = 101) -> tuple[str, ...]:
        """The values as they are written in deals, in their order."""
        return _number_labels(self.numbers(points)) if self.values is None else self.values

    def place(self, value: str) -> int | None:
        """Where a value stands among the labels, numbers by their size; None where it does not.

        >>> Issue(scale="0..10", steps=3).place("5.0"), Issue(values=("low", "high")).place("mid")
        (1, None)
        """
        if self.values is None:
            try:
                value = number_label(float(value))
            except ValueError:
                return None
        labels = self.labels()
        return labels.index(value) if value in labels else None

    def holds(self, value: str) -> bool:
        """Whether a text names a value, or a number between the ends of the scale.

        >>> Issue(scale="0..10").holds("2.5"), Issue(values=("low", "high")).holds("mid")
        (True, False)
        """
        if self.values is not None:
            return value in self.values
        try:
            number = float("nan" if "_" in value else value)
        except ValueError:
            return False
        return self.ends is not None and self.ends[0] <= number <= self.ends[1]


@lru_cache(maxsize=256)
def _steps(scale: str, count: int) -> tuple[float, ...]:
    low, high = (Fraction(end.strip()) for end in scale.split(".."))
    step = (high - low) / (count - 1)
    return tuple(float(low + step * k) for k in range(count))


@lru_cache(maxsize=256)
def _number_labels(numbers: tuple[float, ...]) -> tuple[str, ...]:
    return tuple(map(number_label, numbers))


class Interaction(Section):
    """Worth added (or taken, when negative) in every deal in which the condition holds."""

    condition: IssuesStatement = Field(alias="if")
    add: Points


def _labelled(given: Any) -> Any:
    if isinstance(given, dict):
        return {label(value): worth for value, worth in given.items()}
    if isinstance(given, str | int | float):
        return label(given).strip()
    raise wrong(
        "the worth of an issue's values is a mapping or a shape",
        given,
        "write {low: 0, high: 100}, rising, falling, or the name of the ideal value",
    )


Worths = Annotated[
    Annotated[str, Tag("shape")] | Annotated[dict[str, Worth], Tag("worths")],
    Discriminator(lambda raw: "worths" if isinstance(raw, dict) else "shape"),
    Short(_labelled, LABEL),
]


class Preferences(Section):
    """What a party wants: weights of the issues, worth of their values, and its limits."""

    weights: Annotated[
        dict[IssueName, Weight], BeforeValidator(read_weights), WithJsonSchema(WEIGHTS)
    ] = Field(description="any unit; normalised to a sum of 1; or issues, most important first")
    values: dict[IssueName, Worths] = Field(
        description="per issue: worth 0..100 of each value, or rising, falling, or the ideal value"
    )
    interactions: tuple[Interaction, ...] = ()
    reservation: Annotated[Worth | None, WithJsonSchema(RESERVATION)] = Field(
        None,
        description="worth of no deal, or {from: stability, take: worst|best|mean, range: 20..60}, "
        "or {from: contest, win: 60%, cost: 10}, or {from: crisis, of: border}; 0 where absent",
    )
    follows: SkipJsonSchema[Follows | None] = None
    red_lines: RedLines = Field((), description="the party accepts no deal in which one holds")
    invented: bool = Field(False, description="true: the numbers are made up and never lead")

    @model_validator(mode="before")
    @classmethod
    def _failing(cls, raw: Any) -> Any:
        return split_reservation(raw)
