"""Settings that cannot be used are refused in the same words everywhere, from Python as well."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import detente
from detente.analyses.catalogue import find_analysis
from detente.ensembles.compare import compare
from detente.errors import SettingError
from detente.randomness import generator
from detente.scenario import draw, load
from detente.validation import (
    MEMORY,
    checked_ending,
    finite_number,
    fitting_draws,
    one_of,
    whole_number,
)

DRAWN: dict[str, Callable[..., object]] = {
    "stages": detente.solve_stages,
    "seats": detente.value_seats,
    "beliefs": detente.update_beliefs,
    "simulate": detente.simulate_talks,
    "forecast": detente.forecast_outcomes,
}
"""Analyses that draw on their own."""


@pytest.mark.parametrize("given", [2.0, "2", None, True, math.nan, -1, 11])
def test_only_whole_numbers_within_bounds_pass(given: object) -> None:
    with pytest.raises(SettingError, match=r"draws: .*whole number from 0 to 10"):
        whole_number("draws", given, most=10)


@pytest.mark.parametrize("given", [0, 10, np.int64(3)])
def test_whole_numbers_of_any_kind_are_taken(given: int) -> None:
    assert whole_number("draws", given, most=10) == given


@pytest.mark.parametrize("given", ["x", None, math.nan, math.inf, True, 0.0, 101])
def test_only_finite_numbers_within_bounds_pass(given: object) -> None:
    with pytest.raises(SettingError, match=r"epsilon: .*a number above 0 and at most 100"):
        finite_number("epsilon", given, above=0, most=100)


def test_a_wrong_name_gets_the_nearest_one() -> None:
    with pytest.raises(SettingError, match="did you mean boulware"):
        one_of("tactics", "bulware", ("boulware", "linear"))


def test_an_ending_counts_whatever_its_case() -> None:
    checked_ending("--keep", "a/b.NPZ", (".npz",))
    with pytest.raises(SettingError, match=r"end the name in \.npz"):
        checked_ending("--keep", "b.txt", (".npz",))


@pytest.mark.parametrize("each", [8, 5840, 10**8])
def test_the_largest_number_that_is_named_fits(each: int) -> None:
    with pytest.raises(SettingError, match="GB of memory") as caught:
        fitting_draws("draws", 10**12, each)
    largest = int(str(caught.value).rsplit(" ", 1)[1].replace(",", ""))
    fitting_draws("draws", largest, each)
    assert largest * each > 0.9 * MEMORY


@pytest.mark.parametrize("seed", [-1, None, "a", 0.5])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    scenario, deals = load("anchorage"), find_analysis("deals")
    asked: list[Callable[[], object]] = [
        lambda: generator(seed),
        lambda: draw(scenario, 3, seed=seed),
        lambda: detente.run_ensemble(deals, scenario, draws=3, seed=seed),
        lambda: compare(scenario, scenario, [deals], draws=3, seed=seed),
        *(lambda run=run: run(scenario, seed=seed) for run in DRAWN.values()),  # type: ignore[misc]
    ]
    for ask in asked:
        with pytest.raises(SettingError, match=r"seed: .*whole number from 0 to 9"):
            ask()


@pytest.mark.parametrize("draws", [-1, 2.5, "many", 10**12])
@pytest.mark.parametrize("name", DRAWN)
def test_draws_that_cannot_be_are_refused_before_anything_is_computed(
    name: str, draws: Any
) -> None:
    with pytest.raises(SettingError, match="draws: "):
        DRAWN[name](load("anchorage"), draws=draws)


@pytest.mark.parametrize("draws", [0, -1, 2.5, 10**12])
def test_an_ensemble_takes_no_draws_that_cannot_be(draws: Any) -> None:
    scenario, deals = load("house_sale"), find_analysis("deals")
    with pytest.raises(SettingError, match="draws: "):
        detente.run_ensemble(deals, scenario, draws=draws, seed=0)
    with pytest.raises(SettingError, match="draws: "):
        compare(scenario, scenario, [deals], draws=draws, seed=0)


@pytest.mark.parametrize(
    ("ask", "setting"),
    [
        (lambda: detente.load(3), "scenario"),  # type: ignore[arg-type]
        (lambda: detente.loads(b"title: t"), "text"),  # type: ignore[arg-type]
        (lambda: detente.map_deals(load("house_sale"), epsilon="x"), "epsilon"),  # type: ignore[arg-type]
        (lambda: detente.simulate_talks(load("house_sale"), rounds=2.5), "rounds"),  # type: ignore[arg-type]
        (lambda: detente.simulate_talks(load("house_sale"), protocol="chess"), "protocol"),
        (lambda: detente.simulate_talks(load("house_sale"), tactics=("foo",)), "tactics: 'foo'"),
        (lambda: detente.forecast_outcomes(load("anchorage"), level=math.nan), "level"),
        (lambda: detente.forecast_outcomes(load("anchorage"), rounds=1.5), "rounds"),  # type: ignore[arg-type]
    ],
)
def test_python_gets_setting_errors(ask: Callable[[], object], setting: str) -> None:
    with pytest.raises(SettingError, match=setting):
        ask()


def test_a_tactic_is_checked_before_their_number() -> None:
    with pytest.raises(SettingError, match="2 parties negotiate: name 2 tactics"):
        detente.simulate_talks(load("house_sale"), tactics=("linear",))
