"""Random conflicts as the arrays that the kernels take."""

from __future__ import annotations

import numpy as np

from detente.analyses.stability.moves import Moves, from_edges, from_options
from detente.analyses.stability.problem import Problem
from oracles.stability import Conflict, option_conflict, random_conflict


def tracking(moves: Moves, last: bool) -> Moves:
    """The same moves, with memory of who moved last if need be: then all of them are listed."""
    edges = [moves.edges(party) for party in range(moves.parties)]
    return from_edges(edges, moves.states, tracked=True) if last else moves


def varied(
    seed: int, *, parties: tuple[int, int] = (2, 5), options: int = 7
) -> tuple[Problem, Conflict]:
    """A random conflict, with holes, one-way options and ties in turn."""
    count = parties[0] + seed % (parties[1] - parties[0] + 1)
    return made(
        seed,
        parties=count,
        options=count + (seed // 4) % max(1, options + 1 - count),
        holes=bool(seed >> 2 & 1),
        one_way=bool(seed >> 3 & 1),
        ties=bool(seed >> 4 & 1),
    )


def made(
    seed: int, *, parties: int, options: int, holes: bool, one_way: bool, ties: bool
) -> tuple[Problem, Conflict]:
    """The same conflict for the package and for the oracle, which names states by number."""
    widths, feasible, take, drop, rank = random_conflict(
        seed, parties=parties, options=options, holes=holes, one_way=one_way, ties=ties
    )
    lows = np.cumsum([0, *widths[:-1]])
    masks = [((1 << w) - 1) << int(low) for low, w in zip(lows, widths, strict=True)]
    layout = [
        (low, w, take & mask, drop & mask) for low, w, mask in zip(lows, widths, masks, strict=True)
    ]
    codes = np.array(feasible, dtype=np.uint32)
    problem = Problem(
        parties=tuple(f"p{k}" for k in range(parties)),
        options=tuple((f"p{k}", f"o{n}") for k, w in enumerate(widths) for n in range(w)),
        codes=codes,
        layout=np.array(layout, dtype=np.int64),
        rank=np.array([[[r[s] for s in feasible] for r in rank]], dtype=np.int32),
        judged=np.ones(parties, dtype=bool),
        moves=from_options(codes, np.array(layout, dtype=np.int64)),
        status_quo=0,
    )
    number = {code: place for place, code in enumerate(feasible)}
    by_code = option_conflict(widths, rank, feasible, take, drop)
    conflict = Conflict(
        tuple(
            {number[s]: frozenset(number[t] for t in after) for s, after in moves.items()}
            for moves in by_code.moves
        ),
        tuple({number[s]: r for s, r in ranks.items()} for ranks in rank),
    )
    return problem, conflict
