"""Stability against coalitions that move together.

A coalition improvement is a state that its members can reach by a legal sequence of their moves
and that is better for each of them. With H the coalition and N - H the others, a state s is for H
- CNash stable: there is no coalition improvement from s;
- CGMR stable: each coalition improvement can be answered by moves of N - H to a state that is not
  better than s for some member of H;
- CSMR stable: ... from which, moreover, H reaches only such states;
- CSEQ stable: answered by coalition improvements of groups within N - H (one after the other, no
  group twice in a row).
A state is coalitionally stable if it is so for all coalitions asked for, single parties included.

Reference: Kilgour, Hipel, Fang & Peng (2001); Inohara & Hipel (2008).
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.compiled import kernel
from detente.analyses.stability.listing import listed
from detente.analyses.stability.moves import Moves, from_edges, least_by_moves
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError

KINDS = ("cnash", "cgmr", "csmr", "cseq")
MOST_WORK = 1 << 34
Coalition = tuple[int, ...]


@kernel
def _reach(start, starts, targets, movers, tracked, seen, queue):
    """Mark in seen[state * kinds + last mover] what `movers` can bring about from `start`."""
    kinds = starts.shape[0] + 1
    seen[:] = False
    head, tail = 0, 1
    queue[0] = start * kinds + kinds - 1
    while head < tail:
        state, last = queue[head] // kinds, queue[head] % kinds
        head += 1
        for mover in range(kinds - 1):
            if not movers[mover] or (tracked and mover == last):
                continue
            for at in range(starts[mover, state], starts[mover, state + 1]):
                node = targets[at] * kinds + (mover if tracked else 0)
                if not seen[node]:
                    seen[node] = True
                    queue[tail] = targets[at] * kinds + mover
                    tail += 1


def reach_of(moves: Moves, start: int, movers: NDArray[np.bool_]) -> NDArray[np.intp]:
    """States that a legal sequence of moves of `movers` can bring about from `start`."""
    kinds = moves.parties + 1
    seen = np.zeros(moves.states * kinds, dtype=np.bool_)
    queue = np.empty(moves.states * kinds + 1, dtype=np.int64)
    _reach(start, moves.starts, moves.targets, movers, moves.tracked, seen, queue)
    return np.flatnonzero(seen.reshape(moves.states, kinds).any(axis=1))


@kernel
def _list_improvements(rank, members, starts, targets, tracked, of, to, fill):
    """List (state, coalition improvement) pairs; returns their number."""
    kinds = starts.shape[0] + 1
    states = rank.shape[1]
    seen = np.zeros(states * kinds, dtype=np.bool_)
    queue = np.empty(states * kinds + 1, dtype=np.int64)
    count = 0
    for state in range(states):
        _reach(state, starts, targets, members, tracked, seen, queue)
        for after in range(states):
            found = False
            for kind in range(kinds):
                found |= seen[after * kinds + kind]
            for party in range(kinds - 1):
                if members[party] and rank[party, after] <= rank[party, state]:
                    found = False
            if found:
                if fill:
                    of[count] = state
                    to[count] = after
                count += 1
    return count


@kernel
def _symmetric(rank, members, of, to, starts, back_starts, back_targets, tracked):
    """deterred[place]: whether the improvement of[place] -> to[place] has a CSMR sanction."""
    states = rank.shape[1]
    deterred = np.zeros(of.size, dtype=np.bool_)
    loss = np.empty(states, dtype=np.int32)
    place = 0
    while place < of.size:
        state = of[place]
        for after in range(states):
            loss[after] = 0
            for party in range(members.size):
                if members[party] and rank[party, after] <= rank[party, state]:
                    loss[after] = 1
        escape = least_by_moves(
            loss, rank, starts, back_starts, back_targets, members, False, tracked
        )
        answer = least_by_moves(
            1 - escape, rank, starts, back_starts, back_targets, ~members, False, tracked
        )
        while place < of.size and of[place] == state:
            deterred[place] = answer[to[place]] == 0
            place += 1
    return deterred


@dataclass(frozen=True)
class Upset:
    """A coalition that can leave a state, and where to."""

    coalition: Coalition
    state: int
    improvement: int


@dataclass(frozen=True, eq=False)
class Coalitions:
    """Coalition stability of one conflict (first draw), for chosen coalitions."""

    problem: Problem
    chosen: tuple[Coalition, ...]

    @cached_property
    def moves(self) -> Moves:
        """All moves, listed."""
        moves = listed(self.problem)
        work = self.problem.states * max(1, moves.targets.size) * len(self.chosen)
        if work > MOST_WORK:
            raise SettingError(
                "coalitions",
                f"{len(self.chosen)} coalitions, {self.problem.states} states",
                "choose fewer coalitions or rule out states",
            )
        return moves

    def improvements(self, coalition: Coalition) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """of[place] -> to[place]: all coalition improvements, by state."""
        if coalition not in self._found:
            members = self._members(coalition)
            rank, moves = self.problem.rank[0], self.moves
            none = np.empty(0, dtype=np.int64)
            how = (rank, members, moves.starts, moves.targets, moves.tracked)
            count = _list_improvements(*how, none, none, False)
            of, to = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
            _list_improvements(*how, of, to, True)
            self._found[coalition] = (of, to)
        return self._found[coalition]

    @cached_property
    def _found(self) -> dict[Coalition, tuple[NDArray[np.int64], NDArray[np.int64]]]:
        return {}

    def upsets(self, coalition: Coalition, kind: str) -> list[Upset]:
        """The improvements of a coalition that nothing deters, by state."""
        of, to = self.improvements(coalition)
        deterred = self._deterred(coalition, kind, of, to)
        return [
            Upset(coalition, int(state), int(after))
            for state, after in zip(of[~deterred], to[~deterred], strict=True)
        ]

    def stable(self, coalition: Coalition, kind: str) -> NDArray[np.bool_]:
        """stable[state] for one coalition."""
        of, to = self.improvements(coalition)
        stable = np.ones(self.problem.states, dtype=np.bool_)
        stable[of[~self._deterred(coalition, kind, of, to)]] = False
        return stable

    def _members(self, coalition: Coalition) -> NDArray[np.bool_]:
        members = np.zeros(len(self.problem.parties), dtype=np.bool_)
        members[list(coalition)] = True
        return members

    def _deterred(
        self, coalition: Coalition, kind: str, of: NDArray[np.int64], to: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        members = self._members(coalition)
        rank, moves = self.problem.rank[0], self.moves
        if kind == "cnash":
            return np.zeros(of.size, dtype=np.bool_)
        if kind == "csmr":
            deterred: NDArray[np.bool_] = _symmetric(
                rank, members, of, to,
                moves.starts, moves.back_starts, moves.back_targets, moves.tracked,
            )  # fmt: skip
            return deterred
        answers, movers = (
            (self._group_moves(coalition), None) if kind == "cseq" else (moves, ~members)
        )
        found = np.zeros(of.size, dtype=np.bool_)
        for party in coalition:
            if movers is None:
                movers = np.ones(answers.parties, dtype=np.bool_)
            least = least_by_moves(
                rank[party], np.zeros((answers.parties, rank.shape[1]), dtype=np.int32),
                answers.starts, answers.back_starts, answers.back_targets,
                movers, False, answers.tracked,
            )  # fmt: skip
            found |= least[to] <= rank[party][of]
        return found

    def _group_moves(self, coalition: Coalition) -> Moves:
        """Coalition improvements of every group of the others, one group after the other."""
        others = [p for p in range(len(self.problem.parties)) if p not in coalition]
        edges = [self.improvements(group) for group in groups_of(others)]
        return from_edges(edges, self.problem.states, tracked=self.moves.tracked)


def groups_of(parties: list[int]) -> list[Coalition]:
    """All non-empty groups, the smallest first."""
    return [
        group
        for size in range(1, len(parties) + 1)
        for group in itertools.combinations(parties, size)
    ]


def chosen_coalitions(problem: Problem, wanted: tuple[str, ...]) -> tuple[Coalition, ...]:
    """Coalitions from the words of a setting: `all`, or `a+b`; single parties always count.

    Raises SettingError for unknown parties.
    """
    counted = [int(party) for party in np.flatnonzero(problem.judged)]
    singles = [(party,) for party in counted]
    if "all" in wanted:
        return tuple(groups_of(counted))
    found = []
    for text in wanted:
        names = [name.strip() for name in text.split("+")]
        for name in names:
            if name not in problem.parties or problem.parties.index(name) not in counted:
                known = ", ".join(problem.parties[party] for party in counted)
                raise SettingError("coalitions", text, f"write all, or join by + some of {known}")
        found.append(tuple(sorted({problem.parties.index(name) for name in names})))
    return tuple(dict.fromkeys([*singles, *found]))
