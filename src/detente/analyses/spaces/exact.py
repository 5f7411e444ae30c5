"""One draw of a problem in whole numbers, with what common fronts hold back."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import numpy as np

from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.listing import LARGEST_LISTING, blocks
from detente.analyses.spaces.problem import Floats, Problem
from detente.analyses.spaces.space import FRONT, GRID, RULE, Ban, Factor, Integers, Space
from detente.analyses.spaces.statements import Front, over_deals

SIMPLE = 10**6
CLOSE = 1e-13
LARGEST_UNIT = 9 * 10**13
"""Utilities up to 100 points stay below 2**53, so floating point holds them exactly as well."""


@lru_cache(maxsize=1 << 16)
def fraction(number: float) -> Fraction | None:
    """The simple fraction that a decimal number or a third stands for; None where there is none.

    >>> fraction(0.1), fraction(100 / 3)
    (Fraction(1, 10), Fraction(100, 3))
    >>> fraction(2 ** 0.5) is None
    True
    """
    simple = Fraction(number).limit_denominator(SIMPLE)
    return simple if abs(float(simple) - number) <= CLOSE * max(1.0, abs(number)) else None


def space_of(problem: Problem, draw: int = 0) -> Space:
    """A draw of a problem, each party in its own unit.

    Where weights, worths and reservation values are decimal numbers, the unit is their common
    denominator and the party is counted exactly; otherwise its utilities are rounded to a grid of
    1e-9 points and its own limit is lowered by what the rounding of all terms can amount to.
    """
    scopes: list[tuple[int, ...]] = [(issue,) for issue in range(len(problem.sizes))]
    scopes += [term.scope for term in problem.terms]
    units, columns = [], []
    for party in range(len(problem.parties)):
        row = _numbers(problem, party, draw)
        unit = _unit(row)
        whole = [round(number * (unit or GRID)) for number in row]
        if unit is None:
            whole[-1] -= len(scopes)
        units.append(unit)
        columns.append(whole)
    entries = np.array(columns, np.int64).T
    gains = np.split(entries[:-1], np.cumsum([*problem.sizes, *[1] * len(problem.terms)])[:-1])
    joint: dict[tuple[int, ...], Integers] = {}
    for term, gain in zip(problem.terms, gains[len(problem.sizes) :], strict=True):
        shape = (*term.holds.shape, len(problem.parties))
        table = joint.setdefault(term.scope, np.zeros(shape, np.int64))
        table[..., term.party] += term.holds * gain[0, term.party]
    tables = [*map(np.ascontiguousarray, gains[: len(problem.sizes)]), *joint.values()]
    return Space(
        problem.sizes,
        np.array([unit or GRID for unit in units], np.int64),
        entries[-1].copy(),
        tuple(map(Factor, [*scopes[: len(problem.sizes)], *joint], tables)),
        tuple(Ban(x.party, x.scope, x.broken, x.number) for x in problem.lines),
        all(unit is not None for unit in units),
    )


def _numbers(problem: Problem, party: int, draw: int) -> list[Fraction | float]:
    """All numbers of a party in points: worths by issue, terms, reservation value."""
    row: list[Fraction | float] = []
    weights = _shares(problem.weight[draw, party])
    for weight, worth in zip(weights, problem.worth, strict=True):
        for value in worth[draw, party]:
            simple = fraction(float(value))
            if isinstance(weight, Fraction) and simple is not None:
                row.append(weight * simple)
            else:
                row.append(float(weight) * float(value))
    for number in [term.points[draw] for term in problem.terms] + [problem.limit[draw, party]]:
        simple = fraction(float(number))
        row.append(float(number) if simple is None else simple)
    return row


def _shares(weights: Floats) -> list[Fraction | float]:
    """Normalised weights as fractions that sum to exactly 1, so that 60/40 and 0.6/0.4 agree."""
    simple = [fraction(float(weight)) for weight in weights]
    known: list[Fraction | float] = [s for s in simple if s is not None]
    whole = len(known) == len(simple) and sum(known) == 1
    return known if whole else [float(weight) for weight in weights]


def _unit(row: list[Fraction | float]) -> int | None:
    """The common denominator of a row of fractions; None where it would be too large."""
    fractions = [number for number in row if isinstance(number, Fraction)]
    if len(fractions) < len(row):
        return None
    unit = math.lcm(*(number.denominator for number in fractions))
    return unit if unit <= LARGEST_UNIT else None


def whole_space(problem: Problem, consent: Consent, draw: int = 0) -> Space:
    """A draw of a problem in whole numbers, with what common fronts hold back."""
    space = space_of(problem, draw)
    bans = tuple(
        _held_back(space, front, members)
        for front in problem.fronts
        if (members := unheard(problem, consent, front))
    )
    return replace(space, bans=(*space.bans, *bans))


def unheard(problem: Problem, consent: Consent, front: Front) -> tuple[int, ...]:
    """The members of a front whose consent a deal can do without otherwise."""
    needed = frozenset.intersection(*consent.groups) if consent.groups else frozenset()
    heard = {problem.table[seat] for seat in needed}
    return tuple(party for party in front.members if party not in heard)


def _held_back(space: Space, front: Front, members: tuple[int, ...]) -> Ban:
    """The deals that leave what a front holds and that not all of these members accept.

    Where the deals are too many to go through, all that leave what it holds.
    """
    if space.count > LARGEST_LISTING:
        return Ban(FRONT, front.scope, front.left, lifted_by=frozenset(members))
    own = space.of(members)
    own = replace(own, bans=tuple(ban for ban in own.bans if ban.party != RULE))
    agreed = np.concatenate([block.reached(own.limit) for block in blocks(own)])
    left = over_deals(front.scope, front.left, space.sizes)
    held = (left & ~agreed).reshape(space.sizes)
    everywhere = tuple(range(len(space.sizes)))
    return Ban(FRONT, everywhere, held, lifted_by=frozenset(members))
