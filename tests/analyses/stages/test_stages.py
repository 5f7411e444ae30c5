"""Talks in stages: the contract, small cases with known answers, and the case that matters."""

from __future__ import annotations

import pytest

import detente
from analysis_contract import AnalysisContract
from detente.analyses.stages import stages_conclusions
from detente.errors import MissingSection, ScenarioError
from detente.scenario import Scenario, draw, loads
from drafted_anchorage import drafted_anchorage

THIRD = """
title: Two bargain, a third ratifies
parties: {a: {}, b: {}, c: {at_table: false}}
issues: {share: {scale: 0..100, steps: 101}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}}
  b: {weights: {share: 1}, values: {share: falling}}
  c: {weights: {share: 1}, values: {share: "80"}, reservation: 75}
"""


class TestStages(AnalysisContract):
    name = "stages"


def solved(stages: str, base: str = THIRD, **settings: int):
    return detente.solve_stages(loads(base + stages), **settings)


def test_two_lines_make_two_stages_and_show_where_the_short_sighted_deal_dies():
    result = solved("stages:\n- table: [a, b]\n- table: [a, b, c]\n")
    answer = result.answer()
    assert answer["short_sighted"]["deal"] is None
    assert answer["short_sighted"]["drafts"][0] == {"share": "50"}
    assert answer["short_sighted"]["dies_at"] == 2
    assert answer["short_sighted"]["refused_by"] == ["c"]
    assert answer["far_sighted"]["deal"] == {"share": "60"}
    assert answer["win_sets"][1]["narrowed_most_by"] == "c"


def test_patience_gives_the_share_of_binmore_rubinstein_wolinsky():
    result = solved("stages:\n- table: [a, b]\n  patience: {a: 0.9, b: 0.8}\n")
    assert result.deal == {"share": "68"}


def test_alternating_offers_where_deals_lie_close_enough():
    fine = THIRD.replace("steps: 101", "steps: 1001")
    stages = "stages:\n- {table: [a, b], protocol: offers, patience: {a: 0.9, b: 0.8}}\n"
    answer = solved(stages, fine).answer()
    assert float(answer["far_sighted"]["deal"]["share"]) == pytest.approx(71.4, abs=1.0)
    assert not solved(stages, fine).notes


def test_alternating_offers_on_a_coarse_set_fall_back_and_say_so():
    coarse = THIRD.replace("steps: 101", "steps: 6")
    stages = "stages:\n- {table: [a, b], protocol: offers, patience: {a: 0.9, b: 0.9}}\n"
    result = solved(stages, coarse)
    assert [note.key for note in result.notes] == ["stages.note_coarse"]
    assert result.deal in ({"share": "40"}, {"share": "60"})


def test_votes_need_a_quota_and_vetoes():
    vote = "- {table: [a, b, c], kind: ratify, consent: {quota: 2%s}}\n"
    first = "stages:\n- table: [a, b]\n"
    assert solved(first + vote % "").deal == {"share": "50"}
    assert solved(first + vote % ", vetoes: [c]").deal == {"share": "60"}


def test_a_body_at_home_must_agree_before_its_party_can():
    home = "stages:\n- {table: [a, b], ratifiers: {b: [c]}}\n"
    assert solved(home).deal == {"share": "60"}


def test_venue_and_audience_explain_coming_without_a_deal():
    poor = THIRD.replace(
        "b: {weights: {share: 1}, values: {share: falling}}",
        "b: {weights: {share: 1}, values: {share: falling}, reservation: 95}",
    )
    poor = poor.replace("values: {share: rising}}", "values: {share: rising}, reservation: 95}")
    stages = """stages:
- table: [a, b]
  venue: {b: 4}
  audience: {b: {attending: 3}, a: {failing: -2}}
  staying_away: {b: 1}
"""
    answer = solved(stages, poor).answer()
    coming = {c["party"]: c for c in answer["coming"]}
    assert answer["far_sighted"]["deal"] is None
    assert coming["b"]["without_deal"] == pytest.approx(6)
    assert answer["far_sighted"]["worth"] == pytest.approx({"a": 93, "b": 102, "c": 75})


def test_the_smallest_change_that_opens_a_deal_is_exact():
    strict = THIRD.replace("reservation: 75", "reservation: 99")
    floors = strict.replace(
        "values: {share: falling}}", "values: {share: falling}, reservation: 40}", 1
    )
    answer = solved("stages:\n- table: [a, b]\n- table: [a, b, c]\n", floors).answer()
    changes = {c["party"]: c["points"] for c in answer["changes"] if c["change"] == "reservation"}
    assert answer["far_sighted"]["deal"] is None
    assert changes["b"] == pytest.approx(-20, abs=1e-6)
    assert changes["c"] == pytest.approx(-24, abs=1e-6)
    assert answer["nearest_miss"]["short"]


def test_a_promise_costs_its_maker_and_moves_the_deal():
    said = """commitments:
  pledge: {by: b, broken_if: share > 40, cost: 30}
stages:
- table: [a, b]
"""
    assert solved(said).deal == {"share": "40"}


@pytest.mark.parametrize(("own_cost", "carried_out"), [(5, True), (12, True), (20, False)])
def test_a_threat_is_carried_out_when_climbing_down_costs_no_less(own_cost, carried_out):
    said = f"""commitments:
  threat: {{by: a, against: b, harm: 30, own_cost: {own_cost}, cost: 8, memory: 1.5}}
stages:
- table: [a, b]
"""
    threat = solved(said).answer()["threats"][0]
    assert threat["carried_out"] is carried_out
    assert threat["cost_of_climbing_down"] == pytest.approx(12)


def test_failure_may_lead_to_the_next_table():
    goes_on = """stages:
- {table: [a, b, c], agenda: [share], if_fails: next, consent: all}
- {table: [a, b], kind: bargain, agenda: {reopens: [share]}}
"""
    far = solved(
        goes_on, THIRD.replace("reservation: 75", "reservation: 101".replace("101", "100"))
    )
    assert far.answer()["far_sighted"]["deal"] is not None


def test_no_deal_from_stability_uses_the_order_of_states():
    follows = """options: {a: [leave], b: [strike]}
ranking: {a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]}
stages:
- {table: [a, b], if_fails: {from: stability}}
"""
    base = THIRD.replace(
        "values: {share: rising}}", "values: {share: rising}, reservation: 30..60}"
    )
    result = solved(follows, base)
    assert result.found.talks.failing(0)[0, 0] == pytest.approx(40)
    with pytest.raises(MissingSection, match="options"):
        solved("stages:\n- {table: [a, b], if_fails: {from: stability}}\n", base)


def test_wrong_names_are_all_reported():
    with pytest.raises(ScenarioError) as caught:
        loads(
            THIRD
            + """stages:
- table: [a, d]
- {table: [a, b], venue: {c: 3}, agenda: [price], protocol: offers, first: c}
commitments: {x: {by: e, broken_if: shares > 3, cost: 3}}
fronts: {y: {members: [a, f], holds: share > 50}}
types: {a: {one: {}}}
signals: {z: {by: b, likelihood: {one: 3}}}
"""
        )
    given = {problem.given for problem in caught.value.problems}
    assert {"d", "c", "price", "e", "shares", "f", "one", "b"} <= given


def test_anchorage_draft_dies_at_the_second_round_refused_by_the_absent():
    answer = detente.solve_stages(drafted_anchorage(), draws=64).answer()
    assert answer["short_sighted"]["dies_at"] == 2
    assert set(answer["short_sighted"]["refused_by"]) == {"ukraine", "europeans"}
    assert all(c["without_deal"] > 0 for c in answer["coming"] if c["stage"] == 1)
    assert answer["draws"]["short_sighted_agreement"] < 0.05
    assert 0.2 < answer["draws"]["agreement"] < 0.95


def test_conclusions_over_draws_do_not_depend_on_chunks(monkeypatch: pytest.MonkeyPatch):
    scenario: Scenario = detente.load("anchorage")
    many = draw(scenario, 12, seed=3)
    whole = stages_conclusions(scenario, many)
    monkeypatch.setattr("detente.analyses.spaces.laid_out.AT_ONCE", 1)
    pieces = stages_conclusions(scenario, many)
    assert {k: v.tolist() for k, v in whole.items()} == {k: v.tolist() for k, v in pieces.items()}


def test_the_bundled_share_follows_rubinstein_inside_the_win_set():
    answer = detente.solve_stages(detente.load("ratified_share"), draws=0).answer()
    struck = float(answer["short_sighted"]["drafts"][0]["share"])
    assert struck == pytest.approx(100 * 5 / 7, abs=0.3)
    # the second party can offer 72, the edge of the win-set: 1 - x = 0.8 (1 - 0.72)
    assert float(answer["far_sighted"]["deal"]["share"]) == pytest.approx(77.6, abs=0.1)
    assert answer["pivotal_party"] == "cora"


def test_agendas_settle_reopen_and_leave():
    base = """
title: t
parties: {a: {}, b: {}}
issues: {x: {values: [no, yes]}, y: {values: [no, yes]}, z: {values: [no, yes], status_quo: "no"}}
preferences:
  a: {weights: {x: 1, y: 1, z: 1}, values: {x: rising, y: rising, z: rising}}
  b: {weights: {x: 1, y: 1, z: 1}, values: {x: rising, y: rising, z: rising}}
stages:
"""
    later = base + "- {table: [a, b], agenda: [x]}\n- {table: [a, b], agenda: {leaves: [z]}}\n"
    result = detente.solve_stages(loads(later), draws=0)
    assert [table.kind for table in result.found.talks.tables] == ["bargain", "bargain"]
    assert result.deal == {"x": "yes", "y": "yes", "z": "no"}
    assert any(remark.key == "stages.assumes_left" for remark in result.assumptions)
    reopened = base + "- table: [a, b]\n- {table: [a, b], agenda: {reopens: [x]}}\n"
    assert detente.solve_stages(loads(reopened), draws=0).deal == dict.fromkeys("xyz", "yes")


def test_a_table_that_announces_binds_nobody():
    told = "stages:\n- table: [a, b]\n- {table: [c], kind: announce, venue: {c: 5}}\n"
    answer = solved(told).answer()
    assert answer["far_sighted"]["deal"] == {"share": "50"}
    assert answer["win_sets"][1]["share"] == 1


def test_breakdown_lowers_what_talks_are_worth():
    sure = solved("stages:\n- table: [a, b]\n").answer()["far_sighted"]["worth"]
    shaky = solved("stages:\n- {table: [a, b], breakdown: 20%}\n").answer()["far_sighted"]["worth"]
    assert shaky["a"] == pytest.approx(0.8 * sure["a"])


def test_a_reservation_that_follows_from_stability_is_the_same_as_in_deals():
    text = THIRD.replace(
        "a: {weights: {share: 1}, values: {share: rising}}",
        "a: {weights: {share: 1}, values: {share: rising}, reservation: {from: stability}}",
    )
    text += """options: {a: [leave], b: [strike]}
ranking: {a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]}
no_deal: {a: [{if: b.strike, worth: 30}, {worth: 60}]}
stages:
- table: [a, b]
"""
    result = detente.solve_stages(loads(text), draws=0)
    assert result.found.talks.no_deal[0, 0] == pytest.approx(30)
    assert result.deal == {"share": "65"}


TWO_AND_A_THIRD = """
title: Two want both, a third bars something
parties: {a: {}, b: {}, c: {}}
issues:
  x: {values: [x0, x1]}
  y: {values: [y0, y1]}
preferences:
  a: {weights: {x: 50, y: 50}, values: {x: [0, 100], y: [0, 100]}, reservation: 20}
  b: {weights: {x: 50, y: 50}, values: {x: [0, 100], y: [0, 100]}, reservation: 20}
  c: {weights: {x: 50, y: 50}, values: {x: [0, 0], y: [0, 0]}, reservation: 60, red_lines: [BARS]}
""".replace("[0, 100], y: [0, 100]", "{x0: 0, x1: 100}, y: {y0: 0, y1: 100}").replace(
    "[0, 0], y: [0, 0]", "{x0: 0, x1: 0}, y: {y0: 0, y1: 0}"
)


def test_the_next_table_takes_up_the_agenda_of_a_stage_that_failed():
    text = TWO_AND_A_THIRD.replace("BARS", '"x = x1", "x = x0"')
    text += """stages:
- table: [a, b, c]
  agenda: [x]
  kind: bargain
  if_fails: next
  audience: {a: {agreeing: 7, failing: -5}}
- {table: [a, b], agenda: [y], kind: bargain}
"""
    result = detente.solve_stages(loads(text), draws=20)
    for course in ("far_sighted", "short_sighted"):
        found = result.answer()[course]
        assert found["deal"] == {"x": "x1", "y": "y1"}
        assert found["agrees"] == [False, True]
        assert found["worth"] == pytest.approx({"a": 95, "b": 100, "c": 0})
    assert result.found.struck_at == 1
    assert any("at “Stage 1” and the talks go on" in note.text for note in result.statements("en"))


def test_a_failed_stage_leaves_the_draft_in_hand():
    text = TWO_AND_A_THIRD.replace("BARS", '"y = y0", "y = y1"')
    text += """stages:
- {table: [a, b], agenda: [x], kind: bargain}
- {table: [a, b, c], agenda: [y], kind: bargain, if_fails: next}
- {table: [a, b], agenda: {reopens: [y]}, kind: bargain}
"""
    for course in ("far_sighted", "short_sighted"):
        found = detente.solve_stages(loads(text), draws=0).answer()[course]
        assert found["deal"] == {"x": "x1", "y": "y1"}
        assert found["agrees"] == [True, False, True]
        assert found["worth"] == pytest.approx({"a": 100, "b": 100, "c": 0})


def test_where_a_party_is_not_asked_its_votes_are_not_needed_either():
    base = THIRD.replace("values: {share: falling}", "values: {share: falling}, reservation: 50")
    found = solved("stages:\n- {table: [a, b, c], consent: {quota: 3}}\n", base, draws=0)
    assert found.deal is None
    assert [pivot.deal is not None for pivot in found.pivots if pivot.kind == "consent"] == [
        True
    ] * 2
