"""From a scenario and draws to arrays: `limit[draw]` by party."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.scenario import Draws, Scenario
from detente.scenario.valuations import reservation


def limits(scenario: Scenario, draws: Draws) -> dict[str, NDArray[np.float64]]:
    """The reservation value of each party with preferences, in points."""
    return {party: reservation(scenario, draws, party) for party in scenario.preferences}
