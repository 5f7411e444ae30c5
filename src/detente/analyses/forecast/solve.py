"""All forecasts of a problem: outcomes[draw, issue] on 0..1 by method, and what the models show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.methods import FAILURE
from detente.analyses.forecast.models import static
from detente.analyses.forecast.models.challenge import Challenges, challenge
from detente.analyses.forecast.models.exchange import Exchanges, trade
from detente.analyses.forecast.models.nash import disagreement
from detente.analyses.forecast.models.nash import solve as solve_nash
from detente.analyses.forecast.models.spatial import SpatialPath, play
from detente.analyses.forecast.problem import ForecastProblem

Array = NDArray[np.float64]

MOST_TRADES = 20_000_000
"""Above so many pairs of parties and issues the exchange model gives no answer."""

ORDERS = 64
"""Over so many orders of tied trades the exchange forecast of one draw is averaged."""

AT_ONCE, BYTES = 256_000_000, 400
"""Bytes that a part of the draws may take, and those of an issue and pair of parties in a draw."""

WORK = 10_000_000
"""Draws x issues x parties^3 that the models of a process are worked out for."""

STEP = 0x9E3779B97F4A7C15
"""From the seed of one draw of the exchange model to that of the next."""


@dataclass
class Process:
    """What the models of a process show, by method and issue.

    challenges[method][issue]: `Challenges` with the parties in `who`; spatial[method] is a list of
    (issues, parties, `SpatialPath`), both for the first part of the draws; exchange holds
    `Exchanges` over all draws x orders.
    """

    challenges: dict[str, dict[int, Challenges]] = field(default_factory=dict)
    spatial: dict[str, list[tuple[NDArray[np.intp], NDArray[np.intp], SpatialPath]]] = field(
        default_factory=dict
    )
    exchange: Exchanges | None = None


def draws_of_processes(problem: ForecastProblem) -> int:
    """How many draws the models of a process are worked out for, so that it takes seconds."""
    each = max(1, len(problem.issues)) * max(1, len(problem.parties)) ** 3
    return min(problem.draws, max(1, WORK // each))


def solve(
    problem: ForecastProblem,
    methods: Sequence[str],
    *,
    seed: int,
    rounds: int = 1,
    failure: float = FAILURE,
) -> tuple[dict[str, Array], Process]:
    """Forecast by each method; NaN where a method has no answer. Draws are worked on in parts.

    `rounds` are those of the exchange model, whose ties `seed` settles; `failure` is what failure
    costs in the Nash solution on top of the status quo.
    """
    each = BYTES * max(1, len(problem.issues)) * max(1, len(problem.parties)) ** 2
    size = max(1, AT_ONCE // each)
    orders = max(1, ORDERS // problem.draws)
    parts = []
    for start in range(0, problem.draws, size):
        terms = Terms((seed + start * orders * STEP) % 2**64, orders, rounds, failure)
        parts.append(_solve(problem.span(start, start + size), methods, terms))
    outcomes = {method: np.concatenate([found[method] for found, _ in parts]) for method in methods}
    shown = parts[0][1] if parts else Process()
    traded = [process.exchange for _, process in parts if process.exchange is not None]
    if traded:
        shown.exchange = Exchanges(
            np.concatenate([part.outcome for part in traded]),
            np.concatenate([part.position for part in traded]),
            np.sum([part.count for part in traded], axis=0),
            np.sum([part.gain for part in traded], axis=0),
        )
    return outcomes, shown


class Terms(NamedTuple):
    """Seed of the first draw, orders of tied trades a draw, rounds of trade, cost of failure."""

    seed: int
    orders: int
    rounds: int
    failure: float


def _solve(
    problem: ForecastProblem, methods: Sequence[str], terms: Terms
) -> tuple[dict[str, Array], Process]:
    """One part of the draws."""
    shown = Process()
    outcomes = {}
    for method in methods:
        if method == "nash":
            outcomes[method] = _nash(problem, terms.failure)
        elif method in _RULES:
            outcomes[method] = _RULES[method](problem)
        elif method.startswith("challenge"):
            outcomes[method] = _challenge(problem, method, shown)
        elif method == "exchange":
            outcomes[method] = _exchange(problem, terms, shown)
    if "spatial" in methods or "spatial_first" in methods:
        first, last = _spatial(problem, shown)
        outcomes |= {"spatial_first": first} if "spatial_first" in methods else {}
        outcomes |= {"spatial": last} if "spatial" in methods else {}
    if "spatial_joint" in methods:
        outcomes["spatial_joint"] = _joint(problem, shown)
    return {method: outcomes[method] for method in methods}, shown


def _half_weighted(problem: ForecastProblem) -> Array:
    return (_compromise(problem) + _mean(problem)) / 2


def _compromise(problem: ForecastProblem) -> Array:
    return static.compromise(
        problem.position,
        salience=problem.salience,
        capability=problem.capability,
        present=problem.present,
    )


def _nash(problem: ForecastProblem, failure: float) -> Array:
    loss = disagreement(
        problem.position,
        salience=problem.salience,
        status_quo=problem.status_quo,
        cost=failure,
    )
    return solve_nash(
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
    "half_weighted": _half_weighted,
    "compromise": _compromise,
    "median": _median,
    "mode": _mode,
    "mean": _mean,
    "midpoint": _midpoint,
}


def _challenge(problem: ForecastProblem, method: str, shown: Process) -> Array:
    answer = np.full(problem.position.shape[:2], np.nan)
    found = shown.challenges.setdefault(method, {})
    for issue in range(len(problem.issues)):
        who = problem.who(issue)
        if who.size:
            once = _different(problem, issue)
            played = challenge(
                once.position[:, issue, who],
                salience=once.salience[:, issue, who],
                capability=once.capability[:, issue, who],
                all_pairs=method == "challenge_all_pairs",
            )
            answer[:, issue] = played.forecast
            found[issue] = played
    return answer


def _different(problem: ForecastProblem, issue: int) -> ForecastProblem:
    """The draws that differ on an issue: the first alone where nothing makes it uncertain."""
    return problem.span(0, 1) if problem.same_in_all_draws(issue) else problem


def too_large_to_trade(problem: ForecastProblem) -> bool:
    """Whether there are too many possible trades for the exchange model."""
    pairs = len(problem.parties) * len(problem.issues)
    return pairs**2 > MOST_TRADES


def _exchange(problem: ForecastProblem, terms: Terms, shown: Process) -> Array:
    if too_large_to_trade(problem):
        return np.full(problem.position.shape[:2], np.nan)

    def again(array: Array) -> Array:
        return np.repeat(array, terms.orders, axis=0)

    there = problem.present
    traded = trade(
        again(problem.position),
        salience=again(np.where(there, problem.salience, 0.0)),
        capability=again(np.where(there, problem.capability, 0.0)),
        seed=terms.seed,
        rounds=terms.rounds,
    )
    shown.exchange = traded
    found: Array = traded.outcome.reshape(problem.draws, terms.orders, -1).mean(axis=1)
    return found


def _spatial(problem: ForecastProblem, shown: Process) -> tuple[Array, Array]:
    """Issue by issue: outcomes after the first turn and at rest."""
    first = np.full(problem.position.shape[:2], np.nan)
    last = first.copy()
    shown.spatial["spatial"] = []
    for issue in range(len(problem.issues)):
        who = problem.who(issue)
        if not who.size:
            continue
        once = _different(problem, issue)
        weight = once.weight[:, issue, who]
        path = play(
            once.position[:, issue, who, None],
            salience=once.salience[:, issue, who, None],
            capability=once.capability[:, issue, who],
            keep_path=problem.draws == 1,
        )
        first[:, issue] = _pulled(path.first[..., 0], weight)
        last[:, issue] = _pulled(path.last[..., 0], weight)
        shown.spatial["spatial"].append((np.array([issue]), who, path))
    return first, last


def _joint(problem: ForecastProblem, shown: Process) -> Array:
    """All issues at once; saliences are scaled so that no party's add up to more than 1."""
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
    found: Array = np.einsum("...p,...p->...", position, weight) / np.where(
        total > 0, total, np.nan
    )
    return found
