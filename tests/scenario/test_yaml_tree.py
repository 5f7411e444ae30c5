"""YAML as plain values with places."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.reading.tree import read_tree

TEXT = """\
title: Talks
list: [a, {b: 1.50}]
block:
  - "quoted \\" text"
  - ' spaced'
  - |
    two
    lines
"""


def test_places_of_keys_and_values() -> None:
    tree = read_tree(TEXT, "talks.yaml")
    assert tree.place(("title",)) == (1, 8)
    assert tree.place(("title",), of_key=True) == (1, 1)
    assert tree.place(("list", "1", "b")) == (2, 15)
    assert tree.place(("list", "1", "nothing", "here")) == (2, 11)
    assert tree.place(("nothing",)) == (1, 1)


def test_columns_inside_texts() -> None:
    tree = read_tree(TEXT, "talks.yaml")
    assert tree.place_in_text(("title",), 2) == (1, 10)
    assert tree.place_in_text(("block", "0"), 9) == (4, 5)
    assert tree.place_in_text(("block", "1"), 0) == (5, 7)
    assert tree.place_in_text(("block", "2"), 3) == (6, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("null", None),
        ("~", None),
        ("yes", "yes"),
        ("NO", "NO"),
        ("True", "True"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2025-08-15", "2025-08-15"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("20..40", "20..40"),
    ],
)
def test_scalars(text: str, value: object) -> None:
    read = read_tree(f"key: {text}", "talks.yaml").values["key"]
    assert read == value
    assert isinstance(read, type(value))


@pytest.mark.parametrize("text", ["1.50", "007", "+5", "1e3", "-.50"])
def test_numbers_keep_their_look(text: str) -> None:
    values = read_tree(f"- {text}\n- {{{text}: x}}", "talks.yaml").values
    assert str(values[0]) == repr(values[0]) == text
    assert list(values[1]) == [text]


def test_accents_are_read_alike_however_they_are_typed() -> None:
    assert read_tree("u\u0308: u\u0308", "talks.yaml").values == {"ü": "ü"}


def test_faults_before_a_syntax_error_are_reported_with_it() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_tree("a: 1\na: 2\nb: [", "talks.yaml")
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(2, 1), (3, 5)]


def test_tags_and_repeated_keys_do_not_stop_the_reading() -> None:
    tree = read_tree("a: !x 1\nb: {c: 1, c: 2}\n? [d]\n: e\nf: 3", "talks.yaml")
    assert tree.values == {"a": 1, "b": {"c": 1}, "f": 3}
    assert [problem.line for problem in tree.problems] == [1, 2, 3]
