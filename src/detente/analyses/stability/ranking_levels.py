"""The rankings that edits of one party's priorities lead to, by number of edits."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.deciding import Statements, met
from detente.analyses.stability.edit_lists import Told, one_edit_away
from detente.analyses.stability.rankings import lexicographic

MOST_LISTS = 30_000
"""Lists of one party's priorities that are gone through at most."""
MOST_CELLS = 1 << 23
"""Lists times states."""


def rank_of(told: Statements, new: Told) -> NDArray[np.int32]:
    """rank[state] under a list of priorities."""
    truths = [told.truths[told.places[statement]] == sign for statement, sign in new]
    return lexicographic(truths, told.truths.shape[1])


@dataclass(eq=False)
class RankingLevels:
    """Rankings by the fewest edits that lead to them, each with all lists that stand for it.

    `needs` are clauses that a ranking must meet to be of use; others are left out.
    """

    party: int
    told: Statements
    needs: list[list[int]]
    known: list[dict[bytes, list[Told]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start from the list as it is."""
        self._edge: list[Told] = [self.told.told]
        self._seen: set[Told] = {self.told.told}
        self._ranked: set[bytes] = set()

    @property
    def longest(self) -> int:
        """No list is further away than this."""
        return 2 * len(self.told.told)

    def reaches(self, edits: int) -> bool:
        """Fill `known` up to so many edits; False where that takes too many lists."""
        while len(self.known) <= edits:
            if self.known and not self._advance():
                return False
            self.known.append(self._level())
        return True

    def _advance(self) -> bool:
        size = max((len(told) for told in self._edge), default=0)
        most = min(MOST_LISTS, MOST_CELLS // self.told.truths.shape[1])
        if len(self._seen) + len(self._edge) * size * (size + 1) > most:
            return False
        following = dict.fromkeys(
            new for told in self._edge for new in one_edit_away(told) if new not in self._seen
        )
        self._seen |= following.keys()
        self._edge = list(following)
        return True

    def _level(self) -> dict[bytes, list[Told]]:
        found: dict[bytes, list[Told]] = {}
        for told in self._edge:
            if met(self.needs, self.told.not_above(told)):
                found.setdefault(rank_of(self.told, told).tobytes(), []).append(told)
        new = {rank: lists for rank, lists in found.items() if rank not in self._ranked}
        self._ranked |= found.keys()
        return new
