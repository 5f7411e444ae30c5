"""That a state is stable under credible sanctions, as rows of a mixed-integer program.

For each move of each party one unit flows from the move's target along improvements of the others
to a sanction: an improvement carries flow only if its mover ranks the end above the start, and
flow leaves at a state only if the party ranks it (for `sseq`, and all that it could move to from
there) no higher than the state it set out from. At the target itself it may leave if the move does
not pay.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from detente.analyses.stability.moves import Moves
from detente.analyses.stability.order_variables import OrderVariables

Node = tuple[int, int]
"""A state and who moved last: -1 for nobody, and where that does not matter."""


@dataclass
class Flows:
    """Rows as lists: equal to `equal` (balance at a node), or at most `most` (a limit)."""

    moves: Moves
    orders: list[OrderVariables]
    state: int
    symmetric: bool
    variables: int
    balance: list[tuple[dict[int, int], int]] = field(default_factory=list)
    limits: list[tuple[dict[int, int], int]] = field(default_factory=list)
    _exits: dict[tuple[int, int], int | None] = field(default_factory=dict)

    def add(self, party: int) -> bool:
        """All moves of a party from the state; False where one of them cannot be met."""
        return all(self._move(party, int(target)) for target in self.moves.of(party, self.state))

    def _move(self, party: int, target: int) -> bool:
        if self._below(party, self.state, target) == (0, 0, -1):
            return True
        start = (target, -1)
        nodes: dict[Node, dict[int, int]] = {start: {}}
        queue = deque([start])
        out = self._way_out(party, target, (target,))
        reached = out is not None
        if out is not None:
            nodes[start][out] = 1
        while queue:
            node = queue.popleft()
            for mover, after in self._steps(party, node):
                to = (after, mover if self.moves.tracked else -1)
                if to not in nodes:
                    nodes[to] = {}
                    queue.append(to)
                    out = None if to == start else self._sanction(party, after)
                    if out is not None:
                        nodes[to][self._carrier(out)] = 1
                        reached = True
                flow = self._carrier(self._below(mover, node[0], after))
                nodes[node][flow] = 1
                nodes[to][flow] = -1
        self.balance += [(row, int(node == start)) for node, row in nodes.items()]
        return reached

    def _steps(self, party: int, node: Node) -> list[tuple[int, int]]:
        """(mover, state after) of the improvements that may come to be from a node."""
        return [
            (mover, int(after))
            for mover in range(self.moves.parties)
            if mover not in (party, node[1])
            for after in self.moves.of(mover, node[0])
            if self._below(mover, node[0], int(after)) != (0, 0, -1)
        ]

    def _below(self, party: int, lower: int, upper: int) -> tuple[int, int, int]:
        """fixed, sign and variable of "the party ranks `lower` strictly below `upper`"."""
        order = self.orders[party]
        at = (lower, upper)
        return int(order.fixed[at]), int(order.sign[at]), int(order.place[at])

    def _carrier(self, capacity: tuple[int, int, int] | int) -> int:
        """A new flow variable, at most a comparison or another variable."""
        flow = self.variables
        self.variables += 1
        if isinstance(capacity, int):
            self.limits.append(({flow: 1, capacity: -1}, 0))
            return flow
        fixed, sign, place = capacity
        row = {flow: 1} if place < 0 else {flow: 1, place: -sign}
        self.limits.append((row, fixed))
        return flow

    def _sanction(self, party: int, end: int) -> int | None:
        """A variable that can be 1 only if `end` deters the party; None where it cannot."""
        key = (party, end)
        if key not in self._exits:
            after = self.moves.of(party, end).tolist() if self.symmetric else []
            self._exits[key] = self._way_out(party, end, (end, *after))
        return self._exits[key]

    def _way_out(self, party: int, end: int, needed: tuple[int, ...]) -> int | None:
        """A variable that can be 1 only if the party ranks no needed state above the state."""
        kept = [self._below(party, self.state, one) for one in needed if one != self.state]
        if (1, 0, -1) in kept:
            return None
        out = self.variables
        self.variables += 1
        self.limits.append(({out: 1}, 1))
        for fixed, sign, place in kept:
            if place >= 0:
                self.limits.append(({out: 1, place: sign}, 1 - fixed))
        return out
