"""What a further issue would have to be worth to move the Nash solution, without knowing the issue.

An issue that is worth t points to one party and nothing to the others, whatever else is agreed,
adds t to that party's gain in every deal. The Nash solution on the issues at hand then moves where
another deal y overtakes the deal x chosen: with n parties that gain equally often, where

    (g(y) + t)^a L(y) > (g(x) + t)^a L(x),

g being the party's gain, a its power and L the product of the others' gains to their powers. The
least t follows in closed form for each y; the efficient deals of each group that can decide are
all that need to be compared, since a deal's standing never falls when a gain rises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.agreement import Agreement, agree
from detente.analyses.spaces.consent import Consent, Group
from detente.analyses.spaces.space import Space

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]

JUST_ABOVE = 1e-7
"""Points above a threshold at which deals that share it are compared."""
TIED = 1e-12


@dataclass(frozen=True, eq=False)
class Shift:
    """How much a further issue must be worth to one party for the solution to move.

    It moves to `deal` as soon as the issue is worth more than `points`. Both are None where no
    worth moves it, or, with `known` False, where the efficient deals are too many to compare.
    """

    party: int
    points: float | None
    deal: Indices | None
    known: bool = True


@dataclass(frozen=True, eq=False)
class _Rivals:
    """Efficient deals for one group: `gain[deal, party]` in points, and from when they pass."""

    agreement: Agreement
    gain: Floats
    passes: Floats


def shifts(
    space: Space, consent: Consent, solution: Indices, power: Floats | None = None
) -> tuple[Shift, ...]:
    """The least worth of a further issue to each party that moves the Nash solution.

    `solution` is the Nash deal under the rule of consent, `power[party]` its exponents.
    """
    exponent = np.ones(space.parties) if power is None else power
    utility = space.utility(solution[np.newaxis])[0]
    chosen = (utility - space.limit) / space.unit
    return tuple(
        _shift(party, list(_rivals(space, consent, party)), chosen, exponent)
        for party in range(space.parties)
    )


def _rivals(space: Space, consent: Consent, party: int) -> Iterator[_Rivals]:
    """Deals that could pass if a party's gains were higher, by group that can decide."""
    limit = space.limit.copy()
    limit[party] = space.floor()[party]
    lowered = replace(space, limit=limit)
    for group in consent.groups:
        agreement = agree(lowered, (group,))
        gain = (agreement.points - space.limit) / space.unit
        yield _Rivals(agreement, gain, _passes_from(gain, party, group))


def _passes_from(gain: Floats, party: int, group: Group) -> Floats:
    """What the issue must be worth for each deal to pass: what a member lacks, else nothing."""
    return np.maximum(0.0, -gain[:, party]) if party in group else np.zeros(len(gain))


def _shift(party: int, rivals: list[_Rivals], chosen: Floats, power: Floats) -> Shift:
    if not all(part.agreement.exact for part in rivals):
        return Shift(party, None, None, known=False)
    best: tuple[float, tuple[float, float], Agreement, int] | None = None
    for part in rivals:
        if len(part.gain) == 0:
            continue
        least = _overtaking(part.gain, part.passes, chosen, party, power)
        lowest = least.min()
        if not np.isfinite(lowest) or (best is not None and lowest > best[0] + JUST_ABOVE):
            continue
        for row in np.flatnonzero(least <= lowest + TIED).tolist():
            rank = _standing(part.gain[[row]], lowest + JUST_ABOVE, party, power)[0]
            order = (float(rank[0]), float(rank[1]))
            if best is None or lowest < best[0] - JUST_ABOVE or order > best[1]:
                best = (float(lowest), order, part.agreement, row)
    if best is None:
        return Shift(party, None, None)
    agreement, row = best[2], best[3]
    return Shift(party, best[0], agreement.deals_at(agreement.points[[row]], most=1)[1][0])


def _overtaking(gain: Floats, passes: Floats, chosen: Floats, party: int, power: Floats) -> Floats:
    """The least worth to a party from which each deal is better than the one chosen; else inf.

    Which of the two is better changes at most where one passes, where the party begins to gain by
    one, and where the products are equal, the party's gain counted in both or in one of them; it
    is asked between these points.
    """
    own, other = gain[:, party], chosen[party]
    nobody = np.zeros(len(power), bool)
    nobody[party] = True
    left = _logarithm(gain, nobody, power)
    right = _logarithm(chosen[np.newaxis], nobody, power)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.exp((right - left) / power[party])
        equal = [(ratio * other - own) / (1.0 - ratio), ratio - own, 1.0 / ratio - other]
    tried = np.stack([passes, -own, np.full_like(own, -other), *equal])
    tried = np.sort(np.where(np.isfinite(tried) & (tried >= passes), tried, passes), axis=0)
    least = np.full(len(gain), np.inf)
    for start, end in zip(tried, [*tried[1:], 2.0 * tried[-1] + 1.0], strict=True):
        good = (end > start) & _ahead(gain, chosen, (start + end) / 2.0, party, power)
        least = np.where(good & (start < least), start, least)
    return least


def _ahead(gain: Floats, chosen: Floats, worth: Floats, party: int, power: Floats) -> Floats:
    """Whether each deal stands above the one chosen when the issue is worth so much."""
    here = _standing(gain, worth, party, power)
    there = _standing(np.broadcast_to(chosen, gain.shape), worth, party, power)
    more = here[:, 0] > there[:, 0]
    return np.asarray(more | ((here[:, 0] == there[:, 0]) & (here[:, 1] > there[:, 1] + TIED)))


def _standing(gain: Floats, worth: Floats | float, party: int, power: Floats) -> Floats:
    """How many parties gain, and the logarithm of the product of their gains."""
    raised = gain.copy()
    raised[:, party] += worth
    nobody = np.zeros(len(power), bool)
    return np.column_stack([(raised > 0).sum(axis=1), _logarithm(raised, nobody, power)])


def _logarithm(gain: Floats, left_out: NDArray[np.bool_], power: Floats) -> Floats:
    counted = (gain > 0) & ~left_out
    return np.asarray(np.where(counted, np.log(np.where(counted, gain, 1.0)), 0.0) @ power)
