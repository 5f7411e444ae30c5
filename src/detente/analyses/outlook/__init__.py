"""What to expect: how likely talks end in nothing, in a text for show, or in what binds.

Talks are followed stage by stage, the last first; going on is a choice with the worth of what
follows. That an agreement is possible does not make it likely: the chance rises with the room for
it, and is pooled with how past cases like it ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark, require_sections
from detente.analyses.settings import Settings, option, with_settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.outlook.result import OutlookResult
    from detente.scenario import Draws, Scenario

DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookSettings(Settings):
    """The settings of `analyze_outlook`."""

    draws: int | None = option(
        None, "cases computed over the judgements' ranges; 1,000 or fewer", least=1
    )
    seed: int = option(0, "seed of the draws")


@with_settings(OutlookSettings)
def analyze_outlook(scenario: Scenario, settings: OutlookSettings) -> OutlookResult:
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
    from detente.analyses.outlook.problem import in_stages
    from detente.analyses.outlook.result import OutlookResult
    from detente.analyses.outlook.size import work_of
    from detente.analyses.outlook.study import study
    from detente.scenario import draw

    require_sections(ANALYSIS, scenario)
    staged = in_stages(scenario)
    work = work_of(staged)
    usual = work.fitting(DRAWS)
    fewer = usual < DRAWS and settings.draws is None
    settings = replace(settings, draws=usual if settings.draws is None else settings.draws)
    draws = draw(staged, settings.draws or usual, seed=settings.seed)
    return OutlookResult(
        origin=Origin.of(scenario),
        settings=settings,
        assumptions=_assumptions(scenario),
        notes=(Remark("outlook.fewer_draws", {"draws": str(usual)}),) if fewer else (),
        scenario=staged,
        study=study(staged, draws, seed=settings.seed, most=work.moved),
    )


def _assumptions(scenario: Scenario) -> tuple[Remark, ...]:
    from detente.scenario.agendas import agendas

    plan = agendas(scenario.stages, tuple(scenario.issues))
    settled = {issue for agenda in plan for issue in agenda.settles}
    names = {issue: partial(scenario.issue_name, issue) for issue in scenario.issues}
    stated = {issue for issue, about in scenario.issues.items() if about.status_quo is not None}
    unstated = tuple(names[i] for i in names if i not in stated and len(plan) > 1)
    left = tuple(names[i] for i in names if i not in settled and plan)
    found = {
        "room": True,
        "friction": scenario.outlook.friction is None,
        "inside": not scenario.outlook.classes,
        "status_quo": bool(unstated),
        "left": bool(left),
        "types": any(len(types) > 1 for types in scenario.types.values()),
    }
    issues: dict[str, Any] = {"status_quo": {"issues": unstated}, "left": {"issues": left}}
    return tuple(
        Remark(f"outlook.assumes_{name}", issues.get(name, {}))
        for name, made in found.items()
        if made
    )


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
    from detente.analyses.outlook.size import work_of
    from detente.scenario import best_draws

    work_of(in_stages(scenario))
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
    settings=OutlookSettings.options(),
    lead=0,
    conclusions=outlook_conclusions,
    ready=_ready,
)
