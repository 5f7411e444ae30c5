"""Axioms of the bargaining solutions and of the frontier, as properties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analyses.deals.spaces import random_space
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.bargain import accepted
from detente.analyses.deals.solve.frontier import frontier
from detente.analyses.deals.solve.maxima import efficient, efficient_sum
from detente.analyses.deals.solve.settle import SOLUTIONS, settle
from detente.analyses.spaces.consent import by_votes, members, unanimity
from detente.analyses.spaces.space import Ban, Factor, Space
from detente.randomness import generator

SEED = st.integers(0, 10**6)
FEW = settings(max_examples=40, deadline=None)


def rows(deals: NDArray[np.intp]) -> list[tuple[int, ...]]:
    return sorted(tuple(int(v) for v in deal) for deal in deals)


def a_space(seed: int) -> Space:
    rng = generator(seed)
    return random_space(rng, parties=int(rng.integers(1, 5)), most=150)


@FEW
@given(SEED)
def test_all_solutions_are_acceptable_and_efficient(seed: int) -> None:
    space = a_space(seed)
    settled = settle(space, unanimity(space.parties))
    front = {tuple(point) for point in settled.agreement.points.tolist()}
    for name in SOLUTIONS:
        deals = settled.chosen[name]
        assert accepted(space, deals).all()
        assert all(tuple(point) in front for point in space.utility(deals).tolist())


@FEW
@given(SEED, st.integers(0, 3), st.integers(2, 9))
def test_nash_and_kalai_smorodinsky_do_not_depend_on_a_party_s_scale(
    seed: int, which: int, factor: int
) -> None:
    space = a_space(seed)
    party = which % space.parties
    settled = settle(space, unanimity(space.parties))
    factors = []
    for item in space.factors:
        gain = item.gain.copy()
        gain[..., party] *= factor
        factors.append(replace(item, gain=gain))
    limit = space.limit.copy()
    limit[party] *= factor
    scaled = settle(replace(space, factors=tuple(factors), limit=limit), unanimity(space.parties))
    for name in ("nash", "kalai_smorodinsky"):
        assert rows(settled.chosen[name]) == rows(scaled.chosen[name])


@FEW
@given(SEED)
def test_permuting_parties_permutes_the_answer(seed: int) -> None:
    space = a_space(seed)
    order = tuple(int(p) for p in generator(seed).permutation(space.parties))
    one = settle(space, unanimity(space.parties))
    other = settle(space.of(order), unanimity(space.parties))
    for name in SOLUTIONS:
        assert rows(one.chosen[name]) == rows(other.chosen[name])
    assert {frozenset(order.index(p) for p in group) for group in one.blockers} == set(
        other.blockers
    )


@FEW
@given(SEED)
def test_nash_does_not_depend_on_deals_that_are_not_chosen(seed: int) -> None:
    space = a_space(seed)
    settled = settle(space, unanimity(space.parties))
    chosen = settled.chosen["nash"]
    if len(chosen) == 0 or (space.utility(chosen[:1])[0] <= space.limit).any():
        return
    kept = chosen[0]
    rng = generator(seed)
    broken = rng.random(space.sizes) < 0.3
    broken[tuple(kept)] = False
    scope = tuple(range(len(space.sizes)))
    smaller = replace(space, bans=(*space.bans, Ban(-1, scope, broken)))
    again = settle(smaller, unanimity(space.parties)).chosen["nash"]
    assert tuple(kept) in rows(again)
    assert set(rows(again)) <= set(rows(chosen))


@FEW
@given(SEED, st.integers(0, 3))
def test_kalai_smorodinsky_is_monotone(seed: int, which: int) -> None:
    """Restricted to where the axiom speaks of finite sets: equal ideal gains of all others.

    When the set grows and nobody's ideal gain changes, the smallest share does not fall.
    """
    space = a_space(seed)
    rng = generator(seed)
    broken = rng.random(space.sizes) < 0.3
    scope = tuple(range(len(space.sizes)))
    smaller = replace(space, bans=(*space.bans, Ban(-1, scope, broken)))
    few, many = (settle(s, unanimity(space.parties)) for s in (smaller, space))
    if few.ideal is None or many.ideal is None or (few.ideal != many.ideal).any():
        return
    ideal = many.ideal - space.limit
    counted = ideal > 0
    if not counted.any():
        return
    shares = [
        ((space.utility(x.chosen["kalai_smorodinsky"][:1]) - space.limit) / np.maximum(ideal, 1))[
            0, counted
        ].min()
        for x in (few, many)
    ]
    assert shares[1] >= shares[0] - 1e-12


@FEW
@given(SEED, st.integers(0, 3))
def test_egalitarian_is_monotone(seed: int, which: int) -> None:
    """Adding deals never lowers the gain of the party that gains least."""
    space = a_space(seed)
    broken = generator(seed).random(space.sizes) < 0.3
    scope = tuple(range(len(space.sizes)))
    smaller = replace(space, bans=(*space.bans, Ban(-1, scope, broken)))
    few, many = (settle(s, unanimity(space.parties)) for s in (smaller, space))
    if not few.possible:
        return
    least = [
        ((space.utility(x.chosen["egalitarian"][:1])[0] - space.limit) / space.unit).min()
        for x in (few, many)
    ]
    assert least[1] >= least[0]


@FEW
@given(SEED)
def test_symmetric_parties_gain_alike(seed: int) -> None:
    """A space that looks the same with two parties swapped has solutions with that symmetry."""
    rng = generator(seed)
    one = rng.integers(0, 8, (4, 4))
    gain = np.stack([one, one.T], axis=2).astype(np.int64)
    space = Space((4, 4), np.ones(2, np.int64), np.full(2, 2), (Factor((0, 1), gain),))
    settled = settle(space, unanimity(2))
    for name in SOLUTIONS:
        chosen = rows(settled.chosen[name])
        assert chosen == sorted((b, a) for a, b in chosen)


@FEW
@given(SEED)
def test_lower_reservation_values_never_close_a_deal(seed: int) -> None:
    space = a_space(seed)
    lower = replace(space, limit=space.limit - generator(seed).integers(0, 5, space.parties))
    if settle(space, unanimity(space.parties)).possible:
        assert settle(lower, unanimity(space.parties)).possible


@FEW
@given(SEED)
def test_weaker_rules_of_consent_pass_more(seed: int) -> None:
    space = a_space(seed)
    counts = []
    for quota in range(space.parties, 0, -1):
        rule = by_votes([1] * space.parties, quota)  # type: ignore[list-item, arg-type]
        census = settle(space, rule).census
        assert census is not None
        counts.append(census.passing)
    assert counts == sorted(counts)


@given(st.integers(0, 255))
def test_bits_and_members(mask: int) -> None:
    assert sum(1 << party for party in members(mask)) == mask


@FEW
@given(SEED, st.integers(1, 5))
def test_sums_of_efficient_sets_are_efficient_sums(seed: int, parties: int) -> None:
    rng = generator(seed)
    left, right = (rng.integers(0, 9, (rng.integers(1, 40), parties)) for _ in range(2))
    floor = np.full(parties, rng.integers(0, 8))
    sums = (left[:, None] + right[None]).reshape(-1, parties)
    expected = efficient(sums[(sums >= floor).all(axis=1)])
    found = efficient_sum(efficient(left), efficient(right), floor)
    assert sorted(found.tolist()) == sorted(expected.tolist())


@FEW
@given(SEED, st.integers(1, 60), st.booleans())
def test_a_frontier_within_a_tolerance_covers_the_exact_one(
    seed: int, size: int, counted: bool
) -> None:
    space = a_space(seed)
    exact = frontier(space)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detente.analyses.deals.solve.thinning.SMALL", 1)
        if counted:
            rough = frontier(space, epsilon=0 * space.unit, largest=size, wanted=size)
        else:
            rough = frontier(space, epsilon=np.full(space.parties, size, np.int64))
            assert (rough.slack <= size).all()
    assert (rough.points >= space.limit).all()
    for point in exact.points:
        if (point >= space.limit + rough.slack).all():
            assert (rough.points >= point - rough.slack).all(axis=1).any()
    _, deals = rough.deals_at(rough.points, most=1)
    assert accepted(space, deals).all()


def test_thinning_to_one_point_ends_where_utilities_are_negative() -> None:
    gain = np.array([[-5, 3], [3, -5], [0, 0], [1, -1]])
    factors = (Factor((0,), gain), Factor((1,), gain))
    space = Space((4, 4), np.ones(2, np.int64), np.full(2, -99), factors)
    assert len(frontier(space, largest=1, wanted=1).points) == 1


def large(parties: int, issues: int, *, tied: bool) -> Space:
    """Ten values an issue, opposed interests; with pairs that interact where `tied`."""
    rng = generator(7)
    steps = np.arange(10)
    factors = []
    for issue in range(issues):
        weight = rng.integers(1, 20, parties)
        ideals = [9, 0, *rng.integers(0, 10, parties)][:parties]
        worth = np.stack([(9 - abs(steps - i)) * w for i, w in zip(ideals, weight, strict=True)], 1)
        factors.append(Factor((issue,), worth.astype(np.int64)))
        if tied and issue % 2:
            factors.append(Factor((issue - 1, issue), rng.integers(-9, 9, (10, 10, parties))))
    top = sum(f.gain.reshape(-1, parties).max(axis=0) for f in factors)
    limit = (np.asarray(top) * 0.45).astype(np.int64)
    bans = (Ban(0, (0, issues - 1), rng.random((10, 10)) < 0.3),) if tied else ()
    return Space((10,) * issues, np.ones(parties, np.int64), limit, tuple(factors), bans)


@pytest.mark.parametrize("tied", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_no_sampled_deal_of_10_to_the_12_beats_the_frontier(tied: bool) -> None:
    space = large(3 if not tied else 2, 12, tied=tied)
    agreement = agree(space, unanimity(space.parties).groups)
    points = agreement.points
    assert agreement.method == "elimination"
    rng = generator(1)
    for _ in range(20):
        deals = rng.integers(0, 10, (2000, 12))
        good = accepted(space, deals).all(axis=1)
        for point in space.utility(deals[good])[:200]:
            above = (points >= point).all(axis=1)
            assert above.any()
    owner, deals = agreement.deals_at(points[:: max(1, len(points) // 50)], most=3)
    assert accepted(space, deals).all()
    shown = points[:: max(1, len(points) // 50)]
    assert (space.utility(deals) == shown[owner]).all()
