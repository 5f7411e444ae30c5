"""What outcome to expect of each issue, with intervals that were tested on past negotiations.

The default is half-way between the compromise model and the plain mean; other rules and the models
of a process stand beside it. See `detente.analyses.forecast.methods` for their names and each
module for its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
    BriefPlace,
    Origin,
    Room,
    require_sections,
    with_known_settings,
)
from detente.analyses.forecast.methods import FAILURE, METHODS, RULES, chosen
from detente.analyses.settings import Setting
from detente.errors import MissingSection
from detente.validation import finite_number, fitting_draws, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.forecast.problem import ForecastProblem
    from detente.analyses.forecast.result import ForecastResult
    from detente.scenario import Draws, Scenario

DRAWS = 256
LEVEL = 0.8

BYTES = 200
"""What all draws keep by issue and party."""


@with_known_settings
def forecast_outcomes(
    scenario: Scenario,
    *,
    methods: Sequence[str] | None = None,
    draws: int = DRAWS,
    level: float = LEVEL,
    rounds: int = 1,
    failure: float = FAILURE,
    seed: int = 0,
) -> ForecastResult:
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
    from detente.analyses.forecast.process import Played
    from detente.analyses.forecast.report.remarks import assumptions, notes
    from detente.analyses.forecast.result import ForecastResult
    from detente.analyses.forecast.ruled_out import accepted_values
    from detente.analyses.forecast.solve import draws_of_processes, solve
    from detente.scenario import best_draws, draw

    _check(draws, level, rounds, failure)
    wanted = chosen(methods)
    require_sections(ANALYSIS, scenario)
    problem = build_problem(scenario, best_draws(scenario))
    _require(problem)
    fitting_draws("draws", draws, BYTES * len(problem.issues) * len(scenario.parties))
    varied = build_problem(scenario, draw(scenario, draws, seed=seed))
    varied = varied.span(0, 1) if varied.certain else varied
    given: dict[str, Any] = {"seed": seed, "rounds": rounds, "failure": failure}
    point, shown = solve(problem, wanted, **given)
    drawn, _ = solve(varied, [name for name in wanted if name in RULES], **given)
    played, shown_varied = solve(
        varied.span(0, draws_of_processes(varied)),
        [name for name in wanted if name not in RULES],
        **given,
    )
    return ForecastResult(
        origin=Origin.of(scenario),
        settings={"methods": list(wanted), "draws": draws, "level": level} | given,
        assumptions=assumptions(scenario, problem, wanted, failure),
        notes=notes(scenario, problem, wanted),
        scenario=scenario,
        problem=problem,
        varied_problem=varied,
        methods=wanted,
        point={method: outcome[0] for method, outcome in point.items()},
        drawn=drawn | played,
        accepted=accepted_values(scenario, problem.issues),
        played=Played(problem, shown, shown_varied),
        calibration=calibration(),
        level=level,
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
    from detente.analyses.forecast.solve import solve

    require_sections(ANALYSIS, scenario)
    wanted = chosen(settings.get("methods") or RULES)
    problem = build_problem(scenario, draws)
    kept = {name: settings[name] for name in ("rounds", "failure") if name in settings}
    outcomes, _ = solve(problem, wanted, seed=settings.get("seed", 0), **kept)
    accepted = accepted_values(scenario, problem.issues)
    found = {}
    for k, issue in enumerate(problem.issues):
        low, high = problem.ends[k]
        for method in wanted:
            places = outcomes[method][:, k]
            places = accepted[issue].nearest(places) if issue in accepted else places
            found[f"outcome.{issue}.{method}"] = low + places * (high - low)
    return found


def _check(draws: int, level: float, rounds: int, failure: float) -> None:
    whole_number("draws", draws, least=1)
    finite_number("level", level, least=0.05, most=0.95)
    whole_number("rounds", rounds, least=1, most=100)
    finite_number("failure", failure, least=0, most=1000)


def _ready(scenario: Scenario) -> None:
    """Refuse a file in which no two parties stand on a line together."""
    from detente.analyses.forecast.problem import build_problem
    from detente.scenario import best_draws

    _require(build_problem(scenario, best_draws(scenario)))


def _require(problem: ForecastProblem) -> None:
    if not problem.issues:
        lacking = "positions of two parties with some weight on an issue whose values have an order"
        raise MissingSection(ANALYSIS.name, lacking, ANALYSIS.example)


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
    settings=(
        Setting(
            "methods",
            "texts",
            "rules and models to show, or all",
            flag="--method",
            choices=(*METHODS, "all"),
        ),
        Setting("draws", "whole", "cases computed over the inputs' ranges", default=DRAWS),
        Setting("level", "number", "level of the intervals, 0.05 to 0.95", default=LEVEL),
        Setting("rounds", "whole", "rounds of the exchange model", default=1),
        Setting(
            "failure",
            "number",
            "cost of failure in the Nash solution; 1: the far end of the line",
            default=FAILURE,
        ),
        Setting("seed", "whole", "seed of draws and ties", default=0),
    ),
    brief=BriefPlace(lead=7, sections=(("forecast", Room(1)),)),
    conclusions=forecast_conclusions,
    ready=_ready,
)
