"""Forecasts in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.forecast.result import ForecastResult
from detente.exhibits import Note
from detente.phrases import Phrases

FAR = 0.05
"""A move below this share of the line is not worth a sentence."""

MOST_TRADES = 2
MOST_MOVES = 2


@dataclass(frozen=True)
class Wording:
    """Names and numbers of one result in one language."""

    result: ForecastResult
    words: Phrases

    def party(self, party: str) -> str:
        """A party's full name."""
        return self.result.scenario.party_name(party, self.words.language)

    def issue(self, issue: int | str) -> str:
        """An issue's full name."""
        name = self.result.problem.issues[issue] if isinstance(issue, int) else issue
        return self.result.scenario.issue_name(name, self.words.language)

    def unit(self, issue: int) -> str:
        """An issue's unit; empty for named values."""
        stated = self.result.scenario.issues[self.result.problem.issues[issue]]
        text = "" if stated.unit is None else stated.unit
        return self.result.scenario.translated(text, language=self.words.language) if text else ""

    def method(self, method: str) -> str:
        """A method's name."""
        return self.words(f"forecast.method.{method}")

    def digits(self, issue: int) -> int:
        """Digits after the decimal sign, so that a step is at most a fiftieth of the line."""
        low, high = self.result.problem.ends[issue]
        return max(0, math.ceil(math.log10(50 / (high - low))))

    def number(self, issue: int, value: float | None) -> str:
        """A value in the issue's unit, without the unit."""
        if value is None:
            return "–"
        return self.words.number(value, self.digits(issue), grouped=bool(self.unit(issue)))

    def value(self, issue: int, method: str) -> str:
        """A forecast as it is read: the number with its unit, or the nearest named value."""
        place = self.result.place(method, issue)
        return self.at(issue, place) if math.isfinite(place) else self.nothing(issue, method)

    def at(self, issue: int, place: float) -> str:
        """A place on 0..1 as it is read: the number with its unit, or the nearest named value."""
        name = self.result.problem.issues[issue]
        nearest = self.result.nearest_value(issue, place)
        number = self.number(issue, self.result.in_unit(issue, place))
        if nearest is not None:
            shown = self.result.scenario.value_name(name, nearest, self.words.language)
            return self.words("forecast.near_value", value=shown, number=number)
        return f"{number} {self.unit(issue)}".strip()

    def nothing(self, issue: int, method: str) -> str:
        """What is said where a method gives no answer."""
        if math.isfinite(float(self.result.point[method][issue])):
            return self.words("forecast.all_ruled_out")
        none = "forecast.no_agreement" if method == "nash" else "forecast.no_answer"
        return self.words(none)

    def short(self, issue: int, method: str) -> str:
        """A forecast as a number with its unit."""
        place = self.result.place(method, issue)
        if not math.isfinite(place):
            return self.nothing(issue, method)
        return f"{self.number(issue, self.result.in_unit(issue, place))} {self.unit(issue)}".strip()

    def interval(self, issue: int, method: str) -> str:
        """An interval as `low to high`; a dash where there is none."""
        ends = self.result.interval(method, issue)
        if ends is None:
            return "–"
        low, high = (self.number(issue, end) for end in ends)
        return self.words("forecast.span", low=low, high=high)

    def views(self, issue: int) -> str:
        """The least and the largest forecast of all methods; a dash where there is none."""
        ends = self.result.views(issue)
        if ends is None:
            return "–"
        low, high = (self.number(issue, end) for end in ends)
        return self.words("forecast.span", low=low, high=high)

    def who_rules_out(self, issue: int) -> str:
        """The needed parties whose red lines bear on an issue; the rules where there are none."""
        by = self.result.accepted[self.result.problem.issues[issue]].by
        names = [self.party(party) for party in by]
        return self.words.join(names) if names else self.words("forecast.the_rules")

    @property
    def level(self) -> str:
        """The level of the intervals in percent."""
        return self.words.number(100 * self.result.level)


def statements(result: ForecastResult, words: Phrases) -> tuple[Note, ...]:
    """The expected outcomes, how far the views differ, and what the models show."""
    wording = Wording(result, words)
    found = [expected(wording, issue) for issue in range(len(result.problem.issues))]
    found += [Note(text, "finding") for text in without_order(wording)]
    found += [
        note for issue in range(len(result.problem.issues)) for note in _views(wording, issue)
    ]
    return (*found, *process_notes(wording))


def expected(wording: Wording, issue: int) -> Note:
    """What to expect of one issue, and what red lines do to it."""
    words, result = wording.words, wording.result
    said = {"issue": wording.issue(issue), "value": wording.value(issue, DEFAULT)}
    if result.interval(DEFAULT, issue) is None:
        return Note(words("forecast.expected_nothing", **said), "finding")
    if result.only_one_left(issue):
        text = words("forecast.only_left", **said)
        return Note(f"{text} {held_back(wording, issue)}".strip(), "finding")
    text = words(
        "forecast.expected",
        interval=wording.interval(issue, DEFAULT),
        level=wording.level,
        **said,
    )
    likely = result.on_a_position(issue)
    if likely is not None:
        text += " " + words("forecast.on_a_position", percent=words.share(likely))
    return Note(f"{text} {held_back(wording, issue)}".strip(), "finding")


def held_back(wording: Wording, issue: int) -> str:
    """What the forecast would be without what needed parties rule out; empty where it is that."""
    result = wording.result
    if not result.held_back(issue):
        return ""
    return wording.words(
        "forecast.held_back",
        parties=wording.who_rules_out(issue),
        value=wording.at(issue, float(result.point[DEFAULT][issue])),
    )


def summary(wording: Wording) -> tuple[Note, ...]:
    """What to expect of every issue in one note, then what red lines and missing orders do."""
    result, words = wording.result, wording.words
    told = []
    for issue, name in enumerate(result.problem.issues):
        number, interval = wording.short(issue, DEFAULT), wording.interval(issue, DEFAULT)
        nearest = result.nearest_value(issue, result.place(DEFAULT, issue))
        said = {"issue": wording.issue(issue), "number": number, "interval": interval}
        if result.only_one_left(issue):
            value = wording.value(issue, DEFAULT)
            told.append(words("forecast.only_entry", issue=wording.issue(issue), value=value))
        elif nearest is None:
            told.append(words("forecast.entry", **said))
        else:
            value = result.scenario.value_name(name, nearest, words.language)
            told.append(words("forecast.near_entry", value=value, **said))
    outcomes = "; ".join(told)
    found = [words("forecast.summary", level=wording.level, outcomes=outcomes)]
    likely = [result.on_a_position(issue) for issue in range(len(result.problem.issues))]
    shares = [share for share in likely if share is not None]
    if shares:
        found[0] += " " + words("forecast.each_on_a_position", percent=words.share(shares[0]))
    held = [
        f"{wording.issue(issue)}: {held_back(wording, issue)}"
        for issue in range(len(result.problem.issues))
        if result.held_back(issue)
    ]
    if held:
        found.append(" ".join(held))
    return tuple(Note(text, "finding") for text in (*found, *without_order(wording)))


def without_order(wording: Wording) -> list[str]:
    """Issues whose values have no order: which value has most weight behind it."""
    told = []
    for issue, shares in wording.result.problem.support.items():
        value = max(shares, key=lambda name: shares[name])
        told.append(
            wording.words(
                "forecast.unordered",
                issue=wording.issue(issue),
                value=wording.result.scenario.value_name(issue, value, wording.words.language),
                share=wording.words.number(100 * shares[value]),
            )
        )
    return told


def interval_statements(result: ForecastResult, language: str) -> tuple[str, ...]:
    """One statement an issue that will turn out true or false: the outcome lies in the interval."""
    wording = Wording(result, result.words(language))
    told = []
    for issue in range(len(result.problem.issues)):
        if result.interval(DEFAULT, issue) is not None and not result.only_one_left(issue):
            name, interval = wording.issue(issue), wording.interval(issue, DEFAULT)
            unit = wording.unit(issue) or wording.words("forecast.of_hundred")
            told.append(
                wording.words("forecast.statement", issue=name, interval=interval, unit=unit)
            )
    return tuple(told)


def _views(wording: Wording, issue: int) -> list[Note]:
    ends = wording.result.views(issue)
    if ends is None or len(wording.result.methods) < 2:
        return []
    low, high = (wording.number(issue, end) for end in ends)
    if low == high:
        return []
    text = wording.words("forecast.views", issue=wording.issue(issue), low=low, high=high)
    return [Note(text, "text")]


def process_notes(wording: Wording) -> list[Note]:
    """Who trades, who moves, who stands together, and where a model finds no rest."""
    found = []
    for trade in wording.result.played.trades()[:MOST_TRADES]:
        text = wording.words(
            "forecast.trade",
            giver=wording.party(trade.giver),
            issue=wording.issue(trade.issue),
            partner=wording.party(trade.partner),
            other=wording.issue(trade.other),
            percent=wording.words.share(trade.frequency),
        )
        found.append(Note(text, "text"))
    for issue in range(len(wording.result.problem.issues)):
        found += [Note(text, "text") for text in _issue_process(wording, issue)]
    return found


def _issue_process(wording: Wording, issue: int) -> list[str]:
    result, words = wording.result, wording.words
    told = []
    for move in result.played.moves(issue)[:MOST_MOVES]:
        if abs(move.end - move.start) >= FAR:
            start, end = (
                wording.number(issue, result.in_unit(issue, at)) for at in (move.start, move.end)
            )
            told.append(
                words(
                    "forecast.move",
                    issue=wording.issue(issue),
                    party=wording.party(move.party),
                    start=start,
                    end=end,
                )
            )
    groups = [group for group in result.played.coalitions(issue) if len(group) > 1]
    if groups:
        names = words.join([wording.party(party) for party in groups[0]])
        told.append(words("forecast.together", issue=wording.issue(issue), parties=names))
    for method in result.played.best.challenges:
        found = result.played.course(method, issue)
        if found is not None and found.end != "rest":
            key = "forecast.cycle" if found.end == "cycle" else "forecast.open"
            told.append(words(key, issue=wording.issue(issue), model=wording.method(method)))
    return told
