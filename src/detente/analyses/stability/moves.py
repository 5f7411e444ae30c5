"""Who can move where: from options that parties control, or from moves stated one by one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.orders import numbered
from detente.analyses.stability.kernels import Flips, Lists, least_reached, sort_flips
from detente.errors import SettingError, sentence

Edges = tuple[NDArray[np.int64], NDArray[np.int64]]
"""of[move] and to[move]: states."""

MOST_MOVES = 1 << 20
"""Moves of one party that are listed one by one at most."""
FAR = 16
"""Moves are not even counted where so many times as many would be there but for their direction."""
MOST_BITS = 16
MOST_LISTS = 1 << 23
"""Of a party with more irreversible options, or lists for them, moves are listed one by one."""
MOST_FLIPS = 62
"""Changes of options that have a bit in one number."""
NARROW = 5
"""Options of a party whose moves are flips at most."""
FIELD = 21
"""Bits that a list, a rank or a state takes in a number to sort by."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves of all parties, in flips and lists that are not sorted."""

    lists: Lists

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.lists.flips.open.size)

    @property
    def parties(self) -> int:
        """Number of parties."""
        return int(self.lists.bits.size)

    def own(self, party: int, state: int) -> NDArray[np.int64]:
        """States that one move of the party leads to, ascending."""
        lists, line = self.lists, self.lists.column[party]
        if line < 0:
            ways = [self._flipped(flip, np.array([state])) for flip in self._flips(party)]
            return np.array(sorted(int(to[0]) for to, legal in ways if legal[0]), dtype=np.int64)
        one = lists.home[state, line]
        after = lists.to[lists.to_starts[one] : lists.to_starts[one + 1]].astype(np.int64)
        if lists.bits[party]:
            after = after[lists.kind[state, line] & ~lists.kind[after, line] == 0]
        found: NDArray[np.int64] = after[after != state]
        return found

    def edges(self, party: int) -> Edges:
        """All moves of a party, by the states they start from and lead to.

        Raises SettingError where there are more than `MOST_MOVES`.
        """
        lists, line = self.lists, self.lists.column[party]
        if line < 0:
            every = np.arange(self.states)
            ways = [self._flipped(flip, every) for flip in self._flips(party)]
            to = np.stack(
                [np.where(legal, after, -1) for after, legal in ways] or [every - every - 1], 1
            )
            to.sort(axis=1)
            of, after = np.nonzero(to >= 0)[0], to[to >= 0]
            if of.size <= MOST_MOVES:
                return of, after
            raise _too_many(of.size)
        home = lists.home[:, line]
        sizes = np.diff(lists.to_starts)[home]
        count = int(sizes.sum())
        if count <= FAR * MOST_MOVES:
            before = lists.to_starts[home] - np.cumsum(sizes) + sizes
            of = np.repeat(np.arange(self.states, dtype=np.int32), sizes)
            to = lists.to[np.arange(count) + np.repeat(before, sizes)]
            legal = of != to
            if lists.bits[party]:
                legal &= lists.kind[of, line] & ~lists.kind[to, line] == 0
            of, to = of[legal], to[legal]
            if of.size <= MOST_MOVES:
                return of.astype(np.int64), to.astype(np.int64)
            count = of.size
        raise _too_many(count)

    def _flips(self, party: int) -> range:
        starts = self.lists.flips.starts
        return range(starts[party], starts[party + 1])

    def _flipped(
        self, flip: int, states: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """after[place] where a flip leads from states[place], and whether it does."""
        flips = self.lists.flips
        after = flips.beside[states, flip] if flips.beside.size else states ^ flips.changed[flip]
        return after.astype(np.int64), (flips.open[after] >> flip & 1).astype(np.bool_)

    def reaching(self, targets: NDArray[np.bool_], movers: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """bool[state]: targets, and the states from which `movers` can bring about one."""
        values = np.where(targets, 0, 1).astype(np.int32)
        return np.asarray(least_reached(values, self.lists, movers, False) == 0)

    def sorted(self, rank: NDArray[np.int32], pool: Executor | None = None) -> Lists:
        """Flips that pay and lists with the worst states first, each with a draw axis.

        For rank[draw, party, state]; states of equal rank come in ascending order. The parties are
        shared among a pool's threads.
        """
        lists = self.lists
        before = np.empty((rank.shape[0], lists.before.size), np.int32)

        def order(party: int) -> None:
            first, last = lists.ends[party : party + 2]
            here = slice(lists.starts[first], lists.starts[last])
            sizes = np.diff(lists.starts[first : last + 1])
            sizes = sizes[sizes > 0]
            number = np.repeat(np.arange(sizes.size) << FIELD, sizes)
            members = lists.before[here]
            key = (number + np.take(rank[:, party], members, axis=1) << FIELD) + members
            key.sort(axis=1)
            before[:, here] = key & ((1 << FIELD) - 1)

        list((map if pool is None else pool.map)(order, np.flatnonzero(lists.column >= 0).tolist()))
        worse = np.empty((rank.shape[0], lists.flips.open.size), dtype=np.int64)
        sort_flips(rank, lists.flips, worse)
        return lists._replace(flips=lists.flips._replace(worse=worse), before=before, rank=rank)


def _too_many(count: int) -> SettingError:
    remedy = sentence(
        "at most {most} moves of a party are listed for this; rule out states", most=MOST_MOVES
    )
    return SettingError("options", sentence("there are {count} moves", count=count), remedy)


class _Own(NamedTuple):
    """One party: home[state], kind[state] with its bits, and (starts, members) to and before."""

    home: NDArray[np.int64]
    kind: NDArray[np.int64] | None
    bits: int
    to: tuple[NDArray[np.int64], NDArray[np.int32]]
    before: tuple[NDArray[np.int64], NDArray[np.int32]]


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
    wide, widths = codes.astype(np.int64), layout[:, 1]
    whole = codes.size == 1 << int(widths.sum())
    narrow = widths <= NARROW
    sizes, places = 2 ** np.minimum(widths, 8) - 1, np.argsort(widths, kind="stable")
    narrow[places[np.cumsum(sizes[places]) > MOST_FLIPS]] = False
    parties = [
        None if few else _of_options(wide, *row)
        for few, row in zip(narrow, layout.tolist(), strict=True)
    ]
    flips = _flips_of(wide, layout, narrow, whole=whole)
    back, blocks = not layout[:, 2:].any(), (1 << widths) - 1 << layout[:, 0]
    taken = np.empty(0, dtype=np.int64) if whole else wide
    return _together(parties, flips, (blocks, taken), back=back, tracked=False)


def from_edges(edges: Sequence[Edges], states: int, *, tracked: bool = False) -> Moves:
    """Moves that are listed one by one, for each party; `tracked` unless its moves are transitive.

    >>> first, second = (np.array([0, 1]), np.array([1, 0])), (np.array([0]), np.array([2]))
    >>> moves = from_edges([first, second], 3)
    >>> moves.own(0, 0).tolist(), moves.own(1, 0).tolist(), moves.own(1, 2).tolist()
    ([1], [2], [])
    """
    parties = [_of_edges(*pairs, states) for pairs in edges]
    return _listed(parties, states, tracked=tracked)


def _listed(parties: Sequence[_Own], states: int, *, tracked: bool) -> Moves:
    none, starts = np.empty(0, dtype=np.int64), np.zeros(len(parties) + 1, dtype=np.int64)
    ways = np.zeros(states, dtype=np.int64)
    flips = Flips(starts, none, np.empty((0, 0), dtype=np.int32), ways, ways)
    return _together(parties, flips, (none, none), back=False, tracked=tracked)


def _flips_of(
    codes: NDArray[np.int64], layout: NDArray[np.int64], narrow: NDArray[np.bool_], *, whole: bool
) -> Flips:
    """The flips of narrow parties; `whole` says that no combination of options is ruled out."""
    changed, fixed, starts = list[int](), list[tuple[int, int]](), [0]
    for few, (low, width, take, drop) in zip(narrow, layout.tolist(), strict=True):
        own = [bits << low for bits in range(1, 1 << width)] if few else []
        changed += own
        fixed += [(bits & take, bits & drop) for bits in own]
        starts.append(len(changed))
    ways = np.zeros(codes.size, dtype=np.int64)
    beside = np.empty((0 if whole else codes.size, len(changed)), dtype=np.int32)
    for flip, (bits, (take, drop)) in enumerate(zip(changed, fixed, strict=True)):
        legal = (codes & drop | ~codes & take) == 0
        if not whole:
            place = np.minimum(np.searchsorted(codes, codes ^ bits), codes.size - 1)
            there = codes[place] == codes ^ bits
            beside[:, flip] = np.where(there, place, np.arange(codes.size))
            legal &= there
        ways |= legal.astype(np.int64) << flip
    return Flips(np.array(starts, np.int64), np.array(changed, np.int64), beside, ways, ways)


def _of_options(codes: NDArray[np.int64], low: int, width: int, take: int, drop: int) -> _Own:
    every = np.arange(codes.size)
    group = numbered((codes >> (low + width) << low) | (codes & ((1 << low) - 1)))
    count = int(group.max(initial=-1)) + 1
    free = _by_list(group, every, count)
    bits = [
        (bit, taken)
        for taken, fixed in ((1, take), (0, drop))
        for bit in range(low, low + width)
        if fixed >> bit & 1
    ]
    if not bits:
        return _Own(group, None, 0, free, free)
    kind = np.zeros(codes.size, dtype=np.int64)
    for place, (bit, taken) in enumerate(bits):
        kind |= (codes >> bit & 1 == taken).astype(np.int64) << place
    if len(bits) <= MOST_BITS and count << len(bits) <= MOST_LISTS:
        home, count = group << len(bits), count << len(bits)
        to, before = (_by_list(ids, every, count) for ids in (home, home + kind))
        return _Own(home, kind, len(bits), to, before)
    of, after = _listed([_Own(group, None, 0, free, free)], codes.size, tracked=False).edges(0)
    legal = kind[of] & ~kind[after] == 0
    return _of_edges(of[legal], after[legal], codes.size)


def _of_edges(of: NDArray[np.int64], to: NDArray[np.int64], states: int) -> _Own:
    """One list for each state."""
    return _Own(np.arange(states), None, 0, _by_list(of, to, states), _by_list(to, of, states))


def _by_list(
    ids: NDArray[np.int64], members: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """starts[list] and the members of the lists, ascending in each."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(ids, minlength=count))])
    key = np.sort((ids << FIELD) | members)
    return starts.astype(np.int64), (key & ((1 << FIELD) - 1)).astype(np.int32)


def _together(
    parties: Sequence[_Own | None],
    flips: Flips,
    options: tuple[NDArray[np.int64], NDArray[np.int64]],
    *,
    back: bool,
    tracked: bool,
) -> Moves:
    """The lists of all parties one after the other; None for a party that has flips."""
    listed = [own for own in parties if own is not None]
    few = np.array([own is None for own in parties], dtype=np.bool_)
    column = np.where(few, -1, np.cumsum(~few) - 1).astype(np.int64)
    sizes = [0 if own is None else own.to[0].size - 1 for own in parties]
    ends = np.cumsum([0, *sizes]).astype(np.int64)
    bits = np.array([0 if own is None else own.bits for own in parties], dtype=np.int64)
    states = flips.open.size
    home = np.empty((states, len(listed)), dtype=np.int32)
    kind = np.zeros((states if bits.any() else 0, len(listed)), dtype=np.int32)
    for party, own in enumerate(parties):
        if own is not None:
            home[:, column[party]] = own.home + ends[party]
            if own.kind is not None:
                kind[:, column[party]] = own.kind
    to = before = _concatenated([own.to for own in listed])
    if any(own.before is not own.to for own in listed):
        before = _concatenated([own.before for own in listed])
    rank = np.empty((len(parties), 0), dtype=np.int32)
    return Moves(
        Lists(flips, ends, column, home, kind, bits, *to, *before, rank, *options, back, tracked)
    )


def _concatenated(
    lists: list[tuple[NDArray[np.int64], NDArray[np.int32]]],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    places = np.cumsum([0, *(members.size for _, members in lists)])
    starts = [own[:-1] + place for (own, _), place in zip(lists, places, strict=False)]
    return (
        np.concatenate([*starts, places[-1:]]).astype(np.int64),
        np.concatenate([*(own for _, own in lists), np.empty(0, dtype=np.int32)]),
    )
