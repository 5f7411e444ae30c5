"""Negotiations simulated round by round, to teach with and to stress-test a deal.

Two protocols: alternating offers of two parties, and a mediator's single text for any number.
Standard tactics play against each other in every draw of the judgements. A simulation says what
follows from rules of thumb; it does not predict anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark, require_sections
from detente.analyses.settings import Settings, option, with_settings
from detente.validation import whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.simulate.problem import Seating
    from detente.analyses.simulate.result import Game, SimulationResult
    from detente.scenario import Draws, Scenario

MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateSettings(Settings):
    """The settings of `simulate_talks`."""

    protocol: str | None = option(
        None,
        "rules of the talks: alternating offers (default for two), or a mediator's single text",
        choices=("offers", "mediator"),
    )
    tactics: tuple[str, ...] = option(
        (),
        "one tactic a party: boulware, linear, conceder, tit_for_tat, hardliner (default: all)",
        flag="--tactic",
    )
    parties: tuple[str, ...] = option((), "who negotiates", flag="--party")
    rounds: int = option(50, "rounds until the deadline", least=2)
    draws: int = option(256, "cases computed over the judgements' ranges")
    seed: int = option(0, "seed of draws and offers")


@with_settings(SimulateSettings)
def simulate_talks(scenario: Scenario, settings: SimulateSettings) -> SimulationResult:
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

    require_sections(ANALYSIS, scenario)
    seats = seating(scenario, settings.protocol, settings.parties)
    check_draws(scenario, settings.draws, len(seats.parties))
    drawn = draw(scenario, settings.draws, seed=settings.seed) if settings.draws else None
    return SimulationResult(
        origin=Origin.of(scenario),
        settings=replace(settings, **seats._asdict()),
        assumptions=_assumptions(scenario, seats),
        notes=(Remark("simulate.note_no_forecast"),),
        scenario=scenario,
        parties=seats.parties,
        games=_games(scenario, drawn or best_draws(scenario), seats, settings),
    )


def _assumptions(scenario: Scenario, seats: Seating) -> tuple[Remark, ...]:
    from detente.analyses.simulate.problem import LARGEST, all_packages
    from detente.phrases import phrases

    def number(count: int, language: str) -> str:
        return phrases(language).number(count)

    by_offers = seats.protocol == "offers"
    found = [Remark("simulate.assumes_mediator")]
    if by_offers:
        opens = partial(scenario.party_name, seats.parties[0])
        found = [Remark("simulate.assumes_offers", {"party": opens})]
    laid, every = LARGEST // len(seats.parties), all_packages(scenario)
    if laid < every:
        key = "simulate.assumes_sample" if by_offers else "simulate.assumes_sampled_waste"
        told = {"laid": partial(number, laid), "every": partial(number, every)}
        found.append(Remark(key, told))
    return tuple(found)


def _games(
    scenario: Scenario, draws: Draws, seats: Seating, settings: SimulateSettings
) -> tuple[Game, ...]:
    """Every game in every draw."""
    from detente.analyses.simulate import play, problem
    from detente.analyses.simulate.result import Game
    from detente.analyses.spaces.laid_out import POINTS, status_quo_places
    from detente.analyses.spaces.problem import even_problem
    from detente.randomness import generator

    rounds = whole_number("rounds", settings.rounds, most=MOST_ROUNDS)
    chosen = problem.pairings(settings.tactics, len(seats.parties))
    space = even_problem(scenario, draws, POINTS).of(seats.parties)
    places = problem.packages(scenario, len(seats.parties), settings.seed)
    seeds = generator(settings.seed).integers(0, 2**63, size=draws.count).astype("uint64")
    if seats.protocol == "offers":
        runs = play.play_offers(space, places, chosen, rounds=rounds, seeds=seeds)
    else:
        start = status_quo_places(scenario)
        runs = play.mediate(space, places, chosen, start=start, rounds=rounds, seeds=seeds)
    return tuple(
        Game.of(seats.parties, tactics, run) for tactics, run in zip(chosen, runs, strict=True)
    )


def simulate_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `simulate.agreement.<tactics>` and `simulate.utility.<tactics>.<party>` a draw."""
    from detente.analyses.simulate.problem import seating

    require_sections(ANALYSIS, scenario)
    known = SimulateSettings(**{k: given for k, given in settings.items() if given is not None})
    seats = seating(scenario, known.protocol, known.parties)
    found = {}
    for game in _games(scenario, draws, seats, known):
        key = "-".join(game.tactics.values())
        found[f"simulate.agreement.{key}"] = game.runs.agreed.astype(float)
        for place, party in enumerate(seats.parties):
            found[f"simulate.utility.{key}.{party}"] = game.runs.worth[:, place]
    return found


def _ready(scenario: Scenario) -> None:
    """Refuse talks of fewer than two parties, and worths of no deal that do not follow."""
    from detente.analyses.no_deal.worth import no_deal
    from detente.analyses.simulate.problem import seating
    from detente.scenario import best_draws

    seating(scenario)
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
    settings=SimulateSettings.options(),
    conclusions=simulate_conclusions,
    ready=_ready,
)
