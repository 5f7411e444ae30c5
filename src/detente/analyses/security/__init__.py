"""Protection of a venue against an adversary who watches: which target gets how much of it.

Targets are worth something to us and to an adversary, units to protect them are few, and the
adversary observes how they are spread before it chooses. `allocate_coverage` finds the shares of
time for which each target should be protected, `draw_roster` turns them into duty rosters that
cannot be foreseen.

Reference: Tambe (2011), *Security and Game Theory*, Cambridge University Press.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, require_sections
from detente.analyses.settings import Settings, option, with_settings
from detente.validation import finite_number, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.security.result import SecurityResult
    from detente.analyses.security.rosters.draw import Roster
    from detente.analyses.security.solve import Task
    from detente.scenario import Draws, Scenario

METHODS = (
    "auto",
    "linear",
    "mixed",
    "intervals",
    "quantal",
    "subjective",
    "maximin",
    "closed-form",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuritySettings(Settings):
    """The settings of `allocate_coverage`; `closed-form` is another name of `linear`."""

    method: str = option("auto", "how to find the coverage", choices=METHODS)
    seconds: float = option(2.0, "time limit of the method mixed")
    use_spare: bool = option(False, "post units that cannot improve the plan too")

    def __post_init__(self) -> None:
        """Check the time limit too."""
        Settings.__post_init__(self)
        finite_number("seconds", self.seconds, above=0)


@with_settings(SecuritySettings)
def allocate_coverage(scenario: Scenario, settings: SecuritySettings) -> SecurityResult:
    """Spread protective units over targets so that an adversary who watches gains least.

    `method` is among `METHODS`: `linear` for one kind of adversary, `mixed` for several (it stops
    after `seconds` and reports the gap), `intervals` for payoffs that are known as ranges,
    `quantal` and `subjective` for a noisy adversary, `maximin` for one that only wants our loss.
    `auto` takes `intervals` where a worth is a range, else what suits the adversaries stated. Units
    that cannot improve the plan are left out of it unless `use_spare` asks to post them all the
    same.

    Values are in the unit of the worths; coverage is the share of time, or the chance, that a
    target is protected. Raises MissingSection without `security:`, SettingError for a method that
    is unknown or does not suit.

    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... title: Two gates
    ... parties: {host: {}}
    ... security:
    ...   targets: {north: {loss: 10, gain: 10}, south: {loss: 6, gain: 6}}
    ...   resources: {guards: {units: 1, protects: all}}
    ... ''')
    >>> result = allocate_coverage(scenario)
    >>> {name: round(share, 3) for name, share in result.coverage.items()}
    {'north': 0.625, 'south': 0.375}
    >>> result.answer()["attacker_value"]
    3.75
    """
    from detente.analyses.security.assess import assess
    from detente.analyses.security.report.remarks import assumptions, notes
    from detente.analyses.security.result import SecurityResult

    task = _task(scenario, settings)
    found = assess(task)
    return SecurityResult(
        origin=Origin.of(scenario),
        settings=settings,
        assumptions=assumptions(task),
        notes=notes(scenario, task, found),
        scenario=scenario,
        problem=task.problem,
        found=found,
    )


MOST_SHIFTS = 10_000
"""Shifts of one roster: nine years of three a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSettings(SecuritySettings):
    """The settings of `draw_roster`."""

    shifts: int = option(MISSING, "how many shifts", least=1)
    seed: int = option(MISSING, "start of the random numbers")


@with_settings(RosterSettings)
def draw_roster(scenario: Scenario, settings: RosterSettings) -> Roster:
    """Draw duty rosters whose long-run shares equal the coverage exactly, rest kept.

    `shifts` shifts follow one another (in the order of `shifts:` where the scenario names them);
    each is drawn independently. The roster holds the chance with which each posting was drawn.
    Other settings are those of `allocate_coverage`.

    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... title: Two gates
    ... parties: {host: {}}
    ... security:
    ...   targets: {north: {worth: 10}, south: {worth: 6}}
    ...   resources: {guards: {units: 1, protects: all}}
    ... ''')
    >>> roster = draw_roster(scenario, shifts=3, seed=7)
    >>> sorted({round(shift.chance, 3) for shift in roster.shifts} - {0.375})
    [0.625]
    """
    from detente.analyses.security.rosters.draw import make_roster

    shifts = whole_number("shifts", settings.shifts, least=1, most=MOST_SHIFTS)
    return make_roster(scenario, _task(scenario, settings), shifts, settings.seed)


def security_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Hold the plan of the best estimates against every draw of what is at stake.

    `value` is our expected value of the plan and `value.uniform` that of equal shares,
    `better.uniform` says whether the plan does no worse, `attacked.<target>` whether the likeliest
    adversary strikes there.
    """
    from detente.analyses.security.assess import over_draws
    from detente.analyses.security.problem import build_problem

    task = _task(scenario, SecuritySettings(**settings))
    return over_draws(task, build_problem(scenario, draws))


def _task(scenario: Scenario, settings: SecuritySettings) -> Task:
    """The problem at the best estimates, with a method that suits it."""
    from detente.analyses.security.problem import build_problem
    from detente.analyses.security.solve import Task, choose
    from detente.scenario import best_draws

    require_sections(ANALYSIS, scenario)
    problem = build_problem(scenario, best_draws(scenario))
    method = choose(problem, settings.method)
    return Task(problem, method, settings.seconds, settings.use_spare)


def _ready(scenario: Scenario) -> None:
    """Refuse units that can be on more duty patterns at once than can be listed."""
    _ = _task(scenario, SecuritySettings()).problem.supply.blocks


ANALYSIS = Analysis(
    name="security",
    summary="how to spread protective units so that an adversary who watches gains least",
    run=allocate_coverage,
    needs=("security",),
    example="""security:
  targets:
    hall: {worth: very high}          # what we lose and the adversary gains, 0..100 or a word
    gate: {worth: 30..50, cost: 10}   # cost: what being met by protection costs the adversary
  resources:
    guards: {units: 1, protects: all}""",
    settings=SecuritySettings.options(),
    lead=5,
    counted=True,
    ready=_ready,
    conclusions=security_conclusions,
)
