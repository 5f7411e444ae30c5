"""What a forecast found, with the names of issues and parties, in the issues' own units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Result
from detente.analyses.forecast import intervals
from detente.analyses.forecast.intervals import Calibration, Outcomes, Stands
from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.forecast.problem import FIELDS, ForecastProblem, nearest_value
from detente.analyses.forecast.process import Process
from detente.analyses.forecast.ruled_out import EVERYTHING, Accepted
from detente.analyses.forecast.rules import Stances
from detente.exhibits import internal, plain
from detente.scenario import Scenario
from detente.scenario.settled_talks import Kind

Array = NDArray[np.float64]
Span = tuple[float, ...]
"""Low and high end."""


@dataclass(frozen=True, slots=True)
class View:
    """The forecast of one method: a point, the nearest named value, and an interval.

    The point is None where the method has no answer or needed parties accept none; the interval
    also where the method has not been tested on the past.
    """

    point: float | None
    value: str | None
    interval: Span | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party stands, with its share of the weight on the issue, and what was derived."""

    party: str
    position: float
    salience: float
    capability: float
    weight: float
    derived: tuple[str, ...]
    drawn: Span = internal()


@dataclass(frozen=True, slots=True)
class RuledOut:
    """What the needed parties in `by` leave of the line, and the forecast without them."""

    by: tuple[str, ...]
    accepted: tuple[Span, ...]
    point_without: float | None


@dataclass(frozen=True, slots=True)
class IssueForecast:
    """What to expect of one issue, by the default and by every method.

    `interval_from_inputs` is what the ranges of the inputs do to the point, `views` the least and
    the largest point of all methods, `on_a_position` how often settled issues ended exactly at some
    party's position. `outcomes` is what may come, on 0..100 of the line.
    """

    unit: str | None
    line: Span
    kind: Kind
    point: float | None
    value: str | None
    interval: Span | None
    interval_from_inputs: Span | None
    share_above_middle: float | None
    on_a_position: float | None
    ruled_out: RuledOut | None
    views: Span | None
    status_quo: float | None
    methods: Mapping[str, View]
    positions: tuple[Place, ...]
    outcomes: Outcomes | None = internal()

    @property
    def nothing_left(self) -> bool:
        """Whether needed parties rule out the whole line."""
        return self.ruled_out is not None and not self.ruled_out.accepted

    @property
    def only_one_left(self) -> bool:
        """Whether needed parties leave a single place of the line."""
        left = self.ruled_out.accepted if self.ruled_out is not None else ()
        return len(left) == 1 and left[0][0] == left[0][1]

    @property
    def accepted_positions(self) -> tuple[Place, ...]:
        """The parties' positions that needed parties do not rule out."""
        if self.ruled_out is None:
            return self.positions
        near = 1e-9 * (self.line[1] - self.line[0])
        return tuple(
            place
            for place in self.positions
            if any(low - near <= place.position <= high + near
                   for low, high in self.ruled_out.accepted)
        )  # fmt: skip

    @property
    def held_back(self) -> float | None:
        """The forecast without what needed parties rule out; None where that changes nothing."""
        raw = self.ruled_out.point_without if self.ruled_out is not None else None
        near = 1e-9 * (self.line[1] - self.line[0])
        moved = raw is not None and (self.point is None or abs(self.point - raw) >= near)
        return raw if moved else None


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ForecastResult(Result):
    """Forecasts of every issue by every method, the values without an order, and the process.

    `unordered[issue][value]` is the share of the weight behind each value.
    """

    analysis: ClassVar[str] = "forecast"

    scenario: Scenario
    level: float
    issues: Mapping[str, IssueForecast]
    unordered: Mapping[str, Mapping[str, float]]
    process: Process
    calibration: Calibration

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; numbers are in the issues' units."""
        return {
            "default": DEFAULT,
            "level": self.level,
            "issues": plain(self.issues),
            "unordered": plain(self.unordered),
            "process": self.process.answer(),
            "calibration": dict(self.calibration.provenance),
        }


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Forecasts of all issues on 0..1: point[method][issue], drawn[method][draw, issue].

    `varied` are the draws of the stances; `accepted[issue]` is what needed parties leave of an
    issue of which they rule something out.
    """

    scenario: Scenario
    problem: ForecastProblem
    varied: Stances
    point: Mapping[str, Array]
    drawn: Mapping[str, Array]
    accepted: Mapping[str, Accepted]
    calibration: Calibration
    level: float

    def issues(self) -> dict[str, IssueForecast]:
        """What to expect of each issue."""
        return {name: self._issue(k) for k, name in enumerate(self.problem.issues)}

    def _issue(self, issue: int) -> IssueForecast:
        problem, stances = self.problem, self.problem.stances
        stated, left = self.scenario.issues[problem.issues[issue]], self._accepted(issue)
        laws = {method: self._outcomes(method, issue) for method in self.point}
        views = {method: self._view(method, issue, law) for method, law in laws.items()}
        points = [view.point for view in views.values() if view.point is not None]
        law, there = laws[DEFAULT], np.flatnonzero(stances.present[issue])
        stands = stances.position[0, issue, there]
        told = not left.only_one and (np.abs(left.nearest(stands) - stands) < 1e-9).any()
        ruled_out = None
        if problem.issues[issue] in self.accepted:
            spans = tuple(problem.span(issue, *span) for span in left.spans)
            without = problem.in_unit(issue, self.point[DEFAULT][issue])
            ruled_out = RuledOut(left.by, spans, without)
        return IssueForecast(
            unit=stated.unit,
            line=problem.ends[issue],
            kind=problem.kinds[issue],
            point=views[DEFAULT].point,
            value=views[DEFAULT].value,
            interval=views[DEFAULT].interval,
            interval_from_inputs=self._from_inputs(issue),
            share_above_middle=None if law is None else float(law.chance[law.place > 50].sum()),
            on_a_position=self.calibration.on_a_position if told else None,
            ruled_out=ruled_out,
            views=(min(points), max(points)) if points else None,
            status_quo=problem.in_unit(issue, problem.status_quo[issue]),
            methods=views,
            positions=tuple(self._place(issue, int(k)) for k in there),
            outcomes=law,
        )

    def _accepted(self, issue: int) -> Accepted:
        return self.accepted.get(self.problem.issues[issue], EVERYTHING)

    def _outcomes(self, method: str, issue: int) -> Outcomes | None:
        """What may come, on 0..100: draws plus past errors, and the parties' positions.

        None for a method that has not been tested on the past, or that has no answer.
        """
        forecasts, left = self.drawn[method][:, issue], self._accepted(issue)
        usable = np.isfinite(left.nearest(forecasts))
        if method not in self.calibration.residuals or not usable.any():
            return None
        there = self.problem.stances.present[issue]
        position, weight = (
            array[: len(usable), issue][usable][:, there]
            for array in (self.varied.position, self.varied.weight)
        )
        residuals = self.calibration.residuals[method][self.problem.kinds[issue]]
        stands = Stands(100 * position, weight)
        found = intervals.possible(
            100 * forecasts[usable], residuals, stands, self.calibration.share
        )
        return intervals.merged(100 * left.nearest(found.place / 100), found.chance)

    def _view(self, method: str, issue: int, outcomes: Outcomes | None) -> View:
        place = float(self._accepted(issue).nearest(self.point[method][[issue]])[0])
        stated = self.scenario.issues[self.problem.issues[issue]]
        value = nearest_value(stated, place) if np.isfinite(place) else None
        ends = None if outcomes is None else intervals.central(outcomes, self.level)
        interval = None if ends is None else self.problem.span(issue, ends[0] / 100, ends[1] / 100)
        return View(self.problem.in_unit(issue, place), value, interval)

    def _from_inputs(self, issue: int) -> Span | None:
        """The interval of the draws alone."""
        forecasts = self._accepted(issue).nearest(self.drawn[DEFAULT][:, issue])
        usable = forecasts[np.isfinite(forecasts)]
        ends = [(1 - self.level) / 2, (1 + self.level) / 2]
        return self.problem.span(issue, *np.quantile(usable, ends)) if usable.size else None

    def _place(self, issue: int, party: int) -> Place:
        problem, stances, name = self.problem, self.problem.stances, self.problem.parties[party]
        best, drawn = stances.position[0, issue, party], self.varied.position[:, issue, party]
        low, high = problem.span(issue, min(drawn.min(), best), max(drawn.max(), best))
        weight, stated = stances.weight[0, issue], (problem.issues[issue], name)
        return Place(
            party=name,
            position=problem.span(issue, best, best)[0],
            salience=100 * float(stances.salience[0, issue, party]),
            capability=float(stances.capability[0, issue, party]),
            weight=float(weight[party] / (weight.sum() or 1.0)),
            derived=tuple(f for f in FIELDS if (*stated, f) in problem.derived),
            drawn=(low, high),
        )
