"""Crises in reduced forms, at best values and over draws, with names and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.crises import Contest, Forms, crisis_forms

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]

SOURCES = {
    "peace_range": "Fearon 1995",
    "military_track": "Slantchev 2003",
    "risk_return": "Powell 1999",
    "power_shift": "Powell 1999",
    "audience_cost": "Fearon 1994",
}
"""Where each outcome equation comes from; each is a reduced form of the model in full."""


@dataclass(frozen=True, eq=False)
class CrisisFound:
    """One crisis: the first party, the other, the forms at best values and over draws."""

    name: str
    first: str
    second: str
    best: Forms
    drawn: Forms

    def answer(self) -> dict[str, Any]:
        """As JSON: shares 0..1, worths and costs in points of the prize; `range` is 5..95 %."""
        best, drawn = self.best, self.drawn
        found: dict[str, Any] = {
            "between": [self.first, self.second],
            "reduced_forms": dict(SOURCES),
        }
        if best.contest is not None and drawn.contest is not None:
            found |= _contest(best.contest, drawn.contest)
        if best.demand is not None and drawn.demand is not None:
            found["risk_return"] = {
                "demand": _number(best.demand.points, drawn.demand.points),
                "war": _number(best.demand.war, drawn.demand.war),
                "worth": _number(best.demand.worth, drawn.demand.worth),
            }
        if best.shift is not None and drawn.shift is not None:
            found["power_shift"] = {
                "rises": self.rising,
                "war_now": bool(best.shift.war[0]),
                "surplus": _number(best.shift.surplus, drawn.shift.surplus),
                "war_now_in": float(drawn.shift.war.mean()),
            }
        if best.audience is not None and drawn.audience is not None:
            found["audience_cost"] = {
                "needed": None
                if best.audience.always[0]
                else _number(best.audience.needed, drawn.audience.needed),
                "stated": _number(best.audience.stated, drawn.audience.stated),
                "separates": bool(best.audience.separates[0]),
                "separates_in": float(drawn.audience.separates.mean()),
            }
        return found

    @property
    def rising(self) -> str | None:
        """The party whose chance rises at best values; None where no shift is stated."""
        if self.best.shift is None:
            return None
        return self.first if self.best.shift.rises[0] else self.second

    @property
    def declining(self) -> str | None:
        """The other one."""
        if self.rising is None:
            return None
        return self.second if self.rising == self.first else self.first


def found_crises(scenario: Scenario, best: Draws, many: Draws) -> tuple[CrisisFound, ...]:
    """All crises of a scenario."""
    return tuple(
        CrisisFound(
            name,
            crisis.between[0],
            crisis.between[1],
            best=crisis_forms(scenario, best, name),
            drawn=crisis_forms(scenario, many, name),
        )
        for name, crisis in scenario.crises.items()
    )


def crisis_conclusions(scenario: Scenario, draws: Draws) -> Mapping[str, Floats]:
    """Map `crisis.<what>.<crisis>` to values a draw; chances and truth values as 0..1."""
    named: dict[str, Floats] = {}
    for name, crisis in scenario.crises.items():
        forms = crisis_forms(scenario, draws, name)
        if forms.contest is not None:
            for party in crisis.between:
                named[f"crisis.worth.{name}.{party}"] = forms.contest.worth[party]
        if forms.demand is not None:
            named[f"crisis.war.{name}"] = forms.demand.war
            named[f"crisis.demand.{name}"] = forms.demand.points
        if forms.shift is not None:
            named[f"crisis.shift.{name}"] = forms.shift.war.astype(float)
        if forms.audience is not None:
            named[f"crisis.threat.{name}"] = forms.audience.separates.astype(float)
    return named


def _contest(best: Contest, drawn: Contest) -> dict[str, Any]:
    found: dict[str, Any] = {
        "win": _number(best.win, drawn.win),
        "worth_of_war": {p: _number(best.worth[p], drawn.worth[p]) for p in best.worth},
        "peace_range": {
            "low": _number(best.low, drawn.low),
            "high": _number(best.high, drawn.high),
        },
    }
    if best.battles is not None and drawn.battles is not None:
        found["military_track"] = {"battles": _number(best.battles, drawn.battles)}
    return found


def _number(best: Floats, drawn: Floats) -> dict[str, Any]:
    low, high = np.quantile(drawn, [0.05, 0.95])
    return {"best": float(best[0]), "range": [float(low), float(high)]}
