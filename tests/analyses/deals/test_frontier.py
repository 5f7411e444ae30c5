"""The frontier against the definition, and the deals behind it."""

from __future__ import annotations

import pytest

from analyses.deals.spaces import random_space, written_down
from detente.analyses.deals.solve.frontier import frontier
from detente.randomness import generator
from oracles import deals as oracle

pytestmark = pytest.mark.few(4)
SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_frontier_and_its_deals_agree_with_the_definition(seed: int) -> None:
    rng = generator(seed)
    for _ in range(25):
        space = random_space(rng)
        plain = written_down(space)
        expected = set(oracle.efficient(plain.zopa(), plain.utility))
        front = frontier(space)
        owner, deals = front.deals_at(front.points)
        assert {tuple(map(int, deal)) for deal in deals} == expected
        assert len(deals) == len(expected)
        assert (space.utility(deals) == front.points[owner]).all()
