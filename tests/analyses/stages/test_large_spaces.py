"""Talks over many packages: how many draws, what is refused, and what does not depend on it."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.analyses.catalogue import find_analysis
from detente.analyses.spaces.laid_out import AT_ONCE, MOST_WORTHS, refusal
from detente.analyses.talks import offers
from detente.analyses.talks.size import (
    BUDGET,
    FEWEST,
    MOST,
    draws_in_parts,
    fitting_number,
    work_of_talks,
)
from detente.errors import SettingError
from detente.scenario import draw, loads


def talks(issues: int, values: int = 5):
    """Two parties with opposed wants on so many issues."""
    names = [f"i{k}" for k in range(issues)]
    listed = ", ".join(f"v{k}" for k in range(values))
    wants = {
        party: f"{{weights: {{{', '.join(f'{n}: 1..3' for n in names)}}}, "
        f"values: {{{', '.join(f'{n}: {shape}' for n in names)}}}, reservation: 30..40}}"
        for party, shape in (("a", "rising"), ("b", "falling"))
    }
    return loads(
        "title: Many packages\nparties: {a: {}, b: {}}\nissues:\n"
        + "".join(f"  {name}: {{values: [{listed}]}}\n" for name in names)
        + f"preferences:\n  a: {wants['a']}\n  b: {wants['b']}\n"
        + "stages: [{table: [a, b]}, {table: [a, b]}]\n"
    )


def test_fewer_draws_are_computed_where_there_are_many_packages():
    small, large = talks(3), talks(8)
    assert fitting_number(small, 1000) == 1000
    assert fitting_number(large, 1000) == BUDGET // (4 * 2 * 5**8) < 1000
    assert fitting_number(large, 1000, times=100) < FEWEST


def test_what_was_computed_is_said_and_what_is_asked_for_is_done(monkeypatch):
    monkeypatch.setattr("detente.analyses.talks.size.BUDGET", 53 * work_of_talks(talks(3)))
    result = detente.solve_stages(talks(3))
    assert result.settings["draws"] == 40
    assert result.outcomes.count == 40
    assert detente.solve_stages(talks(3), draws=60).settings["draws"] == 60
    assert detente.value_seats(talks(3)).settings["draws"] == 16
    monkeypatch.setattr("detente.analyses.talks.size.BUDGET", 1)
    assert detente.solve_stages(talks(3)).settings["draws"] == FEWEST
    seats = detente.value_seats(talks(3))
    assert seats.settings["draws"] == 0
    assert seats.drawn is seats.best


def test_more_than_two_hundred_thousand_packages_are_solved():
    result = detente.solve_stages(talks(8), draws=2)  # 390,625 packages
    assert result.answer()["win_sets"][0]["deals"] > 0
    assert result.outcomes.chance.shape == (5**8,)


def test_what_is_too_large_is_predicted_and_refused_alike():
    huge = talks(12)
    predicted = refusal(huge)
    assert predicted is not None
    assert refusal(talks(8)) is None
    assert MOST_WORTHS < 2 * 5**12
    assert FEWEST < 10  # the fewest draws are part of what is refused
    for analyse in (detente.solve_stages, detente.value_seats):
        with pytest.raises(SettingError) as raised:
            analyse(huge)
        assert str(raised.value) == str(predicted)
    assert detente.simulate_talks(huge, draws=2).games


TWO_SCALES = """
title: Two long scales, alternating offers
parties: {a: {}, b: {}, c: {}}
issues: {first: {scale: 0..100, steps: STEPS}, second: {scale: 0..100, steps: STEPS}}
preferences:
  a: {weights: {first: 1}, values: {first: rising}}
  b: {weights: {first: 1}, values: {first: falling}}
  c: {weights: {first: 1}, values: {first: "80"}, reservation: 90}
stages:
  - {table: [a, b], protocol: offers, deadline: 10000}
  - {table: [a, b, c], kind: ratify}
"""


@pytest.mark.parametrize("steps", [11, 101, 850])
def test_the_usual_draws_of_long_scales_stay_within_the_work_that_is_bounded(steps):
    scenario = loads(TWO_SCALES.replace("STEPS", str(steps)))
    for draws, times in (
        (fitting_number(scenario, 1000), 1),
        (fitting_number(scenario, 128, times=7), 7),
    ):
        assert draws * times * work_of_talks(scenario) <= BUDGET
    require = find_analysis("stages").ready
    require(scenario)
    assert (FEWEST + 4 + 3) * work_of_talks(scenario) <= MOST


def test_talks_that_are_too_long_at_best_values_are_foreseen_and_refused_alike():
    scenario = loads(TWO_SCALES.replace("STEPS", "1400"))
    assert refusal(scenario) is None
    with pytest.raises(SettingError, match="packages: 1960000") as foreseen:
        find_analysis("stages").ready(scenario)
    with pytest.raises(SettingError) as raised:
        detente.solve_stages(scenario)
    assert str(raised.value) == str(foreseen.value)


def test_a_table_is_solved_once_more_for_each_failure_that_leads_to_it():
    plain = talks(3)
    failing = tuple(stage.model_copy(update={"if_fails": "next"}) for stage in plain.stages)
    on = plain.model_copy(update={"stages": (*failing, *failing)})
    off = plain.model_copy(update={"stages": (*plain.stages, *plain.stages)})
    assert work_of_talks(on) >= 2 * work_of_talks(off)


@pytest.mark.parametrize("options", [2, 50, 1001])
def test_rounds_of_offers_that_change_nothing_are_not_gone_through(monkeypatch, options):
    rounds = []
    real = offers._offer
    monkeypatch.setattr(offers, "_offer", lambda *given: rounds.append(1) or real(*given))
    grid, segment = np.linspace(0, 1, options), np.zeros(options, dtype=np.int64)
    for patience in (0.5, 0.99, 1 - 1e-6):
        factors = np.full((options, 2), patience)
        early, _ = offers.alternate([grid, 1 - grid], segment, factors, rounds=10**9)
        assert len(rounds) <= 2 * options + 4
        late, _ = offers.alternate([grid, 1 - grid], segment, factors, rounds=2 * len(rounds))
        assert early.tolist() == late.tolist()
        rounds.clear()


def test_dominated_packages_do_not_lengthen_a_round_of_offers():
    random = np.random.default_rng(0)
    gains = random.uniform(0, 100, (2, 10_000)).round(3)
    kept = offers._efficient(gains, np.repeat([0, 7], 5000))
    assert len(kept) < 100
    for row in range(10_000):
        half = kept[(kept < 5000) == (row < 5000)]
        assert (gains[:, half] >= gains[:, [row]]).all(axis=0).any()


def test_a_table_that_adjourns_counts_like_one_that_leads_on_and_parts_hold_all_tables():
    plain = talks(6)
    bargaining = tuple(stage.model_copy(update={"kind": "bargain"}) for stage in plain.stages * 3)
    long = plain.model_copy(update={"stages": bargaining})
    assert work_of_talks(long) == (6 + 5 * 6 // 2) * 3 * 2 * 5**6
    some = draw(long, 50, seed=0)
    sizes = [part.count for part in draws_in_parts(long, some)]
    assert sum(sizes) == 50
    assert max(sizes) * work_of_talks(long) <= max(6 * AT_ONCE, work_of_talks(long))


def test_rows_of_stages_that_lead_on_are_refused_for_their_number():
    plain = talks(2)
    on = tuple(stage.model_copy(update={"if_fails": "next"}) for stage in plain.stages * 30)
    with pytest.raises(SettingError, match="stages: 60"):
        detente.value_seats(plain.model_copy(update={"stages": on}))
