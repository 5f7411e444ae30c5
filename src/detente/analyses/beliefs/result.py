"""What is believed of each party, with names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.beliefs.crises import CrisisFound
from detente.analyses.beliefs.solve import Belief
from detente.analyses.contract import Result
from detente.analyses.posterior.bayes import ratio_word
from detente.analyses.posterior.mixture import ByType
from detente.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class BeliefsResult(Result):
    """Beliefs at best values and over draws, one entry a party with types; and all crises."""

    analysis: ClassVar[str] = "beliefs"

    scenario: Scenario
    best: tuple[Belief, ...]
    drawn: tuple[Belief, ...]
    mixture: tuple[ByType, ...] = ()
    crises: tuple[CrisisFound, ...] = ()

    def mixed(self) -> dict[str, float]:
        """Mean conclusions of the analysis that was run on the posterior mixture."""
        total: dict[str, float] = {}
        for part in self.mixture:
            for name, mean in part.means.items():
                total[name] = total.get(name, 0.0) + part.chance * mean
        return total

    def pairs(self) -> Iterator[tuple[Belief, Belief]]:
        """Best and drawn beliefs, party by party."""
        yield from zip(self.best, self.drawn, strict=True)

    def belief(self, party: str) -> dict[str, float]:
        """The posterior of a party at best values, by type.

        Raises KeyError for a party without types.
        """
        for found in self.best:
            if found.problem.party == party:
                return dict(zip(found.problem.types, found.posterior[0].tolist(), strict=True))
        raise KeyError(party)

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; by party, probabilities 0..1.

        `crises` holds the crises in reduced forms if there are some, `then` the mixture if asked.
        """
        found: dict[str, Any] = {
            best.problem.party: self._party(best, drawn) for best, drawn in self.pairs()
        }
        if self.crises:
            found["crises"] = {crisis.name: crisis.answer() for crisis in self.crises}
        if self.mixture:
            found["then"] = {
                "mixture": self.mixed(),
                "by_type": [
                    {"types": dict(part.types), "chance": part.chance, "means": dict(part.means)}
                    for part in self.mixture
                ],
            }
        return found

    def _party(self, best: Belief, drawn: Belief) -> dict[str, Any]:
        problem = best.problem
        named = [None, *problem.signals[: problem.seen]]
        low, high = np.quantile(drawn.posterior, [0.05, 0.95], axis=0)
        return {
            "path": [
                {"after": name, "belief": dict(zip(problem.types, row.tolist(), strict=True))}
                for name, row in zip(named, best.path[0], strict=True)
            ],
            "range": {
                kind: [float(low[k]), float(high[k])] for k, kind in enumerate(problem.types)
            },
            "at_face_value": dict(zip(problem.types, best.naive[0, -1].tolist(), strict=True)),
            "signals": [
                {
                    "signal": name,
                    "cheap": not problem.costly[k],
                    "repeats": problem.repeats[k],
                    "likelihood_ratio": float(best.ratio[0, k]),
                    "strength": ratio_word(float(best.ratio[0, k])),
                    "stated_ratio": float(best.stated_ratio[0, k]),
                    "future": k >= problem.seen,
                }
                for k, name in enumerate(problem.signals)
            ],
            "to_watch": [
                {
                    "signal": problem.signals[problem.seen + k],
                    "bits": float(best.bits[0, k]),
                    "if_seen": dict(zip(problem.types, best.if_seen[0, k].tolist(), strict=True)),
                    "if_not": dict(zip(problem.types, best.if_not[0, k].tolist(), strict=True)),
                }
                for k in np.argsort(-best.bits[0], kind="stable")
            ],
        }
