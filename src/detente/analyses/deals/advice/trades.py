"""Trades across issues and the value left on the table, with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import Package, Part, Seats
from detente.analyses.deals.advice.solve.trades import compromise, improvement, trades
from detente.analyses.spaces.consent import Consent
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Note, Table
from detente.phrases import Phrases


@dataclass(frozen=True, slots=True)
class NamedTrade:
    """A change of two issues from the starting deal that harms none of its backers.

    `backers` are all at the table whom it does not harm: everybody, or enough to decide.
    """

    issues: tuple[str, str]
    package: Package
    gain: Mapping[str, float]
    joint: float
    givers: Mapping[str, str]
    backers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Trading(Part):
    """Where trading across issues starts from, what it offers, and what it is worth in all.

    `start` is the deal given, or else the compromise that settles every issue by itself; `better`
    lifts everybody above it most evenly or, where fewer can decide, the members of the group that
    gains most; `backers` are all whom it does not harm.
    """

    seats: Seats
    start: Package
    given: bool
    better: Package | None
    backers: tuple[str, ...]
    trades: tuple[NamedTrade, ...]

    key = "trades"

    @classmethod
    def of(
        cls,
        seats: Seats,
        worth: list[NDArray[np.float64]],
        deal: NDArray[np.intp] | None,
        consent: Consent,
    ) -> Trading:
        """`worth[issue][party, value]` for the parties at the table."""
        start = compromise(seats.space, worth) if deal is None else deal
        better = improvement(seats.space, start, consent)
        issues = seats.naming.problem.issues
        named = tuple(
            NamedTrade(
                (issues[trade.issues[0]], issues[trade.issues[1]]),
                seats.package(trade.deal),
                seats.gains(trade.gain),
                round(trade.joint, 9),
                {
                    party: issues[issue]
                    for party, issue in zip(seats.names, trade.givers, strict=True)
                    if issue >= 0
                },
                seats.named(trade.backers),
            )
            for trade in trades(seats.space, start, consent)
        )
        improved = None if better is None else seats.package(better.deal)
        backers = seats.names if better is None else seats.named(better.backers)
        return cls(seats, seats.package(start), deal is not None, improved, backers, named)

    @property
    def left(self) -> dict[str, float]:
        """Points that each party at the table would gain by the better deal."""
        if self.better is None:
            return dict.fromkeys(self.seats.names, 0.0)
        return {
            name: round(self.better.utility[name] - self.start.utility[name], 9)
            for name in self.seats.names
        }

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "start": {**self.start.as_dict(), "given": self.given},
            "better": None if self.better is None else self.better.as_dict(),
            "left_on_table": self.left,
            "backed_by": list(self.backers),
            "trades": [
                {
                    "issues": list(trade.issues),
                    **trade.package.as_dict(),
                    "gain": dict(trade.gain),
                    "joint_gain": trade.joint,
                    "gives_way_on": dict(trade.givers),
                    "backed_by": list(trade.backers),
                }
                for trade in self.trades
            ],
        }

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """What is left on the table, and the best trade."""
        said = []
        if self.better is not None:
            gains = self.seats.signed(self.left, words)
            if self.given:
                said.append(words("deals.left_by_deal", gains=gains))
            else:
                said.append(words("deals.left_by_splitting", gains=gains))
            said[-1] += self._outvoted(self.backers, words)
        if self.trades:
            trade = self.trades[0]
            change = self.seats.changes(self.start.deal, trade.package.deal, words)
            gains = self.seats.signed(trade.gain, words)
            text = words("deals.best_trade", change=change, gains=gains)
            said.append(text + self._outvoted(trade.backers, words))
        return tuple(Note(text, "finding") for text in said)

    def _outvoted(self, backers: tuple[str, ...], words: Phrases) -> str:
        """Who would have to be outvoted; empty where nobody would."""
        others = tuple(name for name in self.seats.names if name not in backers)
        if not others:
            return ""
        return " " + words("deals.outvoting", parties=self.seats.naming.parties(others, words))

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """All trades, largest joint gain first."""
        if not self.trades:
            return ()
        columns = [Column(words("deals.trade"))]
        columns += self.seats.columns(words, 1)
        outvoting = any(len(trade.backers) < len(self.seats.names) for trade in self.trades)
        columns.append(Column(words("deals.joint"), "right", 1))
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                self.seats.changes(self.start.deal, trade.package.deal, words),
                *(trade.gain[name] for name in self.seats.names),
                trade.joint,
            )
            for trade in self.trades
        )
        start = self.seats.naming.deal(self.start.deal, words)
        note = words("deals.trades_note", start=start)
        title = words("deals.trades_title")
        if outvoting:
            title = words("deals.trades_outvoting_title")
            note += " " + words("deals.trades_outvoting_note")
        return (Table(title, tuple(columns), rows, note),)

    def charts(self, words: Phrases) -> tuple[Chart, ...]:
        """What splitting every issue gives each party, and what trading would."""
        if self.better is None:
            return ()
        series = (words("deals.before_trading"), words("deals.after_trading"))
        bars = [
            Bar(self.seats.naming.party(name, words), package.utility[name], label)
            for name in self.seats.names
            for label, package in zip(series, (self.start, self.better), strict=True)
        ]
        return (
            BarChart(
                words("deals.left_title"),
                Axis(words("deals.points"), "", 0.0, 100.0),
                tuple(bars),
                series,
                summary=words("deals.left_summary"),
            ),
        )
