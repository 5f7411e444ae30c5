"""Whose agreement a stage of talks needs: read once, for stages, seats and the outlook."""

from __future__ import annotations

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

    def room(self, share: Floats) -> Floats:
        """The smallest share of those needed, `share[draw, party, ...]` to `[draw, ...]`.

        With a quota the largest such minimum over the coalitions that carry it.
        """
        heard = share
        if any(self.bodies):
            heard = share.copy()
            for party, bodies in enumerate(self.bodies):
                for body in bodies:
                    np.minimum(heard[:, party], share[:, body], out=heard[:, party])
        least = np.full((share.shape[0], *share.shape[2:]), np.inf)
        for place in np.flatnonzero(self.veto):
            np.minimum(least, heard[:, place], out=least)
        if self.quota <= 0:
            return least
        order = np.argsort(-heard, axis=1)
        falling = np.take_along_axis(heard, order, axis=1)
        enough = self.votes[order].cumsum(axis=1) >= self.quota
        first = enough.argmax(axis=1)[:, np.newaxis]
        carried = np.take_along_axis(falling, first, axis=1)[:, 0]
        return np.where(enough.any(axis=1), np.minimum(least, carried), -np.inf)
