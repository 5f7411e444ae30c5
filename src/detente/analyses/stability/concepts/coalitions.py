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

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.kernels import least_reached
from detente.analyses.stability.moves import Edges, from_edges
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError, sentence

MOST_WORK = 1 << 31
"""States times states times coalitions."""
MOST_UPSETS = 2000
Coalition = tuple[int, ...]
Mask = NDArray[np.bool_]


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

    def improvements(self, coalition: Coalition) -> Edges:
        """of[place] -> to[place]: all coalition improvements, by state."""
        if coalition not in self._found:
            if self.problem.states**2 * len(self.chosen) > MOST_WORK:
                raise SettingError(
                    "coalitions",
                    f"{len(self.chosen)} coalitions, {self.problem.states} states",
                    "choose fewer coalitions or rule out states",
                )
            members, every = self._members(coalition), np.arange(self.problem.states)
            pairs = []
            for target in every:
                able = self.problem.moves.reaching(every == target, members)
                willing = (self._rank(coalition) < self._rank(coalition)[:, [target]]).all(axis=0)
                of = np.flatnonzero(able & willing)
                pairs.append((of, np.full(of.size, target)))
            of, to = (np.concatenate(ends).astype(np.int64) for ends in zip(*pairs, strict=True))
            order = np.lexsort((to, of))
            self._found[coalition] = (of[order], to[order])
        return self._found[coalition]

    @cached_property
    def _found(self) -> dict[Coalition, Edges]:
        return {}

    @cached_property
    def _judged(self) -> dict[tuple[Coalition, str], Mask]:
        return {}

    def upsets(self, coalition: Coalition, kind: str) -> list[Upset]:
        """The improvements of a coalition that nothing deters, by state."""
        of, to = self.improvements(coalition)
        left = ~self._deterred(coalition, kind)
        return [Upset(coalition, int(s), int(t)) for s, t in zip(of[left], to[left], strict=True)]

    def stable(self, coalition: Coalition, kind: str) -> Mask:
        """stable[state] for one coalition."""
        of, _ = self.improvements(coalition)
        stable = np.ones(self.problem.states, dtype=np.bool_)
        stable[of[~self._deterred(coalition, kind)]] = False
        return stable

    def _rank(self, coalition: Coalition) -> NDArray[np.int32]:
        """rank[member, state]."""
        return self.problem.rank[0, list(coalition)]

    def _members(self, coalition: Coalition) -> Mask:
        return np.isin(np.arange(len(self.problem.parties)), coalition)

    def _deterred(self, coalition: Coalition, kind: str) -> Mask:
        """deterred[place] of each coalition improvement."""
        if (coalition, kind) not in self._judged:
            self._judged[coalition, kind] = self._judge(coalition, kind)
        return self._judged[coalition, kind]

    def _judge(self, coalition: Coalition, kind: str) -> Mask:
        of, to = self.improvements(coalition)
        found = np.zeros(of.size, dtype=np.bool_)
        if kind == "cnash":
            return found
        moves, movers = self.problem.moves, ~self._members(coalition)
        if kind == "csmr":
            return self._symmetric(coalition, of, to)
        if kind == "cseq":
            others = [p for p in range(len(self.problem.parties)) if p not in coalition]
            edges = [self.improvements(group) for group in groups_of(others)]
            moves = from_edges(edges, self.problem.states, tracked=moves.lists.tracked)
            movers = np.ones(len(edges), dtype=np.bool_)
        for rank in self._rank(coalition):
            least, _ = least_reached(rank, moves.lists, movers, False)
            found |= least[to] <= rank[of]
        return found

    def _symmetric(
        self, coalition: Coalition, of: NDArray[np.int64], to: NDArray[np.int64]
    ) -> Mask:
        """An answer from which the coalition reaches nothing that is better for all of it."""
        rank, members = self._rank(coalition), self._members(coalition)
        deterred = np.zeros(of.size, dtype=np.bool_)
        for state in np.unique(of):
            places = of == state
            better = np.asarray((rank > rank[:, [state]]).all(axis=0))
            safe = ~self.problem.moves.reaching(better, members)
            deterred[places] = self.problem.moves.reaching(safe, ~members)[to[places]]
        return deterred


def upsets_of_lasting(
    alliances: Coalitions, stable: dict[Coalition, Mask], kind: str
) -> tuple[Upset, ...]:
    """Moves of coalitions of two or more from states that every single party would keep."""
    alone = [mask for group, mask in stable.items() if len(group) == 1]
    kept = np.logical_and.reduce(alone)
    groups = [group for group in stable if len(group) > 1]
    return tuple(
        upset for group in groups for upset in alliances.upsets(group, kind) if kept[upset.state]
    )


@dataclass(frozen=True)
class CoalitionAnswer:
    """Stable states per coalition and concept, and the moves that upset the other equilibria.

    `upsets` are moves of coalitions of two or more, from states that no single party leaves.
    """

    problem: Problem
    coalitions: tuple[Coalition, ...]
    stable: dict[str, dict[Coalition, Mask]]
    upsets: dict[str, tuple[Upset, ...]]
    key: ClassVar[str] = "coalitions"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        parties, name = self.problem.parties, self.problem.name
        stable = {
            "+".join(parties[party] for party in group): {
                concept: self.problem.names(by_group[group])
                for concept, by_group in self.stable.items()
            }
            for group in self.coalitions
        }
        upsets = {
            concept: [
                {
                    "state": name(upset.state),
                    "coalition": [parties[party] for party in upset.coalition],
                    "to": name(upset.improvement),
                }
                for upset in found[:MOST_UPSETS]
            ]
            for concept, found in self.upsets.items()
        }
        return {"stable": stable, "upsets": upsets}


def coalition_answer(alliances: Coalitions, kinds: tuple[str, ...]) -> CoalitionAnswer:
    """What coalitions can upset, by concept."""
    groups = alliances.chosen
    stable = {kind: {group: alliances.stable(group, kind) for group in groups} for kind in kinds}
    upsets = {kind: upsets_of_lasting(alliances, stable[kind], kind) for kind in kinds}
    return CoalitionAnswer(alliances.problem, groups, stable, upsets)


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
    counted = problem.counted
    singles = [(party,) for party in counted]
    if "all" in wanted:
        return tuple(groups_of(list(counted)))
    found = []
    for text in wanted:
        names = [name.strip() for name in text.split("+")]
        for name in names:
            if name not in problem.parties or problem.parties.index(name) not in counted:
                known = ", ".join(problem.parties[party] for party in counted)
                raise SettingError(
                    "coalitions",
                    text,
                    sentence("write all, or join by + some of {known}", known=known),
                )
        found.append(tuple(sorted({problem.parties.index(name) for name in names})))
    return tuple(dict.fromkeys([*singles, *found]))
