"""Security games by the definitions: every answer of the adversary is tried with a programme.

Nothing here knows how the package computes anything; plain and slow.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import linprog, minimize

Array = np.ndarray


def deliverable_patterns(
    number: Sequence[int], duties: Sequence[Sequence[tuple[int, ...]]], needs: Sequence[int]
) -> list[tuple[int, ...]]:
    """Every set of targets that the units can protect at once: `duties[type]` lists target sets."""
    choices = []
    for units, own in zip(number, duties, strict=True):
        choices.append(list(itertools.combinations_with_replacement([(), *own], units)))
    found = set()
    for sent in itertools.product(*choices):
        counts = [0] * len(needs)
        for duty in itertools.chain.from_iterable(sent):
            for target in duty:
                counts[target] += 1
        found.add(tuple(int(n >= need) for n, need in zip(counts, needs, strict=True)))
    return sorted(found)


Side = tuple[Array, Array]
"""Utilities of one side: (uncovered, covered)."""


def commitment_value(
    kinds: Sequence[tuple[Side, Side]], prior: Sequence[float], patterns: Sequence[tuple[int, ...]]
) -> float:
    """Strong Stackelberg value against kinds of adversary, each (our utilities, its utilities).

    One programme for every combination of targets, one a kind: the best lottery over patterns under
    which each kind's best reply is its target. Covering less than a pattern is allowed.
    """
    matrix = np.array(patterns, dtype=float)
    targets = range(matrix.shape[1])
    return max(
        _made_to_attack(kinds, prior, matrix, attacked)
        for attacked in itertools.product(targets, repeat=len(kinds))
    )


def _made_to_attack(
    kinds: Sequence[tuple[Side, Side]],
    prior: Sequence[float],
    patterns: Array,
    attacked: tuple[int, ...],
) -> float:
    """Variables: coverage[target] and chance[pattern]."""
    many, count = patterns.shape
    rows, limits = [], []
    for target in range(count):
        row = np.zeros(count + many)
        row[target] = 1
        row[count:] = -patterns[:, target]
        rows.append(row)
        limits.append(0.0)
    cost, base = np.zeros(count + many), 0.0
    for (ours, theirs), share, target in zip(kinds, prior, attacked, strict=True):
        fall = theirs[0] - theirs[1]
        for other in range(count):
            row = np.zeros(count + many)
            row[other] -= fall[other]
            row[target] += fall[target]
            rows.append(row)
            limits.append(theirs[0][target] - theirs[0][other])
        cost[target] -= share * (ours[1][target] - ours[0][target])
        base += share * ours[0][target]
    found = linprog(
        cost,
        A_ub=np.array(rows),
        b_ub=np.array(limits),
        A_eq=np.r_[np.zeros(count), np.ones(many)][None, :],
        b_eq=[1.0],
        bounds=(0, 1),
    )
    return float(base - found.fun) if found.status == 0 else -np.inf


def noisy_value_by_search(
    value: Callable[[Array], float],
    number: Array,
    protects: Array,
    random: np.random.Generator,
    *,
    starts: int,
) -> float:
    """Best value that local searches from many starts find over posts of typed units."""
    kinds, targets = np.nonzero(protects)
    by_target = np.zeros((protects.shape[1], kinds.size))
    by_target[targets, np.arange(kinds.size)] = 1
    by_kind = np.zeros((protects.shape[0], kinds.size))
    by_kind[kinds, np.arange(kinds.size)] = 1
    limits = [
        {"type": "ineq", "fun": lambda posts: 1 - by_target @ posts},
        {"type": "ineq", "fun": lambda posts: number - by_kind @ posts},
    ]
    best = value(np.zeros(protects.shape[1]))
    for _ in range(starts if kinds.size else 0):
        found = minimize(
            lambda posts: -value(by_target @ posts),
            random.random(kinds.size),
            bounds=[(0, 1)] * kinds.size,
            constraints=limits,
            method="SLSQP",
        )
        if all((limit["fun"](found.x) >= -1e-8).all() for limit in limits):
            best = max(best, -float(found.fun))
    return best


def guarantee(
    ours: Side, low: Side, high: Side, coverage: Array, *, steps: int = 2, near: float = 1e-9
) -> float:
    """Our worst utility over a grid of the adversary's payoffs, ties against us.

    Each target's payoffs take `steps` places from their low to their high end, in all combinations;
    targets that are worse for the adversary by at most `near` count as tied with the best.
    """
    worst = np.inf
    mine = ours[0] + coverage * (ours[1] - ours[0])
    lows, highs = (end[0] + coverage * (end[1] - end[0]) for end in (low, high))
    for corner in itertools.product(np.linspace(0, 1, steps), repeat=coverage.size):
        theirs = lows + np.array(corner) * (highs - lows)
        tied = theirs >= theirs.max() - near
        worst = min(worst, mine[tied].min())
    return float(worst)


def doubly_stochastic_parts(matrix: Array) -> list[tuple[float, Array]]:
    """Birkhoff's decomposition of a doubly stochastic matrix into permutations, one by one."""
    from scipy.optimize import linear_sum_assignment

    left, parts = matrix.copy(), []
    while left.max() > 1e-12:
        rows, columns = linear_sum_assignment(np.where(left > 1e-12, 0.0, 1.0))
        share = float(left[rows, columns].min())
        permutation = np.zeros_like(matrix)
        permutation[rows, columns] = 1
        parts.append((share, permutation))
        left -= share * permutation
    return parts
