"""Which states can last without a deal, and where each stands in the parties' orders.

A state can last where no party has an improvement by its own options alone; where there is no such
state, all count. An order of states has no points: heights lie evenly between the lowest (0) and
the highest (1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.orders import Codes, Ranks, stated_ranks
from detente.scenario.states import feasible_states, option_bits

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario


class LastingStates(NamedTuple):
    """Feasible states by code: `heights[party][draw, state]`, `stable[draw, state]`."""

    codes: Codes
    heights: dict[str, NDArray[np.float64]]
    stable: NDArray[np.bool_]

    def mean(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """The mean of `points[draw, state]` over the states that can last, [draw]."""
        return np.asarray((points * self.stable).sum(axis=1) / self.stable.sum(axis=1))


def lasting_states(scenario: Scenario, draws: Draws) -> LastingStates:
    """The states that can last in each draw."""
    codes = feasible_states(scenario)
    heights = {}
    stable = np.ones((draws.count, codes.size), dtype=np.bool_)
    for party in scenario.parties:
        rank = stated_ranks(scenario, party, codes, draws)
        if rank is not None:
            top = np.maximum(1, rank.max(axis=1, keepdims=True))
            heights[party] = np.broadcast_to(rank / top, stable.shape)
            stable &= rank >= _best_reply(scenario, party, codes, rank)
    stable[~stable.any(axis=1)] = True
    return LastingStates(codes, heights, stable)


def _best_reply(scenario: Scenario, party: str, codes: Codes, rank: Ranks) -> Ranks:
    """The rank of the best state that a party can move to from each state, or stay in.

    It can move to every state that others' options allow and in which what it cannot undo stands:
    options that can only be taken and are, and those that can only be dropped and are not taken.
    """
    masks = {"both": 0, "take": 0, "drop": 0}
    for (owner, name), bit in option_bits(scenario).items():
        if owner == party:
            masks[scenario.options[owner][name].moves] |= 1 << bit
    take, drop = codes.dtype.type(masks["take"]), codes.dtype.type(masks["drop"])
    own = codes.dtype.type(masks["both"]) | take | drop
    group = np.unique(codes & ~own, return_inverse=True)[1].reshape(-1)
    fixed = (codes & take) | (~codes & drop)
    reply, of_state = np.empty_like(rank), np.ascontiguousarray(rank.T)
    for kind in np.unique(fixed):
        to, of = (fixed & kind) == kind, fixed == kind
        best = np.full((int(group.max()) + 1, rank.shape[0]), -1, dtype=np.int32)
        np.maximum.at(best, group[to], of_state[to])
        reply[:, of] = best[group[of]].T
    return reply
