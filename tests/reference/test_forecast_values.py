"""Published tables and recorded runs of the forecasting models."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from detente.analyses.forecast.challenge import challenge
from detente.analyses.forecast.rules import Stances, compromise, median, nash
from detente.analyses.forecast.spatial import play
from detente.forecast_log import brier

# Years until emission standards (Bueno de Mesquita 1994, p. 78): NL BE LU DE FR IT UK IE DK GR.
CAPABILITY = np.array([[0.08, 0.08, 0.03, 0.16, 0.16, 0.16, 0.16, 0.05, 0.05, 0.08]])
POSITION = np.array([[4.0, 7, 4, 4, 10, 10, 10, 7, 4, 7]])
SALIENCE = np.array([[0.8, 0.4, 0.2, 0.8, 0.6, 0.6, 0.9, 0.1, 1, 0.7]])
EVERYONE = np.ones((1, 10), dtype=bool)


def test_emission_standards_by_closed_rules() -> None:
    stances = Stances(POSITION[None], SALIENCE[None], CAPABILITY[None], EVERYONE)
    assert median(stances)[0, 0] == 7
    mean = compromise(stances)[0, 0]
    assert mean == pytest.approx(7.390, abs=5e-4)


def test_emission_standards_by_challenges_all_pairs() -> None:
    played = challenge(POSITION, salience=SALIENCE, capability=CAPABILITY, all_pairs=True)
    expected = [7, 8.416, 9.611, 9.962, 9.962, 9.962, 7.472]
    assert played.median[0, :7] == pytest.approx(expected, abs=5e-4)
    assert played.period[0] == 0


def test_emission_standards_by_challenges_own_pair() -> None:
    played = challenge(POSITION, salience=SALIENCE, capability=CAPABILITY, all_pairs=False)
    assert played.median[0, :4].tolist() == [7, 7, 7, 7]
    assert played.forecast[0] == 7
    assert played.period[0] == 1


@pytest.mark.parametrize("name", ["spatial_13x2", "spatial_7x3"])
def test_spatial_model_follows_the_recorded_runs(shared_data: Path, name: str) -> None:
    run = json.loads((shared_data / f"{name}.json").read_text(encoding="utf-8"))
    position, salience = (np.array(run[k])[None] / 100 for k in ("position0", "salience"))
    path = play(position, salience=salience, capability=np.array(run["capability"])[None] / 100)
    assert path.turns[0] == run["turns"]
    assert path.at_rest[0]
    assert np.abs(100 * path.position[0] - np.array(run["positions"])).max() < 1e-6


def test_nash_tends_to_the_weighted_mean_as_failure_gets_worse() -> None:
    stances = Stances(POSITION[None] / 10, SALIENCE[None], CAPABILITY[None], EVERYONE)
    mean = compromise(stances)[0, 0]
    losses = [nash(stances, np.full((1, 1, 10), loss))[0, 0] for loss in (1.0, 10.0, 1000.0)]
    gaps = [abs(found - mean) for found in losses]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1e-3


def test_brier_score_and_its_parts() -> None:
    stated = [0.9, 0.9, 0.1, 0.1, 0.5, 0.5, 0.7, 0.3]
    found = brier(stated, [True, True, False, False, True, False, True, False])
    parts = (found.score, found.reliability, found.resolution, found.uncertainty)
    assert parts == pytest.approx((0.09, 0.0275, 0.1875, 0.25))
