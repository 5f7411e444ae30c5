"""Whose agreement a stage of talks needs: read once, for stages, seats and the outlook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Integers = NDArray[np.int64]


class Consent(NamedTuple):
    """Whose agreement a stage needs: `veto[party]`, and `quota` of `votes[party]`.

    `bodies[party]` are the places of those at home without whom the party cannot agree.
    """

    veto: Truth
    votes: Integers
    quota: int
    bodies: tuple[tuple[int, ...], ...]

    @property
    def needed(self) -> Truth:
        """Whose consent can matter, [party]; those at home left out."""
        return np.asarray(self.veto | ((self.votes > 0) & (self.quota > 0)))

    @property
    def concerned(self) -> list[int]:
        """The places of all whose judgement of a package is heard, those at home included."""
        at_home = {body for bodies in self.bodies for body in bodies}
        return sorted({*np.flatnonzero(self.needed).tolist(), *at_home})

    def passes(self, accepts: Truth, *, at_home: bool = True) -> Truth:
        """Whether enough accept: `accepts[draw, party, ...]` to `[draw, ...]`."""
        passed = np.ones((accepts.shape[0], *accepts.shape[2:]), dtype=np.bool_)
        cast = np.zeros(passed.shape, dtype=np.int64)
        for place in np.flatnonzero(self.needed):
            heard = accepts[:, place]
            for body in self.bodies[place] if at_home else ():
                heard = heard & accepts[:, body]
            if self.veto[place]:
                passed &= heard
            if self.quota > 0:
                cast += self.votes[place] * heard
        return passed if self.quota <= 0 else np.asarray(passed & (cast >= self.quota))

    def room(self, share: Mapping[int, Floats]) -> Floats:
        """The smallest share of those needed, of their shares by party; infinite without any.

        With a quota the largest such minimum over the coalitions that carry it.
        """
        heard = {
            party: reduce(np.minimum, (share[body] for body in self.bodies[party]), share[party])
            for party in np.flatnonzero(self.needed).tolist()
        }
        with_veto = [heard[party] for party in heard if self.veto[party]]
        least = reduce(np.minimum, with_veto) if with_veto else np.asarray(np.inf)
        if self.quota <= 0:
            return least
        if self.votes.sum() < self.quota:
            return np.asarray(-np.inf)
        shares = np.stack([*heard.values()])
        order = np.argsort(-shares, axis=0)
        enough = self.votes[[*heard]][order].cumsum(axis=0) >= self.quota
        last = np.take_along_axis(order, enough.argmax(axis=0)[np.newaxis], axis=0)
        return np.asarray(np.minimum(least, np.take_along_axis(shares, last, axis=0)[0]))
