"""Two parties that look ahead: limited moves, no limit, and leader and follower.

The party with the move at a state anticipates the final state: it moves if the best final state
that a move leads to, the other having the next move and one step less of horizon, is better for
it than to stay. A state is L_h stable for a party that stays there with horizon h. It is
non-myopically stable if that holds for all sufficiently large h. It is a Stackelberg equilibrium
with a party as leader if it is L_2 stable for the leader and Nash stable for the follower.

With more than two parties the order of moves, and with ties the anticipated move, is not
determined by the conflict; such conflicts are refused.

Reference: Kilgour (1985), Zagare (1984); Fang, Hipel & Kilgour (1989, 1993).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import Edges
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError, sentence

Stable = NDArray[np.bool_]
Finals = NDArray[np.int32]
MOST_HORIZONS = 100_000


def _look_ahead(own: NDArray[np.int32], moves: Edges, after: Finals) -> Finals:
    """final[state] of the party with the move, from after[state] of the other one step later."""
    of, to = moves
    best = own.copy()
    np.maximum.at(best, of, own[after[to]])
    return np.argsort(own)[best].astype(np.int32)


def require_two_strict(problem: Problem, concept: str) -> None:
    """Raise SettingError unless two parties rank all states without ties."""
    if len(problem.parties) != 2:
        raise SettingError(
            "concept",
            concept,
            sentence(
                "it is defined here for two parties, not for {number}: with "
                "more, who moves next is not determined by the conflict",
                number=len(problem.parties),
            ),
        )
    for party, rank in zip(problem.parties, problem.rank[0], strict=True):
        if np.unique(rank).size < rank.size:
            raise SettingError(
                "concept",
                concept,
                sentence(
                    "it is defined here for rankings without ties, and {party} "
                    "ranks some states equal: which of its moves to anticipate is "
                    "then not determined",
                    party=party,
                ),
            )


def _step(
    problem: Problem, moves: list[Edges], finals: tuple[Finals, Finals]
) -> tuple[Finals, Finals]:
    first, second = problem.rank[0]
    return _look_ahead(first, moves[0], finals[1]), _look_ahead(second, moves[1], finals[0])


def limited_move(problem: Problem, horizon: int) -> Stable:
    """stable[party, state] with a horizon of so many moves; two parties, strict rankings."""
    require_two_strict(problem, f"l{horizon}")
    moves = [problem.moves.edges(party) for party in (0, 1)]
    states = np.arange(problem.states, dtype=np.int32)
    finals = (states, states)
    for _ in range(horizon):
        finals = _step(problem, moves, finals)
    found: Stable = np.stack(finals) == states
    return found


def non_myopic(problem: Problem) -> Stable:
    """stable[party, state] for all sufficiently large horizons; exact.

    What both parties anticipate depends only on what they anticipate with one step less, so it
    runs into a cycle; a state is stable if it is so everywhere on the cycle.
    """
    require_two_strict(problem, "nonmyopic")
    moves = [problem.moves.edges(party) for party in (0, 1)]
    states = np.arange(problem.states, dtype=np.int32)
    finals = (states, states)
    seen: dict[bytes, int] = {}
    history: list[tuple[Finals, Finals]] = []
    while (key := finals[0].tobytes() + finals[1].tobytes()) not in seen:
        if len(history) * problem.states > MOST_HORIZONS * 64:
            raise SettingError("concept", "nonmyopic", "the horizon at which it settles is too far")
        seen[key] = len(history)
        history.append(finals)
        finals = _step(problem, moves, finals)
    cycle = history[seen[key] :]
    found: Stable = np.logical_and.reduce([np.stack(pair) == states for pair in cycle])
    return found


def stackelberg(problem: Problem) -> Stable:
    """stable[leader, state]: Stackelberg equilibria with each party as the leader."""
    require_two_strict(problem, "stackelberg")
    second, nash = limited_move(problem, 2), limited_move(problem, 1)
    return np.asarray(second & nash[::-1])
