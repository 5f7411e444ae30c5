"""The package nearest to an agreement of all who are asked anywhere in the talks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np

from detente.analyses.spaces.close_calls import TIE, shares_of_the_way
from detente.analyses.talks.tables import Talks


class Nearest(NamedTuple):
    """A package, its room (below 0 where somebody falls short), and who falls short by how much.

    `short` are the points that parties lack to what no deal is worth, `lacking` the parties that
    fall shortest of their way from there to the best that any package brings them.
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
    space, no_deal = talks.space, talks.no_deal[0]
    consents = [table.consent for table in talks.tables if table.kind != "announce"]
    asked = sorted({party for consent in consents for party in consent.concerned})
    share = shares_of_the_way(space.utility[0], no_deal, space.possible)
    rooms = [consent.room(dict(enumerate(share))) for consent in consents]
    standing = space.possible & ~space.barred[asked].any(axis=0)
    least = reduce(np.minimum, rooms, np.asarray(np.inf))
    room = np.where(standing, least, -np.inf)
    at = int((room >= room.max() - TIE).argmax())
    if not asked or not np.isfinite(room[at]):
        return None
    lack = no_deal - space.utility[0, :, at]
    return Nearest(
        space.named(at),
        at,
        float(room[at]),
        {space.parties[k]: float(lack[k]) for k in asked if lack[k] > 0},
        tuple(space.parties[k] for k in asked if share[k, at] <= room[at] + TIE),
    )
