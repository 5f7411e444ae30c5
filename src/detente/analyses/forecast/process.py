"""What the models of a process show: trades, moves, coalitions, rest or cycle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.models.spatial import SpatialPath
from detente.analyses.forecast.problem import ForecastProblem
from detente.analyses.forecast.solve import Process

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


@dataclass(frozen=True, eq=False)
class Played:
    """What the models of a process show: `best` at the best values, `varied` over the draws."""

    problem: ForecastProblem
    best: Process
    varied: Process

    def trades(self) -> tuple[Trade, ...]:
        """The trades of the exchange model over all draws, the most frequent first."""
        done, problem = self.varied.exchange, self.problem
        if done is None:
            return ()
        runs, found = len(done.outcome), []
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

    def path(self, issue: int) -> tuple[NDArray[np.intp], SpatialPath] | None:
        """Parties and path of the spatial model on one issue; None where it was not played."""
        for issues, who, path in self.best.spatial.get("spatial", []):
            if issues[0] == issue:
                return who, path
        return None

    def moves(self, issue: int) -> tuple[Move, ...]:
        """The moves of the spatial model on an issue at the best values, the longest first."""
        played = self.path(issue)
        if played is None:
            return ()
        (who, path), parties, found = played, self.problem.parties, []
        for k, party in enumerate(who):
            aims = [int(t) for t in path.target[0, :, k] if t >= 0]
            target = parties[who[aims[0]]] if aims else None
            start, end = path.position[0, 0, k, 0], path.position[0, -1, k, 0]
            found.append(Move(parties[party], float(start), float(end), target))
        return tuple(sorted(found, key=lambda move: -abs(move.end - move.start)))

    def coalitions(self, issue: int) -> tuple[tuple[str, ...], ...]:
        """Groups that stand together at the end of the spatial model, the heaviest first."""
        played = self.path(issue)
        if played is None:
            return ()
        who, path = played
        places = path.last[0, :, 0]
        groups: list[list[int]] = []
        for k in np.argsort(places, kind="stable").tolist():
            if groups and places[k] - places[groups[-1][-1]] <= TOGETHER:
                groups[-1].append(k)
            else:
                groups.append([k])
        weight = self.problem.weight[0, issue, who]
        groups.sort(key=lambda group: -float(weight[group].sum()))
        return tuple(tuple(self.problem.parties[who[k]] for k in group) for group in groups)

    def course(self, method: str, issue: int) -> Course | None:
        """How the challenge model went on an issue, with the median of each round on 0..1."""
        played = self.best.challenges.get(method, {}).get(issue)
        if played is None:
            return None
        period, rounds = int(played.period[0]), int(played.rounds[0])
        end = "open" if period == 0 else "rest" if period == 1 else "cycle"
        path = tuple(float(m) for m in played.median[0, : rounds + 1])
        return Course(end, rounds, period, path)

    def answer(self) -> dict[str, Any]:
        """All of it as plain JSON values, places in the issues' units."""
        names = tuple(enumerate(self.problem.issues))
        answer: dict[str, Any] = {
            method: {name: self._course(method, k) for k, name in names if k in played}
            for method, played in self.best.challenges.items()
        }
        if self.varied.exchange is not None:
            trades = [{f: getattr(t, f) for f in Trade.__slots__} for t in self.trades()]
            answer["exchange"] = {"trades": trades}
        if self.best.spatial.get("spatial"):
            answer["spatial"] = {
                name: self._spatial(k) for k, name in names if self.path(k) is not None
            }
        return answer

    def _course(self, method: str, issue: int) -> dict[str, Any]:
        found = self.course(method, issue)
        if found is None:
            return {}
        medians = [self.problem.in_unit(issue, place) for place in found.path]
        told = {"end": found.end, "rounds": found.rounds, "period": found.period}
        return told | {"medians": medians}

    def _spatial(self, issue: int) -> dict[str, Any]:
        played = self.path(issue)
        if played is None:
            return {}
        return {
            "turns": int(played[1].turns[0]),
            "at_rest": bool(played[1].at_rest[0]),
            "moves": [
                {
                    "party": move.party,
                    "from": self.problem.in_unit(issue, move.start),
                    "to": self.problem.in_unit(issue, move.end),
                    "first_target": move.target,
                }
                for move in self.moves(issue)
            ],
            "coalitions": [list(group) for group in self.coalitions(issue)],
        }
