"""Stability from comparisons rather than ranks: what counts as a gain, what as a sanction.

For a party, `gains[state, after]` says that it would move from `state` to `after`, and
`deters[state, after]` that `after` takes the wish away (never both). With a known ranking one is
the negation of the other; with unknown comparisons, or where only strong losses deter, both are
needed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import Moves, from_edges

Relation = NDArray[np.bool_]
MOST_STATES = 4096


def judge_relation(
    moves: Moves, answers: Moves, party: int, gains: Relation, deters: Relation, concept: str
) -> NDArray[np.bool_]:
    """stable[state] of one party; `answers` are the moves the others may sanction with.

    gains and deters: bool[state, after]; concept: nash, gmr, smr, seq or sseq.
    """
    of, to = moves.edges(party)
    pays = gains[of, to]
    stable = np.ones(moves.states, dtype=np.bool_)
    stable[of[pays]] = False
    if concept == "nash":
        return stable
    others = np.arange(moves.parties) != party
    for state in np.flatnonzero(~stable):
        safe = deters[state].copy()
        if concept in ("smr", "sseq"):
            safe[of[~deters[state, to]]] = False
        answered = answers.reaching(safe, others)
        stable[state] = answered[to[(of == state) & pays]].all()
    return stable


def credible(moves: Moves, gains: list[Relation], *, transitive: bool) -> Moves:
    """Of all moves, those that the mover would make: gains[party][state, after].

    Where gains are not `transitive`, two moves of one party need not amount to one, and whoever
    moved last is tracked.
    """
    edges = []
    for party, wanted in enumerate(gains):
        of, to = moves.edges(party)
        kept = wanted[of, to]
        edges.append((of[kept], to[kept]))
    return from_edges(edges, moves.states, tracked=moves.lists.tracked or not transitive)
