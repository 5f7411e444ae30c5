"""Weights, worths and reservation values as arrays with a draw axis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import Scenario, best_draws, loads
from detente.scenario.draws import changed_draws
from detente.scenario.valuations import reservation, weights, worths

ISSUES = "issues: {p: {values: [low, mid, high]}, q: {scale: 0..10, steps: 6}, r: {values: [on]}}\n"


def scenario(wants: str) -> Scenario:
    return loads(f"title: t\nparties: {{a: {{}}}}\n{ISSUES}preferences: {{a: {{{wants}}}}}")


def worth(given: str, issue: str = "p") -> list[float]:
    stated = scenario(f"weights: {{{issue}: 1}}, values: {{{issue}: {given}}}")
    return [float(x) for x in worths(stated, best_draws(stated), "a", issue)[0]]


@pytest.mark.parametrize(
    ("given", "worths_"),
    [
        ("rising", [0, 50, 100]),
        ("falling", [100, 50, 0]),
        ("low", [100, 50, 0]),
        ("mid", [0, 100, 0]),
        ("high", [0, 50, 100]),
        ("{high: 10, low: 20..40, mid: high}", [30, 75, 10]),
    ],
)
def test_worths_of_named_values(given: str, worths_: list[float]) -> None:
    assert worth(given) == worths_


@pytest.mark.parametrize(
    ("given", "worths_"),
    [
        ("rising", [0, 20, 40, 60, 80, 100]),
        ("4", [100 / 3, 200 / 3, 100, 200 / 3, 100 / 3, 0]),
        ("{0: 0, 10: 100}", [0, 20, 40, 60, 80, 100]),
        ("{4: 100, 0: 0, 8: 50}", [0, 50, 100, 75, 50, 50]),
    ],
)
def test_worths_on_a_scale(given: str, worths_: list[float]) -> None:
    assert worth(given, "q") == pytest.approx(worths_)


def test_a_single_value_is_worth_everything() -> None:
    assert worth("rising", "r") == [100.0]


def test_labels_that_look_like_numbers_are_not_mixed_up() -> None:
    stated = loads(
        "title: t\nparties: {a: {}}\nissues: {p: {values: [1.50, 1.5, true]}}\n"
        "preferences: {a: {weights: {p: 1}, values: {p: {1.5: 10, 1.50: 20, true: 30}}}}"
    )
    assert worths(stated, best_draws(stated), "a", "p").tolist() == [[20.0, 10.0, 30.0]]


@given(st.lists(st.floats(0.01, 1000), min_size=2, max_size=2))
def test_weights_sum_to_one_and_do_not_depend_on_their_unit(given: list[float]) -> None:
    stated = Scenario.model_validate(
        {
            "title": "t",
            "parties": {"a": {}},
            "issues": {"p": {"values": ["x"]}, "q": {"values": ["x"]}},
            "preferences": {
                "a": {
                    "weights": {"q": given[0], "p": given[1]},
                    "values": {"p": "x", "q": "x"},
                }
            },
        }
    )
    shares = weights(stated, best_draws(stated), "a")
    assert shares == pytest.approx(np.array([[given[1], given[0]]]) / sum(given))


def test_draws_are_rows() -> None:
    stated = scenario(
        "weights: {p: 1..3, q: 1}, values: {p: rising, q: rising}, reservation: 20..40"
    )
    path = ("preferences", "a", "weights", "p")
    draws = changed_draws(stated, {path: [1.0, 3.0]})
    assert weights(stated, draws, "a").tolist() == [[0.5, 0.5, 0.0], [0.75, 0.25, 0.0]]
    assert reservation(stated, draws, "a").tolist() == [30.0, 30.0]
    assert worths(stated, draws, "a", "p").shape == (2, 3)


def test_no_reservation_is_zero() -> None:
    stated = scenario("weights: {p: 1}, values: {p: rising}")
    assert reservation(stated, best_draws(stated), "a").tolist() == [0.0]
