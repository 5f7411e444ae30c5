"""What is said about edits of priorities: done as told, it makes the state last."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import pytest

from detente.analyses.stability import analyze_stability
from detente.analyses.stability.concept_names import BASIC
from detente.scenario import Scenario, loads
from oracles.stability_priorities import Prioritised


def edited(statements: list[str], edits: list[dict]) -> list[str]:
    """A list of statements after edits as the answer tells them."""
    touched = {e["statement"] for e in edits if e["edit"] in ("drop", "move")}
    turned = {e["statement"] for e in edits if e["edit"] == "negate"}

    def told(statement: str) -> str:
        return f"not ({statement})" if statement in turned else statement

    kept = [told(statement) for statement in statements if statement not in touched]
    for edit in sorted((e for e in edits if e["edit"] == "move"), key=lambda e: e["place"]):
        kept.insert(edit["place"] - 1, told(edit["statement"]))
    return kept


def with_priorities(text: str, lists: list[list[str]]) -> str:
    head = text[: text.index("priorities:")]
    rows = [f"  p{p}: [{', '.join(json.dumps(s) for s in told)}]" for p, told in enumerate(lists)]
    return head + "priorities:\n" + "\n".join(rows) + "\n"


def with_one_edit(text: str, lists: list[list[str]], party: int) -> Iterator[Scenario]:
    """The scenario with one statement of a party dropped, negated or moved to the front."""
    told = lists[party]
    for at, statement in enumerate(told):
        rest = [*told[:at], *told[at + 1 :]]
        negated = [*told[:at], f"not ({statement})", *told[at + 1 :]]
        for changed in (rest, negated, [statement, *rest]):
            if changed:
                rows = [changed if p == party else own for p, own in enumerate(lists)]
                yield loads(with_priorities(text, rows))


@pytest.mark.parametrize("block", range(4))
def test_edits_do_what_they_say(block: int) -> None:
    checked = 0
    for seed in range(6 * block, 6 * block + 6):
        made = Prioritised(seed, parties=2 + seed % 2, options=4, most=3)
        lists = [[made.said(s) for s in told] for told in made.statements]
        if any(len(set(told)) < len(told) for told in lists):
            continue
        state = made.name(made.codes[seed % len(made.codes)])
        answer = analyze_stability(loads(made.text), desired=state, concepts=BASIC).answer()
        assert "priorities" not in answer["desired"]["concepts"]["nash"]
        for concept, needed in answer.get("priority_edits", {"concepts": {}})["concepts"].items():
            for name, way in needed["alone"].items():
                party = int(name[1:])
                changed = [edited(t, way) if p == party else t for p, t in enumerate(lists)]
                if all(changed):
                    scenario = loads(with_priorities(made.text, changed))
                    result = analyze_stability(scenario, concepts=[concept])
                    assert state in result.stable(name, concept)
                    if len(way) == 2:
                        assert not any(
                            state
                            in analyze_stability(one, concepts=[concept]).stable(name, concept)
                            for one in with_one_edit(made.text, lists, party)
                        )
            together = needed["together"]
            way = together["edits"]
            assert together["enough"] == sum(len(edits) for edits in way.values())
            assert all(proof["stable"] for proof in together["certificates"])
            changed = [edited(told, way.get(f"p{p}", [])) for p, told in enumerate(lists)]
            if all(changed):
                scenario = loads(with_priorities(made.text, changed))
                result = analyze_stability(scenario, concepts=[concept])
                assert state in result.equilibria(concept)
                checked += 1
    assert checked > 10


WATER = """
title: t
parties: {a: {name: North}, b: {name: South}}
options: {a: [x, y], b: [z]}
priorities: {a: ["a.x", "not a.y", "b.z"], b: ["b.z -> a.x", "not b.z"]}
"""


def test_edits_in_words() -> None:
    result = analyze_stability(loads(WATER), desired="NYN", concepts=["nash", "seq"])
    told = result.answer()["priority_edits"]["concepts"]["nash"]
    assert told["together"]["edits"] == told["alone"]
    edits = told["alone"]["a"]
    assert [edit["edit"] for edit in edits] == ["drop", "drop"]
    english = " ".join(note.text for note in result.statements("en"))
    for edit in edits:
        assert f"drop “{edit['statement']}” (number {edit['number']})" in english
    assert "found by search" in english
    german = " ".join(note.text for note in result.statements("de"))
    assert "durch Suche gefundene" in german
    assert "Changes of priorities that are enough" in [t.title for t in result.tables("en")]


def test_nothing_is_said_where_the_state_lasts_or_has_no_priorities() -> None:
    lasting = analyze_stability(loads(WATER), concepts=["nash"]).equilibria("nash")[0]
    told = analyze_stability(loads(WATER), desired=lasting, concepts=["nash"]).answer()
    assert "priority_edits" not in told


def test_no_edit_helps_against_a_party_with_a_ranking() -> None:
    text = WATER.replace(
        "priorities: {a", "ranking: {b: [NNY, NYY, YNY, YYY, NNN, NYN, YNN, YYN]}\npriorities: {a"
    )
    text = text[: text.index(', b: ["b.z ->')] + "}\n"
    result = analyze_stability(loads(text), desired="NYN", concepts=["nash", "seq"])
    needed = result.answer()["priority_edits"]["concepts"]
    assert needed["nash"]["together"] is None
    assert any(
        "No changes of priorities were found" in note.text for note in result.statements("en")
    )


IDLE = """
title: Idle statements
parties: {p0: {}, p1: {}}
options: {p0: {o0: {moves: both}}, p1: {o1: {moves: take}}}
infeasible: ["not p1.o1 and not p0.o0"]
priorities:
  p0: ["not p0.o0"]
  p1: ["p0.o0 or not p0.o0"]
"""
LIST = [
    "p0.o0 or not p0.o0",
    "p1.o1 or p0.o0",
    "p1.o1 or not p0.o0",
    "p0.o0 and not p1.o1",
    "p1.o1 and p0.o0",
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::7])
@pytest.mark.parametrize("unheld", [None, 0, 4])
def test_places_are_those_of_the_list_as_written(
    order: tuple[int, ...], unheld: int | None
) -> None:
    written = [LIST[at] for at in order]
    doubted = [
        {"maybe": said, "held": "20%"} if at == unheld else said for at, said in enumerate(written)
    ]

    def scenario(told: list) -> Scenario:
        return loads(IDLE.replace('["p0.o0 or not p0.o0"]', json.dumps(told)))

    answer = analyze_stability(scenario(doubted), desired="YN", concepts=["nash"]).answer()
    if "priority_edits" not in answer:
        return
    way = answer["priority_edits"]["concepts"]["nash"]["alone"].get("p1")
    if way is not None:
        assert all(written[edit["number"] - 1] == edit["statement"] for edit in way)
        touched = {e["number"] - 1 for e in way if e["edit"] != "negate"}
        turned = {e["number"] - 1 for e in way if e["edit"] == "negate"}
        entries = [
            f"not ({said})" if at in turned else doubted[at] for at, said in enumerate(written)
        ]
        changed = [entry for at, entry in enumerate(entries) if at not in touched]
        moves = [edit for edit in way if edit["edit"] == "move"]
        for edit in sorted(moves, key=lambda e: e["place"]):
            changed.insert(edit["place"] - 1, entries[edit["number"] - 1])
        result = analyze_stability(scenario(changed), concepts=["nash"])
        assert "YN" in result.stable("p1", "nash")


def test_many_changes_are_taken_back_to_those_that_are_needed() -> None:
    """Four wishes that each bring another state above the desired one: all have to go."""
    options = ", ".join(f"o{k}" for k in range(4))
    wishes = ", ".join(f'"a.o{k}"' for k in range(4))
    text = f"title: t\nparties: {{a: {{}}}}\noptions: {{a: [{options}]}}\n"
    text += f"priorities: {{a: [{wishes}]}}"
    result = analyze_stability(loads(text), concepts=["nash"], desired="NNNN")
    needed = result.answer()["priority_edits"]["concepts"]["nash"]
    assert [(e["edit"], e["number"]) for e in needed["alone"]["a"]] == [
        ("negate", number) for number in (1, 2, 3, 4)
    ]
    assert needed["together"]["enough"] == 4


def test_one_party_alone_is_not_said_twice() -> None:
    told = json.dumps(LIST)
    scenario = loads(IDLE.replace('["p0.o0 or not p0.o0"]', told))
    result = analyze_stability(scenario, concepts=["nash"], desired="YN")
    table = next(t for t in result.tables("en") if t.title.startswith("Changes of priorities"))
    assert len(table.rows) == 1
