"""Parties' orders of the states as dense ranks: 0 is worst, equal ranks are indifferent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits
from detente.scenario.valuations import is_held

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario
    from detente.scenario.sections.conflict import Priority

Codes = NDArray[Any]
Ranks = NDArray[np.int32]
MOST_RANKS = 1 << 22
"""Ranks are made dense where they might grow larger."""


def numbered(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ranks 0, 1, 2, ... of whole numbers from 0, in linear time where they are not far apart.

    >>> numbered(np.array([3, 0, 3, 7])).tolist()
    [1, 0, 1, 2]
    """
    most = int(values.max(initial=0)) + 1
    if most > 4 * values.size:
        return np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int64)
    seen = np.zeros(most, dtype=np.int64)
    seen[values] = 1
    return np.asarray((np.cumsum(seen) - 1)[values])


def lexicographic(statements: Sequence[NDArray[np.bool_]], states: int) -> Ranks:
    """Ranks from any number of statements, the most important first: a true one outweighs the rest.

    >>> first, second = np.array([True, False, True]), np.array([False, True, True])
    >>> lexicographic([first, second], 3).tolist()
    [1, 0, 2]
    """
    ranks = np.zeros(states, dtype=np.int64)
    for truth in statements:
        ranks = (ranks << 1) | truth
        if ranks.max(initial=0) >= MOST_RANKS:
            ranks = numbered(ranks)
    return numbered(ranks).astype(np.int32)


def from_rungs(rungs: Sequence[Sequence[str]], codes: Codes) -> Ranks:
    """Ranks from a list of all states by YN string, best first, with ties as inner lists.

    >>> from_rungs([["YN"], ["NN", "YY"], ["NY"]], np.arange(4, dtype=np.uint32)).tolist()
    [1, 2, 0, 1]
    """
    states = [state for rung in rungs for state in rung]
    letters = np.frombuffer("".join(states).encode("ascii"), dtype=np.uint8)
    taken = letters.reshape(len(states), -1) == ord("Y")
    listed = taken @ (1 << np.arange(taken.shape[1], dtype=np.int64))
    worth = np.repeat(np.arange(len(rungs))[::-1], [len(rung) for rung in rungs])
    ranks = np.full(codes.size, -1, dtype=np.int32)
    ranks[np.searchsorted(codes, listed.astype(codes.dtype))] = worth
    return ranks


Listed = tuple[tuple[int, ...], ...]
"""Orders of the states, each as the places of the statements held, the most important first."""


def stated_ranks(scenario: Scenario, party: str, codes: Codes, draws: Draws) -> Ranks | None:
    """rank[draw, state] (or [1, state] where all draws agree) from a ranking or priorities."""
    if party not in scenario.ranking and party not in scenario.priorities:
        return None
    listed, of_draw = orders_of_draws(scenario, party, draws)
    ranks = ranks_of_orders(scenario, party, listed, codes)
    return ranks if len(listed) == 1 else ranks[of_draw]


def ranks_of_orders(scenario: Scenario, party: str, listed: Listed, codes: Codes) -> Ranks:
    """rank[order, state] of the orders that a ranking or priorities stand for."""
    if party in scenario.ranking:
        return from_rungs(scenario.ranking[party].rungs, codes)[None]
    truths = truths_of(scenario, scenario.priorities[party], codes)
    return np.stack([lexicographic([truths[at] for at in row], codes.size) for row in listed])


def orders_of_draws(
    scenario: Scenario, party: str, draws: Draws
) -> tuple[Listed, NDArray[np.intp]]:
    """The orders that a party has in some draw, and which of them in each; a ranking is one."""
    if party in scenario.ranking:
        return ((),), np.zeros(draws.count, dtype=np.intp)
    columns = [np.zeros((draws.count, 0), dtype=np.int64)]
    first = 0
    for place, rung in enumerate(scenario.priorities[party]):
        here = ("priorities", party, str(place))
        paths = [(*here, "statements", str(member)) for member in range(len(rung.statements))]
        held = np.stack(
            [
                is_held(scenario, draws, at, said)
                for at, said in zip(paths, rung.statements, strict=True)
            ],
            axis=1,
        )
        order = draws.order(here, len(rung.statements))
        columns.append(np.where(np.take_along_axis(held, order, axis=1), order + first, -1))
        first += len(rung.statements)
    rows, of_draw = np.unique(np.concatenate(columns, axis=1), axis=0, return_inverse=True)
    return tuple(tuple(k for k in row if k >= 0) for row in rows.tolist()), of_draw.reshape(-1)


def truths_of(
    scenario: Scenario, rungs: tuple[Priority, ...], codes: Codes
) -> list[NDArray[np.bool_]]:
    """truth[state] of each statement of priorities, in the order written."""
    bits, vocabulary = option_bits(scenario), scenario.option_vocabulary
    said = [parse(one.maybe, vocabulary) for rung in rungs for one in rung.statements]
    return [expression_truth(expression, bits, codes) for expression in said]
