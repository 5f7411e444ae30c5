"""What analyses hand over to a brief: records of who, what, how likely or in what share of cases.

A record holds names of the scenario and raw numbers, never words: chances and shares run from 0 to
1. `where` is the question of the annex that shows more, `figures` are the numbers that a sentence
about the record may tell.

>>> Coming(key="coming.north", party="north", share=0.8).figures
{'share': 0.8}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

from detente.exhibits import plain

Deal = Mapping[str, str]


class Chance(NamedTuple):
    """The chance of an event and its interval; `value` is None where the file leaves it open."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found; `key` is stable: made of its kind and of names in the file."""

    where: ClassVar[str]

    key: str
    because: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values, with its kind."""
        kind = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", type(self).__name__).lower()
        return {"kind": kind, "where": self.where, **plain(self), "figures": self.figures}

    @property
    def figures(self) -> dict[str, float]:
        """All numbers of the record, by dotted name."""
        held = plain(self)
        return dict(_numbers({k: v for k, v in held.items() if k not in ("key", "because")}))


def _numbers(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _numbers(part, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _numbers(part, f"{name}.{place}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, value


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOutlook(Finding):
    """How a stage (from 0) may end, if it is held; `reached` is the chance that it is.

    `side` is the part of `for_show` that is an agreement on something beside the matter.
    """

    where: ClassVar[str] = "expect"

    stage: int
    reached: float
    open: bool
    side: float
    outcomes: Mapping[str, Chance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement(Finding):
    """The chance that the matter is settled by the end, and the views that it pools."""

    where: ClassVar[str] = "expect"

    chance: Chance
    inside: Mapping[str, Chance]
    outside: Mapping[str, Chance] | None
    by_type: Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(Finding):
    """A package that matters: what those at the table would like, the nearest for all, a forecast.

    `fixed` are the issues on which all yardsticks of fairness agree.
    """

    where: ClassVar[str] = "package"

    role: Literal["for_table", "for_all", "forecast", "named"]
    values: Deal
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Finding):
    """What a party says to a package: `open` where its gap to no deal is too small to tell.

    `share` is that of our calculations in which it refuses, None where nothing was drawn.
    """

    where: ClassVar[str] = "package"

    package: str
    party: str
    says: Literal["yes", "no", "open"]
    red_lines: tuple[int, ...]
    share: float | None
    needed: bool
    at_table: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Common(Finding):
    """What all of `count` acceptable packages have in common: the values left of each issue."""

    where: ClassVar[str] = "package"

    count: int
    terms: Mapping[str, tuple[str, ...]]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible(Finding):
    """In which share of our calculations a package suits all, and whether one does at best values.

    `lacks` says by how many points the nearest package falls short for whom; `doubled` is the share
    with every range twice as wide, `sturdy` whether the answer at best values stands whichever one
    judgement is at an end of its range. None where that was not looked at.
    """

    where: ClassVar[str] = "package"

    share: float | None
    at_best: bool
    hangs_on: tuple[str, ...]
    lacks: Mapping[str, float]
    doubled: float | None = None
    sturdy: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDeal(Finding):
    """What happens without an agreement: today lasts, lasts out of fear of the answer, or slides.

    `today` are the options taken now, `steps` what would be done in turn: party, option, taken.
    `others` are ways that end elsewhere; `movers` gain by a first step if nobody answers it.
    """

    where: ClassVar[str] = "no_deal"

    kind: Literal["holds", "restraint", "slides"]
    today: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, bool], ...]
    others: tuple[tuple[tuple[str, str, bool], ...], ...]
    first_mover: str | None
    movers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat(Finding):
    """A public threat, and in which share of our calculations it is carried out."""

    where: ClassVar[str] = "no_deal"

    commitment: str
    by: str
    against: str
    carried_out: bool
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming(Finding):
    """In which share of our calculations coming pays a party even without an agreement."""

    where: ClassVar[str] = "coming"

    party: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief(Finding):
    """How likely a party is of the type that leads, after the signals and before them."""

    where: ClassVar[str] = "statements"

    party: str
    type: str
    now: float
    low: float
    high: float
    prior: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Finding):
    """The sign to come that would tell most about a party: beliefs if it is seen and if not."""

    where: ClassVar[str] = "statements"

    signal: str
    party: str
    now: Mapping[str, float]
    if_seen: Mapping[str, float]
    if_not: Mapping[str, float]

    @property
    def turns(self) -> bool:
        """Whether seeing it brings another type to the lead."""
        return max(self.now, key=self.now.__getitem__) != max(
            self.if_seen, key=self.if_seen.__getitem__
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheap(Finding):
    """Signals of a party that cost nothing, by their kinds."""

    where: ClassVar[str] = "statements"

    party: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast(Finding):
    """Where a bargaining model expects an issue on a scale to end, with a range."""

    where: ClassVar[str] = "package"

    issue: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tipping(Finding):
    """What moving one judgement within its range does to the share of a possible agreement.

    `fraction` of the whole range is enough to turn the answer; None where the range does not.
    """

    where: ClassVar[str] = "sure"

    path: tuple[str, ...]
    at_low: float
    at_high: float
    fraction: float | None
