"""The back-test in words, as a table and as a chart."""

from __future__ import annotations

from detente.analyses.forecast.backtest.run import BacktestResult
from detente.analyses.forecast.backtest.scoring import Score
from detente.analyses.forecast.methods import DEFAULT
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Guide, Note, Table
from detente.phrases import Phrases


def _method(words: Phrases, method: str) -> str:
    return words(f"forecast.method.{method}")


def statements(result: BacktestResult, words: Phrases) -> tuple[Note, ...]:
    """Who was best, whether that is more than chance, and what the intervals are worth."""
    name, best = _method(words, result.best), result.scores[result.best]
    found = [
        words(
            "forecast.bt_best",
            method=name,
            error=words.number(best.mae, 1),
            issues=len(result.past.issues),
            proposals=len(result.past.proposals),
            **_ends(words, best.ci95),
        ),
        *([] if result.best == "mean" else [_against_mean(words, name, best)]),
        _coverage(result, words),
    ]
    return (*(Note(text, "finding") for text in found), *_remarks(result, words))


def _ends(words: Phrases, ends: tuple[float, float]) -> dict[str, str]:
    return {"low": words.number(ends[0], 1), "high": words.number(ends[1], 1)}


def _against_mean(words: Phrases, name: str, best: Score) -> str:
    sure = best.against95[1] < 0
    key = "forecast.bt_beats_mean" if sure else "forecast.bt_no_better_than_mean"
    return words(
        key, method=name, gap=words.number(best.against, 1), **_ends(words, best.against95)
    )


def _coverage(result: BacktestResult, words: Phrases) -> str:
    """How many outcomes the intervals of the default hold, and how much lies on positions."""
    own = result.scores[DEFAULT]
    said = {
        "method": _method(words, DEFAULT),
        "percent": words.number(100 * own.coverage80),
        "width": words.number(own.width80),
        "share": words.number(100 * result.share),
    }
    if result.shipped:
        return words("forecast.bt_shipped", **said)
    return words("forecast.bt_coverage", **said)


def _remarks(result: BacktestResult, words: Phrases) -> tuple[Note, ...]:
    """How the test was made, and what was left out."""
    how = "forecast.bt_how_shipped" if result.shipped else "forecast.bt_how"
    found = [Note(words(how), "text")]
    if result.past.left_out:
        n = len(result.past.left_out)
        found.append(Note(words.count("forecast.bt_left_out", n), "caution"))
    return tuple(found)


def tables(result: BacktestResult, words: Phrases) -> tuple[Table, ...]:
    """The scores, one row a method."""
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
    rows = tuple(_row(words, method, each) for method, each in result.scores.items())
    return (Table(words("forecast.bt_title"), columns, rows, words("forecast.bt_note")),)


def _row(words: Phrases, method: str, each: Score) -> tuple[Cell, ...]:
    gap = words.number(each.against, 1)
    against = words("forecast.bt_gap", gap=gap, **_ends(words, each.against95))
    return (
        _method(words, method),
        each.mae,
        words("forecast.span", **_ends(words, each.ci95)),
        each.median,
        100 * each.within10,
        each.crps,
        100 * each.coverage80,
        each.width80,
        "–" if method == "mean" else against,
    )


def charts(result: BacktestResult, words: Phrases) -> tuple[Chart, ...]:
    """Mean absolute errors, the smallest first, with bootstrap intervals."""
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
    chart = BarChart(
        words("forecast.bt_title"),
        Axis(words("forecast.bt_mae_axis"), low=0),
        bars,
        guides=(Guide("x", result.scores["mean"].mae, words("forecast.method.mean")),),
        summary=words("forecast.bt_note"),
    )
    return (chart,)
