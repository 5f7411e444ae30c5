"""The package nearest to an agreement of all who are asked anywhere in the talks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from detente.analyses.spaces.close_calls import TIE, shares_of_the_way
from detente.analyses.talks.tables import Talks


class Nearest(NamedTuple):
    """A package, its room (below 0 where somebody falls short), and who falls short by how much.

    `short` are the points that parties lack to what failing is worth rather than agreeing, points
    due at the table included, `lacking` the parties that fall shortest of their way from there to
    the best that any package brings them.
    """

    package: Mapping[str, str]
    deal: int
    room: float
    short: Mapping[str, float]
    lacking: tuple[str, ...]


def nearest_package(talks: Talks) -> Nearest | None:
    """The package of the largest room that crosses no red line, at the first draw.

    None where red lines bar all, or each of the rest is worth less than no deal to somebody who can
    gain nothing.
    """
    space = talks.space
    inf = np.full(space.utility.shape[1:], np.inf)
    room, share, lack = inf[0], inf.copy(), -inf
    for stage, table in enumerate(talks.tables):
        if table.kind == "announce":
            continue
        failing = talks.failing(stage)[0] + table.fail[0] - table.agree[0]
        way = shares_of_the_way(space.utility[0], failing, talks.reachable)
        heard = table.consent.concerned
        share[heard] = np.minimum(share, way)[heard]
        lack[heard] = np.maximum(lack, failing[:, np.newaxis] - space.utility[0])[heard]
        room = np.minimum(room, table.consent.room(dict(enumerate(way))))
    asked = np.flatnonzero(lack[:, 0] > -np.inf).tolist()
    room = np.where(talks.reachable & ~space.barred[asked].any(axis=0), room, -np.inf)
    at = int((room >= room.max() - TIE).argmax())
    if not asked or not np.isfinite(room[at]):
        return None
    return Nearest(
        space.named(at),
        at,
        float(room[at]),
        {space.parties[k]: float(lack[k, at]) for k in asked if lack[k, at] > 0},
        tuple(space.parties[k] for k in asked if share[k, at] <= room[at] + TIE),
    )
