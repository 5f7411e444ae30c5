"""What a seat is worth: each stage solved with and without each party, fronts, votes, coalitions.

The worth of a seat to its holder is what the talks are worth to it with the seat minus without;
the same difference for everybody else says who would want whom at the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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

    from detente.analyses.seats.result import SeatsResult
    from detente.scenario import Draws, Scenario

DRAWS = 128
SHARE = 0.8
"""Of the work on talks in a draw, what one seat at one table takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsSettings(Settings):
    """The settings of `value_seats`."""

    draws: int | None = option(
        None, f"cases computed over the judgements' ranges (at most {DRAWS})"
    )
    seed: int = option(0, "seed of the draws")
    transfers: bool = option(
        False, "coalitions that can transfer worth: Shapley value, core, nucleolus"
    )


@with_settings(SeatsSettings)
def value_seats(scenario: Scenario, settings: SeatsSettings) -> SeatsResult:
    """Solve the talks with and without each party at each stage, and each member of each front.

    `draws` of the uncertain judgements, `DRAWS` where not given, fewer or none where there are many
    packages, show how much hangs on them. `transfers` adds the Shapley value, the core and the
    nucleolus of the game in which worth can be transferred. Raises MissingSection without stages,
    issues or preferences, SettingError when there are more packages than can be laid out.

    >>> from detente.scenario import loads
    >>> result = value_seats(loads('''
    ... title: Two share, a third is outside
    ... parties: {a: {}, b: {}, c: {}}
    ... issues: {share: {scale: 0..100, steps: 101}}
    ... preferences:
    ...   a: {weights: {share: 1}, values: {share: rising}}
    ...   b: {weights: {share: 1}, values: {share: falling}}
    ...   c: {weights: {share: 1}, values: {share: falling}, reservation: 60}
    ... stages:
    ...   - table: [a, b]
    ... '''))
    >>> [round(seat["own"]["best"]) for seat in result.answer()["seats"]]
    [50, 50, 32]
    """
    from detente.analyses.seats import solve
    from detente.analyses.seats.result import SeatsResult
    from detente.analyses.spaces.laid_out import lay_out
    from detente.analyses.talks.size import FEWEST, fitting_number, require_size
    from detente.scenario import best_draws, draw

    require_sections(ANALYSIS, scenario)
    times = _times(scenario)
    require_size(scenario, times=times)
    draws = settings.draws
    if draws is None:
        draws = fitting_number(scenario, DRAWS, times=times)
        draws = draws if draws >= FEWEST else 0
    best = best_draws(scenario)
    many = draw(scenario, draws, seed=settings.seed) if draws else best
    at_best = solve.seats(scenario, best)
    parties = tuple(party for party in scenario.parties if party in scenario.preferences)
    assumptions = [Remark("seats.assumes_absent"), *types_stated(scenario)]
    if scenario.fronts:
        assumptions.append(Remark("seats.assumes_fronts"))
    if settings.transfers:
        assumptions.append(Remark("seats.assumes_transfers"))
    return SeatsResult(
        origin=Origin.of(scenario),
        settings=replace(settings, draws=draws),
        assumptions=tuple(assumptions),
        scenario=scenario,
        parties=parties,
        best=at_best,
        drawn=solve.seats(scenario, many) if draws else at_best,
        fronts=solve.front_changes(scenario, many) if scenario.fronts else (),
        game=solve.transfers(lay_out(scenario, best))
        if settings.transfers and len(parties) > 1
        else None,
    )


def seats_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `seat.<stage>.<party>` to what the seat is worth to its holder in each draw."""
    from detente.analyses.seats import solve

    require_sections(ANALYSIS, scenario)
    parties = [party for party in scenario.parties if party in scenario.preferences]
    return {
        f"seat.{seat.stage + 1}.{parties[seat.party]}": seat.whole[:, seat.party]
        for seat in solve.seats(scenario, draws)
    }


def _times(scenario: Scenario) -> float:
    """How often the talks are solved in a draw: for each seat, and for each change of a front."""
    parties = len(scenario.preferences)
    return SHARE * (parties * len(scenario.stages) + (parties + 1) * len(scenario.fronts))


def _ready(scenario: Scenario) -> None:
    """Refuse talks that take too long, and worths of no deal that do not follow."""
    from detente.analyses.no_deal.worth import no_deal
    from detente.analyses.talks.size import require_size
    from detente.scenario import best_draws

    require_size(scenario, times=_times(scenario))
    no_deal(scenario, best_draws(scenario))


ANALYSIS = Analysis(
    name="seats",
    summary="what a seat at each table is worth, and to whom an absence is worth something",
    run=value_seats,
    needs=("issues", "preferences", "stages"),
    example="""issues: {price: {values: [low, mid, high]}}
preferences:
  a: {weights: {price: 1}, values: {price: rising}, reservation: 20}
  b: {weights: {price: 1}, values: {price: falling}, reservation: 20}
stages:
  - table: [a, b]""",
    settings=SeatsSettings.options(),
    lead=6,
    conclusions=seats_conclusions,
    ready=_ready,
)
