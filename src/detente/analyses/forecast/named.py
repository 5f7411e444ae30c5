"""Names and units for the arrays of a forecast: what is expected of each issue, and the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.intervals import (
    Calibration,
    Outcomes,
    Stands,
    central,
    moved,
    possible,
)
from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.forecast.problem import FIELDS, ForecastProblem, nearest_value
from detente.analyses.forecast.result import (
    Course,
    IssueForecast,
    Move,
    Place,
    Process,
    RuledOut,
    Span,
    SpatialCourse,
    Trade,
    View,
)
from detente.analyses.forecast.ruled_out import Accepted
from detente.analyses.forecast.rules import Stances
from detente.analyses.forecast.solve import Played
from detente.scenario import Scenario

Array = NDArray[np.float64]

TOGETHER = 0.05
"""Parties whose neighbours stand within this share of the line are one coalition."""

RARE = 0.05
"""Trades that occur in a smaller share of draws are not listed."""


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
        stated = self.scenario.issues[self.problem.issues[issue]]
        views = {method: self._view(method, issue) for method in self.point}
        points = [view.point for view in views.values() if view.point is not None]
        outcomes = self._outcomes(DEFAULT, issue)
        chance = None if outcomes is None else outcomes.chance[outcomes.place > 50].sum()
        return IssueForecast(
            unit=stated.unit,
            line=self.problem.ends[issue],
            kind=self._kind(issue),
            point=views[DEFAULT].point,
            value=views[DEFAULT].value,
            interval=views[DEFAULT].interval,
            interval_from_inputs=self._from_inputs(issue),
            share_above_middle=None if chance is None else float(chance),
            on_a_position=self._on_a_position(issue),
            ruled_out=self._ruled_out(issue),
            views=(min(points), max(points)) if points else None,
            status_quo=self._in_unit(issue, self.problem.status_quo[issue]),
            methods=views,
            positions=self._positions(issue),
            outcomes=outcomes,
        )

    def _kind(self, issue: int) -> str:
        return "yes_no" if self.problem.binary[issue] else "scale"

    def _in_unit(self, issue: int, place: float) -> float | None:
        return self.problem.in_unit(issue, place) if np.isfinite(place) else None

    def _settled(self, issue: int, places: Array) -> Array:
        """What needed parties accept nearest to places; NaN where they accept nothing."""
        accepted = self.accepted.get(self.problem.issues[issue])
        return places if accepted is None else accepted.nearest(places)

    def _view(self, method: str, issue: int) -> View:
        place = float(self._settled(issue, self.point[method][[issue]])[0])
        stated = self.scenario.issues[self.problem.issues[issue]]
        value = nearest_value(stated, place) if np.isfinite(place) else None
        interval = None
        outcomes = self._outcomes(method, issue)
        if outcomes is not None:
            interval = self._span(issue, *(end / 100 for end in central(outcomes, self.level)))
        return View(self._in_unit(issue, place), value, interval)

    def _span(self, issue: int, low: float, high: float) -> Span:
        return self.problem.in_unit(issue, low), self.problem.in_unit(issue, high)

    def _outcomes(self, method: str, issue: int) -> Outcomes | None:
        """What may come, on 0..100: draws plus past errors, and the parties' positions.

        None for a method that has not been tested on the past, or that has no answer.
        """
        forecasts = self.drawn[method][:, issue]
        usable = np.isfinite(self._settled(issue, forecasts))
        if method not in self.calibration.residuals or not usable.any():
            return None
        there = self.problem.stances.present[issue]
        position, weight = (
            array[: len(usable), issue][usable][:, there]
            for array in (self.varied.position, self.varied.weight)
        )
        residuals = self.calibration.residuals[method][self._kind(issue)]
        stands = Stands(100 * position, weight)
        found = possible(100 * forecasts[usable], residuals, stands, self.calibration.share)
        return moved(found, 100 * self._settled(issue, found.place / 100))

    def _from_inputs(self, issue: int) -> Span | None:
        """The interval of the draws alone."""
        forecasts = self._settled(issue, self.drawn[DEFAULT][:, issue])
        usable = forecasts[np.isfinite(forecasts)]
        ends = [(1 - self.level) / 2, (1 + self.level) / 2]
        return self._span(issue, *np.quantile(usable, ends)) if usable.size else None

    def _on_a_position(self, issue: int) -> float | None:
        """None where needed parties rule out every position, or all but one place."""
        stances, accepted = self.problem.stances, self.accepted.get(self.problem.issues[issue])
        if accepted is not None and len(accepted.spans) == 1 and not np.ptp(accepted.spans):
            return None
        stands = stances.position[0, issue, stances.present[issue]]
        within = np.abs(self._settled(issue, stands) - stands) < 1e-9
        return self.calibration.on_a_position if within.any() else None

    def _ruled_out(self, issue: int) -> RuledOut | None:
        accepted = self.accepted.get(self.problem.issues[issue])
        if accepted is None:
            return None
        spans = tuple(self._span(issue, *span) for span in accepted.spans)
        return RuledOut(accepted.by, spans, self._in_unit(issue, self.point[DEFAULT][issue]))

    def _positions(self, issue: int) -> tuple[Place, ...]:
        problem, stances = self.problem, self.problem.stances
        name, drawn = problem.issues[issue], self.varied.position[:, issue]
        weight = stances.weight[0, issue]
        found = []
        for k in np.flatnonzero(stances.present[issue]):
            party, best = problem.parties[k], float(stances.position[0, issue, k])
            ends = min(float(drawn[:, k].min()), best), max(float(drawn[:, k].max()), best)
            place = Place(
                party,
                problem.in_unit(issue, best),
                100 * float(stances.salience[0, issue, k]),
                float(stances.capability[0, issue, k]),
                float(weight[k] / (weight.sum() or 1.0)),
                tuple(field for field in FIELDS if (name, party, field) in problem.derived),
                self._span(issue, *ends),
            )
            found.append(place)
        return tuple(found)


def process_of(problem: ForecastProblem, best: Played, varied: Played) -> Process:
    """What the models of a process show: `best` at the best values, `varied` over the draws."""
    courses = {
        method: {problem.issues[k]: _course(problem, best, method, k) for k in played}
        for method, played in best.challenges.items()
    }
    spatial = {problem.issues[k]: _spatial_course(problem, best, k) for k in best.paths}
    return Process(courses, _trades(problem, varied) if varied.exchanges else None, spatial)


def _course(problem: ForecastProblem, best: Played, method: str, issue: int) -> Course:
    played = best.challenges[method][issue]
    period, rounds = int(played.period[0]), int(played.rounds[0])
    end = "open" if period == 0 else "rest" if period == 1 else "cycle"
    medians = tuple(problem.in_unit(issue, place) for place in played.median[0, : rounds + 1])
    return Course(end, rounds, period, medians)


def _trades(problem: ForecastProblem, varied: Played) -> tuple[Trade, ...]:
    runs = sum(len(part.outcome) for part in varied.exchanges)
    times = np.sum([part.times for part in varied.exchanges], axis=0)
    gain = np.sum([part.gain for part in varied.exchanges], axis=0)
    parties, issues, found = problem.parties, problem.issues, []
    for i, j, p, q in np.argwhere(times >= max(1.0, RARE * runs)):
        often, each = times[i, j, p, q] / runs, gain[i, j, p, q] / times[i, j, p, q]
        sides = (parties[i], issues[p], parties[j], issues[q])
        found.append(Trade(*sides, float(often), float(each)))
    return tuple(sorted(found, key=lambda trade: (-trade.frequency, -trade.gain)))


def _spatial_course(problem: ForecastProblem, best: Played, issue: int) -> SpatialCourse:
    who, path = best.paths[issue]
    parties = [problem.parties[k] for k in who]
    places, targets = path.position[0, :, :, 0], path.target[0]
    moves: list[Move] = []
    for k in np.argsort(-np.abs(places[-1] - places[0]), kind="stable"):
        aims = targets[targets[:, k] >= 0, k]
        start, end = (problem.in_unit(issue, places[turn, k]) for turn in (0, -1))
        first = parties[aims[0]] if aims.size else None
        moves.append({"party": parties[k], "from": start, "to": end, "first_target": first})
    order = np.argsort(places[-1], kind="stable")
    apart = np.flatnonzero(np.diff(places[-1][order]) > TOGETHER) + 1
    weight = problem.stances.weight[0, issue, who]
    groups = sorted(np.split(order, apart), key=lambda group: -float(weight[group].sum()))
    coalitions = tuple(tuple(parties[k] for k in group) for group in groups)
    shown = {
        party: tuple(problem.in_unit(issue, place) for place in places[:, k])
        for k, party in enumerate(parties)
    }
    return SpatialCourse(int(path.turns[0]), bool(path.at_rest[0]), tuple(moves), coalitions, shown)
