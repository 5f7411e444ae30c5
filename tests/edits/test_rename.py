"""Another name wherever the old one stood, and no other change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from detente.analyses.catalogue import catalogue
from detente.edits import EditRefused, rename
from detente.edits.references import matches, patterns, value_patterns
from detente.errors import MissingSection, ScenarioError, SettingError
from detente.scenario import Scenario, case_names, loads
from detente.scenario.reading.tree import read_tree

HERE = Path(__file__).parent
TEXTS = {
    name: (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("names", "moves", "graph")
}
CASES = {
    name: (files("detente.cases") / f"{name}.yaml").read_text(encoding="utf-8")
    for name in case_names()
}
NEW = "zz_new"


def places(part: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], bool]]:
    """The places of all keys and texts, and whether it is that of a key."""
    if isinstance(part, dict):
        inner = [((*path, key), value) for key, value in part.items()]
        return [
            *((below, True) for below, _ in inner),
            *(p for b, v in inner for p in places(v, b)),
        ]
    if isinstance(part, list):
        return [found for k, value in enumerate(part) for found in places(value, (*path, k))]
    return [(path, False)]


def test_the_examples_here_hold_a_name_wherever_one_can_stand() -> None:
    found = [place for text in TEXTS.values() for place in places(read_tree(text, "t").values)]
    known = {kind: each for kind, each in patterns().items() if kind not in ("source", "signal")}
    for kind, listed in known.items():
        for pattern in listed:
            assert _used([pattern], found), f"{kind}: {pattern}"
    for forms in zip(*map(value_patterns, ("prce", "place", "extra")), strict=True):
        assert _used(forms, found), forms[0]


def _used(forms: Iterable[tuple[tuple[str, ...], bool]], found: list[Any]) -> bool:
    return any(
        key == of_key and matches(pattern, place)
        for pattern, key in forms
        for place, of_key in found
    )


def bare(text: str) -> str:
    return re.sub(r"(^|\s)#.*", "", text)


@pytest.mark.parametrize("example", ["names", "moves", "graph"])
@pytest.mark.parametrize(
    ("kind", "old", "word"),
    [("party", "nrth", "nrth"), ("issue", "prce", "prce"), ("option", "nrth.strk", "strk")],
)
def test_nothing_is_left_of_the_old_name(example: str, kind: str, old: str, word: str) -> None:
    text = TEXTS[example]
    if word not in text:
        return
    made = rename(text, kind, old, NEW)
    assert word not in bare(made)
    assert bare(made).count(NEW) == bare(text).count(word)
    assert rename(made, kind, old.replace(word, NEW), word) == text
    same = [(a, b) for a, b in zip(text.splitlines(), made.splitlines(), strict=True) if a != b]
    assert all(a.replace(word, NEW) == b or "#" in a for a, b in same)


def test_a_value_has_another_name_in_its_issue_alone() -> None:
    text = TEXTS["names"]
    other = rename(text, "value", "place.lw", "elsewhere")
    assert loads(other).issues["prce"].values == ("lw", "mid value", "high")
    made = rename(other, "value", "prce.lw", "or so, say")
    assert not re.search(r"\blw\b", bare(made))
    assert loads(made).preferences["nrth"].red_lines[1] == 'prce = "or so, say" and date < 2'
    assert loads(made).rules == ("not (prce = or so, say and date > 8)",)
    extra = rename(text, "value", "extra.some", "much")
    assert loads(extra).additions.issues["extra"].says == {"much": "a little"}
    assert loads(extra).translations["de"]["much"] == "etwas"
    assert "some" not in bare(extra)
    peak = loads(rename(text, "value", "prce.peak", "top"))
    assert list(peak.additions.values["prce"]) == ["top"]


def test_a_translated_name_stays_translated_where_the_word_is_used_elsewhere() -> None:
    text = (
        "title: T\nparties: {a: , b: {name: a}}\n"
        "issues: {i: {values: [x, y]}, j: {values: [x, z]}}\n"
        "translations:\n  de:\n    a: Anna  # both\n    x: iks\n"
    )
    made = rename(text, "party", "a", "c")
    assert "    a: Anna  # both\n    parties.c: Anna\n" in made, "the new one stands behind"
    party = loads(made)
    assert party.party_name("c", "de") == party.party_name("b", "de") == "Anna"
    value = loads(rename(text, "value", "i.x", "w"))
    assert value.value_name("i", "w", "de") == value.value_name("j", "x", "de") == "iks"


@pytest.mark.parametrize("case", case_names())
def test_names_of_bundled_cases_there_and_back(case: str) -> None:
    text, scenario = CASES[case], loads(CASES[case])
    party = [*scenario.parties][-1]
    jobs = [("party", party, NEW, NEW, party)]
    jobs += [("issue", issue, NEW, NEW, issue) for issue in [*scenario.issues][:1]]
    for owner, option in scenario.option_names[-1:]:
        jobs.append(("option", f"{owner}.{option}", NEW, f"{owner}.{NEW}", option))
    for name, issue in [*scenario.issues.items()][-1:]:
        for value in (issue.values or ())[-1:]:
            jobs.append(("value", f"{name}.{value}", "new value", f"{name}.new value", value))
    for kind, old, new, again, before in jobs:
        made = rename(text, kind, old, new)
        assert rename(made, kind, again, before) == text


def answers(scenario: Scenario, *, drawn: bool) -> dict[str, str]:
    """The answer of every analysis as JSON; nothing for one that lacks its section.

    `drawn`: also of those that draw the judgements, which are seeded by name.
    """
    found = {}
    for entry in catalogue():
        few = {"draws": 20} if "draws" in {one.name for one in entry.settings} else {}
        if few and not drawn:
            continue
        try:
            answer = entry.run(scenario, **few).to_dict()["answer"]
        except MissingSection:
            continue
        found[entry.name] = json.dumps(answer, sort_keys=True)
    return found


def certain(text: str) -> str:
    """The same with a number in the place of each range of worths: draws are seeded by name."""
    return re.sub(r"(value: |June: )(\d+)\.\.\d+", r"\1\2", text)


def same_answers(text: str, kind: str, old: str, word: str, *, drawn: bool) -> None:
    before, after = loads(text), loads(rename(text, kind, old, "zzname"))
    found = answers(before, drawn=drawn)
    renamed = {name: renaming(word, "zzname", text) for name, text in found.items()}
    assert len(renamed) > 2
    assert {name: sorted_again(text) for name, text in renamed.items()} == answers(
        after, drawn=drawn
    )


def renaming(word: str, new: str, text: str) -> str:
    return re.sub(rf"(?<![\w ]){re.escape(word)}(?![\w ])", new, text)


def sorted_again(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


@pytest.mark.parametrize(
    ("kind", "old", "word"),
    [
        ("party", "buyer", "buyer"),
        ("issue", "handover", "handover"),
        ("option", "seller.rent", "rent"),
        ("value", "kitchen.goes", "goes"),
    ],
)
def test_every_answer_is_the_same_but_for_the_name(kind: str, old: str, word: str) -> None:
    same_answers(certain(CASES["house_sale"]), kind, old, word, drawn=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "old", "word"),
    [
        ("party", "russia", "russia"),
        ("issue", "territory", "territory"),
        ("value", "sanctions.lifted", "lifted"),
    ],
)
def test_every_answer_of_a_large_case_is_the_same(kind: str, old: str, word: str) -> None:
    same_answers(CASES["anchorage"], kind, old, word, drawn=False)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("party", "nobody", "x"),
        ("party", "nrth", "south"),
        ("value", "prce", "x"),
        ("value", "prce.lw", "rising"),
        ("value", "date.3", "x"),
        ("issue", "prce", "all"),
        ("option", "strk", "x"),
        ("town", "nrth", "x"),
    ],
)
def test_names_that_are_not_there_or_taken_are_refused(kind: str, old: str, new: str) -> None:
    with pytest.raises(SettingError):
        rename(TEXTS["names"], kind, old, new)


def test_a_name_that_no_scenario_can_have_is_refused() -> None:
    with pytest.raises(ScenarioError, match="one word"):
        rename(TEXTS["moves"], "party", "nrth", "two words")


def test_a_statement_that_would_read_differently_is_refused() -> None:
    text = "title: T\nparties: {a: }\nissues: {i: {values: [x, y, z]}}\nrules: [i = y or i = z]\n"
    with pytest.raises(EditRefused, match="the statement would not say the same"):
        rename(text, "value", "i.x", "y or i = z")
