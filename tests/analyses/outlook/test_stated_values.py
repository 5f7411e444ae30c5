"""Figures that the definitions of the outlook state: worths on the way, pools, rates, the fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyses.outlook.courses import course_of, outcomes_of
from analyses.outlook.test_against_the_definition import random_talks
from analyses.outlook.test_known_cases import AB, case_eight, conditional, settlement, split
from detente.analyses.outlook.chance import PastCases, chance, friction_of, level_of, pooled
from detente.analyses.outlook.recorded import RecordedSet
from detente.formats import read_recorded
from detente.scenario.judgements.forms import WORDS
from oracles.outlook import Talks


def arrival(place: int, no_deal: dict[str, float], worth: Any, sizes: Any, *stages: Any) -> float:
    """What the talks are worth to a on arrival at a stage, by the recursion of the oracle."""
    return Talks(sizes, AB, worth, no_deal, (0,), stages).arrival(place, ())["a"]


def test_what_going_on_is_worth_to_a_party() -> None:
    points = {"a": (30, 38, 70), "b": (30, 60, 55)}
    two = ({"table": AB}, {"table": AB})
    waiting = arrival(1, {"a": 30, "b": 30}, lambda p, deal: points[p][deal[0]], (3,), *two)
    assert waiting == pytest.approx(65.4, abs=0.05)
    tenths = {"a": range(0, 101, 10), "b": range(100, -1, -10)}
    shown = ({"table": AB, "settles": (), "agree": {"a": 3}}, {"table": AB})
    found = arrival(0, {"a": 20, "b": 20}, lambda p, deal: tenths[p][deal[0]], (11,), *shown)
    assert found == pytest.approx(30.211, abs=5e-4)


def test_the_second_stage_alone_has_more_room_than_after_a_part() -> None:
    course = case_eight()
    alone = course_of(
        (2, 11),
        {
            "a": lambda y, x: 8 * x + 20 * y,
            "b": lambda y, x: 8 * (10 - x) + 20 * y,
            "c": lambda y, x: 8 * x + 10,
        },
        {"a": 30, "b": 30, "c": 50},
        ({"table": ("a", "b", "c")},),
    )
    assert settlement(alone) == pytest.approx(0.0250, abs=5e-5)
    assert settlement(course) < settlement(alone)


def test_a_second_round_lowers_the_first_and_raises_the_whole() -> None:
    twice = split(20, 20, {"table": AB}, {"table": AB})
    assert conditional(split(20, 20), 0)[0] == pytest.approx(0.2404, abs=5e-5)
    assert conditional(twice, 0)[0] == pytest.approx(0.1333, abs=5e-5)
    assert settlement(twice) == pytest.approx(0.3416, abs=5e-5)


@pytest.mark.parametrize(("worth_of_no_deal", "expected"), [(50, 0.2408), (60, 0.4892)])
def test_across_stages_a_better_alternative_can_raise_settlement(worth_of_no_deal, expected):
    points = {"a": (0, 50, 60, 100, 40), "b": (0, 90, 100, 30, 0), "c": (0, 30, 90, 10, 50)}
    worth = {party: (lambda x, row=row: row[x]) for party, row in points.items()}
    no_deal = {"a": worth_of_no_deal, "b": 0, "c": 20}
    stages = ({"table": AB}, {"table": ("a", "b", "c")})
    course = course_of((5,), worth, no_deal, stages, level=2.0)
    assert settlement(course, 2.0) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_planning_fixed_more_friction_never_raises_the_first_stage(first: int) -> None:
    for seed in range(first, first + 50):
        _, course = random_talks(np.random.default_rng(seed))
        easy, hard = (outcomes_of(course, level).outcomes[0, 0, 0] for level in (1.0, -0.5))
        assert hard <= easy + 1e-12


@pytest.mark.parametrize(
    ("came", "of", "mean", "low", "high"),
    [(1, 7, 0.1875, 0.042, 0.371), (0, 5, 0.0833, 0.0015, 0.227), (3, 10, 0.3182, 0.151, 0.502)],
)
def test_rates_of_past_cases_with_their_intervals(came, of, mean, low, high) -> None:
    past = PastCases((came, of - came))
    assert past.mean()[0] == pytest.approx(mean, abs=5e-5)
    drawn = past.sample(np.random.default_rng(0), 200_000)[:, 0]
    assert np.quantile(drawn, [0.1, 0.9]) == pytest.approx([low, high], abs=2e-3)


@pytest.mark.parametrize(
    ("inside", "rate", "expected"),
    [(0.02, 0.1875, 0.0642), (0.4, 0.1875, 0.2817), (0.6, 0.1875, 0.3704), (0.6, 0.0833, 0.2696)],
)
def test_two_views_as_one(inside: float, rate: float, expected: float) -> None:
    found = pooled(np.array([inside, 1 - inside, 0, 0]), np.array([rate]), 0.5)
    assert found[0] == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("word", "levels", "chances"),
    [
        ("very low", (4.5, 3.15), (0.99, 0.96)),
        ("low", (3.15, 1.35), (0.96, 0.79)),
        ("medium", (1.35, -1.35), (0.79, 0.21)),
        ("high", (-1.35, -3.15), (0.21, 0.04)),
        ("very high", (-3.15, -4.5), (0.04, 0.01)),
    ],
)
def test_words_of_friction_as_agreements_at_half_room(word, levels, chances) -> None:
    found = level_of(WORDS[word])
    assert found == pytest.approx(levels)
    assert chance(0.5, level=found) == pytest.approx(chances, abs=5e-3)
    assert friction_of(found) == pytest.approx(WORDS[word])


def fitted(rooms: Any, ended: Any, columns: Any) -> tuple[Any, Any, float]:
    """Logistic regression by Newton's steps: coefficients, their errors, the log-likelihood."""
    x, beta = np.column_stack(columns), np.zeros(len(columns))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        information = x.T @ (x * (p * (1 - p))[:, None])
        beta = beta + np.linalg.solve(information, x.T @ (ended - p))
    p = 1 / (1 + np.exp(-x @ beta))
    likelihood = float(np.log(np.where(ended == 1, p, 1 - p)).sum())
    return beta, np.sqrt(np.diag(np.linalg.inv(information))), likelihood


@pytest.fixture(scope="module")
def sets(shared_data: Path) -> dict[str, RecordedSet]:
    return {each.name: each for each in read_recorded(shared_data / "human_talks.csv").sets}


def test_slope_and_level_are_those_of_the_recorded_talks(sets: dict[str, RecordedSet]) -> None:
    talks = sets["deal_or_no_deal"]
    rooms, ended = talks.rooms, talks.ended
    assert (len(ended), int(ended.sum())) == (4217, 3203)
    wide = rooms > 0
    ones = np.ones(wide.sum())
    logs = np.log(2 * rooms[wide])
    (level, slope), _, likelihood = fitted(rooms[wide], ended[wide], [ones, logs])
    assert (slope, level) == (pytest.approx(3.98, abs=0.02), pytest.approx(0.242, abs=5e-3))
    (middle, gradient), errors, linear = fitted(rooms, ended, [np.ones(len(rooms)), rooms - 0.5])
    assert (middle, gradient) == (pytest.approx(0.236, abs=5e-3), pytest.approx(6.51, abs=0.05))
    assert errors[1] == pytest.approx(0.32, abs=0.02)
    if wide.all():
        assert likelihood - linear == pytest.approx(16, abs=1)
    at_three_tenths = 1 / (1 + np.exp(-(middle - 0.2 * gradient)))
    assert at_three_tenths == pytest.approx(0.256, abs=5e-3)
    narrow = rooms <= 0.3 + 1e-9
    assert (int(narrow.sum()), ended[narrow].mean()) == (64, pytest.approx(0.125))
    assert not (rooms < 0.2 - 1e-9).any()


def test_agreed_and_fitted_by_room(sets: dict[str, RecordedSet]) -> None:
    talks = sets["deal_or_no_deal"]
    centre = np.round(talks.rooms * 10) / 10
    expected = {0.3: 0.143, 0.4: 0.344, 0.5: 0.560, 0.6: 0.725, 0.7: 0.829, 0.8: 0.892, 0.9: 0.930}
    agreed = {0.3: 0.138, 0.4: 0.274, 0.5: 0.568, 0.6: 0.733, 0.7: 0.853, 0.8: 0.896, 0.9: 0.869}
    for room, wanted in agreed.items():
        near = np.isclose(centre, room)
        assert talks.ended[near].mean() == pytest.approx(wanted, abs=0.02), room
        fit = chance(talks.rooms[near], level=0.242, slope=3.98).mean()
        assert fit == pytest.approx(expected[room], abs=0.02), room


def test_the_level_of_one_setting_is_not_that_of_another(sets: dict[str, RecordedSet]) -> None:
    casino = sets["casino"]
    assert len(np.unique(casino.rooms.round(9))) == 2
    assert casino.level == pytest.approx(4.44, abs=0.05)
    assert sets["deal_or_no_deal"].level == pytest.approx(0.242, abs=0.02)
