"""Advice under every rule of consent against the definitions, on random spaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from analyses.deals.spaces import named, random_space, written_down
from detente.analyses.deals.advice.audit import MOST_BETTER, beaten_by, better_deals, nearby
from detente.analyses.deals.advice.leverage import POINTS, agenda, levers
from detente.analyses.deals.advice.offers import (
    ABOUT,
    concessions,
    equivalent_packages,
    goal_of,
    opening,
    partners,
)
from detente.analyses.deals.advice.trades import improvement, trades
from detente.analyses.deals.advice.votes import vetoes
from detente.analyses.deals.solve import best
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.bargain import (
    accepted,
    nash_deal,
    passing,
    shifted,
    without_value,
)
from detente.analyses.deals.solve.settle import settle
from detente.analyses.spaces.consent import Consent, by_votes, majority, unanimity
from detente.analyses.spaces.space import Factor, Space
from detente.randomness import generator
from oracles import deals as oracle
from oracles import deals_votes as votes

pytestmark = pytest.mark.few(3)
SEEDS = range(10)
Case = tuple[Space, oracle.Listed, Consent, votes.Wins]


def cases(seed: int, count: int, *, most: int = 100) -> Iterator[Case]:
    """Random spaces with random rules: unanimity, majorities, weighted votes, vetoes."""
    rng = generator(seed)
    for _ in range(count):
        parties = int(rng.integers(2, 6))
        space = random_space(rng, parties=parties, issues=int(rng.integers(1, 5)), most=most)
        kind = int(rng.integers(0, 4))
        held = [Fraction(int(v)) for v in rng.integers(1, 4, parties)]
        quota = Fraction(int(rng.integers(1, int(sum(held)) + 1)))
        vetoes: frozenset[int] = frozenset()
        if kind == 0:
            held, quota = [Fraction(1)] * parties, Fraction(parties)
        elif kind == 1:
            held, quota = [Fraction(1)] * parties, Fraction(parties // 2 + 1)
        elif kind == 2:
            vetoes = frozenset({int(rng.integers(0, parties))})
        rule = by_votes(held, quota, vetoes)
        yield space, written_down(space), rule, votes.by_votes(held, quota, vetoes)


def a_deal(space: Space, rng: np.random.Generator) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([rng.integers(size) for size in space.sizes], np.intp)


def places(names: Iterable[str]) -> tuple[int, ...]:
    """What is called by its place."""
    return tuple(int(name) for name in names)


def plain(deal: np.ndarray) -> oracle.Deal:  # type: ignore[type-arg]
    return tuple(int(v) for v in deal)


@pytest.mark.parametrize("largest", [0, 100_000])
@pytest.mark.parametrize("seed", SEEDS)
def test_nash_deal(seed: int, largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best, "BOXES", largest)
    monkeypatch.setattr(best, "LARGEST_LISTING", largest)
    for space, listed, rule, wins in cases(seed, 25):
        expected = votes.nash(listed, wins)
        found = nash_deal(space, consent=rule)
        if found is None:
            assert not expected
        elif largest:
            assert plain(found) == votes.first(listed, expected)
        else:
            first = votes.first(listed, expected)
            assert first is not None
            assert listed.utility[plain(found)] == listed.utility[first]


@pytest.mark.parametrize("seed", SEEDS)
def test_nash_deal_with_powers(seed: int) -> None:
    rng = generator(1000 + seed)
    for space, listed, rule, wins in cases(1000 + seed, 20):
        power = [int(p) for p in rng.integers(1, 4, space.parties)]
        found = nash_deal(space, np.array(power, np.float64), rule)
        expected = votes.first(listed, votes.nash(listed, wins, power))
        assert (None if found is None else plain(found)) == expected


def test_nash_deal_where_no_frontier_can_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analyses.deals.solve.frontier.largest_set", lambda _: 0)
    for space, listed, rule, wins in cases(17, 15, most=60):
        found = nash_deal(space, consent=rule)
        first = votes.first(listed, votes.nash(listed, wins))
        if found is None:
            assert first is None
        else:
            assert first is not None
            assert listed.utility[plain(found)] == listed.utility[first]
        settled = settle(space, rule)
        deals = {plain(deal) for deal in settled.chosen["nash"]}
        assert deals == set(votes.nash(listed, wins))


@pytest.mark.parametrize("seed", SEEDS)
def test_trades(seed: int) -> None:
    rng = generator(2000 + seed)
    found_any = 0
    for space, listed, rule, wins in cases(2000 + seed, 40):
        start = a_deal(space, rng)
        expected = votes.trades(listed, wins, plain(start))
        found = trades(named(space), start, rule)
        assert {places(t.issues): pytest.approx(t.joint_gain) for t in found} == {
            pair: float(joint) for pair, joint in expected.items()
        }
        for trade in found:
            unharmed = votes.unharmed(listed, plain(start), places(trade.deal.values()))
            assert frozenset(places(trade.backed_by)) == unharmed
        found_any += bool(found)
    assert found_any


@pytest.mark.parametrize("seed", SEEDS)
def test_value_left_on_the_table(seed: int) -> None:
    rng = generator(3000 + seed)
    for space, listed, rule, wins in cases(3000 + seed, 30):
        start = a_deal(space, rng)
        best = votes.most_even(listed, wins, plain(start))
        found = improvement(named(space), start, rule)
        if found is None:
            assert best is None
            continue
        deal, backers = places(found[0].deal.values()), frozenset(places(found[1]))
        passes = plain(start) in votes.passing(listed, wins)
        assert backers == votes.unharmed(listed, plain(start), deal)
        reached = [
            sorted(votes.gain_of(listed, plain(start), deal, p) for p in group)
            for group in votes.smallest_groups(listed, wins)
            if group <= backers
            and not any(listed.owner[ban] in group for ban in listed.broken[deal])
            and (not passes or group <= votes.accepting(listed, deal))
        ]
        assert not passes or deal in votes.passing(listed, wins)
        assert max(reached) == best


def test_of_groups_whose_least_gain_is_equal_the_larger_second_gain_counts() -> None:
    gain = np.array([[0, 0, 0], [2, 2, -1], [2, -1, 5]])
    unit, limit = np.full(3, 3, np.int64), np.full(3, -10, np.int64)
    space = Space((3,), unit, limit, (Factor((0,), gain),))
    found = improvement(named(space), np.array([0]), majority(3))
    assert found is not None
    assert dict(found[0].deal) == {"0": "2"}


@pytest.mark.parametrize("seed", SEEDS)
def test_offers(seed: int) -> None:
    for space, listed, rule, wins in cases(4000 + seed, 25):
        settled = settle(space, rule)
        if not settled.possible:
            continue
        solution = settled.chosen["nash"][0]
        for party in range(space.parties):
            own = votes.with_veto(wins, party)
            goal = goal_of(space, party, solution, rule)
            if listed.accepts(party, plain(solution)):
                assert goal is solution
            else:
                expected = votes.first(listed, votes.nash(listed, own))
                assert (None if goal is None else plain(goal)) == expected
            if goal is None:
                continue
            wanted = listed.utility[plain(goal)][party]
            near = [
                deal
                for deal in votes.passing(listed, own)
                if abs(listed.utility[deal][party] - wanted) <= ABOUT
            ]
            rows = equivalent_packages(space, settled.agreement, party, goal, rule)
            packages = [plain(deal) for deal in rows]
            assert set(packages) <= set(near)
            assert bool(packages) == bool(near)
            others = [sum(listed.utility[d]) - listed.utility[d][party] for d in packages]
            assert others == sorted(others, reverse=True)
            every = (sum(listed.utility[d]) - listed.utility[d][party] for d in near)
            assert others[0] == max(every)
            start = opening(space, party)
            meant = partners(space, party, goal, rule)
            assert not meant[party]
            if start is not None:
                steps = concessions(named(space), party, start, goal, rule)
                issues = places(sorted(s.issue for s in steps))
                assert issues == tuple(np.flatnonzero(start != goal).tolist())
                changes = [list(s.change.values()) for s in steps]
                before, after = space.points(space.utility(np.array([start, goal])))
                assert np.sum(changes, axis=0) == pytest.approx(after - before, abs=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_leverage_and_agenda_are_solved_anew(seed: int) -> None:
    def worth(space: Space, wins: votes.Wins) -> list[float] | None:
        listed = written_down(space)
        deal = votes.first(listed, votes.nash(listed, wins))
        return None if deal is None else [float(u) for u in listed.utility[deal]]

    for space, _, rule, wins in cases(5000 + seed, 6, most=40):
        for lever in levers(named(space), None, rule):
            if lever.of != "reservation":
                continue
            party = int(lever.party)
            low, high = (worth(shifted(space, party, s * POINTS), wins) for s in (-1, 1))
            if low is None or high is None:
                assert lever.change is None
            else:
                expected = (np.array(high) - np.array(low)) / (2 * POINTS)
                assert list((lever.change or {}).values()) == pytest.approx(expected.tolist())
        base = worth(space, wins)
        for item in agenda(named(space), None, rule):
            issue, missing = int(item.issue), item.not_available
            if space.sizes[issue] == 1:
                assert missing is None
                continue
            left = worth(without_value(space, issue, int(item.value)), wins)
            if left is None:
                assert missing is None
            else:
                before = space.points(space.limit) if base is None else base
                change = (np.array(left) - before).tolist()
                assert list((missing or {}).values()) == pytest.approx(change)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_veto_is_worth_what_the_solution_with_it_changes(seed: int) -> None:
    for space, listed, rule, wins in cases(9500 + seed, 20, most=60):
        solution = nash_deal(space, consent=rule)
        if solution is None:
            continue
        found = vetoes(space, rule, solution)
        for party in range(space.parties):
            own = votes.with_veto(wins, party)
            same = votes.smallest_groups(listed, own) == votes.smallest_groups(listed, wins)
            assert (party in found) != same
            if same:
                continue
            deal = votes.first(listed, votes.nash(listed, own))
            change = found[party]
            if deal is None:
                assert change is None
                continue
            before = listed.utility[plain(solution)]
            expected = [float(a - b) for a, b in zip(listed.utility[deal], before, strict=True)]
            assert change == pytest.approx(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_audit(seed: int) -> None:
    rng = generator(6000 + seed)
    for space, listed, rule, wins in cases(6000 + seed, 25):
        deal = a_deal(space, rng)
        passes = bool(passing(space, rule, deal[np.newaxis])[0])
        assert passes == (plain(deal) in votes.passing(listed, wins))
        beaten = beaten_by(space, deal, rule)
        assert {group for group, _ in beaten} == votes.beaten(listed, wins, plain(deal))
        for group, other in beaten:
            assert all(votes.gain_of(listed, plain(deal), plain(other), p) > 0 for p in group)
            assert group <= votes.accepting(listed, plain(other))
        near = nearby(space, tuple(range(space.parties)), deal, rule)
        for party, rows in enumerate(near):
            own = votes.passing(listed, votes.with_veto(wins, party))
            for row in rows:
                assert plain(row) in own
                assert votes.gain_of(listed, plain(deal), plain(row), party) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_audit_calls_better_is_what_the_frontier_does(seed: int) -> None:
    rng = generator(6500 + seed)
    for space, listed, rule, wins in cases(6500 + seed, 40):
        deal = a_deal(space, rng)
        passing = votes.passing(listed, wins)
        above = [
            other
            for other in listed.existing()
            if oracle.dominates(listed.utility[other], listed.utility[plain(deal)])
            and (other in passing or listed.broken[other] <= listed.broken[plain(deal)])
        ]
        best = {listed.utility[other] for other in oracle.efficient(above, listed.utility)}
        found = [plain(row) for row in better_deals(space, deal, rule)]
        assert set(found) <= set(oracle.efficient(above, listed.utility))
        assert len({listed.utility[row] for row in found}) == len(found)
        assert len(found) == min(MOST_BETTER, len(best))
        if plain(deal) in passing:
            assert (not found) == (plain(deal) in oracle.efficient(passing, listed.utility))


@pytest.mark.parametrize("seed", SEEDS)
def test_better_packages_near_a_deal_for_those_outside_the_room_too(seed: int) -> None:
    rng = generator(6700 + seed)
    outside = 0
    for space, listed, _, _ in cases(6700 + seed, 25):
        seats = tuple(int(p) for p in np.flatnonzero(rng.random(space.parties) < 0.6)) or (0,)
        outside += space.parties - len(seats)
        quota = int(rng.integers(1, len(seats) + 1))
        rule = by_votes([Fraction(1)] * len(seats), Fraction(quota))
        deal = a_deal(space, rng)
        start = plain(deal)
        for party, rows in enumerate(nearby(space, seats, deal, rule)):
            cost = {}
            for other in listed.existing():
                agreed = votes.accepting(listed, other) & frozenset(seats)
                own = party not in seats or party in agreed
                gain = votes.gain_of(listed, start, other, party)
                changed = sum(a != b for a, b in zip(start, other, strict=True))
                if own and len(agreed) >= quota and gain > 0 and changed <= 2:
                    lost = [votes.gain_of(listed, start, other, seat) for seat in seats]
                    cost[other] = (sum(max(-x, Fraction(0)) for x in lost) / gain, -gain)
            assert [cost[plain(row)] for row in rows] == sorted(cost.values())[: len(rows)]
            assert len(rows) == min(3, len(cost))
    assert outside > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_obstacles(seed: int) -> None:
    checked = 0
    for space, listed, rule, wins in cases(7000 + seed, 60):
        high = replace(space, limit=space.limit + 3 * space.unit)
        listed = written_down(high)
        if votes.passing(listed, wins):
            continue
        checked += 1
        settled = settle(high, rule)
        assert set(settled.blockers) == votes.blockers(listed, wins)
        least = votes.least_lacking(listed, wins)
        for miss in settled.misses:
            assert wins(miss.group)
            if "total" in miss.least and least is not None:
                assert miss.lines == ()
                assert (
                    sum(
                        Fraction(int(lack), int(unit))
                        for lack, unit in zip(miss.lack, space.unit, strict=True)
                    )
                    == least
                )
        if least is not None:
            assert any("total" in miss.least for miss in settled.misses)
    assert checked


@pytest.mark.parametrize("seed", SEEDS)
def test_a_quota_of_all_votes_is_unanimity(seed: int) -> None:
    rng = generator(8000 + seed)
    for space, _, _, _ in cases(8000 + seed, 10):
        held = [Fraction(int(v)) for v in rng.integers(1, 4, space.parties)]
        quota, everybody = by_votes(held, sum(held, Fraction(0))), unanimity(space.parties)
        start = a_deal(space, rng)
        one, other = (trades(named(space), start, rule) for rule in (quota, everybody))
        assert one == other
        found = [nash_deal(space, consent=rule) for rule in (quota, everybody, None)]
        assert len({None if deal is None else plain(deal) for deal in found}) == 1
        if found[0] is not None:
            packages = [
                equivalent_packages(space, agree(space, rule.groups), 0, found[0], rule).tolist()
                for rule in (quota, everybody)
            ]
            assert packages[0] == packages[1]
            assert accepted(space, found[0][np.newaxis]).all()


@pytest.mark.parametrize("seed", range(3))
def test_solutions_of_a_vote_gone_through_deal_by_deal_are_those_of_the_frontier(seed: int) -> None:
    for space, _, rule, _ in cases(seed, 10):
        from_frontier, listed = settle(space, rule), settle(space, rule, epsilon=0.0)
        assert set(from_frontier.chosen) == set(listed.chosen)
        for name, deals in from_frontier.chosen.items():
            found = {tuple(row) for row in listed.chosen[name].tolist()}
            assert found == {tuple(row) for row in deals.tolist()}, name
