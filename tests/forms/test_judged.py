"""Judgements typed into cells, in both languages, and what cannot be read."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import ScenarioError
from detente.forms.fields import Field
from detente.forms.judgements import figure, read_judged, shown
from detente.phrases import phrases
from detente.scenario.judgements.forms import WORDS
from detente.sheets.changes import judged, parted, same

SCALES = {100.0: (0.0, 100.0), 1.0: (0.0, 1.0), None: (-math.inf, math.inf)}


def field(raw: Any, whole: float | None = 100.0, language: str = "en") -> Field:
    kind, cells = shown(raw, whole, phrases(language))
    low, high = SCALES[whole]
    path = ("preferences", "north", "reservation")
    return Field(
        kind, "", "", path, cells, low=low, high=high, whole=whole, judged=True, choices=()
    )


def numbers(whole: float | None) -> st.SearchStrategy[float | int]:
    low, high = (0, 10_000) if whole else (-10_000_000, 10_000_000)
    scale = {100.0: 100, 1.0: 10_000, None: 1000}[whole]
    return st.integers(low, high).map(lambda k: k / scale if k % scale else k // scale)


@st.composite
def judgements(draw: st.DrawFn, whole: float | None) -> Any:
    """A judgement in any form that the file has on such a scale."""
    low, best, high = sorted(draw(st.lists(numbers(whole), min_size=3, max_size=3)))
    kinds = ["number", "range", "estimate", "pool", "discrete"]
    kinds += ["word", "pert"] if whole == 100 and low < high else []
    body: Any
    match draw(st.sampled_from(kinds)):
        case "number":
            body = best
        case "range":
            body = f"{low}..{high}"
        case "estimate":
            body = {"low": low, "best": best, "high": high}
        case "pert":
            body = {"distribution": "pert", "low": low, "best": best, "high": high}
        case "discrete":
            values = {low: "25%", high: "75%"} if low < high else {low: "100%"}
            body = {"distribution": "discrete", "values": values}
        case "pool":
            body = {"experts": {"anna": f"{low}..{high}", "ben": {"value": best, "weight": 2}}}
        case _:
            ends = sorted(draw(st.tuples(*2 * [st.sampled_from([*WORDS])])), key=list(WORDS).index)
            body = "..".join(dict.fromkeys(ends))
    if draw(st.booleans()):
        about = {"because": ["e1"], "confidence": draw(st.sampled_from(["low", "moderate"]))}
        return (body if isinstance(body, dict) else {"value": body}) | about
    return body


def says(raw: Any, other: Any, whole: float | None) -> bool:
    scale = 1 if whole == 1 else 100
    return same(judged(raw, scale), judged(other, scale))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("whole", SCALES)
@given(data=st.data())
def test_what_is_shown_reads_as_what_stands_there(
    data: st.DataObject, whole: float | None, language: str
) -> None:
    raw = data.draw(judgements(whole))
    now = field(raw, whole, language)
    assert isinstance(now.value, dict)
    cells = {key: cell for key, cell in now.value.items() if key != "text"}
    found = [read_judged(now, cells, raw), read_judged(now, now.value, raw)]
    found.append(read_judged(now, {"text": now.value["text"]}, raw))
    if now.kind in ("number", "word", "range", "estimate"):
        found.append(read_judged(replace(now, value=""), now.value["text"], raw))
    for back in found:
        assert says(back, raw, whole)
        assert parted(back)[1] == parted(raw)[1]


@pytest.mark.parametrize(
    ("typed", "whole", "expected"),
    [
        ("0,5", 100.0, 0.5),
        (" 20..40 ", 100.0, "20..40"),
        ("20 – 40", 100.0, "20..40"),
        ("20-40", 100.0, "20..40"),
        ("20 bis 40,5", 100.0, "20..40.5"),
        ("20 to 40", 100.0, "20..40"),
        ("20 – 30 – 40", 100.0, {"low": 20, "best": 30, "high": 40}),
        ("sehr hoch", 100.0, "very high"),
        ("high to very high", 100.0, "high..very high"),
        ("gering bis mittel", 100.0, "low..medium"),
        ("60 %", 100.0, 60),
        ("60 %", 1.0, "60%"),
        ("0,6", 1.0, 0.6),
        ("50 % – 70 %", 1.0, "50%..70%"),
        ("50-70%", 1.0, "50%..70%"),
        ("1 to 2.5 %", 1.0, "1%..2.5%"),
        ("20 – 40 %", 100.0, "20..40"),
        ("-3 – 4", None, "-3..4"),
        ("\N{MINUS SIGN}30 bis \N{MINUS SIGN}10", None, "-30..-10"),
        ("", 100.0, None),
    ],
)
def test_what_people_type_on_one_line(typed: str, whole: float | None, expected: Any) -> None:
    assert read_judged(field(None, whole), typed) == expected


@pytest.mark.parametrize(
    ("typed", "whole", "rule"),
    [
        ("about 20", 100.0, "number from 0 to 100"),
        ("120", 100.0, "number from 0 to 100"),
        ("40..20", 100.0, "rise in this order"),
        ("1.234", 100.0, "two numbers"),
        ("60", 1.0, "with its percent sign"),
        ("1..2..3..4", 100.0, "not a judgement"),
        ("hoch bis gering", 100.0, "not a judgement"),
        ("hoch", 1.0, "beyond the ends"),
        ("60 %", None, "percentage has no meaning"),
        ("many", None, "not a number"),
        ({"low": "20"}, 100.0, "both ends"),
        ({"text": "many", "best": "20"}, 100.0, "number from 0 to 100"),
        ({"distribution": "normal", "mean": "40"}, 100.0, "not a judgement"),
        ({"distribution": "normal", "mean": "99", "sd": "5"}, 100.0, "beyond the ends"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    typed: Any, whole: float | None, rule: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_judged(field(None, whole), typed)
    for problem in caught.value.problems:
        assert rule in problem.rule
        assert problem.path.startswith("preferences.north.reservation")


def test_what_a_judgement_rests_on_stays_unless_it_is_typed() -> None:
    raw = {"value": 30, "because": ["e1"], "confidence": "low"}
    now = field(raw)
    assert read_judged(now, "40", raw) == raw | {"value": 40}
    assert read_judged(now, {"best": "40", "confidence": ""}, raw) == {
        "value": 40,
        "because": ["e1"],
    }
    assert read_judged(now, {"best": "40", "confidence": "", "because": []}, raw) == 40
    three = {"low": "1", "best": "2", "high": "3", "because": ["e2"], "confidence": "high"}
    expected = {"low": 1, "best": 2, "high": 3, "because": ["e2"], "confidence": "high"}
    assert read_judged(now, three, raw) == expected
    assert read_judged(now, "", raw) is None
    assert read_judged(now, {"best": "40", "invented": "true"}, 30) == {
        "value": 40,
        "invented": True,
    }
    made_up = {"value": 40, "invented": True}
    assert read_judged(now, "50", made_up) == {"value": 50, "invented": True}
    assert read_judged(now, {"best": "40", "invented": ""}, made_up) == 40


def test_a_pool_keeps_members_that_did_not_change_and_the_weights_of_those_that_did() -> None:
    ben, cem = {"value": 60, "weight": 2}, {"value": "high"}
    raw = {"experts": {"anna": "20..40", "ben": ben, "cem": cem}}
    now = field(raw, language="de")
    assert isinstance(now.value, dict)
    typed = now.value | {"ben": "50,5", "dora": "10"}
    members = {"anna": "20..40", "ben": ben | {"value": 50.5}, "cem": cem, "dora": 10}
    assert read_judged(now, typed, raw) == {"experts": members}
    del members["anna"]
    assert read_judged(now, typed | {"anna": ""}, raw) == {"experts": members}


@pytest.mark.parametrize(("number", "english", "german"), [
    (1234.5, "1234.5", "1234,5"), (1e-7, "0.0000001", "0,0000001"), (-3, "-3", "-3"),
    (1.234, "1.2340", "1,2340"), (100.0, "100", "100"),
])  # fmt: skip
def test_figures_are_typed_without_separators(number: float, english: str, german: str) -> None:
    assert figure(number, phrases("en")) == english
    assert figure(number, phrases("de")) == german
