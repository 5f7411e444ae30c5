"""Random security games for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from detente.analyses.security.game import Payoffs, Ranges
from detente.analyses.security.intervals import cover_ranges
from detente.analyses.security.linear import cover_one
from detente.analyses.security.mixed import cover_kinds
from detente.analyses.security.noisy import cover_noisy
from detente.analyses.security.response import Noise, attack_set, struck, value_if_struck
from detente.analyses.security.rosters.wheel import Wheel
from detente.analyses.security.supply import Plan, Supply


def payoffs(random: np.random.Generator, targets: int, *, scale: float = 10.0) -> Payoffs:
    """Payoffs of any sign, ordered as they must be."""
    one, two, three, four = scale * random.normal(size=(4, targets))
    return Payoffs(
        np.minimum(one, two), np.maximum(one, two), np.maximum(three, four), np.minimum(three, four)
    )


def equal(units: int, targets: int) -> Supply:
    """Equal units, each of which can guard any target."""
    return Supply.of(np.array([units]), np.ones((1, targets), dtype=bool))


def typed(random: np.random.Generator, targets: int, types: int, *, most: int = 2) -> Supply:
    """Units of several types, each able to guard some targets."""
    number = random.integers(0, most + 1, size=types)
    return Supply.of(number, random.random((types, targets)) < 0.6)


def joint(random: np.random.Generator, targets: int, types: int) -> Supply:
    """Units with tours of two targets, and targets that need two units."""
    tours = [
        (
            int(random.integers(types)),
            tuple(sorted(random.choice(targets, 2, replace=False).tolist())),
        )
        for _ in range(3)
    ]
    number, protects = random.integers(0, 3, size=types), random.random((types, targets)) < 0.4
    return Supply.of(number, protects, tours, random.integers(1, 3, size=targets))


def duties(supply: Supply) -> list[list[tuple[int, ...]]]:
    """What a unit of each type can be sent to do, as the oracle wants it."""
    found: list[list[tuple[int, ...]]] = [[] for _ in supply.number]
    for kind, covers in zip(supply.kind, supply.covers, strict=True):
        found[kind].append(tuple(np.flatnonzero(covers).tolist()))
    return found


def protects(supply: Supply) -> np.ndarray:
    """Which type can be posted where, [type, target]; for separate units."""
    return np.array(
        [supply.covers[supply.kind == k].any(axis=0) for k in range(len(supply.number))]
    )


def sides(stakes: Payoffs) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Payoffs as the oracle wants them."""
    return (stakes.ours_open, stakes.ours_covered), (stakes.theirs_open, stakes.theirs_covered)


def plan_one(stakes: Payoffs, supply: Supply) -> Plan:
    """The plan against one rational adversary."""
    return supply.plan(cover_one(stakes, supply))


def plan_kinds(
    kinds: Sequence[Payoffs], prior: np.ndarray, supply: Supply, *, seconds: float = 20
) -> Plan:
    """The plan against several kinds at once."""
    coverage, bound = cover_kinds(kinds, prior, supply, seconds=seconds)
    return supply.plan(coverage)._replace(bound=bound)


def plan_ranges(ranges: Ranges, supply: Supply) -> Plan:
    """The plan with the best guarantee over ranges."""
    return supply.plan(cover_ranges(ranges, supply))


def plan_noisy(stakes: Payoffs, noise: Noise, supply: Supply) -> Plan:
    """The plan against one noisy adversary."""
    return supply.plan(cover_noisy(stakes, noise, supply))


def marginals(wheel: Wheel, types: int) -> np.ndarray:
    """Posts[type, target] that a lottery over postings delivers."""
    return np.array([wheel.chance @ (wheel.guards == kind) for kind in range(types)])


class Reply(NamedTuple):
    """The answer of a rational adversary, ties broken in our favour and against us."""

    target: int
    adversary_value: float
    our_value: float
    if_ties_go_against: float


def reply(stakes: Payoffs, coverage: np.ndarray) -> Reply:
    """What a rational adversary does."""
    ours, best = stakes.ours(coverage), float(stakes.theirs(coverage).max())
    against = float(ours[attack_set(stakes, coverage)].min())
    ours_now = float(value_if_struck(stakes, coverage))
    return Reply(int(struck(stakes, coverage)), best, ours_now, against)
