"""How the Nash deal moves when a number or the agenda changes: found anew for each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from detente.analyses.deals.advice.naming import Naming, Part, Powers, Row, Telling
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


def nash_points(
    space: Space, power: Powers | None, consent: Consent, measure: Space | None = None
) -> Powers | None:
    """Utilities in points at the Nash deal, [party]; measured in another space where one is given.

    None where no deal passes.
    """
    deal = nash_deal(space, power, consent)
    used = measure or space
    return None if deal is None else used.points(used.utility(deal[np.newaxis]))[0]


class Lever(NamedTuple):
    """What a change of one number, a `reservation`, `power` or `weight`, does to the Nash deal.

    `change[party]`: points per point of a reservation value, or per per cent of a power or weight,
    taken over a span of `POINTS` points or `SHARE` to both sides, since a finite set of deals moves
    in steps. None where no deal is left on one of the two sides.
    """

    of: str
    party: int
    issue: int | None
    change: Powers | None

    @property
    def largest(self) -> float:
        """The largest change for any party, whatever its sign."""
        return 0.0 if self.change is None else float(np.abs(self.change).max())


class Item(NamedTuple):
    """A value of the agenda: what it does to have it settled beforehand, and not to be had.

    `settled[party]` and `missing[party]` are changes of utility in points; None: no deal is left.
    """

    issue: int
    value: int
    settled: Powers | None
    missing: Powers | None


def levers(
    space: Space, weight: Powers, power: Powers | None, consent: Consent
) -> tuple[Lever, ...]:
    """All levers: every party's reservation value and power, and its weight of every issue.

    `weight[party, issue]`, each row summing to 1.
    """
    exponents = np.ones(space.parties) if power is None else power
    found: list[Lever] = []

    def add(of: str, party: int, issue: int | None, sides: list[Powers | None]) -> None:
        low, high = sides
        span = 2 * POINTS if of == "reservation" else 200 * SHARE
        change = None if low is None or high is None else (high - low) / span
        found.append(Lever(of, party, issue, change))

    for party in range(space.parties):
        limits = [shifted(space, party, points) for points in (-POINTS, POINTS)]
        add("reservation", party, None, [nash_points(each, power, consent) for each in limits])
    shares = (1 - SHARE, 1 + SHARE)
    for party in range(space.parties):
        own = np.arange(space.parties) == party
        powers = [np.where(own, exponents * share, exponents) for share in shares]
        add("power", party, None, [nash_points(space, each, consent) for each in powers])
    for party in range(space.parties):
        for issue in range(len(space.sizes)):
            spaces = [reweighted(space, weight, party, issue, share) for share in shares]
            sides = [nash_points(each, power, consent, measure=space) for each in spaces]
            add("weight", party, issue, sides)
    return tuple(found)


def agenda(space: Space, power: Powers | None, consent: Consent) -> tuple[Item, ...]:
    """For each value what it is worth to have the issue open, and to have the value available."""
    base = nash_points(space, power, consent)
    before = space.points(space.limit) if base is None else base

    def change(other: Space) -> Powers | None:
        after = nash_points(other, power, consent)
        return None if after is None else after - before

    return tuple(
        Item(
            issue,
            value,
            change(fixed(space, {issue: value})),
            change(without_value(space, issue, value)) if size > 1 else None,
        )
        for issue, size in enumerate(space.sizes)
        for value in range(size)
    )


@dataclass(frozen=True, eq=False)
class Leverage(Part):
    """How the Nash deal moves per point of a reservation value, per cent of a power or weight."""

    naming: Naming
    levers: tuple[Lever, ...]

    key = "leverage"

    @classmethod
    def of(cls, naming: Naming, power: Powers | None, consent: Consent) -> Leverage:
        """All levers of the parties at the table."""
        weight = naming.problem.weight[0][list(naming.problem.table)]
        return cls(naming, levers(naming.table, weight, power, consent))

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        naming = self.naming
        return [
            {
                "of": lever.of,
                "party": naming.names[lever.party],
                "issue": None if lever.issue is None else naming.problem.issues[lever.issue],
                "change": None if lever.change is None else naming.points(lever.change),
            }
            for lever in self.levers
        ]

    def findings(self, tell: Telling) -> list[str]:
        """The reservation value whose change moves the deal most."""
        known = [lever for lever in self.levers if lever.of == "reservation" and lever.largest]
        if not known:
            still = not any(lever.largest for lever in self.levers)
            return [tell("deals.nothing_moves" if still else "deals.no_reservation_moves")]
        top = max(known, key=lambda lever: lever.largest)
        gains = dict(zip(self.naming.names, _points(top), strict=True))
        party = tell.party(self.naming.names[top.party])
        return [tell("deals.top_lever", party=party, gains=tell.signed(gains, 2))]

    def _name(self, lever: Lever, tell: Telling) -> str:
        party = tell.party(self.naming.names[lever.party])
        if lever.of == "reservation":
            return tell("deals.lever_reservation", party=party)
        if lever.issue is None:
            return tell("deals.lever_power", party=party)
        issue = tell.issue(self.naming.problem.issues[lever.issue])
        return tell("deals.lever_weight", party=party, issue=issue)

    def tables(self, tell: Telling) -> list[Table]:
        """All levers that move anything, strongest first."""
        moved = sorted(self.levers, key=lambda lever: -lever.largest)[:SHOWN]
        rows: list[Row] = [
            (self._name(lever, tell), *_points(lever)) for lever in moved if lever.largest
        ]
        columns = ["lever", *tell.columns(self.naming.names, 2)]
        note = tell("deals.leverage_note")
        return [tell.table("deals.leverage", columns, rows, note)] if rows else []


def _points(lever: Lever) -> list[float]:
    return [] if lever.change is None else [float(value) for value in lever.change]


@dataclass(frozen=True, eq=False)
class Agenda(Part):
    """What it is worth to have each issue open, and each of its values available."""

    naming: Naming
    items: tuple[Item, ...]

    key = "agenda"

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        problem = self.naming.problem
        return [
            {
                "issue": problem.issues[item.issue],
                "value": problem.labels[item.issue][item.value],
                "settled_so": self._change(item.settled),
                "not_available": self._change(item.missing),
            }
            for item in self.items
        ]

    def _change(self, change: Powers | None) -> Mapping[str, float] | None:
        return None if change is None else self.naming.points(change)

    def findings(self, tell: Telling) -> list[str]:
        """Values whose absence would close the deal, or cost most."""
        sizes = self.naming.problem.sizes
        said = [
            tell("deals.value_needed", value=self._name(item, tell))
            for item in self.items
            if item.missing is None and sizes[item.issue] > 1
        ]
        lost = [
            (float(item.missing.sum()), item)
            for item in self.items
            if item.missing is not None and item.missing.any()
        ]
        if lost:
            worst = min(lost, key=lambda each: each[0])[1]
            gains = tell.signed(self._change(worst.missing) or {})
            said.append(tell("deals.value_missed", value=self._name(worst, tell), gains=gains))
        return said

    def _name(self, item: Item, tell: Telling) -> str:
        problem = self.naming.problem
        return tell.issue_value(problem.issues[item.issue], problem.labels[item.issue][item.value])

    def tables(self, tell: Telling) -> list[Table]:
        """All values: settled beforehand, and not available."""
        nothing = tell("deals.no_deal_left")
        rows = []
        for item in self.items:
            changes = map(self._change, (item.settled, item.missing))
            told = (nothing if change is None else tell.signed(change) for change in changes)
            rows.append((self._name(item, tell), *told))
        columns = ["value", "settled_so", "not_available"]
        return [tell.table("deals.agenda", columns, rows, tell("deals.agenda_note"))]
