"""Further questions: forms of conflict, views, strength, ways, desired states."""

from __future__ import annotations

import itertools
import json
import random

import numpy as np
import pytest

from detente.analyses.stability import analyze_stability
from detente.analyses.stability.change.wishes import measures, wish
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.evolution import absorbing_sets, best_replies, courses, roads
from detente.analyses.stability.problem import build_problem
from detente.analyses.stability.unknown import judge_unknown
from detente.analyses.stability.views import strongly_stable
from detente.errors import ScenarioError, SettingError
from detente.scenario import best_draws, load, loads
from oracles import stability as oracle
from oracles.stability_arrays import varied


def graph_text(seed: int) -> tuple[str, oracle.Conflict]:
    """A random move graph as a scenario and for the oracle; moves are not transitive."""
    chance = random.Random(seed)
    count, parties = chance.randrange(3, 8), chance.randrange(2, 5)
    moves, ranks = [], []
    for _ in range(parties):
        moves.append(
            {
                s: frozenset(t for t in range(count) if t != s and chance.random() < 0.3)
                for s in range(count)
            }
        )
        values = [chance.randrange(count) for _ in range(count)]
        ranks.append(dict(enumerate(values)))
    lines = ["title: t", f"parties: {{{', '.join(f'p{p}: {{}}' for p in range(parties))}}}"]
    lines += ["graph:", f"  states: [{', '.join(f's{s}' for s in range(count))}]", "  moves:"]
    for p, by_state in enumerate(moves):
        told = ", ".join(
            f"s{s}: [{', '.join(f's{t}' for t in sorted(to))}]" for s, to in by_state.items()
        )
        lines.append(f"    p{p}: {{{told}}}")
    lines.append("  ranking:")
    for p, rank in enumerate(ranks):
        rungs = [
            [s for s in rank if rank[s] == v] for v in sorted(set(rank.values()), reverse=True)
        ]
        told = ", ".join(f"[{', '.join(f's{s}' for s in rung)}]" for rung in rungs)
        lines.append(f"    p{p}: [{told}]")
    return "\n".join(lines), oracle.Conflict(tuple(moves), tuple(ranks))


@pytest.mark.parametrize("block", range(4))
def test_move_graphs_track_the_last_mover(block: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        text, conflict = graph_text(seed)
        result = analyze_stability(loads(text), concepts=[*BASIC, "cnash", "cgmr", "csmr", "cseq"])
        groups = oracle.subsets(conflict.parties)
        for concept in BASIC:
            for party in conflict.parties:
                truth = {
                    f"s{s}" for s in conflict.states if oracle.BASIC[concept](conflict, party, s)
                }
                assert set(result.stable(f"p{party}", concept)) == truth
        for kind in ("cnash", "cgmr", "csmr", "cseq"):
            truth = {
                f"s{s}"
                for s in conflict.states
                if all(oracle.coalition_stable(conflict, group, s, kind) for group in groups)
            }
            assert set(result.equilibria(kind)) == truth


def test_joined_states_are_one() -> None:
    """Against the definition on the graph of groups."""
    for seed in range(60):
        chance = random.Random(seed)
        codes = list(range(16))
        joined = [code for code in codes if code & 1 and code & 4]
        first = min(joined)
        group = {code: (first if code in joined else code) for code in codes}
        states = sorted(set(group.values()))
        ranks = [
            dict(zip(states, chance.sample(range(len(states)), len(states)), strict=True))
            for _ in "ab"
        ]
        plain = oracle.option_conflict([2, 2], [dict.fromkeys(codes, 0)] * 2, codes)
        moves = tuple(
            {
                s: frozenset({group[t] for c in codes if group[c] == s for t in by_state[c]} - {s})
                for s in states
            }
            for by_state in plain.moves
        )
        conflict = oracle.Conflict(moves, tuple(ranks))
        rows = [
            f"  {name}: [{', '.join(_text(s, 4) for s in sorted(states, key=lambda s: -rank[s]))}]"
            for name, rank in zip("ab", ranks, strict=True)
        ]
        text = "title: t\nparties: {a: {}, b: {}}\noptions: {a: [w, x], b: [y, z]}\n"
        text += 'same: ["a.w and b.y"]\nranking:\n' + "\n".join(rows)
        result = analyze_stability(loads(text), concepts=BASIC)
        for concept, party in itertools.product(BASIC, range(2)):
            truth = {_text(s, 4) for s in states if oracle.BASIC[concept](conflict, party, s)}
            assert set(result.stable("ab"[party], concept)) == truth


def _text(code: int, options: int) -> str:
    return "".join("Y" if code >> bit & 1 else "N" for bit in range(options))


def _ranking(chance: random.Random, options: int) -> list[str]:
    states = [_text(code, options) for code in range(1 << options)]
    return chance.sample(states, len(states))


def _ranks(order: list[str]) -> dict[int, int]:
    codes = [sum(1 << k for k, letter in enumerate(s) if letter == "Y") for s in order]
    return {code: len(order) - 1 - place for place, code in enumerate(codes)}


def test_views_and_surprises() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        a, b, believed = (_ranking(chance, 3) for _ in range(3))
        result = analyze_stability(
            loads(
                "title: t\nparties: {a: {}, b: {}}\noptions: {a: [x, y], b: [z]}\n"
                f"ranking: {{a: [{', '.join(a)}], b: [{', '.join(b)}]}}\n"
                f"views: {{a: {{ranking: {{b: [{', '.join(believed)}]}}, "
                "unseen: [a.y and b.z]}}\n"
            ),
            concepts=BASIC,
        )
        told = result.answer()["views"]
        fact = oracle.option_conflict([2, 1], [_ranks(a), _ranks(b)], range(8))
        seen = [code for code in range(8) if not (code & 2 and code & 4)]
        mine = oracle.option_conflict(
            [2, 1],
            [{c: r for c, r in _ranks(order).items() if c in seen} for order in (a, believed)],
            seen,
        )
        for concept in BASIC:
            judge = oracle.BASIC[concept]
            expected = {s for s in seen if judge(mine, 0, s) and judge(mine, 1, s)}
            lasting = {
                s
                for s in range(8)
                if judge(fact, 1, s) and (judge(mine, 0, s) if s in seen else judge(fact, 0, s))
            }
            assert set(told["expected"]["a"][concept]) == {_text(s, 3) for s in expected}
            assert set(told["in_fact"][concept]) == {_text(s, 3) for s in lasting}
            surprise = told["surprises"]["a"][concept]
            assert set(surprise["expected_but_fails"]) == {_text(s, 3) for s in expected - lasting}
            assert set(surprise["unexpected_but_lasts"]) == {
                _text(s, 3) for s in lasting - expected
            }


def test_strong_stability() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        gap = chance.randrange(1, 4)
        a, b = _ranking(chance, 4), _ranking(chance, 4)
        scenario = loads(
            "title: t\nparties: {a: {}, b: {}}\noptions: {a: [w, x], b: [y, z]}\n"
            f"ranking: {{a: [{', '.join(a)}], b: [{', '.join(b)}]}}\nstrength: {{a: {gap}}}\n"
        )
        problem = build_problem(scenario, best_draws(scenario), None)
        found = strongly_stable(scenario, problem, BASIC)
        ranks = [_ranks(a), _ranks(b)]
        conflict = oracle.option_conflict([2, 2], ranks, range(16))
        pairs = list(itertools.product(range(16), repeat=2))
        gains = [{(s, t) for s, t in pairs if rank[t] > rank[s]} for rank in ranks]
        deters = [
            {(s, t) for s, t in pairs if rank[s] - rank[t] >= (gap if party == 0 else 1)}
            for party, rank in enumerate(ranks)
        ]
        for concept, party, state in itertools.product(BASIC, range(2), range(16)):
            truth = oracle.stable_by_relation(
                conflict, party, state, concept, gains, gains, deters[party]
            )
            assert found[concept][party, state] == truth


def test_strong_priorities_are_the_first_ones() -> None:
    """Equal in the first priority: a loss in the second one alone does not deter strongly."""
    text = """
title: t
parties: {a: {}, b: {}}
options: {a: [x], b: [y]}
priorities: {a: ["a.x -> not b.y", "a.x"], b: ["a.x <-> b.y"]}
"""
    plain = analyze_stability(loads(text + "strength: {a: 2}\n")).answer()["strength"]
    strong = analyze_stability(loads(text + "strength: {a: 1}\n")).answer()["strength"]
    assert set(strong["strong"]["gmr"]) <= set(plain["strong"]["gmr"])
    both = analyze_stability(loads(text + "strength: {a: 1}\n")).equilibria("gmr")
    assert set(strong["strong"]["gmr"]) | set(strong["weak"]["gmr"]) == set(both)


def test_open_priorities_stand_for_all_their_rankings() -> None:
    text = """
title: t
parties: {a: {}, b: {}}
options: {a: [x, y], b: [z]}
priorities: {a: [[a.x, "not b.z"], {maybe: "a.y", held: 40%}], b: ["a.x -> b.z", "not b.z"]}
"""
    scenario = loads(text)
    bounds = judge_unknown(scenario, None, BASIC)
    assert bounds.rankings == 4
    rows = ["[a.x, not b.z, a.y]", "[a.x, not b.z]", "[not b.z, a.x, a.y]", "[not b.z, a.x]"]
    variants = [text.replace('[[a.x, "not b.z"], {maybe: "a.y", held: 40%}]', row) for row in rows]
    results = [analyze_stability(loads(variant), concepts=BASIC) for variant in variants]
    for concept in BASIC:
        rows = [result.verdicts.lasting(concept) for result in results]
        np.testing.assert_array_equal(bounds.necessarily[concept], np.logical_and.reduce(rows))
        np.testing.assert_array_equal(bounds.possibly[concept], np.logical_or.reduce(rows))


def test_roads_say_who_can_block_and_where() -> None:
    for seed in range(40):
        problem, conflict = varied(seed, options=5)
        goals = np.arange(problem.states)
        for road in roads(problem, 0, goals):
            for party in conflict.parties:
                rest = conflict.others(party)
                without = {0} | oracle.reached(conflict, rest, 0, improving=False)
                blocks = road.by_moves not in (None, ()) and road.to not in without
                assert (party in road.needed) == blocks
            improving = road.by_improvements is not None
            way = road.by_improvements if improving else road.by_moves
            for step in (way or ())[:-1]:
                cut = _without(conflict, step.state)
                left = {0} | oracle.reached(cut, conflict.parties, 0, improving=improving)
                assert (step.state in road.passes) == (road.to not in left)


def _without(conflict: oracle.Conflict, gone: int) -> oracle.Conflict:
    return oracle.Conflict(
        tuple(
            {s: (to - {gone} if s != gone else frozenset()) for s, to in by_state.items()}
            for by_state in conflict.moves
        ),
        conflict.rank,
    )


def test_absorbing_sets_and_courses() -> None:
    for seed in range(60):
        problem, conflict = varied(seed, options=5)
        reach = {
            s: {s} | {t for t, _ in _steps(conflict, s, lambda p, x, c=conflict: c.better(p, x))}
            for s in conflict.states
        }
        closed = {
            frozenset(reach[s])
            for s in conflict.states
            if all(reach[t] == reach[s] for t in reach[s])
        }
        assert {frozenset(group) for group in absorbing_sets(problem)} == closed
        found = courses(problem, 0)
        assert sum(course.share for course in found) == pytest.approx(1)
        share = np.zeros(problem.states)
        share[0] = 1
        for _ in range(400):
            following = np.zeros_like(share)
            for state in np.flatnonzero(share):
                replies = best_replies(problem, int(state))
                if not replies:
                    following[state] += share[state]
                for step in replies:
                    following[step.state] += share[state] / len(replies)
            share = following
            if problem.states > 24:
                break
        if problem.states <= 24:
            for course in found:
                assert share[list(course.end)].sum() == pytest.approx(course.share, abs=1e-3)


def _steps(conflict: oracle.Conflict, start: int, after):
    seen, waiting = set(), [start]
    while waiting:
        here = waiting.pop()
        for party in conflict.parties:
            for there in after(party, here):
                if there not in seen:
                    seen.add(there)
                    waiting.append(there)
                    yield there, party


def test_measures_are_the_fewest_that_help() -> None:
    for seed in range(24):
        problem, conflict = varied(seed, options=4, parties=(2, 3))
        for concept, state in itertools.product(("nash", "seq"), conflict.states[::3]):
            judge = oracle.BASIC[concept]
            if all(judge(conflict, party, state) for party in conflict.parties):
                continue
            found = measures(problem, state, concept)
            truth = _measures_by_definition(problem, state, concept)
            assert {frozenset((m.measure, m.bit) for m in chosen) for chosen in found} == truth


def _measures_by_definition(problem, state: int, concept: str) -> set[frozenset]:
    code = int(problem.codes[state])
    count = len(problem.options)
    single = [("require" if code >> o & 1 else "forbid", o) for o in range(count)]
    single += [("bind", o) for o in range(count)]
    take, drop = (int(np.bitwise_or.reduce(problem.layout[:, k])) for k in (2, 3))
    for size in (1, 2):
        good = set()
        for chosen in itertools.combinations(single, size):
            if len({option for _, option in chosen}) < size:
                continue
            kept, up, down = set(problem.codes.tolist()), take, drop
            for kind, option in chosen:
                if kind == "bind":
                    up |= (code >> option & 1) << option
                    down |= (1 - (code >> option & 1)) << option
                else:
                    kept = {c for c in kept if (c ^ code) >> option & 1 == 0}
            ranks = [
                {int(c): int(r) for c, r in zip(problem.codes, row, strict=True) if int(c) in kept}
                for row in problem.rank[0]
            ]
            conflict = oracle.option_conflict(problem.layout[:, 1].tolist(), ranks, kept, up, down)
            if all(oracle.BASIC[concept](conflict, p, code) for p in conflict.parties):
                good.add(frozenset(chosen))
        if good:
            return good
    return set()


def test_a_wish_in_full() -> None:
    scenario = load("syria_iraq_1975")
    problem = build_problem(scenario, best_draws(scenario), None)
    state = problem.state("YNN", "desired")
    for concept in ("nash", "gmr", "smr", "seq"):
        found = wish(problem, state, concept)
        assert found.unstable == (0,)
        assert found.enough
        assert found.total == (None if concept == "seq" else found.changes[0].pairs)


def test_everything_asked_at_once_is_json_and_words() -> None:
    result = analyze_stability(
        load("syria_iraq_1975"),
        concepts=["nash", "seq", "sim", "l2", "nonmyopic", "stackelberg", "csmr"],
        coalitions="all",
        behaviour=["iraq=gmr"],
        start="NNY",
        desired="YNN",
        explain="NNN",
    )
    answer = result.answer()
    assert json.loads(json.dumps(answer)) == answer
    assert {"from", "desired", "reasons", "coalitions", "mixed"} <= set(answer)
    assert answer["from"]["state"] == "NNY"
    for language in ("en", "de"):
        assert len(result.statements(language)) > 6
        assert result.tables(language)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"start": "YYY"}, "from: 'YYY'"),
        ({"desired": "Y"}, "desired: 'Y'"),
        ({"explain": "calm"}, "explain: 'calm'"),
        ({"behaviour": ["iran=nash"]}, "party=concept"),
        ({"behaviour": ["iraq=nush"]}, "choose among"),
        ({"coalitions": ["iraq+iran"]}, "join by"),
        ({"concepts": ["l0"]}, "l1 to l99"),
    ],
)
def test_questions_are_checked_at_once(settings: dict, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        analyze_stability(load("syria_iraq_1975"), **settings)


def test_preferences_from_weights_and_from_deals() -> None:
    scenario = loads("""
title: t
parties: {a: {}, b: {}, c: {}}
issues: {price: {values: [low, high]}}
preferences:
  b: {weights: {price: 1}, values: {price: rising}, reservation: 40}
  c: {weights: {price: 1}, values: {price: falling}, reservation: 40}
options: {a: [sign, raise], b: [walk]}
option_weights: {a: {a.sign: 2, a.raise: 1, b.walk: -5..-3}}
outcomes:
  - {if: "a.sign and a.raise and not b.walk", deal: {price: high}}
  - {if: "a.sign and not b.walk", deal: {price: low}}
""")
    result = analyze_stability(scenario)
    assert result.problem.parties == ("a", "b", "c")
    assert result.problem.rank[0].tolist() == [
        [4, 6, 5, 7, 0, 2, 1, 3],
        [1, 0, 1, 2, 1, 1, 1, 1],
        [1, 2, 1, 0, 1, 1, 1, 1],
    ]


def test_states_that_differ_only_in_options_of_no_weight_are_alike() -> None:
    scenario = loads("""
title: t
parties: {a: {}, b: {}}
options: {a: [sign, raise], b: [walk]}
option_weights: {a: {a.raise: 1, b.walk: 2}, b: {a.sign: -1}}
""")
    rank = analyze_stability(scenario).problem.rank[0]
    assert rank.tolist() == [[0, 0, 1, 1, 2, 2, 3, 3], [1, 0, 1, 0, 1, 0, 1, 0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "graph: {states: [s, t], moves: {a: {s: u}}, ranking: {a: [s, t]}}",
            "no state of this name",
        ),
        ("graph: {states: [s, t], moves: {a: {s: s}}, ranking: {a: [s, t]}}", "another state"),
        (
            "graph: {states: [s, t], moves: {z: {s: t}}, ranking: {a: [s, t]}}",
            "no party of this name",
        ),
        ("graph: {states: [s, t], moves: {}, ranking: {a: [s]}}", "each state once"),
        ("graph: {states: [s, t], ranking: {a: [s, t]}}\noptions: {a: [x]}", "options or a graph"),
        ("options: {a: [x]}\nsame: [b.x]", "no party with options"),
        ("options: {a: [x]}\nunknown: {a: [[N]]}", "pair of states or a statement"),
        ("options: {a: [x]}\nstrength: {a: 0}", "a strength is a number"),
        ("options: {a: [x]}\noption_weights: {a: {a.z: 1}}", "no option of this name"),
        ("options: {a: [x]}\nviews: {q: {}}", "no party of this name"),
        ("issues: {i: {values: [l]}}\noutcomes: [{if: a.x, deal: {}}]", "a value for each issue"),
    ],
)
def test_other_forms_are_checked(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        loads("title: t\nparties: {a: {}}\n" + text)


def test_a_wish_among_thousands_of_states() -> None:
    options = {party: [f"o{k}" for k in range(5)] for party in "ab"}
    text = "title: t\nparties: {a: {}, b: {}}\noptions:\n"
    text += "".join(f"  {p}: [{', '.join(names)}]\n" for p, names in options.items())
    mine = ", ".join(f'"not b.o{k} or a.o{k}", "not a.o{k}"' for k in range(5))
    text += f'priorities: {{a: [{mine}], b: ["a.o0 -> b.o0", "not b.o1"]}}\n'
    result = analyze_stability(loads(text), desired="YYYYYNNNNN")
    told = result.answer()["desired"]["concepts"]
    for concept in ("nash", "gmr", "smr"):
        wished = told[concept]
        assert wished["total"] == sum(change["pairs"] for change in wished["changes"].values())
    assert told["nash"]["total"] >= told["smr"]["total"] > 0
    assert told["seq"]["total"] is None
    assert all(change["share"] is None for change in told["gmr"]["changes"].values())


def test_too_many_joined_states_of_many_parties_are_refused() -> None:
    names = [f"p{place}" for place in range(18)]
    lines = [
        "title: Joined",
        f"parties: {{{', '.join(f'{name}: {{}}' for name in names)}}}",
        f"options: {{{', '.join(f'{name}: [o]' for name in names)}}}",
        f"priorities: {{{', '.join(f'{name}: [p0.o]' for name in names)}}}",
        'same: ["p0.o and p1.o"]',
    ]
    with pytest.raises(SettingError, match="262144 states; of 18 parties, at most 48732 states"):
        analyze_stability(loads("\n".join(lines)))


@pytest.mark.parametrize(
    ("parties", "asked", "message"),
    [
        (17, {"start": "N" * 17}, "from: there are 131072 states; of 17 parties, .* 123839 states"),
        (14, {"desired": "N" * 14}, "desired: there are 16384 states; .* 14 options, .* 10932"),
    ],
)
def test_questions_about_too_many_states_are_refused_at_once(
    parties: int, asked: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.analyses.stability.answers.MOST_FOLLOWED", 40_000_000)
    monkeypatch.setattr("detente.analyses.stability.answers.MOST_TRIED", 30_000_000)
    names = [f"p{place}" for place in range(parties)]
    lines = [
        "title: Many",
        f"parties: {{{', '.join(f'{name}: {{}}' for name in names)}}}",
        f"options: {{{', '.join(f'{name}: [o]' for name in names)}}}",
        f"priorities: {{{', '.join(f'{name}: [p0.o]' for name in names)}}}",
    ]
    with pytest.raises(SettingError, match=message):
        analyze_stability(loads("\n".join(lines)), **asked)
