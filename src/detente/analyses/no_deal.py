"""What the end of talks is worth when it follows from what each party can do without a deal.

An order of states has no points. They come from the reservation value's own range: the state that
a party ranks lowest stands for the low end, the highest for the high end, the others for evenly
spaced values in between; the worth of no deal is the mean over the states that are stable for all
parties (no unilateral improvement; where there is no such state, over all states).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.reduced_forms import crisis_worth
from detente.errors import MissingSection
from detente.scenario.expressions import parse
from detente.scenario.states import expression_truth, feasible_states, option_bits, state_code

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
Codes = NDArray[np.uint32]

_EXAMPLE = """options: {a: [leave], b: [strike]}
ranking: {a: [NN, YN, YY, NY]}        # best first; one letter an option
priorities: {b: ["not a.leave", "b.strike"]}"""


def stable_no_deal(scenario: Scenario, draws: Draws) -> Floats | None:
    """Worth of no deal, [draw, party with preferences]; None where no stage asks for it.

    Raises MissingSection when a stage says `from: stability` and there are no options or orders.
    """
    if not any(stage.if_fails == "stability" for stage in scenario.stages):
        return None
    if not scenario.options or not (scenario.priorities or scenario.ranking):
        raise MissingSection("stages", "options and priorities or ranking", _EXAMPLE)
    _, heights, stable = lasting_states(scenario, draws)
    parties = [party for party in scenario.parties if party in scenario.preferences]
    return np.stack(
        [_points(scenario, draws, party, heights.get(party), stable) for party in parties], axis=1
    )


def lasting_states(
    scenario: Scenario, draws: Draws
) -> tuple[Codes, dict[str, Floats], NDArray[np.bool_]]:
    """Codes of the feasible states, heights 0..1 by party, and which states can last.

    `heights[party][draw, state]`; `stable[draw, state]`, all states where none is stable.
    """
    states = feasible_states(scenario)
    ranked = [p for p in scenario.parties if p in scenario.priorities or p in scenario.ranking]
    heights = {party: _heights(scenario, draws, party, states) for party in ranked}
    stable = np.ones((draws.count, len(states)), dtype=np.bool_)
    for party, height in heights.items():
        stable &= height >= _best_reply(scenario, party, states, height)
    stable[~stable.any(axis=1)] = True
    return states, heights, stable


def _points(
    scenario: Scenario,
    draws: Draws,
    party: str,
    height: Floats | None,
    stable: NDArray[np.bool_],
) -> Floats:
    at_war = crisis_worth(scenario, draws, party)
    if at_war is not None:
        return at_war
    stated = scenario.preferences[party].reservation
    if stated is None:
        return np.zeros(draws.count)
    if height is None or stated.certain:
        return draws.of(("preferences", party, "reservation"))
    place = (height * stable).sum(axis=1) / stable.sum(axis=1)
    return np.asarray(stated.low + (stated.high - stated.low) * place)


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
    columns = []
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
