"""Errors in German: every sentence that the code can say is known, and said in full."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import detente
from detente import render
from detente.brief import write_brief
from detente.brief.method import settings_text
from detente.errors import FileError, MissingSection, Problem, ScenarioError, SettingError, sentence
from detente.phrases import phrases
from detente.phrases.messages import TYPED_BEHIND, said, sections_text, told
from detente.scenario import load, loads
from detente.validation import bounds, checked_seed, fitting_draws

SOURCE = Path(detente.__file__).parent
ENGLISH, GERMAN = phrases("en"), phrases("de")
KINDS = (
    "crisis",
    "evidence",
    "issue",
    "option",
    "party",
    "signal",
    "source",
    "state",
    "type",
    "value",
)
PARTS = {
    "SettingError": (2,),
    "FileError": (1, 2),
    "EditRefused": (1, 2),
    "reader.report": (1, 3),
    "book.report": (1, 2),
}
"""By the name of what is called, which of its arguments are sentences."""


def _texts(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What an argument can be: a text, or the pattern of a `sentence`."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(p.value if isinstance(p, ast.Constant) else "x7" for p in parts)
        case ast.Call(func=ast.Name(id="sentence"), args=[ast.Constant(value=str(text))]):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, assigned)
            yield from _texts(orelse, assigned)
        case ast.Name(id=name):
            for value in assigned.get(name, []):
                if not isinstance(value, ast.Name):
                    yield from _texts(value, {})


def sentences() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for scope in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))]:
            assigned: dict[str, list[ast.expr]] = {}
            for node in ast.walk(scope):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    assigned.setdefault(node.targets[0].id, []).append(node.value)
            for node in ast.walk(scope):
                if isinstance(node, ast.Call):
                    for place in PARTS.get(ast.unparse(node.func), ()):
                        for argument in node.args[place : place + 1]:
                            for text in _texts(argument, assigned):
                                if scope is not tree or not assigned:
                                    yield f"{path.name}:{node.lineno}", text


def test_every_sentence_of_an_error_is_known_in_german():
    found = {text: where for where, text in sentences() if text}
    assert len(found) > 100
    known = GERMAN.texts("sentences")
    unknown = {
        where: text
        for text, where in found.items()
        if text not in known and said(text, GERMAN) == text
    }
    assert unknown == {}, "write sentence(pattern, name=value) and add it to sentences.toml"


def test_every_pattern_that_the_code_fills_is_known_in_german_with_its_values():
    known = GERMAN.texts("sentences")
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "sentence":
                match node.args:
                    case [ast.Constant(value=str(pattern))] if path.name != "errors.py":
                        assert pattern in known, f"{path.name}:{node.lineno}"
                        names = {keyword.arg for keyword in node.keywords}
                        assert _places(pattern) == names == _places(known[pattern]), pattern


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_german_sentence_has_its_english_in_the_code():
    code = [
        node.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    composed = {f"{verb} {{what}}" for verb in TYPED_BEHIND}
    composed |= {f"there is no {kind} of this name" for kind in KINDS}
    composed |= {"no issue has this name", "no option has this name"}
    assert set(GERMAN.texts("sentences")) - set(code) - composed == set()


def test_what_varies_is_kept():
    error = SettingError("parties", "x", sentence("choose among {known}, or all", known="a, b"))
    assert told(error, ENGLISH) == str(error)
    assert (
        told(error, GERMAN) == "parties: 'x' ist hier nicht möglich; zur Wahl stehen a, b oder all"
    )
    hint = sentence("did you mean {near}?", near="north")
    nested = said(sentence("there is no such setting; {remedy}", remedy=hint), GERMAN)
    assert nested == "eine solche Einstellung gibt es nicht; gemeint ist vielleicht north"
    assert said("nobody has written this", GERMAN) == "nobody has written this"


def test_what_is_wrong_where_nothing_is_given_is_said_in_words():
    error = SettingError("--output", sentence("nothing is given"), "name a file")
    assert str(error) == "--output: nothing is given; name a file"
    assert told(error, GERMAN) == "--output: nichts ist angegeben; eine Datei nennen"
    with pytest.raises(ScenarioError) as caught:
        loads("title: t\nparties: {a: {}}\nissues: {p: }")
    assert "angegeben: nichts; " in told(caught.value, GERMAN)
    with pytest.raises(ScenarioError) as caught:
        loads("title: t\nparties: {a: {}}\noptions: {a: [x]}\npriorities: {a: [a.x and]}")
    assert "angegeben: das Ende; " in told(caught.value, GERMAN)


def test_numbers_are_written_as_the_language_writes_them_unless_they_are_to_be_typed():
    span = bounds(0.5, 12.25)
    number = sentence("write a number {span}", span=span)
    assert said(number, GERMAN) == "eine Zahl von 0,5 bis 12,25 schreiben"
    assert said(sentence("write for example {example}", example="0.5"), GERMAN).count("0.5") == 1
    assert said("write values: [0.5, 1]", GERMAN) == "values: [0.5, 1] schreiben"
    assert said(sentence("write {what}", what="0.5"), GERMAN) == "0.5 schreiben"
    with pytest.raises(SettingError) as caught:
        fitting_draws("draws", 10**12, each=640)
    assert "640.000 GB" in told(caught.value, GERMAN)
    with pytest.raises(SettingError, match=f"from 0 to {2**63 - 1}$"):
        checked_seed(-1)


def test_files_sections_and_problems():
    file = FileError("a.yaml", "there is no such file", "check the path")
    assert told(file, GERMAN) == "a.yaml: diese Datei gibt es nicht; den Pfad prüfen"
    bare = FileError("a.yaml", "this is not an ensemble of detente")
    assert told(bare, GERMAN) == "a.yaml: das ist kein Ensemble von detente"
    lacking = MissingSection("deals", "options and priorities or ranking", "options: {}")
    assert "„options und priorities oder ranking“" in told(lacking, GERMAN)
    assert sections_text("types or crises", ENGLISH) == "types or crises"
    wrong = Problem("a.yaml", "this is a folder", "x", "name a file", line=3, path="parties.a")
    shown = told(ScenarioError((wrong,)), GERMAN)
    assert shown == "a.yaml:3: parties.a: das ist ein Ordner; angegeben: x; eine Datei nennen"


def test_a_german_brief_says_in_german_why_an_analysis_failed():
    scenario = loads(
        """
title: t
parties: {a: {}, b: {}}
issues: {p: {values: [low, high]}}
preferences:
  a: {weights: {p: 1}, values: {p: rising}, reservation: {from: stability}}
  b: {weights: {p: 1}, values: {p: falling}}
options: {a: [x]}
priorities: {b: [a.x]}
"""
    )
    text = render.markdown(write_brief(scenario, language="de", draws=0), language="de")
    assert "nicht durchgeführt: " in text
    assert "cannot be used" not in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_settings_are_named_in_the_language_of_the_brief(language):
    scenario = load("anchorage")
    settings = {"draws": 256, "level": 0.8, "parties": ("russia",), "full": False, "then": None}
    shown = settings_text(scenario, settings, phrases(language))
    expected = {
        "en": "draws = 256; level = 0.80; parties = Russia; full = no; then = not set",
        "de": "Fälle (draws) = 256; Anteil im Intervall (level) = 0,80; "
        "Parteien (parties) = Russland;"
        " ausführlich (full) = nein; danach (then) = nicht gesetzt",
    }  # fmt: skip
    assert shown == expected[language]


def _files() -> list[str]:
    table = Path(__file__).parents[1] / "scenario" / "broken_files.txt"
    return re.findall(r"^=== \w+\n(.*?)^-{10}\n", table.read_text(encoding="utf-8"), re.M | re.S)


def test_problems_of_scenario_files_are_told_in_german():
    unknown = set()
    for text in _files():
        with pytest.raises(ScenarioError) as caught:
            loads(text)
        for problem in caught.value.problems:
            parts = [part for part in (problem.rule, problem.remedy) if part]
            unknown |= {part for part in parts if said(part, GERMAN) == part}
    assert unknown == set(), "add these to phrases/de/sentences.toml"


def test_lists_of_words_and_shares_of_votes_are_told_in_german() -> None:
    remedy = sentence("choose one of {expected}", expected="'end', 'next' or 'a b'")
    problem = Problem("t.yaml", "x", given="5 of 2", remedy=remedy)
    text = told(ScenarioError((problem,)), GERMAN)
    assert text == "t.yaml: x; angegeben: 5 von 2; zur Wahl stehen end, next oder a b"
    kept = Problem("t.yaml", "x", given="end of war")
    assert told(ScenarioError((kept,)), GERMAN) == "t.yaml: x; angegeben: end of war"
