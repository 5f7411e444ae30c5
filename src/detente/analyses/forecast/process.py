"""What the models of a process show: trades, moves, coalitions, rest or cycle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from detente.analyses.forecast.result import ForecastResult

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
class Move:
    """Where a party starts and ends on 0..1, and whom it challenged first."""

    party: str
    start: float
    end: float
    target: str | None


@dataclass(frozen=True, slots=True)
class Course:
    """How a model ended on an issue: `rest`, `cycle` or `open`, after so many rounds."""

    end: str
    rounds: int
    period: int
    path: tuple[float, ...]


def trades(result: ForecastResult) -> tuple[Trade, ...]:
    """The trades of the exchange model over all draws, the most frequent first."""
    done: Any = result.varied.exchange
    if done is None:
        return ()
    runs = len(done.outcome)
    problem = result.problem
    found = []
    for i, j, p, q in np.argwhere(done.count >= max(1.0, RARE * runs)):
        times = int(done.count[i, j, p, q])
        found.append(
            Trade(
                problem.parties[i],
                problem.issues[p],
                problem.parties[j],
                problem.issues[q],
                times / runs,
                float(done.gain[i, j, p, q]) / times,
            )
        )
    return tuple(sorted(found, key=lambda trade: (-trade.frequency, -trade.gain)))


def moves(result: ForecastResult, issue: int) -> tuple[Move, ...]:
    """The moves of the spatial model on an issue at the best values, the longest first."""
    played = spatial_path(result, issue)
    if played is None:
        return ()
    who, path = played
    found = []
    for k, party in enumerate(who):
        aims = [int(t) for t in path.target[0, :, k] if t >= 0]
        target = result.problem.parties[who[aims[0]]] if aims else None
        start, end = path.position[0, 0, k, 0], path.position[0, -1, k, 0]
        found.append(Move(result.problem.parties[party], float(start), float(end), target))
    return tuple(sorted(found, key=lambda move: -abs(move.end - move.start)))


def spatial_path(result: ForecastResult, issue: int) -> tuple[Any, Any] | None:
    """Parties and path of the spatial model on one issue; None where it was not played."""
    for issues, who, path in result.shown.spatial.get("spatial", []):
        if issues[0] == issue:
            return who, path
    return None


def coalitions(result: ForecastResult, issue: int) -> tuple[tuple[str, ...], ...]:
    """Groups that stand together at the end of the spatial model, the heaviest first."""
    played = spatial_path(result, issue)
    if played is None:
        return ()
    who, path = played
    places = path.last[0, :, 0]
    order = np.argsort(places, kind="stable")
    groups: list[list[int]] = []
    for k in order:
        if groups and places[k] - places[groups[-1][-1]] <= TOGETHER:
            groups[-1].append(int(k))
        else:
            groups.append([int(k)])
    weight = result.problem.weight[0, issue, who]
    groups.sort(key=lambda group: -float(weight[group].sum()))
    return tuple(tuple(result.problem.parties[who[k]] for k in group) for group in groups)


def course(result: ForecastResult, method: str, issue: int) -> Course | None:
    """How the challenge model went on an issue, with the median of each round on 0..1."""
    played: Any = result.shown.challenges.get(method, {}).get(issue)
    if played is None:
        return None
    period, rounds = int(played.period[0]), int(played.rounds[0])
    end = "open" if period == 0 else "rest" if period == 1 else "cycle"
    path = tuple(float(m) for m in played.median[0, : rounds + 1])
    return Course(end, rounds, period, path)


def process_answer(result: ForecastResult) -> dict[str, Any]:
    """All of it as plain JSON values, places in the issues' units."""
    answer: dict[str, Any] = {}
    for method in result.shown.challenges:
        answer[method] = {
            name: _course(result, method, issue)
            for issue, name in enumerate(result.problem.issues)
            if course(result, method, issue) is not None
        }
    if result.varied.exchange is not None:
        answer["exchange"] = {
            "trades": [{f: getattr(t, f) for f in Trade.__slots__} for t in trades(result)]
        }
    if result.shown.spatial.get("spatial"):
        answer["spatial"] = {
            name: _spatial(result, issue)
            for issue, name in enumerate(result.problem.issues)
            if spatial_path(result, issue) is not None
        }
    return answer


def _course(result: ForecastResult, method: str, issue: int) -> dict[str, Any]:
    found = course(result, method, issue)
    if found is None:
        return {}
    medians = [result.in_unit(issue, place) for place in found.path]
    return {"end": found.end, "rounds": found.rounds, "period": found.period, "medians": medians}


def _spatial(result: ForecastResult, issue: int) -> dict[str, Any]:
    played = spatial_path(result, issue)
    if played is None:
        return {}
    path = played[1]
    return {
        "turns": int(path.turns[0]),
        "at_rest": bool(path.at_rest[0]),
        "moves": [
            {
                "party": move.party,
                "from": result.in_unit(issue, move.start),
                "to": result.in_unit(issue, move.end),
                "first_target": move.target,
            }
            for move in moves(result, issue)
        ],
        "coalitions": [list(group) for group in coalitions(result, issue)],
    }
