"""How much work talks over many packages are: how many draws are computed, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses.spaces.laid_out import AT_ONCE, count_worths, issue_values
from detente.errors import SettingError, sentence
from detente.scenario.agendas import agendas

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

BUDGET = 120_000_000
"""Work over all draws where their number is not asked for."""
MOST = 250_000_000
"""Work at best values; talks that need more are refused."""
FEWEST = 8
"""Fewer draws than these show nothing."""
_WORK = {"bargain": 3, "ratify": 1, "announce": 0}
_LEAST = 10_000
"""Worths that a table is at least as much work as, however few packages there are."""


def work_of_talks(scenario: Scenario) -> int:
    """How much it is to solve the talks once: worths times the work of all tables.

    A table to which failures lead is solved once more for each that fails in a row before it. One
    that bargains about a part chooses in every state of the rest: that takes twice as long
    where there are many packages.
    """
    work, before, worths = 0.0, 0, count_worths(scenario)
    plan = agendas(scenario.stages, tuple(scenario.issues))
    for stage, agenda in zip(scenario.stages, plan, strict=True):
        own = _WORK[agenda.kind] * (2 if stage.protocol == "offers" else 1)
        part = 0 < len(agenda.settles) < len(scenario.issues)
        longer = 2.0 if part and worths > _LEAST else 1.0
        work += (own + before * _WORK["bargain"]) * longer
        before = before + 1 if agenda.if_fails in ("next", "adjourn") else 0
    return int(max(1, work) * max(_LEAST, worths))


def draws_in_parts(scenario: Scenario, draws: Draws) -> Iterator[Draws]:
    """The draws in parts whose arrays stay small, those of all tables together."""
    step = max(1, 6 * AT_ONCE // work_of_talks(scenario))
    for start in range(0, draws.count, step):
        yield draws.part(start, min(start + step, draws.count))


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
        most = int(MOST / times * count_worths(scenario) / work / len(scenario.preferences))
        remedy = sentence(
            "at most {most}: give scales fewer steps, or leave out issues or values", most=most
        )
        if count_worths(scenario) <= _LEAST:
            remedy = sentence("state fewer stages, or if_fails: end where talks end")
            raise SettingError("stages", len(scenario.stages), remedy)
        raise SettingError("packages", packages, remedy)
