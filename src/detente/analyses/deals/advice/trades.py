"""Trades across issues, and what is left on the table by settling each issue by itself.

A trade or a better deal needs the consent of those who can decide: it harms no member of a group
that wins under the rule, and crosses no further red line of theirs. Where everybody must agree it
harms nobody; otherwise those outvoted may lose by it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import DIGITS, Indices, Naming, Part, Row, Telling
from detente.analyses.deals.solve.aims import Aim, common
from detente.analyses.deals.solve.bargain import around, passing
from detente.analyses.deals.solve.best import best
from detente.analyses.spaces.consent import Consent, Group
from detente.analyses.spaces.space import RULE, Integers, Space
from detente.exhibits import Table, plain

MOST_TRADES = 10


class Trade(NamedTuple):
    """A change of two issues at once that harms no backer, though either change alone would.

    `gain[party]` in units against the starting deal, `joint` the sum of the backers' in points;
    `givers[party]` is the issue on which a backer gives way, -1 where it gives way on neither.
    """

    issues: tuple[int, int]
    deal: Indices
    gain: Integers
    joint: float
    givers: list[int]
    backers: Group


class Better(NamedTuple):
    """A deal above a given one, and all whom it does not harm."""

    deal: Indices
    backers: Group


def improvement(space: Space, deal: Indices, consent: Consent) -> Better | None:
    """The deal that raises the members of a winning group most evenly above a given one.

    The smallest gain of a member is as large as possible, then the second smallest and so on; among
    equals more members gain, then the others lose least. Rules and the members' red lines are kept;
    where the given deal passes, they also accept the better one. None where no group gains.
    """
    row = deal[np.newaxis]
    start = space.utility(row)[0]
    passes = bool(passing(space, consent, row)[0])
    found: list[tuple[tuple[list[float], ...], Indices]] = []
    for group in consent.groups:
        asked = space.asking(group)
        members = np.isin(np.arange(space.parties), list(group))
        least = np.where(
            members, np.maximum(start, space.limit) if passes else start, asked.floor()
        )
        aim = Aim("smallest", start, space.unit, members)
        deals = best(asked, aim, least=least, most=1).deals
        gains = common(space.utility(deals) - start, space.unit)
        for gain, above in zip(gains, deals, strict=True):
            if max(gain[members]) > 0:
                keys = (sorted(gain[members].tolist()), sorted(gain.tolist()), gain.tolist())
                found.append((keys, above))
    if not found:
        return None
    chosen = max(found, key=lambda each: each[0])[1]
    kept = _unharmed(space, chosen[np.newaxis], start, space.broken(row)[0])
    return Better(chosen, frozenset(np.flatnonzero(kept[0]).tolist()))


def trades(
    space: Space, start: Indices, consent: Consent, *, most: int = MOST_TRADES
) -> tuple[Trade, ...]:
    """The best trade of each pair of issues from a starting deal, largest joint gain first.

    The backers of a change are all whom it does not harm; it counts when they win under the rule
    and one of them gains. From a deal that passes, a trade leads to one that passes.
    """
    pairs = itertools.combinations(range(len(space.sizes)), 2)
    found = [trade for pair in pairs if (trade := _best_trade(space, start, pair, consent))]
    found.sort(key=lambda trade: (-trade.joint, -float((trade.gain / space.unit).sum())))
    return tuple(found[:most])


def _best_trade(
    space: Space, start: Indices, issues: tuple[int, int], consent: Consent
) -> Trade | None:
    """The trade of two issues with the largest joint gain, the others left as they are."""
    part = around(space, start, issues)
    here = start[list(issues)]
    deals = np.indices(part.sizes).reshape(2, -1).T
    deals = deals[(deals != here).all(axis=1)]
    if len(deals) == 0:
        return None
    base = part.utility(here[np.newaxis])[0]
    backers = _unharmed(part, deals, base, part.broken(here[np.newaxis])[0])
    gain = part.utility(deals) - base
    givers = np.full(backers.shape, RULE)
    single = [np.where(np.arange(2) == k, deals, here) for k in range(2)]
    harmed = [(part.utility(rows) < base) & backers for rows in single]
    for k in range(2):
        givers[harmed[k] & ~harmed[1 - k]] = issues[k]
    good = consent.passes(backers) & (backers & (gain > 0)).any(axis=1)
    good &= np.logical_and(*((givers == issue).any(axis=1) for issue in issues))
    if passing(part, consent, here[np.newaxis])[0]:
        good &= passing(part, consent, deals)
    rows = np.flatnonzero(good)
    if len(rows) == 0:
        return None
    points = gain[rows] / part.unit
    joint = np.round(np.where(backers[rows], points, 0.0).sum(axis=1), DIGITS)
    top = int(rows[np.lexsort((-points.sum(axis=1), -joint))[0]])
    deal = start.copy()
    deal[list(issues)] = deals[top]
    group = frozenset(np.flatnonzero(backers[top]).tolist())
    return Trade(issues, deal, gain[top], float(joint.max()), givers[top].tolist(), group)


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

    `start` is the deal given, or else the compromise that settles every issue by itself; `better`
    lifts everybody above it most evenly or, where fewer can decide, the members of the group that
    gains most.
    """

    naming: Naming
    start: Indices
    given: bool
    better: Better | None
    trades: tuple[Trade, ...]

    key = "trades"

    @classmethod
    def of(cls, naming: Naming, deal: Indices | None, consent: Consent) -> Trading:
        """From a deal given, or from the compromise."""
        start = _compromise(naming) if deal is None else deal
        better = improvement(naming.table, start, consent)
        return cls(naming, start, deal is not None, better, trades(naming.table, start, consent))

    @property
    def left(self) -> dict[str, float]:
        """Points that each party at the table would gain by the better deal."""
        end = self.start if self.better is None else self.better.deal
        before, after = self.naming.table.utility(np.stack([self.start, end]))
        return self.naming.gains(after - before)

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        naming, issues = self.naming, self.naming.problem.issues
        better = self.better
        return {
            "start": {**plain(naming.package(self.start)), "given": self.given},
            "better": None if better is None else plain(naming.package(better.deal)),
            "left_on_table": self.left,
            "backed_by": list(naming.names if better is None else naming.named(better.backers)),
            "trades": [
                {
                    "issues": [issues[issue] for issue in trade.issues],
                    **plain(naming.package(trade.deal)),
                    "gain": naming.gains(trade.gain),
                    "joint_gain": trade.joint,
                    "gives_way_on": {
                        party: issues[issue]
                        for party, issue in zip(naming.names, trade.givers, strict=True)
                        if issue >= 0
                    },
                    "backed_by": list(naming.named(trade.backers)),
                }
                for trade in self.trades
            ],
        }

    def findings(self, tell: Telling) -> list[str]:
        """What is left on the table, and the best trade."""
        said = []
        if self.better is not None:
            key = "deals.left_by_deal" if self.given else "deals.left_by_splitting"
            text = tell(key, gains=tell.signed(self.left))
            said.append(text + self._outvoted(self.better.backers, tell))
        if self.trades:
            trade = self.trades[0]
            gains = tell.signed(self.naming.gains(trade.gain))
            text = tell("deals.best_trade", change=self._change(trade, tell), gains=gains)
            said.append(text + self._outvoted(trade.backers, tell))
        return said

    def _change(self, trade: Trade, tell: Telling) -> str:
        named = self.naming.problem.named
        return tell.changes(named(self.start), named(trade.deal))

    def _outvoted(self, backers: Group, tell: Telling) -> str:
        """Who would have to be outvoted; empty where nobody would."""
        others = self.naming.named(frozenset(range(len(self.naming.names))) - backers)
        return " " + tell("deals.outvoting", parties=tell.parties(others)) if others else ""

    def tables(self, tell: Telling) -> list[Table]:
        """All trades, largest joint gain first."""
        if not self.trades:
            return []
        names = self.naming.names
        columns = ["trade", *tell.columns(names, 1), "joint>1"]
        rows: list[Row] = [
            (self._change(trade, tell), *self.naming.gains(trade.gain).values(), trade.joint)
            for trade in self.trades
        ]
        key = "deals.trades"
        note = tell("deals.trades_note", start=tell.deal(self.naming.problem.named(self.start)))
        if any(len(trade.backers) < len(names) for trade in self.trades):
            key = "deals.trades_outvoting"
            note += " " + tell("deals.trades_outvoting_note")
        return [tell.table(key, columns, rows, note)]


def _compromise(naming: Naming) -> Indices:
    """Every issue settled by itself: the value whose worth to the worst-off party is largest.

    Ties go to the larger sum, then to the first value.
    """
    worth = [points[0][list(naming.problem.table)] for points in naming.problem.worth]
    orders = (np.lexsort((-table.sum(axis=0), -table.min(axis=0))) for table in worth)
    return np.array([order[0] for order in orders], np.intp)
