"""How much work the study of an outlook is: over how many draws it is made, and what is refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from detente.analyses.outlook.course import leads_to
from detente.analyses.outlook.estimate import SAMPLES
from detente.analyses.outlook.problem import AT_ONCE, MOST_COMBINATIONS, course_of
from detente.analyses.outlook.solve import arrivals
from detente.analyses.spaces.laid_out import MOST_WORTHS, count_worths, issue_values, refusal
from detente.errors import SettingError, sentence
from detente.scenario.agendas import agendas
from detente.scenario.draws import best_draws

if TYPE_CHECKING:
    from detente.scenario import Scenario

LEAST_DRAWS = 8
MOST_WORK = 270_000_000
"""What the study of talks may take, in worths of packages."""
MOST_WAYS = 5_000
"""Ways through the talks and plans of stages that are looked at, of all combinations of types."""
WORK_OF_A_WAY, WORK_BESIDE = 6, 100_000
"""Of a way, or a stage, in one draw of a sample; and of any array however small."""
DRAWS_OF_CHANGES = 128
"""Over which talks are worked out anew with ranges doubled, or worths of no deal together."""
FEWEST = 16
"""Of fewer draws no share is compared with another."""
DRAWS_OF_PLANS = 128
"""Over which talks are planned anew where a stage is held for sure, or not at all."""


class Work(NamedTuple):
    """What the study of some talks takes, counted in worths of packages looked at.

    `worths` are those of all packages. For each of the `combinations` of types `planned` is what it
    takes to plan one draw, `met` how many stages are planned for whatever was settled before them,
    `ways` the stages and the ways through them. `together` are the draws that are planned at once,
    `open_stages` those that are planned for as held and as not held.
    """

    worths: int
    planned: int
    met: int
    ways: int
    combinations: int
    together: int
    open_stages: int

    def of(self, draws: int) -> int:
        """What a study over so many draws takes."""
        changed = min(draws, DRAWS_OF_CHANGES) if draws >= FEWEST else 0
        replanned = min(draws, DRAWS_OF_PLANS)
        parts = [draws, *[changed] * 3, *[replanned] * 2 * self.open_stages, 1]
        beside = self.met * WORK_BESIDE
        planning = sum(n * self.planned + math.ceil(n / self.together) * beside for n in parts)
        sampling = self.ways * (draws * SAMPLES * WORK_OF_A_WAY + WORK_BESIDE)
        return self.combinations * (planning + sampling)

    @property
    def moved(self) -> int:
        """Worths of packages that there is time for with single judgements moved."""
        return MOST_WORK // 3 * self.worths // self.planned

    def fitting(self, most: int) -> int:
        """The number of draws, up to `most`, that a study has time for; at least `LEAST_DRAWS`."""
        while most > LEAST_DRAWS and self.of(most) > MOST_WORK:
            most = max(LEAST_DRAWS, most * 4 // 5)
        return most


def work_of(scenario: Scenario) -> Work:
    """What it takes to study talks; SettingError where that is too much."""
    issue_values(scenario)
    plan = agendas(scenario.stages, tuple(scenario.issues))
    tables = sum(agenda.kind == "bargain" for agenda in plan)
    if (wrong := refusal(scenario, MOST_WORTHS // max(1, tables))) is not None:
        raise wrong
    parties, deals = len(scenario.preferences), count_worths(scenario) // len(scenario.preferences)
    combinations = math.prod(len(types) for types in scenario.types.values())
    combinations = min(combinations, MOST_COMBINATIONS)
    course = course_of(scenario, best_draws(scenario), 0.0)
    states = met = ways = 0
    for place, patterns in enumerate(arrivals(course)):
        ways += sum(patterns.values())
        for pattern in patterns if place < len(course.stages) else ():
            after = leads_to(course, place, pattern).get("agreed", ())
            states, met = states + course.states(after), met + 1
        if (ways + met) * combinations > MOST_WAYS:
            raise _too_many(scenario)
    stages = enumerate(scenario.stages)
    found = Work(
        deals * parties,
        parties * (states + met * deals // 16 + deals),
        met,
        ways + len(course.stages),
        combinations,
        max(1, AT_ONCE // (deals * parties)),
        sum(bool(k) and each.held is not None and each.condition is None for k, each in stages),
    )
    if (least := found.of(LEAST_DRAWS)) > MOST_WORK:
        if found._replace(met=0, ways=0).of(LEAST_DRAWS) < MOST_WORK // 2:
            raise _too_many(scenario)
        raise refusal(scenario, count_worths(scenario) * MOST_WORK // least) or _too_many(scenario)
    return found


def _too_many(scenario: Scenario) -> SettingError:
    remedy = sentence("state fewer stages, or if_fails: end where talks end")
    return SettingError("stages", len(scenario.stages), remedy)
