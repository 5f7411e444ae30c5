"""All forecasts of a problem: outcomes[draw, issue] on 0..1 by method, and what the models show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast import rules
from detente.analyses.forecast.challenge import Challenges, challenge
from detente.analyses.forecast.exchange import Exchanges, trade
from detente.analyses.forecast.methods import FAILURE
from detente.analyses.forecast.rules import Stances
from detente.analyses.forecast.spatial import SpatialPath, play

Array = NDArray[np.float64]

MOST_TRADES = 20_000_000
"""Above so many pairs of parties and issues the exchange model gives no answer."""

ORDERS = 64
"""Over so many orders of tied trades the exchange forecast of one draw is averaged."""

AT_ONCE = 300_000
"""Draws x parties^3 that are worked on at once, so that arrays stay small."""

WORK = 2_000_000
"""Draws x issues x parties^3 that the models of a process are worked out for."""


class Terms(NamedTuple):
    """Seed of tied trades, rounds of trade, what failure costs in the Nash solution."""

    seed: int = 0
    rounds: int = 1
    failure: float = FAILURE


@dataclass(slots=True)
class Played:
    """What the models of a process show.

    challenges[method][issue] and paths[issue] (with the parties on it) are those of the first part
    of the draws, `exchange` is that of all draws.
    """

    challenges: dict[str, dict[int, Challenges]] = field(default_factory=dict)
    paths: dict[int, tuple[NDArray[np.intp], SpatialPath]] = field(default_factory=dict)
    exchange: Exchanges | None = None


_RULES: dict[str, Callable[[Stances], Array]] = {
    "half_weighted": rules.half_weighted,
    "compromise": rules.compromise,
    "median": rules.median,
    "mode": rules.mode,
    "mean": rules.mean,
    "midpoint": rules.midpoint,
}


def draws_of_processes(stances: Stances) -> int:
    """How many draws the models of a process are worked out for, so that it takes seconds."""
    draws, issues, parties = map(int, stances.position.shape)
    return min(draws, max(1, WORK // (issues * parties**3)))


def too_large_to_trade(parties: int, issues: int) -> bool:
    """Whether there are too many possible trades for the exchange model."""
    return (parties * issues) ** 2 > MOST_TRADES


def solve(
    stances: Stances, status_quo: Array, methods: Sequence[str], terms: Terms
) -> tuple[dict[str, Array], Played]:
    """Forecast by each method; NaN where a method has no answer. Draws are worked on in parts.

    status_quo[issue] is on 0..1, NaN where there is none.
    """
    draws, _, parties = stances.position.shape
    size = max(1, AT_ONCE // parties**3)
    played, parts = Played(), []
    for start in range(0, draws, size):
        part, outcomes = stances.span(start, start + size), {}
        for method in methods:
            if method in _RULES:
                outcomes[method] = _RULES[method](part)
            elif method == "nash":
                outcomes[method] = rules.nash(part, _loss(part, status_quo, terms.failure))
            elif method == "spatial_joint":
                outcomes[method] = _joint(part)
            elif method.startswith("challenge"):
                outcomes[method] = _challenge(part, method, played)
        if {"spatial", "spatial_first"} & {*methods}:
            outcomes["spatial_first"], outcomes["spatial"] = _spatial(part, played)
        parts.append(outcomes)
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if "exchange" in methods:
        found["exchange"] = _trade(stances, terms, played)
    return {method: found[method] for method in methods}, played


def _loss(stances: Stances, status_quo: Array, failure: float) -> Array:
    """What failure costs each party: a cost that all bear and, where it is known, the status quo.

    loss[draw, issue, party], on 0..1.
    """
    gap = stances.position - status_quo[:, None]
    known = np.isfinite(status_quo)[:, None]
    return np.where(known, stances.salience * gap**2, 0.0) + failure


def _by_issue(stances: Stances) -> Iterator[tuple[int, NDArray[np.intp], Array, Array, Array]]:
    """Each issue with the parties that have some weight on it in every draw, and their arrays."""
    for issue in range(len(stances.present)):
        who = np.flatnonzero((stances.weight[:, issue] > 0).all(axis=0))
        if who.size:
            position, salience, capability = (part[:, issue, who] for part in stances[:3])
            yield issue, who, position, salience, capability


def _trade(stances: Stances, terms: Terms, played: Played) -> Array:
    draws, issues, parties = stances.position.shape
    if too_large_to_trade(parties, issues):
        return np.full((draws, issues), np.nan)
    orders = max(1, ORDERS // draws)
    x, salience, capability = (np.repeat(array, orders, axis=0) for array in stances[:3])
    seed, rounds = terms.seed, terms.rounds
    traded = trade(x, salience=salience, capability=capability, seed=seed, rounds=rounds)
    played.exchange = traded
    found: Array = traded.outcome.reshape(draws, orders, issues).mean(axis=1)
    return found


def _challenge(stances: Stances, method: str, played: Played) -> Array:
    answer = np.full(stances.position.shape[:2], np.nan)
    pairs, shown = method == "challenge_all_pairs", played.challenges.setdefault(method, {})
    for issue, _, position, salience, capability in _by_issue(stances):
        found = challenge(position, salience=salience, capability=capability, all_pairs=pairs)
        answer[:, issue] = found.forecast
        shown.setdefault(issue, found)
    return answer


def _spatial(stances: Stances, played: Played) -> tuple[Array, Array]:
    """Issue by issue: outcomes after the first turn and at rest."""
    first, last = np.full((2, *stances.position.shape[:2]), np.nan)
    for issue, who, position, salience, capability in _by_issue(stances):
        path = play(position[..., None], salience=salience[..., None], capability=capability)
        weight = capability * salience
        first[:, issue] = rules.weighted_mean(path.position[:, 1, :, 0], weight)
        last[:, issue] = rules.weighted_mean(path.position[:, -1, :, 0], weight)
        played.paths.setdefault(issue, (who, path))
    return first, last


def _joint(stances: Stances) -> Array:
    """All issues at once; saliences are scaled so that no party's add up to more than 1.

    A party that takes no part in an issue stands at its compromise; its capability is the mean of
    its capabilities by salience.
    """
    who = np.flatnonzero((stances.weight.sum(axis=1) > 0).all(axis=0))
    if not who.size:
        return np.full(stances.position.shape[:2], np.nan)
    salience = stances.salience[:, :, who]
    salience = salience / np.maximum(salience.sum(axis=1).max(axis=1), 1.0)[:, None, None]
    centre = rules.compromise(stances)[..., None]
    position = np.where(stances.present, stances.position, centre)[:, :, who]
    spent = salience.sum(axis=1)
    capability = (stances.capability[:, :, who] * salience).sum(axis=1)
    path = play(
        np.swapaxes(position, 1, 2),
        salience=np.swapaxes(salience, 1, 2),
        capability=capability / np.where(spent > 0, spent, 1.0),
    )
    return rules.weighted_mean(np.swapaxes(path.position[:, -1], 1, 2), stances.weight[:, :, who])
