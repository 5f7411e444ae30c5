"""What the deals analysis found, with the names of parties, issues and values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Result
from detente.analyses.deals.advice import everything
from detente.analyses.deals.advice.naming import Naming, Package, Part
from detente.analyses.deals.solve.agreement import Agreement
from detente.analyses.deals.solve.frontier import count_existing
from detente.analyses.deals.solve.obstacles import Miss
from detente.analyses.deals.solve.settle import SOLUTIONS, Settled
from detente.analyses.spaces.problem import Problem
from detente.analyses.spaces.space import Space
from detente.scenario import Scenario
from detente.scenario.judgements import Judgement

LISTED = 1000
"""Deals of the frontier that are listed unless all are asked for."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A deal that does not pass, what each party lacks to accept it, and red lines it breaks."""

    package: Package
    shortfall: Mapping[str, float]
    red_lines: tuple[tuple[str, str], ...]
    least: tuple[str, ...]

    @property
    def total(self) -> float:
        """Points lacking, all parties together."""
        return sum(self.shortfall.values())

    @property
    def largest(self) -> float:
        """Points lacking to the party that is farthest from accepting."""
        return max(self.shortfall.values(), default=0.0)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class DealMap(Result):
    """The deal space of a scenario: what is acceptable, efficient and fair, or why nothing is.

    `space` holds all parties with preferences, `settled` the answer for those at the table;
    `whole` is the frontier of the whole space where that was asked for.
    """

    analysis: ClassVar[str] = "deals"

    scenario: Scenario
    problem: Problem
    space: Space
    settled: Settled
    whole: Agreement | None = None
    parts: tuple[Part, ...] = ()
    full: bool = False

    @cached_property
    def naming(self) -> Naming:
        """How arrays of this result get their names."""
        return Naming(self.scenario, self.problem, self.space)

    @property
    def parties(self) -> tuple[str, ...]:
        """All parties with preferences, in the order of the file."""
        return self.problem.parties

    @property
    def table(self) -> tuple[str, ...]:
        """The parties at the table that have preferences."""
        return tuple(self.parties[place] for place in self.problem.table)

    @cached_property
    def count(self) -> int:
        """Number of possible deals; those that break a rule are not among them."""
        census = self.settled.census
        kept = count_existing(self.space) if census is None else census.count
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
        census = self.settled.census
        return {
            party: None if census is None else census.by_party[place] * self.problem.copies
            for place, party in enumerate(self.table)
        }

    @property
    def reservation(self) -> dict[str, float]:
        """The reservation value of each party."""
        return {
            party: float(value)
            for party, value in zip(self.parties, self.problem.reservation[0], strict=True)
        }

    def no_deal_shown(self, party: str) -> float:
        """A reservation value for reading: as stated, or to a tenth where more enters into it."""
        worth = self.reservation[party]
        given = self.scenario.preferences[party].reservation
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
        shown = points if len(points) <= LISTED else points[_spread(len(points))]
        return self.naming.packages(self.efficient.first_deals(shown, LISTED))

    @cached_property
    def solutions(self) -> dict[str, tuple[Package, ...]]:
        """The deals that each bargaining solution chooses, ties included; empty if none passes."""
        return {name: self.naming.packages(self.settled.chosen[name]) for name in SOLUTIONS}

    @cached_property
    def blockers(self) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of parties whose consent, taken as given, would open a deal."""
        return tuple(
            tuple(self.table[place] for place in sorted(group)) for group in self.settled.blockers
        )

    @cached_property
    def blocking_lines(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The smallest sets of red lines, as (party, text), whose lifting would open a deal."""
        return tuple(
            tuple(self.naming.line(number) for number in sorted(lines))
            for lines in self.settled.lines
        )

    @cached_property
    def nearest(self) -> tuple[NearMiss, ...]:
        """The deals nearest to passing; empty where some deal passes."""
        return tuple(self._miss(miss) for miss in self.settled.misses)

    @cached_property
    def advice(self) -> tuple[Part, ...]:
        """All parts that were asked for, and for small spaces offers of every seat and leverage."""
        return everything(self.naming, self.settled, self.parts)

    def answer(self) -> dict[str, Any]:
        """The answer as plain JSON values; see the chapter on deals for every key."""
        agreement = self.efficient
        answer = {
            "count": self.count,
            "acceptable": self.acceptable,
            "acceptable_to": self.acceptable_to,
            "reservation": self.reservation,
            "free": [self.problem.issues[place] for place in self.problem.free],
            "frontier": [package.as_dict() for package in self.frontier],
            "frontier_points": len(agreement.points),
            "solutions": {
                name: [package.as_dict() for package in packages]
                for name, packages in self.solutions.items()
            },
            "blockers": self._blockers(),
            "nearest": [_miss_dict(miss) for miss in self.nearest],
            "method": {
                "name": agreement.method,
                "exact_arithmetic": self.space.exact,
                "tolerance": float((agreement.slack / self.settled.space.unit).max(initial=0.0)),
                "solutions_proven": self.settled.proven,
                "solution_bounds": {
                    name: _bound(value, bound)
                    for name, (value, bound) in self.settled.bounds.items()
                },
                "scale_tolerance": round(self.problem.cut_slack, 9),
            },
            "weights": self.naming.weights(),
        }
        for part in self.parts:
            answer[part.key] = part.answer()
        return answer

    def _blockers(self) -> dict[str, Any]:
        if self.settled.possible:
            return {}
        return {
            "parties": [list(group) for group in self.blockers],
            "red_lines": [
                [{"party": party, "red_line": text} for party, text in lines]
                for lines in self.blocking_lines
            ],
        }

    def _miss(self, miss: Miss) -> NearMiss:
        unit = self.settled.space.unit
        return NearMiss(
            self.naming.packages(miss.deal[np.newaxis])[0],
            {
                self.table[place]: float(miss.lack[place] / unit[place])
                for place in sorted(miss.group)
            },
            tuple(self.naming.line(number) for number in miss.lines),
            miss.least,
        )


def _bound(value: float, bound: float) -> dict[str, float | None]:
    """A value found, what no deal exceeds and the gap between; None where nothing is proven."""
    known = math.isfinite(bound)
    return {
        "value": value if math.isfinite(value) else None,
        "bound": bound if known else None,
        "gap": bound - value if known and math.isfinite(value) else None,
    }


def _spread(count: int) -> NDArray[np.intp]:
    """`LISTED` places spread evenly over a longer list."""
    return np.unique(np.linspace(0, count - 1, LISTED).round().astype(np.intp))


def _miss_dict(miss: NearMiss) -> dict[str, Any]:
    return {
        **miss.package.as_dict(),
        "shortfall": dict(miss.shortfall),
        "total": miss.total,
        "largest": miss.largest,
        "least": list(miss.least),
        "red_lines": [{"party": party, "red_line": text} for party, text in miss.red_lines],
    }
