"""What must hold for all talks, coalitions and beliefs."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses.stages.games import as_talks, random_game
from detente.analyses.posterior.bayes import posterior_path
from detente.analyses.seats.cooperative import core_ranges, nucleolus, shapley
from detente.analyses.seats.voting import voting_power
from detente.analyses.stages.winsets import passed, survivors
from detente.analyses.talks.courses import Sight, far_sighted, short_sighted
from detente.analyses.talks.offers import exponents
from detente.randomness import generator

seeds = st.integers(0, 2**32)
probability = st.floats(0.01, 0.99)


@given(seeds, st.integers(0, 2))
def test_adding_a_veto_player_shrinks_the_win_set(seed, party):
    game = random_game(generator(seed))
    for stage in game.rounds:
        stage.goes_on = stage.adjourns = (
            False  # else the worth of failure itself depends on who may veto later
        )
    talks = as_talks(game)
    table = talks.tables[-1]
    veto = table.consent.veto.copy()
    veto[party] = True
    more = talks.with_tables(
        (*talks.tables[:-1], replace(table, consent=table.consent._replace(veto=veto)))
    )
    last = len(talks.tables) - 1
    before, after = passed(Sight(talks), last), passed(Sight(more), last)
    assert not np.any(after & ~before)
    assert not np.any(survivors(Sight(more)) & ~survivors(Sight(talks)))


@given(seeds, st.integers(0, 2))
def test_a_second_veto_that_cannot_bind_changes_nothing(seed, party):
    game = random_game(generator(seed), kinds=("ratify",))
    game.barred, game.front = {}, None
    for stage in game.rounds:
        stage.bodies = {}  # a body at home could bind in the party's place
    game.no_deal = tuple(-1000.0 if p == party else d for p, d in enumerate(game.no_deal))
    talks = as_talks(game)
    table = talks.tables[-1]
    without = table.consent.veto.copy()
    without[party] = False
    if len(talks.tables) < 2 or not without.any():
        return
    freed = talks.with_tables(
        (*talks.tables[:-1], replace(table, consent=table.consent._replace(veto=without)))
    )
    assert far_sighted(talks).value == pytest.approx(far_sighted(freed).value)


@given(seeds)
def test_a_wait_that_costs_nothing_is_no_wait(seed):
    game = random_game(generator(seed))
    for stage in game.rounds[1:]:
        stage.kept = (1.0, 1.0, 1.0)
    free = as_talks(game)
    none = free.with_tables(tuple(replace(table, kept=None) for table in free.tables))
    for solve in (far_sighted, short_sighted):
        with_wait, without = solve(free), solve(none)
        assert with_wait.value == pytest.approx(without.value)
        assert np.array_equal(with_wait.deal, without.deal)


@given(seeds, st.floats(0.1, 0.9))
def test_a_longer_wait_for_a_yes_shrinks_every_gain_and_changes_no_deal(seed, kept):
    game = random_game(generator(seed), kinds=("ratify",))
    game.meanwhile = None
    none = (0.0, 0.0, 0.0)
    for stage in game.rounds:
        stage.goes_on, stage.adjourns = False, False
        stage.breakdown, stage.kept = 0.0, None
        stage.attend = stage.agree = stage.fail = none
    talks = as_talks(game)
    last = replace(talks.tables[-1], kept=np.full((1, 3), kept))
    late = talks.with_tables((*talks.tables[:-1], last))
    if len(talks.tables) < 2:
        return
    now, then = far_sighted(talks), far_sighted(late)
    assert np.array_equal(now.deal, then.deal)
    assert then.value - talks.no_deal == pytest.approx(kept * (now.value - talks.no_deal))


@given(seeds, st.integers(2, 6))
def test_shapley_sums_to_the_grand_coalition(seed, parties):
    worth = generator(seed).uniform(0, 10, 1 << parties)
    worth[0] = 0.0
    assert shapley(worth).sum() == pytest.approx(worth[-1])


@given(seeds, st.integers(2, 4))
def test_shapley_is_the_mean_over_orders(seed, parties):
    worth = generator(seed).uniform(0, 10, 1 << parties)
    worth[0] = 0.0
    total = np.zeros(parties)
    orders = list(permutations(range(parties)))
    for order in orders:
        code = 0
        for party in order:
            total[party] += worth[code | 1 << party] - worth[code]
            code |= 1 << party
    assert shapley(worth) == pytest.approx(total / len(orders))


@given(seeds, st.integers(2, 5))
def test_the_nucleolus_lies_in_the_core_where_there_is_one(seed, parties):
    worth = generator(seed).uniform(0, 10, 1 << parties)
    worth[0] = 0.0
    shares = nucleolus(worth)
    assert shares.sum() == pytest.approx(worth[-1])
    members = (np.arange(1 << parties)[:, None] >> np.arange(parties)) & 1
    content = bool((members @ shares >= worth - 1e-6).all())
    assert content is (core_ranges(worth) is not None)


@given(seeds, st.integers(3, 5))
def test_no_other_shares_have_a_smaller_largest_complaint(seed, parties):
    random = generator(seed)
    worth = random.uniform(0, 10, 1 << parties)
    worth[0] = 0.0
    members = ((np.arange(1 << parties)[:, None] >> np.arange(parties)) & 1)[1:-1]

    def complaints(shares):
        return np.sort(worth[1:-1] - members @ shares)[::-1]

    shares = nucleolus(worth)
    best = complaints(shares)
    for _ in range(20):
        shift = random.normal(0, 1, parties)
        other = complaints(shares + shift - shift.mean())
        differs = np.flatnonzero(np.abs(other - best) > 1e-7)
        assert differs.size == 0 or other[differs[0]] > best[differs[0]]


@given(st.lists(st.integers(0, 6), min_size=2, max_size=7), seeds)
def test_voting_power_against_all_orders_and_coalitions(votes, seed):
    total = sum(votes)
    if total == 0:
        return
    quota = 1 + seed % total
    power = voting_power(votes, quota)
    assert sum(power.shapley) == 1
    swings = [0] * len(votes)
    for code in range(1 << len(votes)):
        held = sum(v for k, v in enumerate(votes) if code >> k & 1)
        for k, vote in enumerate(votes):
            swings[k] += bool(code >> k & 1 and held >= quota > held - vote)
    assert list(power.swings) == swings


@given(
    st.lists(probability, min_size=2, max_size=4),
    st.integers(1, 4),
    seeds,
)
def test_beliefs_do_not_depend_on_the_order_of_independent_signals(prior, signals, seed):
    random = generator(seed)
    start = np.array([prior])
    likelihood = random.uniform(0.01, 0.99, (1, signals, len(prior)))
    shuffled = likelihood[:, random.permutation(signals)]
    last = [posterior_path(start, some)[0, -1] for some in (likelihood, shuffled)]
    assert last[0] == pytest.approx(last[1])
    assert last[0].sum() == pytest.approx(1)


@given(probability, probability)
def test_more_patience_never_costs_a_share(one, other):
    better = (1 + one) / 2
    assert exponents([better, other])[0] >= exponents([one, other])[0]
