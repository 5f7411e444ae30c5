"""What statements and acts before the talks tell about a party's type.

Bayes' rule over types; a signal that costs every type the same is cheap talk and moves nothing
(Spence 1973, Crawford & Sobel 1982), however telling its words. Crises of a scenario stand beside
them in reduced forms: what war is worth, which demand weighs its risk, which threat is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
    BriefPlace,
    Origin,
    Remark,
    Room,
    require_sections,
    with_known_settings,
)
from detente.analyses.settings import Setting
from detente.errors import MissingSection
from detente.validation import checked_seed, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.posterior.mixture import ByType
    from detente.scenario import Draws, Scenario

DRAWS = 512
MIXED = 64
"""Draws for an analysis on the posterior mixture."""


@with_known_settings
def update_beliefs(
    scenario: Scenario, *, draws: int = DRAWS, seed: int = 0, then: str | None = None
) -> BeliefsResult:
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
    from detente.analyses.beliefs.crises import found_crises
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.beliefs.solve import update
    from detente.analyses.posterior.problem import build_problems
    from detente.scenario import best_draws, draw

    whole_number("draws", draws)
    checked_seed(seed)
    _require(scenario)
    best = best_draws(scenario)
    many = draw(scenario, draws, seed=seed).once() if draws else best
    assumptions = []
    if scenario.types:
        assumptions += [Remark("beliefs.assumes_cheap"), Remark("beliefs.assumes_independent")]
    if scenario.crises:
        assumptions.append(Remark("beliefs.assumes_reduced"))
    return BeliefsResult(
        origin=Origin.of(scenario),
        settings={"draws": draws, "seed": seed, "then": then},
        assumptions=tuple(assumptions),
        scenario=scenario,
        best=tuple(update(problem) for problem in build_problems(scenario, best)),
        drawn=tuple(update(problem) for problem in build_problems(scenario, many)),
        mixture=() if then is None else _mixed(scenario, then, draw(scenario, MIXED, seed=seed)),
        crises=found_crises(scenario, best, many),
    )


def _require(scenario: Scenario) -> None:
    """Types need signals that tell them apart; crises stand by themselves."""
    require_sections(ANALYSIS, scenario)
    if not scenario.signals and not scenario.crises:
        raise MissingSection("beliefs", "signals", ANALYSIS.example)


def _mixed(scenario: Scenario, then: str, draws: Draws) -> tuple[ByType, ...]:
    from detente.analyses.catalogue import find_analysis
    from detente.analyses.posterior.mixture import by_type
    from detente.errors import SettingError

    analysis = find_analysis(then)
    if analysis.conclusions is None or then == "beliefs":
        raise SettingError("then", then, "name an analysis that runs over draws, such as stages")
    require_sections(analysis, scenario)
    return by_type(scenario, analysis.conclusions, draws.once())


def beliefs_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `belief.<party>.<type>` to the posterior probability in each draw.

    Crises add `crisis.worth.<crisis>.<party>`, `.demand`, `.war`, `.shift` and `.threat`.
    """
    from detente.analyses.beliefs.crises import crisis_conclusions
    from detente.analyses.beliefs.solve import update
    from detente.analyses.posterior.problem import build_problems

    _require(scenario)
    beliefs = {
        f"belief.{problem.party}.{kind}": update(problem).posterior[:, place]
        for problem in build_problems(scenario, draws)
        for place, kind in enumerate(problem.types)
    }
    return beliefs | dict(crisis_conclusions(scenario, draws))


ANALYSIS = Analysis(
    name="beliefs",
    summary="what statements and acts tell about a party, and which are cheap; crises",
    run=update_beliefs,
    needs=("types|crises",),
    example="""types: {a: {resolved: {prior: 30}, bluffer: {prior: 70}}}
signals:
  troops: {by: a, likelihood: {resolved: high, bluffer: low}, cost: {resolved: 1, bluffer: 9}}""",
    settings=(
        Setting("draws", "whole", "cases computed over the judgements' ranges", default=DRAWS),
        Setting("seed", "whole", "seed of the draws", default=0),
        Setting("then", "text", "analysis to run on the posterior mixture, such as stages"),
    ),
    brief=BriefPlace(lead=4, sections=(("beliefs", Room(1)),)),
    conclusions=beliefs_conclusions,
    ready=_require,
)
