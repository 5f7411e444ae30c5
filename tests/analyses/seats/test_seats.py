"""Seats: the contract, small cases, and who gains from whose absence at Anchorage."""

from __future__ import annotations

import pytest

import detente
from analysis_contract import AnalysisContract
from detente.analyses.seats.solve import can_undo
from detente.scenario import loads

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
    assert can_undo(scenario, 0, "c") == (1, ())
    outside = loads(
        BASE + "stages:\n- table: [a, b]\noptions: {c: [strike]}\nranking: {c: [Y, N]}\n"
    )
    assert can_undo(outside, 0, "c") == (None, ("strike",))


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
    answer = detente.value_seats(detente.load("anchorage"), draws=32).answer()
    kyiv = seat(answer, "ukraine")
    assert not kyiv["taken"]
    assert kyiv["effect_at_this_table"]["russia"] < 0 < kyiv["effect_at_this_table"]["ukraine"]
    assert kyiv["effect_at_this_table"]["europeans"] > 0
    assert kyiv["consents_later_at"] == 2
