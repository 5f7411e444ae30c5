"""Forecasts as charts."""

from __future__ import annotations

import numpy as np

from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.forecast.report.words import Wording
from detente.analyses.forecast.result import ForecastResult
from detente.exhibits import Axis, Chart, Guide, Interval, IntervalChart, LineChart, Point
from detente.phrases import Phrases


def charts(result: ForecastResult, words: Phrases) -> tuple[Chart, ...]:
    """All forecasts in one picture, then for each issue its line and the moves of the parties."""
    wording = Wording(result, words)
    drawn: list[Chart] = [overview(wording)]
    for issue in range(len(result.problem.issues)):
        drawn.append(line_of_issue(wording, issue))
        moving = moves_of_issue(wording, issue)
        if moving is not None:
            drawn.append(moving)
    return tuple(drawn)


def overview(wording: Wording) -> IntervalChart:
    """The forecast of every issue in percent of its line, with its interval."""
    words, result = wording.words, wording.result
    intervals = []
    for issue, (low, high) in enumerate(result.problem.ends):
        ends = result.interval(DEFAULT, issue)
        if ends is None:
            continue
        left, right = (100 * (end - low) / (high - low) for end in ends)
        place = 100 * result.place(DEFAULT, issue)
        label = f"{wording.value(issue, DEFAULT)}; {wording.interval(issue, DEFAULT)}"
        best = min(max(place, left), right)
        intervals.append(Interval(wording.issue(issue), left, best, right, label=label))
    return IntervalChart(
        words("forecast.overview_title"),
        Axis(words("forecast.line_axis"), low=0, high=100),
        tuple(intervals),
        summary=words("forecast.overview_summary", level=wording.level),
    )


def line_of_issue(wording: Wording, issue: int) -> IntervalChart:
    """Where the parties stand on the issue's line, and where the forecast lies."""
    words, result = wording.words, wording.result
    stands, outcome = words("forecast.stands_series"), words("forecast.outcome_series")
    intervals = _stands(wording, issue, stands)
    value = result.in_unit(issue, result.place(DEFAULT, issue))
    interval = result.interval(DEFAULT, issue)
    if interval is not None:
        name = words("forecast.outcome_category")
        best = float(np.clip(value, *interval))
        intervals.append(Interval(name, interval[0], best, interval[1], outcome, weight=0.5))
    low, high = result.problem.ends[issue]
    shown = {"value": wording.value(issue, DEFAULT), "interval": wording.interval(issue, DEFAULT)}
    return IntervalChart(
        words("forecast.line_title", issue=wording.issue(issue)),
        Axis(wording.issue(issue), wording.unit(issue), low, high),
        tuple(intervals),
        (stands, outcome),
        () if interval is None else (Guide("x", value, words("forecast.forecast")),),
        summary=words("forecast.line_summary", issue=wording.issue(issue), **shown),
    )


def _stands(wording: Wording, issue: int, series: str) -> list[Interval]:
    """Each party's position with the range of its draws; the mark is as large as its weight."""
    words, result, problem = wording.words, wording.result, wording.result.problem
    weight = problem.weight[0, issue]
    shares = weight / (weight.sum() or 1.0)
    found = []
    for k in np.flatnonzero(problem.present[issue]):
        drawn = result.varied_problem.position[:, issue, k]
        best = float(problem.position[0, issue, k])
        ends = (min(float(drawn.min()), best), best, max(float(drawn.max()), best))
        low, place, high = (result.in_unit(issue, end) for end in ends)
        label = words("forecast.weight_label", share=words.number(100 * float(shares[k])))
        size = float(weight[k] / (weight.max() or 1.0))
        name = wording.party(problem.parties[k])
        found.append(Interval(name, low, place, high, series, label, weight=size))
    return found


def moves_of_issue(wording: Wording, issue: int) -> LineChart | None:
    """The parties' positions turn by turn in the spatial model."""
    words, result = wording.words, wording.result
    played = result.played.path(issue)
    if played is None:
        return None
    who, path = played
    places = path.position[0, :, :, 0]
    names = [wording.party(result.problem.parties[k]) for k in who]
    points = tuple(
        Point(turn, result.in_unit(issue, float(places[turn, k])), name)
        for k, name in enumerate(names)
        for turn in range(len(places))
    )
    low, high = result.problem.ends[issue]
    return LineChart(
        words("forecast.paths_title", issue=wording.issue(issue)),
        Axis(words("forecast.turn")),
        Axis(wording.issue(issue), wording.unit(issue), low, high),
        points,
        tuple(dict.fromkeys(names)),
        summary=words("forecast.paths_summary", n=len(places) - 1),
    )
