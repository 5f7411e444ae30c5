"""Talks in stages: what is struck at each table, what survives, where and at whom it dies.

Backward induction over tables: the last one accepts what is worth at least its failure, each
earlier one bargains inside what survives, by the Nash solution with exponents from patience
(Binmore, Rubinstein & Wolinsky 1986) and stated power. The short-sighted course stands beside it:
parties that treat each stage as the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
    Origin,
    Remark,
    require_sections,
    types_stated,
)
from detente.analyses.settings import Settings, option, with_settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.stages.result import StagesResult
    from detente.analyses.talks.tables import Talks
    from detente.scenario import Draws, Scenario

DRAWS = 1000
"""As many as a brief draws, so that its figures on stages and on deals are of the same cases."""
SIDE_QUESTIONS = 1.3
"""How much longer a draw takes than elsewhere, since win-sets are counted in it."""
MOST_MOVED = 5 * 10**6
"""Worths of packages up to which the talks are solved with single judgements moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagesSettings(Settings):
    """The settings of `solve_stages`."""

    draws: int | None = option(
        None, f"cases computed over the judgements' ranges (at most {DRAWS})"
    )
    seed: int = option(0, "seed of the draws")


@with_settings(StagesSettings)
def solve_stages(scenario: Scenario, settings: StagesSettings) -> StagesResult:
    """Solve the talks backward, and over draws of all judgements.

    `draws` of the uncertain judgements give the chances, `DRAWS` where not given or fewer where
    there are many packages; `seed` makes them reproducible. Raises MissingSection without stages,
    issues or preferences; SettingError when there are more packages than can be laid out.

    >>> from detente.scenario import loads
    >>> result = solve_stages(loads('''
    ... title: Two bargain, a third ratifies
    ... parties: {a: {}, b: {}, c: {}}
    ... issues: {share: {scale: 0..100, steps: 101}}
    ... preferences:
    ...   a: {weights: {share: 1}, values: {share: rising}}
    ...   b: {weights: {share: 1}, values: {share: falling}}
    ...   c: {weights: {share: 1}, values: {share: "80"}, reservation: 90}
    ... stages:
    ...   - table: [a, b]
    ...   - table: [a, b, c]
    ... '''))
    >>> result.answer()["far_sighted"]["deal"], result.answer()["short_sighted"]["refused_by"]
    ({'share': '72'}, ['c'])
    """
    from detente.analyses.spaces.close_calls import turned_by
    from detente.analyses.stages.over_draws import mandates, outcomes
    from detente.analyses.stages.result import StagesResult
    from detente.analyses.stages.solve import answer, safe_offers, with_protocols
    from detente.analyses.talks.courses import far_sighted
    from detente.analyses.talks.size import FEWEST, fitting_number
    from detente.analyses.talks.tables import build_talks
    from detente.scenario import best_draws, draw

    require_sections(ANALYSIS, scenario)
    _require_size(scenario)
    draws, best = settings.draws, best_draws(scenario)
    if draws is None:
        draws = max(FEWEST, fitting_number(scenario, DRAWS, times=SIDE_QUESTIONS))
    talks = build_talks(scenario, best)
    offers = safe_offers(talks)
    found = answer(with_protocols(talks, offers))
    many = draw(scenario, draws, seed=settings.seed) if draws else best

    def agreed(same: Scenario, some: Draws) -> NDArray[np.bool_]:
        return far_sighted(with_protocols(build_talks(same, some), offers)).agreed

    coarse = tuple(str(k + 1) for k, safe in enumerate(offers) if not safe)
    return StagesResult(
        origin=Origin.of(scenario),
        settings=replace(settings, draws=draws),
        assumptions=tuple(_assumptions(scenario, found.talks)),
        notes=(Remark("stages.note_coarse", {"stages": coarse}),) if coarse else (),
        scenario=scenario,
        found=found,
        outcomes=outcomes(scenario, many, draft=found.struck, offers=offers),
        mandates=mandates(scenario, many),
        turned_by=turned_by(scenario, agreed, most=MOST_MOVED)[1],
    )


def _assumptions(scenario: Scenario, talks: Talks) -> list[Remark]:
    """What was taken for granted."""
    tables, stages = talks.tables, scenario.stages
    settled = {
        issue
        for table in tables
        for issue, free in zip(talks.space.issues, table.free, strict=True)
        if free
    }
    taken: dict[bool, list[Any]] = {True: [], False: []}
    for name, issue in scenario.issues.items():
        if name not in settled:
            taken[issue.status_quo is not None].append(partial(scenario.issue_name, name))
    delegations = [each for stage in stages for each in stage.delegations.values()]
    holds = {
        "backward": True,
        "exponents": any(table.kind == "bargain" and len(table.seats) > 1 for table in tables),
        "left": tuple(taken[True]),
        "first": tuple(taken[False]),
        "waiting": any(table.kept is not None for table in tables),
        "mandates": any(delegation.mandate is not None for delegation in delegations),
        "threats": bool(talks.space.no_deal.threats),
        "stability": any(stage.if_fails == "stability" for stage in stages),
        "ties": any(table.protocol == "offers" for table in tables),
    }
    found = [
        Remark(f"stages.assumes_{key}", {"issues": said} if isinstance(said, tuple) else {})
        for key, said in holds.items()
        if said
    ]
    return [*found, *types_stated(scenario)]


def stages_conclusions(
    scenario: Scenario, draws: Draws, *, only: str | None = None, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map names to values a draw.

    `stages.agreement` (far-sighted), `stages.survives` (the short-sighted draft),
    `stages.dies_at.<n>`, `stages.win_set`, `stages.utility.<party>`, `stages.refuses.<party>`.
    `only` the first of them is the cheapest.
    """
    from detente.analyses.stages.over_draws import foreseen, outcomes
    from detente.analyses.stages.solve import safe_offers, struck_by, with_protocols
    from detente.analyses.stages.winsets import decisive
    from detente.analyses.talks.courses import short_sighted
    from detente.analyses.talks.tables import build_talks
    from detente.scenario import best_draws

    require_sections(ANALYSIS, scenario)
    talks = build_talks(scenario, best_draws(scenario))
    offers = safe_offers(talks)
    if only == "stages.agreement":
        return {only: foreseen(scenario, draws, offers).agreed.astype(float)}
    _, struck = struck_by(talks, short_sighted(with_protocols(talks, offers)))
    found = outcomes(scenario, draws, draft=struck, offers=offers)
    named = {
        "stages.agreement": found.far.agreed.astype(float),
        "stages.survives": found.short.agreed.astype(float),
        "stages.win_set": found.survive,
    }
    for stage in range(len(scenario.stages)):
        named[f"stages.dies_at.{stage + 1}"] = (found.short.ended == stage).astype(float)
    asked = list(decisive(talks))
    for place, party in enumerate(talks.space.parties):
        named[f"stages.utility.{party}"] = found.far.value[:, place]
        named[f"stages.refuses.{party}"] = found.refuses[:, asked, place].any(axis=1).astype(float)
    return named


def _require_size(scenario: Scenario) -> None:
    """Refuse talks that take too long at best values, where smallest changes are looked for."""
    from detente.analyses.talks.size import FEWEST, require_size

    lines = sum(len(wants.red_lines) for wants in scenario.preferences.values())
    require_size(scenario, times=FEWEST + 4 + len(scenario.preferences) + lines)


def _ready(scenario: Scenario) -> None:
    """Refuse talks that take too long, and worths of no deal that do not follow."""
    from detente.analyses.no_deal.worth import no_deal
    from detente.scenario import best_draws

    _require_size(scenario)
    no_deal(scenario, best_draws(scenario))


ANALYSIS = Analysis(
    name="stages",
    summary="talks in rounds: what is struck, what survives, where and at whom it dies",
    run=solve_stages,
    needs=("issues", "preferences", "stages"),
    example="""issues: {price: {values: [low, mid, high]}}
preferences:
  a: {weights: {price: 1}, values: {price: rising}, reservation: 20}
  b: {weights: {price: 1}, values: {price: falling}, reservation: 20}
stages:
  - table: [a]            # drafts
  - table: [a, b]         # must agree""",
    settings=StagesSettings.options(),
    lead=1,
    conclusions=stages_conclusions,
    selects=True,
    ready=_ready,
)
