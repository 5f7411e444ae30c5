"""What a further issue, whatever it is, would have to be worth to whom.

To open a deal it must make up for what the nearest miss leaves somebody short of. To move the Nash
solution it must be worth enough to one party for another deal to overtake: an issue that is worth t
points to one party and nothing to the others, whatever else is agreed, adds t to that party's gain
in every deal. The solution on the issues at hand then moves where another deal y overtakes the deal
x chosen: with n parties that gain equally often, where

    (g(y) + t)^a L(y) > (g(x) + t)^a L(x),

g being the party's gain, a its power and L the product of the others' gains to their powers. The
least t follows in closed form for each y; the efficient deals of each group that can decide are
all that need to be compared, since a deal's standing never falls when a gain rises.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.deals.advice.naming import (
    DIGITS,
    GroupPackage,
    Indices,
    Naming,
    Package,
    Part,
    Powers,
    Telling,
)
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.settle import Settled
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.space import FRONT
from detente.exhibits import Table, internal

JUST_ABOVE = 1e-7
"""Points above a threshold at which deals that share it are compared."""
TIED = 1e-12
MOST = 3


@dataclass(frozen=True)
class Stake:
    """What an issue is worth to a party: points of the file, and the same as a weight.

    The weight is on the scale of the party's own, for an issue that goes from worth 0 to 100;
    `share` is that weight as a share of all, this one included. No weight is given where it would
    be too large a number.
    """

    points: float
    weight: float | None
    share: float

    @classmethod
    def of(cls, naming: Naming, party: str, points: float) -> Stake:
        """From points and the sum of the party's weights."""
        given = naming.scenario.preferences[party].weights.values()
        weight = points / 100 * sum(each.best for each in given)
        return cls(
            round(points, DIGITS),
            round(weight, DIGITS) if math.isfinite(weight) else None,
            round(points / (100 + points), DIGITS),
        )


@dataclass(frozen=True)
class Bridge(GroupPackage):
    """What a further issue must give whom for a group to accept a package, and may cost others."""

    needs: Mapping[str, Stake]
    may_cost: Mapping[str, float]


@dataclass(frozen=True)
class Move:
    """How much a further issue must be worth to a party to move the Nash solution, and where to.

    It moves as soon as the issue is worth more than that. `worth` and `to` are None where no worth
    moves it or, with `known` False, where the efficient deals are too many to compare.
    """

    party: str
    worth: Stake | None
    known: bool
    to: Package | None
    change: Mapping[str, float]


def moves(
    naming: Naming, consent: Consent, solution: Indices, power: Powers | None = None
) -> tuple[Move, ...]:
    """The least worth of a further issue to each party that moves the Nash solution.

    `solution` is the Nash deal under the rule of consent, `power[party]` its exponents.
    """
    exponent = np.ones(naming.table.parties) if power is None else power
    parties = range(naming.table.parties)
    return tuple(_move(naming, consent, party, solution, exponent) for party in parties)


def _move(naming: Naming, consent: Consent, party: int, solution: Indices, power: Powers) -> Move:
    """The least worth to one party, from the efficient deals that pass if its gains are higher."""
    space, name = naming.table, naming.names[party]
    nothing = Move(name, None, True, None, {})
    before = space.utility(solution[np.newaxis])
    chosen = ((before - space.limit) / space.unit)[0]
    limit = np.where(np.arange(space.parties) == party, space.floor(), space.limit)
    agreement = agree(replace(space, limit=limit), consent.groups)
    if not agreement.exact:
        return replace(nothing, known=False)
    rivals, passing = [], []
    for each in agreement.fronts:
        points = each.front.points
        gain = (points - space.limit) / space.unit
        lacking = np.array(
            [np.where(party in group, -gain[:, party], 0.0) for group in each.groups]
        )
        needed = np.where(each.accepted(points).T, np.maximum(0.0, lacking), np.inf).min(axis=0)
        rivals.append(points[np.isfinite(needed)])
        passing.append(needed[np.isfinite(needed)])
    points, passes = np.concatenate(rivals), np.concatenate(passing)
    gain = (points - space.limit) / space.unit
    least = _overtaking(gain, passes, chosen, party, power)
    lowest = least.min(initial=np.inf)
    if not np.isfinite(lowest):
        return nothing
    rows = np.flatnonzero(least <= lowest + TIED)
    some, product = _standing(gain[rows], lowest + JUST_ABOVE, party, power)
    row = rows[np.lexsort((-product, -some))[:1]]
    package = naming.package(agreement.deals_at(points[row], most=1)[1][0])
    stake = Stake.of(naming, name, float(lowest))
    return Move(name, stake, True, package, naming.gains((points[row] - before)[0]))


def _overtaking(gain: Powers, passes: Powers, chosen: Powers, party: int, power: Powers) -> Powers:
    """The least worth to a party from which each deal is better than the one chosen; else inf.

    Which of the two is better changes at most where one passes, where the party begins to gain by
    one, and where the products are equal, the party's gain counted in both or in one of them; it
    is asked between these points.
    """
    own, other = gain[:, party], chosen[party]
    others = np.where(np.arange(len(power)) == party, 0.0, power)
    left, right = _logarithm(gain, others), _logarithm(chosen[np.newaxis], others)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.exp((right - left) / power[party])
        equal = [(ratio * other - own) / (1.0 - ratio), ratio - own, 1.0 / ratio - other]
    tried = np.stack([passes, -own, np.full_like(own, -other), *equal])
    tried = np.sort(np.where(np.isfinite(tried) & (tried >= passes), tried, passes), axis=0)
    least = np.full(len(gain), np.inf)
    for start, end in zip(tried, [*tried[1:], 2.0 * tried[-1] + 1.0], strict=True):
        worth = (start + end) / 2.0
        here, there = (
            _standing(each, worth, party, power)
            for each in (gain, np.broadcast_to(chosen, gain.shape))
        )
        ahead = (here[0] > there[0]) | ((here[0] == there[0]) & (here[1] > there[1] + TIED))
        least = np.where((end > start) & ahead & (start < least), start, least)
    return least


def _standing(
    gain: Powers, worth: Powers | float, party: int, power: Powers
) -> tuple[Powers, Powers]:
    """How many parties gain, and the logarithm of the product of their gains."""
    raised = gain.copy()
    raised[:, party] += worth
    return (raised > 0).sum(axis=1), _logarithm(raised, power)


def _logarithm(gain: Powers, power: Powers) -> Powers:
    return np.asarray(np.log(np.where(gain > 0, gain, 1.0)) @ power)


@dataclass(frozen=True, eq=False)
class NewIssue(Part):
    """The least that a further issue must be worth to open a deal, or else to move the solution."""

    to_open: tuple[Bridge, ...] | None = None
    to_move: tuple[Move, ...] | None = None
    fronts: bool = internal(default=False)

    key = "new_issue"

    @classmethod
    def of(cls, naming: Naming, settled: Settled, power: Powers | None) -> NewIssue:
        """What opens a deal where none passes, else what moves the Nash solution."""
        if settled.possible:
            solution = settled.chosen["nash"][0]
            return cls(to_move=moves(naming, settled.consent, solution, power))
        fronts = any(ban.party == FRONT for ban in settled.space.bans)
        return cls(to_open=_bridges(naming, settled), fronts=fronts)

    def findings(self, tell: Telling) -> list[str]:
        """As sentences that could be said at the table."""
        if self.to_move is not None:
            return [_said_move(self.to_move, tell)]
        return [_said_open(each, tell) for each in self.to_open or ()] or [
            tell("new_issue.fronts_stand" if self.fronts else "new_issue.lines_stand")
        ]

    def tables(self, tell: Telling) -> list[Table]:
        """How much an issue must be worth to each party to move the solution."""
        rows = [
            (
                tell.party(move.party),
                move.worth.points,
                move.worth.weight,
                tell.deal(move.to.deal),
                tell.signed(move.change),
            )
            for move in self.to_move or ()
            if move.worth is not None and move.to is not None
        ]
        columns = ["to_whom", "more_than>1", "as_weight>1", "moves_to", "without_it"]
        note = tell("new_issue.note")
        return [tell.table("new_issue.moves", columns, rows, note)] if rows else []


def _said_open(bridge: Bridge, tell: Telling) -> str:
    needs = []
    for party, stake in bridge.needs.items():
        weight = math.inf if stake.weight is None else stake.weight
        told = {"party": tell.party(party), "points": tell.number(stake.points, 1)}
        told["weight"] = tell.number(weight, 1 if weight >= 10 else 2)
        needs.append(tell("new_issue.need", **told))
    deal = tell.deal(bridge.deal)
    text = tell("new_issue.opens", needs=tell.words.join(needs), deal=deal)
    spare = [
        tell("new_issue.spare", party=tell.party(party), points=tell.number(points, 1))
        for party, points in bridge.may_cost.items()
    ]
    if not spare:
        return text
    return text + " " + tell("new_issue.may_cost", spare=tell.words.join(spare))


def _said_move(moves: tuple[Move, ...], tell: Telling) -> str:
    known = [(m.worth.points, m, m.to) for m in moves if m.worth is not None and m.to is not None]
    if not known:
        unknown = any(not move.known for move in moves)
        return tell("new_issue.unknown" if unknown else "new_issue.unmoved")
    points, move, package = min(known, key=lambda each: each[0])
    text = tell(
        "new_issue.moves",
        party=tell.party(move.party),
        points=tell.number(points, 1),
        deal=tell.deal(package.deal),
        gains=tell.signed(move.change),
    )
    return text + " " + tell("new_issue.beyond") if points > 100 else text


def _bridges(naming: Naming, settled: Settled) -> tuple[Bridge, ...]:
    """From the nearest misses in total that cross no red line of those whose consent they need."""
    space = settled.space
    found = []
    for miss in settled.misses:
        if miss.lines or "total" not in miss.least:
            continue
        package = naming.of_group(miss.group, miss.deal)
        lack = naming.gains(miss.lack)
        above = naming.gains(space.utility(miss.deal[np.newaxis])[0] - space.limit)
        needs = {p: Stake.of(naming, p, lack[p]) for p in package.parties if lack[p] > 0}
        spare = {party: above[party] for party in package.parties if above[party] > 0}
        found.append(Bridge(**vars(package), needs=needs, may_cost=spare))
    return tuple(found[:MOST])
