"""Figures of seats that a reader sees, found again from the effects in each case or by counting."""

from __future__ import annotations

from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest

import detente
from detente.analyses.seats.result import SeatsResult
from detente.exhibits import BarChart, Table
from detente.scenario import loads

PARTIES = "abcd"
TEXT = """
title: Four votes
parties: {a: {}, b: {}, c: {}, d: {}}
issues: {share: {values: [u, v, w]}, place: {values: [x, y]}}
preferences:
  a: {weights: {share: 2, place: 1}, values: {share: rising, place: rising}, reservation: 20..60}
  b: {weights: {share: 1, place: 2}, values: {share: falling, place: rising}, reservation: 10..50}
  c: {weights: {share: 1, place: 1}, values: {share: {u: 30, v: 90, w: 0}, place: falling}}
  d: {weights: {share: 3, place: 1}, values: {share: falling, place: falling}, reservation: 30..70}
stages:
- {table: [a, b]}
- {table: [a, b, c, d], consent: {rule: majority, votes: {a: 2, b: 2}, vetoes: [d]}}
"""


@pytest.fixture(scope="module")
def result() -> SeatsResult:
    return detente.value_seats(loads(TEXT), draws=24, seed=2, transfers=True)


def table(result: SeatsResult, key: str) -> Table:
    return next(table for table in result.tables("en") if table.key == key)


def test_effects_of_a_seat_are_means_over_the_cases(result: SeatsResult) -> None:
    apart = 0
    for told, seat in zip(result.answer()["seats"], result.drawn, strict=True):
        for key, effects in (("effect_on", seat.whole), ("effect_at_this_table", seat.table)):
            means = [sum(case[p] for case in effects) / 24 for p in range(4)]
            assert list(told[key].values()) == pytest.approx(means)
        apart += told["effect_on"] != told["effect_at_this_table"]
    assert apart


def test_bars_of_seats_hold_nine_of_ten_cases(result: SeatsResult) -> None:
    (chart,) = result.charts("en")
    assert isinstance(chart, BarChart)
    bars = iter(chart.bars)
    for seat in result.drawn:
        for effects in (seat.whole, seat.table):
            bar, own = next(bars), effects[:, seat.party]
            assert bar.value == pytest.approx(own.mean())
            ends = np.percentile(own, 5), np.percentile(own, 95)
            assert (bar.low, bar.high) == pytest.approx(ends)
    assert any(bar.low != bar.high for bar in chart.bars)


def test_power_in_votes_is_counted_over_orders_and_coalitions(result: SeatsResult) -> None:
    votes = dict(zip(PARTIES, (2, 2, 1, 1), strict=True))

    def wins(some: tuple[str, ...]) -> bool:
        return "d" in some and sum(votes[party] for party in some) > 3

    orders = list(permutations(PARTIES))
    pivotal = dict.fromkeys(PARTIES, 0)
    for order in orders:
        pivotal[next(order[k] for k in range(4) if wins(order[: k + 1]))] += 1
    coalitions = [some for n in range(4) for some in combinations(PARTIES, n)]
    swings = {
        party: sum(party not in c and not wins(c) and wins((*c, party)) for c in coalitions)
        for party in PARTIES
    }
    rows = table(result, "seats.vote").rows
    assert [row[1] for row in rows] == list(PARTIES)
    for (_, party, shapley, banzhaf, swing), name in zip(rows, PARTIES, strict=True):
        assert party == name
        assert shapley == pytest.approx(100 * pivotal[name] / len(orders))
        assert banzhaf == pytest.approx(100 * swings[name] / sum(swings.values()))
        assert swing == swings[name]
    assert any(row[2] != pytest.approx(row[3]) for row in rows)


def test_transfers_are_the_shares_of_the_definitions(result: SeatsResult) -> None:
    worth = result.game
    assert worth is not None
    value = np.zeros(4)
    for order in permutations(range(4)):
        code = 0
        for party in order:
            value[party] += (worth[code | 1 << party] - worth[code]) / factorial(4)
            code |= 1 << party
    rows = table(result, "seats.transfer").rows
    assert [row[1] for row in rows] == pytest.approx(value.tolist())
    shares = [float(row[2] or 0) for row in rows]
    excess = [
        sum(shares[p] for p in range(4) if code >> p & 1) - worth[code] for code in range(1, 15)
    ]
    assert sum(shares) == pytest.approx(worth[-1])
    for other in (value, np.full(4, worth[-1] / 4)):
        least = min(
            sum(other[p] for p in range(4) if code >> p & 1) - worth[code] for code in range(1, 15)
        )
        assert min(excess) >= least - 1e-9
    assert shares != pytest.approx(value.tolist())


def test_a_span_of_one_point_is_told_once_or_not_at_all(result: SeatsResult) -> None:
    wide = {note.text for note in result.statements("en") if "nine of ten" in note.text}
    assert wide
    fixed = detente.value_seats(detente.load("ratified_share"), draws=4, seed=0)
    told = [note.text for note in fixed.statements("en")]
    assert not any("nine of ten" in text for text in told)  # nothing is uncertain there
    assert any("worth 5.6 points on average." in text for text in told)
    skewed = detente.value_seats(detente.load("anchorage"), draws=128, seed=0)
    absent = next(seat for seat in skewed.drawn if not seat.taken)
    own = absent.whole[:, absent.party]
    assert abs(np.percentile(own, 5)) < 0.05 < own.mean() > np.percentile(own, 95)
    assert f"worth {own.mean():.1f} points on average over the whole talks (0.0 in nine" in (
        skewed.statements("en")[0].text
    )
