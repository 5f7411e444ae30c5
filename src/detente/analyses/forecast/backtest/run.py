"""The back-test: every method against the same settled issues, with bootstrap by proposal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Report
from detente.analyses.forecast.backtest.past import forecasts_of_past
from detente.analyses.forecast.backtest.scoring import (
    Bootstrap,
    Score,
    Settled,
    held_out_outcomes,
    held_out_shares,
    residuals_of,
    score,
    shipped_outcomes,
)
from detente.analyses.forecast.intervals import LEVELS, calibration
from detente.analyses.forecast.methods import DEFAULT, METHODS, chosen
from detente.errors import SettingError, sentence
from detente.exhibits import Chart, Note, Shown, Table
from detente.phrases import phrases
from detente.progress import Progress, quiet, within
from detente.scenario.settled import KINDS, Past

Array = NDArray[np.float64]

REFERENCE = "mean"
"""What every method is compared with, issue by issue: the plain mean of the positions."""

TESTED = tuple(method for method in METHODS if method != "spatial_joint")
LEAST_PROPOSALS = 5

LARGEST = 1e100
"""Of any number in the data, so that sums and products stay finite."""

SHOWN_OF_SHIPPED = ("mae", "crps", "coverage50", "coverage80", "coverage95")
"""Scores that the test of the shipped constants answers."""


@dataclass(frozen=True, eq=False)
class BacktestResult(Shown):
    """Scores of all methods on one file of settled issues.

    forecasts[method][issue] and truth[issue] are on 0..100; `best` is the method with the least
    mean absolute error among `scores`. `share` is the best share of the chance on the parties'
    positions, or the one of the shipped constants where they were tested (`shipped`).
    """

    past: Past
    methods: tuple[str, ...]
    seed: int
    forecasts: dict[str, Array]
    scores: dict[str, Score]
    best: str
    share: float
    shipped: bool = False

    @property
    def truth(self) -> Array:
        """The outcomes, shape [issue]."""
        return np.array([issue.outcome for issue in self.past.issues])

    def answer(self) -> dict[str, Any]:
        """The scores as plain JSON values."""
        if self.shipped:
            scores = {m: _plain(each) for m, each in self.scores.items()}
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
            "methods": {method: _plain(each) for method, each in self.scores.items()},
        }

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """What `--json` prints."""
        options = {"methods": list(self.methods), "seed": self.seed, "shipped": self.shipped}
        notes = (note for note in self.statements(language or "en") if note.kind != "finding")
        return {
            "analysis": "backtest",
            "data": {"title": self.past.title, "digest": self.past.digest},
            "options": options,
            "answer": self.answer(),
            "notes": [note.text for note in notes],
        }

    def statements(self, language: str = "en") -> tuple[Note, ...]:
        """The findings in sentences, then how the test was made."""
        return _report().statements(self, phrases(language))

    def tables(self, language: str = "en") -> tuple[Table, ...]:
        """The table of scores."""
        return _report().tables(self, phrases(language))

    def charts(self, language: str = "en") -> tuple[Chart, ...]:
        """Mean absolute errors with their bootstrap intervals."""
        return _report().charts(self, phrases(language))

    def constants(self) -> str:
        """What was fitted as the JSON text of `calibration.json`.

        Residual quantiles of every method and kind of issue, the share of the chance on the
        parties' positions, and how often issues ended there.
        """
        settled = Settled.of(self.past)
        residuals = {}
        for method in self.methods:
            off = self.truth - self.forecasts[method]
            kinds = {k: residuals_of(off, settled.kind == KINDS.index(k)) for k in KINDS}
            residuals[method] = {
                k: [round(float(q), 2) for q in quantiles]
                for k, quantiles in kinds.items()
                if quantiles is not None
            }
        kind = np.array([issue.kind for issue in self.past.issues])
        provenance = {
            "data": self.past.title,
            "sha256": self.past.digest,
            "issues": {k: int((kind == k).sum()) for k in KINDS},
            "proposals": len(self.past.proposals),
            "seed": self.seed,
            "rebuild": f"detente backtest {self.past.title} --calibration calibration.json",
        }
        mixture = {"share": self.share, "ended_there": round(settled.on_a_position, 3)}
        known = {method: kinds for method, kinds in residuals.items() if kinds}
        return _constants_text(provenance, mixture, known)


def backtest(
    past: Past,
    *,
    methods: Sequence[str] | None = None,
    seed: int = 0,
    shipped: bool = False,
    progress: Progress = quiet,
) -> BacktestResult:
    """Forecast settled issues by each method and compare with what was decided.

    `methods` are among `TESTED` (all for None or `["all"]`); the default and the plain mean are
    always there. Intervals are made without the proposal they are tested on; with `shipped` they
    come from the constants of the package instead, and nothing is fitted. `progress` is told how
    much is done, of how much, and the proposal or method at work.

    Raises SettingError for an unknown method, numbers that are not finite, and when there are fewer
    than five proposals to fit on.

    >>> from detente.scenario.settled import SettledIssue
    >>> def settled(k: int) -> SettledIssue:
    ...     wanted = np.array([0.0, 100.0, float(k)])
    ...     return SettledIssue(f"p{k // 2}", f"i{k}", ("a", "b", "c"), wanted,
    ...                         np.ones(3), np.ones(3), 50.0)
    >>> result = backtest(Past("t", "", tuple(settled(k) for k in range(20))), methods=["median"])
    >>> result.answer()["issues"], sorted(result.scores)
    (20, ['half_weighted', 'mean', 'median'])
    """
    _check(past, least=1 if shipped else LEAST_PROPOSALS)
    asked = None if methods is None or list(methods) == ["all"] else [*methods, REFERENCE]
    wanted = chosen(asked, TESTED)
    settled, constants = Settled.of(past), calibration()
    if shipped:
        wanted = tuple(method for method in wanted if constants.known(method))
    forecasts = forecasts_of_past(past, wanted, seed=seed, progress=within(progress, 0, 50, 100))
    share, shares = constants.share, np.zeros(0)
    if not shipped:
        share, shares = held_out_shares(settled, forecasts[DEFAULT], seed=seed)
    bootstrap = Bootstrap(settled.proposal, seed=seed)
    scores = {}
    for done, method in enumerate(wanted):
        progress(50 + 50 * done // len(wanted), 100, method)
        forecast = forecasts[method]
        laws = (
            shipped_outcomes(settled, method, forecast, constants)
            if shipped
            else held_out_outcomes(settled, forecast, shares)
        )
        scores[method] = score(settled, forecast, laws, forecasts[REFERENCE], bootstrap)
    complete = [method for method in wanted if scores[method].n == len(past.issues)]
    best = min(complete, key=lambda method: (scores[method].mae, method != DEFAULT))
    return BacktestResult(past, wanted, seed, forecasts, scores, best, share, shipped)


def _report() -> Report:
    """The module beside this one that tells of a back-test."""
    return cast("Report", import_module(f"{__package__}.report"))


def _check(past: Past, *, least: int) -> None:
    if len(past.proposals) < least:
        remedy = sentence("give at least {least} proposals with outcomes", least=least)
        raise SettingError("proposals", len(past.proposals), remedy)
    for issue in past.issues:
        for name in ("position", "salience", "capability", "outcome", "status_quo"):
            given = getattr(issue, name)
            values = np.atleast_1d(np.array(0.0 if given is None else given, dtype=float))
            if not np.isfinite(values).all() or (np.abs(values) > LARGEST).any():
                worst = values[np.argmax(~np.isfinite(values) | (np.abs(values) > LARGEST))]
                remedy = sentence(
                    "write a finite number for {issue} of {proposal}",
                    issue=issue.issue,
                    proposal=issue.proposal,
                )
                raise SettingError(name, float(worst), remedy)


def _plain(each: Score) -> dict[str, Any]:
    raw = {name: getattr(each, name) for name in each.__slots__}
    return {name: _json(value) for name, value in raw.items()}


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def _constants_text(
    provenance: dict[str, Any], mixture: dict[str, float], residuals: dict[str, Any]
) -> str:
    """JSON with one line a method and kind, so that changes can be read."""
    head = json.dumps(provenance, indent=2, ensure_ascii=False).replace("\n", "\n  ")
    lines = []
    for method, kinds in residuals.items():
        rows = ",\n".join(f"      {json.dumps(k)}: {json.dumps(v)}" for k, v in kinds.items())
        lines.append(f"    {json.dumps(method)}: {{\n{rows}\n    }}")
    body = ",\n".join(lines)
    parts = {
        "provenance": head,
        "positions": json.dumps(mixture),
        "levels": json.dumps(list(LEVELS)),
        "residuals": f"{{\n{body}\n  }}",
    }
    text = ",\n".join(f"  {json.dumps(key)}: {value}" for key, value in parts.items())
    return f"{{\n{text}\n}}\n"
