"""Every way in which a scenario file is wrong has its message, with place, rule and remedy.

The table is `broken_files.txt`; what cannot stand in a text file is here.
"""

from __future__ import annotations

import copy
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.errors import DetenteError, FileError, ScenarioError, SettingError
from detente.scenario import case_names, check, load, loads
from detente.scenario.judgements import FORMS
from detente.scenario.reading.text import LARGEST
from detente.scenario.reading.tree import read_tree
from detente.validation import suggestion
from scenario.broken import SHAPES

PARTIES = "title: t\nparties: {a: {}, b: {}}\n"
OPTIONS = PARTIES + "options: {a: [x, y], b: [z]}\n"


def table() -> list[tuple[str, str, list[str]]]:
    """Name, file and messages of each block of the table."""
    text = Path(__file__).with_name("broken_files.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^=== (\w+)\n(.*?)^-{10}\n(.*?)(?=^===|\Z)", text, re.M | re.S)
    return [
        (name, file, [line.replace("FORMS", FORMS) for line in said.strip().splitlines()])
        for name, file, said in blocks
    ]


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, file="talks.yaml")
    return [str(problem).removeprefix("talks.yaml:").strip() for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("file", "said"), [pytest.param(file, said, id=name) for name, file, said in table()]
)
def test_broken_file_is_explained(file: str, said: list[str]) -> None:
    assert problems(file) == said


def test_table_is_long() -> None:
    assert len(table()) > 100


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: the file is empty; `detente new FILE` writes a starter"),
        ("# later\n\n~", "3:1: the file is empty; `detente new FILE` writes a starter"),
        (
            f"title: t\nparties: {{a: {{power: 1{400 * '0'}}}}}",
            "2:22: parties.a.power: a judgement is a finite number; "
            f"given: 1{56 * '0'}...; {FORMS}",
        ),
        (
            f"{OPTIONS}infeasible: [{'not ' * 10_000}a.x]",
            "4:218: infeasible.0: a statement is nested more than 50 deep; "
            "given: not not not not not; split it into several",
        ),
        (
            f"{OPTIONS}infeasible: [{'(' * 10_000}a.x{')' * 10_000}]",
            "4:65: infeasible.0: a statement is nested more than 50 deep; "
            "given: ((((((((((((((((((((; split it into several",
        ),
        (
            f"{OPTIONS}infeasible: [{' and '.join(['a.x'] * 10_000)}]",
            "4:1614: infeasible.0: a statement has more than 200 names; "
            "given: a.x and a.x and a.x; split it into several",
        ),
        (
            "title: t\nparties:\n\ta: {}",
            "3:1: this is not YAML: while scanning for the next token found character '\\t' "
            "that cannot start any token; write spaces in place of tabs",
        ),
        (
            f"{PARTIES}issues: {{i: {{scale: 0..9}}}}\n"
            "preferences: {a: {weights: {i: 1}, values: {i: {0: 0, 5: 3, 5.0: 4}}}}",
            "4:61: preferences.a.values.i.5.0: a number of the scale stands twice; "
            "given: 5.0; keep one of the two",
        ),
        (
            f"{PARTIES}issues: {{i: {{scale: 0..99}}}}\n"
            "preferences: {a: {weights: {i: 1}, values: {i: {0: 0, 1_0: 3}}}}",
            "4:55: preferences.a.values.i.1_0: this is not a number of the issue's scale; "
            "given: 1_0; write a number in 0..99",
        ),
        (
            f"{PARTIES}issues: {{i: {{scale: 0..9}}}}\npositions: {{i: {{a: {{position: '5'}}}}}}",
            "4:31: positions.i.a.position: a number stands without quotes; given: 5; write 5",
        ),
        (
            f"{PARTIES}issues: {{i: {{scale: 0..9}}}}\npositions: {{i: {{a: {{position: 4-6}}}}}}",
            "4:31: positions.i.a.position: a range has two dots between its ends; "
            "given: 4-6; write 4..6",
        ),
        (
            'title: t\nparties: {a: {power: "40"}}',
            "2:22: parties.a.power: a number stands without quotes; given: 40; write 40",
        ),
        (
            "title: t\nparties: {a: {power: {distribution: normal, mean: 4_0, sd: 1}}}",
            "2:22: parties.a.power: mean is a finite number; given: 4_0; write a number",
        ),
        (
            "title: t\nparties: {a: {name: b\x07}}",
            "2:22: a text holds a character that cannot be seen; given: U+0007; remove it",
        ),
        (
            'title: a\nsummary: "x \\UFFFFFFFF"',
            "2:13: there is no character of this number; given: \\UFFFFFFFF; remove it",
        ),
        (
            "title: a\u202eb\nparties: {a: {}}",
            "1:8: a text holds a character that cannot be seen; given: U+202E; remove it",
        ),
        (
            f"title: {'[' * 100_000}",
            "1:47: the file is nested more than 40 deep; flatten it",
        ),
        (
            f"title: {{? {'[' * 100_000}",
            "1:11: a key is a text; write one word",
        ),
        (
            "a: &a x\n" + "".join(f"k{k}: &n{k} [*a, *a, *a]\n" for k in range(1)),
            "1:4: anchors and aliases are not used in scenarios; given: &a; write the value out",
        ),
    ],
)
def test_broken_text_is_explained(text: str, said: str) -> None:
    assert problems(text)[0] == said


@pytest.mark.parametrize("text", SHAPES)
def test_broken_shape_has_a_message(text: str) -> None:
    for said in problems(text):
        assert re.match(r"\d+:\d+: ", said)


def test_a_long_name_is_cut() -> None:
    name = "z" * 1_000_000
    for said in problems(f"{PARTIES}options: {{a: [x]}}\ninfeasible: ['{name}.x', '{name}']"):
        assert len(said) < 300
    assert len(str(SettingError("party", name, suggestion(name, ["a" * 1000])))) < 200


def test_all_problems_are_reported_at_once() -> None:
    text = """\
title: Many
tilte: twice
as_of: soon
sources: {press: {title: x}}
evidence:
  e1: {source: pres, says: x}
  e2: {source: press, says: x, voice: rumour}
parties:
  a: {power: enormous}
  b: {at_table: perhaps}
  b: {}
issues:
  p: {values: [low, high]}
  q: {values: []}
preferences:
  a:
    weights: {p: -1, q: 2}
    values: {p: {low: 0}, q: risng}
    red_lines: [p = lwo]
  c: {weights: {p: 1}, values: {p: rising}}
options: {a: [x], b: {y: {moves: never}}}
infeasible: [a.x and b.y, a.z]
priorities:
  a: [a.x ->, "b.y"]
"""
    assert problems(text) == [
        "2:1: tilte: there is no such key here; given: tilte; did you mean title?",
        "3:8: as_of: this is not a date; given: soon; write year-month-day, such as 2025-08-15",
        "6:16: evidence.e1.source: there is no source of this name; given: pres; "
        "did you mean press?",
        "7:39: evidence.e2.voice: this is none of the words allowed here; given: rumour; "
        "choose one of 'party', 'reported', 'attributed' or 'author'",
        f"9:14: parties.a.power: this is not a judgement; given: enormous; {FORMS}",
        "10:17: parties.b.at_table: this is not true or false; given: perhaps; write true or false",
        "11:3: the key stands twice (first in line 10); given: b; keep one of the two",
        "14:15: issues.q.values: an issue has at least one value; given: []; "
        "write values: [low, mid, high]",
        "17:18: preferences.a.weights.p: a weight is a number of at least 0; given: -1; "
        "write a number of at least 0",
        "18:17: preferences.a.values.p: values of the issue have no worth; given: high; "
        "give each value a worth from 0 to 100",
        "19:21: preferences.a.red_lines.0: issue p has no such value; given: lwo; "
        "did you mean low?",
        "20:3: preferences.c: there is no party of this name; given: c; choose one of a, b",
        "21:34: options.b.y.moves: this is none of the words allowed here; given: never; "
        "choose one of 'both', 'take' or 'drop'",
        "22:29: infeasible.1: party a has no option of this name; given: z; choose one of x",
        "24:13: priorities.a.0: a name is expected here; given: the end; "
        "write party.option or issue = value",
    ]


def test_one_broken_entry_of_a_list_does_not_hide_or_move_others() -> None:
    text = OPTIONS + "priorities:\n  a:\n    - 5\n    - a.w\n    - a.x\n    - 6\n    - b.w\n"
    assert [said.split(": ")[0] for said in problems(text)] == ["6:7", "7:9", "9:7", "10:9"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("title: t".encode("utf-16"), "the encoding is UTF-16, not UTF-8; save the file as UTF-8"),
        (
            "parties:\n  süd: {}".encode("latin-1"),
            "line 2 is not UTF-8 (byte 0xfc); save the file as UTF-8",
        ),
        (
            b"PK\x03\x04\x14\x00",
            "this is an Excel or Word file, not a text; name a YAML text file; of a table, "
            "save the sheet as CSV and convert that",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
            "this is an Excel or Word file, not a text; name a YAML text file; of a table, "
            "save the sheet as CSV and convert that",
        ),
        (b"\x89PNG\x00\x01", "this is a binary file, not a text; name a YAML text file"),
        (
            b"# " + b"x" * LARGEST,
            "the file is larger than 5 MB, the most that a scenario has; "
            "move long sources out of it",
        ),
    ],
)
def test_unreadable_file_is_explained(raw: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_bytes(raw)
    for read in (load, check):
        with pytest.raises(FileError) as caught:
            read(file)
        assert str(caught.value) == f"{file}: {said}"


def test_file_of_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(FileError, match="larger than 5 MB"):
        load(file)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.yaml", "missing.yaml: there is no such file; check the path"),
        (
            "anchorag",
            "anchorag: there is neither a file nor a bundled case of this name; "
            "did you mean anchorage?",
        ),
        (".", ".: this is a folder; name a scenario file in it"),
        ("a\0b.yaml", "a\0b.yaml: cannot be read: embedded null byte; check the path"),
    ],
)
def test_missing_file_is_explained(name: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        load(name)
    assert str(caught.value) == said


def test_name_that_no_file_can_have() -> None:
    with pytest.raises(FileError, match="cannot be read"):
        load("x" * 5000 + ".yaml")


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_bytes("\ufefftitle: t\r\nparties:\r\n  süd: {}\r\n".encode())
    assert load(file).at_table == ("süd",)


def test_a_file_comes_before_a_case_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load("anchorage").title != "mine"
    (tmp_path / "anchorage").write_text("title: mine\nparties: {a: {}}", encoding="utf-8")
    assert load("anchorage").title == "mine"


CASES = [
    (files("detente.cases") / f"{case}.yaml").read_text(encoding="utf-8").split("translations:")[0]
    for case in case_names()
    if case != "anchorage"
]
CASES_AS_JSON = [json.dumps(read_tree(text, "case").values) for text in CASES]
SEEDS = st.sampled_from([file for _, file, _ in table()]) | st.sampled_from(CASES)
PIECES = st.sampled_from(
    [*"{}[]:,-?!&*#|>'\"%@`~ \n\t\\", "null", "1e999", ".nan", "true", "- ", ": ", "--- ", "<<: "]
) | st.text(max_size=3)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The text of a scenario with some stretches replaced by others."""
    text = draw(SEEDS)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(PIECES) + text[end:]
    return text


ODD: list[Any] = [
    *(None, True, 0, -1, 1e308, "", "x", "²", "a.x", "and", "1..2", "high", [], [[]], {}),
    *(["x", 1], {"x": {}}, {"value": None}, {"low": 1}, {"if": "p"}, {"maybe": "a.x"}),
    *({"from": "stability"}, ["YN", "NY"]),
]


def parts(values: Any) -> list[tuple[Any, Any]]:
    """All places in nested values, as a container and a key in it."""
    inner = list(values.items() if isinstance(values, dict) else enumerate(values))
    below = [place for _, part in inner if isinstance(part, dict | list) for place in parts(part)]
    return [(values, key) for key, _ in inner] + below


@st.composite
def misshaped(draw: st.DrawFn) -> str:
    """A case in which some parts are replaced by others that hardly fit, as JSON (that is YAML)."""
    values = json.loads(draw(st.sampled_from(CASES_AS_JSON)))
    for _ in range(draw(st.integers(1, 3))):
        place, key = draw(st.sampled_from(parts(values)))
        if draw(st.booleans()) or isinstance(place, list):
            place[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
        else:
            place[draw(st.text(min_size=1, max_size=3))] = place.pop(key)
    return json.dumps(values, ensure_ascii=False)


def read_or_refuse(text: str) -> None:
    """Read a text; every problem of one that is refused has a line."""
    lines: list[int | None] = []
    try:
        assert len(loads(text).digest) == 64
    except ScenarioError as error:
        lines = [problem.line for problem in error.problems]
    assert None not in lines


@given(misshaped())
def test_whatever_the_shape_nothing_but_our_errors_comes_out(text: str) -> None:
    read_or_refuse(text)


@given(mutated())
@example('title: "\\UFFFFFFFF"')
@example("%YAML 2.0\n---\ntitle: t")
@example("? ? a\n: b")
def test_whatever_the_text_nothing_but_our_errors_comes_out(text: str) -> None:
    read_or_refuse(text)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_nothing_but_our_errors_comes_out(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "talks.yaml"
    file.write_bytes(raw)
    with pytest.raises(DetenteError):
        load(file)


def test_a_long_value_is_cut_where_a_message_lists_it() -> None:
    stated = f"values: [{'x' * 5000}, s], status_quo: u, weights: {{a: 1}}, worth: {{a: rising}}"
    text = (
        "title: t\nparties: {a: {}}\nissues: {i: {values: [p, q]}}\n"
        f"additions: {{issues: {{n: {{{stated}}}}}}}\n"
    )
    with pytest.raises(ScenarioError) as raised:
        loads(text)
    assert all(len(str(problem)) < 500 for problem in raised.value.problems)
    assert "one of xxx" in str(raised.value)


@pytest.mark.parametrize("given", ["-5..20", "90..120", "130", "-1"])
def test_a_position_lies_between_both_ends_of_its_line(given: str) -> None:
    text = "title: T\nparties: {a: {}, b: {}}\nissues: {i: {scale: 0..100}}\n"
    text += f"positions: {{i: {{a: {{position: {given}}}, b: {{position: 50}}}}}}\n"
    with pytest.raises(ScenarioError, match="a position lies on the issue's line"):
        loads(text)
