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
    merged,
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
from detente.analyses.forecast.ruled_out import EVERYTHING, Accepted
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
        found = possible(100 * forecasts[usable], residuals, stands, self.calibration.share)
        return merged(100 * left.nearest(found.place / 100), found.chance)

    def _view(self, method: str, issue: int, outcomes: Outcomes | None) -> View:
        place = float(self._accepted(issue).nearest(self.point[method][[issue]])[0])
        stated = self.scenario.issues[self.problem.issues[issue]]
        value = nearest_value(stated, place) if np.isfinite(place) else None
        ends = None if outcomes is None else central(outcomes, self.level)
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
    return Course(end, rounds, period, problem.span(issue, *played.median[0, : rounds + 1]))


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
        start, end = problem.span(issue, places[0, k], places[-1, k])
        first = parties[aims[0]] if aims.size else None
        moves.append({"party": parties[k], "from": start, "to": end, "first_target": first})
    order = np.argsort(places[-1], kind="stable")
    apart = np.flatnonzero(np.diff(places[-1][order]) > TOGETHER) + 1
    weight = problem.stances.weight[0, issue, who]
    groups = sorted(np.split(order, apart), key=lambda group: -float(weight[group].sum()))
    coalitions = tuple(tuple(parties[k] for k in group) for group in groups)
    shown = {party: problem.span(issue, *places[:, k]) for k, party in enumerate(parties)}
    return SpatialCourse(int(path.turns[0]), bool(path.at_rest[0]), tuple(moves), coalitions, shown)
