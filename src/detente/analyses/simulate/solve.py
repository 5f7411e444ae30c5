"""Simulated negotiations: arrays of preferences in, agreements and rounds out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.simulate.tactics import EXPONENTS, TOLERANCES
from detente.randomness import generator

if TYPE_CHECKING:
    from detente.analyses.simulate.kernels import Ground

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Arena:
    """What the parties want, sorted once so that offers are found by bisection.

    `ground` holds `utility[draw, party, deal]` and what follows from it (see `kernels.Ground`);
    `sizes[issue]` and `start` say how deals are numbered and which one changes nothing.
    """

    ground: Ground
    sizes: Integers
    start: int


@dataclass(frozen=True, eq=False)
class Runs:
    """What became of each negotiation: deal (-1 for none), last round, worths, waste, traces."""

    deals: Integers
    rounds: Integers
    worth: Floats
    waste: Floats
    trace: Floats

    @property
    def agreed(self) -> Truth:
        """Whether each ended in a deal."""
        return np.asarray(self.deals >= 0)


def arena(
    utility: Floats, floor: Floats, banned: Truth, sizes: Sequence[int], start: int = 0
) -> Arena:
    """Lay out `utility[draw, party, deal]`, `floor[draw, party]` and `banned[party, deal]`.

    Deals below the floor or banned come last and are never offered.
    """
    from detente.analyses.simulate.kernels import Ground

    barred = np.broadcast_to(banned[None], utility.shape)
    allowed = (utility >= floor[:, :, None] - 1e-9) & ~barred
    shown = np.where(allowed, utility, -np.inf)
    order = _best_first(utility, allowed)
    ranked = np.take_along_axis(shown, order, axis=2)
    parts = (utility, floor, allowed, barred, order, ranked, allowed.sum(axis=2))
    return Arena(
        Ground(*(np.ascontiguousarray(part) for part in parts)),
        np.array(sizes, dtype=np.int64),
        start,
    )


def _best_first(utility: Floats, allowed: Truth) -> Integers:
    """The deals of each party from the best to the worst, then those not allowed, [..., deal].

    Each deal becomes one whole number, its worth in steps of 2 ** -30 points before its place, so
    that a plain sort gives the same order, ties included, on every machine.
    """
    bits = max(1, int(utility.shape[2] - 1).bit_length())
    steps = np.rint(utility * -(2.0**30)).astype(np.int64)
    steps[~allowed] = np.int64(1) << 40
    keys = (steps << bits) | np.arange(utility.shape[2])
    keys.sort(axis=2)
    return np.asarray(keys & ((1 << bits) - 1))


def play_offers(
    place: Arena,
    tactics: tuple[str, str],
    *,
    rounds: int,
    seed: int,
    repeats: int = 1,
    traces: int = 0,
) -> Runs:
    """Alternating offers of two parties in every draw, `repeats` times each."""
    from detente.analyses.simulate.kernels import alternate, left_on_table

    which, seeds = _negotiations(place, seed, repeats)
    trace = np.full((min(traces, which.size), 2 * rounds, 2), np.nan)
    exponents = np.array([EXPONENTS[name] for name in tactics])
    deals, ended = alternate(place.ground, which, seeds, exponents, rounds, trace)
    waste = left_on_table(place.ground.utility, which, deals)
    return Runs(deals, ended, _worths(place, which, deals), waste, trace)


def play_mediated(
    place: Arena,
    tactics: tuple[str, ...],
    *,
    rounds: int,
    seed: int,
    repeats: int = 1,
    traces: int = 0,
) -> Runs:
    """A mediator's single text in every draw, for any number of parties."""
    from detente.analyses.simulate.kernels import left_on_table, mediate

    which, seeds = _negotiations(place, seed, repeats)
    trace = np.full((min(traces, which.size), rounds, place.ground.utility.shape[1]), np.nan)
    deals, ended = mediate(
        place.ground,
        place.sizes,
        place.start,
        which,
        seeds,
        np.array([TOLERANCES[name] for name in tactics]),
        rounds,
        trace,
    )
    waste = left_on_table(place.ground.utility, which, deals)
    return Runs(deals, ended, _worths(place, which, deals), waste, trace)


def _negotiations(place: Arena, seed: int, repeats: int) -> tuple[Integers, NDArray[np.uint64]]:
    """The draw of each negotiation, and the start of its random numbers."""
    which = np.repeat(np.arange(len(place.ground.utility), dtype=np.int64), repeats)
    seeds = generator(seed).integers(0, 2**63, size=which.size, dtype=np.int64)
    return which, seeds.astype(np.uint64)


def _worths(place: Arena, which: Integers, deals: Integers) -> Floats:
    """What each negotiation left each party with, [negotiation, party]."""
    taken = place.ground.utility[which, :, np.maximum(deals, 0)]
    return np.where(deals[:, None] >= 0, taken, place.ground.floor[which])
