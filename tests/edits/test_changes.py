"""Single changes of a text: styles that people write, comments, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detente import edits
from detente.edits.nodes import Node, read_nodes
from detente.edits.yaml_values import lines
from detente.errors import EditRefused, ScenarioError
from detente.phrases import phrases
from detente.phrases.messages import told


def ends(text: str, node: Node, path: str = "") -> dict[str, str]:
    """What stands from the beginning to the end of each value."""
    found = {path: text[node.start : node.end]}
    for place, item in enumerate(node.items):
        found |= ends(text, item.value, f"{path}.{item.name or place}".strip("."))
    return found


@pytest.mark.parametrize(
    ("text", "path", "left"),
    [
        ('{"a.1": {"says": "x"}}\n', "a.1", "{}\n"),
        ("# above\na: 1  # beside\n# below\n", "a", "# above\n{}\n# below\n"),
        ("---\r\na:\r\n  b: 1\r\n...\r\n", "a", "---\r\n{}\r\n...\r\n"),
        ("- a\n", "0", "[]\n"),
        ("[a]", "0", "[]"),
    ],
)
def test_the_last_item_of_a_text_goes_too(text: str, path: str, left: str) -> None:
    assert edits.delete(text, [path]) == left


def test_values_end_behind_their_last_character() -> None:
    text = (
        "title: A text  # a comment\nparties:\n  a: {name: 'One', aliases: [x, y]}   # flow\n"
        "  b:\n    power: 20..40\n\n# about issues\nissues:\n  - one\n  - [two,\n     three]\n"
        "empty:\nsummary: >-\n  folded\n  text\n\n# end\n"
    )
    found = ends(text, read_nodes(text))
    assert found["title"] == "A text"
    assert found["parties.a"] == "{name: 'One', aliases: [x, y]}"
    assert found["parties.a.name"] == "'One'"
    assert found["parties.b"] == "power: 20..40"
    assert found["parties"].endswith("power: 20..40")
    assert found["issues"] == "- one\n  - [two,\n     three]"
    assert found["issues.1.1"] == "three"
    assert found["empty"] == ""
    assert found["summary"] == ">-\n  folded\n  text"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("a: 'x'  # c\n", "a: 'y'  # c\n", lambda t: edits.set_value(t, ["a"], "y")),
        ("a: x\n", "a: 'no: 1'\n".replace("'", '"'), lambda t: edits.set_value(t, ["a"], "no: 1")),
        ("a:\nb: 1\n", "a: 2\nb: 1\n", lambda t: edits.set_value(t, ["a"], 2)),
        ("{a, b: 1}\n", "{a: 2, b: 1}\n", lambda t: edits.set_value(t, ["a"], 2)),
        ("a:  # c\n  b: 1  # d\n", "a: [x]  # c\n", lambda t: edits.set_value(t, ["a"], ["x"])),
        ("a: >-  # c\n  x\n  y\n", "a: >-  # c\n  z\n", lambda t: edits.set_value(t, ["a"], "z")),
        ("a: |\n  x\n  y\nb: 1\n", "a: |\n  x\n  z\nb: 1\n",
         lambda t: edits.set_value(t, ["a"], "x\nz\n")),
        ("a: {}\n", "a: {b: 1}\n", lambda t: edits.set_value(t, ["a", "b"], 1)),
        ("a:\n- - x  # x\n  # y\n  - y\n", "a:\n-\n  # y\n  - y\n",
         lambda t: edits.delete(t, ["a", "0", "0"])),
        ("a:\n- - x  # x\n  - y\n", "a:\n- - y\n  - x  # x\n",
         lambda t: edits.move(t, ["a", "0", "1"], 0)),
        ("# top\ntitle: 1\n\n# of b\nb: 2", "# top\n# of b\nb: 2\n\ntitle: 1",
         lambda t: edits.move(t, ["b"], 0)),
        ("# of a\na: 1\n\nb: 2\n", "b: 2\n\n# of a\na: 1\n", lambda t: edits.move(t, ["a"], 1)),
        ("a:\n  b: 1\n    # of b\n  # last\nc: 2\n",
         "a:\n  b: 1\n    # of b\n  d: 3\n  # last\nc: 2\n",
         lambda t: edits.insert(t, ["a"], 1, 3, key="d")),
        ("a: [\n  x,  # x\n  # y\n  y  # why\n]\n", "a: [\n  # y\n  y,  # why\n  x  # x\n]\n",
         lambda t: edits.move(t, ["a", "1"], 0)),
        ("a: 1\n", "a: 1.0\n", lambda t: edits.set_value(t, ["a"], 1.0)),
        ("a:\n- x\n\n- y\n\n\n- z\n", "a:\n- x\n\n\n\n- z\n",
         lambda t: edits.delete(t, ["a", "1"])),
        ("a: [x, y,]\n", "a: [y,]\n", lambda t: edits.delete(t, ["a", "0"])),
        ("a: [x]\n", "a: [x, z]\n", lambda t: edits.insert(t, ["a"], 1, "z")),
        ("a:\r\n  - x\r\n", "a:\r\n  - y\r\n  - x\r\n", lambda t: edits.insert(t, ["a"], 0, "y")),
        ("a:\n  - x # x\n  - y # y\n", "a:\n  - y # y\n  - x # x\n",
         lambda t: edits.set_value(t, ["a"], ["y", "x"])),
        ("a: {b: 1, c: 2}  # c\n", "a: {c: 2, d: 4}  # c\n",
         lambda t: edits.set_value(t, ["a"], {"c": 2, "d": 4})),
    ],
)  # fmt: skip
def test_a_change_touches_what_it_is_about(
    before: str, after: str, change: Callable[[str], str]
) -> None:
    for mark in ("", "\ufeff"):
        assert change(mark + before) == mark + after


@pytest.mark.parametrize("text", ["word " * 40, "a: b " * 30, "two  blanks " * 12 + "end"])
def test_a_long_text_is_written_over_several_lines(text: str) -> None:
    made = edits.set_value("a: 1\nb:\n- x\n", ["b", "0"], text.strip())
    assert max(map(len, made.splitlines())) <= 100
    assert made.startswith("a: 1\nb:\n- >-\n  ")


def test_a_large_mapping_is_written_in_lines_of_its_own() -> None:
    value = {f"party {k}": {"weights": [k] * 20, "note": "x" * 30} for k in range(2)}
    made = edits.set_value("a: 1  # one\n", ["b"], value)
    assert made.startswith("a: 1  # one\nb:\n  party 0:\n    weights: [0, 0,")
    assert max(map(len, made.splitlines())) <= 100


@pytest.mark.parametrize(
    ("text", "change", "rule"),
    [
        (
            "a: [x # c\n , y]\n",
            lambda t: edits.delete(t, ["a", "0"]),
            "before a comma",
        ),
        ("a:\n- x\n- >\n  y", lambda t: edits.move(t, ["a", "1"], 0), "cannot be written"),
        ("? a\n: 1\nb: 2\n", lambda t: edits.set_value(t, ["b"], 1), "begin with \\?"),
        (
            "a: {b: 0,5, c: 1}\n",
            lambda t: edits.set_value(t, ["a", "c"], 2),
            "has a comma",
        ),
        ("a: 1\n", lambda t: edits.set_value(t, ["b", "c"], 2), "no such part"),
        ("a: 1\n", lambda t: edits.move(t, ["a"], 1), "no such part"),
        ("a: 1\n", lambda t: edits.insert(t, ["a"], 0, 1), "nothing can be inserted"),
        ("{}\n", lambda t: edits.set_value(t, ["title"], "t"), "nothing can be inserted"),
        ("a: 1\n", lambda t: edits.insert(t, [], 0, 1, key="a"), "a key of its own"),
        ("a: 1\n", lambda t: edits.set_value(t, [], [1]), "a mapping of sections"),
        ("a: 1\n", lambda t: edits.set_value(t, ["a"], object()), "neither a text nor"),
        ("a: 1\n", lambda t: edits.set_value(t, ["a"], "\x07"), "cannot be written"),
        ("a: [1]\n", lambda text: edits.set_value(text, ["a", "7"], 2), "no such part"),
        ("a: [1]\n", lambda text: edits.set_value(text, ["a", "0", "b"], 2), "no such part"),
        ("a: 1\n", lambda text: edits.delete(text, []), "no such part"),
        ("a: 1\n", lambda text: edits.move(text, [], 0), "no such part"),
    ],
)
def test_what_cannot_be_done_is_refused(text: str, change: Callable[[str], str], rule: str) -> None:
    with pytest.raises(EditRefused, match=rule):
        change(text)


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x\n", "a: !t 1\n", "a: 1\na: 2\n", "a: [\n", ""])
def test_a_text_that_cannot_be_read_is_not_changed(text: str) -> None:
    with pytest.raises(ScenarioError):
        edits.set_value(text, ["a"], 2)


def test_an_edit_fits_its_text_alone() -> None:
    edit = edits.Edit.between("a: 1\nb: 2\n", "a: 1\nb: 3\n")
    with pytest.raises(EditRefused, match="not the one"):
        edit.inverse.applied("a: 1\nb: 2\n")


def test_a_refusal_is_told_in_german_too() -> None:
    with pytest.raises(EditRefused) as caught:
        edits.delete("a: {b: 1}\n", ["a", "c"])
    assert told(caught.value, phrases("de")) == (
        "a.c: diese Stelle gibt es nicht; den Schlüsselpfad prüfen"
    )


def test_a_key_without_a_value_between_brackets_keeps_its_colon() -> None:
    assert edits.insert("p: {a: }\n", ("p",), 1, 2, key="b") == "p: {a: , b: 2 }\n"
    assert edits.insert("p: {a: , b: }\n", ("p",), 2, {}, key="c") == "p: {a: , b: , c: {} }\n"
    assert edits.move("p: {a: , b: }\n", ("p", "a"), 1) == "p: {b: , a:  }\n"
    assert edits.set_value("p: {a: , b: }\n", ("p", "c"), 1) == "p: {a: , b: , c: 1 }\n"


def test_letters_written_with_accents_of_their_own_keep_their_bytes() -> None:
    text = "a: {k\u0308: e\u0301, c: 1}  # e\u0301\nb: 1\n"
    assert edits.set_value(text, ("a", "c"), 22) == text.replace("c: 1", "c: 22")
    assert edits.set_value(text, ("b",), "e\u0301") == text.replace("b: 1", "b: \u00e9")


def test_a_line_that_just_fits_is_kept() -> None:
    text = "one two three four five"
    for column, width in ((2, 15), (2, 14), (4, 17)):
        head, *folded = lines(text, column, style=">", width=width)
        assert head == ">-"
        words = [line.split() for line in folded]
        assert [word for line in words for word in line] == text.split()
        for line, after in zip(folded, words[1:], strict=False):
            assert len(line) <= width < len(f"{line} {after[0]}")
    assert lines(text, 2, style=">", width=15)[1] == "  one two three"
