"""What simulated negotiations came to, with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import BriefPart, Result
from detente.analyses.simulate.solve import Arena, Runs, play_mediated, play_offers
from detente.exhibits import Chart, Note, Section, Table
from detente.scenario import Scenario

TRACES = 12
"""Negotiations of each game whose offers are kept."""


@dataclass(frozen=True, eq=False)
class Game:
    """One combination of tactics and what it came to in every draw."""

    tactics: tuple[str, ...]
    runs: Runs

    @property
    def agreed(self) -> float:
        """Share of negotiations that ended in a deal."""
        return float(self.runs.agreed.mean())

    @property
    def rounds(self) -> float | None:
        """Mean number of rounds to the deal; None without any."""
        found = self.runs.rounds[self.runs.agreed]
        return float(found.mean()) if found.size else None

    @property
    def waste(self) -> float | None:
        """Mean points that all could have had more at once; None without a deal."""
        found = self.runs.waste[self.runs.agreed]
        return float(found.mean()) if found.size else None

    def worth(self, party: int) -> tuple[float, float, float]:
        """Mean and nine-in-ten range of what a party ends with, no deal included."""
        column = self.runs.worth[:, party]
        low, high = np.quantile(column, [0.05, 0.95])
        return float(column.mean()), float(low), float(high)


def play(ground: Arena, tactics: tuple[str, ...], *, protocol: str, rounds: int, seed: int) -> Game:
    """Play one combination of tactics in every draw."""
    if protocol == "mediator":
        runs = play_mediated(ground, tactics, rounds=rounds, seed=seed, traces=TRACES)
        return Game(tactics, runs)
    pair = (tactics[0], tactics[1])
    return Game(tactics, play_offers(ground, pair, rounds=rounds, seed=seed, traces=TRACES))


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SimulationResult(Result):
    """Simulated negotiations: one game for each combination of tactics."""

    analysis: ClassVar[str] = "simulate"

    scenario: Scenario
    parties: tuple[str, ...]
    games: tuple[Game, ...]

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; shares 0..1, worths in points."""
        return {
            "parties": list(self.parties),
            "games": [
                {
                    "tactics": dict(zip(self.parties, game.tactics, strict=True)),
                    "agreed": game.agreed,
                    "rounds": game.rounds,
                    "waste": game.waste,
                    "worth": {
                        party: dict(zip(("mean", "low", "high"), game.worth(place), strict=True))
                        for place, party in enumerate(self.parties)
                    },
                }
                for game in self.games
            ],
        }

    def trace(self, game: int, negotiation: int = 0) -> NDArray[np.float64]:
        """Worths of the offers (or texts) of one kept negotiation, shape [step, party]."""
        offers = self.games[game].runs.trace[negotiation]
        return np.asarray(offers[~np.isnan(offers[:, 0])])

    def statements(self, language: str | None = None) -> tuple[Note, ...]:
        """See `Result.statements`."""
        from detente.analyses.simulate.exhibits import statements

        return statements(self, self.words(language))

    def tables(self, language: str | None = None) -> tuple[Table, ...]:
        """See `Result.tables`."""
        from detente.analyses.simulate.exhibits import game_table

        return (game_table(self, self.words(language)),)

    def charts(self, language: str | None = None) -> tuple[Chart, ...]:
        """See `Result.charts`."""
        from detente.analyses.simulate.exhibits import charts

        return charts(self, self.words(language))

    def brief(self, language: str | None = None) -> BriefPart:
        """See `Result.brief`: an annex only, since a simulation is no finding on the case."""
        from detente.analyses.simulate.exhibits import charts, game_table, statements

        words = self.words(language)
        shown = (*statements(self, words), game_table(self, words), *charts(self, words))
        return BriefPart(annexes=(Section("simulate", words("simulate.annex"), shown),))
