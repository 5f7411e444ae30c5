"""Why no deal passes: who blocks, which red lines, how far away the nearest deals are."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim, common
from detente.analyses.deals.solve.best import best, feasible
from detente.analyses.deals.solve.census import Census
from detente.analyses.deals.solve.maxima import efficient
from detente.analyses.spaces.consent import Consent, Group, mask_of
from detente.analyses.spaces.space import Integers, Space

Indices = NDArray[np.intp]

MOST_SETS = 4000
"""Sets of red lines tried before the search for the smallest ones ends."""
MOST_NEAREST = 20


@dataclass(frozen=True, eq=False)
class Miss:
    """A deal that no winning group accepts, and how far `group` is from accepting it.

    `lack[party]`, in units, for all parties of the space; `lines` are the red lines of the group
    that it breaks. `least` says in which sense it is nearest: `total` or `largest` shortfall.
    """

    deal: Indices
    group: Group
    lack: Integers
    lines: tuple[int, ...]
    least: tuple[str, ...]


class Possible:
    """Which groups of parties accept some deal in common; remembers what it has found out."""

    def __init__(self, space: Space, census: Census | None = None) -> None:
        self._space, self._census = space, census
        self._known: dict[Group, bool] = {}

    def __call__(self, group: Group) -> bool:
        """Whether some deal is accepted by all members of a group."""
        if group not in self._known:
            if self._census is not None:
                self._known[group] = self._census.by_all(mask_of(group)) > 0
            else:
                self._known[group] = feasible(self._space.asking(group))
        return self._known[group]


def blocking_parties(consent: Consent, possible: Possible) -> tuple[Group, ...]:
    """The smallest sets of parties whose consent, taken as given, would let a deal pass."""
    found: list[Group] = []
    for size in range(1, consent.parties + 1):
        for members in itertools.combinations(range(consent.parties), size):
            group = frozenset(members)
            if any(smaller <= group for smaller in found):
                continue
            others = consent.given(mask_of(group))
            if any(possible(rest - group) for rest in others.groups):
                found.append(group)
    return tuple(found)


def blocking_lines(space: Space, consent: Consent) -> tuple[tuple[Group, ...], bool]:
    """The smallest sets of red lines whose lifting would let a deal pass; whether all were found.

    Empty when even lifting all of them would not.
    """
    lines = space.lines
    groups = consent.groups
    if not lines or not _passes(space.lifting(frozenset(lines)), groups):
        return (), True
    found: list[Group] = []
    tried = 0
    for size in range(1, len(lines) + 1):
        for chosen in itertools.combinations(lines, size):
            lifted = frozenset(chosen)
            if any(smaller <= lifted for smaller in found):
                continue
            tried += 1
            if tried > MOST_SETS:
                return tuple(found), False
            if _passes(space.lifting(lifted), groups):
                found.append(lifted)
    return tuple(found), True


def _passes(space: Space, groups: tuple[Group, ...]) -> bool:
    return any(feasible(space.asking(group)) for group in groups)


def nearest_misses(space: Space, consent: Consent) -> tuple[Miss, ...]:
    """Deals nearest to passing: least total and least largest shortfall of a winning group.

    Deals that break no red line of the group come first; only where there is none, as few red
    lines as possible are lifted. Among equals the deals that are efficient for the group are given.
    """
    misses: list[Miss] = []
    for group in consent.groups:
        part = space.of(tuple(sorted(group)))
        for lifted in _least_lifting(part):
            misses += _misses_of(space, group, part.lifting(lifted), lifted)
    if not misses:
        return ()
    fewest = min(len(miss.lines) for miss in misses)
    misses = [miss for miss in misses if len(miss.lines) == fewest]
    lacks = common(np.array([miss.lack for miss in misses]), space.unit)
    totals, largest = lacks.sum(axis=1), lacks.max(axis=1)
    kept: dict[tuple[Group, tuple[int, ...]], Miss] = {}
    for miss, total, most in zip(misses, totals, largest, strict=True):
        least = tuple(
            name
            for name, best in (("total", total == totals.min()), ("largest", most == largest.min()))
            if best
        )
        if least:
            kept.setdefault(
                (miss.group, tuple(int(v) for v in miss.deal)),
                Miss(miss.deal, miss.group, miss.lack, miss.lines, least),
            )
    return tuple(kept.values())[:MOST_NEAREST]


def _least_lifting(space: Space) -> list[Group]:
    """The smallest numbers of red lines to lift so that any deal is left at all."""
    unlimited = space.unlimited()
    for size in range(len(space.lines) + 1):
        chosen = [
            frozenset(lines)
            for lines in itertools.combinations(space.lines, size)
            if feasible(unlimited.lifting(frozenset(lines)))
        ]
        if chosen:
            return chosen[:MOST_NEAREST]
    return []


def _misses_of(space: Space, group: Group, part: Space, lifted: Group) -> list[Miss]:
    lowest = part.floor()
    everybody = np.ones(part.parties, np.bool_)
    aims = (
        Aim("shortfall", part.limit, part.unit, everybody),
        Aim("smallest", part.limit, part.unit, everybody, even=False),
    )
    deals = [best(part, aim, least=lowest, most=MOST_NEAREST).deals for aim in aims]
    found = np.unique(np.concatenate(deals), axis=0)
    own = part.utility(found)
    front = {tuple(point) for point in efficient(own).tolist()}
    keep = [k for k, point in enumerate(own.tolist()) if tuple(point) in front]
    utility = space.utility(found[keep])
    members = np.isin(np.arange(space.parties), list(group))
    lack = np.where(members, np.maximum(0, space.limit - utility), 0)
    return [
        Miss(deal, group, row, tuple(sorted(lifted)), ())
        for deal, row in zip(found[keep], lack, strict=True)
    ]
