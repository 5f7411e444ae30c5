"""The least change of several parties' orders that makes a state an equilibrium.

Under `seq` and `sseq` a party's order also decides which sanctions of others are credible, so that
less may do than what each party needs on its own. The least change is found by a mixed-integer
program with a bound on the changes allowed, which is raised until a solution is found: only few
comparisons can change within a small bound. Where that takes too long the answer is what is proven,
a lower bound, and the best change found.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.listing import listed
from detente.analyses.stability.order_variables import (
    OrderVariables,
    Rows,
    order_rows,
    order_variables,
)
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.sanction_flows import Flows
from detente.analyses.stability.solve import judge_problem

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Ranks = dict[int, NDArray[np.int32]]
SECONDS = 10.0
"""Time for one question, after which its bounds are given."""
MOST_STATES = 1024
MOST_ROWS = 250_000
FIRST_SLACK = 4


@dataclass(frozen=True, eq=False)
class Least:
    """What is known of a least change: at_least <= least <= at_most, in changed pairs.

    `ranks[party][state]` bring about `at_most`; None for both where no change is known that is
    enough. `possible` is False where it is proven that there is none.
    """

    at_least: int
    at_most: int | None
    ranks: Ranks | None = None
    possible: bool = True

    @property
    def pairs(self) -> int | None:
        """The exact least change; None where it is not proven or there is none."""
        return self.at_most if self.possible and self.at_most == self.at_least else None


@dataclass(frozen=True, eq=False)
class Question:
    """Whose orders may change for which state to last, and how little is sure not to do.

    floor[party]: changed pairs that the party cannot do without.
    """

    problem: Problem
    state: int
    concept: str
    floor: dict[int, int]

    def lasts(self, ranks: Ranks) -> bool:
        """Whether the state is an equilibrium with these orders."""
        rank = self.problem.rank[:1].copy()
        for party, own in ranks.items():
            rank[0, party] = own
        verdicts = judge_problem(replace(self.problem, rank=rank), (self.concept,))
        stable = verdicts[0, self.problem.judged, self.state] >> BASIC.index(self.concept) & 1
        return bool(stable.all())


def least_joint(question: Question, known: Ranks | None, *, seconds: float | None = None) -> Least:
    """The least change of the orders of the parties in the question's floor.

    Ties may arise or go. `known` orders, if any, make the state an equilibrium and bound the
    change. The search stops after `SECONDS` unless told otherwise.
    """
    problem = question.problem
    pairs = None
    if known is not None:
        pairs = sum(changed_pairs(problem.rank[0, p], rank) for p, rank in known.items())
    best = Least(sum(question.floor.values()), pairs, known)
    if problem.states > MOST_STATES:
        return best
    largest = len(question.floor) * problem.states * (problem.states - 1) // 2
    end = time.monotonic() + (SECONDS if seconds is None else seconds)
    slack = FIRST_SLACK
    while best.possible and best.at_least != best.at_most:
        last = largest if best.at_most is None else best.at_most - 1
        allowed = min(last, best.at_least + slack)
        found = _within(question, allowed, end - time.monotonic())
        if found is None:
            return best
        best = _combined(best, found, final=allowed == largest)
        if found.at_most is None and found.at_least <= allowed:
            return best
        slack *= 3
    return best


def _combined(best: Least, found: Least, *, final: bool) -> Least:
    at_least = max(best.at_least, found.at_least)
    if found.at_most is not None:
        return Least(at_least, found.at_most, found.ranks)
    if best.at_most is None:
        return Least(at_least, None, possible=not (final and not found.possible))
    return Least(min(at_least, best.at_most), best.at_most, best.ranks)


def _within(question: Question, allowed: int, seconds: float) -> Least | None:
    """The least change with at most so many pairs; None where it could not be sought."""
    program = _Program(question, allowed)
    if not program.met:
        return Least(allowed + 1, None, possible=False)
    if seconds <= 0 or program.rows > MOST_ROWS:
        return None
    answer = program.solve(seconds)
    if answer.status == 2:
        return Least(allowed + 1, None, possible=False)
    bound = getattr(answer, "mip_dual_bound", None)
    at_least = 0 if bound is None or not np.isfinite(bound) else int(np.ceil(bound - 1e-6))
    if answer.x is None:
        return Least(at_least, None)
    ranks = {p: program.orders[p].ranks(answer.x) for p in question.floor}
    pairs = sum(changed_pairs(question.problem.rank[0, p], rank) for p, rank in ranks.items())
    if not question.lasts(ranks):
        return Least(at_least, None)
    return Least(pairs if answer.status == 0 else at_least, pairs, ranks)


class _Program:
    """The mixed-integer program of one question with a bound on changes."""

    def __init__(self, question: Question, allowed: int) -> None:
        problem = question.problem
        self.question, self.allowed = question, allowed
        self.orders: list[OrderVariables] = []
        self._order_rows: list[Rows] = []
        spare = allowed - sum(question.floor.values())
        for party in range(len(problem.parties)):
            rank = problem.rank[0, party]
            first = sum(order.count for order in self.orders)
            most = spare + question.floor[party] if party in question.floor else -1
            self.orders.append(order_variables(rank, most, first))
            self._order_rows.append(order_rows(rank, self.orders[party]))
        self.changes = sum(order.count for order in self.orders)
        self.flows = Flows(
            listed(problem), self.orders, question.state, question.concept == "sseq", self.changes
        )
        judged = np.flatnonzero(problem.judged).tolist()
        self.met = all(self.flows.add(party) for party in judged)

    @property
    def rows(self) -> int:
        """Number of constraints."""
        flows = len(self.flows.limits) + len(self.flows.balance)
        return flows + sum(rows.bound.size for rows in self._order_rows)

    def solve(self, seconds: float) -> Any:
        """Solve it; status 0 solved, 1 out of time, 2 impossible."""
        from scipy.optimize import Bounds, milp

        size = self.flows.variables
        changes = np.zeros(size)
        changes[: self.changes] = 1.0
        return milp(
            changes,
            constraints=[self._limits(), self._equations(), self._totals()],
            integrality=changes,
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )

    def _limits(self) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array, vstack

        size = self.flows.variables
        parts = [
            csr_array((r.value, (r.row, r.column)), shape=(r.bound.size, size))
            for r in self._order_rows
        ]
        matrix, bound = _matrix(self.flows.limits, size)
        bounds = np.concatenate([*(r.bound for r in self._order_rows), bound])
        return LinearConstraint(vstack([*parts, matrix], format="csr"), -np.inf, bounds)

    def _equations(self) -> LinearConstraint:
        from scipy.optimize import LinearConstraint

        matrix, bound = _matrix(self.flows.balance, self.flows.variables)
        return LinearConstraint(matrix, bound, bound)

    def _totals(self) -> LinearConstraint:
        """All changes together are allowed; no party changes less than its floor."""
        rows = [(dict.fromkeys(range(self.changes), 1), self.allowed)]
        for party, least in self.question.floor.items():
            own = self.orders[party]
            rows.append((dict.fromkeys(range(own.first, own.first + own.count), -1), -least))
        from scipy.optimize import LinearConstraint

        matrix, bound = _matrix(rows, self.flows.variables)
        return LinearConstraint(matrix, -np.inf, bound)


def _matrix(rows: list[tuple[dict[int, int], int]], size: int) -> tuple[Any, NDArray[np.float64]]:
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *(len(row) for row, _ in rows)])
    columns = np.array([column for row, _ in rows for column in row], dtype=np.int64)
    values = np.array([value for row, _ in rows for value in row.values()], dtype=np.float64)
    matrix = csr_array((values, columns, starts), shape=(len(rows), size))
    return matrix, np.array([bound for _, bound in rows], dtype=np.float64)


def changed_pairs(old: NDArray[np.int32], new: NDArray[np.int32]) -> int:
    """How many pairs of states compare differently; old[state], new[state].

    >>> changed_pairs(np.array([0, 1, 2]), np.array([2, 0, 1]))
    2
    """
    before = np.sign(np.subtract.outer(old.astype(np.int64), old))
    after = np.sign(np.subtract.outer(new.astype(np.int64), new))
    return int((before != after).sum()) // 2
