"""Judgements in each form in which they may be written."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from detente.scenario.judgements import WORDS, Judgement, read_judgement


@pytest.mark.parametrize(
    ("raw", "three", "form"),
    [
        (60, (60, 60, 60), "number"),
        (0.5, (0.5, 0.5, 0.5), "number"),
        ("60%", (0.6, 0.6, 0.6), "number"),
        (" 12.5 % ", (0.125, 0.125, 0.125), "number"),
        ("20..40", (20, 30, 40), "range"),
        ("-30..-10", (-30, -20, -10), "range"),
        ("20 .. 40%", (0.2, 0.3, 0.4), "range"),
        ("50%..70%", (0.5, 0.6, 0.7), "range"),
        ({"low": "20%", "best": 0.25, "high": " 50 %"}, (0.2, 0.25, 0.5), "estimate"),
        ("1e1..2e1", (10, 15, 20), "range"),
        ("high", (65, 75, 85), "word"),
        ("Very  High", (85, 92.5, 100), "word"),
        ("low..medium", (15, 40, 65), "word"),
        ({"low": 20, "best": 25, "high": 50}, (20, 25, 50), "estimate"),
        ({"value": 7}, (7, 7, 7), "number"),
        ({"value": {"low": 1, "best": 2, "high": 3}}, (1, 2, 3), "estimate"),
    ],
)
def test_forms(raw: object, three: tuple[float, float, float], form: str) -> None:
    read = read_judgement(raw)
    assert (read.low, read.best, read.high) == pytest.approx(three)
    assert read.form == form
    assert read.certain is (three[0] == three[2])


def test_sources_and_confidence() -> None:
    read = read_judgement({"value": "20..40", "because": "e1", "confidence": "medium"})
    assert (read.because, read.confidence, read.given) == (("e1",), "moderate", "20..40")
    assert read_judgement({"value": 3, "remark": "by phone"}).remark == "by phone"
    assert read_judgement({"value": 1, "because": ["e1", "e2"]}).because == ("e1", "e2")


def test_words_cover_the_scale_without_gaps() -> None:
    ends = list(WORDS.values())
    assert (ends[0][0], ends[-1][1]) == (0, 100)
    assert all(left[1] == right[0] for left, right in itertools.pairwise(ends))


@pytest.mark.parametrize(
    "raw",
    [
        None, True, [], [1, 2], "", "big", "40..20", "high..low", "1..2..3", "..", "5..", "nan",
        float("nan"), float("inf"), "1..1e999", {}, {"value": None}, {"best": 3},
        {"low": 3, "best": 2, "high": 4}, {"low": "1", "best": 2, "high": 3},
        {"value": 1, "low": 0}, {"value": {"value": 1}}, {"value": 1, "confidence": "sure"},
        "50%..70", "70%..50%", {"value": 1, "because": 5}, {"value": 1, "why": "e1"},
    ],
)  # fmt: skip
def test_everything_else_is_refused(raw: object) -> None:
    with pytest.raises(ValidationError):
        read_judgement(raw)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_estimates_keep_their_order(one: float, two: float, three: float) -> None:
    low, best, high = sorted((one, two, three))
    read = read_judgement({"low": low, "best": best, "high": high})
    assert (read.low, read.best, read.high) == (low, best, high)
    assert Judgement.model_validate(read.model_dump()) == read


@given(st.integers(-1000, 1000), st.integers(0, 1000))
def test_range_and_estimate_agree(low: int, width: int) -> None:
    read = read_judgement(f"{low}..{low + width}")
    assert (read.low, read.high, read.best) == (low, low + width, low + width / 2)
