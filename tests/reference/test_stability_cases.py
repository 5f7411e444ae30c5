"""Published conflicts and what is known about them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from detente.analyses.stability import BASIC, analyze_stability
from detente.analyses.stability.moves import from_options
from detente.analyses.stability.solve import judge
from detente.scenario import load, loads
from oracles import stability as oracle


def test_prisoners_dilemma() -> None:
    result = analyze_stability(
        loads("""
            title: Prisoner's dilemma
            parties: {a: {}, b: {}}
            options: {a: [defect], b: [defect]}
            ranking: {a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]}
        """)
    )
    assert result.equilibria("nash") == ("YY",)
    for concept in ("gmr", "smr", "seq"):
        assert result.equilibria(concept) == ("NN", "YY")


def test_syria_iraq_1975() -> None:
    """Six states; orders of preference as published with the Euphrates conflict of 1975."""
    result = analyze_stability(
        loads("""
            title: Euphrates 1975
            parties: {syria: {}, iraq: {}}
            options: {syria: [release, escalate], iraq: [attack]}
            infeasible: ["syria.release and syria.escalate"]
            ranking:
              syria: [NNN, NYN, NYY, YNN, NNY, YNY]
              iraq: [YNN, NNY, NYY, NNN, YNY, NYN]
        """)
    )
    for concept in ("nash", "smr", "seq"):
        assert result.equilibria(concept) == ("NYY",)
    assert result.equilibria("gmr") == ("NNN", "NYY")


def test_all_78_strict_ordinal_games() -> None:
    """Rapoport & Guyer (1966): every game of two parties with two options and strict orders."""
    layout = np.array([[0, 1, 0, 0], [1, 1, 0, 0]])
    moves = from_options(np.arange(4, dtype=np.uint32), layout)
    seen = set()
    for first, second in itertools.product(itertools.permutations(range(4)), repeat=2):
        if _class_of(first, second) in seen:
            continue
        seen.add(_class_of(first, second))
        rank = np.array([[first, second]], dtype=np.int32)
        verdicts = judge(rank, moves, concepts=BASIC, judged=np.ones(2, dtype=bool))[0]
        rank = [dict(enumerate(first)), dict(enumerate(second))]
        conflict = oracle.option_conflict([1, 1], rank, range(4))
        for place, concept in enumerate(BASIC):
            for party, state in itertools.product(range(2), range(4)):
                stable = oracle.BASIC[concept](conflict, party, state)
                assert bool(verdicts[party, state] >> place & 1) == stable
    assert len(seen) == 78


def _class_of(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """A game up to the names of options and of parties."""
    swap_first, swap_second, transpose = (1, 0, 3, 2), (2, 3, 0, 1), (0, 2, 1, 3)
    variants = []
    for flips in itertools.product((False, True), repeat=3):
        pair = (first, second)
        for flip, order in zip(flips, (swap_first, swap_second, transpose), strict=True):
            if flip:
                pair = tuple(tuple(ranks[k] for k in order) for ranks in pair)  # type: ignore[assignment]
        if flips[2]:
            pair = (pair[1], pair[0])
        variants.append(pair)
    return min(variants)


@pytest.mark.parametrize("count", [3, 200, 700])
def test_hundreds_of_priorities_order_the_states_without_overflow(count: int) -> None:
    """Priorities that never matter change nothing, however many stand above the one that does."""
    above = ", ".join(['"a.x or not a.x"'] * count)
    scenario = loads(f"""
        title: Many priorities
        parties: {{a: {{}}, b: {{}}}}
        options: {{a: [x], b: [y]}}
        priorities: {{a: [{above}, "a.x", "b.y"], b: [{above}, "b.y <-> a.x"]}}
    """)
    result = analyze_stability(scenario)
    assert result.problem.rank[0].tolist() == [[0, 2, 1, 3], [1, 0, 0, 1]]
    assert result.equilibria("nash") == ("YY",)


ELMIRA = ("NYNNN", "YYNNN", "NNYNN", "YNYNN", "NYNNY", "YYNNY", "NNYNY", "YNYNY", "NNNYN")
ELMIRA_ORDERS = {"moe": "734851269", "uniroyal": "148593726", "local": "735186429"}


def test_elmira_by_options_with_joined_states() -> None:
    result = analyze_stability(load("elmira"))
    for concept in ("nash", "seq"):
        assert set(result.equilibria(concept)) == {ELMIRA[k - 1] for k in (5, 8, 9)}
    for concept in ("gmr", "smr"):
        assert set(result.equilibria(concept)) == {ELMIRA[k - 1] for k in (1, 4, 5, 8, 9)}


def test_elmira_move_by_move() -> None:
    """The same conflict as a graph of nine states."""
    orders = "\n".join(f"    {p}: [{', '.join(o)}]" for p, o in ELMIRA_ORDERS.items())
    result = analyze_stability(
        loads(f"""
title: Elmira
parties: {{moe: {{}}, uniroyal: {{}}, local: {{}}}}
graph:
  states: [1, 2, 3, 4, 5, 6, 7, 8, 9]
  moves:
    moe: {{1: 2, 3: 4, 5: 6, 7: 8}}
    uniroyal: {{1: [3, 9], 2: [4, 9], 3: 9, 4: 9, 5: [7, 9], 6: [8, 9], 7: 9, 8: 9}}
    local: {{1: 5, 5: 1, 2: 6, 6: 2, 3: 7, 7: 3, 4: 8, 8: 4}}
  status_quo: 1
  ranking:
{orders}
""")
    )
    for concept in ("nash", "seq"):
        assert result.equilibria(concept) == ("5", "8", "9")
    for concept in ("gmr", "smr"):
        assert result.equilibria(concept) == ("1", "4", "5", "8", "9")
