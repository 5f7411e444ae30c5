"""Power in votes: Shapley-Shubik and Banzhaf for weighted rules with a quota and vetoes.

Computed by counting coalitions by size and votes, so that fifteen or fifty voters are no effort;
all counts are whole numbers of any size, so the indices are exact fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from detente.errors import SettingError, sentence


@dataclass(frozen=True, slots=True)
class VotingPower:
    """Per voter: the Shapley-Shubik index, the swings and the share of all swings (Banzhaf)."""

    shapley: tuple[Fraction, ...]
    swings: tuple[int, ...]
    banzhaf: tuple[Fraction, ...]


def voting_power(votes: Sequence[int], quota: int, *, vetoes: Sequence[int] = ()) -> VotingPower:
    """The power of each voter under a weighted rule; `vetoes` are places of voters.

    The European Economic Community of 1958:

    >>> power = voting_power([4, 4, 4, 2, 2, 1], 12)
    >>> [str(share) for share in power.shapley], power.swings
    (['7/30', '7/30', '7/30', '3/20', '3/20', '0'], (10, 10, 10, 6, 6, 0))
    """
    if any(vote < 0 for vote in votes) or not 0 < quota <= sum(votes):
        raise SettingError(
            "quota", quota, sentence("choose 1 to {most}, the votes there are", most=sum(votes))
        )
    found = [_pivots(votes, quota, frozenset(vetoes), voter) for voter in range(len(votes))]
    n = len(votes)
    shapley = tuple(
        sum(
            (
                Fraction(count * factorial(size) * factorial(n - 1 - size), factorial(n))
                for size, count in pivots.items()
            ),
            Fraction(0),
        )
        for pivots in found
    )
    swings = tuple(sum(pivots.values()) for pivots in found)
    total = sum(swings)
    return VotingPower(shapley, swings, tuple(Fraction(s, total or 1) for s in swings))


def _pivots(votes: Sequence[int], quota: int, vetoes: frozenset[int], voter: int) -> dict[int, int]:
    """How many coalitions of others, by size, lose without the voter and win with it."""
    needed = vetoes - {voter}
    counts: dict[tuple[int, int], int] = {(len(needed), sum(votes[v] for v in needed)): 1}
    for other, vote in enumerate(votes):
        if other == voter or other in needed:
            continue
        joined = {(size + 1, total + vote): count for (size, total), count in counts.items()}
        for key, count in joined.items():
            counts[key] = counts.get(key, 0) + count
    return _by_size(counts, quota - votes[voter], None if voter in vetoes else quota)


def _by_size(counts: dict[tuple[int, int], int], least: int, below: int | None) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for (size, total), count in counts.items():
        if total >= least and (below is None or total < below):
            sizes[size] = sizes.get(size, 0) + count
    return sizes
