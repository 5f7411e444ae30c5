"""What would move the probability most: one thing at a time, on the pooled value of one stage.

Friction at either end of its range, a stage held for sure or not at all, the outside view alone or
left out, the allowance at 0 or 10 %, each type of a party certain, and each judgement: the mean of
the fifth of the draws in which it is lowest, and highest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import allowed, joined, level_of, pooled
from detente.analyses.outlook.estimate import Setting, World, value
from detente.analyses.outlook.outcomes import BINDING, masses

Floats = NDArray[np.float64]
Path = tuple[str, ...]

FIFTH, LEAST = 0.2, 0.005
WIDEST_ALLOWANCE = 0.1
ERRORS_APART = 4
"""Of hundreds of judgements hardly one seems to matter by accident."""

Replanned = Callable[[int, float], Sequence[World]]
"""The worlds where a stage is held with another chance; parties plan with that."""


class Move(NamedTuple):
    """The probability with one thing at one end and at the other, the lower first."""

    what: Path
    low: float
    high: float


def moves(
    worlds: Sequence[World],
    setting: Setting,
    stage: int,
    judged: Mapping[Path, Floats],
    replanned: Replanned,
) -> tuple[Move, ...]:
    """All moves, widest first, then by name; `judged[path][draw]` are the judgements that vary.

    Those that move next to nothing or under which the stage would never be held are left out.
    """

    def at(changed: Setting = setting, among: Sequence[World] = worlds) -> float:
        return float(value(among, changed).outcomes[0, stage, BINDING])

    lowest, _, highest = setting.ends
    weights = (0.0, 1.0) if stage in setting.classes else ()
    wrong = (0.0, WIDEST_ALLOWANCE)
    changed: dict[Path, list[Setting]] = {
        ("outlook", "friction"): [
            setting._replace(friction=partial(np.full_like, fill_value=end))
            for end in (lowest, highest)
        ],
        ("outlook", "weight"): [setting._replace(weight=weight) for weight in weights],
        ("allowance",): [setting._replace(allowance=allowance) for allowance in wrong],
    }
    ends = {what: [at(each) for each in settings] for what, settings in changed.items()}
    for party, kinds in types_of(worlds).items():
        ends["types", party] = [at(among=certain(worlds, party, kind)) for kind in kinds]
    for place, held in enumerate(worlds[0].held):
        if place and ((held > 0) & (held < 1)).any():
            found = [at(among=replanned(place, chance)) for chance in (0.0, 1.0)]
            ends["stages", str(place), "held"] = found
    ends |= _of_judgements(worlds, setting, stage, judged)
    made = (Move(what, min(found), max(found)) for what, found in ends.items() if found)
    known = [move for move in made if move.high - move.low >= LEAST]  # none where not a number
    return tuple(sorted(known, key=lambda move: (round(move.low - move.high, 9), move.what)))


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


def _of_judgements(
    worlds: Sequence[World], setting: Setting, stage: int, judged: Mapping[Path, Floats]
) -> Iterator[tuple[Path, list[float]]]:
    """Means over the lowest and the highest fifth, at middling friction, where they differ."""
    level = level_of(setting.ends[1])
    found = [(world.weight, masses(world.ways, world.chances(level))) for world in worlds]
    outcomes = sum(weight * each.outcomes[stage] for weight, each in found)
    reached = sum(weight * each.reached[stage] for weight, each in found)
    size = max(1, round(FIFTH * len(worlds[0].weight)))
    known = setting.classes.get(stage, ())
    for path, column in judged.items():
        order = np.argsort(column, kind="stable")
        fifths = [order[:size], order[-size:]]
        low, high = (outcomes[BINDING, some] for some in fifths)
        error = np.sqrt((low.var() + high.var()) / size)
        if abs(low.mean() - high.mean()) <= ERRORS_APART * error:
            continue
        ends = []
        for some in fifths:
            held = reached[some].sum()
            inside = outcomes[:, some].sum(axis=1) / held if held > 0 else np.full(4, np.nan)
            whole = allowed(inside, setting.allowance)
            if known:
                rate = joined([past.mean() for past in known])
                whole = pooled(whole, rate, setting.weight, known[0].event)
            ends.append(float(whole[BINDING]))
        yield path, ends
