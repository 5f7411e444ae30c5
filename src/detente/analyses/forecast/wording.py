"""Names and numbers of a forecast in one language."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.analyses.forecast.problem import nearest_value
from detente.analyses.forecast.result import ForecastResult, Span
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
