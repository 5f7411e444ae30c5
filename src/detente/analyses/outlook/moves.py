"""What would move the probability most: one thing at a time, on the pooled value of one stage.

Friction at either end of its range, a stage held for sure or not at all, the outside view alone or
left out, the allowance at 0 or 10 %, each type of a party certain, and each judgement: the mean of
the fifth of the draws in which it is lowest, and highest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import allowed, joined, level_of, pooled
from detente.analyses.outlook.estimate import Setting, World, value
from detente.analyses.outlook.walk import BINDING, masses

Floats = NDArray[np.float64]

FIFTH, LEAST = 0.2, 0.005
WIDEST_ALLOWANCE = 0.1
ERRORS_APART = 4
"""Of hundreds of judgements hardly one seems to matter by accident."""


Replanned = Callable[[int, float], Sequence[World]]
"""The worlds where a stage is held with another chance."""


class Move(NamedTuple):
    """The probability with one thing at one end and at the other, the lower first."""

    what: tuple[str, ...]
    low: float
    high: float


def moves(
    worlds: Sequence[World],
    setting: Setting,
    stage: int,
    judged: Mapping[tuple[str, ...], Floats],
    replanned: Replanned,
) -> tuple[Move, ...]:
    """All moves, widest first; `judged[path][draw]` are the judgements that vary.

    Those that move next to nothing or under which the stage would never be held are left out.
    """
    found = [
        *_of_setting(worlds, setting, stage),
        *_of_types(worlds, setting, stage),
        *_of_held(worlds, setting, stage, replanned),
        *_of_judgements(worlds, setting, stage, judged),
    ]
    known = [move for move in found if move.high - move.low >= LEAST]  # none where not a number
    return tuple(sorted(known, key=lambda move: move.low - move.high))


def binding(worlds: Sequence[World], setting: Setting, stage: int) -> float:
    """The pooled chance of a binding agreement at a stage."""
    return float(value(worlds, setting).outcomes[0, stage, BINDING])


def certain(worlds: Sequence[World], party: str, kind: str) -> tuple[World, ...]:
    """The worlds in which a party is of one type, with weights that add up to 1 in each draw."""
    some = [world for world in worlds if world.types[party] == kind]
    total = sum((world.weight for world in some), np.zeros(len(worlds[0].weight)))
    safe = np.where(total > 0, total, 1.0)
    return tuple(replace(world, weight=world.weight / safe) for world in some)


def types_of(worlds: Sequence[World]) -> dict[str, tuple[str, ...]]:
    """The types of each party that has some."""
    return {
        party: tuple(dict.fromkeys(world.types[party] for world in worlds))
        for party in worlds[0].types
    }


def _move(what: tuple[str, ...], ends: Sequence[float]) -> Move:
    return Move(what, min(ends), max(ends))


def _of_setting(worlds: Sequence[World], setting: Setting, stage: int) -> Iterator[Move]:
    def at(changed: Setting) -> float:
        return binding(worlds, changed, stage)

    lowest, _, highest = setting.ends
    frictions = [setting._replace(friction=_fixed(end)) for end in (lowest, highest)]
    yield _move(("outlook", "friction"), [at(each) for each in frictions])
    if stage in setting.classes:
        yield _move(("outlook", "weight"), [at(setting._replace(weight=w)) for w in (0.0, 1.0)])
    wrong = [setting._replace(allowance=eps) for eps in (0.0, WIDEST_ALLOWANCE)]
    yield _move(("allowance",), [at(each) for each in wrong])


def _fixed(degree: float) -> Callable[[Floats], Floats]:
    return lambda shares: np.full_like(shares, degree)


def _of_types(worlds: Sequence[World], setting: Setting, stage: int) -> Iterator[Move]:
    for party, kinds in types_of(worlds).items():
        if len(kinds) > 1:
            ends = [binding(certain(worlds, party, kind), setting, stage) for kind in kinds]
            yield _move(("types", party), ends)


def _of_held(
    worlds: Sequence[World], setting: Setting, stage: int, replanned: Replanned
) -> Iterator[Move]:
    """A stage that may not be held, held for sure or not at all; parties plan with that."""
    for place, held in enumerate(worlds[0].held):
        if place and ((held > 0) & (held < 1)).any():
            ends = [binding(replanned(place, certain), setting, stage) for certain in (0.0, 1.0)]
            yield _move(("stages", str(place), "held"), ends)


def _of_judgements(
    worlds: Sequence[World],
    setting: Setting,
    stage: int,
    judged: Mapping[tuple[str, ...], Floats],
) -> Iterator[Move]:
    outcomes, reached = _by_draw(worlds, setting, stage)
    size = max(1, round(FIFTH * len(reached)))
    for path, column in judged.items():
        order = np.argsort(column, kind="stable")
        fifths = (order[:size], order[-size:])
        if not _differ(*(outcomes[BINDING, some] for some in fifths)):
            continue
        ends = []
        for some in fifths:
            held = reached[some].sum()
            inside = outcomes[:, some].sum(axis=1) / held if held > 0 else np.full(4, np.nan)
            ends.append(_pooled(inside, setting, stage))
        if np.isfinite(ends).all():
            yield _move(path, ends)


def _differ(first: Floats, second: Floats) -> bool:
    """Whether the means of two samples lie further apart than chance would have them."""
    error = np.sqrt(first.var() / len(first) + second.var() / len(second))
    return bool(abs(first.mean() - second.mean()) > ERRORS_APART * error)


def _by_draw(worlds: Sequence[World], setting: Setting, stage: int) -> tuple[Floats, Floats]:
    """Outcomes [outcome, draw] and reached [draw] of a stage over types, at middling friction."""
    level = level_of(setting.ends[1])
    outcomes, reached = np.zeros((4, len(worlds[0].weight))), np.zeros(len(worlds[0].weight))
    for world in worlds:
        found = masses(world.ways, world.chances(level))
        outcomes += world.weight * found.outcomes[stage]
        reached += world.weight * found.reached[stage]
    return outcomes, reached


def _pooled(inside: Floats, setting: Setting, stage: int) -> float:
    whole = allowed(inside, setting.allowance)
    known = setting.classes.get(stage)
    if known:
        rate = joined([past.mean() for past in known])
        whole = pooled(whole, rate, setting.weight, known[0].event)
    return float(whole[BINDING])
