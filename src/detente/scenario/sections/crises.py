"""Two parties in a crisis, for small published models of when war can be avoided.

The prize is worth 100 points; a contest gives it to the first party with the chance `win`, and
costs each party its `cost` either way. A crisis may also hold no more than a public threat.

>>> stated = {"between": ["a", "b"], "win": "60%", "cost": {"a": 10, "b": 20}}
>>> crisis = Crisis.model_validate(stated)
>>> crisis.cost["b"].best
20.0
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, field_validator

from detente.scenario.sections.base import (
    Name,
    PartyName,
    Section,
    Share,
    Text,
    Texts,
    Weight,
    Worth,
)
from detente.scenario.shape import Finding, wrong
from detente.validation import suggestion


class Track(Section):
    """A war of steps: the chance to win each battle, how many steps there are, how many held."""

    battles: Share = Field(description="the first party's chance to win a battle")
    steps: int = Field(ge=1, le=10_000, description="steps from losing all to winning all")
    held: int = Field(ge=0, description="steps that the first party holds now")

    def faults(self) -> Iterator[Finding]:
        if self.held > self.steps:
            rule = "held is at most the number of steps"
            yield Finding((), rule, str(self.held), "write held: 5, steps: 10")


def _track_or_share(raw: Any) -> str:
    steps = raw.keys() & {"battles", "steps", "held"} if isinstance(raw, dict) else ()
    return "track" if steps or isinstance(raw, Track) else "share"


Win = Annotated[
    Annotated[Share, Tag("share")] | Annotated[Track, Tag("track")],
    Discriminator(_track_or_share),
]


class HiddenCost(Section):
    """Between which ends the first party knows the other's cost of war to lie, evenly spread."""

    least: Worth
    most: Worth

    def faults(self) -> Iterator[Finding]:
        if self.least.best > self.most.best:
            given = f"least {self.least.best:g}, most {self.most.best:g}"
            yield Finding((), "least is at most as large as most", given, "swap the two")


class Shift(Section):
    """A shift of power to come: what the first party's chance will be, and how it is discounted."""

    later: Share = Field(description="the first party's chance to win after the shift")
    patience: Share = Field(description="what a point after the shift is worth now, 0..1")


class CrisisThreat(Section):
    """A threat of the first party: what it wins, how often it works, what backing down costs."""

    prize: Weight = Field(description="points that the threat wins where the other gives way")
    gives_way: Share = Field(description="chance that the other gives way to it")
    audience_cost: Weight | None = Field(None, description="points that backing down costs")
    commitment: Name | None = Field(
        None, description="a threat under commitments whose cost counts, in place of audience_cost"
    )

    def faults(self) -> Iterator[Finding]:
        if (self.audience_cost is None) == (self.commitment is None):
            rule = "a threat has either an audience_cost or a commitment"
            yield Finding((), rule, "", "write one of the two")


class Crisis(Section):
    """A crisis between two parties, in reduced forms."""

    name: Text | None = None
    invented: bool = Field(False, description="true: the numbers are made up and never lead")
    between: tuple[PartyName, ...] = Field(
        description="the party that may gain by force, and the other",
        json_schema_extra={"minItems": 2, "maxItems": 2},
    )
    win: Win | None = Field(
        None, description="the first party's chance to win, or {battles, steps, held}"
    )
    cost: dict[Name, Worth] = Field(
        {}, description="what a contest costs each, in points of the prize"
    )
    hidden_cost: HiddenCost | None = Field(
        None, description="what the first party can rule out about the other's cost"
    )
    shift: Shift | None = Field(None, description="a shift of power to come")
    threat: CrisisThreat | None = Field(None, description="a public threat of the first party")
    because: Texts = ()

    @field_validator("between")
    @classmethod
    def _two(cls, between: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(between)) != 2 or len(between) != 2:
            rule = "a crisis is between two different parties"
            raise wrong(rule, ", ".join(between), "name two")
        return between

    def faults(self) -> Iterator[Finding]:
        if self.win is None and (self.cost or self.hidden_cost or self.shift):
            rule = "what a contest costs counts where it can be won"
            yield Finding((), rule, "", "add win: 60%")
        elif self.win is None and self.threat is None:
            rule = "a crisis has a contest (win, cost) or a threat"
            yield Finding((), rule, "", "add one")
        for party in self.cost:
            if party not in self.between:
                rule, remedy = "this party is not in the crisis", suggestion(party, self.between)
                yield Finding(("cost", party), rule, party, remedy, of_key=True)
        missing = [party for party in self.between if party not in self.cost]
        if missing and self.win is not None:
            rule = "a crisis says what a contest costs each party"
            yield Finding(("cost",), rule, ", ".join(missing), "add it")
