"""All forecasts of a problem: outcomes[draw, issue] on 0..1 by method, and what the models show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast import FAILURE, static
from detente.analyses.forecast.problem import ForecastProblem

Array = NDArray[np.float64]

MOST_TRADES = 20_000_000
"""Above so many pairs of parties and issues the exchange model gives no answer."""

ORDERS = 64
"""Over so many orders of tied trades the exchange forecast of one draw is averaged."""


@dataclass
class Process:
    """What the models of a process show in a problem's draws, by method and issue.

    challenges[method][issue]: `Challenges` with the parties in `who`; spatial[method] is a list of
    (issues, parties, `SpatialPath`); exchange holds `Exchanges` over draws x orders.
    """

    challenges: dict[str, dict[int, object]] = field(default_factory=dict)
    spatial: dict[str, list[tuple[NDArray[np.intp], NDArray[np.intp], object]]] = field(
        default_factory=dict
    )
    exchange: object | None = None


def solve(
    problem: ForecastProblem,
    methods: Sequence[str],
    *,
    seed: int,
    rounds: int = 1,
    failure: float = FAILURE,
) -> tuple[dict[str, Array], Process]:
    """Forecast by each method; NaN where a method has no answer.

    `rounds` are those of the exchange model, whose ties `seed` settles; `failure` is what failure
    costs in the Nash solution on top of the status quo.
    """
    shown = Process()
    outcomes = {}
    for method in methods:
        if method == "nash":
            outcomes[method] = _nash(problem, failure)
        elif method in _RULES:
            outcomes[method] = _RULES[method](problem)
        elif method.startswith("challenge"):
            outcomes[method] = _challenge(problem, method, shown)
        elif method == "exchange":
            outcomes[method] = _exchange(problem, seed, rounds, shown)
    if "spatial" in methods or "spatial_first" in methods:
        first, last = _spatial(problem, shown)
        outcomes |= {"spatial_first": first} if "spatial_first" in methods else {}
        outcomes |= {"spatial": last} if "spatial" in methods else {}
    if "spatial_joint" in methods:
        outcomes["spatial_joint"] = _joint(problem, shown)
    return {method: outcomes[method] for method in methods}, shown


def _compromise(problem: ForecastProblem) -> Array:
    return static.compromise(
        problem.position,
        salience=problem.salience,
        capability=problem.capability,
        present=problem.present,
    )


def _nash(problem: ForecastProblem, failure: float) -> Array:
    from detente.analyses.forecast import nash

    loss = nash.disagreement(
        problem.position,
        salience=problem.salience,
        status_quo=problem.status_quo,
        cost=failure,
    )
    return nash.solve(
        problem.position,
        salience=problem.salience,
        capability=problem.capability,
        loss=loss,
        present=problem.present,
    )


def _median(problem: ForecastProblem) -> Array:
    return static.median(problem.position, weight=problem.weight, present=problem.present)


def _mode(problem: ForecastProblem) -> Array:
    return static.mode(problem.position, weight=problem.weight, present=problem.present)


def _mean(problem: ForecastProblem) -> Array:
    return static.mean(problem.position, present=problem.present)


def _midpoint(problem: ForecastProblem) -> Array:
    return static.midpoint(problem.position, present=problem.present)


_RULES: dict[str, Callable[[ForecastProblem], Array]] = {
    "compromise": _compromise,
    "median": _median,
    "mode": _mode,
    "mean": _mean,
    "midpoint": _midpoint,
}


def _challenge(problem: ForecastProblem, method: str, shown: Process) -> Array:
    from detente.analyses.forecast.challenge import challenge

    answer = np.full(problem.position.shape[:2], np.nan)
    found = shown.challenges.setdefault(method, {})
    for issue in range(len(problem.issues)):
        who = problem.who(issue)
        if who.size:
            played = challenge(
                problem.position[:, issue, who],
                salience=problem.salience[:, issue, who],
                capability=problem.capability[:, issue, who],
                all_pairs=method == "challenge_all_pairs",
            )
            answer[:, issue] = played.forecast
            found[issue] = played
    return answer


def too_large_to_trade(problem: ForecastProblem) -> bool:
    """Whether there are too many possible trades for the exchange model."""
    pairs = len(problem.parties) * len(problem.issues)
    return pairs**2 > MOST_TRADES


def _exchange(problem: ForecastProblem, seed: int, rounds: int, shown: Process) -> Array:
    from detente.analyses.forecast.exchange import trade

    if too_large_to_trade(problem):
        return np.full(problem.position.shape[:2], np.nan)
    times = max(1, ORDERS // problem.draws)

    def again(array: Array) -> Array:
        return np.repeat(array, times, axis=0)

    there = problem.present
    traded = trade(
        again(problem.position),
        salience=again(np.where(there, problem.salience, 0.0)),
        capability=again(np.where(there, problem.capability, 0.0)),
        seed=seed,
        rounds=rounds,
    )
    shown.exchange = traded
    return traded.outcome.reshape(problem.draws, times, -1).mean(axis=1)


def _spatial(problem: ForecastProblem, shown: Process) -> tuple[Array, Array]:
    """Issue by issue: outcomes after the first turn and at rest."""
    from detente.analyses.forecast.spatial import play

    first = np.full(problem.position.shape[:2], np.nan)
    last = first.copy()
    shown.spatial["spatial"] = []
    for issue in range(len(problem.issues)):
        who = problem.who(issue)
        if not who.size:
            continue
        weight = problem.weight[:, issue, who]
        path = play(
            problem.position[:, issue, who, None],
            salience=problem.salience[:, issue, who, None],
            capability=problem.capability[:, issue, who],
            keep_path=problem.draws == 1,
        )
        first[:, issue] = _pulled(path.first[..., 0], weight)
        last[:, issue] = _pulled(path.last[..., 0], weight)
        shown.spatial["spatial"].append((np.array([issue]), who, path))
    return first, last


def _joint(problem: ForecastProblem, shown: Process) -> Array:
    """All issues at once; saliences are scaled so that no party's add up to more than 1."""
    from detente.analyses.forecast.spatial import play

    who = np.flatnonzero((problem.weight.sum(axis=1) > 0).all(axis=0))
    salience = np.where(problem.present, problem.salience, 0.0)[:, :, who]
    salience = salience / np.maximum(salience.sum(axis=1).max(axis=1), 1.0)[:, None, None]
    centre = _compromise(problem)[..., None]
    position = np.where(problem.present, problem.position, centre)[:, :, who]
    total = np.where(salience > 0, problem.capability[:, :, who] * salience, 0.0)
    spent = salience.sum(axis=1)
    path = play(
        np.swapaxes(position, 1, 2),
        salience=np.swapaxes(salience, 1, 2),
        capability=total.sum(axis=1) / np.where(spent > 0, spent, 1.0),
        keep_path=problem.draws == 1,
    )
    shown.spatial["spatial_joint"] = [(np.arange(len(problem.issues)), who, path)]
    weight = problem.weight[:, :, who]
    return _pulled(np.swapaxes(path.last, 1, 2), weight)


def _pulled(position: Array, weight: Array) -> Array:
    """Mean position over the last axis, weighted."""
    total = weight.sum(axis=-1)
    return np.einsum("...p,...p->...", position, weight) / np.where(total > 0, total, np.nan)
