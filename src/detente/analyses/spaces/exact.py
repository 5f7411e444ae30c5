"""One draw of a problem in whole numbers."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from detente.analyses.spaces.problem import Problem
from detente.analyses.spaces.space import GRID, Ban, Factor, Integers, Space

SIMPLE = 10**6
CLOSE = 1e-13
LARGEST_UNIT = 9 * 10**13
"""Utilities up to 100 points stay below 2**53, so floating point holds them exactly as well."""


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
    rows = [_party_row(problem, party, draw) for party in range(len(problem.parties))]
    units = [_unit(row) for row in rows]
    whole = [_whole(row, unit) for row, unit in zip(rows, units, strict=True)]
    exact = all(unit is not None for unit in units)
    factors = []
    at = 0
    for issue, size in enumerate(problem.sizes):
        gain = np.array([row[at : at + size] for row in whole], np.int64).T
        factors.append(Factor((issue,), np.ascontiguousarray(gain)))
        at += size
    for k, term in enumerate(problem.terms):
        gain = np.zeros((*term.holds.shape, len(problem.parties)), np.int64)
        gain[..., term.party] = term.holds * whole[term.party][at + k]
        factors.append(Factor(term.scope, gain))
    limit = [
        row[-1] - (len(factors) if unit is None else 0)
        for row, unit in zip(whole, units, strict=True)
    ]
    bans = tuple(Ban(x.party, x.scope, x.broken, x.number) for x in problem.lines)
    unit = np.array([GRID if u is None else u for u in units], np.int64)
    return Space(problem.sizes, unit, np.array(limit, np.int64), tuple(factors), bans, exact)


def _party_row(problem: Problem, party: int, draw: int) -> list[Fraction | float]:
    """All numbers of a party in points: worths by issue, terms, reservation value.

    Normalised weights are made whole by their own common ratio, so 60/40 and 0.6/0.4 agree.
    """
    weights = _shares(problem.weight[draw, party])
    row: list[Fraction | float] = []
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


def _shares(weights: Integers) -> list[Fraction | float]:
    """Normalised weights as fractions that sum to exactly 1, or as they are."""
    simple = [fraction(float(weight)) for weight in weights]
    known = [s for s in simple if s is not None]
    if len(known) < len(simple) or sum(known) != 1:
        return [float(weight) for weight in weights]
    return list(known)


def _unit(row: list[Fraction | float]) -> int | None:
    """The common denominator of a row of fractions; None where it would be too large."""
    fractions = [number for number in row if isinstance(number, Fraction)]
    if len(fractions) < len(row):
        return None
    unit = math.lcm(*(number.denominator for number in fractions))
    return unit if unit <= LARGEST_UNIT else None


def _whole(row: list[Fraction | float], unit: int | None) -> list[int]:
    return [round(number * (GRID if unit is None else unit)) for number in row]
