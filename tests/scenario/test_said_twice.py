"""What `check` remarks where a file says one thing in several places."""

from __future__ import annotations

import pytest

from detente.scenario import case_names, check, load, loads
from detente.scenario.double_counting import said_twice

TEXT = """
title: t
parties: {a: {}, b: {}}
sources: {s: {title: s}}
evidence: {e: {source: s, says: x}, f: {source: s, says: y}, g: {source: s, says: z}}
issues:
  x: {values: [low, mid, high], status_quo: low}
  y: {scale: 0..10, steps: 11, status_quo: 4}
preferences:
  a:
    weights: {x: 50, y: 50}
    values: {x: rising, y: rising}
    interactions: [{if: "x = low and y >= 4", add: {value: 10, because: [INTERACTION]}}]
    reservation: RESERVATION
  b: {weights: {x: 1}, values: {x: falling}, reservation: 90, red_lines: [REDLINE]}
options: {a: {punish: {}}, b: {yield: {}}}
status_quo: NN
priorities:
  a: [{maybe: not b.yield -> a.punish, HELD}, b.yield]
  b: [not a.punish]
commitments: {word: {by: a, against: b, cost: {value: 5, because: [e]}}}
stages:
- {table: [a, b], audience: {a: {failing: {value: -3, because: [FAILING]}}}}
types: {b: {hard: {}, soft: {}}}
signals: {flights: {by: b, kind: probe, likelihood: {hard: 70, soft: LIKELY}}}
"""
PLAIN = {
    "INTERACTION": "f",
    "RESERVATION": "30",
    "REDLINE": "x = mid",
    "HELD": "threat: word",
    "FAILING": "g",
    "LIKELY": "70",
}


def remarked(**changed: str) -> list[str]:
    text = TEXT
    for key, value in (PLAIN | changed).items():
        text = text.replace(key, value)
    text = text.replace(
        "f: {source: s, says: y}}", "f: {source: s, says: y}, e2: {source: s, says: z}}"
    )
    return list(said_twice(loads(text)))


def test_a_file_that_says_everything_once_is_not_remarked() -> None:
    assert remarked() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"HELD": "held: 60%"}, ("not b.yield -> a.punish", "word")),
        # things as they are: half of 0, half of 40, and 10 added: 30
        ({"RESERVATION": "46"}, ("no deal is worth 46, things as they are 30",)),
        ({"FAILING": "e"}, ("evidence e", "to a", "audience, commitments")),
        ({"FAILING": "f"}, ("evidence f", "to a", "audience, interactions")),
        ({"LIKELY": "30"}, ("probe flights",)),
        ({"REDLINE": "x = high"}, ("x = high", "best that a could get", "red line of b")),
    ],
)
def test_what_is_said_twice_is_remarked(changed: dict[str, str], words: tuple[str, ...]) -> None:
    (found,) = remarked(**changed)
    assert all(word in found for word in words)


@pytest.mark.parametrize("reservation", ["15", "45"])
def test_fifteen_points_from_things_as_they_are_are_not_remarked(reservation: str) -> None:
    assert remarked(RESERVATION=reservation) == []


def test_the_flagship_states_its_threat_and_habits_once() -> None:
    found = " ".join(said_twice(load("anchorage")))
    assert not {"threat", "probe", "evidence"} & {*found.split()}


@pytest.mark.parametrize("name", case_names())
def test_every_translation_of_a_bundled_case_is_of_something(name: str) -> None:
    assert not [remark for remark in check(name).remarks if "is unused" in remark]
