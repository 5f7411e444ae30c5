"""A party's preferences over states as ranks, from whatever the scenario states."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.crises import crisis_worth
from detente.analyses.no_deal.orders import Codes, Ranks, numbered, stated_ranks
from detente.analyses.spaces.statements import statement_table
from detente.scenario import Draws, Scenario
from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits
from detente.scenario.valuations import reservation, weights, worths

ROUNDING = 9
"""Decimal places, relative to the range, to which utilities of states are told apart."""


def ranks_of(scenario: Scenario, party: str, codes: Codes, draws: Draws) -> Ranks:
    """rank[draw, state] (or [1, state] where all draws agree); zeros without preferences."""
    stated = stated_ranks(scenario, party, codes, draws)
    if stated is not None:
        return stated
    if party in scenario.option_weights:
        alike = numbered(codes.astype(np.int64) & _weighed_bits(scenario, party))
        first = np.empty(int(alike.max(initial=-1)) + 1, dtype=codes.dtype)
        first[alike] = codes
        return by_utility(_weighed(scenario, party, first, draws))[:, alike]
    if scenario.outcomes and party in scenario.preferences:
        return by_utility(_worth_of_outcomes(scenario, party, codes, draws))
    return np.zeros((1, codes.size), dtype=np.int32)


def by_utility(utility: NDArray[np.float64]) -> Ranks:
    """rank[draw, state] of utility[draw, state]; what rounding may have parted counts as equal."""
    span = np.ptp(utility, axis=1, keepdims=True)
    scaled = np.round(utility / np.where(span > 0, span, 1.0), ROUNDING)
    found = [np.unique(row, return_inverse=True)[1] for row in scaled]
    return np.stack(found).astype(np.int32).reshape(utility.shape)


def _weighed_bits(scenario: Scenario, party: str) -> int:
    """The bits of the options that the party weighs."""
    weighed = scenario.option_weights[party]
    named = enumerate(scenario.option_names)
    return sum(1 << bit for bit, (owner, option) in named if f"{owner}.{option}" in weighed)


def _weighed(scenario: Scenario, party: str, codes: Codes, draws: Draws) -> NDArray[np.float64]:
    """utility[draw, state]: the sum of the weights of the options taken, the greatest weight 1."""
    weight = np.zeros((draws.count, len(scenario.option_names)))
    for bit, (owner, option) in enumerate(scenario.option_names):
        name = f"{owner}.{option}"
        if name in scenario.option_weights[party]:
            weight[:, bit] = draws.of(("option_weights", party, name))
    greatest = np.abs(weight).max(axis=1, keepdims=True, initial=0.0)
    weight /= np.where(greatest > 0, greatest, 1.0)
    utility = np.zeros((draws.count, codes.size))
    for bit in np.flatnonzero(weight.any(axis=0)).tolist():
        taken = codes >> codes.dtype.type(bit) & codes.dtype.type(1)
        utility += weight[:, [bit]] * taken
    return utility


def _worth_of_outcomes(
    scenario: Scenario, party: str, codes: Codes, draws: Draws
) -> NDArray[np.float64]:
    """utility[draw, state]: of the deal the state stands for, or of no deal."""
    bits, vocabulary = option_bits(scenario), scenario.option_vocabulary
    at_war = crisis_worth(scenario, draws, party)
    no_deal = reservation(scenario, draws, party) if at_war is None else at_war
    utility = np.repeat(no_deal[:, None], codes.size, axis=1)
    open_yet = np.ones(codes.size, dtype=np.bool_)
    for outcome in scenario.outcomes:
        expression = parse(outcome.condition, vocabulary)
        holds = expression_truth(expression, bits, codes) & open_yet
        utility[:, holds] = worth_of_deal(scenario, party, outcome.deal, draws)[:, None]
        open_yet &= ~holds
    return utility


def worth_of_deal(
    scenario: Scenario, party: str, deal: dict[str, str], draws: Draws
) -> NDArray[np.float64]:
    """Worth 0..100 of one deal for a party, shape [draw]."""
    shares, places = weights(scenario, draws, party), []
    total = np.zeros(draws.count)
    for column, (name, issue) in enumerate(scenario.issues.items()):
        places.append(issue.labels().index(deal[name]))
        total += shares[:, column] * worths(scenario, draws, party, name)[:, places[-1]]
    for at, item in enumerate(scenario.preferences[party].interactions):
        scope, holds = statement_table(scenario, item.condition)
        if holds[tuple(places[issue] for issue in scope)]:
            total += draws.of(("preferences", party, "interactions", str(at), "add"))
    return total
