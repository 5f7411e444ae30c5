"""Units that must be planned jointly: tours over several targets, targets that need several units.

Marginal posts no longer say enough, so the coverage is a lottery over whole duty patterns
P[pattern, target]. New patterns are priced in as long as one would help (column generation, as
in ASPEN of Jain, Kardeş, Kiekintveld, Ordóñez & Tambe 2010): which pattern of duties protects
most, when target t is worth w_t? Any part of a duty may be left out, so a coverage below that
of the lottery is deliverable too, and for one kind of adversary the lowest adversary value is
again the strong Stackelberg equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from detente.analyses.security.game import Flags, Floats, Payoffs, Supply
from detente.analyses.security.waterfill import clip_to
from detente.errors import InternalError

PRICE = 1e-8
MOST_ROUNDS = 500


@dataclass(frozen=True, eq=False, slots=True)
class Lottery:
    """Duty patterns `covered[pattern, target]` and the chance of each, `chance[pattern]`."""

    covered: Flags
    chance: Floats

    @property
    def coverage(self) -> Floats:
        return np.asarray(self.chance @ self.covered)


@dataclass(frozen=True, eq=False, slots=True)
class Duties:
    """Everything a unit can be sent to do: `kind[duty]` and `covers[duty, target]`."""

    kind: np.ndarray
    covers: np.ndarray

    @classmethod
    def of(cls, supply: Supply) -> Duties:
        kinds, posts = np.nonzero(supply.protects)
        covers = np.zeros((kinds.size + len(supply.tours), supply.targets))
        covers[np.arange(kinds.size), posts] = 1
        for place, tour in enumerate(supply.tours, start=kinds.size):
            covers[place, list(tour.targets)] = 1
        return cls(np.r_[kinds, [tour.unit for tour in supply.tours]].astype(int), covers)


def best_pattern(supply: Supply, worth: Floats, *, seconds: float = 30.0) -> Flags:
    """Find the pattern bool[target] of largest total `worth` that the units can deliver at once."""
    duties = Duties.of(supply)
    count, many = supply.targets, duties.kind.size
    if not many or not (worth > 0).any():
        return np.zeros(count, dtype=bool)
    by_kind = sparse.csr_array(
        (np.ones(many), (duties.kind, np.arange(many))), shape=(supply.types, many)
    )
    rows = sparse.block_array(
        [
            [sparse.diags_array(supply.needed.astype(float)), -sparse.csr_array(duties.covers.T)],
            [sparse.csr_array((supply.types, count)), by_kind],
        ]
    )
    limits = np.r_[np.zeros(count), supply.number.astype(float)]
    most = np.r_[np.where(worth > 0, 1.0, 0.0), supply.number[duties.kind].astype(float)]
    found = milp(
        np.r_[-np.maximum(worth, 0.0), np.full(many, 1e-9)],
        constraints=LinearConstraint(rows.tocsr(), -np.inf, limits),
        integrality=np.ones(count + many),
        bounds=Bounds(0.0, most),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise InternalError(f"the search for a duty pattern stopped: {found.message}")
    return np.asarray(found.x[:count] > 0.5)


def fewest_duties(supply: Supply, pattern: Flags) -> Floats:
    """Send the fewest units that cover a pattern bool[target]: units[duty], as in `Duties`.

    Raises InternalError if the pattern cannot be covered at once.
    """
    duties = Duties.of(supply)
    many = duties.kind.size
    if not many or not pattern.any():
        return np.zeros(many)
    by_kind = sparse.csr_array(
        (np.ones(many), (duties.kind, np.arange(many))), shape=(supply.types, many)
    )
    found = milp(
        np.ones(many),
        constraints=[
            LinearConstraint(duties.covers.T[pattern], supply.needed[pattern], np.inf),
            LinearConstraint(by_kind, -np.inf, supply.number),
        ],
        integrality=np.ones(many),
        bounds=Bounds(0.0, np.inf),
    )
    if found.x is None:
        raise InternalError("a duty pattern cannot be covered by the units at hand")
    return np.asarray(np.round(found.x))


def lowest_value(payoffs: Payoffs, supply: Supply) -> tuple[Floats, Lottery]:
    """Solve for (coverage[target], lottery) that leaves one kind of adversary least."""
    low = float(payoffs.theirs_covered.min())
    width = float(payoffs.theirs_open.max() - low) or 1.0
    high = (payoffs.theirs_open - low) / width
    base = (payoffs.theirs_covered - low) / width

    def master(patterns: Flags) -> tuple[float, Floats, Floats, float]:
        return _push_down(high, base, patterns)

    x, chance, patterns = generate(supply, master)
    lottery = Lottery(patterns, chance)
    wanted = np.minimum(clip_to(x, high, base), lottery.coverage)
    return wanted, leave_out(lottery, wanted)


Master = Callable[[Flags], tuple[float, Floats, Floats, float]]


def generate(
    supply: Supply,
    master: Master,
    start: Flags | None = None,
    *,
    settled: Callable[[float, float], bool] = lambda value, bound: False,
) -> tuple[float, Floats, Flags]:
    """Price duty patterns into `master` until none helps: (value, chance[pattern], patterns).

    The master maps patterns to (value, chances, worth[target], price of the lottery). `settled`
    may stop early, given the master's value and the worth of the best pattern there is.
    """
    patterns = np.zeros((1, supply.targets), dtype=bool) if start is None else start
    for _ in range(MOST_ROUNDS):
        value, chance, worth, price = master(patterns)
        if settled(value, np.inf):
            return value, chance, patterns
        fresh = best_pattern(supply, worth)
        bound = float(worth @ fresh)
        helps = bound > price + PRICE and not (patterns == fresh).all(axis=1).any()
        if not helps or settled(value, bound):
            return value, chance, patterns
        patterns = np.vstack([patterns, fresh])
    raise InternalError(f"duty patterns still improve after {MOST_ROUNDS} rounds")


def _push_down(high: Floats, base: Floats, patterns: Flags) -> tuple[float, Floats, Floats, float]:
    """Restricted master: min x over lotteries; variables coverage[target], chance[pattern], x."""
    count, many = high.size, patterns.shape[0]
    rows = sparse.block_array(
        [
            [
                sparse.diags_array(base - high),
                sparse.csr_array((count, many)),
                -np.ones((count, 1)),
            ],
            [sparse.eye_array(count), -sparse.csr_array(patterns.T.astype(float)), None],
            [None, sparse.csr_array(np.ones((1, many))), None],
        ]
    )
    found = linprog(
        np.r_[np.zeros(count + many), 1.0],
        A_ub=rows.tocsr(),
        b_ub=np.r_[-high, np.zeros(count), 1.0],
        bounds=[(0, 1)] * count + [(0, None)] * many + [(None, None)],
        method="highs-ds",
    )
    if found.status != 0:
        raise InternalError(f"the programme over duty patterns stopped: {found.message}")
    dual = -found.ineqlin.marginals
    return float(found.fun), found.x[count:-1], dual[count : 2 * count], float(dual[-1])


def share_that_fits(
    supply: Supply, coverage: Floats, patterns: Flags | None = None, *, enough: float = np.inf
) -> tuple[float, Lottery]:
    """Find the largest share of `coverage[target]` that joint duties deliver, and the lottery.

    Stops once the share is known to reach `enough`, or not to.
    """

    def master(known: Flags) -> tuple[float, Floats, Floats, float]:
        many = known.shape[0]
        rows = np.block(
            [[coverage[:, None], -known.T.astype(float)], [np.zeros((1, 1)), np.ones((1, many))]]
        )
        found = linprog(
            np.r_[-1.0, np.zeros(many)],
            A_ub=rows,
            b_ub=np.r_[np.zeros(coverage.size), 1.0],
            bounds=[(0, 1)] + [(0, None)] * many,
            method="highs-ds",
        )
        dual = -found.ineqlin.marginals
        return float(found.x[0]), found.x[1:], dual[:-1], float(dual[-1])

    def settled(share: float, bound: float) -> bool:
        return enough <= 1 and (share >= enough or bound < enough)

    share, chance, patterns = generate(supply, master, patterns, settled=settled)
    return share, Lottery(patterns, chance)


def leave_out(lottery: Lottery, coverage: Floats) -> Lottery:
    """Turn a lottery that covers too much into one that covers exactly `coverage`.

    Targets are left out of patterns, the last one only for a part of its chance.
    """
    covered, chance = lottery.covered, lottery.chance
    keep = chance > 0
    covered, chance = covered[keep], chance[keep]
    for target in range(coverage.size):
        excess = float(chance @ covered[:, target]) - float(coverage[target])
        covered, chance = _drop(covered.copy(), chance, target, excess)
    return Lottery(covered, chance)


def _drop(covered: Flags, chance: Floats, target: int, excess: float) -> tuple[Flags, Floats]:
    for pattern in np.flatnonzero(covered[:, target]):
        if excess <= 0:
            break
        if chance[pattern] <= excess:
            covered[pattern, target] = False
        else:
            rest = covered[pattern].copy()
            rest[target] = False
            covered = np.vstack([covered, rest])
            chance = np.r_[chance, excess]
            chance[pattern] -= excess
        excess -= float(chance[pattern]) if not covered[pattern, target] else excess
    return covered, chance


def patterns_of(supply: Supply, *, most: int) -> Flags | None:
    """Enumerate the maximal patterns of joint duties, or None if there are more than `most`."""
    duties = Duties.of(supply)
    counts: set[tuple[int, ...]] = {(0,) * supply.targets}
    for kind in range(supply.types):
        own = duties.covers[duties.kind == kind].astype(int)
        for _ in range(int(supply.number[kind])):
            counts |= {
                tuple(int(n) for n in np.minimum(np.add(have, duty), supply.needed))
                for have in counts
                for duty in own
            }
            if len(counts) > most:
                return None
    patterns = np.array(sorted(counts)) >= supply.needed
    return np.unique(patterns, axis=0)
