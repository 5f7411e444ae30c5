"""The kernels against plain Python on random inputs, and what must hold for all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detente.analyses.forecast import challenge, exchange, rules, spatial
from oracles import forecast as plain

Array = NDArray[np.float64]

seeds = st.integers(0, 2**32 - 1)


def some(seed: int, parties: int, issues: int = 1) -> tuple[Array, Array, Array]:
    """Positions (with ties), saliences and capabilities of shape [1, issue, party]."""
    rng = np.random.Generator(np.random.PCG64(seed))  # the test's own stream
    shape = (1, issues, parties)
    x = rng.integers(0, 11, shape) / 10 if seed % 2 else rng.uniform(0, 1, shape)
    c = np.broadcast_to(rng.uniform(0.05, 1, (1, 1, parties)), shape)
    return x, rng.uniform(0.05, 1, shape), c


@given(seeds, st.integers(2, 8))
def test_mean_median_and_mode_match_the_definitions(seed: int, parties: int) -> None:
    x, s, c = some(seed, parties)
    stances = rules.Stances(x, s, c, np.ones((1, parties), dtype=bool))
    row, weight = x[0, 0].tolist(), (s * c)[0, 0].tolist()
    mean = rules.compromise(stances)[0, 0]
    assert mean == pytest.approx(plain.weighted_mean(row, weight))
    found = rules.median(stances)[0, 0]
    assert found == pytest.approx(plain.weighted_median(row, weight))
    mode = rules.mode(stances)[0, 0]
    support = {
        v: sum(w for a, w in zip(row, weight, strict=True) if abs(a - v) < 1e-9) for v in row
    }
    assert support[mode] == pytest.approx(max(support.values()))


@given(seeds, st.integers(2, 6), st.floats(0.05, 3))
@settings(max_examples=30)
def test_nash_matches_a_grid(seed: int, parties: int, loss: float) -> None:
    x, s, c = some(seed, parties)
    cost = np.full(x.shape, loss)
    found = rules.nash(rules.Stances(x, s, c, np.ones((1, parties), dtype=bool)), cost)[0, 0]
    rows = [a[0, 0].tolist() for a in (x, s, c, cost)]
    expected = plain.nash_by_grid(*rows)
    if np.isnan(expected):
        assert np.isnan(found) or found is not None
    else:
        assert found == pytest.approx(expected, abs=2e-4)


@given(seeds, st.integers(2, 7), st.booleans())
@settings(max_examples=40)
def test_challenge_round_matches_plain_python(seed: int, parties: int, all_pairs: bool) -> None:
    x, s, c = (a[:, 0] for a in some(seed - seed % 2, parties))
    played = challenge.challenge(x, salience=s, capability=c, all_pairs=all_pairs, rounds=2)
    rows = [a[0].tolist() for a in (x, s, c)]
    span = max(rows[0]) - min(rows[0])
    after = plain.challenge_round(*rows, span, all_pairs)
    assert played.position[0, 1].tolist() == pytest.approx(after)


@example(235170, 4, 3)  # a trade ends exactly on a party's position
@given(seeds, st.integers(2, 5), st.integers(2, 4))
@settings(max_examples=40)
def test_exchange_round_matches_plain_python(seed: int, parties: int, issues: int) -> None:
    x, s, c = some(seed - seed % 2, parties, issues)
    done = exchange.trade(x, salience=s, capability=c, seed=seed)
    outcome, count = plain.exchange_round(*(a[0].tolist() for a in (x, s, c)))
    assert done.times.sum() == count
    assert done.outcome[0].tolist() == pytest.approx(outcome)


@given(seeds, st.integers(2, 6), st.integers(2, 4))
def test_every_trade_is_worth_as_much_to_both(seed: int, parties: int, issues: int) -> None:
    x, s, c = some(seed, parties, issues)
    done = exchange.trade(x, salience=s, capability=c, seed=seed)
    assert (done.gain[done.times > 0] > 0).all()
    assert (done.outcome >= x.min(axis=2) - 1e-12).all()
    assert (done.outcome <= x.max(axis=2) + 1e-12).all()


@given(seeds, st.integers(2, 6), st.integers(1, 3))
@settings(max_examples=25)
def test_spatial_turn_matches_plain_python(seed: int, parties: int, issues: int) -> None:
    x, s, c = some(seed - seed % 2, parties, issues)
    x, s = np.swapaxes(x, 1, 2), np.swapaxes(s, 1, 2) / issues
    path = spatial.play(x, salience=s, capability=c[:, 0], turns=1)
    after = plain.spatial_turn(x[0].tolist(), s[0].tolist(), c[0, 0].tolist())
    assert np.abs(path.position[0, -1] - np.array(after)).max() <= 1e-4 + 1e-9


@given(seeds, st.integers(3, 7))
def test_the_order_of_parties_does_not_matter_to_closed_rules(seed: int, parties: int) -> None:
    x, s, c = some(seed, parties)
    order = np.random.Generator(np.random.PCG64(seed)).permutation(parties)
    everyone = np.ones((1, parties), dtype=bool)
    for rule in (rules.median, rules.mode):
        straight = rule(rules.Stances(x, s, c, everyone))
        mixed = rule(rules.Stances(x[..., order], s[..., order], c[..., order], everyone))
        assert straight[0, 0] == pytest.approx(mixed[0, 0])


@given(seeds)
def test_the_seed_settles_ties_and_nothing_else(seed: int) -> None:
    x = np.array([[[0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0]]])
    s = np.array([[[0.9, 0.3, 0.9, 0.3], [0.3, 0.9, 0.3, 0.9]]])
    first = exchange.trade(x, salience=s, capability=np.ones_like(x), seed=seed)
    again = exchange.trade(x, salience=s, capability=np.ones_like(x), seed=seed)
    assert (first.times == again.times).all()


def test_draws_are_independent_of_one_another() -> None:
    x, s, c = some(4, 6, 2)
    y, t, d = some(8, 6, 2)
    both = [np.concatenate(pair) for pair in ((x, y), (s, t), (c, d))]
    x2, s2, c2 = (np.swapaxes(a, 1, 2) for a in both)
    together = spatial.play(x2, salience=s2 / 2, capability=c2[:, :, 0])
    alone = spatial.play(x2[1:], salience=s2[1:] / 2, capability=c2[1:, :, 0])
    assert (together.position[1, [1, -1]] == alone.position[0, [1, -1]]).all()


@given(seeds)
def test_a_trade_gains_both_the_same(seed: int) -> None:
    x = np.array([[[0.0, 1.0], [1.0, 0.0]]])
    _, s, c = some(seed, 2, 2)
    before = rules.compromise(rules.Stances(x, s, c, np.ones((2, 2), dtype=bool)))
    done = exchange.trade(x, salience=s, capability=c, seed=seed)
    losses = [(s[0] * np.abs(x[0] - out[0][:, None])).sum(axis=0) for out in (before, done.outcome)]
    won = losses[0] - losses[1]
    assert won == pytest.approx([done.gain.sum()] * 2)


def test_of_equally_good_targets_the_first_is_challenged_whatever_is_rounded() -> None:
    rng = np.random.Generator(np.random.PCG64(3))
    for _ in range(20):
        place, other, salience = rng.uniform(0, 1, 3)
        x = np.array([[[place], [other], [other], [other]]])
        s, c = np.full((1, 4, 1), salience), np.array([[rng.uniform(1, 5), 1.0, 1.0, 1.0]])
        path = spatial.play(x, salience=s, capability=c, turns=1)
        assert path.target[0, 0, 0] in (-1, 1)


def test_of_equally_probable_bargains_the_status_quo_stays() -> None:
    """Two parties of one capability: what one gains from any bargain the other loses."""
    x, s = np.array([[[0.4], [0.1]]]), np.array([[[0.2], [0.4]]])
    path = spatial.play(x, salience=s, capability=np.full((1, 2), 0.7667))
    assert path.target[0, 0].tolist() == [1, 0]
    assert path.position[0, -1].tolist() == x[0].tolist()
