"""Simultaneous sanctions: the party and others improve at the same time.

A state is SIM stable for a party if each of its improvements, made together with an improvement
that one or more others have from the same state, leads to a feasible state that is no better for
it. The joint state takes from each mover's improvement the mover's own options.

Reference: Fraser & Hipel (1984).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.problem import Problem
from detente.errors import SettingError

Codes = NDArray[np.int64]


def simultaneous(problem: Problem) -> NDArray[np.bool_]:
    """stable[party, state]; conflicts in option form only."""
    if not problem.option_form:
        raise SettingError(
            "concept", "sim", "it joins moves by options, which a move graph or joined states lack"
        )
    codes = problem.codes.astype(np.int64)
    masks = ((1 << problem.layout[:, 1]) - 1) << problem.layout[:, 0]
    stable = np.ones((len(problem.parties), problem.states), dtype=np.bool_)
    for state in range(problem.states):
        own = [_improved(problem, party, state) for party in range(len(problem.parties))]
        choices = [codes[after] & mask for after, mask in zip(own, masks, strict=True)]
        for party, rank in enumerate(problem.rank[0]):
            others = [choice for other, choice in enumerate(choices) if other != party]
            kept = [int(codes[state] & mask) for p, mask in enumerate(masks) if p != party]
            joint = _joint(others, kept)
            for choice in choices[party]:
                landing = np.searchsorted(codes, joint | choice)
                there = landing[landing < codes.size]
                there = there[codes[there] == (joint | choice)[landing < codes.size]]
                if not (rank[there] <= rank[state]).any():
                    stable[party, state] = False
                    break
    return stable


def _improved(problem: Problem, party: int, state: int) -> NDArray[np.int64]:
    rank = problem.rank[0, party]
    after = problem.moves.own(party, state)
    found: NDArray[np.int64] = after[rank[after] > rank[state]]
    return found


def _joint(choices: list[Codes], kept: list[int]) -> Codes:
    """What others can do, one or more of them at once: the bits of their options."""
    found = np.zeros(1, dtype=np.int64)
    for choice, as_before in zip(choices, kept, strict=True):
        each = np.concatenate([[as_before], choice])
        found = (found[:, None] | each[None, :]).reshape(-1)
    return found[1:]
