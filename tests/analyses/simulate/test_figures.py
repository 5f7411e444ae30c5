"""Figures of simulated talks that a reader sees, found again from each talk."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.analyses.simulate.result import SimulationResult
from detente.exhibits import LineChart
from detente.scenario import loads

TEXT = """
title: Some agree
parties: {a: {}, b: {}}
issues: {price: {scale: 0..100, steps: 11}, day: {values: [x, y, z]}}
preferences:
  a: {weights: {price: 3, day: 1}, values: {price: rising, day: rising}, reservation: 30..75}
  b: {weights: {price: 2, day: 1}, values: {price: falling, day: rising}, reservation: 30..75}
"""


@pytest.fixture(scope="module")
def result() -> SimulationResult:
    return detente.simulate_talks(loads(TEXT), draws=60, seed=3, rounds=12)


def test_rounds_and_worths_are_those_of_the_talks(result: SimulationResult) -> None:
    told = result.to_dict()["answer"]["games"]
    rows = result.tables("en")[0].rows
    shares = set()
    for game, shown, row in zip(result.games, told, rows, strict=True):
        runs = game.runs
        ended = [int(n) for n, agreed in zip(runs.rounds, runs.agreed, strict=True) if agreed]
        shares.add(len(ended) / 60)
        assert shown["agreed"] == pytest.approx(len(ended) / 60)
        assert row[2] == pytest.approx(100 * len(ended) / 60)
        if ended:
            assert shown["rounds"] == row[3] == pytest.approx(sum(ended) / len(ended))
        for place, party in enumerate("ab"):
            worths = runs.worth[:, place]
            ends = np.percentile(worths, (5, 95))
            assert shown["worth"][party] == pytest.approx(
                {"mean": worths.mean(), "low": ends[0], "high": ends[1]}
            )
            assert row[4 + place] == pytest.approx(worths.mean())
    assert any(0 < share < 1 for share in shares)


def test_lines_are_what_a_party_offers_and_what_it_receives(result: SimulationResult) -> None:
    (chart,) = result.charts("en")
    assert isinstance(chart, LineChart)
    at = next(k for k, game in enumerate(result.games) if game.agreed > 0)
    first = int(np.flatnonzero(result.games[at].runs.agreed)[0])
    offers = result.trace(at, first)
    lines = {name: [p.y for p in chart.points if p.series == name] for name in chart.series}
    for mover, party in enumerate("ab"):
        own, received = offers[mover::2, mover], offers[1 - mover :: 2, mover]
        assert lines[f"{party}: own offers"] == pytest.approx(own.tolist())
        assert lines[f"{party}: offers received"] == pytest.approx(received.tolist())
    assert offers[0, 0] > offers[1, 0]
