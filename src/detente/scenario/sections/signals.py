"""What was said and done before the talks, and the types of party it may tell apart.

A type is an overlay on a party's preferences: only what differs is written. A signal is a statement
or an act with the likelihood that each type would send it, and what it costs each.

>>> praise = Signal.model_validate({"by": "a", "kind": "praise", "likelihood": {"hard": "high"}})
>>> praise.costly, praise.likelihood["hard"].best
(False, 75.0)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from detente.scenario.sections.base import (
    Date,
    Degree,
    IssueName,
    Name,
    PartyName,
    Section,
    Text,
    Texts,
    Weight,
    Worth,
    refers,
)
from detente.scenario.sections.issues import Worths
from detente.scenario.sections.wording import RedLines
from detente.scenario.shape import OPTIONAL, Finding

SignalKind = Literal[
    "praise", "offer", "threat", "framing", "lowering", "delegation", "probe", "statement", "act"
]


class Overlay(Section):
    """The part of a party's preferences that a type changes."""

    weights: dict[IssueName, Weight] = {}
    values: dict[IssueName, Worths] = {}
    reservation: Worth | None = None
    red_lines: RedLines | None = Field(None, description="in place of the party's own")


class PartyType(Section):
    """One thing that a party may be after."""

    name: Text | None = None
    short: Text | None = Field(None, description="shorter words for it, in prose")
    prior: Degree | None = Field(
        None, description="how likely before any signal; equal where absent"
    )
    preferences: Overlay = Overlay()
    because: Texts = ()


class Signal(Section):
    """A statement or an act that may tell the types of its sender apart."""

    by: PartyName
    kind: SignalKind = "statement"
    says: Text | None = None
    at: Date | None = None
    likelihood: dict[Name, Degree] = Field(
        {}, description="chance in percent, or a word, that each type would send it"
    )
    cost: dict[Name, Weight] = Field({}, description="what it costs each type, in points; 0")
    repeats: Annotated[Name, refers("signal")] | None = Field(
        None, description="an earlier signal that this one only repeats"
    )
    group: Name | None = Field(
        None,
        description="signals of one sender that depend on one another; together they count once",
    )
    future: bool = Field(False, description="not seen yet: something to watch for")
    because: Texts = ()

    def faults(self) -> Iterator[Finding]:
        if self.future and self.group is not None:
            rule = "a group holds signals that have been seen"
            yield Finding(("group",), rule, self.group, "remove group or future")

    @property
    def costly(self) -> bool:
        """Whether its cost differs between types, so that it can be believed by itself."""
        costs = {(cost.low, cost.best, cost.high) for cost in self.cost.values()}
        if not self.likelihood.keys() <= self.cost.keys():
            costs.add((0.0, 0.0, 0.0))
        return len(costs) > 1


Types = dict[PartyName, dict[Name, Annotated[PartyType, OPTIONAL]]]
Signals = dict[Name, Signal]
