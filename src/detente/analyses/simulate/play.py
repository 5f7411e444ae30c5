"""Negotiations played over arrays: agreements, rounds and worths, one negotiation a draw.

Each has its own stream of random numbers (splitmix64, Steele, Lea & Flood 2014), started from
`seeds[draw]`, so that no result depends on how many are played.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.simulate.problem import EXPONENTS, TOLERANCES
from detente.analyses.spaces.problem import Problem
from detente.analyses.spaces.statements import over_deals
from detente.kernels import kernel

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
NEAR = 5
"""An offer is drawn at random among so many deals that lie just above the target."""
GESTURE = 0.1
"""Share of its range that a party that answers in kind gives at the outset."""
STEPS = 2.0**30
"""A point in steps to which worths are rounded before they are sorted."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Runs(NamedTuple):
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


class Ground(NamedTuple):
    """What two parties may offer: `utility`, `allowed`, `order`, `ranked` [draw, party, package].

    `order` has the packages from a party's best on, those not allowed last, and `ranked` what they
    are worth; `floor` and `usable` [draw, party]: worths of no deal, and how many are allowed.
    """

    utility: Floats
    floor: Floats
    allowed: Truth
    order: Integers
    ranked: Floats
    usable: Integers


def ground_of(utility: Floats, floor: Floats, barred: Truth) -> Ground:
    """From `utility[draw, party, package]`, `floor[draw, party]` and `barred[party, package]`.

    Worths are sorted in whole steps, so that the order is the same on every machine.
    """
    allowed = (utility >= floor[:, :, np.newaxis] - CLOSE) & ~barred
    steps = np.where(allowed, np.rint(utility * -STEPS), np.inf)
    order = _rising(steps)
    ranked = np.take_along_axis(np.where(allowed, utility, -np.inf), order, axis=2)
    return Ground(utility, floor, allowed, order, ranked, allowed.sum(axis=2))


def _rising(steps: Floats) -> Integers:
    """The places of whole numbers or infinities by size, of equals the first first, last axis.

    As numbers that hold their place they sort in a fraction of the time, where they are not huge.
    """
    bits = steps.shape[2].bit_length()
    beyond = 2.0 ** (61 - bits)
    if (np.abs(steps, where=np.isfinite(steps), out=np.zeros_like(steps)) >= beyond).any():
        return np.asarray(np.argsort(steps, axis=2, kind="stable"))
    placed: Integers = np.minimum(steps, beyond).astype(np.int64) << bits
    placed += np.arange(steps.shape[2])
    placed.sort(axis=2)
    placed &= (1 << bits) - 1
    return placed


def barred_packages(problem: Problem, places: Integers) -> Truth:
    """Which packages cross a red line of a party or break a rule, [party, package]."""
    found = problem.barred(places)
    return np.asarray(found[:-1] | found[-1])


def play_offers(
    problem: Problem, places: Integers, games: Sequence[Tactics], *, rounds: int, seeds: Seeds
) -> tuple[Runs, ...]:
    """Alternating offers of two parties over the packages at `places`, each game in every draw.

    A party accepts what is worth at least its next own target, in the last round what is worth at
    least no deal.
    """
    barred = barred_packages(problem, places)
    runs = [empty_runs(problem.reservation, 2 * rounds) for _ in games]
    for part in _parts(problem, places):
        floor = problem.reservation[part]
        ground = ground_of(problem.worths(part, places), floor, barred)
        open_to_all = np.compress(~barred.any(axis=0), ground.utility, axis=2)
        for run, tactics in zip(runs, games, strict=True):
            trace = run.trace[part] if part.start == 0 else run.trace[:0]
            deals, run.rounds[part] = alternate(ground, seeds[part], tactics, rounds, trace)
            run.agreed[part] = deals >= 0
            taken = ground.utility[np.arange(len(deals)), :, np.maximum(deals, 0)]
            run.worth[part] = np.where(deals[:, np.newaxis] >= 0, taken, floor)
            run.waste[part] = np.where(
                run.agreed[part], _more(open_to_all, run.worth[part]), np.nan
            )
    return tuple(runs)


def alternate(
    ground: Ground, seeds: Seeds, tactics: Tactics, rounds: int, trace: Floats
) -> tuple[Integers, Integers]:
    """Alternating offers of two parties: agreed package (-1 for none) and round, [draw].

    `trace[draw, offer, party]` receives what each offer of the first few is worth.
    """
    deals, ended = np.full(len(seeds), -1), np.full(len(seeds), rounds)
    exponents = [EXPONENTS[name] for name in tactics]
    talking = np.flatnonzero((ground.usable > 0).all(axis=1))
    if len(talking) < len(seeds):
        ground = Ground._make(each[talking] for each in ground)
    rows, state = np.arange(len(talking)), seeds[talking]
    top, floor = ground.ranked[:, :, 0], ground.floor
    last = top.copy()
    given = np.where(np.array(exponents) < 0, GESTURE * (top - floor), 0.0)
    heard = np.full_like(top, np.nan)
    undecided = np.ones(len(talking), np.bool_)

    def target(party: int, time: float) -> Floats:
        exponent = exponents[party]
        if exponent < 0:
            falling = np.minimum(last[:, party], last[:, party] - given[:, party])
            return np.maximum(floor[:, party], falling)
        conceded = time ** (1 / exponent) if exponent else 0.0
        return np.asarray(top[:, party] - (top[:, party] - floor[:, party]) * conceded)

    for step in range(2 * rounds):
        mover, other = step % 2, 1 - step % 2
        last[:, mover] = target(mover, (step // 2) / (rounds - 1))
        state, back = _drawn(state, np.full(len(state), NEAR))
        ranked, usable = ground.ranked[:, mover], ground.usable[:, mover]
        place = np.maximum(_lowest_at_least(ranked, usable, last[:, mover]) - back, 0)
        offer = ground.order[rows, mover, place]
        kept = undecided & (talking < len(trace))
        trace[talking[kept], step] = ground.utility[rows[kept], :, offer[kept]]
        worth = ground.utility[rows, other, offer]
        better = np.maximum(0.0, worth - heard[:, other])
        given[:, other] = np.where(np.isnan(better), given[:, other], better)
        heard[:, other] = worth
        asked = target(other, min(1.0, ((step + 1) // 2) / (rounds - 1)))
        if step >= 2 * rounds - 2 and exponents[other]:
            asked = floor[:, other]
        yes = undecided & ground.allowed[rows, other, offer] & (worth >= asked - CLOSE)
        deals[talking[yes]], ended[talking[yes]] = offer[yes], step // 2 + 1
        undecided &= ~yes
        if not undecided.any():
            break
    return deals, ended


@kernel
def _lowest_at_least(ranked: Floats, usable: Integers, target: Floats) -> Integers:
    """The place of the worst allowed package that reaches a target, else of the best, [draw].

    `ranked[draw, package]` falls, and the first `usable[draw]` packages are allowed.
    """
    found = np.zeros(len(target), np.int64)
    for draw in range(len(target)):
        low, high = 0, usable[draw]
        while low < high:
            middle = (low + high) // 2
            if ranked[draw, middle] >= target[draw]:
                low = middle + 1
            else:
                high = middle
        found[draw] = max(low - 1, 0)
    return found


def mediate(
    problem: Problem,
    places: Integers,
    games: Sequence[Tactics],
    *,
    start: Sequence[int],
    rounds: int,
    seeds: Seeds,
) -> tuple[Runs, ...]:
    """A mediator's single text, each game in every draw; waste is measured at `places`."""
    runs = [
        play_mediated(problem, tactics, start=start, rounds=rounds, seeds=seeds)
        for tactics in games
    ]
    possible = places[~barred_packages(problem, places).any(axis=0)]
    for part in _parts(problem, places):
        open_to_all = problem.worths(part, possible)
        for run in runs:
            run.waste[part] = np.where(
                run.agreed[part], _more(open_to_all, run.worth[part]), np.nan
            )
    return tuple(runs)


def play_mediated(
    problem: Problem, tactics: Tactics, *, start: Sequence[int], rounds: int, seeds: Seeds
) -> Runs:
    """A mediator's single text in every draw, for any number of parties.

    Each round the mediator changes one issue at random, at first of the package at `start`; a party
    agrees when it loses no more than its tolerance, which falls to 0 over the rounds, and no red
    line of its own is newly crossed. One that answers in kind bears what others lost last. In the
    end the last text that all prefer to no deal stands.
    """
    floor = problem.reservation
    run = empty_runs(floor, rounds)
    tolerances = np.array([TOLERANCES[name] for name in tactics])
    text = np.tile(np.array(start, dtype=np.int64), (seeds.size, 1))
    worth, barred = _worth_each(problem, text), barred_packages(problem, text).T
    lost, state = np.zeros_like(worth), seeds.copy()
    for step in range(rounds):
        changed, state = _changed(text, problem.sizes, state)
        new, bars = _worth_each(problem, changed), barred_packages(problem, changed).T
        loss = worth - new
        others = [np.delete(lost, party, axis=1).max(axis=1) for party in range(len(tactics))]
        falling = tolerances * (1.0 - step / rounds)
        bears = np.where(tolerances >= 0, falling, np.stack(others, axis=1))
        yes = ((loss <= bears + CLOSE) & (~bars | barred)).all(axis=1)
        text[yes], worth[yes], barred[yes] = changed[yes], new[yes], bars[yes]
        lost[yes] = np.maximum(loss[yes], 0.0)
        stands = yes & (~barred & (worth >= floor - CLOSE)).all(axis=1)
        run.worth[stands], run.rounds[stands], run.agreed[stands] = worth[stands], step + 1, True
        run.trace[:, step] = worth[: len(run.trace)]
    return run


def _worth_each(problem: Problem, places: Integers) -> Floats:
    """What one package a draw is worth in that draw, [draw, party]."""
    rows = np.arange(len(places))
    total = np.zeros_like(problem.reservation)
    for issue, worth in enumerate(problem.weighed):
        total += worth[rows, :, places[:, issue]]
    for term in problem.terms:
        holds = over_deals(term.scope, term.holds, problem.sizes, places)
        total[:, term.party] += term.points * holds
    return total


def _changed(text: Integers, sizes: Sequence[int], state: Seeds) -> tuple[Integers, Seeds]:
    """The text of each draw with one issue, chosen at random, set to another value at random."""
    size = np.array(sizes, dtype=np.int64)
    state, issue = _drawn(state, np.full(len(state), len(sizes)))
    open_to = size[issue] > 1
    after, shift = _drawn(state, np.maximum(size[issue] - 1, 1))
    rows = np.arange(len(text))
    changed = text.copy()
    changed[rows, issue] = (text[rows, issue] + 1 + shift) % size[issue]
    return np.where(open_to[:, np.newaxis], changed, text), np.where(open_to, after, state)


def _drawn(state: Seeds, below: Integers) -> tuple[Seeds, Integers]:
    """The next state of each stream, and a whole number from 0 and below a bound."""
    state = state + GOLDEN
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return state, (z % below.astype(np.uint64)).astype(np.int64)


@kernel
def _more(utility: Floats, worth: Floats) -> Floats:
    """Points that all could have more at once than `worth[draw, party]`, [draw].

    `utility[draw, party, package]` of the packages that nothing bars.
    """
    draws, parties, packages = utility.shape
    most = np.zeros(draws)
    for draw in range(draws):
        for package in range(packages):
            least = np.inf
            for party in range(parties):
                least = min(least, utility[draw, party, package] - worth[draw, party])
            most[draw] = max(most[draw], least)
    return most


def _parts(problem: Problem, places: Integers) -> Iterator[slice]:
    """The draws in parts whose arrays stay small."""
    step = max(1, ROOM // (len(problem.parties) * len(places)))
    for start in range(0, problem.draws, step):
        yield slice(start, min(start + step, problem.draws))


def empty_runs(floor: Floats, steps: int) -> Runs:
    """Negotiations of which nothing is known yet."""
    draws, parties = floor.shape
    return Runs(
        agreed=np.zeros(draws, np.bool_),
        rounds=np.zeros(draws, np.int64),
        worth=floor.copy(),
        waste=np.full(draws, np.nan),
        trace=np.full((min(TRACES, draws), steps, parties), np.nan),
    )
