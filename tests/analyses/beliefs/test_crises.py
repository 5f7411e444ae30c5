"""Crises in the scenario file: published values, the scalar forms, search, and every surface."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from analysis_contract import AnalysisContract
from detente import render
from detente.analyses.beliefs import beliefs_conclusions
from detente.analyses.no_deal.crises import best_demand, crisis_forms
from detente.analyses.spaces.problem import deal_problem
from detente.analyses.talks.tables import build_talks
from detente.ensembles.report.conclusions import conclusion_text
from detente.errors import MissingSection
from detente.phrases import phrases
from detente.randomness import generator
from detente.scenario import Scenario, best_draws, draw, loads
from oracles.crises import (
    military_track,
    peace_range,
    risk_return,
    separating_audience_cost,
    shift_means_war,
)

TEXT = """
title: A border crisis
parties: {a: {name: Avia}, b: {name: Bela}, c: {}}
crises:
  border:
    name: The border
    between: [a, b]
"""
FULL = (
    TEXT
    + """
    win: {battles: 55..65%, steps: 10, held: 5}
    cost: {a: 5..15, b: 20}
    hidden_cost: {least: 0..5, most: 30..50}
    shift: {later: 20..40%, patience: 85..95%}
    threat: {prize: 50..100, gives_way: 40..60%, audience_cost: 30..90}
"""
)


class TestCrises(AnalysisContract):
    """The contract of beliefs for a scenario without types."""

    name = "beliefs"

    @pytest.fixture(scope="class")
    @classmethod
    def scenario(cls) -> Scenario:
        return loads(FULL)


def found(stated: str) -> dict[str, object]:
    return detente.update_beliefs(loads(TEXT + stated), draws=0).answer()["crises"]["border"]


def test_published_values():
    fearon = found("    win: 60%\n    cost: {a: 10, b: 20}\n")
    assert [fearon["peace_range"][end]["best"] for end in ("low", "high")] == [50, 80]
    assert {p: w["best"] for p, w in fearon["worth_of_war"].items()} == {"a": 50, "b": 20}
    powell = found(
        "    win: 50%\n    cost: {a: 10, b: 20}\n    hidden_cost: {least: 0, most: 40}\n"
    )
    assert powell["risk_return"]["demand"]["best"] == pytest.approx(65)
    assert powell["risk_return"]["war"]["best"] == pytest.approx(0.375)
    slantchev = found("    win: {battles: 60%, steps: 10, held: 5}\n    cost: {a: 10, b: 20}\n")
    assert slantchev["win"]["best"] == pytest.approx(0.883636, abs=1e-6)
    assert slantchev["military_track"]["battles"]["best"] == pytest.approx(19.181818, abs=1e-6)
    threat = "    threat: {prize: 100, gives_way: 60%, audience_cost: 140}\n"
    fearon_1994 = found("    win: 60%\n    cost: {a: 10, b: 20}\n" + threat)
    assert fearon_1994["audience_cost"]["needed"]["best"] == pytest.approx(150)
    assert fearon_1994["audience_cost"]["separates"] is False


@pytest.mark.parametrize("seed", range(200))
def test_as_the_scalar_forms_say(seed):
    random = generator(seed)
    win, later, patience, works = random.uniform(0.05, 0.95, 4).round(4)
    cost_a, cost_b, least = random.uniform(0, 40, 3).round(3)
    most = round(float(least + random.uniform(1, 50)), 3)
    prize, stated = random.uniform(0, 100, 2).round(3)
    scenario = Scenario.model_validate(
        {
            "title": "t",
            "parties": {"a": None, "b": None},
            "crises": {
                "war": {
                    "between": ["a", "b"],
                    "win": float(win),
                    "cost": {"a": float(cost_a), "b": float(cost_b)},
                    "hidden_cost": {"least": float(least), "most": most},
                    "shift": {"later": float(later), "patience": float(patience)},
                    "threat": {
                        "prize": float(prize),
                        "gives_way": float(works),
                        "audience_cost": float(stated),
                    },
                }
            },
        }
    )
    forms = crisis_forms(scenario, best_draws(scenario), "war")
    span, war = peace_range(win, cost_a / 100, cost_b / 100), forms.contest
    assert war is not None
    assert (war.low[0], war.high[0]) == pytest.approx((100 * span.low, 100 * span.high))
    worths = (100 * span.low, 100 * (1 - span.high))
    assert (war.worth["a"][0], war.worth["b"][0]) == pytest.approx(worths)
    demand = risk_return(win, cost_a / 100, least / 100, most / 100)
    assert forms.demand is not None
    assert forms.demand.points[0] == pytest.approx(100 * demand.demand)
    assert forms.demand.war[0] == pytest.approx(demand.war)
    assert forms.demand.worth[0] == pytest.approx(100 * demand.worth)
    rises = later >= win
    now, then = (win, later) if rises else (1 - win, 1 - later)
    cost = cost_a if rises else cost_b
    assert forms.shift is not None
    assert forms.shift.war[0] == shift_means_war(now, then, cost / 100, patience)
    assert forms.audience is not None
    assert forms.audience.needed[0] == pytest.approx(separating_audience_cost(prize, works))
    assert forms.audience.separates[0] == (stated >= forms.audience.needed[0])


@pytest.mark.parametrize("seed", range(100))
def test_no_other_demand_is_worth_more(seed):
    """Search over all demands of the whole prize, with the chance that B accepts as stated."""
    random = generator(seed)
    win = random.uniform(0.05, 0.95)
    own, least = random.uniform(0, 0.4, 2)
    most = least + random.uniform(0.01, 0.5)
    best = best_demand(*(np.array([x]) for x in (win, own, least, most)))
    grid = np.linspace(0, 1, 20_001)
    war = np.clip((grid - win - least) / (most - least), 0, 1)
    worth = (1 - war) * grid + war * (win - own)
    assert best.worth[0] == pytest.approx(100 * worth.max(), abs=0.01)


@pytest.mark.parametrize("seed", range(30))
def test_a_war_of_steps_by_playing_it(seed):
    """The chance and the length against the linear equations of the walk."""
    random = generator(seed)
    steps = int(random.integers(1, 12))
    held = int(random.integers(0, steps + 1))
    battle = float(random.choice([0.5, random.uniform(0.05, 0.95)]))
    walk = np.eye(steps + 1)
    for k in range(1, steps):
        walk[k, k + 1] -= battle
        walk[k, k - 1] -= 1 - battle
    ends, battles = np.zeros(steps + 1), np.ones(steps + 1)
    ends[steps], battles[[0, steps]] = 1.0, 0.0
    track = military_track(battle, steps, held)
    assert track.a_wins == pytest.approx(np.linalg.solve(walk, ends)[held])
    assert track.battles == pytest.approx(np.linalg.solve(walk, battles)[held])


@given(st.floats(0.05, 0.95), st.floats(0, 40), st.floats(0, 40), st.floats(0.1, 30))
def test_costlier_war_widens_what_both_prefer(win, cost_a, cost_b, more):
    def span(extra: float) -> tuple[float, float]:
        scenario = Scenario.model_validate(
            {
                "title": "t",
                "parties": {"a": None, "b": None},
                "crises": {
                    "war": {"between": ["a", "b"], "win": win,
                            "cost": {"a": cost_a + extra, "b": cost_b + extra}}
                },
            }
        )  # fmt: skip
        contest = crisis_forms(scenario, best_draws(scenario), "war").contest
        assert contest is not None
        return float(contest.low[0]), float(contest.high[0])

    (low, high), (lower, higher) = span(0.0), span(more)
    assert lower <= low <= high <= higher


def test_ranges_are_drawn_and_told():
    scenario = loads(FULL)
    many = draw(scenario, 64, seed=1)
    forms = crisis_forms(scenario, many, "border")
    assert forms.contest is not None
    assert np.ptp(forms.contest.win) > 0.1
    values = beliefs_conclusions(scenario, many)
    assert set(values) == {
        "crisis.worth.border.a", "crisis.worth.border.b", "crisis.war.border",
        "crisis.demand.border", "crisis.shift.border", "crisis.threat.border",
    }  # fmt: skip
    for name in values:
        for language in ("en", "de"):
            assert "crisis." not in conclusion_text(scenario, name, phrases(language))


def test_figures_over_draws_are_those_of_the_conclusions():
    scenario = loads(FULL.replace("later: 20..40%", "later: 20..90%"))
    result = detente.update_beliefs(scenario, draws=64, seed=1)
    values = beliefs_conclusions(scenario, draw(scenario, 64, seed=1))
    answer = result.answer()["crises"]["border"]
    assert answer["audience_cost"]["separates_in"] == values["crisis.threat.border"].mean()
    assert answer["power_shift"]["war_now_in"] == values["crisis.shift.border"].mean()
    assert all(0 < values[f"crisis.{form}.border"].mean() < 1 for form in ("threat", "shift"))
    rows = {row[0]: row[1:4] for row in result.tables("en")[0].rows}
    war = 100 * np.quantile(values["crisis.war.border"], [0.05, 0.95])
    assert rows["Risk of war at that demand (%)"][1:] == pytest.approx(war)
    demand = np.quantile(values["crisis.demand.border"], [0.05, 0.95])
    assert rows["Best demand of Avia"][1:] == pytest.approx(demand)
    best = answer["risk_return"]
    assert rows["Risk of war at that demand (%)"][0] == pytest.approx(100 * best["war"]["best"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_form_is_labelled_reduced(language):
    result = detente.update_beliefs(loads(FULL), draws=16)
    said = [note.text for note in result.statements(language)]
    label = {"en": "reduced form", "de": "reduzierte Form"}[language]
    assert len(said) == 5
    assert all(label in text for text in said)
    document = detente.write_brief(loads(FULL), language=language, draws=0)
    assert label in render.markdown(document, language=language)
    json.dumps(result.to_dict(), allow_nan=False)


DEALS = """
issues: {land: {scale: 0..100, steps: 11}}
preferences:
  a: {weights: {land: 1}, values: {land: rising}, reservation: {from: crisis, of: border}}
  b: {weights: {land: 1}, values: {land: falling}, reservation: {from: crisis, of: border}}
stages: [{table: [a, b]}]
"""


def test_a_crisis_fills_reservation_values_everywhere():
    scenario = loads(TEXT + "    win: 60%\n    cost: {a: 10, b: 20}\n" + DEALS)
    assert build_talks(scenario, best_draws(scenario)).no_deal.tolist() == [[50.0, 20.0]]
    assert deal_problem(scenario, best_draws(scenario)).reservation.tolist() == [[50.0, 20.0]]


def test_a_range_in_a_crisis_reaches_the_reservation_value():
    scenario = loads(TEXT + "    win: 50..70%\n    cost: {a: 10, b: 20}\n" + DEALS)
    many = draw(scenario, 64, seed=0)
    no_deal = build_talks(scenario, many).no_deal
    assert no_deal[:, 0] == pytest.approx(100 * many.of(("crises", "border", "win")) - 10)
    assert np.ptp(no_deal[:, 0]) > 15


def test_the_cost_of_a_commitment_can_stand_for_the_audience_cost():
    pledge = "commitments: {fight: {by: a, against: b, cost: 20, memory: 2}}\n"
    text = TEXT + "    win: 60%\n    cost: {a: 10, b: 20}\n" + pledge
    threat = "    threat: {prize: 30, gives_way: 50%, commitment: fight}\n"
    text = text.replace(pledge, threat + pledge)
    answer = detente.update_beliefs(loads(text), draws=0).answer()["crises"]["border"]
    assert answer["audience_cost"]["stated"]["best"] == 40
    assert answer["audience_cost"]["separates"] is True


def test_a_threat_alone_is_a_crisis():
    answer = found("    threat: {prize: 100, gives_way: 60%, audience_cost: 200}\n")
    assert set(answer) == {"between", "reduced_forms", "audience_cost"}
    assert answer["audience_cost"]["separates"] is True


def test_no_audience_cost_is_enough_where_a_threat_always_works():
    text = "    threat: {prize: 5, gives_way: 100%, audience_cost: 1000}\n"
    assert found(text)["audience_cost"]["needed"] is None
    assert found(text)["audience_cost"]["separates"] is False
    surely = "    threat: {prize: 5, gives_way: 90%, audience_cost: 45}\n"
    assert found(surely)["audience_cost"]["needed"]["best"] == pytest.approx(45)


def test_types_without_signals_still_ask_for_signals():
    text = "title: t\nparties: {a: {}}\ntypes: {a: {x: {}, y: {}}}\n"
    with pytest.raises(MissingSection, match="signals"):
        detente.update_beliefs(loads(text))
