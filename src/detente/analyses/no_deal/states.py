"""Which states can last without a deal, and where each stands in the parties' orders.

A state can last where no party has an improvement by its own options alone; where there is no such
state, all count. An order of states has no points: heights lie evenly between the lowest (0) and
the highest (1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, feasible_states, option_bits, state_code

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Codes = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class LastingStates:
    """Feasible states by code: `heights[party][draw, state]`, `stable[draw, state]`."""

    codes: Codes
    heights: dict[str, Floats]
    stable: Truth

    def mean(self, points: Floats) -> Floats:
        """The mean of `points[draw, state]` over the states that can last, [draw]."""
        return np.asarray((points * self.stable).sum(axis=1) / self.stable.sum(axis=1))


def lasting_states(scenario: Scenario, draws: Draws) -> LastingStates:
    """The states that can last in each draw."""
    states = feasible_states(scenario)
    ranked = [p for p in scenario.parties if p in scenario.priorities or p in scenario.ranking]
    heights = {party: _heights(scenario, draws, party, states) for party in ranked}
    stable = np.ones((draws.count, len(states)), dtype=np.bool_)
    for party, height in heights.items():
        stable &= height >= _best_reply(scenario, party, states, height)
    stable[~stable.any(axis=1)] = True
    return LastingStates(states, heights, stable)


def _heights(scenario: Scenario, draws: Draws, party: str, states: Codes) -> Floats:
    """Where each state stands in a party's order, 0 (lowest) to 1 (highest), [draw, state]."""
    if party in scenario.ranking:
        rungs = scenario.ranking[party].rungs
        rank = {state_code(text): -place for place, rung in enumerate(rungs) for text in rung}
        raw = np.array([[float(rank[int(code)]) for code in states]])
        scores = np.broadcast_to(raw, (draws.count, len(states)))
    else:
        scores = _scores(scenario, draws, party, states)
    found = np.empty((draws.count, len(states)))
    for draw, row in enumerate(scores):
        levels, place = np.unique(row, return_inverse=True)
        found[draw] = place / max(1, len(levels) - 1)
    return found


def _scores(scenario: Scenario, draws: Draws, party: str, states: Codes) -> Floats:
    """Priorities as digits: a statement outweighs all that come after it, [draw, state]."""
    bits = option_bits(scenario)
    columns = [np.zeros((draws.count, 0, len(states)), dtype=np.bool_)]
    for place, rung in enumerate(scenario.priorities[party]):
        truths, held = [], []
        for member, said in enumerate(rung.statements):
            expression = parse(said.maybe, scenario.option_vocabulary)
            truths.append(expression_truth(expression, bits, states))
            path = ("priorities", party, str(place), "statements", str(member), "held")
            sure = np.ones(draws.count) if said.held is None else draws.of(path)
            held.append(sure >= 0.5)
        order = draws.order(("priorities", party, str(place)), len(truths))
        counted = np.stack(truths)[None] & np.stack(held, axis=1)[:, :, None]
        columns.append(np.take_along_axis(counted, order[:, :, None], axis=1))
    digits = np.concatenate(columns, axis=1)
    powers = 2.0 ** np.arange(digits.shape[1])[::-1]
    return np.asarray(np.einsum("dks,k->ds", digits.astype(np.float64), powers))


def _best_reply(scenario: Scenario, party: str, states: Codes, height: Floats) -> Floats:
    """The highest state that a party can move to from each state by its own options."""
    bits = option_bits(scenario)
    own = sum(1 << bit for (owner, _), bit in bits.items() if owner == party)
    best = np.array(height)
    for k, code in enumerate(states):
        same = (states & ~np.uint32(own)) == (code & ~np.uint32(own))
        legal = same & _allowed(scenario, party, bits, code, states)
        if legal.any():
            best[:, k] = np.maximum(best[:, k], height[:, legal].max(axis=1))
    return best


def _allowed(
    scenario: Scenario, party: str, bits: dict[tuple[str, str], int], code: np.uint32, to: Codes
) -> NDArray[np.bool_]:
    allowed = np.ones(len(to), dtype=np.bool_)
    for name, option in scenario.options.get(party, {}).items():
        bit = np.uint32(1 << bits[party, name])
        before, after = (code & bit) != 0, (to & bit) != 0
        if option.moves == "take" and before:
            allowed &= after
        if option.moves == "drop" and not before:
            allowed &= ~after
    return allowed
