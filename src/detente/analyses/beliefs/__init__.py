"""What statements and acts before the talks tell about a party's type.

Bayes' rule over types; a signal that costs every type the same is cheap talk and moves nothing
(Spence 1973, Crawford & Sobel 1982), however telling its words. Crises of a scenario stand beside
them in reduced forms: what war is worth, which demand weighs its risk, which threat is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
    Origin,
    Remark,
    require_sections,
)
from detente.analyses.settings import Settings, option, with_settings
from detente.errors import MissingSection, SettingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.posterior.mixture import ByType
    from detente.scenario import Draws, Scenario

MIXED = 64
"""Draws for an analysis on the posterior mixture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeliefsSettings(Settings):
    """The settings of `update_beliefs`."""

    draws: int = option(512, "cases computed over the judgements' ranges")
    seed: int = option(0, "seed of the draws")
    then: str | None = option(None, "analysis to run on the posterior mixture, such as stages")


@with_settings(BeliefsSettings)
def update_beliefs(scenario: Scenario, settings: BeliefsSettings) -> BeliefsResult:
    """Update the belief about each party that has types by its signals; solve crises beside.

    `draws` of the judgements give the range of each belief. `then` names an analysis that is run
    for every combination of types and on the posterior mixture (at most `MIXED` draws). Raises
    MissingSection without types and signals, or crises; SettingError for an analysis without a form
    over draws.

    >>> from detente.scenario import loads
    >>> result = update_beliefs(loads('''
    ... title: Bluff
    ... parties: {a: {}}
    ... types: {a: {resolved: {prior: 30}, bluffer: {prior: 70}}}
    ... signals:
    ...   words: {by: a, likelihood: {resolved: 90, bluffer: 10}}
    ...   troops: {by: a, likelihood: {resolved: 80, bluffer: 20}, cost: {resolved: 1, bluffer: 9}}
    ... '''))
    >>> [round(100 * step["belief"]["resolved"]) for step in result.answer()["a"]["path"]]
    [30, 30, 63]
    """
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.beliefs.solve import best_first, find_crises, update
    from detente.analyses.posterior.problem import build_problems
    from detente.scenario import best_draws, draw

    _require(scenario)
    count, seed, then = settings.draws, settings.seed, settings.then
    many = draw(scenario, count, seed=seed).once() if count else best_draws(scenario)
    draws = best_first(scenario, many)
    assumed = {
        "beliefs.assumes_cheap": scenario.types,
        "beliefs.assumes_independent": scenario.types,
        "beliefs.assumes_reduced": scenario.crises,
    }
    return BeliefsResult(
        origin=Origin.of(scenario),
        settings=settings,
        assumptions=tuple(Remark(key) for key, stated in assumed.items() if stated),
        scenario=scenario,
        beliefs=tuple(update(problem) for problem in build_problems(scenario, draws)),
        mixture=() if then is None else _mixed(scenario, then, draw(scenario, MIXED, seed=seed)),
        crises=find_crises(scenario, draws),
    )


def _require(scenario: Scenario) -> None:
    """Types need signals that tell them apart; crises stand by themselves."""
    require_sections(ANALYSIS, scenario)
    if not scenario.signals and not scenario.crises:
        raise MissingSection("beliefs", "signals", ANALYSIS.example)


def _mixed(scenario: Scenario, then: str, draws: Draws) -> tuple[ByType, ...]:
    from detente.analyses.catalogue import find_analysis
    from detente.analyses.posterior.mixture import by_type

    analysis = find_analysis(then)
    if analysis.conclusions is None or then == "beliefs":
        raise SettingError("then", then, "name an analysis that runs over draws, such as stages")
    require_sections(analysis, scenario)
    return by_type(scenario, analysis.conclusions, draws.once())


def beliefs_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `belief.<party>.<type>` to the posterior probability in each draw.

    Crises add `crisis.worth.<crisis>.<party>`, `.demand`, `.war`, `.shift` and `.threat`; chances
    and truth values are 0..1.
    """
    from detente.analyses.beliefs.solve import find_crises, update
    from detente.analyses.posterior.problem import build_problems

    _require(scenario)
    found = {
        f"belief.{problem.party}.{kind}": update(problem).posterior[:, place]
        for problem in build_problems(scenario, draws)
        for place, kind in enumerate(problem.types)
    }
    for crisis in find_crises(scenario, draws):
        contest, demand, shift, audience = crisis.forms
        for party, worth in (contest.worth if contest else {}).items():
            found[f"crisis.worth.{crisis.name}.{party}"] = worth
        if demand is not None:
            found[f"crisis.war.{crisis.name}"] = demand.war
            found[f"crisis.demand.{crisis.name}"] = demand.points
        if shift is not None:
            found[f"crisis.shift.{crisis.name}"] = shift.war.astype(float)
        if audience is not None:
            found[f"crisis.threat.{crisis.name}"] = audience.separates.astype(float)
    return found


ANALYSIS = Analysis(
    name="beliefs",
    summary="what statements and acts tell about a party, and which are cheap; crises",
    run=update_beliefs,
    needs=("types|crises",),
    example="""types: {a: {resolved: {prior: 30}, bluffer: {prior: 70}}}
signals:
  troops: {by: a, likelihood: {resolved: high, bluffer: low}, cost: {resolved: 1, bluffer: 9}}""",
    settings=BeliefsSettings.options(),
    lead=4,
    live=True,
    conclusions=beliefs_conclusions,
    ready=_require,
)
