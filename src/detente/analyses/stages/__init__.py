"""Talks in stages: what is struck at each table, what survives, where and at whom it dies.

Backward induction over tables: the last one accepts what is worth at least its failure, each
earlier one bargains inside what survives, by the Nash solution with exponents from patience
(Binmore, Rubinstein & Wolinsky 1986) and stated power. The short-sighted course stands beside it:
parties that treat each stage as the last.
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
from detente.validation import checked_seed, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.stages.result import StagesResult
    from detente.scenario import Draws, Scenario

DRAWS = 1000
"""As many as a brief draws, so that its figures on stages and on deals are of the same cases."""


@with_known_settings
def solve_stages(scenario: Scenario, *, draws: int | None = None, seed: int = 0) -> StagesResult:
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
    from detente.analyses.stages.over_draws import mandates, outcomes
    from detente.analyses.stages.remarks import assumptions
    from detente.analyses.stages.result import StagesResult
    from detente.analyses.stages.solve import answer, safe_offers, with_protocols
    from detente.analyses.talks.size import FEWEST, fitting_number
    from detente.analyses.talks.tables import build_talks
    from detente.scenario import best_draws, draw

    checked_seed(seed)
    require_sections(ANALYSIS, scenario)
    _require_size(scenario)
    if draws is None:
        draws = max(FEWEST, fitting_number(scenario, DRAWS))
    whole_number("draws", draws)
    best = best_draws(scenario)
    talks = build_talks(scenario, best)
    offers = safe_offers(talks)
    found = answer(with_protocols(talks, offers))
    many = draw(scenario, draws, seed=seed) if draws else best
    coarse = tuple(str(k + 1) for k, safe in enumerate(offers) if not safe)
    return StagesResult(
        origin=Origin.of(scenario),
        settings={"draws": draws, "seed": seed},
        assumptions=assumptions(scenario, found.talks),
        notes=(Remark("stages.note_coarse", {"stages": coarse}),) if coarse else (),
        scenario=scenario,
        found=found,
        outcomes=outcomes(scenario, many, draft=found.struck, offers=offers),
        mandates=mandates(scenario, many),
    )


def stages_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map names to values a draw.

    `stages.agreement` (far-sighted), `stages.survives` (the short-sighted draft),
    `stages.dies_at.<n>`, `stages.win_set`, `stages.utility.<party>`, `stages.refuses.<party>`.
    """
    from detente.analyses.stages.over_draws import outcomes
    from detente.analyses.stages.solve import answer, safe_offers, with_protocols
    from detente.analyses.stages.winsets import decisive
    from detente.analyses.talks.tables import build_talks
    from detente.scenario import best_draws

    require_sections(ANALYSIS, scenario)
    best = best_draws(scenario)
    talks = build_talks(scenario, best)
    offers = safe_offers(talks)
    struck = answer(with_protocols(talks, offers)).struck
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
    settings=(
        Setting("draws", "whole", f"cases computed over the judgements' ranges (at most {DRAWS})"),
        Setting("seed", "whole", "seed of the draws", default=0),
    ),
    brief=BriefPlace(lead=1, sections=(("stages", Room(1)),)),
    conclusions=stages_conclusions,
    ready=_ready,
)
