"""Stability straight from the definitions: sets, loops and nothing clever.

A conflict is any finite graph with moves per party and a rank per party (higher is better,
equal is indifferent). Nothing here is shared with the package.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Conflict:
    """moves[party][state] is a set of states; rank[party][state] a number."""

    moves: tuple[dict[int, frozenset[int]], ...]
    rank: tuple[dict[int, int], ...]

    @property
    def states(self) -> list[int]:
        return sorted(self.rank[0])

    @property
    def parties(self) -> range:
        return range(len(self.rank))

    def better(self, party: int, state: int) -> frozenset[int]:
        rank = self.rank[party]
        return frozenset(s for s in self.moves[party][state] if rank[s] > rank[state])

    def others(self, party: int) -> list[int]:
        return [other for other in self.parties if other != party]


def option_conflict(
    widths: list[int],
    rank: list[dict[int, int]],
    feasible: Iterable[int],
    take: int = 0,
    drop: int = 0,
) -> Conflict:
    """A conflict in option form; party p owns the next widths[p] bits."""
    states = sorted(feasible)
    moves = []
    low = 0
    for width in widths:
        own = ((1 << width) - 1) << low
        moves.append(
            {
                s: frozenset(
                    t
                    for t in states
                    if t != s
                    and (t ^ s) & ~own == 0
                    and s & ~t & own & take == 0
                    and t & ~s & own & drop == 0
                )
                for s in states
            }
        )
        low += width
    return Conflict(tuple(moves), tuple(rank))


def random_conflict(
    seed: int, *, parties: int, options: int, holes: bool, one_way: bool, ties: bool
) -> tuple[list[int], list[int], int, int, list[dict[int, int]]]:
    """widths, feasible states, take, drop, rank[party][state]."""
    chance = random.Random(seed)
    widths = [1] * parties
    for _ in range(options - parties):
        widths[chance.randrange(parties)] += 1
    feasible = list(range(1 << options))
    if holes:
        feasible = [s for s in feasible if chance.random() < 0.6] or [0]
    take = drop = 0
    if one_way:
        for bit in range(options):
            kind = chance.randrange(4)
            take |= (kind == 1) << bit
            drop |= (kind == 2) << bit
    ranks = []
    for _ in range(parties):
        if ties:
            top = max(1, len(feasible) // 3)
            values = [chance.randrange(top) for _ in feasible]
        else:
            values = chance.sample(range(len(feasible)), len(feasible))
        dense = {value: place for place, value in enumerate(sorted(set(values)))}
        ranks.append({s: dense[value] for s, value in zip(feasible, values, strict=True)})
    return widths, feasible, take, drop, ranks


def reached(conflict: Conflict, movers: Iterable[int], state: int, improving: bool) -> set[int]:
    """States at the end of a legal sequence of moves; no party moves twice in a row."""
    movers = list(movers)
    seen: set[tuple[int, int]] = set()
    waiting = [(state, -1)]
    while waiting:
        here, last = waiting.pop()
        for mover in movers:
            if mover == last:
                continue
            steps = conflict.better(mover, here) if improving else conflict.moves[mover][here]
            for there in steps:
                if (there, mover) not in seen:
                    seen.add((there, mover))
                    waiting.append((there, mover))
    return {s for s, _ in seen}


def nash(conflict: Conflict, party: int, state: int) -> bool:
    return not conflict.better(party, state)


def _sanctioned(
    conflict: Conflict, party: int, state: int, improving: bool, symmetric: bool
) -> bool:
    rank = conflict.rank[party]

    def hurts(s2: int) -> bool:
        if rank[s2] > rank[state]:
            return False
        return not symmetric or all(rank[s3] <= rank[state] for s3 in conflict.moves[party][s2])

    return all(
        any(hurts(s2) for s2 in reached(conflict, conflict.others(party), s1, improving))
        for s1 in conflict.better(party, state)
    )


def gmr(conflict: Conflict, party: int, state: int) -> bool:
    return _sanctioned(conflict, party, state, improving=False, symmetric=False)


def smr(conflict: Conflict, party: int, state: int) -> bool:
    return _sanctioned(conflict, party, state, improving=False, symmetric=True)


def seq(conflict: Conflict, party: int, state: int) -> bool:
    return _sanctioned(conflict, party, state, improving=True, symmetric=False)


def sseq(conflict: Conflict, party: int, state: int) -> bool:
    return _sanctioned(conflict, party, state, improving=True, symmetric=True)


def sim(conflict: Conflict, party: int, state: int, masks: list[int]) -> bool:
    """Option form only: the joint state takes each mover's own bits from its own improvement."""
    rank = conflict.rank[party]

    def joint_states(s1: int) -> Iterator[int]:
        others = conflict.others(party)
        choices = [[state, *conflict.better(other, state)] for other in others]
        for picks in itertools.product(*choices):
            if all(pick == state for pick in picks):
                continue
            joint = (state & ~masks[party]) | (s1 & masks[party])
            for other, pick in zip(others, picks, strict=True):
                joint = (joint & ~masks[other]) | (pick & masks[other])
            if joint in rank:
                yield joint

    return all(
        any(rank[joint] <= rank[state] for joint in joint_states(s1))
        for s1 in conflict.better(party, state)
    )


BASIC = {"nash": nash, "gmr": gmr, "smr": smr, "seq": seq, "sseq": sseq}


def anticipated(conflict: Conflict, party: int, state: int, horizon: int) -> int:
    """Two parties, strict orders: final state when `party` has the move and looks ahead."""
    if horizon == 0 or not conflict.moves[party][state]:
        return state
    rank = conflict.rank[party]
    finals = [
        anticipated(conflict, 1 - party, move, horizon - 1) for move in conflict.moves[party][state]
    ]
    best = max(finals, key=lambda final: rank[final])
    return best if rank[best] > rank[state] else state


def limited(conflict: Conflict, party: int, state: int, horizon: int) -> bool:
    return anticipated(conflict, party, state, horizon) == state


# Coalitions ---------------------------------------------------------------------------------


def coalition_better(conflict: Conflict, members: Iterable[int], state: int) -> set[int]:
    members = list(members)
    return {
        s
        for s in reached(conflict, members, state, improving=False)
        if all(conflict.rank[m][s] > conflict.rank[m][state] for m in members)
    }


def subsets(parties: Iterable[int]) -> list[tuple[int, ...]]:
    parties = list(parties)
    return [
        group
        for size in range(1, len(parties) + 1)
        for group in itertools.combinations(parties, size)
    ]


def reached_by_coalitions(conflict: Conflict, parties: Iterable[int], state: int) -> set[int]:
    """Sequences of coalition improvements of any groups among `parties`, none twice in a row."""
    groups = subsets(parties)
    steps = {
        (g, s): coalition_better(conflict, group, s)
        for g, group in enumerate(groups)
        for s in conflict.states
    }
    seen: set[tuple[int, int]] = set()
    waiting = [(state, -1)]
    while waiting:
        here, last = waiting.pop()
        for g in range(len(groups)):
            if g == last:
                continue
            for there in steps[g, here]:
                if (there, g) not in seen:
                    seen.add((there, g))
                    waiting.append((there, g))
    return {s for s, _ in seen}


def coalition_stable(conflict: Conflict, members: tuple[int, ...], state: int, kind: str) -> bool:
    """kind: cnash, cgmr, csmr or cseq (Inohara & Hipel 2008)."""
    moves = coalition_better(conflict, members, state)
    if kind == "cnash":
        return not moves
    rest = [p for p in conflict.parties if p not in members]

    def not_all_better(s: int) -> bool:
        return any(conflict.rank[m][s] <= conflict.rank[m][state] for m in members)

    for s1 in moves:
        if kind == "cseq":
            answers = reached_by_coalitions(conflict, rest, s1)
        else:
            answers = reached(conflict, rest, s1, improving=False)
        answers = {s2 for s2 in answers if not_all_better(s2)}
        if kind == "csmr":
            answers = {
                s2
                for s2 in answers
                if all(not_all_better(s3) for s3 in reached(conflict, members, s2, improving=False))
            }
        if not answers:
            return False
    return True


# Certificates ---------------------------------------------------------------------------------


def replays(
    conflict: Conflict,
    party: int,
    state: int,
    concept: str,
    stable: bool,
    deviations: list[tuple[int, list[tuple[int, int]]]],
) -> bool:
    """Whether a certificate proves its verdict; a deviation is (s1, [(mover, state), ...])."""
    better = conflict.better(party, state)
    if stable:
        if {s1 for s1, _ in deviations} != better:
            return False
        return all(
            _sanction_holds(conflict, party, state, concept, s1, way) for s1, way in deviations
        )
    (s1, way), *rest = deviations
    if rest or way or s1 not in better:
        return False
    if concept == "nash":
        return True
    improving, symmetric = concept in ("seq", "sseq"), concept in ("smr", "sseq")
    rank = conflict.rank[party]
    for s2 in reached(conflict, conflict.others(party), s1, improving):
        escape = any(rank[s3] > rank[state] for s3 in conflict.moves[party][s2])
        if rank[s2] <= rank[state] and not (symmetric and escape):
            return False
    return True


def _sanction_holds(
    conflict: Conflict, party: int, state: int, concept: str, s1: int, way: list[tuple[int, int]]
) -> bool:
    here, last = s1, party
    for mover, there in way:
        allowed = (
            conflict.better(mover, here)
            if concept in ("seq", "sseq")
            else conflict.moves[mover][here]
        )
        if mover in (last, party) or there not in allowed:
            return False
        here, last = there, mover
    rank = conflict.rank[party]
    if not way or rank[here] > rank[state]:
        return False
    if concept in ("smr", "sseq"):
        return all(rank[s3] <= rank[state] for s3 in conflict.moves[party][here])
    return True


# Unknown comparisons and strength ---------------------------------------------------------------


def stable_by_relation(
    conflict: Conflict,
    party: int,
    state: int,
    concept: str,
    gains: list[set[tuple[int, int]]],
    credible: list[set[tuple[int, int]]],
    deters: set[tuple[int, int]],
) -> bool:
    """gains, credible: (from, to) per party that it moves for; deters: (from, end) of `party`."""
    improvements = [t for t in conflict.moves[party][state] if (state, t) in gains[party]]
    if concept == "nash":
        return not improvements
    moves = conflict.moves
    if concept in ("seq", "sseq"):
        moves = tuple(
            {
                s: frozenset(t for t in after if (s, t) in credible[p])
                for s, after in by_state.items()
            }
            for p, by_state in enumerate(conflict.moves)
        )
    answering = Conflict(moves, conflict.rank)
    for s1 in improvements:
        ends = reached(answering, conflict.others(party), s1, improving=False)
        ends = {s2 for s2 in ends if (state, s2) in deters}
        if concept in ("smr", "sseq"):
            ends = {
                s2 for s2 in ends if all((state, s3) in deters for s3 in conflict.moves[party][s2])
            }
        if not ends:
            return False
    return True
