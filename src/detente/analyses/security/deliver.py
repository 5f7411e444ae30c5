"""Which coverages units can deliver, and the posts or lotteries over duties that deliver them.

Separate units guard one target a shift each: marginal posts y[type, target] with sum_t y <= number
and sum_k y <= 1 matter alone: they are a lottery over postings (Birkhoff 1946, von Neumann 1953).

Tours over several targets, and targets that need several units, are joint duties: the coverage is
a lottery over whole duty patterns, one for each block of units and targets that hang together. Any
part of a duty may be left out, so whatever lies below a deliverable coverage is deliverable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from detente.analyses.security.game import Flags, Floats, Supply
from detente.analyses.security.supply import fits
from detente.errors import InternalError, SettingError, sentence

MOST_PATTERNS = 20_000
"""Duty patterns in one block of joint duties."""
DUST = 1e-11
FITS, NEARLY = 1 - 1e-9, 1e-6
"""Share of a coverage that counts as all of it, and the part that rounding may leave out."""


@dataclass(frozen=True, eq=False, slots=True)
class Lottery:
    """Duty patterns `covered[pattern, target]` and the chance of each, `chance[pattern]`."""

    covered: Flags
    chance: Floats

    @property
    def coverage(self) -> Floats:
        return np.asarray(self.chance @ self.covered)


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """A coverage and how it is delivered.

    coverage[target]
    posts[type, target]  marginal posts of separate units; None for joint duties
    lotteries            one a block of joint duties, drawn independently; none for separate units
    bound                no coverage is worth more than this to us; None where the plan is optimal
    """

    coverage: Floats
    posts: Floats | None = None
    lotteries: tuple[Lottery, ...] = ()
    bound: float | None = None


@dataclass(frozen=True, eq=False)
class Duties:
    """Everything a unit can be sent to do: `kind[duty]` and `covers[duty, target]`."""

    kind: NDArray[np.intp]
    covers: Flags

    @classmethod
    def of(cls, supply: Supply) -> Duties:
        """Posts first, then tours."""
        kinds, posts = np.nonzero(supply.protects)
        covers = np.zeros((kinds.size + len(supply.tours), supply.targets), dtype=bool)
        covers[np.arange(kinds.size), posts] = True
        for place, tour in enumerate(supply.tours, start=kinds.size):
            covers[place, list(tour.targets)] = True
        return cls(np.r_[kinds, [tour.unit for tour in supply.tours]].astype(np.intp), covers)

    def by_kind(self, types: int) -> sparse.csr_array:
        """Which type serves each duty, [type, duty]."""
        many = self.kind.size
        return sparse.csr_array((np.ones(many), (self.kind, np.arange(many))), shape=(types, many))


@dataclass(frozen=True, eq=False)
class Deliverable:
    """The coverages of a supply: `rows @ [coverage, helpers] <= limits`, helpers at least 0.

    Helpers are posts[type, target] of separate units in the order of `Duties`, or the chances of
    the patterns of all blocks. `most` limits the sum of any coverage.
    """

    supply: Supply

    @cached_property
    def duties(self) -> Duties:
        return Duties.of(self.supply)

    @cached_property
    def blocks(self) -> tuple[Flags, ...]:
        """Patterns[pattern, target] of each block of joint duties."""
        if not self.supply.is_joint:
            return ()
        return tuple(_patterns(self.supply, self.duties, own) for own in _blocks(self.duties))

    @cached_property
    def helped(self) -> sparse.csr_array:
        """What a helper covers, [helper, target]."""
        covers = np.vstack(self.blocks) if self.blocks else self.duties.covers
        return sparse.csr_array(covers.astype(np.int8), dtype=float)

    @cached_property
    def shared(self) -> tuple[sparse.csr_array, Floats]:
        """What helpers share, [row, helper], and how much there is of it."""
        if not self.supply.is_joint:
            return self.duties.by_kind(self.supply.types), self.supply.number.astype(float)
        of_block = np.repeat(np.arange(len(self.blocks)), [len(block) for block in self.blocks])
        many = of_block.size
        rows = sparse.csr_array(
            (np.ones(many), (of_block, np.arange(many))), shape=(len(self.blocks), many)
        )
        return rows, np.ones(len(self.blocks))

    @cached_property
    def rows(self) -> sparse.csr_array:
        count = self.supply.targets
        rows, units = self.shared
        return sparse.block_array(
            [
                [sparse.eye_array(count), -self.helped.T],
                [sparse.csr_array((units.size, count)), rows],
            ]
        ).tocsr()

    @cached_property
    def limits(self) -> Floats:
        found: Floats = np.r_[np.zeros(self.supply.targets), self.shared[1]]
        return found

    @property
    def most(self) -> float:
        if not self.supply.is_joint:
            return float(self.supply.number.sum())
        return float(sum(block.sum(axis=1).max(initial=0) for block in self.blocks))

    def fits(self, coverage: Floats) -> bool:
        """Whether the units deliver `coverage[target]`, up to rounding far below anything shown."""
        if self.supply.is_equal:
            return float(coverage.sum()) <= float(self.supply.number.sum()) * (1 + 1e-14)
        if not self.supply.is_joint:
            return fits(self.supply, coverage, slack=1e-12)
        return self.share(coverage)[0] >= FITS

    def share(self, coverage: Floats) -> tuple[float, Floats]:
        """The largest share of a coverage that is delivered, at most 1, and the helpers for it."""
        rows, units = self.shared
        found = _solve(
            np.r_[-1.0, np.zeros(self.helped.shape[0])],
            sparse.block_array([[coverage[:, None], -self.helped.T], [None, rows]]),
            np.r_[np.zeros(coverage.size), units],
            [(0.0, 1.0)] + [(0.0, None)] * self.helped.shape[0],
        )
        return float(found[0]), found[1:]

    def plan(self, coverage: Floats, posted: Floats | None = None) -> Plan:
        """The posts or lotteries that deliver a coverage; raises InternalError if it does not fit.

        `posted` are posts of at least the coverage, where they are known. Posts have a forest as
        their support: they are a vertex of a transport polytope.
        """
        if self.supply.is_joint:
            share, helpers = self.share(coverage)
            _check((1.0 - share) * float(coverage.sum()), coverage)
            return self._by_lotteries(coverage, helpers)
        if self.supply.types == 1:
            posts = np.asarray(coverage[None, :])
        else:
            posts = np.zeros(self.supply.protects.shape)
            found = self._posts(coverage) if posted is None else posted
            posts[self.duties.kind, self.duties.covers.argmax(axis=1)] = found
            have = posts.sum(axis=0)
            with np.errstate(divide="ignore", invalid="ignore"):
                posts *= np.where(have > coverage, coverage / have, 1.0)
        _check(float(coverage.sum() - posts.sum()), coverage)
        posts = tidy(posts, self.supply.number)
        return Plan(posts.sum(axis=0), posts)

    def _posts(self, coverage: Floats) -> Floats:
        rows, units = self.shared
        if not self.duties.kind.size:
            return np.zeros(0)
        return _solve(
            -np.ones(self.duties.kind.size),
            sparse.vstack([self.helped.T, rows]),
            np.r_[coverage, units],
            [(0.0, None)] * self.duties.kind.size,
        )

    def _by_lotteries(self, coverage: Floats, helpers: Floats) -> Plan:
        lotteries, start = [], 0
        for block in self.blocks:
            chance = np.maximum(helpers[start : start + len(block)], 0.0)
            start += len(block)
            used = chance > 0
            covered, chance = block[used], chance[used] / max(1.0, float(chance.sum()))
            idle = 1.0 - float(chance.sum())
            if idle > DUST:
                covered = np.vstack([covered, np.zeros((1, covered.shape[1]), dtype=bool)])
                chance = np.r_[chance, idle]
            whole = Lottery(covered, chance / chance.sum())
            lotteries.append(leave_out(whole, np.minimum(coverage, whole.coverage)))
        total = np.sum([lottery.coverage for lottery in lotteries], axis=0)
        return Plan(np.asarray(total), lotteries=tuple(lotteries))


def _check(missing: float, coverage: Floats) -> None:
    if missing > NEARLY * max(1.0, float(coverage.sum())):
        raise InternalError("the coverage cannot be delivered by the units at hand")


def _solve(
    cost: Floats,
    rows: sparse.sparray,
    limits: Floats,
    bounds: Sequence[tuple[float | None, float | None]],
) -> Floats:
    """A vertex of least cost with `rows @ x <= limits`."""
    found = linprog(cost, A_ub=rows.tocsr(), b_ub=limits, bounds=bounds, method="highs-ds")
    if found.status != 0:
        raise InternalError(f"a linear programme of the coverage stopped: {found.message}")
    return np.asarray(found.x)


def lowest_level(high: Floats, base: Floats, deliverable: Deliverable) -> tuple[float, Floats]:
    """The lowest x to which units push the adversary's best utility, and their helpers.

        minimise x   subject to   high_t - (high_t - base_t) c_t <= x,   c deliverable

    `high` and `base` [target] are its utilities while a target is unprotected and protected.
    """
    covers = deliverable.helped.T
    shared, units = deliverable.shared
    rows = sparse.block_array(
        [
            [sparse.diags_array(base - high) @ covers, -np.ones((high.size, 1))],
            [covers, None],
            [shared, None],
        ]
    )
    many = covers.shape[1]
    found = _solve(
        np.r_[np.zeros(many), 1.0],
        rows,
        np.r_[-high, np.ones(high.size), units],
        [(0.0, None)] * many + [(None, None)],
    )
    return float(found[-1]), found[:-1]


def _blocks(duties: Duties) -> Iterator[NDArray[np.intp]]:
    """Duties that hang together by a type or a target, block by block."""
    if not duties.kind.size:
        return
    types = np.zeros((duties.kind.size, int(duties.kind.max()) + 1))
    types[np.arange(duties.kind.size), duties.kind] = 1
    shared = np.hstack([types, duties.covers])
    _, block = sparse.csgraph.connected_components(sparse.csr_array(shared @ shared.T))
    for own in range(int(block.max()) + 1):
        yield np.flatnonzero(block == own)


def _patterns(supply: Supply, duties: Duties, own: NDArray[np.intp]) -> Flags:
    """All patterns that the units of one block can cover at once, [pattern, target]."""
    counts: set[tuple[int, ...]] = {(0,) * supply.targets}
    for kind in np.unique(duties.kind[own]):
        sent = duties.covers[own[duties.kind[own] == kind]].astype(int)
        for _ in range(int(supply.number[kind])):
            counts |= {
                tuple(np.minimum(np.add(have, duty), supply.needed).tolist())
                for have in counts
                for duty in sent
            }
            if len(counts) > MOST_PATTERNS:
                remedy = sentence(
                    "more than {count} duty patterns: state fewer tours or units",
                    count=MOST_PATTERNS,
                )
                raise SettingError("schedules", len(counts), remedy)
    return np.unique(np.array(sorted(counts)) >= supply.needed, axis=0)


def fewest_duties(supply: Supply, duties: Duties, pattern: Flags) -> NDArray[np.int64]:
    """Send the fewest units that cover a pattern bool[target]: units[duty].

    Raises InternalError if the pattern cannot be covered at once.
    """
    many = duties.kind.size
    if not many or not pattern.any():
        return np.zeros(many, dtype=np.int64)
    found = milp(
        np.ones(many),
        constraints=[
            LinearConstraint(duties.covers.T[pattern].astype(float), supply.needed[pattern]),
            LinearConstraint(duties.by_kind(supply.types), -np.inf, supply.number),
        ],
        integrality=np.ones(many),
        bounds=Bounds(0.0, np.inf),
    )
    if found.x is None:
        raise InternalError("a duty pattern cannot be covered by the units at hand")
    values: NDArray[np.int64] = np.round(found.x).astype(np.int64)
    return values


def leave_out(lottery: Lottery, coverage: Floats) -> Lottery:
    """Turn a lottery that covers too much into one that covers exactly `coverage`.

    Targets are left out of patterns, the last one only for a part of its chance.
    """
    covered, chance = lottery.covered, lottery.chance
    for target in np.flatnonzero(covered.any(axis=0)):
        excess = float(chance @ covered[:, target]) - float(coverage[target])
        covered, chance = _drop(covered.copy(), chance, int(target), excess)
    return Lottery(covered, chance)


def _drop(covered: Flags, chance: Floats, target: int, excess: float) -> tuple[Flags, Floats]:
    for pattern in np.flatnonzero(covered[:, target]).tolist():
        if excess <= 0:
            break
        part = min(float(chance[pattern]), excess)
        if part < chance[pattern]:
            covered = np.vstack([covered, covered[pattern]])
            chance = np.r_[chance, part]
            chance[pattern] -= part
            pattern = len(chance) - 1
        covered[pattern, target] = False
        excess -= part
    return covered, chance


def tidy(posts: Floats, number: NDArray[np.int64]) -> Floats:
    """Remove rounding dust so that no row exceeds its units and no column exceeds one."""
    clean = np.where(posts > DUST, posts, 0.0)
    clean /= np.maximum(clean.sum(axis=0), 1.0)
    rows = clean.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(rows > number[:, None], number[:, None] / rows, 1.0)
    return np.asarray(clean * scale)
