"""Moves of any conflict as lists, for the methods that need them one by one."""

from __future__ import annotations

from functools import lru_cache

from detente.analyses.stability.moves import MOST_MOVES, Moves, edge_count, from_options
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError


@lru_cache(maxsize=8)
def listed(problem: Problem) -> Moves:
    """The moves of all parties, listed.

    Raises SettingError when there are more than `MOST_MOVES`.
    """
    if problem.moves is not None:
        return problem.moves
    count = edge_count(problem.codes, problem.layout)
    if count > MOST_MOVES:
        raise SettingError(
            "concept",
            f"{problem.states} states",
            f"this question lists all moves, {count} of them here and {MOST_MOVES} at most; "
            "rule out states, leave out options, or ask for nash, gmr, smr, seq, sseq only",
        )
    return from_options(problem.codes, problem.layout)
