"""The smallest change that turns the path of the talks, party by party, each checked by solving.

A change is to what a party holds against a deal: its reservation value by so many points, one red
line, or its seat among those who must consent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from detente.analyses.stages.winsets import shortfall, survivors
from detente.analyses.talks.consent import Consent
from detente.analyses.talks.courses import Course, Sight, far_sighted
from detente.analyses.talks.tables import Table, Talks

NUDGE = 1e-6
STEPS = 24
MOST_SEARCHED = 10_000_000
"""Worths of packages, times steps, up to which smallest changes are searched for."""


class Pivot(NamedTuple):
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
    sight = Sight(talks)
    agreed = bool(sight.course().agreed[0])
    found: list[Pivot] = []
    for party in _asked(talks):
        points = _room(sight, party) if agreed else _lacking(sight, party)
        turned = _turning(talks, party, agreed, points)
        if turned is not None:
            deal = None if agreed else int(_moved(talks, party, turned, agreed).deal[0])
            found.append(Pivot(party, "reservation", turned, deal))
        if not agreed:
            found += _eased(talks, party)
    order = {"reservation": 0, "red_line": 1, "consent": 2}
    return tuple(sorted(found, key=lambda pivot: (order[pivot.kind], abs(pivot.points))))


def _turning(talks: Talks, party: int, agreed: bool, points: float) -> float | None:
    """The change of a reservation value that turns the path, from what deals lack or spare.

    That is the least where one table bargains. Where several choose among the deals that pass, or
    talks go on, so that the worth of failing moves too, a change may be found by bisection.
    """

    def turns(change: float) -> bool:
        return bool(_moved(talks, party, change, agreed).agreed[0]) is not agreed

    far = 100.0 if agreed else -100.0
    bargaining = [table for table in talks.tables if table.kind == "bargain"]
    moves = len(bargaining) > 1 or any(talks.goes_on(k) for k in range(len(talks.tables)))
    known = bool(np.isfinite(points)) and turns(points)
    least = known and not (moves and turns((1 - 1e-3) * points))
    if least or STEPS * talks.worth[0].size > MOST_SEARCHED:
        return points if known else None
    near = 0.0 if moves else points
    if known:
        far = points
    elif abs(near) >= abs(far) or not turns(far):
        return None
    for _ in range(STEPS):
        middle = (near + far) / 2
        near, far = (near, middle) if turns(middle) else (middle, far)
    return far


def _moved(talks: Talks, party: int, points: float, agreed: bool) -> Course:
    """The course once a party asks for so many points more, just enough to turn it."""
    return far_sighted(_shifted(talks, party, points + NUDGE if agreed else points - NUDGE))


def _asked(talks: Talks) -> list[int]:
    """The parties whose consent can matter at any table that decides, in common fronts too."""
    deciding = [talks.asked(table) for table in talks.tables if table.kind != "announce"]
    return sorted({party for asked in deciding for party in asked})


def _lacking(sight: Sight, party: int) -> float:
    """The fewest points less that a party must ask for so that some deal survives, as a minus."""
    passes = survivors(sight, granted=party)[0]
    return -float(np.where(passes, np.maximum(shortfall(sight, party), 0.0), np.inf).min())


def _room(sight: Sight, party: int) -> float:
    """The points more that a party can ask for until no deal survives."""
    alive = survivors(sight)[0]
    return float((-shortfall(sight, party))[alive].max(initial=-np.inf))


def _shifted(talks: Talks, party: int, points: float) -> Talks:
    shift = np.zeros(len(talks.space.parties))
    shift[party] = points
    now = talks.space.no_deal
    lasting = None if now.lasting is None else now.lasting + shift
    moved = replace(now, meanwhile=now.meanwhile + shift, lasting=lasting)
    return replace(talks, space=replace(talks.space, no_deal=moved))


def _eased(talks: Talks, party: int) -> Iterator[Pivot]:
    """A red line that a party gives up, or its consent, where that alone opens a deal."""
    space = talks.space
    for line, owner in enumerate(space.owner):
        if owner == party:
            kept = [k for k in range(len(space.owner)) if k != line]
            owners = tuple(space.owner[k] for k in kept)
            eased = replace(space, red_lines=space.red_lines[kept], owner=owners)
            course = far_sighted(replace(talks, space=eased))
            if course.agreed[0]:
                yield Pivot(party, "red_line", 0.0, int(course.deal[0]), line)
    fronts = tuple(tuple(m for m in members if m != party) for members in talks.fronts)
    tables = tuple(_not_asked(table, party) for table in talks.tables)
    course = far_sighted(replace(talks, tables=tables, fronts=fronts))
    if course.agreed[0]:
        yield Pivot(party, "consent", 0.0, int(course.deal[0]))


def _not_asked(table: Table, party: int) -> Table:
    asked = table.consent
    veto, votes = asked.veto.copy(), asked.votes.copy()
    veto[party], votes[party] = False, 0
    bodies = tuple(tuple(b for b in some if b != party) for some in asked.bodies)
    quota = max(asked.quota - int(asked.votes[party]), 0) if asked.quota else 0
    return replace(table, consent=Consent(veto, votes, quota, bodies))
