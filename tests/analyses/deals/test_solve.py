"""Solutions, counts and obstacles against the definitions, on random spaces."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from analyses.deals.spaces import random_space, written_down
from detente.analyses.deals.solve.aims import common
from detente.analyses.deals.solve.best import feasible
from detente.analyses.deals.solve.census import take_census
from detente.analyses.deals.solve.frontier import count_existing
from detente.analyses.deals.solve.settle import SOLUTIONS, _searched, settle
from detente.analyses.spaces.consent import by_votes, mask_of, unanimity
from detente.analyses.spaces.listing import blocks, deals_of
from detente.randomness import generator
from oracles import deals as oracle

pytestmark = pytest.mark.few(3)
SEEDS = range(12)


def rows(deals: NDArray[np.intp]) -> list[oracle.Deal]:
    return sorted(tuple(int(v) for v in deal) for deal in deals)


@pytest.mark.parametrize("seed", SEEDS)
def test_solutions_agree_with_the_definitions(seed: int) -> None:
    rng = generator(seed)
    for _ in range(20):
        space = random_space(rng, most=300)
        plain = written_down(space)
        settled = settle(space, unanimity(space.parties))
        assert settled.possible == bool(plain.zopa())
        for name in SOLUTIONS:
            expected = sorted(getattr(oracle, name)(plain))
            assert rows(settled.chosen[name]) == expected, name


@pytest.mark.parametrize("seed", SEEDS)
def test_each_solution_by_itself_is_the_same(seed: int) -> None:
    rng = generator(100 + seed)
    for _ in range(20):
        space = random_space(rng, most=300)
        plain = written_down(space)
        assert feasible(space) == bool(plain.zopa())
        everybody = unanimity(space.parties)
        chosen, proven, _, _ = _searched(space, everybody, None)
        assert proven
        for name in SOLUTIONS:
            assert rows(chosen[name]) == sorted(getattr(oracle, name)(plain)), name


@pytest.mark.parametrize("power", [(2, 1), (1, 3), (Fraction(1, 2), 1)])
def test_nash_with_powers(power: tuple[int | Fraction, ...]) -> None:
    rng = generator(5)
    for _ in range(30):
        space = random_space(rng, parties=2, most=200)
        plain = written_down(space)
        exponents = tuple(Fraction(p) for p in power)
        settled = settle(space, unanimity(2), power=exponents)
        doubled = [int(2 * p) for p in exponents]
        assert rows(settled.chosen["nash"]) == sorted(oracle.nash(plain, doubled))


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_agree_with_the_definition(seed: int) -> None:
    rng = generator(200 + seed)
    for _ in range(10):
        space = random_space(rng, most=300)
        plain = written_down(space)
        census = take_census(space, unanimity(space.parties).winning)
        expected = np.zeros(1 << space.parties, int)
        accepted = np.zeros((space.parties, sum(space.sizes)), int)
        starts = np.cumsum([0, *space.sizes])[:-1]
        for deal in plain.existing():
            group = frozenset(p for p in plain.parties if plain.accepts(p, deal))
            expected[mask_of(group)] += 1
            for party in group:
                accepted[party, starts + np.array(deal)] += 1
        assert census.by_group.tolist() == expected.tolist()
        assert census.accepted.tolist() == accepted.tolist()
        assert count_existing(space) == len(plain.existing()) == census.count
        assert census.passing == len(plain.zopa())
        whole = np.concatenate([b.utility.T for b in blocks(space, size=4)])
        assert (whole == space.utility(deals_of(space, np.arange(space.count)))).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_consent_rules_agree_with_the_definition(seed: int) -> None:
    rng = generator(300 + seed)
    for _ in range(10):
        space = random_space(rng, parties=int(rng.integers(2, 6)), most=150)
        plain = written_down(space)
        votes = [Fraction(int(v)) for v in rng.integers(1, 4, space.parties)]
        quota = Fraction(int(rng.integers(1, int(sum(votes)) + 1)))
        vetoes = frozenset({0}) if rng.random() < 0.3 else frozenset()
        settled = settle(space, by_votes(votes, quota, vetoes))
        passing = []
        for deal in plain.existing():
            group = {p for p in plain.parties if plain.accepts(p, deal)}
            if vetoes <= group and sum(votes[p] for p in group) >= quota:
                passing.append(deal)
        expected = oracle.efficient(passing, plain.utility)
        _, deals = settled.agreement.deals_at(settled.agreement.points)
        assert rows(deals) == sorted(expected)
        assert settled.census is not None
        assert settled.census.passing == len(passing)


@pytest.mark.parametrize("seed", SEEDS)
def test_obstacles_agree_with_the_definition(seed: int) -> None:
    rng = generator(400 + seed)
    checked = 0
    while checked < 8:
        space = random_space(rng, parties=int(rng.integers(1, 5)), most=150)
        plain = written_down(space)
        if plain.zopa():
            continue
        checked += 1
        settled = settle(space, unanimity(space.parties))
        assert set(settled.blockers) == smallest(range(space.parties), partial(opened, plain))
        total, largest = oracle.nearest(plain)
        assert {rows([m.deal])[0] for m in settled.misses if "total" in m.least} <= set(total) or (
            not total
        )
        if total:
            assert all(m.lines == () for m in settled.misses)
            assert {x for m in settled.misses for x in m.least} - {"room"} == {"total", "largest"}
            rooms = oracle.by_room(plain)
            if rooms is None:
                assert all(m.room is None for m in settled.misses)
            else:
                most = max(rooms.values())
                by_room = [m for m in settled.misses if "room" in m.least]
                assert "room" in settled.misses[0].least
                for miss in by_room:
                    assert rooms[rows([miss.deal])[0]] == most
                    assert miss.room == pytest.approx(float(most))
            near = [rows([m.deal])[0] for m in settled.misses if "largest" in m.least]
            assert set(near) <= set(largest)


@pytest.mark.parametrize("seed", SEEDS)
def test_blocking_red_lines_agree_with_the_definition(seed: int) -> None:
    rng = generator(500 + seed)
    for _ in range(15):
        space = numbered(random_space(rng, parties=int(rng.integers(1, 4)), most=120))
        plain = written_down(space)
        if plain.zopa():
            continue
        settled = settle(space, unanimity(space.parties))
        expected = smallest(space.lines, partial(lifted, plain))
        assert set(settled.lines) == expected


def numbered(space):  # type: ignore[no-untyped-def]
    """The space with its red lines numbered."""
    from dataclasses import replace

    bans = tuple(ban if ban.party < 0 else replace(ban, line=k) for k, ban in enumerate(space.bans))
    return replace(space, bans=bans)


def smallest(members, holds) -> set[frozenset[int]]:  # type: ignore[no-untyped-def]
    """The smallest non-empty sets for which something holds."""
    found: set[frozenset[int]] = set()
    members = list(members)
    for size in range(1, len(members) + 1):
        for chosen in itertools.combinations(members, size):
            group = frozenset(chosen)
            if not any(smaller <= group for smaller in found) and holds(group):
                found.add(group)
    return found


def opened(plain: oracle.Listed, group: frozenset[int]) -> bool:
    others = [p for p in plain.parties if p not in group]
    return any(all(plain.accepts(p, deal) for p in others) for deal in plain.existing())


def lifted(plain: oracle.Listed, lines: frozenset[int]) -> bool:
    def accepts(party: int, deal: oracle.Deal) -> bool:
        own = {k for k, owner in enumerate(plain.owner) if owner == party} - lines
        reached = plain.utility[deal][party] >= plain.limit[party]
        return reached and not plain.broken[deal] & own

    return any(all(accepts(p, deal) for p in plain.parties) for deal in plain.existing())


def test_a_programme_finds_what_going_through_all_deals_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the frontier is too large to list, single solutions are proven all the same."""
    rng = generator(11)
    checked = 0
    while checked < 12:
        space = random_space(rng, parties=3, issues=4, most=200)
        expected = settle(space, unanimity(3))
        if not expected.possible:
            continue
        checked += 1
        with monkeypatch.context() as patch:
            patch.setattr("detente.analyses.deals.solve.frontier.largest_set", lambda _: 0)
            patch.setattr("detente.analyses.deals.solve.best.BOXES", 0)
            patch.setattr("detente.analyses.deals.solve.best.LARGEST_LISTING", 0)
            chosen, proven, ideal, _ = _searched(space, unanimity(3), None)
        assert proven
        assert ideal is not None
        assert ideal.tolist() == expected.ideal.tolist()  # type: ignore[union-attr]
        evenly = expected.chosen["egalitarian"]
        gain, best = (
            space.points(space.utility(deals) - space.limit).min(axis=1)
            for deals in (chosen["egalitarian"], evenly)
        )
        assert gain.max() == best.max()
        for name in ("nash", "utilitarian"):
            assert set(rows(chosen[name])) <= set(rows(expected.chosen[name])), name  # type: ignore[index]


def test_amounts_come_to_one_unit_whose_factors_exceed_the_machine() -> None:
    units = np.array([3 * 10**11 + 1, 7 * 10**11 + 3, 11 * 10**11 + 7], np.int64)
    for amount in (np.zeros((2, 3), np.int64), np.array([[0, 1, 5], [2, 0, 1]], np.int64)):
        found = common(amount, units)
        for row, scaled in zip(amount.tolist(), found.tolist(), strict=True):
            shares = [Fraction(a, int(u)) for a, u in zip(row, units, strict=True)]
            ratios = {Fraction(s) / share for s, share in zip(scaled, shares, strict=True) if share}
            assert len(ratios) <= 1
            assert all((s == 0) == (share == 0) for s, share in zip(scaled, shares, strict=True))
