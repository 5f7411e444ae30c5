"""A party's preferences over states as ranks, from whatever the scenario states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.crises import crisis_worth
from detente.analyses.stability.rankings import dense, from_rungs, lexicographic
from detente.scenario import Draws, Scenario
from detente.scenario.sections.conflict import Priority
from detente.scenario.sections.issues import Interaction
from detente.scenario.statements import Atom, Comparison, evaluate, parse
from detente.scenario.states import expression_truth, option_bits
from detente.scenario.valuations import reservation, weights, worths

Codes = NDArray[Any]
Ranks = NDArray[np.int32]
ROUNDING = 9
"""Decimal places, relative to the range, to which utilities of states are told apart."""


def ranks_of(scenario: Scenario, party: str, codes: Codes, draws: Draws) -> Ranks:
    """rank[draw, state] (or [1, state] where all draws agree); zeros without preferences."""
    if party in scenario.ranking:
        return from_rungs(scenario.ranking[party].rungs, codes)[None]
    if party in scenario.priorities:
        path = ("priorities", party)
        return ranks_from_priorities(scenario, path, scenario.priorities[party], codes, draws)
    if party in scenario.option_weights:
        return by_utility(_weighed(scenario, party, codes, draws))
    if scenario.outcomes and party in scenario.preferences:
        return by_utility(_worth_of_outcomes(scenario, party, codes, draws))
    return np.zeros((1, codes.size), dtype=np.int32)


def by_utility(utility: NDArray[np.float64]) -> Ranks:
    """rank[draw, state] of utility[draw, state]; what rounding may have parted counts as equal."""
    span = np.ptp(utility, axis=1, keepdims=True)
    scaled = np.round(utility / np.where(span > 0, span, 1.0), ROUNDING)
    return np.stack([dense(row) for row in scaled])


def ranks_from_priorities(
    scenario: Scenario,
    path: tuple[str, ...],
    rungs: tuple[Priority, ...],
    codes: Codes,
    draws: Draws | None,
) -> Ranks:
    """rank[draw, state]; without draws, one row with everything as written and held."""
    flat = [truth for members in truths_of(scenario, rungs, codes) for truth in members]
    if draws is None:
        return lexicographic(flat, codes.size)[None]
    choices = _choices(path, rungs, draws)
    variants, of_draw = np.unique(choices, axis=0, return_inverse=True)
    ranks = [lexicographic([flat[at] for at in row if at >= 0], codes.size) for row in variants]
    return np.stack(ranks)[of_draw.reshape(-1)]


def truths_of(
    scenario: Scenario, rungs: tuple[Priority, ...], codes: Codes
) -> list[list[NDArray[np.bool_]]]:
    """truth[state] of each statement of each rung."""
    bits, vocabulary = option_bits(scenario), scenario.option_vocabulary
    return [
        [expression_truth(parse(said.maybe, vocabulary), bits, codes) for said in rung.statements]
        for rung in rungs
    ]


def _choices(path: tuple[str, ...], rungs: tuple[Priority, ...], draws: Draws) -> NDArray[np.int64]:
    """choices[draw, place]: which statement stands at each place, -1 where it is not held."""
    columns: list[NDArray[np.int64]] = []
    first = 0
    for place, rung in enumerate(rungs):
        here = (*path, str(place))
        members = len(rung.statements)
        order = draws.order(here, members)
        held = np.stack(list(_held(here, rung, draws)), axis=1)
        chosen = np.where(np.take_along_axis(held, order, axis=1), order + first, -1)
        columns += list(chosen.T)
        first += members
    return np.stack(columns, axis=1) if columns else np.zeros((draws.count, 0), dtype=np.int64)


def _held(path: tuple[str, ...], rung: Priority, draws: Draws) -> Iterator[NDArray[np.bool_]]:
    for member, said in enumerate(rung.statements):
        if said.held is None:
            yield np.ones(draws.count, dtype=np.bool_)
        else:
            yield draws.of((*path, "statements", str(member), "held")) >= 0.5


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
    shares = weights(scenario, draws, party)
    total = np.zeros(draws.count)
    for column, issue in enumerate(scenario.issues):
        place = scenario.issues[issue].labels().index(deal[issue])
        total += shares[:, column] * worths(scenario, draws, party, issue)[:, place]
    for at, item in enumerate(scenario.preferences[party].interactions):
        if _holds(scenario, item, deal):
            total += draws.of(("preferences", party, "interactions", str(at), "add"))
    return total


def _holds(scenario: Scenario, item: Interaction, deal: dict[str, str]) -> bool:
    def truth(atom: Atom) -> NDArray[np.bool_]:
        return np.array([isinstance(atom, Comparison) and _compare(scenario, atom, deal)])

    return bool(evaluate(parse(item.condition, scenario.issue_vocabulary), truth)[0])


def _compare(scenario: Scenario, atom: Comparison, deal: dict[str, str]) -> bool:
    if isinstance(atom.value, float):
        left, right = float(deal[atom.issue]), atom.value
    else:
        labels = scenario.issues[atom.issue].labels()
        left, right = labels.index(deal[atom.issue]), labels.index(atom.value)
    relations = {
        "=": left == right, "!=": left != right, ">": left > right,
        "<": left < right, ">=": left >= right, "<=": left <= right,
    }  # fmt: skip
    return relations[atom.relation]
