"""How the Nash deal moves when a number or the agenda changes: found anew for each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente.analyses.deals.advice.naming import Naming, Parts, Powers, Row, Telling
from detente.analyses.deals.solve.bargain import (
    fixed,
    nash_deal,
    reweighted,
    shifted,
    without_value,
)
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.space import Space
from detente.exhibits import Table

POINTS = 5.0
SHARE = 0.25
SHOWN = 12

Change = Mapping[str, float] | None
"""Points by party; None where no deal is left."""


def nash_points(
    space: Space, power: Powers | None, consent: Consent, measure: Space | None = None
) -> Powers | None:
    """Utilities in points at the Nash deal, [party]; measured in another space where one is given.

    None where no deal passes.
    """
    deal = nash_deal(space, power, consent)
    used = measure or space
    return None if deal is None else used.points(used.utility(deal[np.newaxis]))[0]


@dataclass(frozen=True)
class Lever:
    """What a change of one number, a `reservation`, `power` or `weight`, does to the Nash deal.

    `change`: points per point of a reservation value, or per per cent of a power or weight, taken
    over a span of `POINTS` points or `SHARE` to both sides, since a finite set of deals moves in
    steps. None where no deal is left on one of the two sides.
    """

    of: str
    party: str
    issue: str | None
    change: Change

    @property
    def largest(self) -> float:
        """The largest change for any party, whatever its sign."""
        return max(map(abs, (self.change or {}).values()), default=0.0)


@dataclass(frozen=True)
class Item:
    """A value: what it does to the Nash deal to have it settled beforehand, and not to be had."""

    issue: str
    value: str
    settled_so: Change
    not_available: Change


def levers(naming: Naming, power: Powers | None, consent: Consent) -> tuple[Lever, ...]:
    """All levers: every party's reservation value and power, and its weight of every issue."""
    space, issues = naming.table, naming.problem.issues
    weight = naming.problem.weight[0][list(naming.problem.table)]
    exponents = np.ones(space.parties) if power is None else power
    found: list[Lever] = []

    def add(of: str, party: int, issue: str | None, sides: list[Powers | None]) -> None:
        low, high = sides
        span = 2 * POINTS if of == "reservation" else 200 * SHARE
        change = None if low is None or high is None else naming.points((high - low) / span)
        found.append(Lever(of, naming.names[party], issue, change))

    for party in range(space.parties):
        limits = [shifted(space, party, points) for points in (-POINTS, POINTS)]
        add("reservation", party, None, [nash_points(each, power, consent) for each in limits])
    shares = (1 - SHARE, 1 + SHARE)
    for party in range(space.parties):
        own = np.arange(space.parties) == party
        powers = [np.where(own, exponents * share, exponents) for share in shares]
        add("power", party, None, [nash_points(space, each, consent) for each in powers])
    for party in range(space.parties):
        for place, issue in enumerate(issues):
            spaces = [reweighted(space, weight, party, place, share) for share in shares]
            sides = [nash_points(each, power, consent, measure=space) for each in spaces]
            add("weight", party, issue, sides)
    return tuple(found)


def agenda(naming: Naming, power: Powers | None, consent: Consent) -> tuple[Item, ...]:
    """For each value what it is worth to have the issue open, and to have the value available."""
    space, problem = naming.table, naming.problem
    base = nash_points(space, power, consent)
    before = space.points(space.limit) if base is None else base

    def change(other: Space) -> Change:
        after = nash_points(other, power, consent)
        return None if after is None else naming.points(after - before)

    return tuple(
        Item(
            issue,
            value,
            change(fixed(space, {place: k})),
            change(without_value(space, place, k)) if len(values) > 1 else None,
        )
        for place, (issue, values) in enumerate(zip(problem.issues, problem.labels, strict=True))
        for k, value in enumerate(values)
    )


@dataclass(frozen=True, eq=False)
class Leverage(Parts):
    """How the Nash deal moves per point of a reservation value, per cent of a power or weight."""

    found: tuple[Lever, ...]

    key = "leverage"

    def findings(self, tell: Telling) -> list[str]:
        """The reservation value whose change moves the deal most."""
        moving = [lever for lever in self.found if lever.largest]
        known = [lever for lever in moving if lever.of == "reservation"]
        if not known:
            return [tell("deals.no_reservation_moves" if moving else "deals.nothing_moves")]
        top = max(known, key=lambda lever: lever.largest)
        gains = tell.signed(top.change or {}, 2)
        return [tell("deals.top_lever", party=tell.party(top.party), gains=gains)]

    def tables(self, tell: Telling) -> list[Table]:
        """All levers that move anything, strongest first."""
        rows: list[Row] = []
        for lever in sorted(self.found, key=lambda lever: -lever.largest)[:SHOWN]:
            party = tell.party(lever.party)
            name = tell("deals.lever_power", party=party)
            if lever.of == "reservation":
                name = tell("deals.lever_reservation", party=party)
            elif lever.issue is not None:
                name = tell("deals.lever_weight", party=party, issue=tell.issue(lever.issue))
            if lever.change is not None and lever.largest:
                rows.append((name, *lever.change.values()))
        columns = ["lever", *tell.columns(tell.naming.names, 2)]
        note = tell("deals.leverage_note")
        return [tell.table("deals.leverage", columns, rows, note)] if rows else []


@dataclass(frozen=True, eq=False)
class Agenda(Parts):
    """What it is worth to have each issue open, and each of its values available."""

    found: tuple[Item, ...]

    key = "agenda"

    def findings(self, tell: Telling) -> list[str]:
        """Values whose absence would close the deal, or cost most."""
        sizes = dict(zip(tell.naming.problem.issues, tell.naming.problem.sizes, strict=True))
        said, lost = [], []
        for item in self.found:
            name, missing = tell.issue_value(item.issue, item.value), item.not_available
            if missing is None and sizes[item.issue] > 1:
                said.append(tell("deals.value_needed", value=name))
            elif missing is not None and any(missing.values()):
                lost.append((sum(missing.values()), name, missing))
        if lost:
            _, name, missing = min(lost, key=lambda each: each[0])
            said.append(tell("deals.value_missed", value=name, gains=tell.signed(missing)))
        return said

    def tables(self, tell: Telling) -> list[Table]:
        """All values: settled beforehand, and not available."""

        def told(change: Change) -> str:
            return tell("deals.no_deal_left") if change is None else tell.signed(change)

        rows: list[Row] = [
            (
                tell.issue_value(item.issue, item.value),
                told(item.settled_so),
                told(item.not_available),
            )
            for item in self.found
        ]
        columns = ["value", "settled_so", "not_available"]
        return [tell.table("deals.agenda", columns, rows, tell("deals.agenda_note"))]
