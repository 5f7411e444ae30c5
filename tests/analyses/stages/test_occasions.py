"""Delegations that limit an agenda, and waits between stages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import detente
from analyses.stages.games import as_talks, random_game
from detente.analyses.stages.pivots import _shifted, pivots
from detente.analyses.talks.courses import Sight, far_sighted
from detente.analyses.talks.tables import build_talks
from detente.randomness import generator
from detente.scenario import Scenario, best_draws, draw, loads
from detente.scenario.agendas import agendas

BASE = """
title: Two meet twice
parties: {a: {name: Avia}, b: {name: Bela}}
issues:
  transit: {values: [closed, open]}
  border: {values: [kept, moved]}
  fees: {values: [low, high]}
preferences:
  a:
    weights: {transit: 50, border: 30, fees: 20}
    values: {transit: rising, border: rising, fees: falling}
    reservation: 20
  b:
    weights: {transit: 20, border: 10, fees: 70}
    values: {transit: falling, border: falling, fees: rising}
    reservation: 20
stages:
"""


def solved(stages: str, base: str = BASE, **settings: int):
    return detente.solve_stages(loads(base + stages), **{"draws": 8, **settings})


def test_an_issue_without_a_delegate_is_left_for_the_next_stage():
    stages = """
- {table: [a, b], delegations: {a: {members: {trade minister: [transit, fees]}}}}
- {table: [a, b]}
"""
    result = solved(stages)
    plan = result.answer()["agendas"]
    assert [stage["settles"] for stage in plan] == [["transit", "fees"], ["border"]]
    assert plan[0]["lacking"] == {"border": ["a"]}
    assert [stage["kind"] for stage in plan] == ["bargain", "bargain"]
    assert result.answer()["missing_mandates"]["fallen"] == [
        {"stage": 1, "issue": "border", "parties": ["a"], "taken_up_at": 2}
    ]


def test_what_nobody_takes_up_stays_as_it_is_and_costs_the_difference():
    limited = """
- {table: [a, b], delegations: {a: {speaks_to: [transit, fees]}}}
- {table: [a, b], kind: ratify}
"""
    full = "- {table: [a, b]}\n- {table: [a, b], kind: ratify}\n"
    result, other = solved(limited), solved(full)
    assert result.deal is not None
    assert result.deal["border"] == "kept"
    assert other.deal is not None
    assert other.deal["border"] == "moved"
    worth, best = (r.answer()["far_sighted"]["worth"] for r in (result, other))
    cost = result.answer()["missing_mandates"]["cost"]
    assert cost == pytest.approx({party: best[party] - worth[party] for party in best})
    assert cost["a"] > 0
    assert other.answer()["missing_mandates"] is None


@pytest.mark.parametrize(
    "delegation",
    ["{members: [one, two]}", "{members: {president: all, aide: [fees]}}", "{}",
     "{speaks_to: [fees], limits: false}", "{speaks_to: all}"],
)  # fmt: skip
def test_a_delegation_without_a_limit_changes_nothing(delegation):
    result = solved(f"- {{table: [a, b], delegations: {{a: {delegation}}}}}\n")
    assert result.answer()["far_sighted"] == solved("- {table: [a, b]}\n").answer()["far_sighted"]
    assert result.mandates is None


@pytest.mark.parametrize("seed", range(200))
def test_an_issue_can_be_settled_where_those_who_can_speak_to_it_pass_the_table(seed):
    random = generator(seed)
    parties, issues = ("a", "b", "c"), ("x", "y")
    table = [p for p in parties if random.random() < 0.8] or ["a"]
    mandate = {p: [i for i in issues if random.random() < 0.6] for p in table}
    votes = {p: int(random.integers(0, 3)) for p in table}
    rule = [
        "all",
        {"rule": "majority", "votes": votes},
        {"quota": int(random.integers(1, 4)), "votes": votes, "vetoes": table[:1]},
    ][int(random.integers(3))]
    stage = {
        "table": table,
        "consent": rule,
        "delegations": {p: {"speaks_to": some} for p, some in mandate.items()},
    }
    scenario = Scenario.model_validate(
        {
            "title": "t",
            "parties": dict.fromkeys(parties),
            "issues": {issue: {"values": ["low", "high"]} for issue in issues},
            "preferences": {
                p: {"weights": {"x": 1, "y": 1}, "values": {"x": "rising", "y": "rising"}}
                for p in parties
            },
            "stages": [stage],
        }
    )
    passes = build_talks(scenario, best_draws(scenario)).tables[0].consent.passes
    for issue in issues:
        able = [p in table and (not mandate[p] or issue in mandate[p]) for p in parties]
        nobody_lacks = sum(able) == len(table)  # a rule that nothing can pass is not our matter
        settled = nobody_lacks or bool(passes(np.array([able]))[0])
        assert (issue in agendas(scenario.stages, issues)[0].settles) is settled


def test_a_seat_that_brings_a_mandate_frees_the_later_stage():
    text = (
        BASE.replace("b: {name: Bela}", "b: {name: Bela}, c: {}")
        + """
- {table: [a, b], delegations: {a: {speaks_to: [transit, fees]}}}
- {table: [a, b]}
"""
    )
    text = text.replace("stages:\n", "  c: {weights: {fees: 1}, values: {fees: rising}}\nstages:\n")
    scenario = loads(text)
    seats = {(s.stage, s.party): s for s in detente.value_seats(scenario, draws=0).best}
    empty = loads(text.replace("table: [a, b], delegations: {a: {speaks_to: [transit, fees]}}",
                               "table: [b]"))  # fmt: skip
    values = [far_sighted(build_talks(s, best_draws(s))).value for s in (scenario, empty)]
    assert seats[0, 0].whole == pytest.approx(values[0] - values[1])


WAIT = "- {table: [a, b]}\n- {table: [a, b], kind: ratify, after: 3 months}\n"


def test_a_wait_leaves_of_a_gain_what_patience_says():
    waiting = BASE.replace("name: Avia", "name: Avia, waiting: 10%").replace(
        "name: Bela", "name: Bela, patience: 100"
    )
    result = solved(WAIT, waiting)
    sure = solved(WAIT.replace(", after: 3 months", ""), waiting)
    left = result.answer()["agendas"][1]["wait_leaves"]
    assert left == pytest.approx({"a": 0.9**3, "b": 0.99**3})
    assert result.deal == sure.deal
    for party, now in result.answer()["far_sighted"]["worth"].items():
        later = sure.answer()["far_sighted"]["worth"][party]
        assert now == pytest.approx(20 + left[party] * (later - 20))


def test_no_loss_by_waiting_is_no_wait():
    still = BASE.replace("name: Avia", "name: Avia, waiting: 0%").replace(
        "name: Bela", "name: Bela, waiting: 0"
    )
    ours, plain = (solved(s, still).answer() for s in (WAIT, WAIT.replace(", after: 3 months", "")))
    for part in ("far_sighted", "short_sighted", "win_sets", "draws", "coming", "changes"):
        assert ours[part] == plain[part]


def test_a_range_of_months_is_drawn_like_any_judgement():
    scenario = loads(BASE + WAIT.replace("3 months", "4..13 weeks"))
    months = draw(scenario, 64, seed=0).of(("stages", "1", "after"))
    assert months.min() >= 4 * 7 / (365.25 / 12)
    assert months.max() <= 13 * 7 / (365.25 / 12)
    assert np.ptp(months) > 1
    kept = build_talks(scenario, draw(scenario, 64, seed=0)).tables[1].kept
    assert kept is not None
    assert kept[:, 0] == pytest.approx(0.895**months)


def test_a_wait_takes_no_deal_off_the_table():
    """Gains shrink by a wait, but do not turn into losses: the same deals pass."""
    result = solved(WAIT, BASE.replace("name: Avia", "name: Avia, waiting: 90%"))
    assert result.deal is not None
    assert result.answer()["win_sets"][0] == solved(WAIT).answer()["win_sets"][0] | {"stage": 1}


@pytest.mark.parametrize("seed", range(60))
def test_the_smallest_change_counts_the_wait(seed):
    """Each change of a reservation value is the smallest that turns the path: tried out."""
    game = random_game(generator(seed), kinds=("ratify",))
    for stage in game.rounds:
        stage.goes_on, stage.adjourns, stage.breakdown = False, False, 0.0
        stage.agree = stage.fail = stage.attend = (0.0,) * 3
    game.front, game.meanwhile = None, None
    talks = as_talks(game)
    talks = replace(talks, tables=tuple(replace(t, free=t.free | True) for t in talks.tables))
    agreed = bool(far_sighted(talks).agreed[0])
    for pivot in pivots(talks):
        if pivot.kind != "reservation":
            continue
        for part, turned in ((0.99, False), (1.01, True)):
            course = far_sighted(_shifted(talks, pivot.party, part * pivot.points))
            assert (bool(course.agreed[0]) is not agreed) is turned


@pytest.mark.parametrize("seed", range(30))
def test_changes_turn_the_path_and_nothing_smaller_does_whatever_counts(seed):
    """Points, votes, fronts and failures that lead on: every change of a worth is tried out."""
    talks = as_talks(random_game(generator(seed), kinds=("bargain", "ratify")))
    agreed = bool(far_sighted(talks).agreed[0])
    sign = 1 if agreed else -1
    told = {each.party: each.points for each in pivots(talks) if each.kind == "reservation"}
    for party in range(3):

        def turns(points, party=party):
            return bool(far_sighted(_shifted(talks, party, points)).agreed[0]) is not agreed

        hits = [points for points in range(2, 101, 2) if turns(sign * points)]
        assert party in told or not hits
        if party in told:
            assert turns(told[party] + sign * 1e-4)
            assert min(hits, default=101) >= abs(told[party]) - 1e-4


ONE_ISSUE_SETTLED = """
title: What no stage settles
parties: {a: {}, b: {}}
issues: {x: {values: [u, v]}, y: {values: [u, v], status_quo: u}}
preferences:
  a: {weights: {x: 1, y: 1}, values: {x: {u: 40, v: 64}, y: {u: 0, v: 100}}, reservation: 30}
  b: {weights: {x: 1, y: 1}, values: {x: {u: 90, v: 20}, y: {u: 80, v: 90}}, reservation: 60}
stages: [{table: [a, b], agenda: [x]}]
"""


def test_packages_that_no_stage_can_settle_count_nowhere():
    answer = solved("", ONE_ISSUE_SETTLED, draws=0).answer()
    assert answer["far_sighted"]["deal"] is None
    assert answer["draws"]["some_deal_survives"] == 0
    assert answer["win_sets"][0]["deals"] == 0
    assert answer["win_sets"][0]["without"] == {"a": 0.5, "b": 0.5}
    assert answer["nearest_miss"]["deal"] == {"x": "v", "y": "u"}
    changes = {c["party"]: c for c in answer["changes"] if c["change"] == "reservation"}
    assert {party: change["points"] for party, change in changes.items()} == {"a": -10, "b": -10}
    assert changes["a"]["then"] == {"x": "u", "y": "u"}


def test_a_win_set_counts_what_falls_due_on_the_way():
    stages = """
stages:
- {table: [a, b]}
- {table: [a], kind: announce, audience: {a: {attending: -4}}}
"""
    parts = ONE_ISSUE_SETTLED.split("stages:")[0]
    answer = solved(stages, parts, draws=0).answer()
    (change,) = (c for c in answer["changes"] if c["party"] == "a" and c["change"] == "reservation")
    assert answer["far_sighted"]["deal"] == {"x": "u", "y": "v"}
    assert change["points"] == 70 - 4 - 30


def test_a_member_of_a_front_who_is_not_at_the_table_can_turn_the_path():
    stages = """
fronts: {f: {members: [a, b], holds: "x = u"}}
stages: [{table: [a], agenda: [x]}]
"""
    low = ONE_ISSUE_SETTLED.split("stages:")[0].replace("reservation: 30", "reservation: 32")
    answer = solved(stages, low.replace("reservation: 60", "reservation: 51"), draws=0).answer()
    assert answer["far_sighted"]["deal"] is None
    told = {each["party"]: each["points"] for each in answer["changes"] if each["points"]}
    assert told == {"a": -12, "b": -1}
    assert "b" in {e["party"] for e in answer["changes"] if e["change"] == "consent"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_both_are_told_in_both_languages(language):
    stages = """
- {table: [a, b], delegations: {a: {members: {minister: transit}}}}
- {table: [a, b], kind: ratify, after: 1..2 months}
"""
    result = solved(stages)
    said = " ".join(note.text for note in result.statements(language))
    assert "fees" in said
    assert ("Monate" if language == "de" else "months") in said
    titles = [table.title for table in result.tables(language)]
    assert len(titles) == len(set(titles))


TWO_ROUNDS = """
- {table: [a, b], kind: bargain, SAYS audience: {a: {failing: -3, adjourning: ADJOURNING}}}
- {table: [a, b], kind: bargain, held: HELD}
"""


def rounds(says: str = "", adjourning: str = "0", held: str = "100%"):
    text = TWO_ROUNDS.replace("SAYS", says).replace("ADJOURNING", adjourning)
    return solved(text.replace("HELD", held))


def test_a_table_that_bargains_before_another_one_adjourns_unless_an_end_is_stated():
    adjourns, ends = rounds(), rounds("if_fails: end,")
    assert ends.found.talks.tables[0].if_fails == "end"
    assert adjourns.found.talks.tables[0].if_fails == "adjourn"
    # going on brings what the second table brings, so nobody takes less at the first
    second = detente.solve_stages(loads(BASE + "- {table: [a, b], kind: bargain}\n"), draws=8)
    worth = second.answer()["far_sighted"]["worth"]
    for party, now in adjourns.answer()["far_sighted"]["worth"].items():
        assert now >= worth[party] - 1e-9
    assert adjourns.answer()["win_sets"][0]["deals"] <= ends.answer()["win_sets"][0]["deals"]


def test_what_adjourning_brings_and_the_chance_of_a_second_round_decide_what_is_refused():
    passing = [
        rounds(adjourning=points, held=held).answer()["win_sets"][0]["deals"]
        for points, held in (("-30", "100%"), ("0", "100%"), ("30", "100%"))
    ]
    assert passing == sorted(passing, reverse=True)
    assert passing[0] > passing[-1]
    unlikely = rounds(adjourning="0", held="0%").answer()["win_sets"][0]["deals"]
    assert unlikely >= passing[1]


def test_a_party_that_would_rather_break_off_ends_the_talks():
    stages = """
- {table: [a, b], kind: bargain, settles: [fees]}
- {table: [b], kind: bargain, settles: [transit, border], audience: {b: {attending: POINTS}}}
"""
    hard = BASE.replace("reservation: 20", "reservation: 70")
    for points, dies_at in (("-5", 1), ("5", 2)):
        found = solved(stages.replace("POINTS", points), hard).answer()["far_sighted"]
        assert found["agrees"][0] is False
        assert found["dies_at"] == dies_at


def test_long_rows_of_failures_are_no_more_work_than_their_pairs():
    """Each stage is solved once for each number of failures before it, not once a history."""
    stages = "- {table: [a, b], kind: bargain, if_fails: next, breakdown: 50%}\n" * 30
    talks = build_talks(loads(BASE + stages), best_draws(loads(BASE + stages)))
    for far in (True, False):
        sight = Sight(talks, far=far)
        sight.course()
        assert len(sight._met) <= 30 * 31 / 2


def test_a_table_at_which_nobody_is_asked_any_more_can_adjourn():
    stages = "- {table: [a], kind: bargain, settles: [fees]}\n- {table: [a, b], kind: bargain}\n"
    result = solved(stages, BASE.replace("reservation: 20", "reservation: 90"))
    assert result.deal is None
    assert any(pivot.kind == "consent" for pivot in result.found.pivots)
