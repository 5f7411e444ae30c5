"""Protection of a venue against an adversary who watches: which target gets how much of it.

Targets are worth something to us and to an adversary, units to protect them are few, and the
adversary observes how they are spread before it chooses. `allocate_coverage` finds the shares of
time for which each target should be protected, `draw_roster` turns them into duty rosters that
cannot be foreseen.

Reference: Tambe (2011), *Security and Game Theory*, Cambridge University Press.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
    BriefPlace,
    Origin,
    Room,
    require_sections,
    with_known_settings,
)
from detente.analyses.settings import Setting
from detente.validation import checked_seed, finite_number, one_of, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.security.assess import Rivals
    from detente.analyses.security.result import SecurityResult
    from detente.analyses.security.rosters.draw import Roster
    from detente.analyses.security.solve import Task
    from detente.scenario import Draws, Scenario

METHODS = (
    "auto",
    "closed-form",
    "linear",
    "mixed",
    "intervals",
    "quantal",
    "subjective",
    "maximin",
)
DEFAULT_SECONDS = 30.0


@with_known_settings
def allocate_coverage(
    scenario: Scenario,
    *,
    method: str = "auto",
    seconds: float = DEFAULT_SECONDS,
    use_spare: bool = False,
) -> SecurityResult:
    """Spread protective units over targets so that an adversary who watches gains least.

    `method` is among `METHODS`: `closed-form` for equal units, `linear` for typed ones, `mixed` for
    several kinds of adversary and joint duties (it stops after `seconds` and reports the gap),
    `intervals` for payoffs that are known as ranges, `quantal` and `subjective` for a noisy
    adversary, `maximin` for one that only wants our loss. `auto` takes `intervals` where a worth is
    a range, `mixed` where several adversaries are stated, else the fastest exact method. Units that
    cannot improve the plan are left out of it unless `use_spare` asks to post them all the same.

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
    from detente.analyses.security.probing import probes
    from detente.analyses.security.report.remarks import assumptions, notes
    from detente.analyses.security.result import SecurityResult
    from detente.analyses.security.vetting import accreditation

    task = _task(scenario, method, seconds, use_spare=use_spare)
    found = assess(task)
    return SecurityResult(
        origin=Origin.of(scenario),
        settings={"method": method, "seconds": seconds, "use_spare": use_spare},
        assumptions=assumptions(scenario, task),
        notes=notes(scenario, task, found),
        scenario=scenario,
        problem=task.problem,
        assessment=found,
        accreditation=accreditation(scenario),
        probes=probes(scenario),
    )


@with_known_settings
def draw_roster(
    scenario: Scenario,
    *,
    shifts: int,
    seed: int,
    method: str = "auto",
    seconds: float = DEFAULT_SECONDS,
    use_spare: bool = False,
) -> Roster:
    """Draw duty rosters whose long-run shares equal the coverage exactly, rest kept.

    `shifts` shifts follow one another (in the order of `shifts:` where the scenario names them);
    each is drawn independently. The roster holds the chance with which each posting was drawn.

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

    whole_number("shifts", shifts, least=1)
    checked_seed(seed)
    task = _task(scenario, method, seconds, use_spare=use_spare)
    return make_roster(scenario, task, shifts=shifts, seed=seed)


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

    compared = _compared(
        scenario,
        settings.get("method", "auto"),
        settings.get("seconds", DEFAULT_SECONDS),
        use_spare=settings.get("use_spare", False),
    )
    if scenario.security is None:
        return {}
    return over_draws(compared, build_problem(scenario, scenario.security, draws))


_COMPARED: dict[tuple[str, str, float, bool], Rivals] = {}
"""Plans by the scenario's digest and settings: chunks of one run ask for them again and again."""
MOST_COMPARED = 8


def _compared(scenario: Scenario, method: str, seconds: float, *, use_spare: bool) -> Rivals:
    from detente.analyses.security.assess import rivals

    key = (scenario.digest, method, seconds, use_spare)
    if key not in _COMPARED:
        task = _task(scenario, method, seconds, use_spare=use_spare)
        if len(_COMPARED) >= MOST_COMPARED:
            _COMPARED.clear()
        _COMPARED[key] = rivals(task)
    return _COMPARED[key]


def _task(scenario: Scenario, method: str, seconds: float, *, use_spare: bool) -> Task:
    from detente.analyses.security.problem import build_problem
    from detente.analyses.security.solve import choose
    from detente.errors import MissingSection
    from detente.scenario import best_draws

    require_sections(ANALYSIS, scenario)
    if scenario.security is None:
        raise MissingSection(ANALYSIS.name, "security", ANALYSIS.example)
    one_of("method", method, METHODS)
    finite_number("seconds", seconds, above=0)
    problem = build_problem(scenario, scenario.security, best_draws(scenario))
    return choose(problem, method, seconds, use_spare=use_spare)


def _ready(scenario: Scenario) -> None:
    """Refuse schedules that combine in too many ways."""
    from detente.analyses.security.problem import build_problem
    from detente.scenario import best_draws

    if scenario.security is not None:
        build_problem(scenario, scenario.security, best_draws(scenario))


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
    settings=(
        Setting("method", "text", "how to find the coverage", default="auto", choices=METHODS),
        Setting("seconds", "number", "time limit of the method mixed", default=DEFAULT_SECONDS),
        Setting("use_spare", "flag", "post units that cannot improve the plan too", default=False),
    ),
    brief=BriefPlace(lead=5, sections=(("security", Room(1)),), counted=True),
    conclusions=security_conclusions,
    ready=_ready,
)
