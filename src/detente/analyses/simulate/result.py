"""What simulated negotiations came to, with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Result
from detente.analyses.simulate.solve import Runs
from detente.scenario import Scenario


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
        return self._mean_where_agreed(self.runs.rounds)

    @property
    def waste(self) -> float | None:
        """Mean points that all could have had more at once; None without a deal."""
        return self._mean_where_agreed(self.runs.waste)

    def _mean_where_agreed(self, values: NDArray[Any]) -> float | None:
        found = values[self.runs.agreed]
        return float(found.mean()) if found.size else None

    def worth(self, party: int) -> tuple[float, float, float]:
        """Mean and nine-in-ten range of what a party ends with, no deal included."""
        column = self.runs.worth[:, party]
        low, high = np.quantile(column, [0.05, 0.95])
        return float(column.mean()), float(low), float(high)


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
