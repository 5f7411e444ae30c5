"""Simultaneous sanctions: the party and others improve at the same time.

A state is SIM stable for a party if each of its improvements, made together with an improvement
that one or more others have from the same state, leads to a feasible state that is no better for
it. The joint state takes from each mover's improvement the mover's own options.

Reference: Fraser & Hipel (1984).
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.listing import listed
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError
from detente.kernels import kernel


@kernel
def _joint_choices(state, codes, masks, rank, starts, targets, party, room):
    """Codes in which others have improved from `state`, alone or together; their number."""
    room[0] = codes[state]
    count = 1
    for mover in range(masks.size):
        if mover == party:
            continue
        before = count
        for at in range(starts[mover, state], starts[mover, state + 1]):
            after = targets[at]
            if rank[mover, after] <= rank[mover, state]:
                continue
            for place in range(before):
                room[count] = (room[place] & ~masks[mover]) | (codes[after] & masks[mover])
                count += 1
    return count


@kernel
def _judge(codes, place, masks, rank, starts, targets, party):
    stable = np.ones(codes.size, dtype=np.bool_)
    room = np.empty(place.size, dtype=np.int64)
    own = rank[party]
    for state in range(codes.size):
        count = 0
        for at in range(starts[party, state], starts[party, state + 1]):
            after = targets[at]
            if own[after] <= own[state]:
                continue
            if count == 0:
                count = _joint_choices(state, codes, masks, rank, starts, targets, party, room)
            deterred = False
            for joint in range(1, count):
                code = (room[joint] & ~masks[party]) | (codes[after] & masks[party])
                landing = place[code]
                if landing >= 0 and own[landing] <= own[state]:
                    deterred = True
                    break
            if not deterred:
                stable[state] = False
                break
    return stable


def simultaneous(problem: Problem) -> NDArray[np.bool_]:
    """stable[party, state]; conflicts in option form only."""
    if not problem.option_form:
        raise SettingError(
            "concept", "sim", "it joins moves by options, which a move graph or joined states lack"
        )
    moves = listed(problem)
    masks = ((1 << problem.layout[:, 1]) - 1) << problem.layout[:, 0]
    codes = problem.codes.astype(np.int64)
    found = [
        _judge(codes, problem.place, masks, problem.rank[0], moves.starts, moves.targets, party)
        for party in range(len(problem.parties))
    ]
    return np.stack(found)
