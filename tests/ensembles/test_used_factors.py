"""An input that an analysis never looks at carries none of its conclusions."""

from __future__ import annotations

import pytest

from detente.analyses.catalogue import find_analysis
from detente.ensembles.answers import used_factors
from detente.scenario import load


@pytest.mark.parametrize("name", ["stages", "seats", "deals", "stability", "security"])
def test_analyses_use_judgements_of_their_own_sections_alone(name: str) -> None:
    used = {factor.path[0] for factor in used_factors(find_analysis(name), load("anchorage"))}
    assert used
    assert ("security" in used) == (name == "security")
