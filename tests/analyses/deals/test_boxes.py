"""Long scales: what is found by ranges of values is what going through all deals finds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analyses.deals.solve import frontier as frontiers
from detente.analyses.deals.solve import thinning
from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.best import best, feasible, undominated_rows
from detente.analyses.deals.solve.boxes import passing_deals
from detente.analyses.deals.solve.maxima import TooLarge
from detente.analyses.deals.solve.programme import solve
from detente.analyses.spaces.consent import majority, unanimity
from detente.analyses.spaces.space import RULE, Ban, Factor, Space
from detente.randomness import generator

SEEDS = range(4)
KINDS = ("sum", "product", "smallest", "shortfall")


def scales(seed: int, count: int) -> Iterator[Space]:
    """Spaces of two or three scales whose worths bend, step, or have no order; some are tied."""
    rng = generator(seed)
    for _ in range(count):
        sizes = tuple(int(rng.integers(2, 45)) for _ in range(int(rng.integers(2, 4))))
        parties = int(rng.integers(2, 5))
        factors, bans = [], []
        for issue, size in enumerate(sizes):
            ends = np.unique([0, size // 2, size - 1])
            bends = [np.interp(np.arange(size), ends, rng.integers(0, 30, len(ends)) * 1000.0)]
            bends += [np.floor(np.arange(size) / 7) * 2000, rng.integers(0, 30_000, size)]
            gain = np.stack([bends[rng.integers(3)] for _ in range(parties)], axis=1)
            factors.append(Factor((issue,), np.round(gain).astype(np.int64)))
        for _ in range(int(rng.integers(0, 3))):
            scope = tuple(int(k) for k in np.sort(rng.choice(len(sizes), 2, replace=False)))
            first, second = (np.arange(sizes[k]) > rng.integers(sizes[k]) for k in scope)
            both = first[:, np.newaxis] & ~second
            if rng.random() < 0.5:
                points = rng.integers(-9000, 9000, parties)
                factors.append(Factor(scope, both[..., np.newaxis] * points))
            else:
                bans.append(Ban(int(rng.integers(RULE, parties)), scope, both, line=len(bans)))
        limit = rng.integers(5000, 12_000 * len(sizes), parties)
        unit = np.full(parties, 1000, np.int64)
        space = Space(sizes, unit, limit, tuple(factors), tuple(bans))
        if rng.random() < 0.5:  # a package that gives each party exactly its limit
            deal = np.array([[rng.integers(size) for size in sizes]])
            space = replace(space, limit=space.utility(deal)[0])
        yield space


def passing(space: Space, *, vote: bool) -> NDArray[np.intp]:
    """The deals that pass, by going through all."""
    deals = np.array(list(itertools.product(*map(range, space.sizes))), np.intp)
    accepts = space.utility(deals) >= space.limit
    broken = space.broken(deals)
    for k, ban in enumerate(space.bans):
        whom = slice(None) if ban.party == RULE else slice(ban.party, ban.party + 1)
        accepts[:, whom] &= ~broken[:, k, np.newaxis]
    enough = 2 * accepts.sum(axis=1) > space.parties if vote else accepts.all(axis=1)
    return deals[enough]


@pytest.mark.parametrize("vote", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_ranges_of_values_hold_the_deals_that_pass(seed: int, *, vote: bool) -> None:
    for space in scales(seed, 4):
        rule = majority(space.parties) if vote else unanimity(space.parties)
        parts = list(passing_deals(space, rule))
        found = np.concatenate([np.empty((0, len(space.sizes)), np.intp), *(p.low for p in parts)])
        expected = passing(space, vote=vote)
        assert sorted(map(tuple, found.tolist())) == list(map(tuple, expected.tolist()))
        for part in parts:
            assert (part.ceiling == space.utility(part.low)).all()
        assert feasible(space) == bool(len(passing(space, vote=False)))


@pytest.mark.parametrize("vote", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_are_those_of_going_through_all(
    seed: int, monkeypatch: pytest.MonkeyPatch, *, vote: bool
) -> None:
    monkeypatch.setattr("detente.analyses.deals.solve.best.MANY", 64)
    for space in scales(100 + seed, 4):
        rule = majority(space.parties) if vote else None
        deals = passing(space, vote=vote)
        utility = space.utility(deals)
        counted = np.arange(space.parties) > 0
        for kind in KINDS:
            for even in (True, False):
                aim = Aim(kind, space.limit, space.unit, counted, even=even)
                rows = aim.rows(utility)
                expected = deals[rows[undominated_rows(utility[rows])]]
                assert best(space, aim, consent=rule).deals.tolist() == expected.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_programme_takes_even_worths_together(seed: int) -> None:
    for space in scales(200 + seed, 3):
        deals = passing(space, vote=False)
        everybody = np.ones(space.parties, np.bool_)
        for kind in ("sum", "smallest"):
            aim = Aim(kind, space.limit, space.unit, everybody, even=False)
            found = solve(space, aim)
            if len(deals) == 0:
                assert len(found.deals) == 0
            elif found.proven:
                assert found.value == pytest.approx(aim.value(space.utility(deals)).max())
            assert found.bound >= found.value


def test_too_many_boxes_are_not_looked_at() -> None:
    space = next(scales(1, 1))
    with pytest.raises(TooLarge):
        list(passing_deals(space.unlimited(), most=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_some_values_stand_for_all_within_what_is_said(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every deal that exceeds the limits by the slack is matched within it."""
    monkeypatch.setattr(thinning, "LARGEST_BLOCK", 100)
    monkeypatch.setattr(thinning, "TAKEN", 100)
    monkeypatch.setattr(thinning, "MOST_LOST", 10)
    for space in scales(300 + seed, 4):
        front = frontiers.frontier(space, wanted=1000)
        utility = space.utility(passing(space, vote=False))
        sure = utility[(utility >= space.limit + front.slack).all(axis=1)]
        for point in sure[undominated_rows(sure)]:
            assert (front.points >= point - front.slack).all(axis=1).any()
        owners, deals = front.deals_at(front.points)
        assert (space.utility(deals) == front.points[owners]).all()
        assert len(np.unique(owners)) == len(front.points)


def test_values_that_a_table_tells_apart_do_not_stand_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bonus from value 31 on alone is found, though only some values are gone through."""
    monkeypatch.setattr(thinning, "LARGEST_BLOCK", 50)
    monkeypatch.setattr(thinning, "TAKEN", 50)
    steps = np.arange(40)
    rising = np.stack([steps, steps], axis=1) * 10
    bonus = (steps[:, np.newaxis] == 31) & (steps == 7)
    factors = [Factor((0,), rising), Factor((1,), -rising)]
    factors.append(Factor((0, 1), bonus[..., np.newaxis] * np.array([9000, 9000])))
    unit = np.full(2, 1000, np.int64)
    space = Space((40, 40), unit, np.full(2, -1000, np.int64), tuple(factors))
    front = frontiers.frontier(space, wanted=1000)
    assert front.points.tolist() == [[9240, 9240]]
    assert front.slack.any()
    exact = frontiers.frontier(replace(space))
    assert exact.points.tolist() == [[9240, 9240]]
    assert not exact.slack.any()


@pytest.mark.parametrize("seed", SEEDS)
def test_one_of_equal_packages_stands_for_all(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal ranges of a scale that is still open do not: what is in them may differ."""
    monkeypatch.setattr("detente.analyses.deals.solve.boxes.WORTH_COMPARING", 2)
    rng = generator(400 + seed)
    for _ in range(6):
        sizes = tuple(int(rng.integers(2, 40)) for _ in range(3))
        factors = tuple(
            Factor((k,), rng.integers(0, 4, (size, 3)) * 1000) for k, size in enumerate(sizes)
        )
        unit, limit = np.full(3, 1000, np.int64), rng.integers(0, 7, 3) * 1000
        space = Space(sizes, unit, limit, factors)
        deals = passing(space, vote=True)
        utility = space.utility(deals)
        for kind in KINDS:
            aim = Aim(kind, space.limit, unit, np.array([True, True, False]))
            rows = aim.rows(utility)
            expected = np.unique(utility[rows[undominated_rows(utility[rows])]], axis=0)
            found = space.utility(best(space, aim, consent=majority(3), most=1).deals)
            assert np.unique(found, axis=0).tolist() == expected.tolist()
            assert len(found) == len(expected)
