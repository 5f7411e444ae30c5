"""The least change of several parties' orders, against all combinations of orders."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from detente.analyses.stability import analyze_stability, joint
from detente.analyses.stability.change_words import levelled, raised
from detente.analyses.stability.desired import Wish, wish
from detente.analyses.stability.distance import changed_pairs
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.inverse import least_change
from detente.analyses.stability.joint import Least, Question, least_joint
from detente.analyses.stability.pivotal import UNCREDIBLE, least_of_all, sufficient_alone
from detente.analyses.stability.problem import Problem, build_problem
from detente.scenario import best_draws, load, loads
from oracles.stability_arrays import made
from oracles.stability_orders import least_by_all_orders, weak_orders
from oracles.stability_priorities import Prioritised


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine, a search is not to be cut short."""
    monkeypatch.setattr(joint, "SECONDS", 600.0)


def _compare(problem: Problem, concept: str, orders: np.ndarray) -> None:
    parties = tuple(range(len(problem.parties)))
    expected = least_by_all_orders(problem, parties, concept, orders)
    alone = {p: least_by_all_orders(problem, (p,), concept, orders) for p in parties}
    for state in range(problem.states):
        found = wish(problem, state, concept)
        assert found.total.pairs == expected[state]
        _check_ranks(problem, state, concept, found.total)
        if found.equilibrium:
            assert found.alone == {}
            continue
        truth = {p: least[state] for p, least in alone.items() if least[state] is not None}
        assert {p: least.pairs for p, least in found.alone.items()} == truth
        for least in found.alone.values():
            _check_ranks(problem, state, concept, least)


def _check_ranks(problem: Problem, state: int, concept: str, least: Least) -> None:
    """The orders given make the state an equilibrium and differ in so many pairs."""
    ranks = least.ranks or {}
    assert Question(problem, state, concept, {}).lasts(ranks)
    pairs = sum(changed_pairs(problem.rank[0, p], rank) for p, rank in ranks.items())
    assert pairs == least.at_most


@pytest.mark.parametrize("concept", BASIC)
def test_two_parties_with_four_states(concept: str) -> None:
    orders = weak_orders(4)
    for seed in range(16):
        problem, _ = made(
            seed,
            parties=2,
            options=2,
            holes=False,
            one_way=bool(seed & 1),
            ties=bool(seed & 2),
        )
        _compare(problem, concept, orders)


@pytest.mark.parametrize("concept", ["seq", "sseq"])
@pytest.mark.parametrize(("parties", "states"), [(2, 5), (3, 4), (4, 3)])
def test_conflicts_with_holes(concept: str, parties: int, states: int) -> None:
    orders = weak_orders(states)
    for seed in (1, 2):
        one_way, ties = bool(seed & 1), bool(seed & 2)
        problem, _ = made(seed, parties=parties, options=4, holes=False, one_way=one_way, ties=ties)
        _compare(_some_states(problem, states, seed), concept, orders)


@pytest.mark.parametrize("concept", ["seq", "sseq"])
def test_four_parties_with_strict_orders(concept: str) -> None:
    """From strict orders to strict ones: ties would not save anything."""
    orders = np.array(list(itertools.permutations(range(4))), dtype=np.int32)
    problem, _ = made(2, parties=4, options=4, holes=False, one_way=False, ties=False)
    _compare(_some_states(problem, 4, 1), concept, orders)


def _some_states(problem: Problem, states: int, seed: int) -> Problem:
    """The conflict with all but some neighbouring states ruled out."""
    chance = np.random.default_rng(seed)
    kept = [0]
    while len(kept) < states:
        near = [k ^ 1 << b for k in kept for b in range(4) if k ^ 1 << b not in kept]
        kept.append(int(chance.choice(near)))
    kept.sort()
    rank = [np.unique(row, return_inverse=True)[1] for row in problem.rank[0][:, kept]]
    return replace(problem, codes=problem.codes[kept], rank=np.array(rank, dtype=np.int32)[None])


@pytest.mark.parametrize("concept", ["seq", "sseq"])
def test_moves_that_are_not_transitive(concept: str) -> None:
    """A conflict drawn by hand, where the last mover matters."""
    text = """
title: t
parties: {p0: {}, p1: {}, p2: {}}
graph:
  states: [r, s, t, u]
  moves:
    p0: {r: s, s: t, u: r}
    p1: {s: [u, t], t: u}
    p2: {t: r, u: s}
  ranking: {p0: [s, r, t, u], p1: [u, s, t, r], p2: [t, u, r, s]}
"""
    scenario = loads(text)
    _compare(build_problem(scenario, best_draws(scenario), None), concept, weak_orders(4))


@pytest.mark.parametrize("concept", ["seq", "sseq"])
@pytest.mark.parametrize("options", [4, 5])
def test_sixteen_states_and_more(concept: str, options: int) -> None:
    """Between what uncredible sanctions take and the sum of separate changes, and attained."""
    below = 0
    for seed in range(6):
        problem, _ = made(
            seed,
            parties=2 + seed % 3,
            options=options,
            holes=bool(seed & 1) or options == 5,
            one_way=bool(seed & 2),
            ties=bool(seed & 4),
        )
        for state in range(0, problem.states, 5):
            found = wish(problem, state, concept)
            parties = range(len(problem.parties))
            weaker = [least_change(problem, p, state, UNCREDIBLE[concept]).pairs for p in parties]
            apart = sum(change.pairs for change in found.changes)
            assert found.joint
            assert found.total.pairs is not None
            assert sum(weaker) <= found.total.pairs <= apart
            assert (found.total.pairs == 0) == found.equilibrium
            alone = [least.pairs for least in found.alone.values()]
            assert all(pairs is not None and pairs >= found.total.pairs for pairs in alone)
            _check_ranks(problem, state, concept, found.total)
            below += found.total.pairs < apart
    assert below > 0


def test_naming_parties_otherwise_changes_nothing() -> None:
    for seed in range(8):
        problem, _ = made(seed, parties=3, options=4, holes=False, one_way=False, ties=False)
        turned = _turned(problem)
        for state in (0, 7, 13):
            first = wish(problem, state, "seq")
            second = wish(turned, state, "seq")
            assert first.total.pairs == second.total.pairs
            assert {2 - p: least.pairs for p, least in first.alone.items()} == {
                p: least.pairs for p, least in second.alone.items()
            }


def _turned(problem: Problem) -> Problem:
    back = slice(None, None, -1)
    return replace(
        problem,
        parties=problem.parties[back],
        layout=np.ascontiguousarray(problem.layout[back]),
        rank=np.ascontiguousarray(problem.rank[:, back]),
    )


@pytest.mark.parametrize("case", ["elmira", "syria_iraq_1975", "prisoners_dilemma", "chicken"])
def test_every_state_of_the_bundled_cases_is_settled(case: str) -> None:
    scenario = load(case)
    problem = build_problem(scenario, best_draws(scenario), None)
    for concept, state in itertools.product(("seq", "sseq"), range(problem.states)):
        found = wish(problem, state, concept)
        assert found.total.pairs is not None
        assert all(least.pairs is not None for least in found.alone.values())


def test_a_search_that_is_stopped_tells_what_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, _ = made(1, parties=2, options=4, holes=False, one_way=False, ties=False)
    exact = _told(problem, 12)
    assert exact.total.pairs is not None
    monkeypatch.setattr(joint, "LARGEST", 10)
    stopped = _told(problem, 12)
    assert stopped.total.pairs is None
    assert stopped.total.at_least < exact.total.pairs <= (stopped.total.at_most or 0)
    monkeypatch.setattr(joint, "MOST_STATES", 10)
    assert _told(problem, 12).total.pairs is None


def _told(problem: Problem, state: int) -> Wish:
    return wish(problem, state, "seq")


def test_no_time_no_claim() -> None:
    problem, _ = made(1, parties=2, options=4, holes=False, one_way=False, ties=False)
    least = least_joint(Question(problem, 12, "seq", {0: 0, 1: 0}), None, seconds=0.0)
    assert (least.at_most, least.possible) == (None, True)
    changes = tuple(least_change(problem, party, 12, "seq") for party in (0, 1))
    unstable = tuple(change for change in changes if change.pairs)
    exact = least_of_all(problem, 12, "seq", unstable).pairs
    assert exact is not None
    assert least.at_least <= exact
    assert sufficient_alone(problem, 12, "seq", ()) == {}


def test_the_change_told_is_the_change_found() -> None:
    """All pairs that compare differently are told, by direction, over random small conflicts."""
    seen = 0
    for seed in range(40):
        case = Prioritised(seed, parties=2 + seed % 2, options=3, most=3)
        scenario = loads(case.text)
        problem = build_problem(scenario, best_draws(scenario), None)
        told = wish(problem, seed % len(case.codes), "seq")
        above, alike = raised(problem, told.total), levelled(problem, told.total)
        for party, new in (told.total.ranks or {}).items():
            old = problem.rank[0, party]
            every = itertools.permutations(range(problem.states), 2)
            assert set(above.get(party, [])) == {
                (s, t) for s, t in every if new[s] > new[t] and old[s] <= old[t]
            }
            count = len(above.get(party, [])) + len(alike.get(party, []))
            assert count == changed_pairs(old, new)
            seen += count > 0
    assert seen > 10


def test_the_least_joint_change_in_words_and_json() -> None:
    text = """
title: t
parties: {p0: {}, p1: {}}
options: {p0: [x], p1: [y]}
ranking: {p0: [YN, NN, YY, NY], p1: [NY, NN, YY, YN]}
"""
    result = analyze_stability(loads(text), concepts=["seq"], desired="YY")
    told = result.answer()["desired"]["concepts"]["seq"]
    pairs = sum(map(len, told["total_changes"].values())) + sum(
        map(len, told["total_ties"].values())
    )
    assert told["total"] == pairs
