"""Trades across issues, and what is left on the table by settling each issue by itself.

A trade or a better deal needs the consent of those who can decide: it harms no member of a group
that wins under the rule, and crosses no further red line of theirs. Where everybody must agree it
harms nobody; otherwise those outvoted may lose by it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import (
    DIGITS,
    Indices,
    Naming,
    Package,
    Part,
    Row,
    Telling,
)
from detente.analyses.deals.solve.aims import Aim, common
from detente.analyses.deals.solve.bargain import passing
from detente.analyses.deals.solve.best import best
from detente.analyses.deals.solve.boxes import Boxes, passing_deals
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.space import Integers, Space, Truth
from detente.exhibits import Table, plain

MOST_TRADES = 10
CLOSE = 1e-6


@dataclass(frozen=True)
class Start(Package):
    """The deal that trades start from: one `given`, or that which settles each issue by itself."""

    given: bool


@dataclass(frozen=True)
class Trade(Package):
    """A change of two issues at once that harms no backer, though either change alone would.

    `gain` is that of all at the table, `joint_gain` the backers' in sum; `gives_way_on` is the
    issue on which a backer gives way, where it gives way on one.
    """

    issues: tuple[str, ...]
    gain: Mapping[str, float]
    joint_gain: float
    gives_way_on: Mapping[str, str]
    backed_by: tuple[str, ...]


def improvement(
    naming: Naming, deal: Indices, consent: Consent
) -> tuple[Package, tuple[str, ...]] | None:
    """The deal that raises the members of a winning group most evenly above a given one.

    The smallest gain of a member is as large as possible, then the second smallest and so on; among
    equals more members gain, then the others lose least. Rules and the members' red lines are kept;
    where the given deal passes, they also accept the better one. With it come all whom it does not
    harm. None where no group gains.
    """
    space = naming.table
    row = deal[np.newaxis]
    start = space.utility(row)[0]
    passes = bool(passing(space, consent, row)[0])
    found: list[tuple[tuple[list[int], ...], Indices]] = []
    even, scale = start, math.lcm(*space.unit.tolist())
    for group in consent.groups:
        asked = space.asking(group)
        members = np.isin(np.arange(space.parties), list(group))
        limit = np.maximum(even, space.limit) if passes else even
        aim = Aim("smallest", start, space.unit, members)
        least = np.where(members, limit, asked.floor())
        deals = best(asked, aim, least=least, most=1, share=len(consent.groups)).deals
        gains = common(space.utility(deals) - start, space.unit)
        for gain, above in zip(gains, deals, strict=True):
            if max(gain[members]) > 0:
                keys = (sorted(gain[members].tolist()), sorted(gain.tolist()), gain.tolist())
                found.append((keys, above))
                smallest = [-(-keys[0][0] * int(unit) // scale) for unit in space.unit]
                even = np.maximum(even, start + np.array(smallest, np.int64))
    if not found:
        return None
    chosen = max(found, key=lambda each: each[0])[1]
    kept = _unharmed(space, chosen[np.newaxis], start, space.broken(row)[0])
    return naming.package(chosen), naming.named(np.flatnonzero(kept[0]))


def trades(naming: Naming, start: Indices, consent: Consent) -> tuple[Trade, ...]:
    """The best trade of each pair of issues from a starting deal, largest joint gain first.

    The backers of a change are all whom it does not harm; it counts when they win under the rule
    and one of them gains. From a deal that passes, a trade leads to one that passes.
    """
    pairs = itertools.combinations(range(len(start)), 2)
    found = [trade for pair in pairs if (trade := _best_trade(naming, start, pair, consent))]
    found.sort(key=lambda trade: (-trade.joint_gain, -sum(trade.gain.values())))
    return tuple(found)


class _Swap(NamedTuple):
    """Values of two issues: what they gain, and on which of the two (0, 1) each party gives way."""

    joint: float
    total: float
    values: Indices
    gain: Integers
    gives: Indices
    backers: NDArray[np.bool_]

    @property
    def order(self) -> tuple[float, float, tuple[int, ...]]:
        """Larger is better; of equals the lower values come first."""
        return self.joint, self.total, tuple((-self.values).tolist())


def _best_trade(
    naming: Naming, start: Indices, issues: tuple[int, int], consent: Consent
) -> Trade | None:
    """The trade of two issues with the largest joint gain, the others left as they are."""
    part = naming.table.around(start, issues)
    here = start[list(issues)]
    before = part.broken(here[np.newaxis])[0]
    kept = tuple(b for b, old in zip(part.bans, before, strict=True) if not old)
    base = part.utility(here[np.newaxis])[0]
    asked = replace(part, limit=base, bans=kept)
    passes = bool(passing(part, consent, here[np.newaxis])[0])
    top: _Swap | None = None

    def hopeful(ceiling: Integers) -> Truth:
        joint = (np.maximum(ceiling - base, 0) / part.unit).sum(axis=1)
        return np.asarray(joint >= (0.0 if top is None else top.joint) - CLOSE)

    for boxes in passing_deals(asked, consent, hopeful):
        found = [_best_of(boxes, part, here, consent, passes=passes), top]
        top = max(filter(None, found), key=lambda swap: swap.order, default=None)
    if top is None:
        return None
    deal = start.copy()
    deal[list(issues)] = top.values
    names = naming.problem.issues
    return Trade(
        **vars(naming.package(deal)),
        issues=tuple(names[issue] for issue in issues),
        gain=naming.gains(top.gain),
        joint_gain=top.joint,
        gives_way_on={
            party: names[issues[place]]
            for party, place in zip(naming.names, top.gives.tolist(), strict=True)
            if place >= 0
        },
        backed_by=naming.named(np.flatnonzero(top.backers)),
    )


def _best_of(
    boxes: Boxes, part: Space, here: Indices, consent: Consent, *, passes: bool
) -> _Swap | None:
    """The best trade among values of two issues, which have the values `here`."""
    deals, base = boxes.low, part.utility(here[np.newaxis])[0]
    gain = boxes.ceiling - base
    backers = (gain >= 0) & ((boxes.barred[:, np.newaxis] >> np.arange(part.parties)) & 1 == 0)
    gives = np.full(backers.shape, -1)
    single = [np.where(np.arange(2) == k, deals, here) for k in range(2)]
    harmed = [(part.utility(each) < base) & backers for each in single]
    for k in range(2):
        gives[harmed[k] & ~harmed[1 - k]] = k
    good = (deals != here).all(axis=1) & (backers & (gain > 0)).any(axis=1)
    good &= np.logical_and(*((gives == k).any(axis=1) for k in range(2)))
    if passes:
        good &= passing(part, consent, deals)
    points = gain[good] / part.unit
    joint = np.round(np.where(backers[good], points, 0.0).sum(axis=1), DIGITS)
    total = points.sum(axis=1)
    top = np.lexsort((*deals[good].T[::-1], -total, -joint))[:1]
    if not len(top):
        return None
    row, first = np.flatnonzero(good)[top[0]], top[0]
    sums = float(joint[first]), float(total[first])
    return _Swap(*sums, deals[row], gain[row], gives[row], backers[row])


def _unharmed(
    space: Space, deals: Indices, base: Integers, before: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """`unharmed[deal, party]`: no worth lost, no red line of the party crossed that was not before.

    False for everybody where a deal breaks a rule that held before.
    """
    kept: NDArray[np.bool_] = space.utility(deals) >= base
    crossed = space.broken(deals) & ~before
    for number, ban in enumerate(space.bans):
        whom = slice(None) if ban.party < 0 else slice(ban.party, ban.party + 1)
        kept[:, whom] &= ~crossed[:, number, np.newaxis]
    return kept


@dataclass(frozen=True, eq=False)
class Trading(Part):
    """Where trading across issues starts from, what it offers, and what it is worth in all.

    `better` lifts everybody above the start most evenly or, where fewer can decide, the members of
    the group that gains most; `backed_by` are all whom it does not harm.
    """

    start: Start
    better: Package | None
    left_on_table: Mapping[str, float]
    backed_by: tuple[str, ...]
    trades: tuple[Trade, ...]

    key = "trades"

    @classmethod
    def of(cls, naming: Naming, deal: Indices | None, consent: Consent) -> Trading:
        """From a deal given, or from every issue settled by itself.

        That takes the value whose worth to the worst-off party is largest; ties go to the larger
        sum, then to the first value.
        """
        row = deal
        if row is None:
            worth = [points[0][list(naming.problem.table)] for points in naming.problem.worth]
            orders = [np.lexsort((-each.sum(axis=0), -each.min(axis=0))) for each in worth]
            row = np.array([order[0] for order in orders], np.intp)
        start = Start(**vars(naming.package(row)), given=deal is not None)
        better, backers = improvement(naming, row, consent) or (None, naming.names)
        end = better or start
        left = {p: round(end.utility[p] - start.utility[p], DIGITS) for p in naming.names}
        return cls(start, better, left, backers, trades(naming, row, consent)[:MOST_TRADES])

    def answer(self) -> Any:
        """Plain JSON values."""
        return plain(self)

    def findings(self, tell: Telling) -> list[str]:
        """What is left on the table, and the best trade."""
        said = []
        if self.better is not None:
            key = "deals.left_by_deal" if self.start.given else "deals.left_by_splitting"
            text = tell(key, gains=tell.signed(self.left_on_table))
            said.append(text + _outvoted(self.backed_by, tell))
        for trade in self.trades[:1]:
            change = tell.changes(self.start.deal, trade.deal)
            text = tell("deals.best_trade", change=change, gains=tell.signed(trade.gain))
            said.append(text + _outvoted(trade.backed_by, tell) + self._beside(trade, tell))
        return said

    def _beside(self, trade: Trade, tell: Telling) -> str:
        """Whom not at the table a trade costs something, or whose red line it crosses."""
        absent = [party for party in trade.utility if party not in tell.naming.names]
        lost = {p: points for p in absent if (points := self._moves(trade, p)) < 0}
        crossed = self._crossed(trade, absent, tell)
        told = [tell("deals.trade_costs", losses=tell.signed(lost))] if lost else []
        told += [tell("deals.trade_crosses", parties=crossed)] if crossed else []
        return "".join(f" {text}" for text in told)

    def tables(self, tell: Telling) -> list[Table]:
        """All trades, largest joint gain first."""
        if not self.trades:
            return []
        names = tell.naming.names
        absent = [party for party in self.start.utility if party not in names]
        rows: list[Row] = []
        for trade in self.trades:
            change = tell.changes(self.start.deal, trade.deal)
            rest = [self._moves(trade, party) for party in absent]
            row: Row = (change, *trade.gain.values(), trade.joint_gain, *rest)
            rows.append((*row, self._crossed(trade, absent, tell)) if absent else row)
        key, note = "deals.trades", tell("deals.trades_note", start=tell.deal(self.start.deal))
        columns = ["trade", *tell.columns(names, 1), "joint>1"]
        if absent:
            key = "deals.trades_absent"
            columns += [*tell.columns(absent, 1), "crosses"]
        if any(len(trade.backed_by) < len(names) for trade in self.trades):
            key = "deals.trades_outvoting"
            note += " " + tell("deals.trades_outvoting_note")
        return [replace(tell.table(key, columns, rows, note), key="deals.trades")]

    def _moves(self, trade: Trade, party: str) -> float:
        """What a trade moves the worth of a party by."""
        return round(trade.utility[party] - self.start.utility[party], DIGITS)

    def _crossed(self, trade: Trade, parties: Iterable[str], tell: Telling) -> str:
        """Whose red lines a trade crosses that the start does not; empty for nobody's."""
        naming = tell.naming
        places = {party: naming.problem.parties.index(party) for party in parties}
        newly = [
            party
            for party, place in places.items()
            if set(naming.broken(place, trade.deal)) - set(naming.broken(place, self.start.deal))
        ]
        return tell.parties(newly)


def _outvoted(backers: tuple[str, ...], tell: Telling) -> str:
    """Who would have to be outvoted; empty where nobody would."""
    others = [name for name in tell.naming.names if name not in backers]
    return " " + tell("deals.outvoting", parties=tell.parties(others)) if others else ""
