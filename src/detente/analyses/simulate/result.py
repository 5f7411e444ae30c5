"""What simulated negotiations came to, with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Result
from detente.analyses.simulate.play import Runs
from detente.exhibits import internal, plain
from detente.scenario import Scenario


class Worth(NamedTuple):
    """Mean and nine-in-ten range of what a party ends with, no deal included."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Game:
    """One combination of tactics by party and what it came to over the draws.

    `agreed` is the share of negotiations that ended in a deal; `rounds` to it and `waste`, points
    that all could have had more at once, are means; None without any deal.
    """

    tactics: Mapping[str, str]
    agreed: float
    rounds: float | None
    waste: float | None
    worth: Mapping[str, Worth]
    runs: Runs = internal()

    @classmethod
    def of(cls, parties: tuple[str, ...], tactics: tuple[str, ...], runs: Runs) -> Game:
        """Shares and means of what was played."""
        some = bool(runs.agreed.any())
        worth = [
            Worth(float(column.mean()), *np.quantile(column, [0.05, 0.95]).tolist())
            for column in runs.worth.T
        ]
        return cls(
            dict(zip(parties, tactics, strict=True)),
            float(runs.agreed.mean()),
            float(runs.rounds[runs.agreed].mean()) if some else None,
            float(runs.waste[runs.agreed].mean()) if some else None,
            dict(zip(parties, worth, strict=True)),
            runs,
        )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SimulationResult(Result):
    """Simulated negotiations: one game for each combination of tactics."""

    analysis: ClassVar[str] = "simulate"

    scenario: Scenario
    parties: tuple[str, ...]
    games: tuple[Game, ...]

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; shares 0..1, worths in points."""
        return {"parties": list(self.parties), "games": plain(self.games)}

    def trace(self, game: int, negotiation: int = 0) -> NDArray[np.float64]:
        """Worths of the offers (or texts) of one kept negotiation, shape [step, party]."""
        offers = self.games[game].runs.trace[negotiation]
        return np.asarray(offers[~np.isnan(offers[:, 0])])
