"""How much work talks over many packages are: how many draws are computed, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.spaces.laid_out import count_worths, issue_values
from detente.errors import SettingError, sentence
from detente.scenario.agendas import agendas

if TYPE_CHECKING:
    from detente.scenario import Scenario

BUDGET = 150_000_000
"""Work over all draws where their number is not asked for."""
MOST = 350_000_000
"""Work at best values; talks that need more are refused."""
FEWEST = 8
"""Fewer draws than these show nothing."""
_WORK = {"bargain": 3, "ratify": 1, "announce": 0}


def work_of_talks(scenario: Scenario) -> int:
    """How much it is to solve the talks once: worths times the work of all tables.

    A table to which failures lead is solved once more for each that fails in a row before it.
    """
    work = before = 0
    plan = agendas(scenario.stages, tuple(scenario.issues))
    for stage, agenda in zip(scenario.stages, plan, strict=True):
        own = _WORK[agenda.kind] * (2 if stage.protocol == "offers" else 1)
        work += own + before * _WORK["bargain"]
        before = before + 1 if stage.if_fails == "next" else 0
    return max(1, work) * count_worths(scenario)


def fitting_number(scenario: Scenario, most: int, *, times: float = 1.0) -> int:
    """As many draws as are wanted, or fewer where there are many packages or tables.

    `times` is how often the talks are solved in a draw, against once with all that is said of it.
    """
    return min(most, int(BUDGET / (times * max(1, work_of_talks(scenario)))))


def require_size(scenario: Scenario, *, times: float) -> None:
    """Refuse talks that take too long when they are solved so many times; SettingError."""
    issue_values(scenario)
    work, packages = work_of_talks(scenario), count_worths(scenario) // len(scenario.preferences)
    if work * times > MOST:
        most = int(MOST / times * packages / work)
        remedy = sentence(
            "at most {most}: give scales fewer steps, or leave out issues or values", most=most
        )
        raise SettingError("packages", packages, remedy)
