"""What seats and common fronts are worth: the talks solved with and without each of them.

`effect[draw, party]` is always the worth of the talks with the change minus without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from detente.analyses.spaces.laid_out import BargainingSpace
from detente.analyses.talks.courses import Sight, far_sighted, short_sighted
from detente.analyses.talks.size import draws_in_parts
from detente.analyses.talks.tables import Floats, Talks, build_talks, table_of
from detente.errors import SettingError, sentence
from detente.scenario.agendas import agendas

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

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


Effect = TypeVar("Effect", Seat, FrontChange)


def seats(scenario: Scenario, draws: Draws) -> tuple[Seat, ...]:
    """Every seat of every stage that decides something."""
    return _joined([list(_seats(scenario, part)) for part in draws_in_parts(scenario, draws)])


def front_changes(scenario: Scenario, draws: Draws) -> tuple[FrontChange, ...]:
    """Leaving, joining and giving up each common front."""
    return _joined([list(_fronts(scenario, part)) for part in draws_in_parts(scenario, draws)])


def _joined(parts: list[list[Effect]]) -> tuple[Effect, ...]:
    return tuple(
        replace(
            same[0],
            whole=np.concatenate([effect.whole for effect in same]),
            table=np.concatenate([effect.table for effect in same]),
        )
        for same in zip(*parts, strict=True)
    )


def _seats(scenario: Scenario, draws: Draws) -> Iterator[Seat]:
    talks = build_talks(scenario, draws)
    sight = Sight(talks)
    whole = sight.course().value
    for stage, table in enumerate(talks.tables):
        if table.kind == "announce":
            continue
        alone = _alone(talks, stage)
        for party, name in enumerate(talks.space.parties):
            turned = _turned(scenario, draws, talks, stage, name)
            if turned is None:
                continue
            taken = name in scenario.stages[stage].table
            same = turned.tables[stage + 1 :] == talks.tables[stage + 1 :]
            value = Sight(turned, after=(sight, stage) if same else None).course().value
            sign = 1.0 if taken else -1.0
            effects = sign * (whole - value), sign * (alone - _alone(turned, stage))
            yield Seat(stage, party, taken, *effects)


def _turned(scenario: Scenario, draws: Draws, talks: Talks, stage: int, name: str) -> Talks | None:
    """The talks with a party's seat at a stage taken rather than empty, or the other way round.

    None where the table would be empty.
    """
    seated = scenario.stages[stage].table
    others = tuple(party for party in seated if party != name)
    if not others:
        return None
    table = others if name in seated else (*seated, name)
    stages = list(scenario.stages)
    stages[stage] = stages[stage].model_copy(update={"table": table})
    other = scenario.model_copy(update={"stages": tuple(stages)})
    before, now = (agendas(s.stages, talks.space.issues) for s in (scenario, other))
    tables = list(talks.tables)
    for place in range(stage, len(tables)):
        # who sits here may decide which issues are left for later stages
        if place == stage or now[place] != before[place]:
            tables[place] = table_of(other, draws, talks.space, place)
    return talks.with_tables(tuple(tables))


def _alone(talks: Talks, stage: int) -> Floats:
    """Worth of the talks as if a stage were their last, without foresight, [draw, party]."""
    return short_sighted(talks.with_tables(talks.tables[: stage + 1])).value


def _fronts(scenario: Scenario, draws: Draws) -> Iterator[FrontChange]:
    talks = build_talks(scenario, draws)
    value, first = far_sighted(talks).value, _alone(talks, 0)
    for place, name in enumerate(scenario.fronts):
        for kind, party, members in _changes(talks, place):
            fronts, guarded = list(talks.fronts), list(talks.guarded)
            if members:
                fronts[place] = members
            else:
                del fronts[place], guarded[place]
            turned = replace(talks, fronts=tuple(fronts), guarded=tuple(guarded))
            effects = far_sighted(turned).value - value, _alone(turned, 0) - first
            yield FrontChange(name, kind, party, *effects)


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
    worth = np.zeros(1 << count)
    for code in range(1, 1 << count):
        members = [k for k in range(count) if code >> k & 1]
        total = gains[members].sum(axis=0)
        total[space.barred[members].any(axis=0)] = -np.inf
        worth[code] = max(0.0, float(total.max()))
    return worth
