"""The Brier score and what it is made of.

score = reliability - resolution + uncertainty (Murphy 1973), over groups of equal probability; the
identity is exact when every statement of a group has the same probability.

>>> stated = [.9, .9, .1, .1, .5, .5, .7, .3]
>>> found = brier(stated, [True, True, False, False, True, False, True, False])
>>> parts = (found.score, found.reliability, found.resolution, found.uncertainty)
>>> [round(part, 4) for part in parts]
[0.09, 0.0275, 0.1875, 0.25]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from detente.analyses.telling import table
from detente.errors import SettingError
from detente.exhibits import Axis, LineChart, Note, Point, Table
from detente.forecast_log.book import Log
from detente.phrases import Phrases
from detente.phrases.directions import isolated

BINS = (0.0, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95, 1.0)
"""Edges of the groups of the calibration chart: those of the ICD-203 likelihood words."""


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of like probability: how many, the mean stated, and the share that came true."""

    count: int
    stated: float
    came_true: float


@dataclass(frozen=True, slots=True)
class Brier:
    """The score (0 perfect, 0.25 for always one half), its parts, and the calibration by group."""

    count: int
    score: float
    reliability: float
    resolution: float
    uncertainty: float
    groups: tuple[Group, ...]


def brier(probabilities: Sequence[float], outcomes: Sequence[bool]) -> Brier:
    """Score probabilities of statements against what came true.

    Raises SettingError when there are none, or numbers of both differ.
    """
    if not probabilities or len(probabilities) != len(outcomes):
        given = f"{len(probabilities)} probabilities, {len(outcomes)} outcomes"
        raise SettingError("statements", given, "give as many outcomes as probabilities")
    n = len(probabilities)
    base = sum(outcomes) / n
    pairs = list(zip(probabilities, outcomes, strict=True))
    exact = [[pair for pair in pairs if pair[0] == p] for p in sorted(set(probabilities))]
    groups = [_group(members) for members in exact]
    binned = [[pair for pair in pairs if low <= pair[0] < high] for low, high in pairwise(BINS)]
    return Brier(
        count=n,
        score=fsum((p - o) ** 2 for p, o in pairs) / n,
        reliability=fsum(g.count * (g.stated - g.came_true) ** 2 for g in groups) / n,
        resolution=fsum(g.count * (g.came_true - base) ** 2 for g in groups) / n,
        uncertainty=base * (1 - base),
        groups=tuple(_group(members) for members in binned if members),
    )


def brier_of_log(log: Log) -> Brier:
    """Score the settled statements of a log."""
    settled = log.settled
    return brier([said.probability for said in settled], [bool(said.outcome) for said in settled])


def _group(members: list[tuple[float, bool]]) -> Group:
    n = len(members)
    return Group(n, fsum(p for p, _ in members) / n, sum(o for _, o in members) / n)


def log_table(log: Log, words: Phrases) -> Table:
    """All statements, with what became of them."""
    rows = []
    for said in log.statements:
        came = words("log.open")
        if said.outcome is not None:
            came = words("common.yes") if said.outcome else words("common.no")
        elif said.resolves is not None:
            came = words("log.open_until", day=words.date(said.resolves))
        likely = words.stated(100 * said.probability)
        rows.append((said.number, said.made.isoformat(), isolated(said.text), likely, came))
    columns = ["number>0", "made", "statement", "probability>%", "outcome"]
    return table(words, "log.log", columns, rows)


def score_note(score: Brier, words: Phrases) -> Note:
    """The score and its parts in a sentence."""
    names = ("score", "reliability", "resolution", "uncertainty")
    parts = {name: words.number(getattr(score, name), 3) for name in names}
    return Note(words("log.score", n=score.count, **parts), "finding")


def score_table(score: Brier, words: Phrases) -> Table:
    """Calibration by group of probability."""
    rows = [(group.count, 100 * group.stated, 100 * group.came_true) for group in score.groups]
    columns = ["count>0", "stated>0%", "came_true>0%"]
    return table(words, "log.calibration", columns, rows, words("log.calibration_note"))


def calibration_chart(score: Brier, words: Phrases) -> LineChart:
    """Share that came true against the probability stated; the diagonal is perfect."""
    perfect, found = words("log.perfect"), words("log.found")
    points = [Point(0, 0, perfect), Point(100, 100, perfect)]
    for group in score.groups:
        label = words.count("log.statements", group.count)
        points.append(Point(100 * group.stated, 100 * group.came_true, found, label))
    return LineChart(
        words("log.calibration_title"),
        Axis(words("log.stated"), "%", 0, 100),
        Axis(words("log.came_true"), "%", 0, 100),
        tuple(points),
        (perfect, found),
        summary=words("log.calibration_note"),
    )
