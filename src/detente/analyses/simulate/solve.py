"""Simulated negotiations: what the parties want in, agreements and rounds out; one a draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.simulate.tactics import EXPONENTS, TOLERANCES

if TYPE_CHECKING:
    from detente.analyses.simulate.kernels import Ground
    from detente.analyses.simulate.problem import Wants

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Seeds = NDArray[np.uint64]
Truth = NDArray[np.bool_]
Tactics = Sequence[str]

TRACES = 12
"""Negotiations of each game whose offers are kept."""
CLOSE = 1e-9
ROOM = 1 << 21
"""Worths that are laid out at once."""


@dataclass(frozen=True, eq=False)
class Runs:
    """What became of each negotiation: whether agreed, last round, worths, waste, traces.

    `worth[draw, party]` is that of no deal where there is none; `waste[draw]` the points that all
    could have had more at once, NaN without a deal; `trace[draw, step, party]` of the first few
    what each offer, or the text after each round, is worth.
    """

    agreed: Truth
    rounds: Integers
    worth: Floats
    waste: Floats
    trace: Floats


def ground_of(utility: Floats, floor: Floats, barred: Truth) -> Ground:
    """What two parties may offer, sorted once so that offers are found by bisection.

    `utility[draw, party, package]`, `floor[draw, party]`, `barred[party, package]`. Packages below
    the floor, or barred, come last and are never offered.
    """
    from detente.analyses.simulate.kernels import Ground

    allowed = (utility >= floor[:, :, None] - CLOSE) & ~barred
    shown = np.where(allowed, utility, -np.inf)
    order = _best_first(utility, allowed)
    ranked = np.take_along_axis(shown, order, axis=2)
    parts = (utility, floor, allowed, order, ranked, allowed.sum(axis=2))
    return Ground(*(np.ascontiguousarray(part) for part in parts))


def _best_first(utility: Floats, allowed: Truth) -> Integers:
    """The packages from a party's best to its worst, then those not allowed, [..., package].

    Each becomes one whole number, its worth in steps of 2 ** -30 points before its place, so that a
    plain sort gives the same order, ties included, on every machine.
    """
    bits = max(1, int(utility.shape[2] - 1).bit_length())
    steps = np.rint(utility * -(2.0**30)).astype(np.int64)
    steps[~allowed] = np.int64(1) << 40
    keys = (steps << bits) | np.arange(utility.shape[2])
    keys.sort(axis=2)
    return np.asarray(keys & ((1 << bits) - 1))


def play_offers(
    wants: Wants, places: Integers, games: Sequence[Tactics], *, rounds: int, seeds: Seeds
) -> tuple[Runs, ...]:
    """Alternating offers of two parties over the packages at `places`, each game in every draw."""
    from detente.analyses.simulate.kernels import alternate

    barred = wants.barred(places)
    runs = [empty_runs(wants.floor, 2 * rounds) for _ in games]
    for part in _parts(wants, places):
        ground = ground_of(wants.worth(places, part), wants.floor[part], barred)
        for run, tactics in zip(runs, games, strict=True):
            exponents = np.array([EXPONENTS[name] for name in tactics])
            trace = run.trace[part] if part.start == 0 else run.trace[:0]
            deals, run.rounds[part] = alternate(ground, seeds[part], exponents, rounds, trace)
            run.agreed[part] = deals >= 0
            taken = ground.utility[np.arange(len(deals)), :, np.maximum(deals, 0)]
            run.worth[part] = np.where(run.agreed[part, None], taken, ground.floor)
            run.waste[part] = waste_of(ground.utility, barred, run, part)
    return tuple(runs)


def mediate(
    wants: Wants, places: Integers, games: Sequence[Tactics], *, rounds: int, seeds: Seeds
) -> tuple[Runs, ...]:
    """A mediator's single text, each game in every draw; waste is measured at `places`."""
    runs = [play_mediated(wants, tactics, rounds=rounds, seeds=seeds) for tactics in games]
    barred = wants.barred(places)
    for part in _parts(wants, places):
        utility = wants.worth(places, part)
        for run in runs:
            run.waste[part] = waste_of(utility, barred, run, part)
    return tuple(runs)


def _parts(wants: Wants, places: Integers) -> Iterator[slice]:
    """The draws in parts whose arrays stay small."""
    draws, parties = wants.floor.shape
    step = max(1, ROOM // (parties * len(places)))
    for start in range(0, draws, step):
        yield slice(start, min(start + step, draws))


def empty_runs(floor: Floats, steps: int) -> Runs:
    """Negotiations of which nothing is known yet."""
    draws, parties = floor.shape
    return Runs(
        agreed=np.zeros(draws, dtype=np.bool_),
        rounds=np.zeros(draws, dtype=np.int64),
        worth=floor.copy(),
        waste=np.full(draws, np.nan),
        trace=np.full((min(TRACES, draws), steps, parties), np.nan),
    )


def play_mediated(wants: Wants, tactics: Tactics, *, rounds: int, seeds: Seeds) -> Runs:
    """A mediator's single text in every draw, for any number of parties.

    Each round the mediator changes one issue at random; a party agrees when it loses no more than
    its tolerance, which falls to 0 over the rounds, and no red line of its own is newly crossed.
    One that answers in kind bears what others lost last. In the end the last text that all prefer
    to no deal stands.
    """
    run = empty_runs(wants.floor, rounds)
    tolerances = np.array([TOLERANCES[name] for name in tactics])
    text = np.tile(np.array(wants.start, dtype=np.int64), (seeds.size, 1))
    worth, barred = wants.worth_each(text), wants.barred(text).T
    lost, state = np.zeros_like(worth), seeds.copy()
    for step in range(rounds):
        changed, state = _changed(text, wants.sizes, state)
        new, bars = wants.worth_each(changed), wants.barred(changed).T
        loss = worth - new
        bears = np.where(tolerances >= 0, tolerances * (1.0 - step / rounds), _of_others(lost))
        yes = ((loss <= bears + CLOSE) & (~bars | barred)).all(axis=1)
        text[yes], worth[yes], barred[yes] = changed[yes], new[yes], bars[yes]
        lost[yes] = np.maximum(loss[yes], 0.0)
        stands = yes & (~barred & (worth >= wants.floor - CLOSE)).all(axis=1)
        run.worth[stands], run.rounds[stands], run.agreed[stands] = worth[stands], step + 1, True
        run.trace[:, step] = worth[: len(run.trace)]
    return run


def _of_others(lost: Floats) -> Floats:
    """The most that another party lost by the last change, [draw, party]."""
    parties = range(lost.shape[1])
    others = [np.delete(lost, party, axis=1).max(axis=1) for party in parties]
    return np.stack(others, axis=1)


def _changed(text: Integers, sizes: Sequence[int], state: Seeds) -> tuple[Integers, Seeds]:
    """The text of each draw with one issue, chosen at random, set to another value at random."""
    size = np.array(sizes, dtype=np.int64)
    state, issue = _drawn(state, np.full(len(state), len(sizes)))
    open_to = size[issue] > 1
    after, shift = _drawn(state, np.maximum(size[issue] - 1, 1))
    rows = np.arange(len(text))
    changed = text.copy()
    changed[rows, issue] = (text[rows, issue] + 1 + shift) % size[issue]
    return np.where(open_to[:, None], changed, text), np.where(open_to, after, state)


def _drawn(state: Seeds, below: Integers) -> tuple[Seeds, Integers]:
    """The next state of each stream, and a whole number from 0 and below a bound."""
    from detente.analyses.simulate.kernels import GOLDEN

    state = state + GOLDEN
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return state, (z % below.astype(np.uint64)).astype(np.int64)


def waste_of(utility: Floats, barred: Truth, run: Runs, part: slice) -> Floats:
    """Points that all could have had more at once, [draw]; NaN where nothing was agreed."""
    from detente.analyses.simulate.kernels import left_on_table

    left = left_on_table(utility, ~barred.any(axis=0), run.worth[part])
    return np.where(run.agreed[part], left, np.nan)
