"""What the file says elsewhere, and how it is written, changes no draw of a judgement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.analyses.catalogue import find_analysis
from detente.ensembles.answers import answers
from detente.scenario import Scenario, draw, load
from detente.scenario.draws import Draws
from detente.scenario.sections.conflict import Priority

BASE: dict[str, Any] = {
    "title": "t",
    "parties": {"a": {"power": "20..40"}, "b": {"power": "low"}},
    "issues": {"x": {"values": ["no", "yes"]}, "y": {"values": ["no", "yes"]}},
    "preferences": {
        "a": {
            "weights": ["x", "y"],
            "values": {"x": {"no": 0, "yes": "60..100"}, "y": "rising"},
            "interactions": [{"if": "x = yes", "add": "5..15"}],
            "reservation": "20..40",
        },
        "b": {"weights": {"x": "1..3", "y": 1}, "values": {"x": "falling", "y": "rising"}},
    },
    "options": {"a": ["p", "q"]},
    "priorities": {"a": [["a.p", "a.q"], {"maybe": "not a.p", "held": "60%"}]},
}
"""Holds every kind of factor: values, ranks, a group of unknown order, and a doubtful priority."""


def reversed_keys(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: reversed_keys(part[key]) for key in reversed(part)}
    return part


def changed(path: str, value: Any) -> dict[str, Any]:
    copy: dict[str, Any] = Scenario.model_validate(BASE).model_dump(mode="python")
    copy = {key: BASE[key] for key in BASE}
    *steps, last = path.split(".")
    part = copy
    for step in steps:
        part[step] = dict(part[step])
        part = part[step]
    part[last] = value
    return copy


def assert_same(before: Draws, after: Draws) -> None:
    """All draws of the first are draws of the second, list places apart."""
    for path, column in before.values.items():
        if path in after.values:
            np.testing.assert_array_equal(column, after.of(path), err_msg=str(path))


ADDED = [
    ("parties.c", {"power": "10..90", "patience": "medium"}),
    ("parties.a.patience", "10..90"),
    ("parties.a.name", "Another name"),
    ("issues.z", {"values": ["no", "yes"]}),
    ("preferences.b.reservation", "10..20"),
    ("preferences.b.weights.z", "0..1"),
    ("preferences.aa", {"weights": {"x": "1..2"}, "values": {"x": "rising"}}),
]


@pytest.mark.parametrize(("path", "value"), ADDED)
def test_one_judgement_more_changes_no_other(path: str, value: Any) -> None:
    before = Scenario.model_validate(BASE)
    after = Scenario.model_validate(changed(path, value))
    assert_same(draw(before, 100, seed=3), draw(after, 100, seed=3))


def test_the_order_of_keys_changes_no_draw() -> None:
    before, after = (Scenario.model_validate(s) for s in (BASE, reversed_keys(BASE)))
    drawn, again = (draw(scenario, 100, seed=3) for scenario in (before, after))
    assert drawn.values.keys() == again.values.keys()
    assert_same(drawn, again)


def test_an_entry_before_others_in_a_list_changes_none_of_them() -> None:
    more = {"if": "y = yes", "add": 0}
    stated = BASE["preferences"]["a"]["interactions"]
    path = "preferences.a.interactions"
    before = draw(Scenario.model_validate(BASE), 100, seed=3)
    after = draw(Scenario.model_validate(changed(path, [more, *stated])), 100, seed=3)
    np.testing.assert_array_equal(
        before.of(("preferences", "a", "interactions", "0", "add")),
        after.of(("preferences", "a", "interactions", "1", "add")),
    )
    rungs = ["a.p -> a.q", *BASE["priorities"]["a"]]
    after = draw(Scenario.model_validate(changed("priorities.a", rungs)), 100, seed=3)
    held = ("statements", "0", "held")
    np.testing.assert_array_equal(
        before.of(("priorities", "a", "1", *held)), after.of(("priorities", "a", "2", *held))
    )
    np.testing.assert_array_equal(
        before.order(("priorities", "a", "0"), 2), after.order(("priorities", "a", "1"), 2)
    )


def test_a_group_takes_the_same_orders_however_it_is_written() -> None:
    other = changed("priorities.a", [["a.q", "a.p"], *BASE["priorities"]["a"][1:]])
    path = ("priorities", "a", "0")
    first = draw(Scenario.model_validate(BASE), 100, seed=3).order(path, 2)
    second = draw(Scenario.model_validate(other), 100, seed=3).order(path, 2)
    np.testing.assert_array_equal(first, 1 - second)
    assert 0 < first[:, 0].mean() < 1


def test_the_same_entry_twice_is_drawn_twice() -> None:
    twice = [{"if": "x = yes", "add": "5..15"}] * 2
    scenario = Scenario.model_validate(changed("preferences.a.interactions", twice))
    drawn = draw(scenario, 100, seed=3)
    first, second = (drawn.of(("preferences", "a", "interactions", place, "add")) for place in "01")
    assert not np.array_equal(first, second)


def test_other_ids_give_other_draws_of_the_same_kind() -> None:
    powers = {name: {"power": "20..40"} for name in ("a", "b")}
    scenario = Scenario.model_validate({"title": "t", "parties": powers})
    drawn = draw(scenario, 4096, seed=0)
    first, second = (drawn.of(("parties", name, "power")) for name in powers)
    assert not np.array_equal(first, second)
    assert first.mean() == pytest.approx(second.mean(), abs=0.05)


def test_what_carries_no_weight_changes_no_share() -> None:
    before = load("house_sale")
    raw = before.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    raw["parties"]["neighbour"] = {"power": "10..90", "at_table": False}
    raw["parties"] = dict(reversed(raw["parties"].items()))
    after = Scenario.model_validate(raw)
    deals = find_analysis("deals")
    first, second = (answers(deals, s, draw(s, 64, seed=1)) for s in (before, after))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


def test_a_copy_of_a_copy_has_its_own_judgements() -> None:
    scenario = Scenario.model_validate(BASE)
    path = ("preferences", "a", "reservation")
    for worth in range(200):
        stated = dict(scenario.preferences)
        given = {"weights": {"x": 1}, "values": {"x": "rising"}, "reservation": worth / 2}
        stated["a"] = type(stated["a"]).model_validate(given)
        scenario = scenario.model_copy(update={"preferences": stated})
        del stated
        assert scenario.judgements()[path].best == worth / 2


def test_a_group_names_its_stream_by_all_that_it_says() -> None:
    group = Priority.model_validate(["a.p", "a.q"])
    raw = changed("priorities.a", [group, Priority.model_validate(["a.q", "not a.p"])])
    drawn = draw(Scenario.model_validate(raw), 200, seed=0)
    first, second = (drawn.order(("priorities", "a", place), 2)[:, 0] for place in "01")
    assert 0.3 < (first == second).mean() < 0.7
