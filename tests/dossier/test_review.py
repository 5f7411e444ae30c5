"""Review item by item: decisions are kept at once, in an order of their own, and added misses."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest

from detente.dossier.extract.rules import Rules
from detente.dossier.records import Document, hashed
from detente.dossier.review import Review, Screen, Talk, changes_of, misses, ordered
from detente.dossier.store import Dossier, add_document, open_dossier, propose
from detente.errors import SettingError
from detente.phrases import phrases
from detente.scenario import Scenario

WHEN = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
SCENARIO = Scenario.model_validate(
    {
        "title": "Two shores",
        "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
        "issues": {"fees": {"name": "Fees", "values": ["none", "some"]}},
    }
)
TEXT = (
    "North praised the hosts. South demanded an end of the fees. "
    "North keeps its boats in the bay.\n\n"
    "South will never accept a partition. North threatened to close the bay. It rained."
)


class Scripted:
    """A surface with keys and lines that are known beforehand."""

    def __init__(self, keys: str, lines: Sequence[str] = ()) -> None:
        self.keys, self.lines = list(keys), list(lines)
        self.shown: list[Screen] = []
        self.said: list[str] = []

    def talk(self) -> Talk:
        return Talk(
            self.shown.append,
            lambda: self.keys.pop(0),
            lambda _: self.lines.pop(0),
            self.said.append,
        )


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    document = Document("note", "A note", TEXT, language="en", hash=hashed(TEXT))
    opened = add_document(open_dossier(tmp_path), document)
    return propose(opened, [Rules()], SCENARIO)[0]


def run(
    dossier: Dossier, keys: str, lines: Sequence[str] = (), *, missed: bool = False
) -> Scripted:
    surface = Scripted(keys, lines)
    run = Review(dossier, SCENARIO, surface.talk(), phrases("en"), "ann", lambda: WHEN)
    run.of_misses() if missed else run.of_items()
    return surface


def statuses(folder: Path) -> dict[str, str]:
    return {state.item.act: state.status for state in open_dossier(folder).states.values()}


def test_what_could_change_a_scenario_comes_first(dossier: Dossier) -> None:
    acts = [state.item.act for state in ordered(dossier.states)]
    assert acts == ["red_line", "threat", "demand", "praise"]


def test_each_key_is_a_decision(dossier: Dossier) -> None:
    surface = run(dossier, "aruq")
    assert statuses(dossier.folder) == {
        "red_line": "accepted",
        "threat": "rejected",
        "demand": "unsure",
        "praise": "proposed",
    }
    shown = surface.shown[0]
    assert shown.heading == "1 of 4 · A note, paragraph 2"
    assert shown.exact == "South will never accept a partition."
    assert shown.before == ""
    assert shown.behind.startswith(" North threatened")
    assert shown.facts == "red line · South · reported · [rules]"
    decisions = open_dossier(dossier.folder).decisions
    assert {(each.who, each.when) for each in decisions} == {("ann", WHEN)}


def test_a_review_goes_on_where_it_was_left(dossier: Dossier) -> None:
    run(dossier, "aq")
    surface = run(open_dossier(dossier.folder), "q")
    assert surface.shown[0].heading.startswith("1 of 3")
    assert "threat" in surface.shown[0].facts


def test_back_decides_anew_and_the_last_decision_counts(dossier: Dossier) -> None:
    run(dossier, "abrq")
    assert statuses(dossier.folder)["red_line"] == "rejected"
    assert len(open_dossier(dossier.folder).decisions) == 2
    run(dossier, "bbsq")
    assert len(open_dossier(dossier.folder).decisions) == 2


def test_a_capital_key_asks_for_a_reason_too(dossier: Dossier) -> None:
    run(dossier, "REBq", ["said in jest", "hedged=yes", "two readings"])
    kept = [(each.kind, each.why) for each in open_dossier(dossier.folder).decisions]
    assert kept == [("reject", "said in jest"), ("edit", "two readings")]


def test_an_edit_accepts_what_was_changed(dossier: Dossier) -> None:
    surface = run(dossier, "eq", ["act=refusal holder=north issue=fees hedged=yes date=2026-03-01"])
    (item,) = (
        state.item
        for state in open_dossier(dossier.folder).states.values()
        if state.status == "accepted"
    )
    assert (item.act, item.holder, item.issue, item.hedged) == ("refusal", "north", "fees", True)
    assert item.date == datetime.date(2026, 3, 1)
    assert surface.said == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("act=surrender", "act: 'surrender' cannot be used"),
        ("holder=east", "holder: 'east' cannot be used"),
        ("exact=other", "edit: 'exact' cannot be used"),
        ("holder", "write holder=value"),
        ("hedged=perhaps", "hedged: 'perhaps' cannot be used"),
        ("date=soon", "date: 'soon' cannot be used"),
        ("act='", "act"),
    ],
)
def test_an_edit_that_does_not_fit_is_told_and_asked_for_again(
    dossier: Dossier, line: str, said: str
) -> None:
    surface = run(dossier, "eq", [line])
    assert said in surface.said[0]
    assert len(surface.shown) == 2
    assert open_dossier(dossier.folder).decisions == ()
    run(dossier, "eq", [""])
    assert open_dossier(dossier.folder).decisions == ()


def test_keys_that_mean_nothing_do_nothing(dossier: Dossier) -> None:
    assert len(run(dossier, "x\x1b q").shown) == 4
    assert open_dossier(dossier.folder).decisions == ()


def test_sentences_with_a_party_and_no_item_are_listed_and_added(dossier: Dossier) -> None:
    assert [TEXT[start:end] for _, start, end in misses(dossier, SCENARIO)] == [
        "North keeps its boats in the bay."
    ]
    surface = run(dossier, "e", ["act=assertion holder=north"], missed=True)
    assert surface.shown[0].facts == "no item yet"
    added = [
        state
        for state in open_dossier(dossier.folder).states.values()
        if state.item.engine == "reader"
    ]
    assert [(state.item.exact, state.status) for state in added] == [
        ("North keeps its boats in the bay.", "accepted")
    ]
    assert list(misses(open_dossier(dossier.folder), SCENARIO)) == []


def test_a_miss_may_be_passed_over(dossier: Dossier) -> None:
    run(dossier, "s", missed=True)
    assert len(list(misses(open_dossier(dossier.folder), SCENARIO))) == 1


def test_changes_are_read_from_a_line() -> None:
    assert changes_of("negated=no date= target=", SCENARIO) == {
        "negated": False,
        "date": None,
        "target": "",
    }
    with pytest.raises(SettingError, match="did you mean holder"):
        changes_of("holdr=north", SCENARIO)
