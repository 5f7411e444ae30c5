"""Forecasts as charts."""

from __future__ import annotations

import numpy as np

from detente.analyses.forecast.result import ForecastResult
from detente.analyses.forecast.wording import Wording
from detente.exhibits import Axis, Chart, Guide, Interval, IntervalChart, LineChart, Point
from detente.phrases import Phrases


def charts(result: ForecastResult, words: Phrases) -> tuple[Chart, ...]:
    """All forecasts in one picture, then for each issue its line and the moves of the parties."""
    wording = Wording(result, words)
    drawn: list[Chart] = [overview(wording)]
    for issue in result.issues:
        drawn.append(line_of_issue(wording, issue))
        if issue in result.process.spatial:
            drawn.append(moves_of_issue(wording, issue))
    return tuple(drawn)


def overview(wording: Wording) -> IntervalChart:
    """The forecast of every issue in percent of its line, with its interval."""
    words, intervals = wording.words, []
    for issue, found in wording.result.issues.items():
        if found.interval is not None and found.point is not None:
            low, high = found.line
            left, best, right = (
                100 * (place - low) / (high - low)
                for place in (found.interval[0], found.point, found.interval[1])
            )
            label = f"{wording.expected(issue)}; {wording.span(issue, found.interval)}"
            best = min(max(best, left), right)
            intervals.append(Interval(wording.issue(issue), left, best, right, label=label))
    return IntervalChart(
        words("forecast.overview_title"),
        Axis(words("forecast.line_axis"), low=0, high=100),
        tuple(intervals),
        summary=words("forecast.overview_summary", level=wording.level),
    )


def line_of_issue(wording: Wording, issue: str) -> IntervalChart:
    """Where the parties stand on the issue's line, and where the forecast lies.

    Each position has the range of its draws; its mark is as large as the party's weight.
    """
    words, found = wording.words, wording.result.issues[issue]
    stands, outcome = words("forecast.stands_series"), words("forecast.outcome_series")
    heaviest = max(place.weight for place in found.positions) or 1.0
    intervals = []
    for place in found.positions:
        label = words("forecast.weight_label", share=words.number(100 * place.weight))
        name, (low, high) = wording.party(place.party), place.drawn
        size = place.weight / heaviest
        intervals.append(Interval(name, low, place.position, high, stands, label, weight=size))
    guides: tuple[Guide, ...] = ()
    if found.interval is not None and found.point is not None:
        name, (low, high) = words("forecast.outcome_category"), found.interval
        best = float(np.clip(found.point, low, high))
        intervals.append(Interval(name, low, best, high, outcome, weight=0.5))
        guides = (Guide("x", found.point, words("forecast.forecast")),)
    said = {"value": wording.expected(issue), "interval": wording.span(issue, found.interval)}
    return IntervalChart(
        words("forecast.line_title", issue=wording.issue(issue)),
        Axis(wording.issue(issue), wording.unit(issue), *found.line),
        tuple(intervals),
        (stands, outcome),
        guides,
        summary=words("forecast.line_summary", issue=wording.issue(issue), **said),
    )


def moves_of_issue(wording: Wording, issue: str) -> LineChart:
    """The parties' positions turn by turn in the spatial model."""
    words, course = wording.words, wording.result.process.spatial[issue]
    names = {party: wording.party(party) for party in course.path}
    points = tuple(
        Point(turn, place, names[party])
        for party, places in course.path.items()
        for turn, place in enumerate(places)
    )
    return LineChart(
        words("forecast.paths_title", issue=wording.issue(issue)),
        Axis(words("forecast.turn")),
        Axis(wording.issue(issue), wording.unit(issue), *wording.result.issues[issue].line),
        points,
        tuple(dict.fromkeys(names.values())),
        summary=words("forecast.paths_summary", n=course.turns),
    )
