"""Negotiations simulated round by round, to teach with and to stress-test a deal.

Two protocols: alternating offers of two parties, and a mediator's single text for any number.
Standard tactics play against each other in every draw of the judgements. A simulation says what
follows from rules of thumb; it does not predict anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import (
    Analysis,
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

    from detente.analyses.simulate.problem import Seating
    from detente.analyses.simulate.result import Game, SimulationResult
    from detente.scenario import Draws, Scenario

DRAWS = 256
ROUNDS = 50


@with_known_settings
def simulate_talks(
    scenario: Scenario,
    *,
    protocol: str | None = None,
    tactics: Sequence[str] = (),
    parties: Sequence[str] = (),
    rounds: int = ROUNDS,
    draws: int = DRAWS,
    seed: int = 0,
) -> SimulationResult:
    """Let tactics negotiate in every draw.

    `tactics` names one tactic a party; where none is given, all standard tactics meet (two parties)
    or all parties use the same one. `parties` are by default the first table's, else all at the
    table; `offers` takes exactly two, and a `mediator` serves more. Raises MissingSection without
    issues or preferences of two parties, SettingError for a setting that does not fit.

    >>> from detente.scenario import loads
    >>> result = simulate_talks(loads('''
    ... title: t
    ... parties: {a: {}, b: {}}
    ... issues: {price: {scale: 0..10, steps: 11}, date: {scale: 0..10, steps: 11}}
    ... preferences:
    ...   a: {weights: {price: 3, date: 1}, values: {price: rising, date: rising}}
    ...   b: {weights: {price: 1, date: 3}, values: {price: falling, date: falling}}
    ... '''), tactics=("conceder", "hardliner"))
    >>> game = result.answer()["games"][0]
    >>> game["agreed"], game["worth"]["b"]["mean"] > game["worth"]["a"]["mean"]
    (1.0, True)
    """
    from detente.analyses.simulate.problem import check_draws, seating
    from detente.analyses.simulate.result import SimulationResult
    from detente.scenario import best_draws, draw

    whole_number("draws", draws)
    checked_seed(seed)
    require_sections(ANALYSIS, scenario)
    seats = seating(scenario, protocol, tuple(parties))
    check_draws(scenario, draws, len(seats.parties))
    many = draw(scenario, draws, seed=seed) if draws else best_draws(scenario)
    settings = {"tactics": list(tactics), "rounds": rounds}
    return SimulationResult(
        origin=Origin.of(scenario),
        settings={
            "protocol": seats.protocol,
            "tactics": list(tactics),
            "parties": list(seats.parties),
            "rounds": rounds,
            "draws": draws,
            "seed": seed,
        },
        assumptions=_assumptions(scenario, seats),
        notes=(Remark("simulate.note_no_forecast"),),
        scenario=scenario,
        parties=seats.parties,
        games=_games(scenario, many, seats, settings, seed),
    )


def _assumptions(scenario: Scenario, seats: Seating) -> tuple[Remark, ...]:
    from detente.analyses.simulate.problem import LARGEST, all_packages
    from detente.phrases import phrases

    by_offers = seats.protocol == "offers"
    found = [Remark("simulate.assumes_offers" if by_offers else "simulate.assumes_mediator")]
    laid, every = LARGEST // len(seats.parties), all_packages(scenario)
    if laid < every:
        key = "simulate.assumes_sample" if by_offers else "simulate.assumes_sampled_waste"
        counts = {"laid": laid, "every": every}
        told = {
            name: lambda language, n=n: phrases(language).number(n) for name, n in counts.items()
        }
        found.append(Remark(key, told))
    return tuple(found)


def _games(
    scenario: Scenario, draws: Draws, seats: Seating, settings: Mapping[str, Any], seed: int
) -> tuple[Game, ...]:
    """Every game in every draw."""
    from detente.analyses.simulate import problem, solve
    from detente.analyses.simulate.result import Game
    from detente.randomness import generator

    rounds = problem.checked_rounds(settings["rounds"])
    chosen = problem.pairings(settings["tactics"], len(seats.parties))
    runs = (solve.play_offers if seats.protocol == "offers" else solve.mediate)(
        problem.wants(scenario, draws, seats.parties),
        problem.packages(scenario, len(seats.parties), seed),
        chosen,
        rounds=rounds,
        seeds=generator(seed).integers(0, 2**63, size=draws.count).astype("uint64"),
    )
    return tuple(Game(names, run) for names, run in zip(chosen, runs, strict=True))


def simulate_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `simulate.agreement.<tactics>` and `simulate.utility.<tactics>.<party>` a draw."""
    from detente.analyses.simulate.problem import seating

    require_sections(ANALYSIS, scenario)
    seats = seating(scenario, settings.get("protocol"), tuple(settings.get("parties") or ()))
    rules = {
        "tactics": settings.get("tactics") or (),
        "rounds": settings.get("rounds") or ROUNDS,
    }
    found = {}
    for game in _games(scenario, draws, seats, rules, settings.get("seed") or 0):
        key = "-".join(game.tactics)
        found[f"simulate.agreement.{key}"] = game.runs.agreed.astype(float)
        for place, party in enumerate(seats.parties):
            found[f"simulate.utility.{key}.{party}"] = game.runs.worth[:, place]
    return found


def _ready(scenario: Scenario) -> None:
    """Refuse talks of fewer than two parties, and worths of no deal that do not follow."""
    from detente.analyses.no_deal.worth import no_deal
    from detente.analyses.simulate.problem import seating
    from detente.scenario import best_draws

    seating(scenario, None, ())
    no_deal(scenario, best_draws(scenario))


ANALYSIS = Analysis(
    name="simulate",
    summary="negotiations played round by round by standard tactics",
    run=simulate_talks,
    needs=("issues", "preferences"),
    example="""issues: {price: {values: [low, mid, high]}}
preferences:
  a: {weights: {price: 1}, values: {price: rising}, reservation: 20}
  b: {weights: {price: 1}, values: {price: falling}, reservation: 20}""",
    settings=(
        Setting(
            "protocol",
            "text",
            "rules of the talks: alternating offers (default for two), or a mediator's single text",
            choices=("offers", "mediator"),
        ),
        Setting(
            "tactics",
            "texts",
            "one tactic a party: boulware, linear, conceder, tit_for_tat, hardliner (default: all)",
            default=(),
            flag="--tactic",
        ),
        Setting("parties", "texts", "who negotiates", default=(), flag="--party"),
        Setting("rounds", "whole", "rounds until the deadline", default=ROUNDS),
        Setting("draws", "whole", "cases computed over the judgements' ranges", default=DRAWS),
        Setting("seed", "whole", "seed of draws and offers", default=0),
    ),
    conclusions=simulate_conclusions,
    ready=_ready,
)
