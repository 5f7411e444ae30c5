"""How arrays of a deal space get their names, and what each optional part of an answer promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses import telling
from detente.analyses.spaces.problem import Problem
from detente.analyses.spaces.space import Space
from detente.exhibits import Cell, Chart, Column, Table, plain
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.statements import parse
from detente.scenario.wording import said, value_text, worded

Indices = NDArray[np.intp]
Powers = NDArray[np.float64]

Row = tuple[Cell, ...]

DIGITS = 9


class RedLine(NamedTuple):
    """A red line as stated, and whose it is."""

    party: str
    red_line: str


@dataclass(frozen=True)
class Package:
    """A deal by its names, and what it is worth to every party with preferences."""

    deal: Mapping[str, str]
    utility: Mapping[str, float]


@dataclass(frozen=True)
class GroupPackage(Package):
    """A deal that the members of a group prefer or could agree on."""

    parties: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Naming:
    """From numbers of parties, issues and values to their names; `space` is that of all parties."""

    scenario: Scenario
    problem: Problem
    space: Space

    @cached_property
    def table(self) -> Space:
        """The space as the parties at the table see it."""
        return self.space.of(self.problem.table)

    @property
    def names(self) -> tuple[str, ...]:
        """The parties at the table, in the order of its space."""
        return tuple(self.problem.parties[place] for place in self.problem.table)

    @property
    def reservation(self) -> dict[str, float]:
        """What no deal is worth to each party with preferences."""
        worth = self.problem.reservation[0].tolist()
        return dict(zip(self.problem.parties, worth, strict=True))

    def packages(self, deals: Indices) -> tuple[Package, ...]:
        """Rows of value indices as packages."""
        points = np.round(self.space.points(self.space.utility(deals)), DIGITS).tolist()
        return tuple(
            Package(self.problem.named(deal), dict(zip(self.problem.parties, row, strict=True)))
            for deal, row in zip(deals, points, strict=True)
        )

    def package(self, deal: Indices) -> Package:
        """One row of value indices as a package."""
        return self.packages(deal[np.newaxis])[0]

    def of_group(self, group: Collection[int], deal: Indices) -> GroupPackage:
        """A group at the table and its deal."""
        package = self.package(deal)
        return GroupPackage(package.deal, package.utility, self.named(group))

    def named(self, group: Collection[int]) -> tuple[str, ...]:
        """Parties at the table by their seats, in the order of the table."""
        return tuple(name for seat, name in enumerate(self.names) if seat in group)

    def points(self, points: Powers) -> dict[str, float]:
        """Points of the parties at the table, by name."""
        return dict(zip(self.names, np.round(points, DIGITS).tolist(), strict=True))

    def gains(self, units: NDArray[np.int64]) -> dict[str, float]:
        """Changes in units of the parties at the table, by name and in points."""
        return self.points(units / self.table.unit)

    def line(self, number: int) -> RedLine:
        """A red line by its number."""
        party, text = self.problem.red_lines[number]
        return RedLine(self.problem.parties[party], text)

    def broken(self, owner: int, deal: Mapping[str, str]) -> tuple[str, ...]:
        """The red lines of a party, by its place, that a deal breaks; or the rules (`RULE`)."""
        values = self.problem.places(deal)
        texts = (
            line.text
            for line in self.problem.lines
            if line.party == owner and line.broken[tuple(values[i] for i in line.scope)]
        )
        return tuple(dict.fromkeys(texts))

    def weights(self) -> dict[str, dict[str, dict[str, float]]]:
        """Weights as given and as normalised to 1, by party and issue."""
        found = {}
        for party, row in zip(self.problem.parties, self.problem.weight[0], strict=True):
            given = self.scenario.preferences[party].weights
            found[party] = {
                "given": {issue: weight.best for issue, weight in given.items()},
                "normalised": dict(
                    zip(self.problem.issues, np.round(row, DIGITS).tolist(), strict=True)
                ),
            }
        return found

    @property
    def beyond_table(self) -> bool:
        """Whether parties that are not at the table have to agree as well."""
        return not all(self.scenario.parties[name].at_table for name in self.names)


@dataclass(frozen=True, eq=False)
class Telling:
    """A deal space told in one language: `tell(key, …)` is a phrase, its methods are names."""

    naming: Naming
    words: Phrases

    def __call__(self, key: str, **values: object) -> str:
        """A phrase."""
        return self.words(key, **values)

    def number(self, value: float, digits: int = 0) -> str:
        """A number."""
        return self.words.number(value, digits)

    def party(self, name: str) -> str:
        """A party's full name."""
        return self.naming.scenario.party_name(name, self.words.language)

    def parties(self, names: Iterable[str]) -> str:
        """Full names joined to an enumeration."""
        return self.words.join(map(self.party, names))

    def needed(self, *, unanimous: bool) -> str:
        """Whose consent a deal needs."""
        shown = self.parties(self.naming.names)
        if not unanimous:
            return self("deals.enough_of", parties=shown)
        if self.naming.beyond_table:
            return self("deals.everyone_of", parties=shown)
        return self("deals.all_of", parties=shown)

    def issue(self, name: str) -> str:
        """An issue's full name."""
        return self.naming.scenario.issue_name(name, self.words.language)

    def value(self, issue: str, value: str) -> str:
        """A value's wording, with the unit of a numeric scale; any value where none matters."""
        if self.naming.problem.issues.index(issue) in self.naming.problem.free:
            return self("deals.any_value")
        return value_text(self.naming.scenario, issue, value, self.words)

    def issue_value(self, issue: str, value: str) -> str:
        """'Price: low'."""
        return f"{self.issue(issue)}: {self.value(issue, value)}"

    def deal(self, deal: Mapping[str, str]) -> str:
        """A deal on one line: issue: value; issue: value."""
        return "; ".join(self.issue_value(issue, value) for issue, value in deal.items())

    def changes(self, before: Mapping[str, str], after: Mapping[str, str]) -> str:
        """What changes from one deal to another: 'Price: low → high'."""
        return "; ".join(
            self(
                "deals.change",
                issue=self.issue(issue),
                old=self.value(issue, before[issue]),
                new=self.value(issue, after[issue]),
            )
            for issue in before
            if before[issue] != after[issue]
        )

    def line(self, text: str) -> str:
        """A red line or another statement as a reader would say it."""
        scenario = self.naming.scenario
        return worded(parse(text, scenario.issue_vocabulary), scenario, self.words)

    def own_line(self, party: str, text: str) -> str:
        """A red line of a party in the words of the file, else as a reader would say it."""
        scenario = self.naming.scenario
        lines = scenario.preferences[party].red_lines
        for place, line in enumerate(lines):
            path = ("preferences", party, "red_lines", str(place), "says")
            if line == text and (found := said(scenario, self.words.language, path, line.says)):
                return found
        return self.line(text)

    def red_lines(self, lines: Iterable[RedLine]) -> list[str]:
        """Red lines, each with its party."""
        return [
            self("deals.red_line_of", party=self.party(party), text=self.line(text))
            for party, text in lines
        ]

    def sign(self, value: float, digits: int = 1) -> str:
        """A change with its sign."""
        return ("+" if value > 0 else "") + self.number(value, digits)

    @property
    def failing(self) -> str:
        """What packages are compared with: no deal, or with the audience at home where it counts.

        That audience judges failing rather than agreeing.
        """
        alone = self.naming.problem.audience is None
        return self("deals.failing" if alone else "deals.failing_at_home")

    def lacking(self, alone: str, at_home: str, party: str, points: float) -> str:
        """The points that a party lacks, in the phrase for those whose audience counts or not."""
        problem, audience = self.naming.problem, 0.0
        if problem.audience is not None:
            audience = float(problem.audience[0, problem.parties.index(party)])
        return self(
            f"deals.{at_home if audience else alone}",
            party=self.party(party),
            points=self.number(points, 1),
            audience=self.sign(audience),
            failing=self.failing,
        )

    def signed(self, gains: Mapping[str, float], digits: int = 1) -> str:
        """'North +12, South −3' in points."""
        return self.words.join(
            f"{self.party(party)} {self.sign(value, digits)}" for party, value in gains.items()
        )

    def solution(self, name: str) -> str:
        """The name of a bargaining solution."""
        return {
            "nash": self("deals.nash"),
            "kalai_smorodinsky": self("deals.kalai_smorodinsky"),
            "egalitarian": self("deals.egalitarian"),
            "utilitarian": self("deals.utilitarian"),
        }[name]

    def columns(self, names: Iterable[str], digits: int | None = 0) -> list[str | Column]:
        """One column of points a party."""
        return [Column(self.party(name), "right", digits) for name in names]

    def table(
        self,
        key: str,
        columns: Sequence[str | Column],
        rows: Iterable[Row],
        note: str | None = None,
        **named: object,
    ) -> Table:
        """A table, see `telling.table`."""
        return telling.table(self.words, key, columns, rows, note, **named)


@dataclass(frozen=True, eq=False)
class Part(ABC):
    """One optional part of the answer: what is asked of a deal space beyond its map.

    `key` is its key in the JSON answer.
    """

    key: ClassVar[str]

    def answer(self) -> Any:
        """Plain JSON values, without those that do not apply."""
        return {key: value for key, value in plain(self).items() if value is not None}

    def cautions(self, tell: Telling) -> list[str]:
        """What to be wary of."""
        return []

    @abstractmethod
    def findings(self, tell: Telling) -> list[str]:
        """Findings in sentences."""

    @abstractmethod
    def tables(self, tell: Telling) -> list[Table]:
        """Tables."""

    def charts(self, tell: Telling) -> list[Chart]:
        """Charts."""
        return []


@dataclass(frozen=True, eq=False)
class Parts(Part):
    """A part whose answer is a list of records."""

    found: tuple[Any, ...]

    def answer(self) -> Any:
        """Plain JSON values."""
        return plain(self.found)
