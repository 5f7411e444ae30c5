"""The fewest edits of priorities, against all lists that edits can make."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from detente.analyses.stability import analyze_stability
from detente.analyses.stability import fewest_edits as module
from detente.analyses.stability.edit_lists import edits_to, one_edit_away
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.fewest_edits import fewest_edits
from detente.analyses.stability.problem import build_problem
from detente.scenario import best_draws, loads
from oracles import stability as oracle
from oracles.stability_priorities import Prioritised, all_lists, every_list


def test_edits_count_the_steps_from_list_to_list() -> None:
    for count in range(5):
        far = all_lists(count)
        assert set(far) == every_list(count)
        start = tuple((k, True) for k in range(count))
        for told, steps in far.items():
            assert len(edits_to(start, told)) == steps


def test_edits_name_the_finished_list() -> None:
    """Putting moved statements to their places, with the rest in order, gives the list again."""
    start = tuple((k, True) for k in range(4))
    for told in every_list(4):
        edits = edits_to(start, told)
        gone = {e.statement for e in edits if e.kind == "drop"}
        turned = {e.statement for e in edits if e.kind == "negate"}
        moved = {e.place: e.statement for e in edits if e.kind == "move"}
        rest = iter([k for k, _ in start if k not in gone and k not in moved.values()])
        size = len(start) - len(gone)
        order = [moved[at] if at in moved else next(rest) for at in range(size)]
        assert tuple((k, k not in turned) for k in order) == told


def test_one_edit_makes_the_lists_at_distance_one() -> None:
    far = all_lists(4)
    for told in far:
        if len(told) == 4 and far[told] == 0:
            assert {t for t in one_edit_away(told) if t != told} == {
                t for t, steps in far.items() if steps == 1
            }


@pytest.mark.parametrize("block", range(5))
def test_against_all_lists(block: int) -> None:
    far = {count: all_lists(count) for count in range(1, 5)}
    for seed in range(40 * block, 40 * block + 40):
        chance = random.Random(seed)
        made = Prioritised(seed, parties=2 + seed % 3, options=4, most=4, loose=bool(seed & 4))
        scenario = loads(made.text)
        problem = build_problem(scenario, best_draws(scenario), None)
        party = max(range(len(made.widths)), key=lambda p, m=made: len(m.statements[p]))
        concept = "nash" if seed % 2 else BASIC[seed // 2 % 5]
        plain = [made.plain(p) for p in range(len(made.widths))]
        worth = made.worth(party, plain[party])
        state = chance.randrange(len(made.codes))
        if seed % 3:
            state = min(range(len(made.codes)), key=lambda s, w=worth: w[made.codes[s]])
        # Only what the party ranks above the state matters: judge each such set once.
        answers: dict[frozenset, bool] = {}
        lasting: dict[tuple, int] = {}
        code = made.codes[state]
        kept = {
            k for k, statement in enumerate(made.statements[party])
            if len({made.worth(party, ((k, True),))[c] for c in made.codes}) > 1
        }  # fmt: skip
        for told, steps in far[len(plain[party])].items():
            if not kept >= set(range(len(plain[party]))) - {s for s, _ in told}:
                continue
            worth = made.worth(party, told)
            above = frozenset(c for c in made.codes if worth[c] > worth[code])
            if above not in answers:
                lists = [told if p == party else plain[p] for p in range(len(plain))]
                answers[above] = oracle.BASIC[concept](made.conflict(lists), party, code)
            if answers[above]:
                lasting[told] = steps
        least = min(lasting.values())
        found = fewest_edits(scenario, problem, party, state, concept)
        assert found is not None
        assert found.least == found.most == least
        assert found.complete
        truth = {
            tuple(one for one in told if one[0] in kept)
            for told, steps in lasting.items()
            if steps == least
        }
        assert found.count == len(truth)
        if found.count <= 200:
            assert set(found.lists) == truth
        assert all(len(edits) == least for edits in found.ways)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_each_of_many_wishes_has_to_go(count: int) -> None:
    """Each option by itself is an improvement, so that no statement can stay as it is."""
    options = [f"o{k}" for k in range(count)]
    told = ", ".join(f"a.{option}" for option in options)
    scenario = loads(
        f"title: t\nparties: {{a: {{}}, b: {{}}}}\noptions: {{a: [{', '.join(options)}], b: [x]}}\n"
        f"priorities: {{a: [{told}], b: [b.x]}}\n"
    )
    problem = build_problem(scenario, best_draws(scenario), None)
    found = fewest_edits(scenario, problem, 0, 0, "nash")
    assert found is not None
    assert found.least == found.most == count
    # Every statement is dropped or negated; moving one leaves its option worth taking.
    assert found.count == 2**count
    assert found.complete


def test_one_move_can_stand_for_many_edits() -> None:
    """A peace that comes first makes all else beside the point."""
    options = [f"o{k}" for k in range(6)]
    told = ", ".join(f'"a.{option}"' for option in options)
    calm = " and ".join(f"not a.{option}" for option in options)
    scenario = loads(
        f"title: t\nparties: {{a: {{}}}}\noptions: {{a: [{', '.join(options)}]}}\n"
        f'priorities: {{a: [{told}, "{calm}"]}}\n'
    )
    problem = build_problem(scenario, best_draws(scenario), None)
    found = fewest_edits(scenario, problem, 0, 0, "nash")
    assert found is not None
    assert found.least == found.most == 1
    assert [[(e.kind, e.statement, e.place) for e in way] for way in found.ways] == [
        [("move", 6, 0)]
    ]


def test_bounds_where_the_program_is_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped with a dual bound only: at least that many, and reversing all that is against it."""
    stopped = SimpleNamespace(status=1, x=None, fun=None, mip_dual_bound=1.2)
    monkeypatch.setattr(module, "_solved", lambda *_: stopped)
    scenario = loads("""
title: t
parties: {a: {}, b: {}}
options: {a: [x, y, z], b: [w]}
priorities: {a: [a.x, a.y, "not b.w", a.z], b: [b.w]}
""")
    problem = build_problem(scenario, best_draws(scenario), None)
    found = fewest_edits(scenario, problem, 0, 0, "nash")
    assert found is not None
    assert (found.least, found.most, found.complete) == (2, 3, False)
    assert [edit.kind for edit in found.ways[0]] == ["negate"] * 3
    result = analyze_stability(scenario, concepts=["nash"], desired="NNNN")
    for language, said in (("en", "at least 2 changes"), ("de", "mindestens 2 Änderungen")):
        assert any(said in note.text for note in result.statements(language))
        assert any("2–3" in str(row) for table in result.tables(language) for row in table.rows)
