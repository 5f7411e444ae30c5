"""What to expect: how likely talks end in nothing, in a text for show, or in what binds.

Talks are followed stage by stage, the last first; going on is a choice with the worth of what
follows. That an agreement is possible does not make it likely: the chance rises with the room for
it, and is pooled with how past cases like it ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
    BriefPlace,
    Origin,
    Remark,
    require_sections,
    with_known_settings,
)
from detente.analyses.settings import Setting
from detente.validation import checked_seed, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.outlook.result import OutlookResult
    from detente.scenario import Draws, Scenario

DRAWS, LEAST_DRAWS = 1000, 8
MOST_WORK = 5 * 10**7
"""Worths of packages that a run with the usual number of draws works out, all types together."""


@with_known_settings
def analyze_outlook(
    scenario: Scenario, *, draws: int | None = None, seed: int = 0
) -> OutlookResult:
    """How each stage of the talks ends, and whether everything is settled in the end.

    Probabilities are between 0 and 1, with 80 % intervals. Where `draws` is None there are 1,000,
    or fewer for spaces so large that they would take minutes; the settings of the result say how
    many. Raises MissingSection without issues or preferences, SettingError for a number of draws or
    a seed that cannot be used.

    >>> from detente.scenario import loads
    >>> result = analyze_outlook(loads('''
    ... title: A hundred points to split
    ... parties: {a: {}, b: {}}
    ... issues: {share: {scale: 0..100, steps: 11}}
    ... preferences:
    ...   a: {weights: {share: 1}, values: {share: rising}, reservation: 20}
    ...   b: {weights: {share: 1}, values: {share: falling}, reservation: 20}
    ... outlook: {friction: 50}
    ... '''), draws=1)
    >>> binding = result.answer()["stages"][0]["outcomes"]["binding"]
    >>> round(binding["value"], 3)
    0.241
    """
    from detente.analyses.outlook.problem import in_stages, work_of_a_draw
    from detente.analyses.outlook.result import OutlookResult
    from detente.analyses.outlook.study import study
    from detente.scenario import draw

    if draws is not None:
        whole_number("draws", draws, least=1)
    checked_seed(seed)
    require_sections(ANALYSIS, scenario)
    staged = in_stages(scenario)
    usual = max(LEAST_DRAWS, min(DRAWS, MOST_WORK // work_of_a_draw(staged)))
    notes = [Remark("outlook.fewer_draws", {"draws": str(usual)})] if usual < DRAWS else []
    draws, notes = (usual, notes) if draws is None else (draws, [])
    return OutlookResult(
        origin=Origin.of(scenario),
        settings={"draws": draws, "seed": seed},
        assumptions=_assumptions(scenario),
        notes=tuple(notes),
        scenario=staged,
        study=study(staged, draw(staged, draws, seed=seed), seed=seed),
    )


def _assumptions(scenario: Scenario) -> tuple[Remark, ...]:
    found = [Remark("outlook.assumes_room")]
    if scenario.outlook.friction is None:
        found.append(Remark("outlook.assumes_friction"))
    if not scenario.outlook.classes:
        found.append(Remark("outlook.assumes_inside"))
    unstated = [name for name, issue in scenario.issues.items() if issue.status_quo is None]
    if unstated and len(scenario.stages) > 1:
        names = tuple(_issue_name(scenario, name) for name in unstated)
        found.append(Remark("outlook.assumes_status_quo", {"issues": names}))
    if any(len(types) > 1 for types in scenario.types.values()):
        found.append(Remark("outlook.assumes_types"))
    return tuple(found)


def _issue_name(scenario: Scenario, issue: str) -> Any:
    return lambda language: scenario.issue_name(issue, language)


def outlook_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """`possible` and, by stage, `binding.<stage>` in each draw, over types at middling friction."""
    from detente.analyses.outlook.problem import in_stages
    from detente.analyses.outlook.study import by_draw

    require_sections(ANALYSIS, scenario)
    return by_draw(in_stages(scenario), draws)


def _ready(scenario: Scenario) -> None:
    """Refuse spaces too large to lay out, and worths of no deal that do not follow."""
    from detente.analyses.no_deal.worth import no_deal
    from detente.analyses.outlook.problem import in_stages
    from detente.analyses.spaces.laid_out import issue_values
    from detente.scenario import best_draws

    issue_values(in_stages(scenario))
    no_deal(scenario, best_draws(scenario))


ANALYSIS = Analysis(
    name="outlook",
    summary="what to expect: nothing, a text for show, or an agreement that binds",
    run=analyze_outlook,
    needs=("issues", "preferences"),
    example="""issues: {price: {values: [low, mid, high]}}
preferences:
  a: {weights: {price: 1}, values: {price: rising}, reservation: 20}
  b: {weights: {price: 1}, values: {price: falling}, reservation: 20}""",
    settings=(
        Setting("draws", "whole", "cases computed over the judgements' ranges; 1,000 or fewer"),
        Setting("seed", "whole", "seed of the draws", default=0),
    ),
    brief=BriefPlace(lead=0),
    conclusions=outlook_conclusions,
    ready=_ready,
)
