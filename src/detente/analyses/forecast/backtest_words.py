"""The back-test in words, as a table and as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.exhibits import Axis, Bar, BarChart, Cell, Column, Guide, Note, Table
from detente.phrases import Phrases, phrases

if TYPE_CHECKING:
    from detente.analyses.forecast.backtest import BacktestResult


def _method(words: Phrases, method: str) -> str:
    return words(f"forecast.method.{method}")


def statements(result: BacktestResult, language: str) -> tuple[Note, ...]:
    """Who was best, whether that is more than chance, and what the intervals are worth."""
    words = phrases(language)
    best = result.scores[result.best]
    low, high = (words.number(end, 1) for end in best.ci95)
    found = [
        words(
            "forecast.bt_best",
            method=_method(words, result.best),
            error=words.number(best.mae, 1),
            low=low,
            high=high,
            issues=len(result.past.issues),
            proposals=len(result.past.proposals),
        )
    ]
    gap_low, gap_high = (words.number(end, 1) for end in best.against95)
    sure = best.against95[1] < 0
    key = "forecast.bt_beats_mean" if sure else "forecast.bt_no_better_than_mean"
    gap = words.number(best.against, 1)
    found.append(
        words(key, method=_method(words, result.best), gap=gap, low=gap_low, high=gap_high)
    )
    found.append(
        words(
            "forecast.bt_coverage",
            method=_method(words, result.best),
            percent=words.number(100 * best.coverage80),
            width=words.number(best.width80),
        )
    )
    if result.combined_against_best is not None:
        found.append(_combined(result, words))
    return (*(Note(text, "finding") for text in found), *remarks(result, language))


def _combined(result: BacktestResult, words: Phrases) -> str:
    gap, ends = result.combined_against_best or (0.0, (0.0, 0.0))
    key = "forecast.bt_combined_better" if ends[1] < 0 else "forecast.bt_combined_no_better"
    low, high = (words.number(end, 1) for end in ends)
    shown = words.number(gap, 1)
    return words(key, gap=shown, low=low, high=high, method=_method(words, result.best))


def remarks(result: BacktestResult, language: str) -> tuple[Note, ...]:
    """How the test was made, and what was left out."""
    words = phrases(language)
    found = [Note(words("forecast.bt_how"), "text")]
    if result.past.left_out:
        n = len(result.past.left_out)
        found.append(Note(words.count("forecast.bt_left_out", n), "caution"))
    return tuple(found)


def score_table(result: BacktestResult, language: str) -> Table:
    """One row a method."""
    words = phrases(language)
    columns = (
        Column(words("forecast.method_column")),
        Column(words("forecast.bt_mae"), "right", 1),
        Column(words("forecast.bt_ci"), "right"),
        Column(words("forecast.bt_median"), "right", 1),
        Column(words("forecast.bt_within"), "right", 0, "%"),
        Column(words("forecast.bt_crps"), "right", 1),
        Column(words("forecast.bt_inside"), "right", 0, "%"),
        Column(words("forecast.bt_width"), "right", 0),
        Column(words("forecast.bt_against"), "right"),
    )
    rows: list[tuple[Cell, ...]] = []
    for method, each in result.scores.items():
        ends = [words.number(end, 1) for end in each.ci95]
        gap = [words.number(end, 1) for end in each.against95]
        against = words(
            "forecast.bt_gap", gap=words.number(each.against, 1), low=gap[0], high=gap[1]
        )
        rows.append(
            (
                _method(words, method),
                each.mae,
                words("forecast.span", low=ends[0], high=ends[1]),
                each.median,
                100 * each.within10,
                each.crps,
                100 * each.coverage80,
                each.width80,
                "–" if method == "mean" else against,
            )
        )
    note = words("forecast.bt_note")
    return Table(words("forecast.bt_title"), columns, tuple(rows), note)


def error_chart(result: BacktestResult, language: str) -> BarChart:
    """Mean absolute errors, the smallest first, with bootstrap intervals."""
    words = phrases(language)
    ordered = sorted(result.scores.items(), key=lambda item: item[1].mae)
    bars = tuple(
        Bar(
            _method(words, method),
            each.mae,
            low=each.ci95[0],
            high=each.ci95[1],
        )
        for method, each in ordered
    )
    return BarChart(
        words("forecast.bt_title"),
        Axis(words("forecast.bt_mae_axis"), low=0),
        bars,
        guides=(Guide("x", result.scores["mean"].mae, words("forecast.method.mean")),),
        summary=words("forecast.bt_note"),
    )
