"""How arrays get their names, and what each optional part of the answer promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.problem import Problem
from detente.analyses.spaces.space import RULE, Space
from detente.exhibits import Chart, Column, Note, Table
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.statements import parse
from detente.scenario.wording import value_text, worded

DIGITS = 9


class Part(ABC):
    """One optional part of the answer: what is asked of a deal space beyond its map."""

    key: ClassVar[str]
    """Its key in the JSON answer."""

    @abstractmethod
    def answer(self) -> Any:
        """Plain JSON values."""

    @abstractmethod
    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """Findings in sentences."""

    @abstractmethod
    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """Tables."""

    def charts(self, words: Phrases) -> tuple[Chart, ...]:
        """Charts; none by default."""
        return ()


@dataclass(frozen=True, slots=True)
class Package:
    """A deal by its names, and what it is worth to every party with preferences."""

    deal: Mapping[str, str]
    utility: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"deal": dict(self.deal), "utility": dict(self.utility)}


@dataclass(frozen=True, eq=False)
class Naming:
    """From numbers of parties, issues and values to their names and back."""

    scenario: Scenario
    problem: Problem
    space: Space

    def packages(self, deals: NDArray[np.intp]) -> tuple[Package, ...]:
        """Rows of value indices as packages."""
        points = np.round(self.space.points(self.space.utility(deals)), DIGITS)
        return tuple(
            Package(
                self.problem.named(deal),
                {p: float(u) for p, u in zip(self.problem.parties, row, strict=True)},
            )
            for deal, row in zip(deals, points, strict=True)
        )

    def line(self, number: int) -> tuple[str, str]:
        """A red line as (party, text)."""
        party, text = self.problem.red_lines[number]
        return self.problem.parties[party], text

    def broken_lines(self, party: str, deal: Mapping[str, str]) -> tuple[str, ...]:
        """The red lines of a party that a deal breaks."""
        return self._broken(self.problem.parties.index(party), deal)

    def broken_rules(self, deal: Mapping[str, str]) -> tuple[str, ...]:
        """The rules that exclude a deal."""
        return self._broken(RULE, deal)

    def fronts_left(
        self, deal: Mapping[str, str], accepts: Mapping[str, bool]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Of each front that a deal leaves without all its members: what it holds, its members."""
        values = self.problem.places(deal)
        stated = self.scenario.fronts.values()
        return tuple(
            (said.holds, said.members)
            for said, front in zip(stated, self.problem.fronts, strict=True)
            if front.left[tuple(values[i] for i in front.scope)]
            and not all(accepts[member] for member in said.members)
        )

    def _broken(self, place: int, deal: Mapping[str, str]) -> tuple[str, ...]:
        values = self.problem.places(deal)
        return tuple(
            dict.fromkeys(
                line.text
                for line in self.problem.lines
                if line.party == place and line.broken[tuple(values[i] for i in line.scope)]
            )
        )

    def line_text(self, text: str, words: Phrases) -> str:
        """A red line as a reader would say it."""
        return worded(parse(text, self.scenario.issue_vocabulary), self.scenario, words)

    def weights(self) -> dict[str, dict[str, dict[str, float]]]:
        """Weights as given and as normalised to 1, by party and issue."""
        found = {}
        for place, party in enumerate(self.problem.parties):
            given = self.scenario.preferences[party].weights
            found[party] = {
                "given": {issue: weight.best for issue, weight in given.items()},
                "normalised": {
                    issue: round(float(weight), DIGITS)
                    for issue, weight in zip(
                        self.problem.issues, self.problem.weight[0, place], strict=True
                    )
                },
            }
        return found

    def party(self, name: str, words: Phrases) -> str:
        """A party's full name."""
        return self.scenario.party_name(name, words.language)

    @property
    def beyond_table(self) -> bool:
        """Whether parties that are not at the table have to agree as well."""
        names = (self.problem.parties[place] for place in self.problem.table)
        return not all(self.scenario.parties[name].at_table for name in names)

    def needed(self, words: Phrases, *, unanimous: bool) -> str:
        """Whose consent a deal needs."""
        names = tuple(self.problem.parties[place] for place in self.problem.table)
        shown = self.parties(names, words)
        if not unanimous:
            return words("deals.enough_of", parties=shown)
        if self.beyond_table:
            return words("deals.everyone_of", parties=shown)
        return words("deals.all_of", parties=shown)

    def issue(self, name: str, words: Phrases) -> str:
        """An issue's full name."""
        return self.scenario.issue_name(name, words.language)

    def value(self, issue: str, value: str, words: Phrases) -> str:
        """A value's wording, with the unit of a numeric scale; any value where none matters."""
        if self.problem.issues.index(issue) in self.problem.free:
            return words("deals.any_value")
        return value_text(self.scenario, issue, value, words)

    def deal(self, deal: Mapping[str, str], words: Phrases) -> str:
        """A deal on one line: issue: value; issue: value."""
        return "; ".join(
            f"{self.issue(issue, words)}: {self.value(issue, value, words)}"
            for issue, value in deal.items()
        )

    def parties(self, names: tuple[str, ...], words: Phrases) -> str:
        """Full names joined to an enumeration."""
        return words.join(self.party(name, words) for name in names)

    def points(self, utility: Mapping[str, float], words: Phrases) -> str:
        """What a deal is worth to each party, on one line."""
        return words.join(
            f"{self.party(party, words)} {words.number(value)}" for party, value in utility.items()
        )


@dataclass(frozen=True, eq=False)
class Seats:
    """The table: `space` of the parties at it, their names in the same order."""

    naming: Naming
    space: Space
    names: tuple[str, ...]

    def package(self, deal: NDArray[np.intp]) -> Package:
        """One row of value indices as a package."""
        return self.naming.packages(deal[np.newaxis])[0]

    def named(self, group: Collection[int]) -> tuple[str, ...]:
        """Parties at the table by their seats, in the order of the table."""
        return tuple(name for seat, name in enumerate(self.names) if seat in group)

    def by_party(self, points: NDArray[np.float64] | None) -> dict[str, float] | None:
        """Points of the parties at the table by name."""
        if points is None:
            return None
        return {n: round(float(p), DIGITS) for n, p in zip(self.names, points, strict=True)}

    def gains(self, units: NDArray[np.int64]) -> dict[str, float]:
        """Changes in units of the parties at the table, by name and in points."""
        return {
            n: round(float(p), DIGITS)
            for n, p in zip(self.names, units / self.space.unit, strict=True)
        }

    def columns(self, words: Phrases, digits: int = 0) -> list[Column]:
        """One column of points a party."""
        return [Column(self.naming.party(name, words), "right", digits) for name in self.names]

    def changes(self, before: Mapping[str, str], after: Mapping[str, str], words: Phrases) -> str:
        """What changes from one deal to another: 'Price: low → high'."""
        return "; ".join(
            words(
                "deals.change",
                issue=self.naming.issue(issue, words),
                old=self.naming.value(issue, before[issue], words),
                new=self.naming.value(issue, after[issue], words),
            )
            for issue in before
            if before[issue] != after[issue]
        )

    def signed(self, gains: Mapping[str, float], words: Phrases) -> str:
        """'North +12, South −3' in points."""
        return words.join(
            f"{self.naming.party(party, words)} {signed(value, words)}"
            for party, value in gains.items()
        )


def signed(value: float, words: Phrases, digits: int = 1) -> str:
    """A change with its sign."""
    text = words.number(value, digits)
    return f"+{text}" if value > 0 else text


def solution_name(name: str, words: Phrases) -> str:
    """The name of a bargaining solution."""
    return {
        "nash": words("deals.nash"),
        "kalai_smorodinsky": words("deals.kalai_smorodinsky"),
        "egalitarian": words("deals.egalitarian"),
        "utilitarian": words("deals.utilitarian"),
    }[name]
