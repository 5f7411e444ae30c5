"""Too close to call, and the package nearest to an agreement of all."""

from __future__ import annotations

import pytest

import detente
from detente.analyses.outlook.close_calls import close_call
from detente.analyses.outlook.problem import in_stages
from detente.scenario import loads

SPLIT = """
title: Ten tenths to split
parties: {b: {}, a: {}}
issues: {x: {scale: 0..10, steps: 11}}
preferences:
  a: {weights: {x: 1}, values: {x: rising}, reservation: A}
  b: {weights: {x: 1}, values: {x: falling}, reservation: B}
"""


def split(a: str, b: str) -> str:
    return SPLIT.replace("A}", a + "}").replace("B}", b + "}")


def answer(text: str):
    return detente.analyze_outlook(loads(text), draws=64).answer()


def test_nearest_is_the_package_of_the_largest_negative_room():
    found = answer(split("50..70", "40..60"))
    assert found["nearest"]["package"] == {"x": "6"}
    assert found["nearest"]["room"] == pytest.approx(-0.2)
    assert found["nearest"]["lacking"] == ["b"]
    assert not found["too_close_to_call"]


@pytest.mark.parametrize(
    ("a", "b", "turned"),
    [
        # 59.5 and 41.2 lack .7 points; a tenth of the ranges is 2.2 and 1.8 points
        ("48.5..70.5", "32.2..50.2", ["a", "b"]),
        # a tenth of a's range is .8, and only whole points can be had
        ("55.5..63.5", "32.2..50.2", ["b"]),
        # worths without a range move by almost ten points
        ("59.5", "49.2", ["a", "b"]),
        ("59.5", "51.2", []),
    ],
)
def test_a_judgement_moved_by_a_tenth_of_its_range_that_turns_the_answer(a, b, turned):
    text = split(a, b).replace("steps: 11", "steps: 101")
    paths = close_call(in_stages(loads(text))).turned_by
    assert [path[1] for path in paths if path[-1] == "reservation"] == turned


def test_nobody_is_told_to_lack_anything_where_it_is_too_close_to_call():
    text = split("49..71", "32..50").replace("steps: 11", "steps: 101")
    result = detente.analyze_outlook(loads(text), draws=64)
    found = result.answer()
    assert found["too_close_to_call"]
    assert (found["nearest"]["room"], found["nearest"]["lacking"]) == (None, [])
    told = " ".join(note.text for note in result.statements("en"))
    assert "too close to call" in told
    assert "lack" not in told
    open_share = answer(split("40..60", "40..60").replace("steps: 11", "steps: 101"))
    assert open_share["possible"] == pytest.approx(0.5, abs=0.05)
    assert open_share["too_close_to_call"]


def test_equal_moves_stand_in_one_order_whatever_the_order_of_the_keys():
    text = split("20..80", "20..80")
    a, b = text.splitlines()[-2:]
    turned = text.replace(f"{a}\n{b}", f"{b}\n{a}")
    listed = [
        [move["what"] for move in detente.analyze_outlook(loads(each), draws=4).answer()["moves"]]
        for each in (text, turned)
    ]
    assert listed[0] == listed[1]
    assert {f"preferences.{party}.reservation" for party in "ab"} <= set(listed[0])
