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
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.analyses.stability.kernels import least_reached
from detente.analyses.stability.moves import Edges, from_edges
from detente.analyses.stability.problem import Mask, Party, Problem, State
from detente.errors import SettingError, sentence

MOST_WORK = 1 << 31
"""States times states times coalitions."""
MOST_UPSETS = 2000
Coalition = tuple[Party, ...]


@dataclass(frozen=True)
class Upset:
    """A coalition that can leave a state, and where to."""

    state: State
    coalition: Coalition
    to: State


@dataclass(frozen=True, eq=False)
class CoalitionsFound:
    """stable[coalition][concept] as masks of states, and by concept the first `MOST_UPSETS` upsets.

    These are moves of coalitions of two or more, from states that no single party leaves.
    """

    stable: dict[Coalition, dict[str, Mask]]
    upsets: dict[str, list[Upset]]


@dataclass(frozen=True, eq=False)
class Coalitions:
    """Coalition stability of one conflict (first draw), for chosen coalitions."""

    problem: Problem
    chosen: tuple[Coalition, ...]
    _improvements: dict[Coalition, Edges] = field(default_factory=dict)
    _deterred: dict[tuple[Coalition, str], Mask] = field(default_factory=dict)

    def improvements(self, coalition: Coalition) -> Edges:
        """of[place] -> to[place]: all coalition improvements, by state."""
        if coalition not in self._improvements:
            if self.problem.states**2 * len(self.chosen) > MOST_WORK:
                raise SettingError(
                    "coalitions",
                    sentence(
                        "there are {count} coalitions and {states} states",
                        count=len(self.chosen),
                        states=self.problem.states,
                    ),
                    "choose fewer coalitions or rule out states",
                )
            members, rank = self._members(coalition), self.problem.rank[0, list(coalition)]
            starts = []
            for target in range(self.problem.states):
                end = np.arange(self.problem.states) == target
                able = self.problem.moves.reaching(end, members)
                starts.append(np.flatnonzero(able & (rank < rank[:, [target]]).all(axis=0)))
            of = np.concatenate(starts)
            to = np.repeat(np.arange(self.problem.states), [some.size for some in starts])
            order = np.lexsort((to, of))
            self._improvements[coalition] = (of[order], to[order])
        return self._improvements[coalition]

    def upsets(self, coalition: Coalition, kind: str) -> list[Upset]:
        """The improvements of a coalition that nothing deters, by state."""
        left = ~self._answered(coalition, kind)
        pairs = zip(*(ends[left] for ends in self.improvements(coalition)), strict=True)
        return [Upset(State(of), coalition, State(to)) for of, to in pairs]

    def stable(self, coalition: Coalition, kind: str) -> Mask:
        """stable[state] for one coalition."""
        of, _ = self.improvements(coalition)
        stable = np.ones(self.problem.states, dtype=np.bool_)
        stable[of[~self._answered(coalition, kind)]] = False
        return stable

    def found(self, kinds: Sequence[str]) -> CoalitionsFound:
        """What coalitions can upset, by concept."""
        stable = {
            group: {kind: self.stable(group, kind) for kind in kinds} for group in self.chosen
        }
        upsets = {}
        for kind in kinds:
            alone = [by_kind[kind] for group, by_kind in stable.items() if len(group) == 1]
            kept = np.logical_and.reduce(alone)
            groups = (group for group in self.chosen if len(group) > 1)
            all_of = (upset for group in groups for upset in self.upsets(group, kind))
            upsets[kind] = [upset for upset in all_of if kept[upset.state]][:MOST_UPSETS]
        return CoalitionsFound(stable, upsets)

    def _members(self, coalition: Coalition) -> Mask:
        return np.isin(np.arange(len(self.problem.parties)), coalition)

    def _answered(self, coalition: Coalition, kind: str) -> Mask:
        """deterred[place] of each coalition improvement."""
        if (coalition, kind) not in self._deterred:
            self._deterred[coalition, kind] = self._judge(coalition, kind)
        return self._deterred[coalition, kind]

    def _judge(self, coalition: Coalition, kind: str) -> Mask:
        of, to = self.improvements(coalition)
        found = np.zeros(of.size, dtype=np.bool_)
        if kind == "cnash":
            return found
        rank = self.problem.rank[0, list(coalition)]
        members = self._members(coalition)
        moves, movers = self.problem.moves, ~members
        if kind == "csmr":
            for state in np.unique(of):
                better = np.asarray((rank > rank[:, [state]]).all(axis=0))
                safe = ~moves.reaching(better, members)
                found[of == state] = moves.reaching(safe, movers)[to[of == state]]
            return found
        if kind == "cseq":
            others = [party for party in self.problem.everybody if party not in coalition]
            edges = [self.improvements(group) for group in groups_of(others)]
            moves = from_edges(edges, self.problem.states, tracked=moves.lists.tracked)
            movers = np.ones(len(edges), dtype=np.bool_)
        for own in rank:
            least = least_reached(own, moves.lists, movers, False)
            found |= least[to] <= own[of]
        return found


def groups_of(parties: Sequence[Party]) -> list[Coalition]:
    """All non-empty groups, the smallest first."""
    sizes = range(1, len(parties) + 1)
    return [group for size in sizes for group in itertools.combinations(parties, size)]


def chosen_coalitions(problem: Problem, wanted: Sequence[str]) -> tuple[Coalition, ...]:
    """Coalitions from the words of a setting: `all`, or `a+b`; single parties always count.

    Raises SettingError for unknown parties.
    """
    counted = {problem.parties[party]: party for party in problem.counted}
    if "all" in wanted:
        return tuple(groups_of(problem.counted))
    found: list[Coalition] = [(party,) for party in problem.counted]
    for text in wanted:
        names = {name.strip() for name in text.split("+")}
        if names - set(counted):
            known = ", ".join(counted)
            remedy = sentence("write all, or join by + some of {known}", known=known)
            raise SettingError("coalitions", text, remedy)
        found.append(tuple(sorted(counted[name] for name in names)))
    return tuple(dict.fromkeys(found))
