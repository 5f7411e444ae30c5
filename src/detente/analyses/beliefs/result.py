"""What is believed of each party, and what crises come to, with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.beliefs.solve import Belief, CrisisFound, middle
from detente.analyses.contract import Result
from detente.analyses.posterior.mixture import ByType
from detente.exhibits import plain
from detente.scenario import Scenario

Floats = NDArray[np.float64]

RATIO_WORDS = (
    (1.05, "none"),
    (2.0, "slight"),
    (3.2, "weak"),
    (10.0, "substantial"),
    (32.0, "strong"),
)
"""Upper ends of likelihood ratios and their words (steps of about half a power of ten)."""

SOURCES = {
    "peace_range": "Fearon 1995",
    "military_track": "Slantchev 2003",
    "risk_return": "Powell 1999",
    "power_shift": "Powell 1999",
    "audience_cost": "Fearon 1994",
}
"""Where each outcome equation comes from; each is a reduced form of the model in full."""


def ratio_word(ratio: float) -> str:
    """The word for a likelihood ratio of at least 1.

    >>> [ratio_word(ratio) for ratio in (1.0, 4.0, 50.0)]
    ['none', 'substantial', 'decisive']
    """
    return next((word for end, word in RATIO_WORDS if ratio < end), "decisive")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class BeliefsResult(Result):
    """Beliefs, one entry a party with types, and all crises: the best estimates, then the draws."""

    analysis: ClassVar[str] = "beliefs"

    scenario: Scenario
    beliefs: tuple[Belief, ...]
    mixture: tuple[ByType, ...] = ()
    crises: tuple[CrisisFound, ...] = ()

    def mixed(self) -> dict[str, float]:
        """Mean conclusions of the analysis that was run on the posterior mixture."""
        total: dict[str, float] = {}
        for part in self.mixture:
            for name, mean in part.means.items():
                total[name] = total.get(name, 0.0) + part.chance * mean
        return total

    def belief(self, party: str) -> dict[str, float]:
        """The posterior of a party at best values, by type.

        Raises KeyError for a party without types.
        """
        found = {each.problem.party: each for each in self.beliefs}[party]
        return dict(zip(found.problem.types, found.posterior[0].tolist(), strict=True))

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; by party, probabilities 0..1.

        `crises` holds the crises in reduced forms if there are some, `then` the mixture if asked.
        """
        found: dict[str, Any] = {each.problem.party: _of_party(each) for each in self.beliefs}
        if self.crises:
            found["crises"] = {crisis.name: _of_crisis(crisis) for crisis in self.crises}
        if self.mixture:
            found["then"] = {"mixture": self.mixed(), "by_type": plain(self.mixture)}
        return found


def _of_party(found: Belief) -> dict[str, Any]:
    problem, seen = found.problem, found.problem.seen

    def by_type(belief: Floats) -> dict[str, float]:
        return dict(zip(problem.types, belief.tolist(), strict=True))

    return {
        "path": [
            {"after": name, "belief": by_type(belief)}
            for name, belief in zip([None, *problem.signals[:seen]], found.path[0], strict=True)
        ],
        "range": by_type(np.stack(middle(found.posterior), axis=1)),
        "half_as_telling": by_type(found.half[0]),
        "at_face_value": by_type(found.naive[0, -1]),
        "signals": [
            {
                "signal": name,
                "cheap": not problem.costly[k],
                "repeats": problem.repeats[k],
                "likelihood_ratio": float(found.ratio[0, k]),
                "strength": ratio_word(float(found.ratio[0, k])),
                "stated_ratio": float(found.stated_ratio[0, k]),
                "future": k >= seen,
            }
            for k, name in enumerate(problem.signals)
        ],
        "to_watch": [
            {
                "signal": problem.signals[seen + k],
                "bits": float(found.bits[0, k]),
                "if_seen": by_type(found.if_seen[0, k]),
                "if_not": by_type(found.if_not[0, k]),
            }
            for k in np.argsort(-found.bits[0], kind="stable")
        ],
    }


def _of_crisis(crisis: CrisisFound) -> dict[str, Any]:
    """Shares 0..1, worths and costs in points of the prize; `range` is 5..95 %."""
    contest, demand, shift, audience = crisis.forms
    found: dict[str, Any] = {
        "between": [crisis.first, crisis.second],
        "reduced_forms": dict(SOURCES),
    }
    if contest is not None:
        found["win"] = _number(contest.win)
        found["worth_of_war"] = {party: _number(worth) for party, worth in contest.worth.items()}
        found["peace_range"] = {"low": _number(contest.low), "high": _number(contest.high)}
        if contest.battles is not None:
            found["military_track"] = {"battles": _number(contest.battles)}
    if demand is not None:
        found["risk_return"] = {
            "demand": _number(demand.points),
            "war": _number(demand.war),
            "worth": _number(demand.worth),
        }
    if shift is not None:
        found["power_shift"] = {
            "rises": crisis.sides[0],
            "war_now": bool(shift.war[0]),
            "surplus": _number(shift.surplus),
            "war_now_in": float(shift.war[1:].mean()),
        }
    if audience is not None:
        found["audience_cost"] = {
            "needed": None if audience.always[0] else _number(audience.needed),
            "stated": _number(audience.stated),
            "separates": bool(audience.separates[0]),
            "separates_in": float(audience.separates[1:].mean()),
        }
    return found


def _number(values: Floats) -> dict[str, Any]:
    return {"best": float(values[0]), "range": [float(end) for end in middle(values)]}
