"""Offers from one party's seat: equivalent packages, and a path of concessions.

A party offers what it accepts itself and what passes with its consent. Where not everybody must
agree, the solution may leave it among those outvoted; its offers then start from the Nash deal that
passes with it, as if it had a veto.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import (
    Indices,
    Naming,
    Package,
    Part,
    Powers,
    Row,
    Telling,
)
from detente.analyses.deals.solve.agreement import Agreement
from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.bargain import accepted, nash_deal, passing
from detente.analyses.deals.solve.best import best
from detente.analyses.deals.solve.settle import Settled
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.listing import deals_of
from detente.analyses.spaces.space import GRID, RULE, Factor, Space
from detente.exhibits import Axis, Chart, LineChart, Point, Table

LARGEST_LISTED = 300_000
ABOUT = 5.0
"""Points within which packages count as worth about the same."""
PACKAGES = 4


@dataclass(frozen=True)
class Concession(Package):
    """The issue that changes, the deal after it, what it changes for whom.

    `passes` says whether the deal after it passes with the consent of the party that concedes.
    """

    issue: str
    change: Mapping[str, float]
    passes: bool


def goal_of(
    space: Space, party: int, solution: Indices, consent: Consent, power: Powers | None = None
) -> Indices | None:
    """The deal that a party's offers lead to: the solution, or its own where that is not for it.

    Its own is the Nash deal of those that pass with its consent; None where there is none.
    """
    if accepted(space, solution[np.newaxis])[0, party]:
        return solution
    return nash_deal(space, power, consent.with_veto(party))


def equivalent_packages(
    space: Space, agreement: Agreement, party: int, reference: Indices, consent: Consent
) -> Indices:
    """Different deals that pass with a party, worth about as much to it as a reference deal.

    Ranked by the sum of what they are worth to the others; each next one differs from those chosen
    in as many issues as possible among the better half of what is left. Taken from all deals where
    these can be listed, otherwise from the efficient ones.
    """
    deals: Indices
    if space.count > LARGEST_LISTED:
        deals = agreement.deals_at(agreement.points, most=3)[1]
    else:
        deals = deals_of(space, np.arange(space.count))
    deals = deals[passing(space, consent.with_veto(party), deals)]
    utility = space.points(space.utility(deals))
    wanted = space.points(space.utility(reference[np.newaxis]))[0, party]
    near = np.abs(utility[:, party] - wanted) <= ABOUT
    deals, utility = deals[near], utility[near]
    if len(deals) == 0:
        return deals
    others = utility.sum(axis=1) - utility[:, party]
    order = np.argsort(-others, kind="stable")
    deals, others = deals[order], others[order]
    chosen = [0]
    while len(chosen) < min(PACKAGES, len(deals)):
        distance = np.min([(deals != deals[k]).sum(axis=1) for k in chosen], axis=0)
        distance[others < np.median(others)] = 0
        if distance.max() == 0:
            break
        chosen.append(int(distance.argmax()))
    return np.asarray(deals[sorted(chosen)])


def partners(space: Space, party: int, goal: Indices, consent: Consent) -> NDArray[np.bool_]:
    """`partners[party]`: whom concessions on the way to a goal are meant for.

    All others where everybody must agree; else those who accept the goal, or all others where
    nobody else does.
    """
    others = np.arange(space.parties) != party
    willing = np.asarray(accepted(space, goal[np.newaxis])[0] & others)
    return willing if willing.any() and not consent.unanimous else np.asarray(others)


def opening(space: Space, party: int) -> Indices | None:
    """What a party would ask for first: best for itself, then for the others in sum.

    It breaks no rule and none of the party's own red lines.
    """
    own = space.asking(frozenset({party})).unlimited()
    factors = []
    for item in own.factors:
        points = item.gain / space.unit * GRID
        others = np.rint(points.sum(axis=-1) - points[..., party]).astype(np.int64)
        factors.append(Factor(item.scope, np.stack([item.gain[..., party], others], axis=-1)))
    bans = tuple(replace(ban, party=RULE) for ban in own.bans)
    nothing = np.zeros(2, np.int64)
    two = Space(own.sizes, nothing + 1, nothing, tuple(factors), bans).unlimited()
    top = best(two, Aim("sum", nothing, nothing + 1, np.array([True, False])), most=1).deals
    return None if len(top) == 0 else np.asarray(top[two.utility(top)[:, 1].argmax()])


def concessions(
    naming: Naming, party: int, start: Indices, goal: Indices, consent: Consent
) -> tuple[Concession, ...]:
    """From an opening to a goal, one issue at a time: first what costs least for what it gives.

    At each step the issue is chosen that gives the partners most for each point that it costs the
    party; changes that cost the party nothing come first.
    """
    space, own = naming.table, consent.with_veto(party)
    meant = partners(space, party, goal, consent)
    here = start
    steps: list[Concession] = []
    while len(issues := np.flatnonzero(here != goal)):
        rows = np.repeat(here[np.newaxis], len(issues), axis=0)
        rows[np.arange(len(issues)), issues] = goal[issues]
        change = space.utility(rows) - space.utility(here[np.newaxis])
        points = change / space.unit
        cost = np.maximum(-points[:, party], 0.0)
        given = points[:, meant].sum(axis=1)
        ratio = np.where(cost > 0, given / np.where(cost > 0, cost, 1.0), np.inf)
        top = int(np.lexsort((-given, -ratio))[0])
        here = rows[top]
        steps.append(
            Concession(
                **vars(naming.package(here)),
                issue=naming.problem.issues[issues[top]],
                change=naming.points(points[top]),
                passes=bool(passing(space, own, here[np.newaxis])[0]),
            )
        )
    return tuple(steps)


@dataclass(frozen=True, eq=False)
class Seat:
    """One party's offers: packages worth about the same to it, and its way to the goal.

    `goal` is None where no deal passes that the party accepts.
    """

    goal: Package | None
    packages: tuple[Package, ...]
    opening: Package | None
    concessions: tuple[Concession, ...] = ()


@dataclass(frozen=True, eq=False)
class Offers(Part):
    """Offers from the seats asked for, towards one goal."""

    goal: Package
    seats: Mapping[str, Seat]

    key = "offers"

    @classmethod
    def of(
        cls,
        naming: Naming,
        settled: Settled,
        deal: Indices | None,
        parties: tuple[str, ...],
        power: Powers | None,
    ) -> Offers:
        """Towards the deal given, or else the Nash deal; from each seat one that it accepts."""
        space, consent = naming.table, settled.consent
        goal = settled.chosen["nash"][0] if deal is None else deal
        seats = {}
        for name in parties:
            party = naming.names.index(name)
            start = opening(space, party)
            first = None if start is None else naming.package(start)
            own = goal_of(space, party, goal, consent, power) if deal is None else deal
            if own is None:
                seats[name] = Seat(None, (), first)
                continue
            rows = equivalent_packages(space, settled.agreement, party, own, consent)
            steps = () if start is None else concessions(naming, party, start, own, consent)
            seats[name] = Seat(naming.package(own), naming.packages(rows), first, steps)
        return cls(naming.package(goal), seats)

    def findings(self, tell: Telling) -> list[str]:
        """What each party offers that would be outvoted, and the first thing it could give."""
        said = []
        for name, seat in self.seats.items():
            party = tell.party(name)
            if seat.goal is None:
                said.append(tell("deals.no_offer", party=party))
            elif seat.goal != self.goal:
                said.append(tell("deals.own_goal", party=party, deal=tell.deal(seat.goal.deal)))
            if seat.opening is not None and seat.concessions:
                step = seat.concessions[0]
                change = tell.changes(seat.opening.deal, step.deal)
                gains = tell.signed(step.change)
                said.append(tell("deals.first_concession", party=party, change=change, gains=gains))
        return said

    def tables(self, tell: Telling) -> list[Table]:
        """Packages and concessions of each seat."""
        names = tell.naming.names
        found = []
        for name, seat in self.seats.items():
            party = tell.party(name)
            if seat.packages:
                columns = ["package", *tell.columns(names)]
                rows: list[Row] = [
                    (tell.deal(each.deal), *(each.utility[n] for n in names))
                    for each in seat.packages
                ]
                found.append(tell.table("deals.equivalent", columns, rows, party=party))
            if seat.opening is not None and seat.concessions:
                columns = ["step", *tell.columns(names, 1)]
                befores = [seat.opening, *seat.concessions[:-1]]
                steps: list[Row] = [
                    (tell.changes(before.deal, step.deal), *(step.change[n] for n in names))
                    for before, step in zip(befores, seat.concessions, strict=True)
                ]
                note = tell("deals.path_note", start=tell.deal(seat.opening.deal))
                places = [k for k, step in enumerate(seat.concessions, 1) if step.passes]
                if places:
                    note += " " + tell("deals.path_passes", step=tell.number(places[0]))
                found.append(tell.table("deals.path", columns, steps, note, party=party))
        return found

    def charts(self, tell: Telling) -> list[Chart]:
        """Each seat's concession path: what everybody has after each step."""
        found: list[Chart] = []
        for name, seat in self.seats.items():
            if seat.opening is None or not seat.concessions:
                continue
            packages = [seat.opening, *seat.concessions]
            labels = [tell("deals.opening")]
            labels += [tell.changes(a.deal, b.deal) for a, b in pairwise(packages)]
            points = tuple(
                Point(float(place), package.utility[other], tell.party(other), label)
                for other in tell.naming.names
                for place, (package, label) in enumerate(zip(packages, labels, strict=True))
            )
            found.append(
                LineChart(
                    tell("deals.path_title", party=tell.party(name)),
                    Axis(tell("deals.step"), "", 0.0, float(len(seat.concessions))),
                    Axis(tell("deals.points"), "", 0.0, 100.0),
                    points,
                    tuple(map(tell.party, tell.naming.names)),
                    step=True,
                    summary=tell("deals.path_summary"),
                )
            )
        return found
