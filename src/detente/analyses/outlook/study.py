"""The whole study of an outlook: the estimate, its interval, types, moves, parts settled early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import joined, level_of
from detente.analyses.outlook.close_calls import Close, Robustness, close_call, robustness
from detente.analyses.outlook.estimate import (
    HIGH,
    LOW,
    Chance,
    Estimate,
    Setting,
    World,
    interval,
    possible,
    value,
)
from detente.analyses.outlook.moves import Move, certain, moves, types_of
from detente.analyses.outlook.outcomes import BINDING, masses, settled_from
from detente.analyses.outlook.problem import setting_of, worlds_of
from detente.analyses.outlook.size import DRAWS_OF_PLANS
from detente.analyses.spaces.close_calls import MOST_WORTHS
from detente.randomness import generator

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]

SAMPLES_OF_RATE = 20_000
OPEN = (0.05, 0.95)
"""Shares of draws between which it is open whether a text for show is signed."""
NOTICED = 0.01
"""How much less likely a settlement must become for an early part to be told."""


class Rate(NamedTuple):
    """The outside view of a stage: mean and 80 % interval, of one event or of all outcomes."""

    stage: int
    event: int
    mean: Floats
    low: Floats
    high: Floats

    def of(self, outcome: int) -> Chance:
        """The rate of an outcome; without values where only another event is known."""
        whole = len(self.mean) > 1
        if not whole and outcome != self.event:
            return Chance(None, None, None)
        ends = (self.mean, self.low, self.high)
        return Chance(*(float(each[outcome if whole else 0]) for each in ends))


class EarlyPart(NamedTuple):
    """A part settled at a stage, from 1, and the chance of a settlement with it and without."""

    stage: int
    settlement_after: float
    settlement_otherwise: float


class OfType(NamedTuple):
    """The chance of a binding agreement and of a settlement if a party is of one type.

    `possible` is the share of draws in which a settlement then has any chance.
    """

    binding: float
    settlement: float
    possible: float


class Study(NamedTuple):
    """All figures; `stage` is the one whose binding agreement `by_type` and `moves` are about.

    `for_show[stage]` is the share of draws in which a text for show would be signed, `room` the
    mean room of the first stage.
    """

    stage: int
    value: Estimate
    low: Estimate
    high: Estimate
    rates: tuple[Rate, ...]
    possible: float
    for_show: tuple[float, ...]
    by_type: Mapping[str, Mapping[str, OfType]]
    moves: tuple[Move, ...]
    early: tuple[EarlyPart, ...]
    room: float
    robustness: Robustness | None
    close: Close

    @property
    def figures(self) -> tuple[Estimate, Estimate, Estimate]:
        """The value and both ends of the interval."""
        return self.value, self.low, self.high


def study(scenario: Scenario, draws: Draws, *, seed: int, most: int = MOST_WORTHS) -> Study:
    """Everything about the talks of a scenario with stages, over draws.

    Single judgements are moved where that takes up to `most` worths of packages.
    """
    setting = setting_of(scenario)
    worlds = worlds_of(scenario, draws, seed=seed)
    some = draws.part(0, min(draws.count, DRAWS_OF_PLANS))
    stage = min(setting.classes, default=0)
    low, high = interval(worlds, setting, seed=seed)
    judged = {path: column for path, column in draws.values.items() if np.ptp(column) > 0}
    settled = possible(worlds)

    def replanned(place: int, chance: float) -> Sequence[World]:
        return worlds_of(scenario, some, seed=seed, held=(place, chance))

    return Study(
        stage=stage,
        value=value(worlds, setting),
        low=low,
        high=high,
        rates=tuple(_rates(setting, seed)),
        possible=float(settled.mean()),
        for_show=tuple(_for_show(worlds[0], place) for place in range(len(worlds[0].held))),
        by_type=_by_type(worlds, setting, stage),
        moves=moves(worlds, setting, stage, judged, replanned),
        early=tuple(_early_parts(worlds, setting)),
        room=sum(float((each.weight * each.ways[0].room).mean()) for each in worlds),
        robustness=robustness(scenario, draws, settled, seed),
        close=close_call(scenario, most=most),
    )


def _rates(setting: Setting, seed: int) -> Iterator[Rate]:
    for stage, known in setting.classes.items():
        random = generator(seed, stage)
        drawn = joined([past.sample(random, SAMPLES_OF_RATE) for past in known])
        low, high = np.quantile(drawn, [LOW, HIGH], axis=0)
        mean = joined([past.mean() for past in known])
        yield Rate(stage, known[0].event, mean, low, high)


def _for_show(world: World, place: int) -> float:
    at = [way for way in world.ways if way.place == place and way.step == "bargain"]
    return float(at[0].for_show.mean()) if at else 0.0


def _by_type(worlds: Sequence[World], setting: Setting, stage: int) -> dict[str, dict[str, OfType]]:
    found: dict[str, dict[str, OfType]] = {}
    for party, kinds in types_of(worlds).items():
        for kind in kinds:
            some = certain(worlds, party, kind)
            known, share = value(some, setting), float(possible(some).mean())
            three = OfType(
                float(known.outcomes[0, stage, BINDING]), float(known.settlement[0]), share
            )
            if np.isfinite(three).all():
                found.setdefault(party, {})[kind] = three
    return found


def _early_parts(worlds: Sequence[World], setting: Setting) -> Iterator[EarlyPart]:
    """Where an agreement on a part makes a settlement of all less likely.

    The means are over draws in which that agreement can come.
    """
    level = level_of(setting.ends[1])
    after = [settled_from(world.ways, world.chances(level)) for world in worlds]
    for here, visit in enumerate(worlds[0].ways):
        ways = {way.branch: k for k, way in enumerate(worlds[0].ways) if way.before == here}
        if visit.step != "bargain" or visit.settles or set(ways) != {"agreed", "open"}:
            continue
        weights = [world.weight * (world.ways[here].room > 0) for world in worlds]
        total = sum(weight.sum() for weight in weights)
        settled, otherwise = (
            sum((w * known[ways[branch]]).sum() for w, known in zip(weights, after, strict=True))
            for branch in ("agreed", "open")
        )
        if settled < otherwise - NOTICED * total:
            yield EarlyPart(visit.place + 1, float(settled / total), float(otherwise / total))


def by_draw(scenario: Scenario, draws: Draws) -> dict[str, Floats]:
    """`possible` and `binding.<stage>` in each draw, [draw], over types at middling friction."""
    level = level_of(setting_of(scenario).ends[1])
    names = ["possible", *(f"binding.{k + 1}" for k in range(len(scenario.stages)))]
    found = {name: np.zeros(draws.count) for name in names}
    for world in worlds_of(scenario, draws):
        known = masses(world.ways, world.chances(level))
        given = np.where(known.reached > 0, known.reached, 1.0)
        parts = [known.settlement > 0, *(known.outcomes[:, BINDING] / given)]
        for name, part in zip(names, parts, strict=True):
            found[name] += world.weight * part
    return found
