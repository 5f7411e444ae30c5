"""The smallest change that turns the path of the talks, party by party, each checked by solving.

A change is to what a party holds against a deal: its reservation value by so many points, one red
line, or its seat among those who must consent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from detente.analyses.stages.winsets import shortfall, survivors
from detente.analyses.talks.courses import far_sighted
from detente.analyses.talks.tables import Table, Talks

NUDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Pivot:
    """One change of one party that turns the path: `points` of reservation, or a red line, or all.

    `deal` is what is then agreed (None when the talks then end without). `line` is the place of the
    red line in the space.
    """

    party: int
    kind: Literal["reservation", "red_line", "consent"]
    points: float
    deal: int | None
    line: int | None = None


def pivots(talks: Talks) -> tuple[Pivot, ...]:
    """All single changes that turn agreement into none or none into agreement, smallest first."""
    agreed = bool(far_sighted(talks).agreed[0])
    found: list[Pivot] = []
    for party in range(len(talks.space.parties)):
        if not _asked(talks, party):
            continue
        change = _closing(talks, party) if agreed else _opening(talks, party)
        if change is not None:
            found.append(change)
        if not agreed:
            found += _lines(talks, party)
            found += _consent(talks, party)
    order = {"reservation": 0, "red_line": 1, "consent": 2}
    return tuple(sorted(found, key=lambda pivot: (order[pivot.kind], abs(pivot.points))))


def least_total(talks: Talks) -> tuple[int, dict[int, float]] | None:
    """The deal with the least sum of shortfalls, and each party's; None when red lines bar all."""
    asked = [p for p in range(len(talks.space.parties)) if _asked(talks, p)]
    if not asked:
        return None
    short = np.stack([np.maximum(shortfall(talks, party), 0.0) for party in asked])
    total = short.sum(axis=0)
    best = int(total.argmin())
    if not np.isfinite(total[best]):
        return None
    return best, {p: float(s) for p, s in zip(asked, short[:, best], strict=True) if s > 0}


def _asked(talks: Talks, party: int) -> bool:
    """Whether a party's consent can matter at any table that decides."""
    return any(table.kind != "announce" and party in table.counted for table in talks.tables)


def _opening(talks: Talks, party: int) -> Pivot | None:
    """The fewest points less that a party must ask for so that some deal survives."""
    passes = survivors(talks, granted=party)[0]
    short = np.where(passes, np.maximum(shortfall(talks, party), 0.0), np.inf)
    points = float(short.min())
    if not np.isfinite(points):
        return None
    return _checked(talks, party, -points - NUDGE, agreed=True)


def _closing(talks: Talks, party: int) -> Pivot | None:
    """The fewest points more that a party must ask for so that no deal survives."""
    alive = survivors(talks)[0]
    if not alive.any():
        return None
    room = float((-shortfall(talks, party))[alive].max())
    if not np.isfinite(room):
        return None
    return _checked(talks, party, room + NUDGE, agreed=False)


def _checked(talks: Talks, party: int, points: float, *, agreed: bool) -> Pivot | None:
    course = far_sighted(_shifted(talks, party, points))
    if bool(course.agreed[0]) is not agreed:
        return None
    deal = int(course.deal[0]) if agreed else None
    return Pivot(party, "reservation", points - np.sign(points) * NUDGE, deal)


def _shifted(talks: Talks, party: int, points: float) -> Talks:
    shift = np.zeros(len(talks.space.parties))
    shift[party] = points
    now = talks.space.no_deal
    lasting = None if now.lasting is None else now.lasting + shift
    moved = replace(now, meanwhile=now.meanwhile + shift, lasting=lasting)
    return replace(talks, space=replace(talks.space, no_deal=moved))


def _lines(talks: Talks, party: int) -> list[Pivot]:
    found = []
    space = talks.space
    for line, owner in enumerate(space.owner):
        if owner != party:
            continue
        kept = [k for k in range(len(space.owner)) if k != line]
        owners = tuple(space.owner[k] for k in kept)
        eased = replace(space, red_lines=space.red_lines[kept], owner=owners)
        course = far_sighted(replace(talks, space=eased))
        if course.agreed[0]:
            found.append(Pivot(party, "red_line", 0.0, int(course.deal[0]), line))
    return found


def _consent(talks: Talks, party: int) -> list[Pivot]:
    tables = tuple(_not_asked(table, party) for table in talks.tables)
    course = far_sighted(talks.with_tables(tables))
    return [Pivot(party, "consent", 0.0, int(course.deal[0]))] if course.agreed[0] else []


def _not_asked(table: Table, party: int) -> Table:
    veto = table.veto.copy()
    veto[party] = False
    bodies = tuple(tuple(b for b in some if b != party) for some in table.bodies)
    quota = table.quota - int(table.votes[party]) if table.quota else 0
    votes = table.votes.copy()
    votes[party] = 0
    return replace(table, veto=veto, bodies=bodies, quota=max(quota, 0), votes=votes)
