"""What the deals analysis found, with the names of parties, issues and values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from detente.analyses.contract import Result
from detente.analyses.deals.advice.naming import Naming, Package, Part, RedLine
from detente.analyses.deals.solve.agreement import Agreement
from detente.analyses.deals.solve.frontier import count_existing
from detente.analyses.deals.solve.settle import SOLUTIONS, Settled
from detente.analyses.spaces.close_calls import CloseCall
from detente.analyses.spaces.problem import Problem
from detente.exhibits import plain
from detente.scenario.judgements import Judgement

LISTED = 1000
"""Deals of the frontier that are listed unless all are asked for."""


@dataclass(frozen=True)
class NearMiss(Package):
    """A deal that does not pass, what each party lacks to accept it, and red lines it breaks.

    `total` is what all lack together, `largest` what the party lacks that lacks most, `room` the
    smallest share of its way from no deal to the best it could have, below 0 of who falls short.
    """

    shortfall: Mapping[str, float]
    total: float
    largest: float
    room: float | None
    least: tuple[str, ...]
    red_lines: tuple[RedLine, ...]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class DealMap(Result):
    """The deal space of a scenario: what is acceptable, efficient and fair, or why nothing is.

    `settled` is the answer for those at the table; `whole` is the frontier of the whole space where
    that was asked for; `close` says how sure it is that no deal passes, where none does.
    """

    analysis: ClassVar[str] = "deals"

    naming: Naming
    settled: Settled
    whole: Agreement | None = None
    parts: tuple[Part, ...] = ()
    full: bool = False
    close: CloseCall | None = None

    @property
    def too_close(self) -> bool:
        """Whether it is too close to call that nothing passes."""
        return self.close is not None and self.close.open

    @property
    def problem(self) -> Problem:
        """The deal space in arrays."""
        return self.naming.problem

    @property
    def parties(self) -> tuple[str, ...]:
        """All parties with preferences, in the order of the file."""
        return self.problem.parties

    @property
    def table(self) -> tuple[str, ...]:
        """The parties at the table that have preferences."""
        return self.naming.names

    @cached_property
    def count(self) -> int:
        """Number of possible deals; those that break a rule are not among them."""
        census = self.settled.census
        kept = count_existing(self.naming.space) if census is None else census.count
        return kept * self.problem.copies

    @property
    def acceptable(self) -> int | None:
        """Number of deals that pass the rule of consent; None where they were not counted."""
        if self.settled.census is None:
            return None if self.settled.possible else 0
        return self.settled.census.passing * self.problem.copies

    @property
    def acceptable_to(self) -> dict[str, int | None]:
        """Number of deals that each party at the table accepts; None where not counted."""
        census, copies = self.settled.census, self.problem.copies
        if census is None:
            return dict.fromkeys(self.table)
        return {p: census.by_party[place] * copies for place, p in enumerate(self.table)}

    @property
    def reservation(self) -> dict[str, float]:
        """What no deal is worth to each party."""
        return self.naming.reservation

    def no_deal_shown(self, party: str) -> float:
        """A reservation value for reading: as stated, or to a tenth where more enters into it."""
        worth = self.reservation[party]
        given = self.naming.scenario.preferences[party].reservation
        as_stated = isinstance(given, Judgement) and math.isclose(given.best, worth)
        return worth if as_stated else round(worth, 1)

    @property
    def efficient(self) -> Agreement:
        """The frontier that is shown: of the deals that pass, or of the whole space."""
        return self.settled.agreement if self.whole is None else self.whole

    @cached_property
    def frontier(self) -> tuple[Package, ...]:
        """The efficient deals, best for the first party first; at most `LISTED` unless `full`."""
        points = self.efficient.points
        if self.full:
            return self.naming.packages(self.efficient.deals_at(points)[1])
        if len(points) > LISTED:
            spread = np.linspace(0, len(points) - 1, LISTED).round().astype(np.intp)
            points = points[np.unique(spread)]
        return self.naming.packages(self.efficient.first_deals(points, LISTED))

    @cached_property
    def solutions(self) -> dict[str, tuple[Package, ...]]:
        """The deals that each bargaining solution chooses, ties included; empty if none passes."""
        return {name: self.naming.packages(self.settled.chosen[name]) for name in SOLUTIONS}

    @cached_property
    def blockers(self) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of parties whose consent, taken as given, would open a deal."""
        return tuple(map(self.naming.named, self.settled.blockers))

    @cached_property
    def blocking_lines(self) -> tuple[tuple[RedLine, ...], ...]:
        """The smallest sets of red lines whose lifting would open a deal."""
        return tuple(tuple(map(self.naming.line, sorted(some))) for some in self.settled.lines)

    @cached_property
    def nearest(self) -> tuple[NearMiss, ...]:
        """The deals nearest to passing; empty where some deal passes."""
        found = []
        for miss in self.settled.misses:
            lack = (miss.lack / self.settled.space.unit).tolist()
            short = {self.table[place]: lack[place] for place in sorted(miss.group)}
            package = self.naming.package(miss.deal)
            found.append(
                NearMiss(
                    **vars(package),
                    shortfall=short,
                    total=sum(short.values()),
                    largest=max(short.values(), default=0.0),
                    room=miss.room,
                    least=miss.least,
                    red_lines=tuple(map(self.naming.line, miss.lines)),
                )
            )
        return tuple(found)

    def answer(self) -> dict[str, Any]:
        """The answer as plain JSON values; see the chapter on deals for every key."""
        agreement, settled, problem = self.efficient, self.settled, self.problem
        blockers = {"parties": self.blockers, "red_lines": self.blocking_lines}
        answer = {
            "count": self.count,
            "acceptable": self.acceptable,
            "acceptable_to": self.acceptable_to,
            "reservation": self.reservation,
            "free": [problem.issues[place] for place in problem.free],
            "frontier": self.frontier,
            "frontier_points": len(agreement.points),
            "solutions": self.solutions,
            "blockers": {} if settled.possible else blockers,
            "nearest": self.nearest,
            "too_close_to_call": None if self.close is None else self.close.open,
            "turned_by": [".".join(path) for path in (self.close.turned_by if self.close else ())],
            "method": {
                "name": agreement.method,
                "exact_arithmetic": self.naming.space.exact,
                "tolerance": float((agreement.slack / settled.space.unit).max(initial=0.0)),
                "solutions_proven": settled.proven,
                "solution_bounds": {
                    name: _bound(value, bound) for name, (value, bound) in settled.bounds.items()
                },
                "scale_tolerance": round(problem.cut_slack, 9),
            },
            "weights": self.naming.weights(),
        }
        return {**plain(answer)} | {part.key: part.answer() for part in self.parts}


def _bound(value: float, bound: float) -> dict[str, float | None]:
    """A value found, what no deal exceeds and the gap between; None where nothing is proven."""
    known, found = math.isfinite(bound), math.isfinite(value)
    return {
        "value": value if found else None,
        "bound": bound if known else None,
        "gap": bound - value if known and found else None,
    }
