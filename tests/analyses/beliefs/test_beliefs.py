"""Beliefs: the contract, cheap and costly signals, the posterior mixture."""

from __future__ import annotations

from dataclasses import replace

import pytest

import detente
from analysis_contract import AnalysisContract
from detente.analyses.catalogue import find_analysis
from detente.analyses.posterior.mixture import on_posterior, weighted_types
from detente.errors import ScenarioError, SettingError
from detente.scenario import best_draws, load, loads
from detente.scenario.party_types import with_types

BASE = """
title: Bluff
parties: {a: {}, b: {}}
types: {a: {resolved: {prior: 30}, bluffer: {prior: 70}}}
"""
COST = "cost: {resolved: 1, bluffer: 9}"


class TestBeliefs(AnalysisContract):
    name = "beliefs"


def believed(signals: str) -> float:
    result = detente.update_beliefs(loads(BASE + "signals:\n" + signals), draws=0)
    return result.belief("a")["resolved"]


def test_a_signal_that_costs_every_type_the_same_moves_nothing():
    assert believed("  s: {by: a, likelihood: {resolved: 99, bluffer: 1}}") == pytest.approx(0.3)
    same = "  s: {by: a, likelihood: {resolved: 99, bluffer: 1}, cost: {resolved: 5, bluffer: 5}}"
    assert believed(same) == pytest.approx(0.3)


def test_a_costly_signal_counts_by_its_likelihoods():
    signal = f"  s: {{by: a, likelihood: {{resolved: 80, bluffer: 20}}, {COST}}}"
    assert believed(signal) == pytest.approx(0.3 * 0.8 / (0.3 * 0.8 + 0.7 * 0.2))


def test_a_repeated_signal_counts_once():
    once = f"  s: {{by: a, likelihood: {{resolved: 80, bluffer: 20}}, {COST}}}"
    again = f"\n  t: {{by: a, likelihood: {{resolved: 80, bluffer: 20}}, {COST}, repeats: s}}"
    assert believed(once + again) == pytest.approx(believed(once))


def test_signals_of_a_group_count_once():
    likely = "likelihood: {resolved: 80, bluffer: 20}"
    once = f"  s: {{by: a, {likely}, {COST}}}"
    grouped = f"  s: {{by: a, {likely}, {COST}, group: g}}\n"
    again = f"  t: {{by: a, {likely}, {COST}, group: g}}\n"
    cheap = f"  u: {{by: a, {likely}, group: g}}\n"
    assert believed(grouped + again) == pytest.approx(believed(once))
    assert believed(grouped + again + cheap) == pytest.approx(believed(once))
    other = f"  t: {{by: a, likelihood: {{resolved: 60, bluffer: 30}}, {COST}, group: g}}\n"
    odds = 3 / 7 * (80 / 20 * 60 / 30) ** 0.5
    assert believed(grouped + other) == pytest.approx(odds / (1 + odds))
    with pytest.raises(ScenarioError, match="a group holds signals that have been seen"):
        believed(grouped.replace("group: g", "group: g, future: true"))


def test_half_as_telling_takes_the_root_of_every_ratio():
    signals = f"""
  s: {{by: a, likelihood: {{resolved: 80, bluffer: 20}}, {COST}}}
  t: {{by: a, likelihood: {{resolved: 60, bluffer: 30}}, {COST}}}
  u: {{by: a, likelihood: {{resolved: 90, bluffer: 10}}}}
"""
    result = detente.update_beliefs(loads(BASE + "signals:" + signals), draws=0)
    odds = 3 / 7 * (80 / 20 * 60 / 30) ** 0.5
    found = result.answer()["a"]["half_as_telling"]
    assert found["resolved"] == pytest.approx(odds / (1 + odds))
    assert any("if the signals were half as telling" in n.text for n in result.statements("en"))


def test_a_likelihood_ratio_is_to_all_other_types_weighed_by_their_priors():
    text = """
title: Three types
parties: {a: {}, b: {}}
types: {a: {eager: {prior: 45}, hedging: {prior: 40}, stalling: {prior: 15}}}
signals:
  act: {by: a, likelihood: {eager: 95, hedging: 85, stalling: 30}, cost: {eager: 2, stalling: 15}}
"""
    result = detente.update_beliefs(loads(text), draws=0)
    signal = result.answer()["a"]["signals"][0]
    others = (0.40 * 0.85 + 0.15 * 0.30) / 0.55
    assert signal["likelihood_ratio"] == pytest.approx(0.95 / others)
    assert round(signal["likelihood_ratio"], 2) == 1.36
    odds = [p / (1 - p) for p in (0.45, result.belief("a")["eager"])]
    assert odds[1] / odds[0] == pytest.approx(signal["likelihood_ratio"])
    assert any("1.4 times as likely where" in note.text for note in result.statements("en"))


def test_future_signals_are_ranked_by_what_they_tell():
    signals = f"""
  weak: {{by: a, likelihood: {{resolved: 60, bluffer: 50}}, {COST}, future: true}}
  telling: {{by: a, likelihood: {{resolved: 90, bluffer: 10}}, {COST}, future: true}}
"""
    result = detente.update_beliefs(loads(BASE + "signals:" + signals), draws=0)
    watch = result.answer()["a"]["to_watch"]
    assert [w["signal"] for w in watch] == ["telling", "weak"]
    assert watch[0]["if_seen"]["resolved"] > 0.3 > watch[0]["if_not"]["resolved"]
    assert result.belief("a")["resolved"] == pytest.approx(0.3)


def test_types_change_preferences_and_weights_sum_to_one():
    scenario = load("anchorage")
    settled = with_types(scenario, {"russia": "settles"})
    assert settled.preferences["russia"].reservation.best == 40
    assert settled.preferences["ukraine"] == scenario.preferences["ukraine"]
    weights = [weight[0] for _, weight in weighted_types(scenario, best_draws(scenario))]
    assert len(weights) == 4
    assert sum(weights) == pytest.approx(1)
    with pytest.raises(SettingError, match="settles"):
        with_types(scenario, {"russia": "nonsense"})


@pytest.mark.parametrize("name", ["stages", "stability", "seats"])
def test_other_analyses_run_on_the_posterior_mixture(name):
    found = on_posterior(load("anchorage"), find_analysis(name).conclusions)
    assert found
    assert all(values.shape == (1,) for values in found.values())


def test_a_settling_type_makes_agreement_likelier_at_anchorage():
    result = detente.update_beliefs(load("anchorage"), draws=16, then="stages")
    by_type = {part.types["russia"]: part.means["stages.agreement"] for part in result.mixture}
    assert by_type["settles"] > by_type["plays_for_time"]
    assert 0 <= result.mixed()["stages.agreement"] <= 1
    with pytest.raises(SettingError):
        detente.update_beliefs(load("anchorage"), draws=0, then="beliefs")


def test_anchorage_words_are_cheap_and_face_value_would_mislead():
    answer = detente.update_beliefs(load("anchorage"), draws=16).answer()["russia"]
    cheap = {s["signal"] for s in answer["signals"] if s["cheap"]}
    habit = "airspace_probes"
    assert {"praise", "offers", "war_as_detail", "business_delegation", habit} == cheap
    ratios = {s["signal"]: s["likelihood_ratio"] for s in answer["signals"]}
    assert ratios[habit] == 1
    assert (
        answer["at_face_value"]["plays_for_time"] > answer["path"][-1]["belief"]["plays_for_time"]
    )


def test_what_nothing_makes_uncertain_is_computed_once(monkeypatch):
    asked = []
    stages = find_analysis("stages")

    def counted(scenario, draws, **settings):
        asked.append(draws.count)
        return stages.conclusions(scenario, draws, **settings)

    monkeypatch.setattr(
        "detente.analyses.catalogue.find_analysis",
        lambda name: replace(stages, conclusions=counted),
    )
    result = detente.update_beliefs(load("ratified_share"), then="stages")
    assert set(asked) == {1}
    assert len(result.beliefs[0].posterior) == 2
    low, high = result.answer()["bela"]["range"]["resolved"]
    assert low == high == pytest.approx(result.belief("bela")["resolved"])
