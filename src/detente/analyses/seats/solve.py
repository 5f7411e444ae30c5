"""What seats and common fronts are worth: the talks solved with and without each of them.

`effect[draw, party]` is always the worth of the talks with the change minus without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.laid_out import chunks
from detente.analyses.talks.ahead import Ahead
from detente.analyses.talks.courses import (
    Course,
    aheads,
    far_sighted,
    short_sighted,
    value_with,
)
from detente.analyses.talks.tables import Talks, build_talks, table_of
from detente.errors import SettingError, sentence
from detente.scenario.agendas import agendas

if TYPE_CHECKING:
    from detente.analyses.spaces.laid_out import BargainingSpace
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]

MOST_PARTIES = 12
"""Of the largest game of transfers (4096 coalitions)."""


@dataclass(frozen=True, eq=False)
class Seat:
    """A seat at a stage: effects on all parties of the seat being taken rather than empty.

    `whole` is over the talks to their end with foresight, `table` over this stage alone as if it
    were the last; both [draw, party].
    """

    stage: int
    party: int
    taken: bool
    whole: Floats
    table: Floats


@dataclass(frozen=True, eq=False)
class FrontChange:
    """A change of a common front: a party leaves or joins it, or it is given up (party None).

    `whole` and `table` (the first table as if it were the last) are effects, [draw, party].
    """

    front: str
    kind: Literal["leaves", "joins", "dissolved"]
    party: int | None
    whole: Floats
    table: Floats


def seats(scenario: Scenario, draws: Draws, *, tables: bool = True) -> tuple[Seat, ...]:
    """Every seat of every stage that decides something; zeros for `table` unless asked for."""
    parts = [_seats_of(scenario, part, tables=tables) for part in chunks(scenario, draws)]
    return tuple(
        replace(
            first,
            whole=np.concatenate([part[k].whole for part in parts]),
            table=np.concatenate([part[k].table for part in parts]),
        )
        for k, first in enumerate(parts[0])
    )


def front_changes(scenario: Scenario, draws: Draws) -> tuple[FrontChange, ...]:
    """Leaving, joining and giving up each common front."""
    parts = [_fronts_of(scenario, part) for part in chunks(scenario, draws)]
    return tuple(
        replace(
            first,
            whole=np.concatenate([part[k].whole for part in parts]),
            table=np.concatenate([part[k].table for part in parts]),
        )
        for k, first in enumerate(parts[0])
    )


def reseated(scenario: Scenario, stage: int, table: tuple[str, ...]) -> Scenario:
    """The scenario in which another table sits at a stage."""
    changed = scenario.stages[stage].model_copy(update={"table": table})
    stages = (*scenario.stages[:stage], changed, *scenario.stages[stage + 1 :])
    return scenario.model_copy(update={"stages": stages})


def _seats_of(scenario: Scenario, draws: Draws, *, tables: bool) -> list[Seat]:
    talks = build_talks(scenario, draws)
    after = aheads(talks)
    whole = value_with(talks, 0, after[0])
    hasty = short_sighted(talks) if tables else None
    found = []
    for stage, table in enumerate(talks.tables):
        if table.kind == "announce":
            continue
        alone = _alone(talks, stage, hasty) if tables else np.zeros_like(whole)
        for party, name in enumerate(talks.space.parties):
            turned = _turned(scenario, draws, talks, stage, name)
            if turned is None:
                continue
            taken = name in scenario.stages[stage].table
            sign = 1.0 if taken else -1.0
            effect = sign * (whole - _value(talks, turned, stage, after))
            here = sign * (alone - _alone(turned, stage, hasty)) if tables else alone
            found.append(Seat(stage, party, taken, effect, here))
    return found


def _turned(scenario: Scenario, draws: Draws, talks: Talks, stage: int, name: str) -> Talks | None:
    """The talks with a party's seat at a stage taken rather than empty, or the other way round.

    None where the table would be empty.
    """
    seated = scenario.stages[stage].table
    others = tuple(party for party in seated if party != name)
    if not others:
        return None
    other = reseated(scenario, stage, others if name in seated else (*seated, name))
    before, now = (agendas(s.stages, talks.space.issues) for s in (scenario, other))
    tables = list(talks.tables)
    for place in range(stage, len(tables)):
        # who sits here may decide which issues are left for later stages
        if place == stage or now[place] != before[place]:
            tables[place] = table_of(other, draws, talks.space, place)
    return talks.with_tables(tuple(tables))


def _value(talks: Talks, turned: Talks, stage: int, after: list[Ahead]) -> Floats:
    """Far-sighted worth with another table at a stage; later stages that are the same are kept."""
    if turned.tables[stage + 1 :] == talks.tables[stage + 1 :]:
        return value_with(turned, stage, after[stage])
    return far_sighted(turned).value


def _alone(talks: Talks, stage: int, known: Course | None = None) -> Floats:
    """Worth of the talks as if a stage were their last, without foresight, [draw, party].

    `known` is how talks go that are the same before that stage.
    """
    last = talks.with_tables(talks.tables[: stage + 1])
    return short_sighted(last, known=known, stages=stage).value


def _fronts_of(scenario: Scenario, draws: Draws) -> list[FrontChange]:
    talks = build_talks(scenario, draws)
    value, first = far_sighted(talks).value, _alone(talks, 0)
    found = []
    for place, name in enumerate(scenario.fronts):
        for kind, party, members in _changes(talks, place):
            fronts = (*talks.fronts[:place], members, *talks.fronts[place + 1 :])
            guarded = talks.guarded
            if not members:
                fronts = (*talks.fronts[:place], *talks.fronts[place + 1 :])
                guarded = (*guarded[:place], *guarded[place + 1 :])
            turned = replace(talks, fronts=fronts, guarded=guarded)
            effects = far_sighted(turned).value - value, _alone(turned, 0) - first
            found.append(FrontChange(name, kind, party, *effects))
    return found


def _changes(
    talks: Talks, place: int
) -> Iterator[tuple[Literal["leaves", "joins", "dissolved"], int | None, tuple[int, ...]]]:
    members = talks.fronts[place]
    for party in range(len(talks.space.parties)):
        if party in members:
            yield "leaves", party, tuple(m for m in members if m != party)
        else:
            yield "joins", party, (*members, party)
    yield "dissolved", None, ()


def transfers(space: BargainingSpace) -> Floats:
    """The game in which worth can be transferred, [coalition], at the first draw.

    A coalition is worth the largest sum of its members' gains over no deal that any deal without a
    broken red line of theirs gives, at least 0: as if its consent alone were needed.
    """
    count = len(space.parties)
    if count > MOST_PARTIES:
        raise SettingError(
            "transfers",
            count,
            sentence("at most {most} parties can be analysed", most=MOST_PARTIES),
        )
    gains = space.utility[0] - space.reservation[0][:, None]
    banned = space.barred
    worth = np.zeros(1 << count)
    for code in range(1, 1 << count):
        members = [k for k in range(count) if code >> k & 1]
        total = gains[members].sum(axis=0)
        total[banned[members].any(axis=0)] = -np.inf
        worth[code] = max(0.0, float(total.max()))
    return worth
