"""Tipping values, drivers, regions and choices of one conclusion."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analyses.catalogue import find_analysis
from detente.ensembles import EnsembleResult, Study, run_ensemble, study
from detente.ensembles.drivers import opinions, sourcing
from detente.ensembles.report.study import study_exhibits, study_title, tip_text
from detente.ensembles.result import headlines, robust_deals, states_by_necessity
from detente.ensembles.sensitivity import sensitivity
from detente.errors import SettingError
from detente.phrases import phrases
from detente.scenario import load, loads
from detente.scenario.sampling import factors
from toy_analysis import TOY, A, B, two_powers


@pytest.fixture(scope="module")
def result() -> EnsembleResult:
    return run_ensemble(TOY, two_powers(), draws=4096, seed=0)


@pytest.fixture(scope="module")
def ahead(result: EnsembleResult) -> Study:
    return study(result, TOY, "ahead")


def test_tipping_values_are_where_the_conclusion_turns(ahead: Study) -> None:
    """a 20..60 (best 40) is ahead of b 10..30..80: it falls behind at a = 30 or b = 40."""
    tips = {tip.path: tip for tip in ahead.tips}
    assert tips[A].value == pytest.approx(30, abs=0.01)
    assert tips[A].share == pytest.approx(0.5, abs=0.001)
    assert tips[B].value == pytest.approx(40, abs=0.01)
    assert tips[B].share == pytest.approx(0.2, abs=0.001)
    assert ahead.tips[0].path == B


def test_a_tipping_value_beyond_the_range_is_marked() -> None:
    scenario = loads("title: t\nparties: {a: {power: 45..55}, b: {power: 20..40}}")
    found = study(run_ensemble(TOY, scenario, draws=256, seed=0), TOY, "ahead")
    tips = {tip.path: tip for tip in found.tips}
    assert not tips[A].within
    assert tips[A].value == pytest.approx(30, abs=0.01)
    assert tips[A].share == pytest.approx(4, abs=0.01)
    assert not tips[B].within


def test_what_matters_and_is_weakly_sourced_comes_first(ahead: Study) -> None:
    assert [driver.path for driver in ahead.drivers] == [B, A]
    assert ahead.drivers[0].weakness == 1.0
    assert ahead.drivers[1].weakness == 0.25
    assert ahead.drivers[1].because == ("e1",)
    assert 0 < ahead.drivers[1].worth <= ahead.worth_all


def test_what_is_never_used_carries_nothing(ahead: Study) -> None:
    assert ("parties", "b", "patience") not in {item.path for item in ahead.inputs}


def test_the_region_of_failure_names_both(ahead: Study) -> None:
    assert ahead.fails is not None
    assert {ahead.inputs[side.column].path for side in ahead.fails.sides} == {A, B}
    assert ahead.fails.density > 0.75


def test_a_number_is_turned_at_a_threshold(result: EnsembleResult) -> None:
    found = study(result, TOY, "utility.a.lead", threshold=0.0)
    tips = {tip.path: tip.value for tip in found.tips}
    assert tips[A] == pytest.approx(30, abs=0.01)
    with pytest.raises(SettingError, match="conclusion"):
        study(result, TOY, "nothing")


@pytest.mark.parametrize(("limit", "said"), [(0.25, "0.25"), (12.5, "12.5")])
def test_a_number_is_told_by_its_threshold(result: EnsembleResult, limit: float, said: str) -> None:
    found = study(result, TOY, "utility.a.lead", threshold=limit)
    texts = [str(exhibit) for exhibit in study_exhibits(found, phrases("en"))]
    assert any(
        f"in points: a: at least {said}." in text.replace("\u2068", "").replace("\u2069", "")
        for text in texts
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_study_describes_itself(ahead: Study, language: str) -> None:
    words = phrases(language)
    spread = sensitivity(TOY, two_powers(), ["ahead"], seed=0, base=256)
    exhibits = study_exhibits(ahead, words, spread)
    assert len(exhibits) >= 5
    assert study_title(ahead, words)
    plain = ahead.to_dict() | spread.to_dict()
    assert plain["conclusion"] == "ahead"
    assert plain["morris"]["parties.a.power"]["mu_star"] > 0
    assert plain["sobol"]["parties.b.power"]["total"] > 0


def test_sensitivity_needs_something_uncertain() -> None:
    certain = loads("title: t\nparties: {a: {power: 1}, b: {power: 2}}")
    with pytest.raises(SettingError, match="uncertain"):
        sensitivity(TOY, certain, ["ahead"], seed=0)


HELD = """
title: t
parties: {a: {}, b: {}}
options: {a: [yield], b: [yield]}
priorities:
  a: [{maybe: b.yield -> a.yield, held: 70%}, not a.yield, b.yield]
  b: [[a.yield, not b.yield], b.yield]
"""


def test_a_priority_that_may_not_be_held_turns_an_equilibrium() -> None:
    analysis = find_analysis("stability")
    result = run_ensemble(analysis, loads(HELD), draws=512, seed=0)
    found = study(result, analysis, "equilibrium.nash.NN")
    assert found.drivers
    texts = [str(exhibit) for exhibit in study_exhibits(found, phrases("en"))]
    assert texts
    both = states_by_necessity(result)["nash"]
    assert set(both) == {"necessarily", "possibly"}


def test_robust_deals_of_a_case() -> None:
    analysis, scenario = find_analysis("deals"), load("anchorage")
    result = run_ensemble(analysis, scenario, draws=200, seed=0)
    deals = robust_deals(result)
    assert [d.acceptable for d in deals] == sorted((d.acceptable for d in deals), reverse=True)
    assert all(deal.regret is not None and deal.regret >= 0 for deal in deals)
    assert headlines(result)[:2] == ("zopa", "zopa_everyone")


POOL = """
title: t
parties:
  a: {power: {experts: {anna: 10..20, ben: {value: 60..70, weight: 3}}}}
  b: {power: 40}
"""


def test_experts_are_shown_apart() -> None:
    result = run_ensemble(TOY, loads(POOL), draws=1000, seed=0)
    found = {opinion.expert: opinion.share for opinion in opinions(result, "ahead")}
    assert found == {"anna": 0.0, "ben": 1.0}
    assert result.probability("ahead").value == pytest.approx(0.75, abs=0.005)
    text = " ".join(str(table) for table in result.tables("en"))
    assert "anna" in text
    assert "ben" in text


def test_sources_weigh_against_confidence() -> None:
    scenario = two_powers()
    weakness = {factor.path: sourcing(scenario, factor)[0] for factor in factors(scenario)}
    assert weakness[A] < weakness[B]
    assert np.isfinite(list(weakness.values())).all()


@pytest.mark.parametrize(
    ("reservation", "said"),
    [("40..60", "is only just above 50: then"), ("39..60", "rises from 49.5 to 50")],
)
def test_a_tipping_value_at_the_best_one_is_told_as_just_beyond_it(
    reservation: str, said: str
) -> None:
    """A value that turns it on a knife-edge would be told as a rise from 50 to 50."""
    scenario = loads(f"""
title: On the edge
parties: {{a: {{}}}}
issues: {{x: {{values: [p, q]}}}}
preferences:
  a: {{weights: {{x: 1}}, values: {{x: {{p: 0, q: 50}}}}, reservation: {reservation}}}
""")
    deals = find_analysis("deals")
    found = study(run_ensemble(deals, scenario, draws=64, seed=0), deals, "zopa")
    tip = found.alone[0]
    assert tip.value == pytest.approx(50, abs=0.01)
    assert said in tip_text(found, tip, phrases("en"))
    assert "von 50 auf 50" not in tip_text(found, tip, phrases("de"))
