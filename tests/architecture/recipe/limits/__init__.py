"""How high each party's bottom line is: a small analysis, made as CONTRIBUTING says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
    Origin,
    Setting,
    require_sections,
    with_known_settings,
)

if TYPE_CHECKING:
    from detente.analyses.limits.result import LimitsResult

    from detente.scenario import Draws, Scenario


@with_known_settings
def find_limits(scenario: Scenario, *, least: float = 0.0) -> LimitsResult:
    """The reservation values of at least so many points."""
    from detente.analyses.limits.problem import limits
    from detente.analyses.limits.result import LimitsResult

    from detente.scenario import best_draws

    require_sections(ANALYSIS, scenario)
    found = limits(scenario, best_draws(scenario))
    return LimitsResult(
        origin=Origin.of(scenario),
        settings={"least": least},
        scenario=scenario,
        limits={party: float(value[0]) for party, value in found.items() if value[0] >= least},
    )


def conclusions(scenario: Scenario, draws: Draws, **settings: Any) -> Mapping[str, Any]:
    """Map `utility.<party>.limit` to the reservation value of each draw."""
    from detente.analyses.limits.problem import limits

    found = limits(scenario, draws)
    return {f"utility.{party}.limit": value for party, value in found.items()}


ANALYSIS = Analysis(
    name="limits",
    summary="how high each bottom line is",
    run=find_limits,
    needs=("issues", "preferences"),
    example="preferences: {a: {weights: {x: 1}, values: {x: rising}, reservation: 40}}",
    settings=(Setting("least", "number", "leave out lower ones", default=0.0),),
    conclusions=conclusions,
    lead=90,
    counted=True,
)
