"""What a brief says about the forecast."""

from __future__ import annotations

from detente.analyses.contract import BriefPart
from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.forecast.report.charts import line_of_issue, moves_of_issue, overview
from detente.analyses.forecast.report.tables import (
    forecast_table,
    move_table,
    position_table,
    trade_table,
    views_matrix,
)
from detente.analyses.forecast.report.words import Wording, held_back, process_notes, summary
from detente.analyses.forecast.result import ForecastResult
from detente.exhibits import Exhibit, Note, Section
from detente.phrases import Phrases

MOST_NOTES = 2
MOST_LINES = 4
MOST_PATHS = 2
"""Charts of the issues on which most weight rests; all of them are in the result."""


def brief(result: ForecastResult, words: Phrases) -> BriefPart:
    """The forecasts on one chart and table; views, process and positions in the annexes."""
    wording = Wording(result, words)
    front: list[Exhibit] = [
        *summary(wording),
        overview(wording),
        Note(words("forecast.how_to_read", level=wording.level)),
        *process_notes(wording)[:MOST_NOTES],
    ]
    annex: list[Exhibit | None] = [
        forecast_table(wording),
        views_matrix(wording),
        position_table(wording),
        *(line_of_issue(wording, issue) for issue in _heaviest(wording)[:MOST_LINES]),
    ]
    process: list[Exhibit | None] = [trade_table(wording), move_table(wording)]
    process += [moves_of_issue(wording, issue) for issue in _heaviest(wording)[:MOST_PATHS]]
    annexes = [Section("forecast", words("forecast.annex"), _there(annex))]
    if _there(process):
        annexes.append(
            Section("forecast_process", words("forecast.process_annex"), _there(process))
        )
    return BriefPart(
        bottom_line=(_bottom_line(wording),),
        front=(Section("forecast", words("forecast.section"), tuple(front)),),
        annexes=tuple(annexes),
        indicators=_indicators(wording),
    )


def _there(exhibits: list[Exhibit | None]) -> tuple[Exhibit, ...]:
    return tuple(exhibit for exhibit in exhibits if exhibit is not None)


def _bottom_line(wording: Wording) -> str:
    """The forecast of the issue on which most weight rests, and how wide its interval is."""
    heaviest = _heaviest(wording)[0]
    said = {"issue": wording.issue(heaviest), "value": wording.value(heaviest, DEFAULT)}
    if wording.result.interval(DEFAULT, heaviest) is None:
        return wording.words("forecast.expected_nothing", **said)
    line = wording.words(
        "forecast.bottom_line",
        interval=wording.interval(heaviest, DEFAULT),
        level=wording.level,
        **said,
    )
    return f"{line} {held_back(wording, heaviest)}".strip()


def _heaviest(wording: Wording) -> list[int]:
    """The issues by the weight that rests on them, the heaviest first."""
    total = wording.result.problem.weight[0].sum(axis=1)
    return [int(issue) for issue in (-total).argsort(kind="stable")]


def _indicators(wording: Wording) -> tuple[str, ...]:
    """The longest moves that the spatial model expects: seen or not seen, they tell something."""
    result = wording.result
    longest = [
        (abs(move.end - move.start), issue, move)
        for issue in range(len(result.problem.issues))
        for move in result.played.moves(issue)[:1]
        if abs(move.end - move.start) >= 0.1
    ]
    longest.sort(key=lambda found: -found[0])
    return tuple(
        wording.words(
            "forecast.indicator", party=wording.party(move.party), issue=wording.issue(issue)
        )
        for _, issue, move in longest[:2]
    )
