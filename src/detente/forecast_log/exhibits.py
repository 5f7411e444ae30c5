"""A forecast log as tables, sentences and a calibration chart."""

from __future__ import annotations

from detente.exhibits import Axis, Cell, Column, LineChart, Note, Point, Table
from detente.forecast_log.book import Log
from detente.forecast_log.scores import Brier
from detente.phrases import phrases


def log_table(log: Log, language: str) -> Table:
    """All statements, with what became of them."""
    words = phrases(language)
    columns = (
        Column(words("log.number"), "right", 0),
        Column(words("log.made")),
        Column(words("log.statement")),
        Column(words("log.probability"), "right", 0, "%"),
        Column(words("log.outcome")),
    )
    rows: list[tuple[Cell, ...]] = []
    for said in log.statements:
        came = words("log.open")
        if said.outcome is not None:
            came = words("common.yes") if said.outcome else words("common.no")
        elif said.resolves is not None:
            came = words("log.open_until", day=words.date(said.resolves))
        rows.append((said.number, said.made.isoformat(), said.text, 100 * said.probability, came))
    return Table(words("log.title"), columns, tuple(rows))


def score_table(score: Brier, language: str) -> Table:
    """Calibration by group of probability."""
    words = phrases(language)
    columns = (
        Column(words("log.count"), "right", 0),
        Column(words("log.stated"), "right", 0, "%"),
        Column(words("log.came_true"), "right", 0, "%"),
    )
    rows = tuple((g.count, 100 * g.stated, 100 * g.came_true) for g in score.groups)
    return Table(words("log.calibration_title"), columns, rows, words("log.calibration_note"))


def score_note(score: Brier, language: str) -> Note:
    """The score and its parts in a sentence."""
    words = phrases(language)
    return Note(
        words(
            "log.score",
            n=score.count,
            score=words.number(score.score, 3),
            reliability=words.number(score.reliability, 3),
            resolution=words.number(score.resolution, 3),
            uncertainty=words.number(score.uncertainty, 3),
        ),
        "finding",
    )


def calibration_chart(score: Brier, language: str) -> LineChart:
    """Share that came true against the probability stated; the diagonal is perfect."""
    words = phrases(language)
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
