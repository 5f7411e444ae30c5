"""Two scenarios on common random numbers, and changes by key path."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analyses.catalogue import catalogue, find_analysis
from detente.ensembles.answers import answers
from detente.ensembles.compare import compare, input_changes
from detente.ensembles.report.compare import (
    LONGEST,
    MOST_ROWS,
    comparison_exhibits,
    input_table,
)
from detente.errors import ScenarioError, SettingError
from detente.phrases import phrases
from detente.scenario import draw, load, loads
from detente.scenario.reading.changes import load_changed
from toy_analysis import TEXT, TOY, A, B


def test_what_both_share_takes_the_same_points() -> None:
    a = loads(TEXT)
    b = loads(TEXT.replace("20..60", "30..70").replace("patience: low", "patience: 5"))
    of_a, of_b = (draw(scenario, 64, seed=0) for scenario in (a, b))
    np.testing.assert_array_equal(of_a.of(B), of_b.of(B))
    np.testing.assert_allclose(of_b.of(A) - of_a.of(A), 10)


def test_differences_are_of_the_change_alone() -> None:
    a, b = loads(TEXT), loads(TEXT.replace("20..60", "30..70"))
    found = compare(a, b, [TOY], draws=512, seed=0)
    by_name = {change.name: change for change in found.answers}
    assert by_name["utility.a.lead"].difference == pytest.approx(10)
    assert by_name["utility.a.lead"].error == pytest.approx(0, abs=1e-9)
    assert by_name["ahead"].difference > 0
    assert [(p.party, p.better.value, p.equal) for p in found.parties] == [("a", 1.0, 0.0)]
    assert [change.path for change in found.inputs] == ["parties.a.power"]


def test_a_scenario_does_not_differ_from_itself() -> None:
    a = load("house_sale")
    found = compare(a, a, catalogue(), draws=32, seed=0)
    assert not found.inputs
    assert not found.answers
    texts = [str(exhibit) for exhibit in comparison_exhibits(found, phrases("en"))]
    assert any("the same" in text for text in texts)


@pytest.mark.parametrize(("party", "value"), [("russia", "40..50"), ("ukraine", "20..30")])
def test_a_reservation_value_changes_nothing_that_others_accept(party: str, value: str) -> None:
    a = load("anchorage")
    b = load_changed("anchorage", [f"preferences.{party}.reservation={value}"])
    found = compare(a, b, [find_analysis("deals")], draws=64, seed=0)
    accepting = {c.name.rpartition(".")[2] for c in found.answers if "acceptable." in c.name}
    assert accepting <= {party, "all", "everyone"}
    assert party in accepting


def test_every_difference_is_one_of_two_answers_to_the_same_question() -> None:
    a, b = load("anchorage"), load_changed("anchorage", ["preferences.russia.reservation=40..50"])
    deals = find_analysis("deals")
    found = compare(a, b, [deals], draws=64, seed=0)
    drawn = [draw(scenario, 64, seed=0) for scenario in (a, b)]
    names = tuple(change.name for change in found.answers)
    before, after = (
        answers(deals, s, d, {"tracked": names}) for s, d in zip((a, b), drawn, strict=True)
    )
    for change in found.answers:
        assert change.before == pytest.approx(before[change.name].mean()), change.name
        assert change.after == pytest.approx(after[change.name].mean()), change.name
    assert not found.of_one


def test_a_package_that_one_scenario_rules_out_is_not_compared() -> None:
    text = """
title: A trade
parties: {a: {}, b: {}}
issues: {x: {values: [low, high]}, y: {values: [low, high]}}
preferences:
  a: {weights: {x: 80, y: 20}, values: {x: rising, y: rising}, reservation: 10..30}
  b: {weights: {x: 20, y: 80}, values: {x: falling, y: falling}, reservation: 10..30}
"""
    a, b = loads(text), loads(text + 'rules: ["not (x = high and y = low)"]\n')
    found = compare(a, b, [find_analysis("deals")], draws=16, seed=0)
    assert any("high / low" in name for name in found.of_one)
    assert not any("high / low" in change.name for change in found.answers)
    assert all(np.isfinite((change.before, change.after)).all() for change in found.answers)


def test_what_only_one_scenario_has_is_left_out() -> None:
    found = compare(load("house_sale"), load("logrolling"), catalogue(), draws=8, seed=0)
    assert found.of_one
    assert not {change.name for change in found.answers} & set(found.of_one)
    told = [str(exhibit) for exhibit in comparison_exhibits(found, phrases("en"))]
    assert any("are not compared" in text for text in told)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_comparison_describes_itself(language: str) -> None:
    a = load("house_sale")
    party = next(iter(a.preferences))
    b = load_changed("house_sale", [f"preferences.{party}.reservation=10"])
    found = compare(a, b, catalogue(), draws=64, seed=0, labels=("a", "b"))
    assert found.to_dict()["inputs"][0]["path"].startswith(f"preferences.{party}.reservation")
    assert comparison_exhibits(found, phrases(language))


@pytest.mark.parametrize("language", ["en", "de"])
def test_scenarios_without_a_party_in_common_are_named_all_the_same(language: str) -> None:
    a, b = load("house_sale"), load("logrolling")
    found = compare(a, b, [find_analysis("deals")], draws=8, seed=0)
    assert comparison_exhibits(found, phrases(language))


def test_values_are_set_and_removed() -> None:
    scenario = load_changed("anchorage", ["parties.russia.power=50..60", "summary=null"])
    assert scenario.parties["russia"].power is not None
    assert scenario.parties["russia"].power.given == "50..60"
    assert scenario.summary is None
    changed = load_changed("anchorage", ["infeasible.1=russia.ceasefire and ukraine.cession"])
    assert changed.infeasible[1] == "russia.ceasefire and ukraine.cession"


@pytest.mark.parametrize(
    "change",
    [
        "nothing",
        "=3",
        "parties.nobody.power=3",
        "infeasible.9=x",
        "title.x.y=3",
        "power=null",
        "title=",
        "summary= ",
    ],
)
def test_what_cannot_be_set_is_refused(change: str) -> None:
    with pytest.raises(SettingError, match="--set"):
        load_changed("anchorage", [change])


def test_a_change_that_breaks_the_scenario_is_reported() -> None:
    with pytest.raises(ScenarioError, match="power"):
        load_changed("anchorage", ["parties.russia.power=strong"])


def test_input_changes_name_what_is_new() -> None:
    a, b = loads("title: t\nparties: {a: {}}"), loads("title: u\nparties: {a: {power: 3}}")
    changes = {change.path: (change.before, change.after) for change in input_changes(a, b)}
    assert changes == {"title": ("t", "u"), "parties.a.power": (None, "3")}


@pytest.mark.parametrize(("language", "rest"), [("en", "more; --json"), ("de", "weitere; --json")])
def test_long_lists_of_differences_are_cut_and_say_so(language: str, rest: str) -> None:
    found = compare(load("anchorage"), load("elmira"), [], draws=1, seed=0)
    table = input_table(found, phrases(language))
    assert len(found.inputs) > len(table.rows) == MOST_ROWS
    assert f"{len(found.inputs) - MOST_ROWS:,}".replace(",", "") in table.note.replace(
        ",", ""
    ).replace(".", "")
    assert rest in table.note
    assert max(len(str(cell)) for row in table.rows for cell in row) <= LONGEST
