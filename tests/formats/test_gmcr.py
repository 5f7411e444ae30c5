"""Saves of conflicts: the same equilibria as by the definitions, and what comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente import analyze_stability
from detente.analyses.stability.preferences import ranks_of
from detente.errors import MissingSection, ScenarioError
from detente.formats import detect, read_scenario, write_files
from detente.scenario import Scenario, best_draws, load, loads
from detente.scenario.states import feasible_states
from oracles.stability import Conflict, gmr, nash, seq, smr

CONCEPTS = {"nash": nash, "gmr": gmr, "smr": smr, "seq": seq}
WAYS = {"both": (True, True), "fwd": (True, False), "back": (False, True)}


def conditions(options: int) -> st.SearchStrategy[Any]:
    pair = st.tuples(st.integers(0, options - 1), st.sampled_from("YN")).map(list)
    joined = st.lists(pair, min_size=1, max_size=2, unique_by=lambda one: one[0])
    either = st.lists(joined, min_size=1, max_size=2)
    return joined | either.map(lambda parts: {"compound": True, "members": parts})


def holds(condition: Any, state: int) -> bool:
    if isinstance(condition, dict):
        return any(holds(one, state) for one in condition["members"])
    return all((state >> option & 1 == 1) == (way == "Y") for option, way in condition)


@st.composite
def saves(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(2, 4))
    owners = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    parties = sorted(set(owners))
    assume(len(parties) > 1)
    infeasible = draw(st.lists(conditions(count), max_size=2))
    feasible = [s for s in range(1 << count) if not any(holds(c, s) for c in infeasible)]
    assume(feasible)
    makers = []
    for party in parties:
        order = draw(st.permutations(range(1, len(feasible) + 1)))
        ranking, places = [], list(order)
        while places:
            size = draw(st.integers(1, 2))
            rung, places = places[:size], places[size:]
            ranking.append(rung if len(rung) > 1 else rung[0])
        own = draw(st.permutations([k for k, owner in enumerate(owners) if owner == party]))
        makers.append(
            {
                "name": f"Party {party}",
                "options": own,
                "preferences": draw(st.lists(conditions(count), min_size=1, max_size=3)),
                "preferenceRanking": ranking,
                "misperceptions": draw(st.lists(conditions(count), max_size=1)),
            }
        )
    names = st.sampled_from(["attack", "give way", "wait"])
    directions = st.sampled_from([*WAYS])
    return {
        "options": [
            {"name": draw(names), "permittedDirection": draw(directions)} for _ in range(count)
        ],
        "decisionMakers": makers,
        "infeasibles": infeasible,
        "useManualPreferenceRanking": draw(st.booleans()),
    }


def conflict_of(save: dict[str, Any]) -> Conflict:
    """The conflict by the meaning of the save; states are codes, option 0 the lowest bit."""
    ways = [WAYS[option["permittedDirection"]] for option in save["options"]]
    codes = range(1 << len(ways))
    feasible = [s for s in codes if not any(holds(c, s) for c in save["infeasibles"])]

    def can(own: list[int], before: int, after: int) -> bool:
        changed = [k for k in range(len(ways)) if (before ^ after) >> k & 1]
        return bool(changed) and all(
            k in own and ways[k][0 if after >> k & 1 else 1] for k in changed
        )

    moves, ranks = [], []
    for maker in save["decisionMakers"]:
        own = maker["options"]
        moves.append({s: frozenset(t for t in feasible if can(own, s, t)) for s in feasible})
        said = maker["preferences"]
        rank = {
            s: sum(2 ** (len(said) - k) * holds(c, s) for k, c in enumerate(said)) for s in feasible
        }
        if save["useManualPreferenceRanking"]:
            rungs = [one if isinstance(one, list) else [one] for one in maker["preferenceRanking"]]
            rank = {feasible[n - 1]: -place for place, rung in enumerate(rungs) for n in rung}
        ranks.append(rank)
    return Conflict(tuple(moves), tuple(ranks))


def texts(save: dict[str, Any], states: set[int]) -> set[str]:
    order = [k for maker in save["decisionMakers"] for k in maker["options"]]
    return {"".join("Y" if state >> k & 1 else "N" for k in order) for state in states}


def read(folder: Path, save: dict[str, Any], name: str = "save.gmcr") -> Scenario:
    path = folder / name
    path.write_text(json.dumps(save), encoding="utf-8")
    assert detect(path) == "gmcr"
    return read_scenario(path)[0]


@settings(max_examples=60, deadline=None)
@given(saves())
def test_the_same_equilibria_as_by_the_definitions(
    tmp_path_factory: pytest.TempPathFactory, save: dict[str, Any]
) -> None:
    scenario = read(tmp_path_factory.mktemp("gmcr"), save)
    unseen = [view.unseen for view in scenario.views.values()]
    assert len(unseen) == sum(bool(maker["misperceptions"]) for maker in save["decisionMakers"])
    plain = scenario.model_copy(update={"views": {}})
    conflict = conflict_of(save)
    found = analyze_stability(plain, concepts=[*CONCEPTS])
    for concept, stable in CONCEPTS.items():
        expected = {
            s for s in conflict.states if all(stable(conflict, p, s) for p in conflict.parties)
        }
        assert set(found.equilibria(concept)) == texts(save, expected), concept


def orders(scenario: Scenario) -> list[list[int]]:
    codes, draws = feasible_states(scenario), best_draws(scenario)
    ranks = (ranks_of(scenario, party, codes, draws)[0] for party in scenario.parties)
    return [np.unique(rank, return_inverse=True)[1].tolist() for rank in ranks]


@settings(max_examples=40, deadline=None)
@given(saves())
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, save: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("gmcr")
    scenario = read(folder, save)
    files, losses = write_files(scenario, "gmcr")
    again = read(folder, json.loads(files[""]), "again.json")
    assert losses
    assert again.options == scenario.options
    assert again.parties == scenario.parties
    assert feasible_states(again).tolist() == feasible_states(scenario).tolist()
    assert orders(again) == orders(scenario)
    assert again.views.keys() == scenario.views.keys()


@pytest.mark.parametrize("case", ["prisoners_dilemma", "elmira", "house_sale", "anchorage"])
def test_bundled_conflicts_keep_their_orders(tmp_path: Path, case: str) -> None:
    scenario = load(case)
    files, _ = write_files(scenario, "gmcr")
    again = read(tmp_path, json.loads(files[""]))
    codes, draws = feasible_states(scenario), best_draws(scenario)
    assert feasible_states(again).tolist() == codes.tolist()
    if not scenario.same:
        before = [
            party
            for party in scenario.parties
            if party in {*scenario.ranking, *scenario.priorities}
        ]
        after = [*again.parties]
        for party in before:
            own = ranks_of(scenario, party, codes, draws)[0]
            other = after[[*scenario.parties].index(party)]
            kept = ranks_of(again, other, codes, best_draws(again))[0]
            assert np.array_equal(np.unique(own, return_inverse=True)[1], kept), party


OLD: dict[str, Any] = {
    "useManualPreferenceVectors": True,
    "options": [{"name": "go"}, {"name": "go"}],
    "decisionMakers": [
        {"name": "A", "options": [1], "preferenceVector": [4, [1, 2], 3]},
        {"name": "B", "options": [0], "preferenceVector": [1, 2]},
    ],
}


def test_an_older_save_and_a_ranking_that_misses_states(tmp_path: Path) -> None:
    scenario = read(tmp_path, OLD)
    # Places 1 to 4 are codes 0 to 3; option 0 is that of B, the second letter here.
    assert scenario.ranking["a"].rungs == (("YY",), ("NN", "NY"), ("YN",))
    assert "b" not in scenario.ranking
    text = read_scenario(tmp_path / "save.gmcr")[1]
    assert text.startswith("# the ranking of B misses 2 states and is left out\n")
    assert {*scenario.options["a"]} == {*scenario.options["b"]} == {"go"}


def test_rankings_count_where_a_save_has_no_conditions_and_does_not_say(tmp_path: Path) -> None:
    save = {key: value for key, value in OLD.items() if not key.startswith("use")}
    scenario = read(tmp_path, save)
    assert scenario.ranking["a"].rungs == (("YY",), ("NN", "NY"), ("YN",))
    stated = {"name": "A", "options": [1], "preferences": [[[1, "Y"]]], "preferenceRanking": [1]}
    scenario = read(tmp_path, {**save, "decisionMakers": [stated, save["decisionMakers"][1]]})
    assert "a" in scenario.priorities
    assert "a" not in scenario.ranking
    off = read(tmp_path, {**OLD, "useManualPreferenceVectors": False})
    assert off.ranking == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"options": [{"name": "go"}] * 3}, "each option belongs to one decision maker"),
        ({"options": [{"name": "go"}]}, "a number from 0 to 0"),
        ({"options": [{}, {}]}, "have names"),
        ({"options": [{"name": "a", "permittedDirection": "up"}] * 2}, "both, fwd or back"),
        ({"infeasibles": [[[0, "X"]]]}, "a condition is"),
        ({"infeasibles": [[]]}, "a condition is"),
        ({"infeasibles": [{"compound": True, "members": []}]}, "a condition is"),
        ({"infeasibles": 3}, "infeasibles is a list"),
        ({"infeasibles": [[[0, "Y"]]]}, "places from 1 to 2"),
    ],
)
def test_what_is_no_save_is_refused(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        read(tmp_path, {**OLD, **change})


def test_deep_conditions_are_refused(tmp_path: Path) -> None:
    condition: Any = [[0, "Y"]]
    for _ in range(60):
        condition = {"compound": True, "members": [condition]}
    with pytest.raises(ScenarioError, match="a condition is"):
        read(tmp_path, {**OLD, "infeasibles": [condition]})


def test_a_scenario_without_options_is_no_conflict() -> None:
    with pytest.raises(MissingSection, match="'options'"):
        write_files(loads("title: t\nparties: {a: {}}"), "gmcr")
