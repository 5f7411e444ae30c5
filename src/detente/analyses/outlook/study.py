"""The whole study of an outlook: the estimate, its interval, types, moves, parts settled early."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import joined, level_of
from detente.analyses.outlook.close import Close, close_call
from detente.analyses.outlook.estimate import (
    HIGH,
    LOW,
    Estimate,
    Setting,
    World,
    interval,
    value,
)
from detente.analyses.outlook.moves import Move, certain, moves, types_of
from detente.analyses.outlook.problem import setting_of, worlds_of
from detente.analyses.outlook.walk import BINDING, masses, settled_from
from detente.randomness import generator
from detente.scenario.robustness import doubled_draws, moved_together

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]

SAMPLES_OF_RATE = 20_000
OPEN = (0.05, 0.95)
"""Shares of draws between which it is open whether a text for show is signed."""
DRAWS_OF_PLANS = 128
"""Over which talks are planned anew where a stage is held for sure, or not at all."""
DRAWS_OF_CHANGES = 128
"""Over which talks are worked out anew with ranges doubled, or worths of no deal together."""
NOTICED = 0.01
"""How much less likely a settlement must become for an early part to be told."""


class Rate(NamedTuple):
    """The outside view of a stage: mean and 80 % interval, of one event or of all outcomes."""

    stage: int
    event: int
    mean: Floats
    low: Floats
    high: Floats


class EarlyPart(NamedTuple):
    """A part settled at a stage, and the chance of a settlement with it and without, after it."""

    stage: int
    settled: float
    otherwise: float


class Robustness(NamedTuple):
    """The share of draws in which a settlement is possible, where the draws are made otherwise.

    `doubled`: all ranges twice as wide; `together`, `opposed`: all worths of no deal rise together,
    or those of the first table against the others (of one party, where all are at that table); None
    where fewer than two of them are open.
    """

    doubled: float
    together: float | None
    opposed: float | None


class Study(NamedTuple):
    """All figures; `stage` is the one whose binding agreement `by_type` and `moves` are about."""

    stage: int
    value: Estimate
    low: Estimate
    high: Estimate
    rates: tuple[Rate, ...]
    possible: float
    for_show: tuple[float, ...]
    by_type: Mapping[str, Mapping[str, tuple[float, float]]]
    moves: tuple[Move, ...]
    early: tuple[EarlyPart, ...]
    room: float
    robustness: Robustness
    close: Close


def study(scenario: Scenario, draws: Draws, *, seed: int) -> Study:
    """Everything about the talks of a scenario with stages, over draws."""
    setting = setting_of(scenario)
    worlds = worlds_of(scenario, draws, seed=seed)
    some = draws.part(0, min(draws.count, DRAWS_OF_PLANS))
    stage = min(setting.classes, default=0)
    low, high = interval(worlds, setting, seed=seed)
    judged = {path: column for path, column in draws.values.items() if np.ptp(column) > 0}
    return Study(
        stage=stage,
        value=value(worlds, setting),
        low=low,
        high=high,
        rates=tuple(_rates(setting, seed)),
        possible=_possible(worlds),
        for_show=tuple(_for_show(worlds, place) for place in range(len(worlds[0].held))),
        by_type=_by_type(worlds, setting, stage),
        moves=moves(
            worlds,
            setting,
            stage,
            judged,
            lambda place, chance: worlds_of(scenario, some, seed=seed, held=(place, chance)),
        ),
        early=tuple(_early_parts(worlds, setting)),
        room=_mean(worlds, lambda world: world.ways[0].room),
        robustness=_robustness(scenario, draws, worlds, seed),
        close=close_call(scenario),
    )


def _rates(setting: Setting, seed: int) -> list[Rate]:
    found = []
    for stage, known in setting.classes.items():
        random = generator(seed, stage)
        drawn = joined([past.sample(random, SAMPLES_OF_RATE) for past in known])
        low, high = np.quantile(drawn, [LOW, HIGH], axis=0)
        mean = joined([past.mean() for past in known])
        found.append(Rate(stage, known[0].event, mean, low, high))
    return found


def _mean(worlds: Sequence[World], of: Callable[[World], Floats | NDArray[np.bool_]]) -> float:
    """The mean over types and draws of something in each draw."""
    return float(sum((world.weight * of(world)).mean() for world in worlds))


def _possible(worlds: Sequence[World]) -> float:
    """The share of draws and types in which a settlement has any chance."""
    return _mean(worlds, lambda world: settled_from(world.ways, world.chances(0.0))[0] > 0)


def _robustness(scenario: Scenario, draws: Draws, worlds: Sequence[World], seed: int) -> Robustness:
    """Shares that differ from the main one by what the change makes of the first draws."""
    n = min(draws.count, DRAWS_OF_CHANGES)
    some = draws.part(0, n)
    before, whole = _possible(worlds_of(scenario, some, seed=seed)), _possible(worlds)

    def changed(other: Draws) -> float:
        after = _possible(worlds_of(scenario, other, seed=seed))
        return float(np.clip(whole + after - before, 0.0, 1.0))

    doubled = changed(doubled_draws(scenario, n, seed=seed))
    open_worths = [
        path
        for path, column in draws.values.items()
        if path[-1] == "reservation" and np.ptp(column) > 0
    ]
    parties = list(dict.fromkeys(path[1] for path in open_worths))
    if len(parties) < 2:
        return Robustness(doubled, None, None)
    side = {*parties} & {*scenario.stages[0].table}
    if not side or side == {*parties}:
        side = {parties[0]}
    signs = {path: 1 if path[1] in side else -1 for path in open_worths}
    together = changed(moved_together(some, dict.fromkeys(signs, 1)))
    return Robustness(doubled, together, changed(moved_together(some, signs)))


def _for_show(worlds: Sequence[World], place: int) -> float:
    """In which share of draws a text for show would be signed at a stage."""
    shares = [
        visit.for_show.mean()
        for visit in worlds[0].ways
        if visit.place == place and visit.step == "bargain"
    ]
    return float(shares[0]) if shares else 0.0


def _by_type(
    worlds: Sequence[World], setting: Setting, stage: int
) -> dict[str, dict[str, tuple[float, float]]]:
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for party, kinds in types_of(worlds).items():
        for kind in kinds:
            known = value(certain(worlds, party, kind), setting)
            pair = known.outcomes[0, stage, BINDING], known.settlement[0]
            if np.isfinite(pair).all():
                found.setdefault(party, {})[kind] = (float(pair[0]), float(pair[1]))
    return found


def _early_parts(worlds: Sequence[World], setting: Setting) -> Iterator[EarlyPart]:
    """Where an agreement on a part makes a settlement of all less likely."""
    middle = level_of(setting.ends[1])
    for here, visit in enumerate(worlds[0].ways):
        if visit.step != "bargain" or visit.settles:
            continue
        after = {way.branch: k for k, way in enumerate(worlds[0].ways) if way.before == here}
        if set(after) != {"agreed", "open"}:
            continue
        settled, otherwise = (
            _where_possible(worlds, middle, here, after[branch]) for branch in ("agreed", "open")
        )
        if settled < otherwise - NOTICED:
            yield EarlyPart(visit.place, settled, otherwise)


def _where_possible(worlds: Sequence[World], level: Floats, here: int, after: int) -> float:
    """The mean chance of a settlement on a branch, over draws in which both branches can come."""
    total = _mean(worlds, lambda world: world.ways[here].room > 0)
    if total == 0:
        return 0.0
    return (
        _mean(
            worlds,
            lambda world: (
                (world.ways[here].room > 0) * settled_from(world.ways, world.chances(level))[after]
            ),
        )
        / total
    )


def by_draw(scenario: Scenario, draws: Draws) -> dict[str, Floats]:
    """`possible` and `binding.<stage>` in each draw, [draw], over types at middling friction."""
    setting = setting_of(scenario)
    level = level_of(setting.ends[1])
    worlds = worlds_of(scenario, draws)
    found = {"possible": np.zeros(draws.count)}
    for world in worlds:
        chances = world.chances(level)
        found["possible"] += world.weight * (settled_from(world.ways, chances)[0] > 0)
        known = masses(world.ways, chances)
        for place, (outcomes, reached) in enumerate(
            zip(known.outcomes, known.reached, strict=True)
        ):
            name = f"binding.{place + 1}"
            given = np.where(reached > 0, reached, 1.0)
            part = world.weight * outcomes[BINDING] / given
            found[name] = found.get(name, np.zeros(draws.count)) + part
    return found
