"""Whether some way of filling in unknown comparisons makes a state an equilibrium: seq and sseq.

Unknown comparisons are filled in one by one (Li, Hipel, Kilgour & Fang 2004): either state better,
or both equal. The judged parties want unknown states not to be better than the one they are in, and
others' unknown steps to be improvements. Both can be had for every comparison on its own; what can
stand in the way is a comparison that is used both ways, such as a step of one party that is needed
there and back. So each improvement gets a sanction with as few such clashes as can be; without any
the state is an equilibrium under the comparisons used, all others being ties. Else one that clashes
is filled in one way and the other, and both cases are gone through. A tie need not be tried: it
serves no sanction that one of the two would not serve as well.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from detente.analyses.stability.moves import Moves
from detente.analyses.stability.relations import Relation

MOST_STEPS = 1_000_000
"""Moves that are looked at, over all states of one question."""

Pair = tuple[int, int, int]
"""A party and two states, the lower number first: a comparison."""
Filled = dict[Pair, int]
"""The better state of a comparison."""


@dataclass(eq=False)
class Completions:
    """A conflict with unknown comparisons; better[party] and unknown[party] are [state, after].

    `left` is how many moves may still be looked at; it is used up over all questions put.
    """

    moves: Moves
    better: list[Relation]
    unknown: list[Relation]
    left: int = MOST_STEPS
    _steps: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def possible(self, parties: list[int], state: int, concept: str) -> bool | None:
        """Whether the state is stable for all these parties under some completion.

        None where that was not settled with the moves that were left.
        """
        waiting: list[Filled] = [{}]
        while waiting:
            filled = waiting.pop()
            search = _Sanctions(self, filled, state, symmetric=concept == "sseq")
            clash = search.clash(parties)
            if self.left < 0:
                return None
            if search.failed:
                continue
            if clash is None:
                return True
            waiting += [{**filled, clash: clash[1]}, {**filled, clash: clash[2]}]
        return False

    def steps(self, party: int, state: int) -> list[int]:
        """Where a party would or might go."""
        if (party, state) not in self._steps:
            after = self.moves.of(party, state).tolist()
            wanted = self.better[party][state] | self.unknown[party][state]
            self._steps[party, state] = [t for t in after if wanted[t]]
        return self._steps[party, state]


CLASH = 1 << 20
"""Weight of a use that clashes with another; a new use of an unknown comparison weighs 1."""


@dataclass(eq=False)
class _Sanctions:
    """Sanctions for one state with some comparisons filled in; `used` are those they hang on."""

    conflict: Completions
    filled: Filled
    state: int
    symmetric: bool
    used: Filled = field(default_factory=dict)
    clashes: list[Pair] = field(default_factory=list)
    failed: bool = False

    def clash(self, parties: list[int]) -> Pair | None:
        """A comparison that the sanctions use both ways, if any; `failed` where one is missing."""
        for party in parties:
            for target in self.conflict.moves.of(party, self.state).tolist():
                if self._is_better(party, target):
                    continue
                self._use(party, self.state, target)
        for party in parties:
            for target in self.conflict.moves.of(party, self.state).tolist():
                if self._is_better(party, target) and not self._sanction(party, target):
                    self.failed = True
                    return None
        return self.clashes[0] if self.clashes else None

    def _is_better(self, party: int, after: int) -> bool:
        """Whether a state is above the judged one for certain, with what is filled in."""
        if self.conflict.unknown[party][self.state, after]:
            return self.filled.get(_pair(party, self.state, after)) == after
        return bool(self.conflict.better[party][self.state, after])

    def _use(self, party: int, better: int, worse: int) -> None:
        """Rely on the first of two states being better, where that is unknown."""
        if not self.conflict.unknown[party][better, worse]:
            return
        pair = _pair(party, better, worse)
        if pair in self.filled:
            return
        if self.used.setdefault(pair, better) != better:
            self.clashes.append(pair)

    def _weight(self, party: int, better: int, worse: int) -> int | None:
        """What it takes to rely on it; None where it is filled in the other way."""
        if not self.conflict.unknown[party][better, worse]:
            return 0
        pair = _pair(party, better, worse)
        if pair in self.filled:
            return 0 if self.filled[pair] == better else None
        known = self.used.get(pair)
        return 1 if known is None else (0 if known == better else CLASH)

    def _sanction(self, party: int, start: int) -> bool:
        """Find the lightest sanction of an improvement and note what it uses."""
        conflict = self.conflict
        nobody = conflict.moves.parties
        least = {(start, nobody): 0}
        before: dict[tuple[int, int], tuple[int, int]] = {}
        heap = [(0, start, nobody, False)]
        while heap:
            weight, here, last, end = heapq.heappop(heap)
            if end:
                self._note(party, (here, last), before)
                return True
            if weight > least[here, last]:
                continue
            closing = self._closing(party, here)
            if closing is not None:
                heapq.heappush(heap, (weight + closing, here, last, True))
            for mover in range(nobody):
                if mover in (party, last):
                    continue
                for there in conflict.steps(mover, here):
                    conflict.left -= 1
                    step = self._weight(mover, there, here)
                    if step is None or weight + step >= least.get((there, mover), 1 << 62):
                        continue
                    least[there, mover] = weight + step
                    before[there, mover] = (here, last)
                    heapq.heappush(heap, (weight + step, there, mover, False))
            if conflict.left < 0:
                return True
        return False

    def _ends(self, party: int, here: int) -> list[int]:
        """States that must not be better than the judged one for `here` to deter."""
        after = self.conflict.moves.of(party, here).tolist() if self.symmetric else []
        return [end for end in (here, *after) if end != self.state]

    def _closing(self, party: int, here: int) -> int | None:
        """What it takes for a state to deter; None where it cannot."""
        total = 0
        for end in self._ends(party, here):
            if self._is_better(party, end):
                return None
            total += self._weight(party, self.state, end) or 0
        return total

    def _note(
        self,
        party: int,
        node: tuple[int, int],
        before: dict[tuple[int, int], tuple[int, int]],
    ) -> None:
        for end in self._ends(party, node[0]):
            self._use(party, self.state, end)
        while node in before:
            earlier = before[node]
            self._use(node[1], node[0], earlier[0])
            node = earlier


def _pair(party: int, one: int, two: int) -> Pair:
    return (party, one, two) if one < two else (party, two, one)
