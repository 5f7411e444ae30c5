"""What statements and acts before the talks tell about a party's type.

Bayes' rule over types; a signal that costs every type the same is cheap talk and moves nothing
(Spence 1973, Crawford & Sobel 1982), however telling its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark, Setting, require_sections
from detente.validation import checked_seed, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.beliefs.mixture import ByType
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.scenario import Draws, Scenario

DRAWS = 512
MIXED = 64
"""Draws for an analysis on the posterior mixture."""


def update_beliefs(
    scenario: Scenario, *, draws: int = DRAWS, seed: int = 0, then: str | None = None
) -> BeliefsResult:
    """Update the belief about each party that has types by its signals, one after the other.

    `draws` of the judgements give the range of each belief. `then` names an analysis that is run
    for every combination of types and on the posterior mixture (at most `MIXED` draws). Raises
    MissingSection without types or signals, SettingError for an analysis without a form over draws.

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
    from detente.analyses.beliefs.problem import build_problems
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.beliefs.solve import update
    from detente.scenario import best_draws, draw

    whole_number("draws", draws)
    checked_seed(seed)
    require_sections(ANALYSIS, scenario)
    best = best_draws(scenario)
    many = draw(scenario, draws, seed=seed) if draws else best
    assumptions = [Remark("beliefs.assumes_cheap"), Remark("beliefs.assumes_independent")]
    return BeliefsResult(
        origin=Origin.of(scenario),
        settings={"draws": draws, "seed": seed, "then": then},
        assumptions=tuple(assumptions),
        scenario=scenario,
        best=tuple(update(problem) for problem in build_problems(scenario, best)),
        drawn=tuple(update(problem) for problem in build_problems(scenario, many)),
        mixture=() if then is None else _mixed(scenario, then, draw(scenario, MIXED, seed=seed)),
    )


def _mixed(scenario: Scenario, then: str, draws: Draws) -> tuple[ByType, ...]:
    from detente.analyses.beliefs.mixture import by_type
    from detente.analyses.catalogue import find_analysis
    from detente.errors import SettingError

    analysis = find_analysis(then)
    if analysis.conclusions is None or then == "beliefs":
        raise SettingError("then", then, "name an analysis that runs over draws, such as stages")
    require_sections(analysis, scenario)
    return by_type(scenario, analysis.conclusions, draws)


def beliefs_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `belief.<party>.<type>` to the posterior probability in each draw."""
    from detente.analyses.beliefs.problem import build_problems
    from detente.analyses.beliefs.solve import update

    require_sections(ANALYSIS, scenario)
    return {
        f"belief.{problem.party}.{kind}": update(problem).posterior[:, place]
        for problem in build_problems(scenario, draws)
        for place, kind in enumerate(problem.types)
    }


ANALYSIS = Analysis(
    name="beliefs",
    summary="what statements and acts tell about a party, and which are cheap",
    run=update_beliefs,
    needs=("types", "signals"),
    example="""types: {a: {resolved: {prior: 30}, bluffer: {prior: 70}}}
signals:
  troops: {by: a, likelihood: {resolved: high, bluffer: low}, cost: {resolved: 1, bluffer: 9}}""",
    settings=(
        Setting("draws", "whole", "cases computed over the judgements' ranges", default=DRAWS),
        Setting("seed", "whole", "seed of the draws", default=0),
        Setting("then", "text", "analysis to run on the posterior mixture, such as stages"),
    ),
    conclusions=beliefs_conclusions,
)
