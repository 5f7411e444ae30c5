"""The same least values as by repeated passes, in linear time whatever the conflict.

States are taken in ascending order of their own value; each gives its value to all states
that can reach it and have none yet (a search backwards over the others' moves). Every fibre
keeps, for each irreversible class of choices, how far its list of choices has been used
up, so that no choice is looked at twice.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

import numpy as np

from detente.analyses.stability.fibres import (
    INFEASIBLE,
    choice_classes,
    fibre_of,
    first_state,
)
from detente.kernels import kernel


@kernel
def ascending(values):
    """Feasible states in ascending order of value; values lie in 0 .. len(values) - 1."""
    starts = np.zeros(values.size + 1, dtype=np.int64)
    for state in range(values.size):
        if values[state] != INFEASIBLE:
            starts[values[state] + 1] += 1
    for at in range(values.size):
        starts[at + 1] += starts[at]
    states = np.empty(starts[values.size], dtype=np.int32)
    for state in range(values.size):
        value = values[state]
        if value != INFEASIBLE:
            states[starts[value]] = state
            starts[value] += 1
    return states


@kernel
def _list_choices(rank, low, width, classes, one_way, choices):
    """Per fibre and class, the feasible choices from the mover's worst to its best.

    The list of class `c` starts at fibre * rows + c * (rows >> one_way); infeasible choices
    (rank -1) come first and are passed over when met.
    """
    rows = 1 << width
    span = rows >> one_way
    keys = np.empty(span, dtype=np.int64)
    for fibre in range(rank.size >> width):
        base = first_state(fibre, low, width)
        for subset in range(1 << one_way):
            count = 0
            for choice in range(rows):
                if classes[choice] == subset:
                    key = np.int64(rank[base + (choice << low)] + 1)
                    keys[count] = (key << 32) | choice
                    count += 1
            keys.sort()
            at = fibre * rows + subset * span
            for place in range(span):
                choices[at + place] = keys[place] & 0xFFFFFFFF


@kernel
def _use_up(list_index, span, choices, used, base, low, rank, limit, value, labels, stack, top):
    """Label the choices of one list that the mover ranks below `limit`; new stack height."""
    at = list_index * span
    count = used[list_index]
    while count < span:
        state = base + (np.int64(choices[at + count]) << low)
        if rank[state] >= limit:
            break
        count += 1
        if rank[state] >= 0 and labels[state] == INFEASIBLE:
            labels[state] = value
            stack[top] = state
            top += 1
    used[list_index] = count
    return top


@kernel
def _predecessors(state, mover, tables, ranks, layout, improving, value, labels, stack, top):
    """Label every state from which `mover` can move to `state`; new height of the stack."""
    low, width = layout[mover, 0], layout[mover, 1]
    classes, one_way, choices, used = tables[mover]
    rank = ranks[mover]
    fibre = fibre_of(state, low, width)
    base = first_state(fibre, low, width)
    limit = rank[state] if improving else INFEASIBLE
    own = classes[(state - base) >> low]
    part = own
    while True:
        top = _use_up(
            (fibre << one_way) + part, (1 << width) >> one_way, choices, used,
            base, low, rank, limit, value, labels, stack, top,
        )  # fmt: skip
        if part == 0:
            return top
        part = (part - 1) & own


@kernel
def _tables(ranks, layout, parties):
    tables = []
    for party in range(ranks.shape[0]):
        low, width, take, drop = layout[party]
        if not parties[party]:
            width = 0
        classes, one_way = choice_classes(low, width, take, drop)
        fibres = ranks.shape[1] >> width if parties[party] else 0
        choices = np.empty(fibres << width, dtype=np.int32)
        if parties[party]:
            _list_choices(ranks[party], low, width, classes, one_way, choices)
        used = np.zeros(fibres << one_way, dtype=np.int32)
        tables.append((classes, one_way, choices, used))
    return tables


@kernel
def least_reached(values, ranks, layout, movers, improving):
    """label[state]: least value over `state` and all that `movers` can reach from it.

    values[state] is int32 in 0 .. S - 1, INFEASIBLE where the state does not exist;
    ranks[party, state] int32, -1 where infeasible; layout[party] = low, width, take, drop;
    movers[party] bool; `improving` restricts every single move to the mover's improvements.
    """
    labels = np.full(values.size, INFEASIBLE, dtype=np.int32)
    stack = np.empty(values.size, dtype=np.int32)
    tables = _tables(ranks, layout, movers)
    for seed in ascending(values):
        if labels[seed] != INFEASIBLE:
            continue
        value = values[seed]
        labels[seed] = value
        stack[0] = seed
        top = 1
        while top > 0:
            top -= 1
            state = np.int64(stack[top])
            for mover in range(ranks.shape[0]):
                if movers[mover]:
                    top = _predecessors(
                        state, mover, tables, ranks, layout, improving, value, labels, stack, top
                    )
    return labels
