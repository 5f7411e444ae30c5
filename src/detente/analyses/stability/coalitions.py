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
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.alliances import (
    list_improvements,
    list_within,
    symmetric,
    symmetric_within,
)
from detente.analyses.stability.listing import listed
from detente.analyses.stability.moves import Moves, from_edges, least_by_moves
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError

KINDS = ("cnash", "cgmr", "csmr", "cseq")
MOST_WORK = 1 << 34
Coalition = tuple[int, ...]


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
        each = self.problem.states if self.reversible else max(1, moves.targets.size)
        work = self.problem.states * each * len(self.chosen)
        if work > MOST_WORK:
            raise SettingError(
                "coalitions",
                f"{len(self.chosen)} coalitions, {self.problem.states} states",
                "choose fewer coalitions or rule out states",
            )
        return moves

    @property
    def reversible(self) -> bool:
        """Whether every move can be taken back, so that movers move freely inside groups."""
        return self.problem.option_form and not self.problem.layout[:, 2:].any()

    def _group(self, movers: NDArray[np.bool_]) -> NDArray[np.int32]:
        """group[state]: label of the states that `movers` can reach from one another."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        states, moves = self.problem.states, self.moves
        of = [
            np.repeat(np.arange(states), np.diff(moves.starts[m])) for m in np.flatnonzero(movers)
        ]
        to = [
            moves.targets[moves.starts[m, 0] : moves.starts[m, -1]] for m in np.flatnonzero(movers)
        ]
        rows, columns = np.concatenate([*of, []]), np.concatenate([*to, []])
        links = coo_array(
            (np.ones(rows.size), (rows.astype(int), columns.astype(int))), (states,) * 2
        )
        labels: NDArray[np.int32] = connected_components(links.tocsr(), directed=False)[1]
        return labels

    def improvements(self, coalition: Coalition) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """of[place] -> to[place]: all coalition improvements, by state."""
        if coalition not in self._found:
            members = self._members(coalition)
            rank, moves = self.problem.rank[0], self.moves
            none = np.empty(0, dtype=np.int64)
            if self.reversible:
                fill = partial(list_within, rank, members, self._group(members))
            else:
                how = (rank, members, moves.starts, moves.targets, moves.tracked)
                fill = partial(list_improvements, *how)
            count = fill(none, none, False)
            of, to = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
            fill(of, to, True)
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
        if kind == "csmr" and self.reversible:
            sides = (self._group(members), self._group(~members))
            return np.asarray(symmetric_within(rank, members, of, to, *sides))
        if kind == "csmr":
            deterred: NDArray[np.bool_] = symmetric(
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
