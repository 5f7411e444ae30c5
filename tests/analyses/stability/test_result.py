"""The answer with names: JSON, refusals, words, draws."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

from detente.analyses.stability import ANALYSIS, analyze_stability, stability_conclusions
from detente.errors import MissingSection, SettingError
from detente.scenario import Draws, best_draws, loads

TALKS = """
title: Talks
parties: {a: {name: Alba}, b: {name: Brixia}, c: {}}
options: {a: [x, y], b: {z: {moves: take}}, c: [w]}
infeasible: ["a.x and a.y"]
priorities: {a: ["a.x -> b.z", "not a.y"], b: [["a.y", "not b.z"], {maybe: "a.x", held: 30%}]}
"""


@pytest.fixture(scope="module")
def result():
    return analyze_stability(loads(TALKS))


def test_json_has_stable_keys(result) -> None:
    told = json.loads(json.dumps(result.to_dict()))
    assert list(told)[:5] == ["analysis", "scenario", "options", "answer", "findings"]
    answer = told["answer"]
    assert answer["options"] == ["a.x", "a.y", "b.z", "c.w"]
    assert answer["feasible"] == 12
    assert list(answer["equilibria"]) == ["nash", "gmr", "smr", "seq"]
    assert list(answer["stable"]) == ["a", "b"]
    assert answer["counts"]["equilibria"]["nash"] == len(answer["equilibria"]["nash"])
    assert answer["counts"]["stable"]["a"]["gmr"] == len(answer["stable"]["a"]["gmr"])


def test_a_party_without_preferences_is_named(result) -> None:
    assert any("c" in note.text and "not asked" in note.text for note in result.remarks("en"))
    with pytest.raises(SettingError, match="choose among a, b"):
        result.stable("c", "nash")


def test_best_readings_are_said(result) -> None:
    said = " ".join(note.text for note in result.remarks("en"))
    assert "order written" in said
    assert "at least as likely as not" in said
    assert "NNNN" in said


def test_settings_are_checked() -> None:
    scenario = loads(TALKS)
    with pytest.raises(SettingError, match="choose among nash"):
        analyze_stability(scenario, concepts=["nush"])
    with pytest.raises(SettingError, match="choose among a, b"):
        analyze_stability(scenario, parties=["d"])
    only_a = analyze_stability(scenario, parties=["a"])
    assert list(only_a.answer()["stable"]) == ["a"]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("title: t\nparties: {a: {}}", "options"),
        ("title: t\nparties: {a: {}}\noptions: {a: [x]}", "priorities or ranking"),
    ],
)
def test_missing_sections_are_refused_with_an_example(text: str, section: str) -> None:
    with pytest.raises(MissingSection, match=section):
        analyze_stability(loads(text))


def test_large_conflicts_give_counts_only() -> None:
    options = ", ".join(f"o{k}" for k in range(13))
    text = f"title: t\nparties: {{a: {{}}}}\noptions: {{a: [{options}]}}\n"
    text += "priorities: {a: [a.o0, a.o1]}"
    short, full = (analyze_stability(loads(text), full=full).answer() for full in (False, True))
    assert "stable" not in short
    assert short["equilibria"]["nash"] is None
    assert short["counts"]["equilibria"]["nash"] == len(full["equilibria"]["nash"]) == 2048
    assert short["counts"]["stable"]["a"]["nash"] == len(full["stable"]["a"]["nash"]) == 2048


@pytest.mark.parametrize("language", ["en", "de"])
def test_everything_shows_itself_in_both_languages(result, language: str) -> None:
    assert result.statements(language)
    assert all(table.rows for table in result.tables(language))


def test_conclusions_of_the_best_draw_are_the_plain_answer(result) -> None:
    scenario = loads(TALKS)
    found = stability_conclusions(scenario, best_draws(scenario))
    for concept in result.concepts:
        named = {
            n.rsplit(".", 1)[1] for n, v in found.items() if n.split(".")[1] == concept and v[0]
        }
        assert named == set(result.equilibria(concept))


def test_draws_order_groups_and_hold_priorities() -> None:
    scenario = loads(TALKS)
    held = ("priorities", "b", "1", "statements", "0", "held")
    draws = Draws(
        2,
        {held: np.array([0.0, 1.0])},
        {("priorities", "b", "0"): np.array([[0, 1], [1, 0]])},
    )
    found = stability_conclusions(scenario, draws)
    swapped = loads(
        TALKS.replace('["a.y", "not b.z"], {maybe: "a.x", held: 30%}', '"not b.z", "a.y", "a.x"')
    )
    for draw, text in enumerate((scenario, swapped)):
        plain = analyze_stability(text)
        for name, values in found.items():
            if name.startswith("equilibrium."):
                _, concept, state = name.split(".")
                assert bool(values[draw]) == (state in plain.equilibria(concept))


def test_what_is_left_out_is_said() -> None:
    """Eight statements of unknown order stand for 40,320 rankings: the best reading, and a note."""
    options = ", ".join(f"o{k}" for k in range(8))
    group = ", ".join(f'"a.o{k}"' for k in range(8))
    text = f"title: t\nparties: {{a: {{}}}}\noptions: {{a: [{options}]}}\n"
    text += f"priorities: {{a: [[{group}]]}}"
    result = analyze_stability(loads(text))
    assert "unknown" not in result.answer()
    assert any("40320" in note.text.replace(",", "") for note in result.remarks("en"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_verdicts_are_explained(result, language: str) -> None:
    told = {
        result.explain(party, result.problem.name(state), concept, language)
        for party in ("a", "b")
        for state in range(result.problem.states)
        for concept in result.concepts
    }
    assert len(told) > 4
    assert all(text.strip() for text in told)


def test_more_options_than_codes_can_be_listed_for() -> None:
    """Forty options, of which each party takes exactly one of its twenty."""
    names = [f"o{k}" for k in range(20)]
    rules = [f"{p}.{a} and {p}.{b}" for p in "ab" for a, b in itertools.combinations(names, 2)]
    rules += [" and ".join(f"not {p}.{name}" for name in names) for p in "ab"]
    listed = ", ".join(f'"{rule}"' for rule in rules)
    scenario = loads(
        f"title: t\nparties: {{a: {{}}, b: {{}}}}\n"
        f"options: {{a: [{', '.join(names)}], b: [{', '.join(names)}]}}\n"
        f"infeasible: [{listed}]\n"
        'priorities: {a: ["a.o3", "b.o19"], b: ["a.o3 -> b.o7", "b.o19"]}\n'
    )
    result = analyze_stability(scenario)
    assert result.problem.states == 400
    taken = [
        result.problem.taken(result.problem.state(name, "state"))
        for name in result.equilibria("nash")
    ]
    assert taken == [("a.o3", "b.o7")]
    assert result.certificate("a", result.equilibria("nash")[0], "seq").stable
    assert result.tables("en")


@pytest.mark.parametrize(
    ("options", "same", "refused"),
    [(20, "", ""), (21, "", "states can be analysed"), (20, "same: [a.o0]", "moves of a party")],
)
def test_a_refusal_for_size_is_known_before_anything_is_judged(
    options: int, same: str, refused: str
) -> None:
    names = ", ".join(f"o{k}" for k in range(options))
    scenario = loads(f"title: t\nparties: {{a: {{}}}}\noptions: {{a: [{names}]}}\n{same}\n")
    if not refused:
        ANALYSIS.ready(scenario)
        return
    with pytest.raises(SettingError, match=refused):
        ANALYSIS.ready(scenario)
