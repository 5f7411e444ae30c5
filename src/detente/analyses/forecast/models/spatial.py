"""The spatial model of politics: who challenges whom, what they settle on, turn after turn.

A deterministic model of bargaining in one or several dimensions, in the default form of the KAPSARC
toolkit for behavioural analysis (Wise, Lester & Efird 2015). Everything is on 0..1 here: positions,
saliences (a party's saliences add up to at most 1) and distances.

Axis order: position[draw, party, issue], salience[draw, party, issue], capability[draw, party].
The path is position[draw, turn, party, issue]; behind the last turn of a draw it repeats the rest.

Ties are settled by order: a party with several equally good targets takes the first party, and of
several equally probable bargains the first in its queue (status quo first, then by initiator).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.models.spatial_turn import play_turn
from detente.kernels import kernel

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

TURNS = 100
"""The most turns that are played."""

REST = 0.02
"""Parties are at rest when a turn moves them less than this share of the first turn's move."""


@dataclass(frozen=True, eq=False)
class SpatialPath:
    """What happened in every draw.

    first, last[draw, party, issue]: where the parties stood after the first turn and at the end.
    turns[draw]: number of turns played. at_rest[draw]: it stopped by itself.
    position[draw, turn, party, issue]: the whole way, turn 0 being the start, and
    target[draw, turn, party]: whom the party challenged in that turn, -1 for nobody; both have no
    turns where the way was not kept.
    """

    first: Array
    last: Array
    turns: NDArray[np.int64]
    at_rest: NDArray[np.bool_]
    position: Array
    target: NDArray[np.int64]


def play(
    position: Array,
    *,
    salience: Array,
    capability: Array,
    turns: int = TURNS,
    keep_path: bool = True,
) -> SpatialPath:
    """Play the model in every draw, on all cores.

    >>> start = np.array([[[0.2], [0.8]]])
    >>> path = play(start, salience=np.full((1, 2, 1), 0.5), capability=np.ones((1, 2)))
    >>> bool(path.at_rest[0]), path.position[0, 0, :, 0].tolist()
    (True, [0.2, 0.8])
    """
    draws, parties, issues = position.shape
    kept = turns if keep_path else 0
    where = np.zeros((draws, kept + 1, parties, issues))
    target = np.full((draws, kept, parties), -1, dtype=np.int64)
    first, last = np.empty((2, draws, parties, issues))
    played = np.zeros(draws, dtype=np.int64)
    rest = np.zeros(draws, dtype=np.bool_)
    inputs = tuple(np.ascontiguousarray(part, float) for part in (position, salience, capability))

    def run(span: slice) -> None:
        given = tuple(part[span] for part in inputs)
        shown = (where[span], first[span], last[span])
        _play_draws(turns, given, shown, target[span], played[span], rest[span])

    _in_threads(run, draws)
    most = int(played.max(initial=0)) if keep_path else 0
    return SpatialPath(first, last, played, rest, where[:, : most + 1], target[:, :most])


def _in_threads(run: Callable[[slice], None], draws: int) -> None:
    workers = min(cpu_count() or 1, max(1, draws // 16))
    if workers == 1:
        run(slice(0, draws))
        return
    size = -(-draws // (8 * workers))
    spans = [slice(first, min(first + size, draws)) for first in range(0, draws, size)]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run, spans))


@kernel
def _play_draws(
    limit: int,
    given: tuple[Array, Array, Array],
    shown: tuple[Array, Array, Array],
    target: Whole,
    played: Whole,
    rest: NDArray[np.bool_],
) -> None:
    """Play draw after draw into `shown`: the way, positions after the first turn and at the end."""
    position, salience, capability = given
    where, first, last = shown
    for d in range(position.shape[0]):
        _copy(position[d], last[d])
        played[d], rest[d] = _play_draw(
            limit, salience[d], capability[d], where[d], target[d], first[d], last[d]
        )


@kernel
def _play_draw(
    limit: int,
    salience: Array,
    capability: Array,
    where: Array,
    target: Whole,
    first: Array,
    last: Array,
) -> tuple[int, bool]:
    """Play one draw from `last`; returns its turns and whether the parties came to rest."""
    kept = target.shape[0]
    _copy(last, where[0])
    _copy(last, first)
    after = np.empty_like(last)
    aim = np.empty(last.shape[0], np.int64)
    opening, turn, at_rest = 0.0, 0, False
    while turn < limit and not at_rest:
        play_turn(last, salience, capability, after, aim)
        moved = _distance_moved(last, after)
        _copy(after, last)
        if turn < kept:
            for i in range(aim.shape[0]):
                target[turn, i] = aim[i]
            _copy(after, where[turn + 1])
        turn += 1
        if turn == 1:
            opening = moved
            _copy(after, first)
        else:
            at_rest = moved < REST * (opening + 1e-4)
    for later in range(turn + 1, kept + 1):
        _copy(last, where[later])
    return turn, at_rest


@kernel
def _copy(source: Array, goal: Array) -> None:
    """Copy a matrix by loops, which compile in a tenth of the time of an array assignment."""
    for i in range(source.shape[0]):
        for k in range(source.shape[1]):
            goal[i, k] = source[i, k]


@kernel
def _distance_moved(before: Array, after: Array) -> float:
    total = 0.0
    for i in range(before.shape[0]):
        square = 0.0
        for k in range(before.shape[1]):
            square += (before[i, k] - after[i, k]) ** 2
        total += np.sqrt(square)
    return total
