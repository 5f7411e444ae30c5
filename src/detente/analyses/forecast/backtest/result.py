"""What a back-test found: scores, sentences, a table, a chart, and the constants to ship."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.backtest.scoring import Score, Settled, residuals_of
from detente.analyses.forecast.intervals import LEVELS
from detente.analyses.forecast.methods import DEFAULT
from detente.analyses.telling import table
from detente.exhibits import Axis, Bar, BarChart, Chart, Guide, Note, Shown, Table, plain
from detente.phrases import Phrases, phrases
from detente.scenario.settled_talks import KINDS, Past

REFERENCE = "mean"
"""What every method is compared with, issue by issue: the plain mean of the positions."""

SHOWN_OF_SHIPPED = ("mae", "crps", "coverage50", "coverage80", "coverage95")
"""Scores that the test of the shipped constants answers."""


@dataclass(frozen=True, eq=False)
class BacktestResult(Shown):
    """Scores of all methods on one file of settled issues.

    forecasts[method][issue] is on 0..100; `best` is the method with the least mean absolute error
    among `scores`. `share` is the best share of the chance on the parties' positions, or the one of
    the shipped constants where they were tested (`shipped`).
    """

    past: Past
    settled: Settled
    seed: int
    forecasts: dict[str, NDArray[np.float64]]
    scores: dict[str, Score]
    best: str
    share: float
    shipped: bool = False

    def answer(self) -> dict[str, Any]:
        """The scores as plain JSON values."""
        scores = {method: _without_nan(plain(each)) for method, each in self.scores.items()}
        if self.shipped:
            shown = {m: {key: each[key] for key in SHOWN_OF_SHIPPED} for m, each in scores.items()}
            return {"issues": len(self.past.issues), "methods": shown, "default": DEFAULT}
        return {
            "issues": len(self.past.issues),
            "proposals": len(self.past.proposals),
            "left_out": [{"issue": name, "lacks": lacks} for name, lacks in self.past.left_out],
            "reference": REFERENCE,
            "best": self.best,
            "default": DEFAULT,
            "share_on_positions": self.share,
            "methods": scores,
        }

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """What `--json` prints."""
        options = {"methods": list(self.scores), "seed": self.seed, "shipped": self.shipped}
        notes = (note for note in self.statements(language or "en") if note.kind != "finding")
        return {
            "analysis": "backtest",
            "data": {"title": self.past.title, "digest": self.past.digest},
            "options": options,
            "answer": self.answer(),
            "notes": [note.text for note in notes],
        }

    def statements(self, language: str = "en") -> tuple[Note, ...]:
        """The findings in sentences, then how the test was made.

        Who was best, whether that is more than chance, and what the intervals are worth.
        """
        words, best, own = phrases(language), self.scores[self.best], self.scores[DEFAULT]
        name, error = _method(words, self.best), words.number(best.mae, 1)
        size = {"issues": len(self.past.issues), "proposals": len(self.past.proposals)}
        ends = _ends(words, best.ci95)
        found = [words("forecast.bt_best", method=name, error=error, **size, **ends)]
        if self.best != REFERENCE:
            beats = best.against95[1] < 0
            key = "forecast.bt_beats_mean" if beats else "forecast.bt_no_better_than_mean"
            gap, ends = words.number(best.against, 1), _ends(words, best.against95)
            found.append(words(key, method=name, gap=gap, **ends))
        percents = {
            "percent": 100 * own.coverage80,
            "width": own.width80,
            "share": 100 * self.share,
        }
        said = {key: words.number(value) for key, value in percents.items()}
        key = "forecast.bt_shipped" if self.shipped else "forecast.bt_coverage"
        found.append(words(key, method=_method(words, DEFAULT), **said))
        how = words("forecast.bt_how_shipped" if self.shipped else "forecast.bt_how")
        notes = [*(Note(text, "finding") for text in found), Note(how)]
        if self.past.left_out:
            left_out = words.count("forecast.bt_left_out", len(self.past.left_out))
            notes.append(Note(left_out, "caution"))
        return tuple(notes)

    def tables(self, language: str = "en") -> tuple[Table, ...]:
        """The scores, one row a method."""
        words, rows = phrases(language), []
        for method, each in self.scores.items():
            gap, ends = words.number(each.against, 1), _ends(words, each.against95)
            against = words("forecast.bt_gap", gap=gap, **ends)
            row = (
                _method(words, method),
                each.mae,
                words("forecast.span", **_ends(words, each.ci95)),
                each.median,
                100 * each.within10,
                each.crps,
                100 * each.coverage80,
                each.width80,
                "–" if method == REFERENCE else against,
            )
            rows.append(row)
        columns = ["method_column", "bt_mae>1", "bt_ci>", "bt_median>1", "bt_within>0%"]
        columns += ["bt_crps>1", "bt_inside>0%", "bt_width>0", "bt_against>"]
        return (table(words, "forecast.bt", columns, rows, words("forecast.bt_note")),)

    def charts(self, language: str = "en") -> tuple[Chart, ...]:
        """Mean absolute errors, the smallest first, with bootstrap intervals."""
        words, mean = phrases(language), self.scores[REFERENCE].mae
        ordered = sorted(self.scores.items(), key=lambda item: item[1].mae)
        bars = (Bar(_method(words, m), s.mae, low=s.ci95[0], high=s.ci95[1]) for m, s in ordered)
        chart = BarChart(
            words("forecast.bt_title"),
            Axis(words("forecast.bt_mae_axis"), low=0),
            tuple(bars),
            guides=(Guide("x", mean, _method(words, REFERENCE)),),
            summary=words("forecast.bt_note"),
        )
        return (chart,)

    def constants(self) -> str:
        """What was fitted as the JSON text of `calibration.json`, a line for each row of numbers.

        Residual quantiles of every method and kind of issue, the share of the chance on the
        parties' positions, and how often issues ended there.
        """
        residuals: dict[str, dict[str, list[float]]] = {}
        for method, forecast in self.forecasts.items():
            for number, kind in enumerate(KINDS):
                off = self.settled.truth - forecast
                quantiles = residuals_of(off, self.settled.kind == number)
                if quantiles is not None:
                    rounded = [round(float(q), 2) for q in quantiles]
                    residuals.setdefault(method, {})[kind] = rounded
        counted = {kind: int((self.settled.kind == k).sum()) for k, kind in enumerate(KINDS)}
        title, ended_there = self.past.title, round(self.settled.on_a_position, 3)
        found = {
            "provenance": {
                "data": title,
                "sha256": self.past.digest,
                "issues": counted,
                "proposals": len(self.past.proposals),
                "seed": self.seed,
                "rebuild": f"detente backtest {title} --calibration calibration.json",
            },
            "positions": {"share": self.share, "ended_there": ended_there},
            "levels": LEVELS,
            "residuals": residuals,
        }
        text = json.dumps(found, indent=2, ensure_ascii=False)
        return re.sub(r"\[[-\d.,\s]+\]", lambda row: str(json.loads(row[0])), text) + "\n"


def _method(words: Phrases, method: str) -> str:
    return words(f"forecast.method.{method}")


def _ends(words: Phrases, ends: tuple[float, float]) -> dict[str, str]:
    return {"low": words.number(ends[0], 1), "high": words.number(ends[1], 1)}


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_nan(each) for each in value]
    return None if value != value else value
