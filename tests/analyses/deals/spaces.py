"""Random deal spaces for the tests, and the same spaces written down for the oracle."""

from __future__ import annotations

import math
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from detente.analyses.deals.advice.naming import Naming
from detente.analyses.no_deal.worth import NoDeal
from detente.analyses.spaces.problem import Problem
from detente.analyses.spaces.space import Ban, Factor, Space
from oracles import deals as oracle


def random_space(
    rng: np.random.Generator,
    *,
    parties: int | None = None,
    issues: int | None = None,
    most: int = 600,
    top: int | None = None,
) -> Space:
    """A small space with interactions, red lines, rules, and plenty of ties."""
    parties = parties or int(rng.integers(1, 7))
    issues = issues or int(rng.integers(1, 9))
    sizes: list[int] = []
    for left in range(issues, 0, -1):
        room = most // math.prod([1, *sizes]) // 2 ** (left - 1)
        sizes.append(int(rng.integers(1, max(2, min(6, room)) + 1)))
    top = top or int(rng.choice([3, 10, 1000]))
    factors = [Factor((i,), rng.integers(0, top, (size, parties))) for i, size in enumerate(sizes)]
    bans = []
    for _ in range(rng.integers(0, 4)):
        scope, shape = _scope(rng, sizes)
        factors.append(Factor(scope, rng.integers(-top, top, (*shape, parties))))
    for _ in range(rng.integers(0, 4)):
        scope, shape = _scope(rng, sizes)
        party = int(rng.integers(-1, parties))
        bans.append(Ban(party, scope, rng.random(shape) < 0.25))
    limit = rng.integers(0, max(2, top * issues // 2), parties)
    unit = rng.choice([1, 2, 10, 12], parties)
    return Space(tuple(sizes), unit, limit, tuple(factors), tuple(bans))


def _scope(rng: np.random.Generator, sizes: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    size = int(rng.integers(1, min(3, len(sizes)) + 1))
    scope = tuple(sorted(int(i) for i in rng.choice(len(sizes), size, replace=False)))
    return scope, tuple(sizes[i] for i in scope)


def written_down(space: Space) -> oracle.Listed:
    """The space deal by deal."""
    units = [int(unit) for unit in space.unit]

    def worth(deal: oracle.Deal) -> oracle.Utilities:
        total = [0] * len(units)
        for factor in space.factors:
            row = factor.gain[tuple(deal[i] for i in factor.scope)]
            total = [a + int(b) for a, b in zip(total, row, strict=True)]
        return tuple(Fraction(a, unit) for a, unit in zip(total, units, strict=True))

    def broken(deal: oracle.Deal) -> list[int]:
        return [
            k for k, ban in enumerate(space.bans) if ban.broken[tuple(deal[i] for i in ban.scope)]
        ]

    limit = tuple(Fraction(int(a), u) for a, u in zip(space.limit, units, strict=True))
    return oracle.listed(space.sizes, worth, broken, [ban.party for ban in space.bans], limit)


def named(space: Space) -> Naming:
    """A space whose party k is called `k`, and so are its issues and their values."""
    parties = tuple(map(str, range(space.parties)))
    issues = len(space.sizes)
    problem = Problem(
        parties=parties,
        table=tuple(range(space.parties)),
        issues=tuple(map(str, range(issues))),
        labels=tuple(tuple(map(str, range(size))) for size in space.sizes),
        weight=np.full((1, space.parties, issues), 1 / issues),
        worth=(),
        no_deal=NoDeal(space.points(space.limit)[np.newaxis]),
    )
    stated = {party: SimpleNamespace(weights={}) for party in parties}
    scenario: Any = SimpleNamespace(preferences=stated)
    return Naming(scenario, problem, space)
