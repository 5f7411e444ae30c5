"""What a forecast found, with the names of issues and parties, in the issues' own units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Result
from detente.analyses.forecast.intervals import (
    Calibration,
    Outcomes,
    Stands,
    central,
    moved,
    possible,
)
from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.forecast.problem import FIELDS, ForecastProblem
from detente.analyses.forecast.process import Played
from detente.analyses.forecast.ruled_out import Accepted
from detente.scenario import Scenario

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ForecastResult(Result):
    """Forecasts of every issue by every method.

    point[method][issue] and drawn[method][draw, issue] are on 0..1 of the issue's line; NaN where
    a method has no answer. `accepted[issue]` is what needed parties leave of an issue of which
    they rule something out. `played` holds what the models of a process show.
    """

    analysis: ClassVar[str] = "forecast"

    scenario: Scenario
    problem: ForecastProblem
    varied_problem: ForecastProblem
    methods: tuple[str, ...]
    point: Mapping[str, Array]
    drawn: Mapping[str, Array]
    accepted: Mapping[str, Accepted]
    played: Played
    calibration: Calibration
    level: float

    def kind(self, issue: int) -> str:
        """`yes_no` for an issue with two values, else `scale`."""
        return "yes_no" if self.problem.binary[issue] else "scale"

    def in_unit(self, issue: int, place: float) -> float:
        """A place on 0..1 as a value in the issue's unit (0..100 for named values)."""
        return self.problem.in_unit(issue, place)

    def nearest_value(self, issue: int, place: float) -> str | None:
        """The named value nearest to a place on 0..1; None on numeric scales and without answer."""
        values = self.scenario.issues[self.problem.issues[issue]].values
        if values is None or not np.isfinite(place):
            return None
        return values[int(np.floor(place * (len(values) - 1) + 0.5))]

    def settled(self, issue: int, places: Array) -> Array:
        """What needed parties accept nearest to places on 0..1; NaN where they accept nothing."""
        accepted = self.accepted.get(self.problem.issues[issue])
        return places if accepted is None else accepted.nearest(places)

    def place(self, method: str, issue: int) -> float:
        """The forecast of a settlement by a method, on 0..1; NaN without an answer."""
        return float(self.settled(issue, self.point[method][[issue]])[0])

    @cached_property
    def _outcomes(self) -> dict[tuple[str, int], Outcomes]:
        return {}

    def outcomes(self, method: str, issue: int) -> Outcomes | None:
        """What may come, on 0..100: draws plus past errors, and the parties' positions.

        None for a method that has not been tested on the past, or that has no answer.
        """
        key = (method, issue)
        if key not in self._outcomes:
            forecasts = self.drawn[method][:, issue]
            usable = np.isfinite(self.settled(issue, forecasts))
            if not (self.calibration.known(method) and usable.any()):
                return None
            there, drawn = self.problem.present[issue], self.varied_problem
            stands = Stands(
                100 * drawn.position[: len(usable), issue][usable][:, there],
                drawn.weight[: len(usable), issue][usable][:, there],
            )
            residuals = self.calibration.residuals[method][self.kind(issue)]
            found = possible(100 * forecasts[usable], residuals, stands, self.calibration.share)
            self._outcomes[key] = moved(found, 100 * self.settled(issue, found.place / 100))
        return self._outcomes[key]

    def on_a_position(self, issue: int) -> float | None:
        """How often settled issues ended exactly at some party's position.

        None where needed parties rule out every position on the issue, or all but one place.
        """
        stands = self.problem.position[0, issue, self.problem.present[issue]]
        within = np.abs(self.settled(issue, stands) - stands) < 1e-9
        told = within.any() and not self.only_one_left(issue)
        return self.calibration.on_a_position if told else None

    def only_one_left(self, issue: int) -> bool:
        """Whether needed parties leave a single place of the line."""
        accepted = self.accepted.get(self.problem.issues[issue])
        return accepted is not None and len(accepted.spans) == 1 and not np.ptp(accepted.spans)

    def held_back(self, issue: int) -> bool:
        """Whether what needed parties rule out moves the default forecast of an issue."""
        raw = float(self.point[DEFAULT][issue])
        return bool(np.isfinite(raw) and not abs(self.place(DEFAULT, issue) - raw) < 1e-9)

    def interval(self, method: str, issue: int) -> tuple[float, float] | None:
        """The interval of past errors and input uncertainty, in the issue's unit."""
        outcomes = self.outcomes(method, issue)
        if outcomes is None:
            return None
        low, high = central(outcomes, self.level)
        return self.in_unit(issue, low / 100), self.in_unit(issue, high / 100)

    def from_inputs(self, method: str, issue: int) -> tuple[float, float] | None:
        """The interval of the draws alone: what the inputs' ranges do, not what may come."""
        forecasts = self.settled(issue, self.drawn[method][:, issue])
        usable = forecasts[np.isfinite(forecasts)]
        if not usable.size:
            return None
        low, high = np.quantile(usable, [(1 - self.level) / 2, (1 + self.level) / 2])
        return self.in_unit(issue, low), self.in_unit(issue, high)

    def views(self, issue: int) -> tuple[float, float] | None:
        """The least and the largest forecast of all methods, in the issue's unit."""
        given = [self.place(method, issue) for method in self.methods]
        usable = [self.in_unit(issue, place) for place in given if np.isfinite(place)]
        return (min(usable), max(usable)) if usable else None

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; numbers are in the issues' units."""
        issues = {name: self._issue(k) for k, name in enumerate(self.problem.issues)}
        return {
            "default": DEFAULT,
            "level": self.level,
            "issues": issues,
            "unordered": {name: dict(shares) for name, shares in self.problem.support.items()},
            "process": self.played.answer(),
            "calibration": dict(self.calibration.provenance),
        }

    def _issue(self, issue: int) -> dict[str, Any]:
        place, outcomes = self.place(DEFAULT, issue), self.outcomes(DEFAULT, issue)
        stated = self.scenario.issues[self.problem.issues[issue]]
        status_quo = self.problem.status_quo[issue]
        return {
            "unit": stated.unit,
            "line": list(self.problem.ends[issue]),
            "kind": self.kind(issue),
            "point": self.in_unit(issue, place) if np.isfinite(place) else None,
            "value": self.nearest_value(issue, place),
            "interval": _listed(self.interval(DEFAULT, issue)),
            "interval_from_inputs": _listed(self.from_inputs(DEFAULT, issue)),
            "share_above_middle": None
            if outcomes is None
            else float(outcomes.chance[outcomes.place > 50].sum()),
            "on_a_position": self.on_a_position(issue),
            "ruled_out": self._ruled_out(issue),
            "views": _listed(self.views(issue)),
            "status_quo": self.in_unit(issue, status_quo) if np.isfinite(status_quo) else None,
            "methods": {method: self._view(method, issue) for method in self.methods},
            "positions": self._positions(issue),
        }

    def _view(self, method: str, issue: int) -> dict[str, Any]:
        place = self.place(method, issue)
        return {
            "point": self.in_unit(issue, place) if np.isfinite(place) else None,
            "value": self.nearest_value(issue, place),
            "interval": _listed(self.interval(method, issue)),
        }

    def _ruled_out(self, issue: int) -> dict[str, Any] | None:
        accepted = self.accepted.get(self.problem.issues[issue])
        if accepted is None:
            return None
        raw = float(self.point[DEFAULT][issue])
        return {
            "by": list(accepted.by),
            "accepted": [[self.in_unit(issue, end) for end in span] for span in accepted.spans],
            "point_without": self.in_unit(issue, raw) if np.isfinite(raw) else None,
        }

    def _positions(self, issue: int) -> list[dict[str, Any]]:
        problem, name = self.problem, self.problem.issues[issue]
        total = problem.weight[0, issue].sum()
        return [
            {
                "party": party,
                "position": self.in_unit(issue, float(problem.position[0, issue, k])),
                "salience": 100 * float(problem.salience[0, issue, k]),
                "capability": float(problem.capability[0, issue, k]),
                "weight": float(problem.weight[0, issue, k] / total) if total > 0 else 0.0,
                "derived": [field for field in FIELDS if (name, party, field) in problem.derived],
            }
            for k, party in enumerate(problem.parties)
            if problem.present[issue, k]
        ]


def _listed(ends: tuple[float, float] | None) -> list[float] | None:
    return None if ends is None else list(ends)
