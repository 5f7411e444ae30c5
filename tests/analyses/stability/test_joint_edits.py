"""Edits of several parties' priorities together, against all profiles of lists."""

from __future__ import annotations

import itertools

import pytest

from detente.analyses.stability import joint_edits as module
from detente.analyses.stability import ranking_levels
from detente.analyses.stability.fewest_edits import fewest_edits
from detente.analyses.stability.joint_edits import joint_edits
from detente.analyses.stability.problem import Problem, build_problem
from detente.scenario import Scenario, best_draws, loads
from oracles import stability as oracle
from oracles.stability_priorities import Prioritised, all_lists


def built(made: Prioritised) -> tuple[Scenario, Problem]:
    scenario = loads(made.text)
    return scenario, build_problem(scenario, best_draws(scenario), None)


def least_by_definition(made: Prioritised, code: int, concept: str) -> tuple[int, int]:
    """Fewest edits in all over all profiles, and how many profiles take so few."""
    far = [all_lists(len(told)) for told in made.statements]
    told = sorted(
        (sum(steps), lists)
        for lists, steps in (
            (tuple(one for one, _ in profile), tuple(k for _, k in profile))
            for profile in itertools.product(*(one.items() for one in far))
        )
    )
    answers: dict[tuple, bool] = {}
    least, count = None, 0
    for total, lists in told:
        if least is not None and total > least:
            break
        worth = [made.worth(p, one) for p, one in enumerate(lists)]
        kinds = tuple(
            tuple(sorted(set(one.values())).index(one[c]) for c in made.codes) for one in worth
        )
        if kinds not in answers:
            conflict = made.conflict(list(lists))
            judge = oracle.BASIC[concept]
            answers[kinds] = all(judge(conflict, p, code) for p in conflict.parties)
        if answers[kinds]:
            least, count = total, count + 1
    assert least is not None
    return least, count


@pytest.mark.parametrize("block", range(6))
def test_against_all_profiles(block: int) -> None:
    for seed in range(25 * block, 25 * block + 25):
        parties = 2 + seed % 2
        made = Prioritised(seed, parties=parties, options=3, most=3 if parties == 2 else 2)
        scenario, problem = built(made)
        plain = [made.worth(p, made.plain(p)) for p in range(parties)]
        constant = any(
            len({made.worth(p, ((k, True),))[c] for c in made.codes}) == 1
            for p in range(parties)
            for k in range(len(made.statements[p]))
        )
        state = min(
            range(len(made.codes)), key=lambda s, m=made, w=plain: sorted(w[0].values()).index(
                w[0][m.codes[s]]
            )
        )  # fmt: skip
        concept = ("seq", "sseq")[seed // 2 % 2]
        least, count = least_by_definition(made, made.codes[state], concept)
        found = joint_edits(scenario, problem, state, concept)
        assert found is not None
        assert found.least == found.most == least
        assert found.complete
        if not constant:
            assert found.count == count
        for way in found.ways:
            assert sum(len(edits) for edits in way.values()) == least


def test_together_is_not_the_sum() -> None:
    """Somewhere edits for each alone are not enough, or more than enough, under seq."""
    differs = 0
    for seed in range(16):
        made = Prioritised(seed, parties=3, options=4, most=3)
        scenario, problem = built(made)
        for state in range(problem.states):
            alone = [fewest_edits(scenario, problem, p, state, "seq") for p in range(3)]
            found = joint_edits(scenario, problem, state, "seq")
            assert found is not None
            differs += found.most != sum(edits.most for edits in alone if edits is not None)
    assert differs


def test_an_honest_bound_where_the_budget_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """With less to spend the bounds still hold what the full search finds."""
    cases = []
    for seed in range(12):
        made = Prioritised(seed, parties=2, options=4, most=4)
        scenario, problem = built(made)
        for state in range(0, problem.states, 3):
            found = joint_edits(scenario, problem, state, "seq")
            assert found is not None
            cases.append((scenario, problem, state, found))
    monkeypatch.setattr(module, "MOST_PROFILES", 4)
    monkeypatch.setattr(ranking_levels, "MOST_LISTS", 10)
    open_ones = 0
    for scenario, problem, state, found in cases:
        short = joint_edits(scenario, problem, state, "seq")
        assert short is not None
        assert short.least <= found.least <= found.most <= short.most
        assert short.complete <= (short.least == short.most == found.least)
        open_ones += short.least < short.most
    assert open_ones


def test_parties_without_priorities_keep_their_order() -> None:
    text = """
title: t
parties: {a: {}, b: {}}
options: {a: [x], b: [y]}
priorities: {a: ["a.x"]}
ranking: {b: [NN, NY, YN, YY]}
"""
    scenario = loads(text)
    problem = build_problem(scenario, best_draws(scenario), None)
    held = joint_edits(scenario, problem, problem.state("NN", "desired"), "seq")
    assert held is not None
    assert held.least == held.most == 1
    lost = joint_edits(scenario, problem, problem.state("YY", "desired"), "seq")
    assert lost is not None
    assert not lost.possible
