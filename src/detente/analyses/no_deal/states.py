"""Which states can last without a deal, and where each stands in the parties' orders.

A state can last where no party has an improvement by its own options alone; where there is no such
state, all count.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from operator import is_
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.orders import (
    Codes,
    Listed,
    Ranks,
    numbered,
    orders_of_draws,
    ranks_of_orders,
)
from detente.errors import SettingError, sentence
from detente.scenario.states import feasible_states, option_bits

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Truth = NDArray[np.bool_]

MOST_ORDERS = 1000
"""Combinations of the parties' orders that are counted: as many as there are draws by default."""
MOST_WORK = 500_000_000
"""States times what has to be looked at in each."""
MOST_CELLS = 1 << 24
"""Others' options times the options of a party that it cannot change back."""


class LastingStates(NamedTuple):
    """Feasible states by code, the orders that parties may have of them, and what can last.

    `ranks[party][order, state]`, `rational[party][order, state]` where the party has no
    improvement, `order[party][draw]`.
    """

    codes: Codes
    ranks: dict[str, Ranks]
    rational: dict[str, Truth]
    order: dict[str, NDArray[np.intp]]

    def stable(self, draw: int) -> Truth:
        """The states that can last in a draw, [state]."""
        rows = [held[self.order[party][draw]] for party, held in self.rational.items()]
        found = np.asarray(np.logical_and.reduce(rows))
        return found if found.any() else ~found

    def cases(self) -> Iterator[NDArray[np.intp]]:
        """The draws in which all orders are the same, and so what can last, case by case."""
        columns = np.stack(list(self.order.values()), axis=1)
        found, of_draw = np.unique(columns, axis=0, return_inverse=True)
        for case in range(len(found)):
            yield np.flatnonzero(of_draw.reshape(-1) == case)


def lasting_states(scenario: Scenario, draws: Draws) -> LastingStates:
    """The states that can last in each draw; SettingError where that takes too long."""
    ordered = [p for p in scenario.parties if p in scenario.ranking or p in scenario.priorities]
    known = {party: orders_of_draws(scenario, party, draws) for party in ordered}
    listed = tuple((party, rows) for party, (rows, _) in known.items())
    of_draw = {party: order for party, (_, order) in known.items()}
    return LastingStates(*_worked_out(_Conflict(scenario), listed), of_draw)


class _Conflict(NamedTuple):
    """A scenario that equals every other one with the same conflict, made by changing the talks."""

    scenario: Scenario

    def _parts(self) -> tuple[object, ...]:
        of = self.scenario
        return of.parties, of.options, of.infeasible, of.priorities, of.ranking

    def __hash__(self) -> int:
        return hash(tuple(map(id, self._parts())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Conflict) and all(map(is_, self._parts(), other._parts()))


@lru_cache(maxsize=2)
def _worked_out(
    conflict: _Conflict, listed: tuple[tuple[str, Listed], ...]
) -> tuple[Codes, dict[str, Ranks], dict[str, Truth]]:
    """The parts of `LastingStates` that are the same in all draws: parts of them ask again."""
    scenario = conflict.scenario
    codes = feasible_states(scenario)
    _require_size(scenario, codes.size)
    ranks = {party: ranks_of_orders(scenario, party, rows, codes) for party, rows in listed}
    rational = {
        party: np.stack([row >= _best_reply(scenario, party, codes, row) for row in rows])
        for party, rows in ranks.items()
    }
    return codes, ranks, rational


def _require_size(scenario: Scenario, states: int) -> None:
    """Refuse too many states for all orders that priorities may stand for."""
    cases = looked_at = 1
    for rungs in scenario.priorities.values():
        orders = 1
        for rung in rungs:
            unsure = sum(
                said.held is not None or said.threat is not None for said in rung.statements
            )
            orders *= math.factorial(len(rung.statements)) << unsure
        looked_at += min(orders, MOST_ORDERS) * sum(len(rung.statements) for rung in rungs)
        cases *= orders
    looked_at += min(cases, MOST_ORDERS) * len(scenario.priorities)
    if states * looked_at > MOST_WORK:
        remedy = sentence(
            "at most {most} with priorities in so many orders: say of fewer priorities that they "
            "may not be held or in which order they stand, or state what no deal is worth",
            most=MOST_WORK // looked_at,
        )
        raise SettingError("states", states, remedy)


def _best_reply(scenario: Scenario, party: str, codes: Codes, rank: Ranks) -> Ranks:
    """The rank of the best state that a party can move to from each state, or stay in, [state].

    It can move to every state that others' options allow and in which what it cannot undo stands:
    options that can only be taken and are, and those that can only be dropped and are not taken.
    """
    kind, own, one_way = codes.dtype.type, 0, []
    for (owner, name), bit in option_bits(scenario).items():
        if owner == party:
            moves, own = scenario.options[owner][name].moves, own | 1 << bit
            one_way += [] if moves == "both" else [(bit, moves == "take")]
    place = numbered((codes & ~kind(own)).astype(np.int64))
    groups = int(place.max(initial=0)) + 1
    if groups << len(one_way) > MOST_CELLS:
        fitting = (MOST_CELLS // groups).bit_length() - 1
        remedy = sentence(
            "at most {most} options can be analysed; merge or remove some", most=fitting
        )
        raise SettingError("options", len(one_way), remedy)
    for bit, _ in one_way:
        place = place << 1 | (codes >> kind(bit) & kind(1)).astype(np.int64)
    best = np.full(groups << len(one_way), -1, dtype=np.int32)
    np.maximum.at(best, place, rank)
    for inner, (_, takes) in enumerate(reversed(one_way)):
        without, taken = best.reshape(-1, 2, 1 << inner).swapaxes(0, 1)
        changed, other = (without, taken) if takes else (taken, without)
        np.maximum(changed, other, out=changed)
    return best[place]
