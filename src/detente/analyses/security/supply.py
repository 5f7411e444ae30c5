"""Which coverages units can deliver, and the posts or lotteries over duties that deliver them.

Separate units guard one target a shift each: marginal posts y[type, target] with sum_t y <= number
and sum_k y <= 1 matter alone: they are a lottery over postings (Birkhoff 1946, von Neumann 1953).

Tours over several targets, and targets that need several units, are joint duties: the coverage is
a lottery over whole duty patterns, one for each block of units and targets that hang together. Any
part of a duty may be left out, so whatever lies below a deliverable coverage is deliverable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from detente.analyses.security.game import Flags, Floats, Whole
from detente.analyses.security.lotteries import Lottery, distinct, leave_out
from detente.errors import InternalError, SettingError, sentence

MOST_PATTERNS = 20_000
"""Duty patterns in one block of joint duties."""

MOST_CELLS = 4_000_000
"""Counts of units at targets that are looked at together."""

MOST_SETS = 1 << 14
"""Sets of types of separate units that are all looked at."""

DUST = 1e-11


class Plan(NamedTuple):
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
class Supply:
    """Units on duty at the same time, and the duties that one of them can be sent to.

    number[type]         units that can be on duty in one shift
    kind[duty]           the type that serves a duty: posts at one target first, then tours
    covers[duty, target] the targets of a duty
    needed[target]       how many units must be there for the target to count as covered

    A helper is what a programme chooses to deliver a coverage: how much of each duty where units
    are separate, the chance of each duty pattern where they are joint.
    """

    number: Whole
    kind: Whole
    covers: Flags
    needed: Whole

    @classmethod
    def of(
        cls,
        number: Whole,
        protects: Flags,
        tours: Iterable[tuple[int, tuple[int, ...]]] = (),
        needed: Whole | None = None,
    ) -> Supply:
        """Build from posts `protects[type, target]` and tours of (type, targets)."""
        targets, protects, stated = protects.shape[1], protects.copy(), tuple(tours)
        tours = [(unit, covered) for unit, covered in stated if len(covered) > 1]
        for unit, covered in stated:
            protects[unit, covered[0]] |= len(covered) == 1
        kinds, posts = np.nonzero(protects)
        covers = np.zeros((kinds.size + len(tours), targets), dtype=bool)
        covers[np.arange(kinds.size), posts] = True
        for duty, (_, covered) in enumerate(tours, start=kinds.size):
            covers[duty, list(covered)] = True
        kind = np.array([*kinds.tolist(), *(unit for unit, _ in tours)], dtype=np.int64)
        ones = np.ones(targets, dtype=np.int64)
        return cls(number, kind, covers, ones if needed is None else needed)

    @property
    def targets(self) -> int:
        """How many targets there are."""
        return int(self.covers.shape[1])

    @cached_property
    def guarded(self) -> Flags:
        """Targets that some unit can protect, on a tour or alone: bool[target]."""
        return np.asarray(self.covers.any(axis=0))

    @cached_property
    def is_joint(self) -> bool:
        """Whether units must be planned jointly: tours, or targets that need several units."""
        return bool((self.covers.sum(axis=1) > 1).any() or (self.needed > 1).any())

    def with_units(self, types: Whole, extra: int = 1) -> Supply:
        """The same supply with `extra` more units of some types (fewer when negative)."""
        number = self.number.copy()
        number[types] = np.maximum(0, number[types] + extra)
        return replace(self, number=number)

    def on(self, types: Whole, targets: Flags) -> Supply:
        """The units of some types alone, and what they can do at some targets."""
        own = np.isin(self.kind, types) & self.covers[:, targets].any(axis=1)
        kind = np.searchsorted(types, self.kind[own])
        return Supply(self.number[types], kind, self.covers[own][:, targets], self.needed[targets])

    @cached_property
    def by_kind(self) -> sparse.csr_array:
        """Which type serves each duty: [type, duty]."""
        many = np.arange(self.kind.size)
        shape = (self.number.size, self.kind.size)
        return sparse.csr_array((np.ones(many.size), (self.kind, many)), shape=shape)

    @cached_property
    def blocks(self) -> tuple[Flags, ...]:
        """Patterns[pattern, target] of each block of joint duties."""
        if not self.is_joint or not self.kind.size:
            return ()
        shared = sparse.hstack([self.by_kind.T, sparse.csr_array(self.covers, dtype=float)])
        many, block = sparse.csgraph.connected_components(shared @ shared.T)
        return tuple(self._patterns(block == own) for own in range(many))

    @cached_property
    def useful(self) -> Whole:
        """Units of each type that can change what is covered at once: int64[type]."""
        needed = [
            self.needed[self.covers[self.kind == kind].any(axis=0)].sum()
            for kind in range(self.number.size)
        ]
        return np.minimum(self.number, np.array(needed, dtype=np.int64))

    def covers_as(self, other: Supply) -> bool:
        """Whether joint duties cover what those of `other`, with other numbers of units, do."""
        return self.is_joint and bool((self.useful == other.useful).all())

    def _patterns(self, own: Flags) -> Flags:
        """All patterns that the units of one block of duties can cover at once."""
        inside = self.covers[own].any(axis=0)
        needed = self.needed[inside].astype(np.int8)
        counts = np.zeros((1, needed.size), dtype=np.int8)
        for kind in np.unique(self.kind[own]):
            sent = self.covers[own & (self.kind == kind)][:, inside].astype(np.int8)
            latest = counts
            for _ in range(int(self.useful[kind])):
                before = len(counts)
                for part in np.array_split(latest, 1 + latest.size * len(sent) // MOST_CELLS):
                    more = np.minimum(part[:, None] + sent, needed).reshape(-1, needed.size)
                    counts = distinct(np.vstack([counts, more]), needed)
                    if len(counts) > MOST_PATTERNS:
                        remedy = sentence(
                            "more than {count} duty patterns: state fewer tours or units",
                            count=MOST_PATTERNS,
                        )
                        raise SettingError("schedules", len(counts), remedy)
                latest = counts[before:]
                if not len(latest):
                    break
        covered = np.unique(counts >= needed, axis=0)
        patterns = np.zeros((len(covered), self.targets), dtype=bool)
        patterns[:, inside] = covered
        return patterns

    @cached_property
    def helped(self) -> sparse.csr_array:
        """What a helper covers: [target, helper]."""
        covers = np.vstack(self.blocks) if self.blocks else self.covers
        return sparse.csr_array(covers.T, dtype=float)

    @cached_property
    def shared(self) -> tuple[sparse.csr_array, Floats]:
        """What helpers share, [row, helper], and how much there is of it, [row]."""
        if not self.is_joint:
            return self.by_kind, self.number.astype(float)
        ones = [np.ones((1, len(block))) for block in self.blocks]
        return sparse.block_diag(ones, format="csr"), np.ones(len(ones))

    @cached_property
    def pools(self) -> tuple[Whole, Floats] | None:
        """The sets of types of separate units, block by block of those that hang together.

        The number of the set of types that can guard each target, [target], and how many units
        each set has, [block, set of types of the block]; sets are numbered through all blocks.
        Types that can guard the same targets count as one. None where there are too many sets, or
        joint duties.
        """
        if self.is_joint:
            return None
        guarding = np.zeros((self.number.size, self.targets), dtype=bool)
        guarding[self.kind, self.covers.argmax(axis=1)] = True
        alike = [row.tobytes() for row in guarding]
        pool = {row: place for place, row in enumerate(dict.fromkeys(alike))}
        of_type = np.array([pool[row] for row in alike])
        pools = np.zeros((len(pool), self.targets), dtype=bool)
        pools[of_type] = guarding
        number = np.bincount(of_type, weights=self.number, minlength=len(pools))
        linked = sparse.csr_array(pools.astype(float))
        many, block = sparse.csgraph.connected_components(linked @ linked.T)
        place = np.array([(block[:k] == own).sum() for k, own in enumerate(block)])
        sets = 1 << (int(place.max(initial=0)) + 1)
        if many * sets > MOST_SETS:
            return None
        units = np.zeros((many, sets))
        for own, at, many_units in zip(block, place, number, strict=True):
            units[own] += np.where(np.arange(sets) >> at & 1, many_units, 0.0)
        guards = np.where(pools.T, 1 << place, 0).sum(axis=1)
        return guards + sets * np.where(pools.T, block, 0).max(axis=1), units

    def fits(self, coverage: Floats) -> bool:
        """Whether the units deliver `coverage[target]`, up to rounding far below anything shown.

        By Hall's theorem separate units do so exactly when, for every set of types, the coverage of
        the targets that only they can guard does not exceed their units. All sets are looked at
        while few types hang together. Joint duties cover some targets all the time, and no others,
        when a pattern of each block covers them.
        """
        full = coverage > 0
        if self.is_joint and (coverage[full] == 1).all():
            if (full & ~(self.helped.sum(axis=1) > 0)).any():
                return False
            own = [block[:, full & block.any(axis=0)] for block in self.blocks]
            return all(bool(block.all(axis=1).any()) for block in own)
        if self.pools is None:
            return self.delivered(coverage)[0] >= 1 - 1e-9
        guards, units = self.pools
        wanted = np.bincount(guards, weights=coverage, minlength=units.size).astype(float)
        for place in range(units.shape[1].bit_length() - 1):
            folded = wanted.reshape(-1, 2, 2**place)
            folded[:, 1] += folded[:, 0]
        short = (wanted - units.reshape(-1)).max()
        enough = short <= 1e-14 * max(1, int(self.number.sum()))
        return bool(enough and coverage.max() <= 1 + 1e-12)

    def delivered(self, coverage: Floats) -> tuple[float, Floats]:
        """The largest share of a coverage that is delivered, at most 1, and helpers for it."""
        found = self._share(coverage).x
        return float(found[0]), found[1:]

    def cut(self, coverage: Floats) -> tuple[Floats, float]:
        """Weights[target] by which a coverage that does not fit is worth 1, and the most that fits.

        No coverage that the units deliver is worth more by these weights.
        """
        found = self._share(coverage)
        return -found.ineqlin.marginals[: coverage.size], float(found.x[0])

    def _share(self, coverage: Floats) -> OptimizeResult:
        rows, units = self.shared
        many = self.helped.shape[1]
        return programme(
            np.r_[-1.0, np.zeros(many)],
            sparse.block_array([[coverage[:, None], -self.helped], [None, rows]]),
            np.r_[np.zeros(coverage.size), units],
            [(0.0, 1.0)] + [(0.0, None)] * many,
        )

    def plan(self, coverage: Floats) -> Plan:
        """The posts or lotteries that deliver a coverage; raises InternalError if it does not fit.

        Posts have a forest as their support: they are a vertex of a transport polytope.
        """
        share, helpers = self.delivered(coverage)
        if (1 - share) * float(coverage.sum()) > 1e-6 * max(1.0, float(coverage.sum())):
            raise InternalError("the coverage cannot be delivered by the units at hand")
        if self.is_joint:
            lotteries = tuple(self._lotteries(share * coverage, helpers))
            total = np.zeros(self.targets) + sum(lottery.coverage for lottery in lotteries)
            return Plan(total, lotteries=lotteries)
        posts = np.zeros((self.number.size, self.targets))
        posts[self.kind, self.covers.argmax(axis=1)] = np.where(helpers > DUST, helpers, 0.0)
        have = posts.sum(axis=0)
        posts *= np.divide(coverage, have, np.zeros(have.size), where=have > 0)
        used = posts.sum(axis=1)
        posts *= np.divide(self.number, used, np.ones(used.size), where=used > self.number)[:, None]
        return Plan(posts.sum(axis=0), posts)

    def _lotteries(self, coverage: Floats, helpers: Floats) -> Iterator[Lottery]:
        start = 0
        for block in self.blocks:
            chance = np.maximum(helpers[start : start + len(block)], 0.0)
            start += len(block)
            used = chance > 0
            covered, chance = block[used], chance[used] / max(1.0, float(chance.sum()))
            idle = 1.0 - float(chance.sum())
            if idle > DUST:
                covered = np.vstack([covered, np.zeros((1, covered.shape[1]), dtype=bool)])
                chance = np.r_[chance, idle]
            yield leave_out(Lottery(covered, chance / chance.sum()), coverage)

    def fewest_duties(self, pattern: Flags) -> Whole:
        """Send the fewest units that cover a pattern bool[target]: units[duty].

        Raises InternalError if the pattern cannot be covered at once.
        """
        many = self.kind.size
        if not pattern.any():
            return np.zeros(many, dtype=np.int64)
        found = milp(
            np.ones(many),
            constraints=[
                LinearConstraint(self.covers.T[pattern].astype(float), self.needed[pattern]),
                LinearConstraint(self.by_kind, -np.inf, self.number),
            ],
            integrality=np.ones(many),
            bounds=Bounds(0.0, np.inf),
        )
        if found.x is None:
            raise InternalError("a duty pattern cannot be covered by the units at hand")
        sent: Whole = np.round(found.x).astype(np.int64)
        return sent


def least(
    cost: Floats, rows: sparse.sparray, limits: Floats, bounds: list[tuple[float, float | None]]
) -> Floats:
    """A vertex of least cost with `rows @ x <= limits`; raises InternalError if there is none."""
    return np.asarray(programme(cost, rows, limits, bounds).x)


def programme(
    cost: Floats, rows: sparse.sparray, limits: Floats, bounds: list[tuple[float, float | None]]
) -> OptimizeResult:
    """The same with all that the solver says of it."""
    found: OptimizeResult = linprog(
        cost, A_ub=rows.tocsr(), b_ub=limits, bounds=bounds, method="highs-ds"
    )
    if found.x is None:
        raise InternalError(f"a linear programme of the coverage stopped: {found.message}")
    return found
