"""Numbers of scales: steps as they are, digits kept, years without separators."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.phrases import phrases
from detente.scenario import loads
from detente.scenario.draws import best_draws
from detente.scenario.sections.issues import Issue
from detente.scenario.statements import parse
from detente.scenario.valuations import worths
from detente.scenario.wording import value_text, worded


def scenario(scale: str, unit: str = ""):
    stated = f"{{scale: {scale}{f', unit: {unit}' if unit else ''}}}"
    return loads(
        f"title: t\nparties: {{a: {{}}}}\nissues: {{i: {stated.replace(';', ', steps:')}}}"
    )


def test_a_third_is_a_third() -> None:
    assert Issue(scale="0..1", steps=4).numbers() == (0, 1 / 3, 2 / 3, 1)
    assert Issue(scale="0..1", steps=11).numbers()[3] == 0.3
    assert Issue(scale="0..0.7", steps=8).numbers()[1:4] == (0.1, 0.2, 0.3)


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6), st.integers(2, 50))
def test_steps_are_the_nearest_numbers_to_the_exact_ones(low: int, width: int, steps: int) -> None:
    ends = f"{low / 100}..{(low + width) / 100}"
    exact = [Fraction(low, 100) + Fraction(width * k, 100 * (steps - 1)) for k in range(steps)]
    stated = Issue(scale=ends, steps=steps)
    assert stated.numbers() == tuple(map(float, exact))
    assert len(set(stated.labels())) == steps
    assert [stated.place(label) for label in stated.labels()] == list(range(steps))


def test_shares_of_thirds_are_acceptable_at_a_third() -> None:
    text = (
        "title: t\nparties: {a: {}}\nissues: {i: {scale: 0..1, steps: 4}}\n"
        "preferences: {a: {weights: {i: 1}, values: {i: rising}, reservation: 33.3333333333}}"
    )
    stated = loads(text)
    found = worths(stated, best_draws(stated), "a", "i")[0]
    assert (found >= 33.3333333333).tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    ("scale", "unit", "value", "shown"),
    [
        ("2025..2055; 7", "", "2055", "2055"),
        ("2025..2055", "", "2030.5", "2030.5"),
        ("0..1000000000000; 4", "euros", "333333333333.333", "333,333,333,333.33 euros"),
        ("0..1000000000000; 4", "", "333333333333.333", "333333333333.33"),
        ("0..1; 1001", "", "0.004", "0.004"),
        ("0..100; 11", "percent", "30", "30 percent"),
        ("-5000..0; 6", "men", "-1000", "−1,000 men"),
    ],
)
def test_values_are_read_with_their_digits(scale: str, unit: str, value: str, shown: str) -> None:
    stated = scenario(scale, unit)
    assert value in stated.issues["i"].labels(61)
    assert value_text(stated, "i", value, phrases("en")) == shown


def test_the_same_in_german() -> None:
    words = phrases("de")
    assert value_text(scenario("2025..2055"), "i", "2030.5", words) == "2030,5"
    large = scenario("0..1000000; 4", "Euro")
    assert value_text(large, "i", "333333.3333", words) == "333.333,33 Euro"


def test_a_number_in_a_statement_keeps_its_digits() -> None:
    stated = scenario("0..10000000", "euro")
    expression = parse("i >= 1234567", stated.issue_vocabulary)
    assert worded(expression, stated, phrases("en")) == "i: 1,234,567 euro or more"
