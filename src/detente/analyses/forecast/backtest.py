"""The back-test: every method against the same settled issues, with bootstrap by proposal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.combination import combine_held_out
from detente.analyses.forecast.intervals import LEVELS, residual_quantiles
from detente.analyses.forecast.methods import COMBINED, DEFAULT, METHODS, chosen
from detente.analyses.forecast.past import forecasts_of_past
from detente.analyses.forecast.scoring import Bootstrap, Score, score
from detente.errors import SettingError
from detente.exhibits import Chart, Note, Shown, Table
from detente.scenario.settled import KINDS, Past

Array = NDArray[np.float64]

REFERENCE = "mean"
"""What every method is compared with, issue by issue: the plain mean of the positions."""

TESTED = (*(m for m in METHODS if m != "spatial_joint"), COMBINED)
LEAST_PROPOSALS = 5
FEW = 5
"""Fewer residuals than these say nothing about a kind of issue."""


@dataclass(frozen=True, eq=False)
class BacktestResult(Shown):
    """Scores of all methods on one file of settled issues.

    forecasts[method][issue] and truth[issue] are on 0..100; `best` is the single method with the
    least mean absolute error among `scores`, the combination not counted.
    """

    past: Past
    methods: tuple[str, ...]
    seed: int
    forecasts: dict[str, Array]
    scores: dict[str, Score]
    best: str
    combined_against_best: tuple[float, tuple[float, float]] | None

    @property
    def truth(self) -> Array:
        """The outcomes, shape [issue]."""
        return np.array([issue.outcome for issue in self.past.issues])

    def answer(self) -> dict[str, Any]:
        """The scores as plain JSON values."""
        found: dict[str, Any] = {
            "issues": len(self.past.issues),
            "proposals": len(self.past.proposals),
            "left_out": [{"issue": name, "lacks": lacks} for name, lacks in self.past.left_out],
            "reference": REFERENCE,
            "best": self.best,
            "methods": {method: _plain(each) for method, each in self.scores.items()},
        }
        if self.combined_against_best is not None:
            gap, ends = self.combined_against_best
            found["combined_against_best"] = {"difference": gap, "ci95": list(ends)}
        return found

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """What `--json` prints."""
        from detente.analyses.forecast.backtest_words import remarks

        return {
            "analysis": "backtest",
            "data": {"title": self.past.title, "digest": self.past.digest},
            "options": {"methods": list(self.methods), "seed": self.seed},
            "answer": self.answer(),
            "notes": [note.text for note in remarks(self, language or "en")],
        }

    def statements(self, language: str = "en") -> tuple[Note, ...]:
        """The findings in sentences."""
        from detente.analyses.forecast.backtest_words import statements

        return statements(self, language)

    def tables(self, language: str = "en") -> tuple[Table, ...]:
        """The table of scores."""
        from detente.analyses.forecast.backtest_words import score_table

        return (score_table(self, language),)

    def charts(self, language: str = "en") -> tuple[Chart, ...]:
        """Mean absolute errors with their bootstrap intervals."""
        from detente.analyses.forecast.backtest_words import error_chart

        return (error_chart(self, language),)

    def constants(self) -> str:
        """The residual quantiles of every method as the JSON text of `calibration.json`.

        A kind of issue with fewer than five residuals has those of all issues.
        """
        kind = np.array([issue.kind for issue in self.past.issues])
        residuals = {}
        for method in self.methods:
            off = self.truth - self.forecasts[method]
            if method != COMBINED and np.isfinite(off).sum() >= FEW:
                residuals[method] = {k: _quantiles(off, kind == k) for k in KINDS}
        provenance = {
            "data": self.past.title,
            "sha256": self.past.digest,
            "issues": {k: int((kind == k).sum()) for k in KINDS},
            "proposals": len(self.past.proposals),
            "seed": self.seed,
            "rebuild": f"detente backtest {self.past.title} --calibration calibration.json",
        }
        return _constants_text(provenance, residuals)


def backtest(past: Past, *, methods: Sequence[str] | None = None, seed: int = 0) -> BacktestResult:
    """Forecast settled issues by each method and compare with what was decided.

    `methods` are among `TESTED` (all for None or `["all"]`); the default and the plain mean are
    always there. Intervals and the combination are made without the proposal they are tested on.

    Raises SettingError for an unknown method, and when there are fewer than five proposals.

    >>> from detente.scenario.settled import SettledIssue
    >>> def settled(k: int) -> SettledIssue:
    ...     wanted = np.array([0.0, 100.0, float(k)])
    ...     return SettledIssue(f"p{k // 2}", f"i{k}", ("a", "b", "c"), wanted,
    ...                         np.ones(3), np.ones(3), 50.0)
    >>> result = backtest(Past("t", "", tuple(settled(k) for k in range(20))), methods=["median"])
    >>> result.answer()["issues"], sorted(result.scores)
    (20, ['compromise', 'mean', 'median'])
    """
    if len(past.proposals) < LEAST_PROPOSALS:
        remedy = f"give at least {LEAST_PROPOSALS} proposals with outcomes"
        raise SettingError("proposals", len(past.proposals), remedy)
    asked = None if methods is None or list(methods) == ["all"] else [*methods, REFERENCE]
    wanted = chosen(asked, TESTED)
    forecasts = forecasts_of_past(past, wanted, seed=seed)
    truth = np.array([issue.outcome for issue in past.issues])
    proposal = np.array([past.proposals.index(issue.proposal) for issue in past.issues])
    kind = np.array([KINDS.index(issue.kind) for issue in past.issues])
    if COMBINED in wanted:
        forecasts[COMBINED] = combine_held_out(past.issues, forecasts, proposal, seed=seed)
    bootstrap = Bootstrap(proposal, seed=seed)
    reference = forecasts[REFERENCE]
    scores = {
        method: score(forecasts[method], truth, reference, proposal, kind, bootstrap)
        for method in wanted
    }
    complete = [m for m in wanted if m != COMBINED and scores[m].n == len(truth)]
    best = min(complete, key=lambda m: (scores[m].mae, m != DEFAULT))
    versus = None
    if COMBINED in wanted:
        gap = np.abs(forecasts[COMBINED] - truth) - np.abs(forecasts[best] - truth)
        versus = (float(gap.mean()), bootstrap.interval(gap))
    return BacktestResult(past, wanted, seed, forecasts, scores, best, versus)


def _quantiles(off: Array, like: NDArray[np.bool_]) -> list[float]:
    usable = np.isfinite(off)
    of_kind = usable & like
    chosen = of_kind if of_kind.sum() >= FEW else usable
    return [round(float(q), 2) for q in residual_quantiles(off[chosen])]


def _plain(each: Score) -> dict[str, Any]:
    raw = {name: getattr(each, name) for name in each.__slots__}
    return {name: _json(value) for name, value in raw.items()}


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def _constants_text(provenance: dict[str, Any], residuals: dict[str, Any]) -> str:
    """JSON with one line a method and kind, so that changes can be read."""
    head = json.dumps(provenance, indent=2, ensure_ascii=False).replace("\n", "\n  ")
    lines = []
    for method, kinds in residuals.items():
        rows = ",\n".join(f"      {json.dumps(k)}: {json.dumps(v)}" for k, v in kinds.items())
        lines.append(f"    {json.dumps(method)}: {{\n{rows}\n    }}")
    body = ",\n".join(lines)
    levels = json.dumps(list(LEVELS))
    return (
        f'{{\n  "provenance": {head},\n  "levels": {levels},\n  "residuals": {{\n{body}\n  }}\n}}\n'
    )
