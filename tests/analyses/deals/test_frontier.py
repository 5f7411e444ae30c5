"""The frontier against the definition, and the deals behind it."""

from __future__ import annotations

import numpy as np
import pytest

from analyses.deals.spaces import random_space, written_down
from detente.analyses.deals import maxima
from detente.analyses.deals.agreement import gone_through
from detente.analyses.deals.frontier import frontier
from detente.analyses.deals.recover import Recovery
from detente.randomness import generator
from oracles import deals as oracle

SEEDS = [seed if seed < 4 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(40)]


@pytest.mark.parametrize("seed", SEEDS)
def test_frontier_and_its_deals_agree_with_the_definition(seed: int) -> None:
    rng = generator(seed)
    for _ in range(25):
        space = random_space(rng)
        plain = written_down(space)
        expected = set(oracle.efficient(plain.zopa(), plain.utility))
        front = frontier(space)
        recovery = Recovery(front)
        owner, deals = recovery.deals_at(front.points)
        assert {tuple(map(int, deal)) for deal in deals} == expected
        assert len(deals) == len(expected)
        assert (space.utility(deals) == front.points[owner]).all()
        counts = recovery.count_at(front.points)
        assert counts.sum() == len(expected)
        assert (np.bincount(owner, minlength=len(counts)) == counts).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_going_through_all_deals_agrees_with_elimination(seed: int) -> None:
    rng = generator(1000 + seed)
    for _ in range(20):
        space = random_space(rng)
        expected, found = frontier(space), gone_through(space, 10**6)
        assert found.points.tolist() == expected.points.tolist()
        if len(expected.points):
            owner, deals = Recovery(expected).deals_at(expected.points)
            same_owner, same_deals = found.deals_at(found.points)
            assert owner.tolist() == same_owner.tolist()
            assert deals.tolist() == same_deals.tolist()


@pytest.mark.parametrize("parties", [1, 2, 3, 4])
def test_few_points_are_compared_as_many_are_swept(
    parties: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = generator(parties)
    for _ in range(20):
        left, right = (
            maxima.efficient(random.integers(0, 6, (random.integers(1, 15), parties)))
            for _ in range(2)
        )
        floor = random.integers(0, 8, parties)
        few = [maxima.efficient_sum(left, right, floor), maxima.union([left, right], parties)]
        monkeypatch.setattr(maxima, "FEW", 0)
        many = [maxima.efficient_sum(left, right, floor), maxima.union([left, right], parties)]
        monkeypatch.undo()
        for one, other in zip(few, many, strict=True):
            assert sorted(one.tolist()) == sorted(other.tolist())
        sums = {tuple(a + b) for a in left for b in right if (a + b >= floor).all()}
        best = {
            s for s in sums if not any(o != s and all(np.array(o) >= np.array(s)) for o in sums)
        }
        assert {tuple(row) for row in few[0]} == best
