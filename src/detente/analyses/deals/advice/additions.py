"""What it would be worth to put a further issue or value on the agenda, with names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import (
    DIGITS,
    Naming,
    Package,
    Part,
    Seats,
    signed,
    solution_name,
)
from detente.analyses.deals.advice.solve.additions import Extended, together, with_issue, with_value
from detente.analyses.deals.solve.bargain import exponents
from detente.analyses.deals.solve.settle import SOLUTIONS, Settled, SolutionName, settle
from detente.analyses.spaces.fronts import whole_space
from detente.exhibits import Cell, Column, Note, Table
from detente.phrases import Phrases
from detente.scenario import best_draws


@dataclass(frozen=True, eq=False)
class Addition:
    """One thing put on the agenda: the solutions with it, and what they change for each party.

    `change[solution][party]` is in points of the file against the same solution without it, or
    against no deal where there was none; empty where no deal passes with it either.
    """

    naming: Naming
    issue: str
    value: str | None
    share: Mapping[str, float]
    opens: bool
    solutions: Mapping[SolutionName, Package]
    change: Mapping[SolutionName, Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class Additions(Part):
    """Everything that the file says could be put on the agenda, one at a time."""

    seats: Seats
    found: tuple[Addition, ...]

    key = "additions"

    @classmethod
    def of(cls, seats: Seats, settled: Settled, power: NDArray[np.float64] | None) -> Additions:
        """Solve the deal space anew with each addition, under the same rule of consent."""
        naming = seats.naming
        before = _worth_before(naming, settled)
        return cls(
            seats,
            tuple(_weighed(extended, settled, before, power) for extended in _extended(naming)),
        )

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        return [
            {
                "issue": item.issue,
                "value": item.value,
                "share": dict(item.share) if item.value is None else None,
                "opens_a_deal": item.opens,
                "solutions": {
                    name: {**item.solutions[name].as_dict(), "change": dict(item.change[name])}
                    for name in item.solutions
                },
            }
            for item in self.found
        ]

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """What each addition does to the Nash solution, or that it opens a deal."""
        return tuple(Note(self._said(item, words), "finding") for item in self.found)

    def _said(self, item: Addition, words: Phrases) -> str:
        name = self._name(item, words)
        if not item.solutions:
            return words("additions.no_deal_either", name=name)
        deal = item.naming.deal(item.solutions["nash"].deal, words)
        if item.opens:
            return words("additions.opens", name=name, deal=deal)
        if not any(item.change["nash"].values()):
            return words("additions.nothing", name=name)
        gains = self.seats.signed(item.change["nash"], words)
        return words("additions.moves", name=name, gains=gains, deal=deal)

    def _name(self, item: Addition, words: Phrases) -> str:
        name = item.naming.issue(item.issue, words)
        if item.value is None:
            return name
        return f"{name}: {item.naming.value(item.issue, item.value, words)}"

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """Every addition and solution: what it changes for each party."""
        parties = self.seats.naming.problem.parties
        columns = [Column(words("additions.addition")), Column(words("additions.solution"))]
        columns += [Column(self.seats.naming.party(party, words), "right", 1) for party in parties]
        rows: list[tuple[Cell, ...]] = []
        for item in self.found:
            for name in item.solutions:
                changes = (signed(item.change[name][party], words) for party in parties)
                rows.append((self._name(item, words), solution_name(name, words), *changes))
        if not rows:
            return ()
        note = words("additions.note")
        return (Table(words("additions.title"), tuple(columns), tuple(rows), note),)


def _extended(naming: Naming) -> Iterator[Extended]:
    scenario, problem = naming.scenario, naming.problem
    draws = best_draws(scenario)
    for name in scenario.additions.issues:
        yield with_issue(scenario, problem, draws, name)
    for issue, values in scenario.additions.values.items():
        for value in values:
            yield with_value(scenario, problem, draws, issue, value)


def _worth_before(naming: Naming, settled: Settled) -> dict[SolutionName, dict[str, float]]:
    """What each party has at each solution without the addition, or without a deal."""
    if settled.possible:
        return {
            name: dict(naming.packages(settled.chosen[name][:1])[0].utility) for name in SOLUTIONS
        }
    limits = zip(naming.problem.parties, naming.problem.reservation[0], strict=True)
    reservation = {party: float(limit) for party, limit in limits}
    return dict.fromkeys(SOLUTIONS, reservation)


def _weighed(
    extended: Extended,
    settled: Settled,
    before: Mapping[SolutionName, Mapping[str, float]],
    power: NDArray[np.float64] | None,
) -> Addition:
    """The solutions with an addition."""
    space = together(whole_space(extended.problem, settled.consent))
    naming = Naming(extended.scenario, extended.problem, space)
    found = settle(
        space.of(extended.problem.table),
        settled.consent,
        power=None if power is None else exponents(power),
        counted=False,
    )
    packages = {
        name: naming.packages(found.chosen[name][:1])[0] for name in SOLUTIONS if found.possible
    }
    change = {
        name: {p: round(u - before[name][p], DIGITS) for p, u in package.utility.items()}
        for name, package in packages.items()
    }
    share = extended.share if extended.share is not None else np.zeros(len(naming.problem.parties))
    shares = zip(naming.problem.parties, np.round(share, DIGITS).tolist(), strict=True)
    opens = found.possible and not settled.possible
    return Addition(naming, extended.issue, extended.value, dict(shares), opens, packages, change)
