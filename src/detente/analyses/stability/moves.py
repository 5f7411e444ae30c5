"""Who can move where: from options that parties control, or from moves stated one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.kernels import Lists, gather, least_reached, list_moves
from detente.analyses.stability.rankings import numbered
from detente.errors import SettingError, sentence

Edges = tuple[NDArray[np.int64], NDArray[np.int64]]
"""of[move] and to[move]: states."""

MOST_MOVES = 1 << 20
"""Moves of one party that are listed one by one at most."""

FAR = 64
"""Moves are not even counted where so many times as many would be there but for their direction."""

MOST_BITS = 16
"""Of a party with more irreversible options, moves are listed one by one."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves of all parties.

    `tracked` says that two moves of one party need not amount to one, so that whoever moved last
    has to be remembered: no party moves twice in a row.
    """

    lists: Lists
    tracked: bool = False

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.lists.home.shape[0])

    @property
    def parties(self) -> int:
        """Number of parties."""
        return int(self.lists.bits.size)

    def own(self, party: int, state: int) -> NDArray[np.int64]:
        """States that one move of the party leads to, ascending."""
        lists = self.lists
        one = lists.home[state, party]
        after = np.sort(lists.to[lists.to_starts[one] : lists.to_starts[one + 1]]).astype(np.int64)
        if lists.bits[party]:
            after = after[lists.kind[state, party] & ~lists.kind[after, party] == 0]
        found: NDArray[np.int64] = after[after != state]
        return found

    def edges(self, party: int) -> Edges:
        """All moves of a party, by the states they start from and lead to.

        Raises SettingError where there are more than `MOST_MOVES`.
        """
        lists, none = self.lists, np.empty(0, dtype=np.int32)
        sizes = np.diff(lists.to_starts)[lists.home[:, party]]
        count = int(sizes.sum()) - (self.states if lists.shared else 0)
        if lists.bits[party] and count <= FAR * MOST_MOVES:
            count = list_moves(lists, party, none, none)
        if count > MOST_MOVES:
            remedy = sentence(
                "at most {most} moves of a party are listed for this; rule out states",
                most=MOST_MOVES,
            )
            raise SettingError("options", f"{count} moves", remedy)
        of, to = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
        count = list_moves(lists, party, of, to) if count else 0
        of, to = of[:count], to[:count]
        order = np.lexsort((to, of))
        return of[order].astype(np.int64), to[order].astype(np.int64)

    def reaching(self, targets: NDArray[np.bool_], movers: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """bool[state]: targets, and the states from which `movers` can bring about one."""
        values = np.where(targets, 0, 1).astype(np.int32)
        return np.asarray(least_reached(values, self.lists, movers, False, self.tracked)[0] == 0)

    def unsorted(self) -> Moves:
        """The same moves with lists that may be put into another order."""
        lists = self.lists
        to, heights = lists.to.copy(), np.zeros_like(lists.to_heights)
        lists = lists._replace(to=to, to_heights=heights)
        if not lists.shared:
            by, heights = lists.by.copy(), np.zeros_like(lists.by_heights)
            lists = lists._replace(by=by, by_heights=heights)
        return replace(self, lists=lists)


class _Own(NamedTuple):
    """The lists of one party: home[state], kind[state] and its bits, to and by the lists."""

    home: NDArray[np.int64]
    kind: NDArray[np.int64]
    bits: int
    to: tuple[NDArray[np.int64], NDArray[np.int32]]
    by: tuple[NDArray[np.int64], NDArray[np.int32]]


def from_options(codes: NDArray[np.unsignedinteger[Any]], layout: NDArray[np.int64]) -> Moves:
    """Moves of a conflict in option form: codes[state] ascending, layout[party, 4].

    A party's block of option bits starts at `low` and is `width` wide; bits of `take` can only be
    taken, bits of `drop` only dropped. The states that differ only in a party's own options make a
    list, in which it moves freely but for those.

    Raises SettingError where more than `MOST_MOVES` moves would have to be listed one by one.

    >>> moves = from_options(np.arange(4, dtype=np.uint32), np.array([[0, 1, 0, 0], [1, 1, 2, 0]]))
    >>> moves.own(0, 0).tolist(), moves.own(1, 0).tolist(), moves.own(1, 2).tolist()
    ([1], [2], [])
    """
    parties = [_of_options(codes, *row) for row in layout.tolist()]
    whole = codes.size == 1 << int(layout[:, 1].sum())
    return Moves(_joined(parties, codes.size, whole=whole))


def from_edges(edges: Sequence[Edges], states: int, *, tracked: bool = False) -> Moves:
    """Moves that are listed one by one, for each party.

    >>> first, second = (np.array([0, 1]), np.array([1, 0])), (np.array([0]), np.array([2]))
    >>> moves = from_edges([first, second], 3)
    >>> moves.own(0, 0).tolist(), moves.own(1, 0).tolist(), moves.own(1, 2).tolist()
    ([1], [2], [])
    """
    return Moves(_joined([_of_edges(*pairs, states) for pairs in edges], states), tracked)


def _of_options(
    codes: NDArray[np.unsignedinteger[Any]], low: int, width: int, take: int, drop: int
) -> _Own:
    wide = codes.astype(np.int64)
    group = numbered((wide >> (low + width) << low) | (wide & ((1 << low) - 1)))
    kind = np.zeros(codes.size, dtype=np.int64)
    own = range(low, low + width)
    bits = [(bit, 1) for bit in own if take >> bit & 1] + [
        (bit, 0) for bit in own if drop >> bit & 1
    ]
    for place, (bit, taken) in enumerate(bits):
        kind |= (wide >> bit & 1 == taken).astype(np.int64) << place
    lists = gather(group, np.arange(codes.size, dtype=np.int32), int(group.max(initial=-1)) + 1)
    if len(bits) <= MOST_BITS:
        return _Own(group, kind, len(bits), lists, lists)
    free = _joined([_Own(group, 0 * kind, 0, lists, lists)], codes.size)
    of, to = Moves(free).edges(0)
    legal = kind[of] & ~kind[to] == 0
    return _of_edges(of[legal], to[legal], codes.size)


def _of_edges(of: NDArray[np.int64], to: NDArray[np.int64], states: int) -> _Own:
    """One list for each state."""
    every = np.arange(states, dtype=np.int64)
    order = np.argsort(to, kind="stable")
    lists = gather(of[order], to[order].astype(np.int32), states)
    starts = np.arange(states + 1, dtype=np.int64)
    return _Own(every, 0 * every, 0, lists, (starts, every.astype(np.int32)))


def _joined(parties: list[_Own], states: int, *, whole: bool = False) -> Lists:
    """The lists of all parties one after the other."""
    ends = np.cumsum([0, *(own.to[0].size - 1 for own in parties)]).astype(np.int64)
    bits = np.array([own.bits for own in parties], dtype=np.int64)
    home = np.empty((states, len(parties)), dtype=np.int32)
    kind = np.zeros((states if bits.any() else 0, len(parties)), dtype=np.int32)
    for party, own in enumerate(parties):
        home[:, party] = own.home + ends[party]
        if own.bits:
            kind[:, party] = own.kind
    shared = all(own.to is own.by for own in parties)
    to_starts, to = _concatenated([own.to for own in parties])
    by_starts, by = (to_starts, to) if shared else _concatenated([own.by for own in parties])
    to_heights = np.zeros(to.size, dtype=np.int32)
    by_heights = to_heights if shared else np.zeros(by.size, dtype=np.int32)
    return Lists(
        ends, home, kind, bits, to_starts, to, to_heights, by_starts, by, by_heights, shared, whole
    )


def _concatenated(
    lists: list[tuple[NDArray[np.int64], NDArray[np.int32]]],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    places = np.cumsum([0, *(members.size for _, members in lists)])
    starts = [own[:-1] + place for (own, _), place in zip(lists, places, strict=False)]
    members = [own for _, own in lists]
    return (
        np.concatenate([*starts, places[-1:]]).astype(np.int64),
        np.concatenate([*members, np.empty(0, dtype=np.int32)]),
    )
