"""What outcome to expect of each issue, with intervals that were tested on past negotiations.

The default is half-way between the compromise model and the plain mean; other rules and the models
of a process stand beside it. See `detente.analyses.forecast.methods` for their names and each
module for its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, require_sections
from detente.analyses.forecast.methods import FAILURE, METHODS, RULES, chosen
from detente.analyses.settings import Settings, option, with_settings
from detente.errors import MissingSection
from detente.validation import finite_number, fitting_draws, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.forecast.problem import ForecastProblem
    from detente.analyses.forecast.result import ForecastResult
    from detente.scenario import Draws, Scenario

BYTES = 200
"""What all draws keep by issue and party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSettings(Settings):
    """The settings of `forecast_outcomes`; `methods` are all of them where not given."""

    methods: Sequence[str] | None = option(
        None,
        "rules and models to show, or all",
        kind="texts",
        flag="--method",
        choices=(*METHODS, "all"),
    )
    draws: int = option(256, "cases computed over the inputs' ranges", least=1)
    level: float = option(0.8, "level of the intervals, 0.05 to 0.95")
    rounds: int = option(1, "rounds of the exchange model")
    failure: float = option(
        FAILURE, "cost of failure in the Nash solution; 1: the far end of the line"
    )
    seed: int = option(0, "seed of draws and ties")

    def __post_init__(self) -> None:
        """Check the settings, and put the methods in their order."""
        object.__setattr__(self, "methods", chosen(self.methods))
        Settings.__post_init__(self)
        finite_number("level", self.level, least=0.05, most=0.95)
        whole_number("rounds", self.rounds, least=1, most=100)
        finite_number("failure", self.failure, least=0, most=1000)


@with_settings(ForecastSettings)
def forecast_outcomes(scenario: Scenario, settings: ForecastSettings) -> ForecastResult:
    """Forecast the outcome of each issue on which at least two parties stand.

    `methods` are among `METHODS` (all by default); the default is always there. `draws` of the
    uncertain inputs are added to the errors that the method made in the past; forecasts are of a
    settlement, so they leave out what needed parties rule out; `level` is that of
    the intervals, `rounds` that of the exchange model, `failure` what failure costs in the Nash
    solution (1: as much as an outcome at the far end of the line), `seed` fixes draws and ties.

    Raises MissingSection without issues or positions, SettingError for a wrong setting.

    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... title: Emission standards
    ... parties: {a: {}, b: {}}
    ... issues: {delay: {scale: 0..10, unit: years}}
    ... positions:
    ...   delay:
    ...     a: {position: 4, salience: 80, capability: 30}
    ...     b: {position: 10, salience: 40, capability: 20}
    ... ''')
    >>> result = forecast_outcomes(scenario, methods=["compromise", "median"])
    >>> found = result.answer()["issues"]["delay"]
    >>> found["point"], found["methods"]["median"]["point"], [round(x) for x in found["interval"]]
    (6.25, 4.0, [4, 10])
    """
    from detente.analyses.forecast.intervals import calibration
    from detente.analyses.forecast.problem import build_problem
    from detente.analyses.forecast.process import process_of
    from detente.analyses.forecast.remarks import assumptions, notes
    from detente.analyses.forecast.result import ForecastResult, Forecasts
    from detente.analyses.forecast.ruled_out import accepted_values
    from detente.analyses.forecast.solve import Terms, draws_of_processes, solve
    from detente.scenario import draw

    require_sections(ANALYSIS, scenario)
    problem = _ready(scenario)
    methods, draws = chosen(settings.methods), settings.draws
    fitting_draws("draws", draws, BYTES * len(problem.issues) * len(scenario.parties))
    varied = build_problem(scenario, draw(scenario, draws, seed=settings.seed))
    stances = varied.stances.span(0, 1) if varied.certain else varied.stances
    few = stances.span(0, draws_of_processes(stances))
    rules = [name for name in methods if name in RULES]
    processes = [name for name in methods if name not in RULES]
    terms = Terms(settings.seed, settings.rounds, settings.failure)
    point, at_best = solve(problem.stances, problem.status_quo, methods, terms)
    drawn, _ = solve(stances, problem.status_quo, rules, terms)
    played, over_draws = {name: point[name] for name in processes}, at_best
    if not varied.certain:
        played, over_draws = solve(few, problem.status_quo, processes, terms)
    forecasts = Forecasts(
        scenario,
        problem,
        stances,
        point={method: outcome[0] for method, outcome in point.items()},
        drawn=drawn | played,
        accepted=accepted_values(scenario, problem.issues),
        calibration=calibration(),
        level=settings.level,
    )
    return ForecastResult(
        origin=Origin.of(scenario),
        settings=settings,
        assumptions=assumptions(scenario, problem, methods, settings.failure),
        notes=notes(scenario, problem, methods),
        scenario=scenario,
        level=settings.level,
        issues=forecasts.issues(),
        unordered=problem.support,
        process=process_of(problem, at_best, over_draws),
        calibration=forecasts.calibration,
    )


def forecast_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `outcome.<issue>.<method>` to the forecast of each draw, in the issue's unit.

    `methods` are the closed rules by default; NaN where a method has no answer. What needed parties
    rule out is left out.
    """
    from detente.analyses.forecast.problem import build_problem
    from detente.analyses.forecast.ruled_out import accepted_values
    from detente.analyses.forecast.solve import Terms, solve

    require_sections(ANALYSIS, scenario)
    asked = ForecastSettings(**{**settings, "methods": settings.get("methods") or RULES})
    problem = build_problem(scenario, draws)
    terms = Terms(asked.seed, asked.rounds, asked.failure)
    outcomes, _ = solve(problem.stances, problem.status_quo, chosen(asked.methods), terms)
    accepted = accepted_values(scenario, problem.issues)
    found = {}
    for k, issue in enumerate(problem.issues):
        low, high = problem.ends[k]
        for method, places in outcomes.items():
            left = accepted[issue].nearest(places[:, k]) if issue in accepted else places[:, k]
            found[f"outcome.{issue}.{method}"] = low + left * (high - low)
    return found


def _ready(scenario: Scenario) -> ForecastProblem:
    """The problem at the best values; MissingSection where no two parties stand on a line."""
    from detente.analyses.forecast.problem import build_problem
    from detente.scenario import best_draws

    problem = build_problem(scenario, best_draws(scenario))
    if not problem.issues:
        lacking = "positions of two parties with some weight on an issue whose values have an order"
        raise MissingSection(ANALYSIS.name, lacking, ANALYSIS.example)
    return problem


ANALYSIS = Analysis(
    name="forecast",
    summary="which outcome to expect, with intervals tested on past negotiations",
    run=forecast_outcomes,
    needs=("issues", "positions|preferences"),
    example="""issues: {tariff: {scale: 0..100, unit: percent}}
positions:
  tariff:                             # position on the scale, salience 0..100, capability
    a: {position: 20, salience: 80, capability: 60}
    b: {position: 70, salience: 50, capability: 40}""",
    settings=ForecastSettings.options(),
    lead=7,
    conclusions=forecast_conclusions,
    ready=_ready,
)
