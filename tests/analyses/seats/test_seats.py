"""Seats: the contract, small cases, and who gains from whose absence at Anchorage."""

from __future__ import annotations

import pytest

import detente
from analysis_contract import AnalysisContract
from detente.analyses.seats.vetoes import say_of
from detente.scenario import loads
from drafted_anchorage import drafted_anchorage

BASE = """
title: Two share, a third is outside
parties: {a: {}, b: {}, c: {}}
issues: {share: {scale: 0..100, steps: 101}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}}
  b: {weights: {share: 1}, values: {share: falling}}
  c: {weights: {share: 1}, values: {share: falling}, reservation: 60}
"""


class TestSeats(AnalysisContract):
    name = "seats"


def seat(answer, party, stage=1):
    return next(s for s in answer["seats"] if s["party"] == party and s["stage"] == stage)


def test_an_absent_ally_is_wanted_by_one_and_not_by_the_other():
    answer = detente.value_seats(loads(BASE + "stages:\n- table: [a, b]\n"), draws=0).answer()
    absent = seat(answer, "c")
    assert absent["taken"] is False
    assert absent["own"]["best"] == pytest.approx(32, abs=1)
    assert absent["effect_on"]["b"] > 0 > absent["effect_on"]["a"]


def test_a_later_vote_lets_the_absent_undo_the_result():
    scenario = loads(BASE + "stages:\n- table: [a, b]\n- table: [a, b, c]\n")
    assert say_of(scenario, 0, "c").later_than(0) == 1
    outside = loads(
        BASE + "stages:\n- table: [a, b]\noptions: {c: [strike]}\nranking: {c: [Y, N]}\n"
    )
    assert say_of(outside, 0, "c").asked == ()
    assert say_of(outside, 0, "c").options == ("strike",)


def test_leaving_a_front_that_binds_changes_the_deal():
    front = "fronts: {wall: {members: [b, c], holds: share <= 30}}\nstages:\n- table: [a, b]\n"
    answer = detente.value_seats(loads(BASE + front), draws=0).answer()
    changes = {(c["change"], c["party"]): c["effect_on"] for c in answer["fronts"]}
    assert changes["dissolved", None]["a"] > 0
    assert changes["leaves", "c"]["a"] == pytest.approx(changes["dissolved", None]["a"])
    assert changes["leaves", "b"]["a"] <= changes["dissolved", None]["a"]


def test_voting_power_of_a_stage_that_votes():
    rule = "consent: {quota: 3, votes: {a: 2, b: 1, c: 1}}"
    answer = detente.value_seats(
        loads(BASE + f"stages:\n- {{table: [a, b, c], {rule}}}\n"), draws=0
    )
    power = answer.answer()["votes"][0]
    assert power["shapley_shubik"] == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})
    assert power["swings"] == {"a": 3, "b": 1, "c": 1}


def test_transfers_share_the_grand_coalition():
    scenario = loads(BASE + "stages:\n- table: [a, b]\n")
    found = detente.value_seats(scenario, draws=0, transfers=True).answer()["transfers"]
    assert sum(found["shapley"].values()) == pytest.approx(found["grand_coalition"])
    assert sum(found["nucleolus"].values()) == pytest.approx(found["grand_coalition"])


def test_anchorage_the_absence_of_kyiv_is_worth_something_to_moscow():
    answer = detente.value_seats(drafted_anchorage(), draws=32).answer()
    kyiv = seat(answer, "ukraine")
    assert not kyiv["taken"]
    assert kyiv["effect_at_this_table"]["russia"] < 0 < kyiv["effect_at_this_table"]["ukraine"]
    assert kyiv["effect_at_this_table"]["europeans"] > 0
    assert kyiv["consents_later_at"] == 2


RATIFIED = (
    BASE
    + """stages:
- table: [a, b]
- {table: [a, b], kind: ratify, ratifiers: {a: [c]}}
"""
)


def test_a_party_that_ratifies_at_that_very_stage_has_a_say_there():
    result = detente.value_seats(loads(RATIFIED), draws=0)
    first, second = (s for s in result.answer()["seats"] if s["party"] == "c")
    assert (first["ratifies_here"], first["consents_later_at"]) == (False, 2)
    assert (second["ratifies_here"], second["consents_later_at"]) == (True, None)
    for language, no_say in (("en", "neither a say"), ("de", "weder später mitzureden")):
        assert not any(no_say in note.text for note in result.statements(language))


def test_a_vote_that_does_not_decide_is_no_consent_that_is_needed():
    vote = BASE + "stages:\n- table: [a, b]\n- {table: [a, b, c], consent: majority}\n"
    say = say_of(loads(vote), 0, "c")
    assert (say.asked, say.needed) == ((1,), ())
    silent = vote.replace("consent: majority", "consent: {quota: 2, votes: {c: 0}}")
    assert say_of(loads(silent), 0, "c").asked == ()


def test_a_member_of_a_common_front_has_a_say_wherever_it_sits():
    front = "fronts: {wall: {members: [b, c], holds: share <= 30}}\nstages:\n- table: [a, b]\n"
    result = detente.value_seats(loads(BASE + front), draws=0)
    assert say_of(loads(BASE + front), 0, "c").fronts == ("wall",)
    assert any("needs its consent: wall" in note.text for note in result.statements("en"))


def test_whoever_stays_away_is_not_judged_at_home_for_adjourning() -> None:
    scenario = loads("""
title: Two rounds without a deal
parties: {a: {}, b: {}}
issues: {share: {scale: 0..100, steps: 11}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}, reservation: 80}
  b: {weights: {share: 1}, values: {share: falling}, reservation: 80}
stages:
  - {table: [a, b], agenda: [share], audience: {a: {adjourning: 7}}}
  - {table: [a, b], agenda: [share]}
""")
    seats = detente.value_seats(scenario, draws=0).answer()["seats"]
    (own,) = (s["own"] for s in seats if (s["stage"], s["party"]) == (1, "a"))
    assert own["best"] == pytest.approx(7)
