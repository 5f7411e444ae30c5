"""Branch and bound where every issue depends on every other: bounds by cost shifting.

Issues are merged into groups (`merged`), one weighting of the parties is chosen so that it bounds
the aim closely over the deals known so far (`multipliers`), worth is moved between the tables until
they agree (`shifting`), and the groups are settled depth first, looking ahead (`forward`). What is
found serves every later search in the same space. A search that is given up still returns a bound.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals import descent
from detente.analyses.deals.aims import AIMS, SLACK, Aim, Found
from detente.analyses.deals.forward import look_ahead
from detente.analyses.deals.laid_tables import first_bounds, laid_tables
from detente.analyses.deals.merged import merged
from detente.analyses.deals.multipliers import multipliers
from detente.analyses.deals.shifting import shift
from detente.analyses.deals.space import Ban, Factor, Integers, Space
from detente.randomness import generator

Floats = NDArray[np.float64]

ROUNDS = 60
ENOUGH = 1e-3
SCOUTING = 2_000
SCOUTS = 8
RETRIES = 3
PATIENCE = 2_000_000


class Tight:
    """A space prepared for many searches; remembers the deals it has met."""

    def __init__(self, space: Space) -> None:
        self._unit = space.unit.astype(np.float64)
        self._space = space
        self._merged = merged(space)
        self._laid = laid_tables(self._merged)
        self._known: dict[tuple[int, ...], Integers] = {}
        self._scout()

    @property
    def entries(self) -> int:
        """Entries of all tables together: what it takes to prepare a search."""
        return len(self._laid.alive)

    @property
    def known(self) -> tuple[NDArray[np.intp], Integers]:
        """The deals met so far, none of which breaks a ban, and `utility[deal, party]`."""
        rows = np.array(list(self._known), np.int64).reshape(-1, len(self._laid.sizes))
        utility = np.array(list(self._known.values()), np.int64)
        return self._merged.deals(rows), utility.reshape(-1, len(self._unit))

    def search(  # noqa: PLR0913
        self,
        aim: Aim,
        *,
        origin: Integers,
        scale: Floats,
        power: Floats,
        minimum: Integers,
        best: float = -math.inf,
        first: bool = False,
        room: int = 1000,
        patience: int = PATIENCE,
    ) -> Found:
        """As `search.search` does, with everything given."""
        code = AIMS[aim]
        height, held = self._highest(code, origin, scale, power, minimum)
        if first and height >= best:
            return Found(height, self._merged.deals(held), 0, True)
        best = max(best, height)
        parts = (code, origin, scale, power, minimum)
        table, constant, spent = self._direction(*parts)
        value, rows, nodes, bound, ended, roomy = self._descend(
            table,
            constant,
            *parts,
            best - SLACK if best > -math.inf else best,
            room,
            patience,
            first,
        )
        self._remember(rows)
        spent += int(nodes)
        if not ended and len(rows) == 0 and len(held) and height >= best:
            rows, value = held, height
        if ended and not first:
            bound = value if len(rows) else best
        found = value if len(rows) else -math.inf
        deals = self._merged.deals(rows)
        return Found(found, deals, spent, bool(ended), bool(roomy), max(float(bound), found))

    def _highest(
        self, aim: int, origin: Integers, scale: Floats, power: Floats, minimum: Integers
    ) -> tuple[float, Integers]:
        """The best value among the deals known, and the first of them that has it."""
        best, held = -math.inf, np.empty((0, len(self._laid.sizes)), np.int64)
        for row, utility in self._known.items():
            if (utility >= minimum).all():
                value = float(descent.value_of(aim, (utility - origin) / scale, power))
                if value > best:
                    best, held = value, np.array([row], np.int64)
        return best, held

    def _direction(
        self, aim: int, origin: Integers, scale: Floats, power: Floats, minimum: Integers
    ) -> tuple[Floats, float, int]:
        """A table of weighted gains whose sum bounds the aim, the constant to add, nodes spent."""
        spent = 0
        for turn in range(RETRIES + 1):
            utility = np.array(list(self._known.values()), np.int64)
            if len(utility) == 0:
                utility = self._space.limit[np.newaxis]
            gains, excess = (utility - origin) / scale, (utility - minimum) / self._unit
            weights, extra, height = multipliers(aim, gains, excess, power)
            direction = weights / scale + extra / self._unit
            constant = descent.conjugate(aim, weights, power) - float(
                weights @ (origin / scale) + extra @ (minimum / self._unit)
            )
            table = self._shifted(direction)
            if turn == RETRIES:
                break
            rows, nodes = self._best_along(table, direction)
            spent += nodes
            self._remember(rows)
            fresh = self._utility(rows)
            offset = float(weights @ (origin / scale) + extra @ (minimum / self._unit))
            if len(rows) == 0 or (fresh @ direction - offset).max() <= height + 1e-6:
                break
        return table, constant, spent

    def _scout(self) -> None:
        """Deals that are best in a few directions, as a start."""
        parties = len(self._unit)
        chance = generator(0)
        wide = [np.ones(parties) / parties, *np.eye(parties)]
        wide += [chance.dirichlet(np.ones(parties)) for _ in range(SCOUTS)]
        for weights in wide:
            rows, _ = self._best_along(self._shifted(weights / self._unit), weights / self._unit)
            self._remember(rows)

    def _best_along(self, table: Floats, direction: Floats) -> tuple[Integers, int]:
        """A deal that a weighting of the parties values highly, allowed though not acceptable."""
        anything = np.full(len(direction), np.iinfo(np.int64).min)
        nothing = np.zeros(len(direction), np.int64)
        scale = 1.0 / np.maximum(direction, 1e-300)
        power = np.ones(len(direction))
        parts = (descent.SUM, nothing, scale, power, anything)
        _, rows, nodes, *_ = self._descend(table, 0.0, *parts, -math.inf, 1, SCOUTING, False)
        return rows, int(nodes)

    def _remember(self, rows: Integers) -> None:
        for row, utility in zip(rows, self._utility(rows), strict=True):
            self._known.setdefault(tuple(int(k) for k in row), utility)

    def _utility(self, rows: Integers) -> Integers:
        return self._space.utility(self._merged.deals(rows))

    def _shifted(self, direction: Floats) -> Floats:
        """All tables weighted by a direction, banned entries far below, worth moved to agree."""
        laid = self._laid
        table = laid.gain @ direction
        spans = np.maximum.reduceat(table, laid.starts) - np.minimum.reduceat(table, laid.starts)
        table = np.where(laid.alive, table, -4.0 * float(spans.sum()) - 1.0)
        shift(
            table,
            laid.starts,
            laid.ends,
            laid.links,
            laid.inner,
            laid.sizes,
            laid.own,
            ROUNDS,
            ENOUGH * float(spans.sum()) / 1000,
        )
        return np.asarray(table)

    def _descend(  # type: ignore[no-untyped-def]  # noqa: PLR0913
        self, table, constant, aim, origin, scale, power, minimum, best, room, patience, stop
    ):
        laid = self._laid
        base, outlook, score = first_bounds(self._merged, laid, table)
        return look_ahead(
            laid.sizes,
            laid.first,
            laid.table,
            laid.level,
            laid.arity,
            laid.ends_at,
            laid.marks,
            laid.starts,
            score,
            table,
            base + constant,
            outlook,
            laid.strides,
            laid.starts,
            laid.gain,
            laid.alive,
            minimum,
            origin.astype(np.float64),
            scale,
            power,
            aim,
            best,
            SLACK,
            1 if stop else room,
            patience,
            stop,
        )


def tight(space: Space) -> Tight:
    """A space prepared; the last few are kept, whatever their limits."""
    return _kept(space.sizes, tuple(int(u) for u in space.unit), space.factors, space.bans)


@lru_cache(maxsize=3)
def _kept(
    sizes: tuple[int, ...],
    unit: tuple[int, ...],
    factors: tuple[Factor, ...],
    bans: tuple[Ban, ...],
) -> Tight:
    nothing = np.zeros(len(unit), np.int64)
    return Tight(Space(sizes, np.array(unit, np.int64), nothing, factors, bans))
