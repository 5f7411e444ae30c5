"""One probability and its interval from all draws and types: the inside view, pooled or not.

The value averages over draws, types and even points of friction. The interval is over what makes
the probability itself uncertain (friction, the slope, beliefs, hazards, whether a stage is held,
the rate of the class of past cases); preferences are averaged in each of its samples. Outcomes are
binding, for show, nothing, broken off, in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import (
    ALLOWANCE,
    SLOPE,
    SLOPE_ERROR,
    PastCases,
    allowed,
    joined,
    level_of,
    pooled,
)
from detente.analyses.outlook.outcomes import (
    BINDING,
    BROKEN_OFF,
    FOR_SHOW,
    Chances,
    Masses,
    Visit,
    ends_of,
    masses,
    settlement,
)
from detente.randomness import generator

Floats = NDArray[np.float64]

POINTS_OF_FRICTION = 9
SAMPLES, AT_ONCE = 400, 10_000
"""Samples of the interval, and samples times draws worked on at once."""
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, eq=False)
class World:
    """One combination of types: its weight in each draw, the ways through the talks, hazards.

    `breakdown[stage][draw]` and `held[stage][draw]` are chances.
    """

    types: Mapping[str, str]
    weight: Floats
    ways: tuple[Visit, ...]
    breakdown: tuple[Floats, ...]
    held: tuple[Floats, ...]

    def chances(self, level: Floats | float) -> Chances:
        """The chances in its own draws at some level."""
        return Chances(level, SLOPE, self.breakdown, self.held)


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability and its 80 % interval; no value where the file does not settle it."""

    value: float | None
    low: float | None
    high: float | None


class Setting(NamedTuple):
    """What is known beside the talks themselves.

    `friction` maps shares 0..1 to its quantiles, `ends` are its lowest, best and highest value;
    `classes[stage]` are classes of past cases, pooled with `weight`.
    """

    friction: Callable[[Floats], Floats]
    ends: tuple[float, float, float]
    classes: Mapping[int, Sequence[PastCases]]
    weight: float = 0.5
    allowance: float = ALLOWANCE


class Estimate(NamedTuple):
    """Figures of each sample: `outcomes[sample, stage, outcome]` given that the stage is held.

    `inside` is the same before pooling; both hold the allowance and are NaN at a stage that is
    never held. `side[sample, stage]` is contained in the texts for show; `reached[sample, stage]`,
    `settlement[sample]`.
    """

    outcomes: Floats
    inside: Floats
    side: Floats
    reached: Floats
    settlement: Floats


def possible(worlds: Sequence[World]) -> Floats:
    """In which share of types a settlement has any chance, [draw]."""
    found = np.zeros(len(worlds[0].weight))
    for world in worlds:
        found += world.weight * (masses(world.ways, world.chances(0.0)).settlement > 0)
    return found


def value(worlds: Sequence[World], setting: Setting) -> Estimate:
    """The mean over draws, types and friction, pooled with the mean rates; one sample."""
    points = (np.arange(POINTS_OF_FRICTION) + 0.5) / POINTS_OF_FRICTION
    levels = level_of(setting.friction(points))[:, np.newaxis]
    parts = [_Part(world, world.chances(levels), world.weight) for world in worlds]
    rates = {
        stage: joined([past.mean() for past in known])[np.newaxis]
        for stage, known in setting.classes.items()
    }
    return _estimated(parts, rates, setting, average=True)


def interval(
    worlds: Sequence[World], setting: Setting, *, seed: int, samples: int = SAMPLES
) -> tuple[Estimate, Estimate]:
    """The tenth and the ninetieth percentile of each figure over samples; one sample each."""
    random = generator(seed)
    drawn = random.integers(len(worlds[0].weight), size=samples)[:, np.newaxis]
    level = level_of(setting.friction(random.random(samples)))[:, np.newaxis]
    slope = random.normal(SLOPE, SLOPE_ERROR, samples)[:, np.newaxis]
    rates = {
        stage: joined([past.sample(random, samples) for past in known])
        for stage, known in setting.classes.items()
    }
    found = []
    size = max(1, AT_ONCE // len(worlds[0].weight))
    for start in range(0, samples, size):
        some = slice(start, start + size)
        here = drawn[some]
        parts = []
        for world in worlds:
            hazards = [[stage[here] for stage in each] for each in (world.breakdown, world.held)]
            chances = Chances(level[some], slope[some], *hazards)
            parts.append(_Part(world, chances, world.weight[here]))
        now = {stage: rate[some] for stage, rate in rates.items()}
        found.append(_estimated(parts, now, setting, average=False))
    whole = [np.concatenate(part) for part in zip(*found, strict=True)]
    low, high = (
        Estimate(*(np.quantile(part, share, axis=0)[np.newaxis] for part in whole))
        for share in (LOW, HIGH)
    )
    return low, high


class _Part(NamedTuple):
    """A world with its chances; `weight` is [draw] or, for samples, [sample, 1]."""

    world: World
    chances: Chances
    weight: Floats

    def mean(self, values: Floats) -> Floats:
        """The weighed mean over draws of what is [..., draw]."""
        return np.asarray((values * self.weight).mean(axis=-1))


def _total(found: Iterable[Floats], *, average: bool) -> Floats:
    """The sum of some [..., sample], the sample first; one sample where it is an `average`."""
    total = reduce(np.add, found)
    return np.moveaxis(total.mean(axis=-1, keepdims=True) if average else total, -1, 0)


def _estimated(
    parts: Sequence[_Part], rates: Mapping[int, Floats], setting: Setting, *, average: bool
) -> Estimate:
    """Weigh all worlds, pool, and carry the pooled outcomes on to the settlement."""
    ends = [ends_of(part.world.ways, part.chances) for part in parts]
    each = [
        tuple(map(part.mean, masses(part.world.ways, part.chances, known)))
        for part, known in zip(parts, ends, strict=True)
    ]
    plain = Masses(*(_total(means, average=average) for means in zip(*each, strict=True)))
    held = plain.reached[..., np.newaxis]
    raw = np.divide(plain.outcomes, held, out=np.full_like(plain.outcomes, np.nan), where=held > 0)
    inside = allowed(raw, setting.allowance)
    outcomes = inside.copy()
    for stage, rate in rates.items():
        event = setting.classes[stage][0].event
        outcomes[:, stage] = pooled(inside[:, stage], rate, setting.weight, event)
    factors = np.divide(outcomes, raw, out=np.zeros_like(raw), where=raw > 0)
    spread = np.moveaxis(factors, 0, -1)[..., np.newaxis]
    done = (
        part.mean(settlement(part.world.ways, part.chances, known, spread))
        for part, known in zip(parts, ends, strict=True)
    )
    settled = _total(done, average=average)
    on, alone = 1 - outcomes[..., BROKEN_OFF], 1 - inside[..., BROKEN_OFF]
    scale = np.cumprod(np.divide(on, alone, out=np.ones_like(on), where=alone > 0), axis=1)
    reached = plain.reached.copy()
    reached[:, 1:] *= scale[:, :-1]
    for stage in _settling(parts[0].world):
        unseen = raw[:, stage, BINDING] == 0
        binding = np.nan_to_num(outcomes[:, stage, BINDING])  # of a stage that is never held
        settled = settled + unseen * binding * reached[:, stage]
    for_show = plain.outcomes[..., FOR_SHOW]
    part = np.divide(plain.side, for_show, out=np.zeros_like(for_show), where=for_show > 0)
    side = part * np.nan_to_num(outcomes[..., FOR_SHOW])
    return Estimate(outcomes, inside, side, reached, settled)


def _settling(world: World) -> set[int]:
    """Stages at which an agreement settles everything for good."""
    return {
        visit.place
        for visit in world.ways
        if (visit.step == "ratify" and visit.settled and visit.awaits == (visit.place,))
        or (visit.step == "bargain" and visit.settles and not visit.awaits)
    }
