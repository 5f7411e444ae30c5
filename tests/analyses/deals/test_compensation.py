"""What a further issue must be worth to move the solution, against the definition."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from analyses.deals.spaces import named
from analyses.deals.test_votes import cases, places, plain
from detente.analyses.deals.advice.new_issue import moves
from detente.analyses.deals.solve.bargain import nash_deal
from detente.analyses.spaces.consent import unanimity
from detente.analyses.spaces.space import Factor, Space
from detente.randomness import generator
from oracles import deals as oracle
from oracles import deals_votes as votes

pytestmark = pytest.mark.few(3)
SEEDS = range(10)
NEAR = Fraction(1, 10**5)


def worth_more(listed: oracle.Listed, party: int, points: Fraction) -> oracle.Listed:
    """Gains as they are when an issue adds points to one party in every deal."""
    limit = tuple(d - points * (p == party) for p, d in enumerate(listed.limit))
    return replace(listed, limit=limit)


def chosen(listed: oracle.Listed, wins: votes.Wins, power: list[int]) -> set[oracle.Utilities]:
    return {listed.utility[deal] for deal in votes.nash(listed, wins, power)}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solution_moves_there_and_not_before(seed: int) -> None:
    rng = generator(seed)
    moved = 0
    for space, listed, rule, wins in cases(9000 + seed, 30, most=60):
        power = [int(p) for p in rng.integers(1, 3, space.parties)]
        solution = nash_deal(space, np.array(power, np.float64), rule)
        if solution is None:
            continue
        here = listed.utility[plain(solution)]
        for move in moves(named(space), rule, solution, np.array(power, np.float64)):
            assert move.known
            party = int(move.party)
            if move.worth is None:
                for points in (Fraction(1, 3), Fraction(5), Fraction(10**4)):
                    raised = worth_more(listed, party, points)
                    assert here in chosen(raised, wins, power)
                continue
            moved += 1
            least = Fraction(move.worth.points)
            for part in (Fraction(1, 3), Fraction(2, 3)):
                raised = worth_more(listed, party, part * (least - NEAR))
                assert least < NEAR or here in chosen(raised, wins, power)
            assert move.to is not None
            after = chosen(worth_more(listed, party, least + NEAR), wins, power)
            assert here not in after
            assert listed.utility[places(move.to.deal.values())] in after
    assert moved


def pie(share: int) -> Space:
    gain = np.array([[k, share - k] for k in range(share + 1)])
    limit = np.array([0, 0])
    return Space((share + 1,), np.array([1, 1]), limit, (Factor((0,), gain),))


def test_a_pie_of_ten_moves_after_one_point() -> None:
    """5 x 5 against (4 + t) x 6: the second is larger once t exceeds 1."""
    space = pie(10)
    found = moves(named(space), unanimity(2), np.array([5]))
    told = [(m.worth and m.worth.points, m.to and dict(m.to.deal)) for m in found]
    assert told == [(1.0, {"0": "4"}), (1.0, {"0": "6"})]


def test_too_many_efficient_deals_are_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = "detente.analyses.deals.solve.agreement"
    monkeypatch.setattr(f"{agreement}.largest_set", lambda _: 0)
    monkeypatch.setattr(f"{agreement}.WANTED", 1)
    monkeypatch.setattr(f"{agreement}.LEAST_WANTED", 1)
    share = np.arange(36).reshape(6, 6)
    opposed = Factor((0, 1), np.stack([share, 35 - share], axis=2))
    space = replace(pie(2), sizes=(6, 6), factors=(opposed,))
    found = moves(named(space), unanimity(2), np.array([2, 5]))
    assert [(move.known, move.worth) for move in found] == [(False, None)] * 2
