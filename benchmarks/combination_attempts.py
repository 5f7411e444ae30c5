"""Everything that was tried to beat the best single forecast, on the same held-out proposals.

    python benchmarks/combination_attempts.py [DATA] [--small]

Without data it runs on made-up issues.

Each attempt is fitted without the proposals it is tested on (ten folds of proposals); a negative
difference to the compromise is better, and only an interval below zero would support the attempt.
Coefficients are least squares with a ridge penalty (Hoerl & Kennard 1970), chosen among `PENALTIES`
by the mean absolute error in an inner cross-validation by proposal.

Then the intervals: which share of the chance on the parties' positions is best, the residuals being
those of other proposals. That is where the share in `calibration.json` comes from.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from _measure import machine_line
from detente.analyses.forecast.backtest import forecasts_of_past
from detente.analyses.forecast.backtest.scoring import (
    SHARES,
    Bootstrap,
    Settled,
    held_out_residuals,
    outcomes,
)
from detente.analyses.forecast.intervals import central, crps
from detente.analyses.forecast.methods import DEFAULT
from detente.formats import read_past
from detente.randomness import generator
from detente.scenario.settled_talks import Past, SettledIssue

Array = NDArray[np.float64]
VIEWS = ("compromise", "nash", "median", "mode", "mean", "midpoint", "challenge_own_pair")
POWERS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
FOLDS, INNER_FOLDS = 10, 5


def made_up(proposals: int) -> Past:
    """Issues decided near the plain mean."""
    rng = generator(1)
    issues = []
    for k in range(2 * proposals):
        x = rng.uniform(0, 100, 6)
        truth = float(np.clip(x.mean() + rng.normal(0, 20), 0, 100))
        sizes = (rng.uniform(0.1, 1, 6), rng.uniform(0.1, 1, 6))
        issues.append(SettledIssue(f"p{k // 2}", f"i{k}", tuple("abcdef"), x, *sizes, truth))
    return Past("made up", "", tuple(issues))


def reweighted(past: Past, of_capability: float, of_salience: float) -> Array:
    """Means with weight capability^a salience^b."""
    found = []
    for issue in past.issues:
        weight = issue.capability**of_capability * issue.salience**of_salience
        found.append(np.average(issue.position, weights=weight if weight.any() else None))
    return np.array(found)


def selected(candidates: list[Array], truth: Array, fold: NDArray[np.intp]) -> Array:
    """In each fold the candidate that was best on the other folds."""
    errors = np.array([np.abs(c - truth) for c in candidates])
    chosen = np.empty_like(truth)
    for k in range(FOLDS):
        out = fold == k
        chosen[out] = candidates[int(np.argmin(errors[:, ~out].mean(axis=1)))][out]
    return chosen


def fit(x: Array, y: Array, penalty: float) -> Array:
    """Ridge coefficients; the first feature, a constant, is not shrunk."""
    shrink = penalty * len(y) * np.eye(x.shape[1])
    shrink[0, 0] = 0.0
    return np.asarray(np.linalg.solve(x.T @ x + shrink, x.T @ y))


def choose_penalty(x: Array, y: Array, proposal: NDArray[np.intp], *, seed: int) -> float:
    """The penalty with the least mean absolute error in cross-validation by proposal."""
    groups = np.unique(proposal)
    fold_of = dict(zip(groups, generator(seed).permutation(len(groups)) % INNER_FOLDS, strict=True))
    fold = np.array([fold_of[group] for group in proposal])
    errors = []
    for penalty in PENALTIES:
        total = 0.0
        for k in np.unique(fold):
            out = fold == k
            total += float(np.abs(y[out] - x[out] @ fit(x[~out], y[~out], penalty)).sum())
        errors.append(total)
    return PENALTIES[int(np.argmin(errors))]


def corrected(
    columns: list[Array], centre: Array, truth: Array, proposal: Array, fold: Array
) -> Array:
    """Ridge correction of the compromise, penalty chosen inside the training folds."""
    x = np.column_stack([np.ones(len(truth)), *columns])
    answer = centre.copy()
    for k in range(FOLDS):
        out = fold == k
        y = (truth - centre)[~out]
        penalty = choose_penalty(x[~out], y, proposal[~out], seed=0)
        answer[out] += x[out] @ fit(x[~out], y, penalty)
    return np.clip(answer, 0, 100)


def attempts(past: Past) -> dict[str, Callable[[], Array]]:
    """Each attempt by name."""
    views = forecasts_of_past(past, (*VIEWS, "exchange", "spatial_first"), seed=0)
    truth = np.array([issue.outcome for issue in past.issues])
    proposal = np.array([past.proposals.index(issue.proposal) for issue in past.issues])
    fold = (generator(0).permutation(len(past.proposals)) % FOLDS)[proposal]
    centre = views["compromise"]
    binary = np.array([float(issue.kind == "yes_no") for issue in past.issues])
    status_quo = np.array([np.nan if i.status_quo is None else i.status_quo for i in past.issues])
    known = np.isfinite(status_quo).astype(float)
    away = np.where(known > 0, status_quo - centre, 0.0) / 50
    middle = (centre - 50) / 30
    gaps = [(views[name] - centre) / 20 for name in ("median", "mode", "mean", "midpoint")]
    models = [(views[name] - centre) / 20 for name in ("exchange", "spatial_first")]
    sets = {
        "towards the middle": [middle],
        "towards the middle, by kind": [middle, binary, binary * middle],
        "status quo": [known, away],
        "middle and status quo": [middle, known, away],
        "other rules": [middle, *gaps],
        "other rules and status quo": [middle, *gaps, known, away],
        "other rules and models": [middle, *gaps, *models],
        "everything": [middle, binary * middle, *gaps, *models, known, away],
    }
    found: dict[str, Callable[[], Array]] = {
        f"ridge: {name}": lambda c=columns: corrected(c, centre, truth, proposal, fold)
        for name, columns in sets.items()
    }
    grid = [reweighted(past, a, b) for a in POWERS for b in POWERS]
    found["powers of capability and salience"] = lambda: selected(grid, truth, fold)
    shrunk = [50 + k * (centre - 50) for k in np.linspace(0.5, 1.0, 11)]
    found["share of the way to the middle"] = lambda: selected(shrunk, truth, fold)
    four = ("compromise", "nash", "exchange", "spatial_first")
    found["half compromise, half plain mean"] = lambda: (centre + views["mean"]) / 2
    found["equal mean of four views"] = lambda: np.mean([views[name] for name in four], axis=0)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", help="settled issues, DEU III layout or CSV")
    parser.add_argument("--small", action="store_true", help="made-up issues, for smoke tests")
    given = parser.parse_args()
    past = made_up(30) if given.small or given.data is None else read_past(given.data)
    print(machine_line())
    truth = np.array([issue.outcome for issue in past.issues])
    proposal = np.array([past.proposals.index(issue.proposal) for issue in past.issues])
    bootstrap = Bootstrap(proposal, seed=0)
    default = np.abs(forecasts_of_past(past, ("compromise",), seed=0)["compromise"] - truth)
    print(f"{len(truth)} issues; compromise: mean absolute error {default.mean():.2f}")
    print_attempts(past, truth, default, bootstrap)
    print_shares(past, bootstrap)


def print_attempts(past: Past, truth: Array, default: Array, bootstrap: Bootstrap) -> None:
    """One line an attempt: error, and difference to the compromise with its interval."""
    for name, attempt in attempts(past).items():
        error = np.abs(attempt() - truth)
        low, high = bootstrap.interval(error - default)
        gap = (error - default).mean()
        print(f"{name:36s} {error.mean():6.2f}  {gap:+.2f} [{low:+.2f}, {high:+.2f}]")


def print_shares(past: Past, bootstrap: Bootstrap) -> None:
    """One line a share: CRPS, its difference to past errors alone, and coverage of 50, 80, 95 %."""
    settled = Settled.of(past)
    forecast = forecasts_of_past(past, (DEFAULT,), seed=0)[DEFAULT]
    alone: Array | None = None
    print("share of the chance on positions: CRPS, against past errors alone, held in 50, 80, 95 %")
    residuals = held_out_residuals(settled, forecast)
    for share in SHARES:
        laws = outcomes(settled, forecast, residuals, np.full(len(forecast), share))
        pairs = [(law, end) for law, end in zip(laws, settled.truth, strict=True) if law]
        loss = np.array([crps(law, end) for law, end in pairs])
        alone = loss if alone is None else alone
        held = []
        for level in (0.5, 0.8, 0.95):
            ends = [central(law, level) for law, _ in pairs]
            inside = [lo <= y <= hi for (lo, hi), (_, y) in zip(ends, pairs, strict=True)]
            held.append(f"{100 * np.mean(inside):.0f}")
        low, high = bootstrap.interval(loss - alone)
        gap = f"{(loss - alone).mean():+.2f} [{low:+.2f}, {high:+.2f}]"
        print(f"{share:4.1f} {loss.mean():6.2f}  {gap}  {' '.join(held)}")


if __name__ == "__main__":
    main()
