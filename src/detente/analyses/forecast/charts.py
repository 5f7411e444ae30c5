"""Names and numbers of a forecast in one language, and its charts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from detente.analyses.forecast.problem import nearest_value
from detente.analyses.forecast.result import ForecastResult, Span
from detente.exhibits import Axis, Chart, Guide, Interval, IntervalChart
from detente.phrases import Phrases


@dataclass(frozen=True)
class Wording:
    """Names and numbers of one result in one language; issues are told by their keys."""

    result: ForecastResult
    words: Phrases

    @property
    def level(self) -> str:
        """The level of the intervals in percent."""
        return self.words.number(100 * self.result.level)

    def party(self, party: str) -> str:
        """A party's full name."""
        return self.result.scenario.party_name(party, self.words.language)

    def issue(self, issue: str) -> str:
        """An issue's full name."""
        return self.result.scenario.issue_name(issue, self.words.language)

    def unit(self, issue: str) -> str:
        """An issue's unit; empty for named values."""
        text = self.result.scenario.issues[issue].unit
        scenario, language = self.result.scenario, self.words.language
        return scenario.translated(text, language=language) if text else ""

    def method(self, method: str) -> str:
        """A method's name."""
        return self.words(f"forecast.method.{method}")

    def number(self, issue: str, value: float) -> str:
        """A value in the issue's unit, without it; a digit is at most a fiftieth of the line."""
        low, high = self.result.issues[issue].line
        digits = max(0, math.ceil(math.log10(50 / (high - low))))
        return self.words.number(value, digits, grouped=bool(self.unit(issue)))

    def places(self, issue: str) -> tuple[tuple[float, str], ...]:
        """The named values of an issue with their places on its line; none on a numeric scale."""
        scenario = self.result.scenario
        about, (low, high) = scenario.issues[issue], self.result.issues[issue].line
        if about.values is None:
            return ()
        places = np.linspace(low, high, len(about.values)).tolist()
        names = [scenario.value_name(issue, v, self.words.language) for v in about.values]
        return tuple(zip(places, names, strict=True))

    def nearest(self, issue: str, value: float) -> str | None:
        """The full name of the nearest named value."""
        scenario = self.result.scenario
        found = nearest_value(scenario.issues[issue], value / 100)
        return None if found is None else scenario.value_name(issue, found, self.words.language)

    def point(self, issue: str, value: float | None, method: str = "") -> str:
        """A forecast with its unit, or what is said where a method gives none."""
        if value is not None:
            return f"{self.number(issue, value)} {self.unit(issue)}".strip()
        if self.result.issues[issue].nothing_left:
            return self.words("forecast.all_ruled_out")
        return self.words("forecast.no_agreement" if method == "nash" else "forecast.no_answer")

    def value(self, issue: str, value: float | None) -> str:
        """A forecast as it is read: the number with its unit, or the nearest named value."""
        name = None if value is None else self.nearest(issue, value)
        if name is None or value is None:
            return self.point(issue, value)
        return self.words("forecast.near_value", value=name, number=self.number(issue, value))

    def expected(self, issue: str) -> str:
        """The default forecast as it is read."""
        return self.value(issue, self.result.issues[issue].point)

    def span(self, issue: str, ends: Span | None) -> str:
        """A range as `low to high`, one number where both print alike; a dash without one."""
        if ends is None:
            return "–"
        low, high = (self.number(issue, end) for end in ends)
        return low if low == high else self.words("forecast.span", low=low, high=high)


def charts(result: ForecastResult, words: Phrases) -> tuple[Chart, ...]:
    """All forecasts in one picture, then the line of each issue."""
    wording = Wording(result, words)
    return (overview(wording), *(line_of_issue(wording, issue) for issue in result.issues))


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
    low, high = found.line
    stands, outcome = words("forecast.stands_series"), words("forecast.outcome_series")
    heaviest = max(place.weight for place in found.positions) or 1.0
    intervals = []
    for place in found.positions:
        label = words("forecast.weight_label", share=words.number(100 * place.weight))
        name, (least, most) = wording.party(place.party), place.drawn
        size = place.weight / heaviest
        intervals.append(Interval(name, least, place.position, most, stands, label, weight=size))
    guides: tuple[Guide, ...] = ()
    if found.interval is not None and found.point is not None:
        name, (least, most) = words("forecast.outcome_category"), found.interval
        best = float(np.clip(found.point, least, most))
        intervals.append(Interval(name, least, best, most, outcome, weight=0.5))
        guides = (Guide("x", found.point, words("forecast.forecast")),)
    said = {"value": wording.expected(issue), "interval": wording.span(issue, found.interval)}
    return IntervalChart(
        words("forecast.line_title", issue=wording.issue(issue)),
        Axis(wording.issue(issue), wording.unit(issue), low, high, wording.places(issue)),
        tuple(intervals),
        (stands, outcome),
        guides,
        summary=words("forecast.line_summary", issue=wording.issue(issue), **said),
    )
