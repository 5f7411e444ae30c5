"""The least change of orders with a bound on it, as a mixed-integer program solved by HiGHS.

What makes the variables orders are very many constraints, of which few bind: those that a solution
breaks are added and the program is solved again, first without whole numbers, then with them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.listing import listed
from detente.analyses.stability.order_variables import (
    OrderVariables,
    most_rows,
    order_rows,
    order_variables,
)
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.sanction_flows import Flows

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ADDED = 3000
"""Broken constraints added at once at most."""
TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Answer:
    """`bound` <= least change; `values` of the best solution; `solved`: it is the least."""

    bound: float
    values: NDArray[np.float64] | None = None
    solved: bool = False
    impossible: bool = False


class ChangeProgram:
    """Changes of the orders of some parties, at most `allowed` pairs, that make a state last.

    floor[party]: changed pairs that the party cannot do without; the parties it names may change.
    """

    def __init__(
        self, problem: Problem, state: int, concept: str, floor: dict[int, int], allowed: int
    ) -> None:
        self.floor, self.allowed = floor, allowed
        self.orders: list[OrderVariables] = []
        self._ranks = problem.rank[0]
        spare = allowed - sum(floor.values())
        for party in range(len(problem.parties)):
            rank = problem.rank[0, party]
            first = sum(order.count for order in self.orders)
            most = spare + floor[party] if party in floor else -1
            self.orders.append(order_variables(rank, most, first))
        self._changes = sum(order.count for order in self.orders)
        self._flows = Flows(listed(problem), self.orders, state, concept == "sseq", self._changes)
        judged = np.flatnonzero(problem.judged).tolist()
        self.met = all(self._flows.add(party) for party in judged)

    @property
    def size(self) -> int:
        """Number of constraints, at most."""
        flows = len(self._flows.limits) + len(self._flows.balance)
        parties = zip(self._ranks, self.orders, strict=True)
        return flows + sum(most_rows(rank, order) for rank, order in parties)

    def solve(
        self, seconds: float, at_least: int, enough: Callable[[NDArray[np.float64]], int | None]
    ) -> Answer:
        """Solve it, or say what is known of it after so many seconds.

        `at_least` so many pairs are known to change. `enough(values)` reads orders from values
        that need not be quite consistent, and says how many pairs they change if they make the
        state last.
        """
        end = time.monotonic() + seconds
        matrix, bound = self._orders_matrix
        used = np.zeros(bound.size, dtype=np.bool_)
        best = Answer(float(at_least))
        whole = False
        while (left := end - time.monotonic()) > 0:
            if np.ceil(best.bound - TOLERANCE) > self.allowed:
                return Answer(best.bound, impossible=True)
            best = self._solved(used, left, best.bound, whole=whole)
            if best.impossible or best.values is None:
                return best
            if whole and enough(best.values) == np.ceil(best.bound - TOLERANCE):
                return replace(best, solved=True)
            excess = matrix @ best.values - bound
            broken = np.flatnonzero((excess > TOLERANCE) & ~used)
            if whole and (not broken.size or not best.solved):
                return replace(best, solved=best.solved and not broken.size)
            used[broken[np.argsort(-excess[broken], kind="stable")[:ADDED]]] = True
            whole = whole or not broken.size
            best = replace(best, solved=False)
        return best

    def _solved(
        self, used: NDArray[np.bool_], seconds: float, bound: float, *, whole: bool
    ) -> Answer:
        """Solve the program with the order constraints in use; `bound` is known already."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import vstack

        matrix, most = self._orders_matrix
        limits, limit = self._limits
        changes = np.zeros(self._flows.variables)
        changes[: self._changes] = 1.0
        answer = milp(
            changes,
            constraints=[
                LinearConstraint(vstack([limits, matrix[used]], format="csr"), -np.inf,
                                 np.concatenate([limit, most[used]])),
                LinearConstraint(*self._equations),
                LinearConstraint(changes[None, :], np.ceil(bound - TOLERANCE), self.allowed),
            ],
            integrality=changes if whole else np.zeros_like(changes),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )  # fmt: skip
        if answer.status == 2:
            return Answer(bound, impossible=True)
        proven = answer.fun if answer.status == 0 else getattr(answer, "mip_dual_bound", None)
        if proven is not None and np.isfinite(proven):
            bound = max(bound, float(proven))
        return Answer(bound, answer.x, solved=answer.status == 0)

    @cached_property
    def _orders_matrix(self) -> tuple[csr_array, NDArray[np.float64]]:
        """What makes the variables orders."""
        from scipy.sparse import csr_array, vstack

        parties = zip(self._ranks, self.orders, strict=True)
        listed_rows = [order_rows(rank, order) for rank, order in parties]
        parts = [
            csr_array(
                (rows.value.astype(np.float64), (rows.row, rows.column)),
                shape=(rows.bound.size, self._flows.variables),
            )
            for rows in listed_rows
        ]
        bound = np.concatenate([rows.bound for rows in listed_rows]).astype(np.float64)
        return csr_array(vstack(parts, format="csr")), bound

    @cached_property
    def _limits(self) -> tuple[csr_array, NDArray[np.float64]]:
        """Limits of flows; no party changes less than it needs."""
        rows = list(self._flows.limits)
        for party, least in self.floor.items():
            own = self.orders[party]
            rows.append((dict.fromkeys(range(own.first, own.first + own.count), -1), -least))
        return _matrix(rows, self._flows.variables)

    @cached_property
    def _equations(self) -> tuple[csr_array, NDArray[np.float64], NDArray[np.float64]]:
        matrix, bound = _matrix(self._flows.balance, self._flows.variables)
        return matrix, bound, bound


def _matrix(rows: list[tuple[dict[int, int], int]], size: int) -> tuple[Any, NDArray[np.float64]]:
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *(len(row) for row, _ in rows)])
    columns = np.array([column for row, _ in rows for column in row], dtype=np.int64)
    values = np.array([value for row, _ in rows for value in row.values()], dtype=np.float64)
    matrix = csr_array((values, columns, starts), shape=(len(rows), size))
    return matrix, np.array([bound for _, bound in rows], dtype=np.float64)
