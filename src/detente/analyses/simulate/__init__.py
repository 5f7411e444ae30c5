"""Negotiations simulated round by round, to teach with and to stress-test a deal.

Two protocols: alternating offers of two parties, and a mediator's single text for any number.
Standard tactics play against each other in every draw of the judgements. A simulation says what
follows from rules of thumb; it does not predict anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark, Setting, require_sections
from detente.validation import checked_seed, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.simulate.result import SimulationResult
    from detente.scenario import Draws, Scenario

DRAWS = 256
ROUNDS = 50
PROTOCOLS = ("offers", "mediator")


def simulate_talks(
    scenario: Scenario,
    *,
    protocol: str = "offers",
    tactics: Sequence[str] = (),
    parties: Sequence[str] = (),
    rounds: int = ROUNDS,
    draws: int = DRAWS,
    seed: int = 0,
) -> SimulationResult:
    """Let tactics negotiate in every draw.

    `tactics` names one tactic a party; where none is given, all standard tactics meet (two parties)
    or all parties use the same one. `parties` are by default the first table's, else all at the
    table; `offers` takes exactly two. Raises MissingSection without issues or preferences,
    SettingError for a setting that does not fit.

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
    from detente.analyses.simulate.problem import check_size, pairings, prepare
    from detente.analyses.simulate.result import SimulationResult, play
    from detente.scenario import best_draws, draw

    whole_number("draws", draws)
    checked_seed(seed)
    require_sections(ANALYSIS, scenario)
    check_size(scenario, draws)
    seated, ground = prepare(
        scenario,
        draw(scenario, draws, seed=seed) if draws else best_draws(scenario),
        protocol=protocol,
        parties=tuple(parties),
        rounds=rounds,
    )
    chosen = pairings(tuple(tactics), len(seated))
    return SimulationResult(
        origin=Origin.of(scenario),
        settings={
            "protocol": protocol,
            "tactics": list(tactics),
            "parties": list(seated),
            "rounds": rounds,
            "draws": draws,
            "seed": seed,
        },
        assumptions=(
            Remark("simulate.assumes_offers")
            if protocol == "offers"
            else Remark("simulate.assumes_mediator"),
        ),
        notes=(Remark("simulate.note_no_forecast"),),
        scenario=scenario,
        parties=seated,
        games=tuple(
            play(ground, names, protocol=protocol, rounds=rounds, seed=seed) for names in chosen
        ),
    )


def simulate_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `simulate.agreement.<tactics>` and `simulate.utility.<tactics>.<party>` a draw."""
    from detente.analyses.simulate.problem import pairings, prepare
    from detente.analyses.simulate.result import play

    protocol = settings.get("protocol") or "offers"
    rounds, seed = settings.get("rounds") or ROUNDS, settings.get("seed") or 0
    require_sections(ANALYSIS, scenario)
    parties = tuple(settings.get("parties") or ())
    seated, ground = prepare(scenario, draws, protocol=protocol, parties=parties, rounds=rounds)
    found = {}
    for names in pairings(tuple(settings.get("tactics") or ()), len(seated)):
        game = play(ground, names, protocol=protocol, rounds=rounds, seed=seed)
        key = "-".join(names)
        found[f"simulate.agreement.{key}"] = game.runs.agreed.astype(float)
        for place, party in enumerate(seated):
            found[f"simulate.utility.{key}.{party}"] = game.runs.worth[:, place]
    return found


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
        Setting("protocol", "text", "rules of the talks", default="offers", choices=PROTOCOLS),
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
)
