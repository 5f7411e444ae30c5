"""What the models of a process show, with names: courses, trades, moves, coalitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np

from detente.analyses.forecast.exchange import Exchanges
from detente.analyses.forecast.problem import ForecastProblem
from detente.analyses.forecast.solve import Played
from detente.exhibits import plain

TOGETHER = 0.05
"""Parties whose neighbours stand within this share of the line are one coalition."""

RARE = 0.05
"""Trades that occur in a smaller share of draws are not listed."""


@dataclass(frozen=True, slots=True)
class Trade:
    """The giver gives way on `issue`, the partner on `other`, in this share of the draws."""

    giver: str
    issue: str
    partner: str
    other: str
    frequency: float
    gain: float


@dataclass(frozen=True, slots=True)
class Course:
    """How the challenge model ended: `rest`, `cycle` or `open`, with the median of each round."""

    end: str
    rounds: int
    period: int
    medians: tuple[float, ...]


Move = TypedDict("Move", {"party": str, "from": float, "to": float, "first_target": str | None})
"""Where a party starts and ends in the spatial model, and whom it challenges first."""


@dataclass(frozen=True, slots=True)
class SpatialCourse:
    """The moves of the spatial model, the longest first, and who stands together at the end.

    The heaviest coalition comes first.
    """

    turns: int
    at_rest: bool
    moves: tuple[Move, ...]
    coalitions: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Process:
    """What the models of a process show: courses[method][issue], trades, spatial[issue].

    `trades` are those of all draws, the most frequent first; None where there was no trading.
    """

    courses: Mapping[str, Mapping[str, Course]]
    trades: tuple[Trade, ...] | None
    spatial: Mapping[str, SpatialCourse]

    def answer(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        answer: dict[str, Any] = plain(self.courses)
        if self.trades is not None:
            answer["exchange"] = {"trades": plain(self.trades)}
        return answer | ({"spatial": plain(self.spatial)} if self.spatial else {})


def process_of(problem: ForecastProblem, best: Played, varied: Played) -> Process:
    """What the models of a process show: `best` at the best values, `varied` over the draws."""
    courses = {
        method: {problem.issues[k]: _course(problem, best, method, k) for k in played}
        for method, played in best.challenges.items()
    }
    spatial = {problem.issues[k]: _spatial_course(problem, best, k) for k in best.paths}
    trades = None if varied.exchange is None else _trades(problem, varied.exchange)
    return Process(courses, trades, spatial)


def _course(problem: ForecastProblem, best: Played, method: str, issue: int) -> Course:
    played = best.challenges[method][issue]
    period, rounds = int(played.period[0]), int(played.rounds[0])
    end = "open" if period == 0 else "rest" if period == 1 else "cycle"
    return Course(end, rounds, period, problem.span(issue, *played.median[0, : rounds + 1]))


def _trades(problem: ForecastProblem, done: Exchanges) -> tuple[Trade, ...]:
    runs, times, gain = len(done.outcome), done.times, done.gain
    parties, issues, found = problem.parties, problem.issues, []
    for i, j, p, q in np.argwhere(times >= max(1.0, RARE * runs)):
        often, each = times[i, j, p, q] / runs, gain[i, j, p, q] / times[i, j, p, q]
        sides = (parties[i], issues[p], parties[j], issues[q])
        found.append(Trade(*sides, float(often), float(each)))
    return tuple(sorted(found, key=lambda trade: (-trade.frequency, -trade.gain)))


def _spatial_course(problem: ForecastProblem, best: Played, issue: int) -> SpatialCourse:
    who, path = best.paths[issue]
    parties = [problem.parties[k] for k in who]
    places, targets = path.position[0, :, :, 0], path.target[0]
    moves: list[Move] = []
    for k in np.argsort(-np.abs(places[-1] - places[0]), kind="stable"):
        aims = targets[targets[:, k] >= 0, k]
        start, end = problem.span(issue, places[0, k], places[-1, k])
        first = parties[aims[0]] if aims.size else None
        moves.append({"party": parties[k], "from": start, "to": end, "first_target": first})
    order = np.argsort(places[-1], kind="stable")
    apart = np.flatnonzero(np.diff(places[-1][order]) > TOGETHER) + 1
    weight = problem.stances.weight[0, issue, who]
    groups = sorted(np.split(order, apart), key=lambda group: -float(weight[group].sum()))
    coalitions = tuple(tuple(parties[k] for k in group) for group in groups)
    return SpatialCourse(int(path.turns[0]), bool(path.at_rest[0]), tuple(moves), coalitions)
