"""The fewest new options, and of those the fewest places, that answer all improvements."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

MOST_NODES = 20_000

Leave = tuple[int, int]
"""A party and a state that it would leave the desired one for."""
Sites = dict[tuple[int, int], frozenset[Leave]]
"""What a new option of an owner in a place would answer."""


@dataclass(frozen=True, slots=True)
class NewOption:
    """A new option of a party (or `OUTSIDE`), and the states in which it can be taken."""

    owner: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Deterrents:
    """A smallest set of new options; `fewest` and `fewest_places` say what is proved to be needed.

    `options` is None where none were found that answer every improvement, and `possible` whether
    there are any; it is None where that is open.
    """

    options: tuple[NewOption, ...] | None
    fewest: int
    fewest_places: int
    possible: bool | None = True

    @property
    def proven(self) -> bool:
        """Whether fewer options, or as many with fewer places, are known not to do."""
        if self.options is None:
            return self.possible is False
        places = sum(len(option.places) for option in self.options)
        return (len(self.options), places) == (self.fewest, self.fewest_places)


def bounded_by(found: Deterrents, wider: Deterrents) -> Deterrents:
    """What was found, with only that proven which holds of more places too."""
    possible = None if found.options is None and wider.options is not None else found.possible
    return replace(found, fewest=wider.fewest, fewest_places=wider.fewest_places, possible=possible)


def fewest_options(missing: tuple[Leave, ...], sites: Sites) -> Deterrents:
    """The fewest owners, and of those the fewest places, that answer everything."""
    useful = _undominated({site: met for site, met in sites.items() if met})
    if set(missing) - set().union(*useful.values()):
        return Deterrents(None, 0, 0, possible=False)
    owners = sorted({owner for owner, _ in useful})
    answer = _solved(missing, useful, owners)
    weight = len(useful) + 1
    bound = answer.fun if answer.status == 0 else answer.mip_dual_bound
    fewest, places = divmod(max(0, math.ceil(bound - 1e-6)), weight)
    chosen = list(useful) if answer.x is None else [
        site for site, value in zip(useful, answer.x[len(owners) :], strict=True) if value > 0.5
    ]  # fmt: skip
    options = tuple(
        NewOption(owner, tuple(place for other, place in chosen if other == owner))
        for owner in sorted({owner for owner, _ in chosen})
    )
    return Deterrents(options, fewest, places)


def _undominated(sites: Sites) -> Sites:
    """Of each owner's places, those that answer something no other of its places answers too."""
    kept: Sites = {}
    for site, met in sorted(sites.items(), key=lambda one: (-len(one[1]), one[0])):
        rivals = (other for (owner, _), other in kept.items() if owner == site[0])
        if not any(met <= other for other in rivals):
            kept[site] = met
    return kept


def _solved(missing: tuple[Leave, ...], sites: Sites, owners: list[int]) -> Any:
    """Variables: owners, places. Each improvement is answered; a place needs its owner."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = len(owners) + len(sites)
    rows, low = [], []
    for leave in missing:
        row = np.zeros(count)
        row[len(owners) :] = [leave in met for met in sites.values()]
        rows.append(row)
        low.append(1.0)
    for at, (owner, _) in enumerate(sites):
        row = np.zeros(count)
        row[owners.index(owner)], row[len(owners) + at] = 1.0, -1.0
        rows.append(row)
        low.append(0.0)
    return milp(
        np.array([float(len(sites) + 1)] * len(owners) + [1.0] * len(sites)),
        constraints=LinearConstraint(np.array(rows), np.array(low), np.inf),
        integrality=np.ones(count),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
