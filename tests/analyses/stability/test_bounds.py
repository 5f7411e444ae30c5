"""What lasts in any case and what may, against all ways of filling in what is unknown."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from detente.analyses.stability import analyze_stability
from detente.analyses.stability import unknown as module
from detente.analyses.stability.moves import from_edges
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.unknown import bounds, judge_unknown, possible_equilibria
from detente.scenario import loads
from oracles import stability as oracle
from oracles.stability_arrays import varied


def drawn(seed: int) -> tuple[oracle.Conflict, Problem, list[list[tuple[int, int]]]]:
    """A conflict by options or by a random graph of moves, with some comparisons unknown."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        problem, conflict = varied(seed, options=3, parties=(2, 3))
    else:
        conflict = _there_and_back(chance) if seed % 3 == 1 else _graph(chance)
        problem = stated(conflict)
    count = len(conflict.states)
    pairs = [
        (p, s, t)
        for p in conflict.parties
        for s, t in itertools.combinations(range(count), 2)
        if t in conflict.moves[p][s] or s in conflict.moves[p][t] or chance.random() < 0.1
    ]
    picked = chance.sample(pairs, min(len(pairs), chance.randrange(1, 6)))
    return (
        conflict,
        problem,
        [[(s, t) for p, s, t in picked if p == party] for party in conflict.parties],
    )


def doubts(problem: Problem, open_pairs: list[list[tuple[int, int]]]) -> list[np.ndarray]:
    found = []
    for pairs in open_pairs:
        doubt = np.zeros((problem.states, problem.states), dtype=bool)
        for s, t in pairs:
            doubt[s, t] = doubt[t, s] = True
        found.append(doubt)
    return found


def _graph(chance: random.Random) -> oracle.Conflict:
    count, parties = chance.randrange(3, 7), chance.randrange(2, 5)
    moves = tuple(
        {
            s: frozenset(t for t in range(count) if t != s and chance.random() < 0.4)
            for s in range(count)
        }
        for _ in range(parties)
    )
    ranks = tuple({s: chance.randrange(count) for s in range(count)} for _ in range(parties))
    return oracle.Conflict(moves, ranks)


def _there_and_back(chance: random.Random) -> oracle.Conflict:
    """Two parties improve on state 0; one is deterred by a third's step, one by its back."""
    mine = {0: frozenset([1]), **dict.fromkeys(range(1, 5), frozenset())}
    yours = {0: frozenset([2]), **dict.fromkeys(range(1, 5), frozenset())}
    between = {s: frozenset({1: [2], 2: [1]}.get(s, [])) for s in range(5)}
    after = {s: frozenset({1: [4], 2: [3]}.get(s, [])) for s in range(5)}
    if chance.random() < 0.3:
        after[chance.choice([1, 2])] = frozenset([3, 4])
    worth = [{0: 1, 1: 2, 2: 2, 3: 0, 4: 2}, {0: 1, 1: 2, 2: 2, 3: 2, 4: 0}]
    if chance.random() < 0.3:
        worth[chance.randrange(2)][chance.choice([3, 4])] = chance.randrange(3)
    calm = {s: chance.randrange(2) for s in range(5)}
    last = {0: 0, 1: 0, 2: 0, 3: 1, 4: 1}
    return oracle.Conflict((mine, yours, between, after), (*worth, calm, last))


def stated(conflict: oracle.Conflict) -> Problem:
    edges = []
    for after in conflict.moves:
        pairs = [(s, t) for s in after for t in sorted(after[s])]
        told = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        edges.append((told[:, 0], told[:, 1]))
    count = len(conflict.states)
    rank = [[row[state] for state in range(count)] for row in conflict.rank]
    return Problem(
        parties=tuple(f"p{p}" for p in conflict.parties),
        options=(),
        codes=np.zeros(count, dtype=np.uint32),
        layout=np.zeros((len(edges), 4), dtype=np.int64),
        rank=np.array([rank], dtype=np.int32),
        judged=np.ones(len(edges), dtype=bool),
        moves=from_edges(edges, count, tracked=True),
        state_names=tuple(f"s{k}" for k in range(count)),
    )


def completions(conflict: oracle.Conflict, open_pairs: list[list[tuple[int, int]]]):
    """better[party] as sets of (state, after) for every completion."""
    count = len(conflict.states)
    everything = list(itertools.product(range(count), repeat=2))
    flat = [(p, s, t) for p, pairs in enumerate(open_pairs) for s, t in pairs]
    plain = [
        {
            (s, t)
            for s, t in everything
            if rank[t] > rank[s] and (s, t) not in pairs and (t, s) not in pairs
        }
        for rank, pairs in zip(conflict.rank, open_pairs, strict=True)
    ]
    for signs in itertools.product((-1, 0, 1), repeat=len(flat)):
        better = [set(pairs) for pairs in plain]
        for (p, s, t), sign in zip(flat, signs, strict=True):
            if sign:
                better[p].add((s, t) if sign > 0 else (t, s))
        yield better


@pytest.mark.parametrize("block", range(5))
def test_against_all_completions(block: int) -> None:
    differs = 0
    for seed in range(20 * block, 20 * block + 20):
        conflict, problem, open_pairs = drawn(seed)
        count, everybody = problem.states, set(conflict.parties)
        everything = set(itertools.product(range(count), repeat=2))
        truth: dict[tuple[str, int], set[frozenset]] = {}
        for better in completions(conflict, open_pairs):
            for concept, state in itertools.product(("gmr", "seq", "sseq"), range(count)):
                holds = frozenset(
                    p
                    for p in conflict.parties
                    if oracle.stable_by_relation(
                        conflict, p, state, concept, better, better, everything - better[p]
                    )
                )
                truth.setdefault((concept, state), set()).add(holds)
        unknown = doubts(problem, open_pairs)
        for concept in ("gmr", "seq", "sseq"):
            surely, maybe = (rows[concept] for rows in bounds(problem, unknown, (concept,)))
            lasts, unsettled = possible_equilibria(problem, unknown, concept, maybe, 729)
            counted, left_open = possible_equilibria(problem, unknown, concept, maybe, 0)
            assert not unsettled.any()
            for state in range(count):
                found = truth[concept, state]
                assert lasts[state] == (frozenset(everybody) in found)
                assert lasts[state] <= counted[state]
                assert lasts[state] == counted[state] or left_open[state]
                for party in conflict.parties:
                    assert surely[party, state] == all(party in holds for holds in found)
                    assert maybe[party, state] >= any(party in holds for holds in found)
            differs += int((maybe.all(axis=0) & ~lasts).any())
    assert differs or block


def scenario_text(seed: int) -> tuple[str, list[list[tuple[str, str]]]]:
    """Two parties, two options each, rankings and unknown pairs, as a scenario."""
    chance = random.Random(seed)
    names = ["".join(letters) for letters in itertools.product("NY", repeat=3)]
    pairs = [
        chance.sample(list(itertools.combinations(names, 2)), chance.randrange(1, 4)) for _ in "ab"
    ]
    rows = [f"  {p}: [{', '.join(chance.sample(names, len(names)))}]" for p in "ab"]
    text = "title: t\nparties: {a: {}, b: {}}\noptions: {a: [x], b: [y, z]}\nranking:\n"
    text += "\n".join(rows) + "\nunknown:\n"
    for p, told in zip("ab", pairs, strict=True):
        text += f"  {p}: [{', '.join(f'[{s}, {t}]' for s, t in told)}]\n"
    return text, pairs


def test_possible_equilibria_of_a_scenario() -> None:
    for seed in range(4):
        text, pairs = scenario_text(seed)
        result = analyze_stability(loads(text), concepts=["nash", "gmr", "seq", "sseq"])
        problem = result.problem
        told = result.answer()["unknown"]
        ranks = [dict(enumerate(row.tolist())) for row in problem.rank[0]]
        codes = [int(code) for code in problem.codes]
        conflict = oracle.option_conflict([1, 2], ranks, codes)
        numbers = [
            [(problem.state(s, "s"), problem.state(t, "s")) for s, t in some] for some in pairs
        ]
        everything = set(itertools.product(range(8), repeat=2))
        truth: dict[str, set[str]] = {c: set() for c in told["possibly"]}
        for better in completions(conflict, numbers):
            for concept, state in itertools.product(truth, range(8)):
                if all(
                    oracle.stable_by_relation(
                        conflict, p, state, concept, better, better, everything - better[p]
                    )
                    for p in range(2)
                ):
                    truth[concept].add(problem.name(state))
        assert {c: set(names) for c, names in told["possibly"].items()} == truth
        assert not any(told["unsettled"].values())


def test_open_priorities_and_one_profile_for_all() -> None:
    """Under seq a state may last if one combination of rankings makes it last, for all at once."""
    text = """
title: t
parties: {a: {}, b: {}, c: {}}
options: {a: [x], b: [y], c: [z]}
priorities:
  a: [[A1, A2, A3]]
  b: [[B1, B2, B3]]
  c: ["c.z -> a.x"]
"""
    chance = random.Random(4)
    parts = ["a.x", "b.y", "c.z"]
    differs = 0
    for _ in range(6):
        made = text
        lists = []
        for letter in "AB":
            told = [
                f"{chance.choice(['', 'not '])}{one} {chance.choice(['and', 'or'])} "
                f"{chance.choice(['', 'not '])}{two}"
                for one, two in (chance.sample(parts, 2) for _ in range(3))
            ]
            lists.append(told)
            for at, said in enumerate(told, 1):
                made = made.replace(f"{letter}{at}", f'"{said}"')
        found = judge_unknown(loads(made), None, ("seq",))
        truth, each = np.zeros(8, dtype=bool), np.zeros((3, 8), dtype=bool)
        for one, two in itertools.product(*(itertools.permutations(told) for told in lists)):
            variant = text
            for letter, told in (("A", one), ("B", two)):
                row = ", ".join(f'"{said}"' for said in told)
                variant = variant.replace(f"[{letter}1, {letter}2, {letter}3]", row)
            verdicts = analyze_stability(loads(variant), concepts=["seq"]).verdicts
            truth |= verdicts.lasting("seq")
            each |= verdicts.by_concept["seq"]
        np.testing.assert_array_equal(found.possibly["seq"], truth)
        differs += bool((each.all(axis=0) & ~truth).any())
    assert differs


def test_what_was_not_settled_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_COMPLETED", 0)
    told: list[str] = []
    for seed in range(20):
        result = analyze_stability(loads(scenario_text(seed)[0]), concepts=["seq"])
        told = result.answer()["unknown"]["unsettled"]["seq"]
        if told:
            break
    assert told
    for language, said in (("en", "not settled"), ("de", "ist offen")):
        notes = [note.text for note in result.statements(language)]
        assert any(said in note and told[0] in note for note in notes)


@pytest.mark.parametrize(("options", "told"), [(10, False), (11, True)])
def test_unknown_comparisons_of_too_many_states_are_left_out_and_named(
    options: int, *, told: bool
) -> None:
    names = ", ".join(f"o{k}" for k in range(options - 1))
    scenario = loads(
        f"title: t\nparties: {{a: {{}}, b: {{}}}}\noptions: {{a: [{names}], b: [x]}}\n"
        "priorities: {a: [a.o0, b.x], b: [b.x]}\nunknown: {a: [a.o1]}\n"
    )
    result = analyze_stability(scenario)
    assert told == ("stability.note_unknown_left_out" in [note.key for note in result.notes])
