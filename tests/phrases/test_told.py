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
from detente.brief.settings import settings_text
from detente.errors import FileError, MissingSection, Problem, ScenarioError, SettingError
from detente.phrases import phrases
from detente.phrases.told import said, sections_text, told
from detente.scenario import load, loads

SOURCE = Path(detente.__file__).parent
ENGLISH, GERMAN = phrases("en"), phrases("de")
PARTS = {"SettingError": (2,), "FileError": (1, 2), "reader.report": (1, 3)}
"""By the name of what is called, which of its arguments are sentences."""


def _texts(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What an argument can be; what varies in it is shown as `x7`."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(p.value if isinstance(p, ast.Constant) else "x7" for p in parts)
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
    unknown = {where: text for text, where in found.items() if said(text, GERMAN) == text}
    assert unknown == {}, "add these to phrases/en/errors.toml and phrases/de/errors.toml"


def test_what_varies_is_kept():
    error = SettingError("parties", "x", "choose among a, b, or all")
    assert told(error, ENGLISH) == str(error)
    assert (
        told(error, GERMAN) == "parties: 'x' ist hier nicht möglich; zur Wahl stehen a, b oder all"
    )
    nested = said("there is no party of this name; did you mean north?", GERMAN)
    assert nested == "eine Partei dieses Namens gibt es nicht; gemeint ist vielleicht north"
    assert said("nobody has written this", GERMAN) == "nobody has written this"


def test_numbers_are_written_as_the_language_writes_them_unless_they_are_to_be_typed():
    assert (
        said("write a number from 0.5 to 12.25", GERMAN) == "eine Zahl von 0,5 bis 12,25 schreiben"
    )
    assert said("write a whole number of at least 10000", GERMAN).count("10000") == 1
    assert "0.5" in said("write for example 0.5", GERMAN)


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
    assert unknown == set(), "add these to phrases/en/errors.toml and phrases/de/errors.toml"


def test_every_english_wording_is_found_by_itself():
    """A wording with its places filled leads to its own German, not to that of another."""
    english, german = (words.texts("errors.said") for words in (ENGLISH, GERMAN))
    for key, wording in english.items():
        names = [name for _, name, _, _ in string.Formatter().parse(wording) if name]
        filled = {name: f"q{place}q" for place, name in enumerate(names)}
        assert said(wording.format(**filled), GERMAN) == german[key].format(**filled), key


def test_lists_of_words_and_shares_of_votes_are_told_in_german() -> None:
    problem = Problem("t.yaml", "x", given="5 of 2", remedy="choose one of 'end', 'next' or 'a b'")
    text = told(ScenarioError((problem,)), GERMAN)
    assert text == "t.yaml: x; angegeben: 5 von 2; zur Wahl stehen end, next oder a b"
    kept = Problem("t.yaml", "x", given="end of war")
    assert told(ScenarioError((kept,)), GERMAN) == "t.yaml: x; angegeben: end of war"
