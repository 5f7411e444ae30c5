"""How many draws of talks are computed where the number is not asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.spaces.laid_out import count_worths

if TYPE_CHECKING:
    from detente.scenario import Scenario

BUDGET = 120_000_000
"""Worths that are gone through, over all draws."""
FEWEST = 8
"""Fewer draws than these show nothing."""


def fitting_number(scenario: Scenario, most: int, *, times: float = 1.0) -> int:
    """As many draws as are wanted, or fewer where there are many packages.

    `times` is how often the talks are solved in a draw, against once with all that is said of it.
    """
    return min(most, int(BUDGET / (times * max(1, count_worths(scenario)))))
