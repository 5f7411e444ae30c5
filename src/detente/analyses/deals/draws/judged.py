"""Packages judged over many draws: who accepts which, by how much, and what each solution chooses.

`gain[draw, party, deal]` is over the least that a party accepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.refining import nodes_of
from detente.analyses.deals.stated_deals import read_powers
from detente.analyses.spaces.consent import Consent, rule_of, seated
from detente.analyses.spaces.nash import first_best, nash_scores
from detente.analyses.spaces.problem import Problem, deal_problem
from detente.analyses.spaces.statements import over_deals
from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Indices = NDArray[np.intp]

CELLS_AT_ONCE = 500_000
"""Entries of a block of draws: small enough for the cache."""
EQUAL = 1e-9
"""Points below which two utilities count as equal."""


class Asked(NamedTuple):
    """The settings of the analysis that change what it concludes."""

    consent: str = "stated"
    power: tuple[str, ...] = ()


class Judged(NamedTuple):
    """Some draws: gains of all parties, who accepts what, what passes, [draw(, party), deal].

    `limit[draw, party]` is the least that a party accepts, `reservation` what no deal is worth;
    `power` are the Nash exponents of the parties at the `table`.
    """

    gain: Floats
    accepted: Truth
    passing: Truth
    everyone: Truth
    reservation: Floats
    limit: Floats
    table: list[int]
    power: Floats

    @property
    def worst(self) -> Floats:
        """The smallest gain of a party at the table, [draw, deal]."""
        return np.asarray(self.gain[:, self.table].min(axis=1))

    @property
    def possible(self) -> Truth:
        """Whether any package passes, [draw]."""
        return np.asarray(self.passing.any(axis=1))


@dataclass(frozen=True, eq=False)
class Packages:
    """Packages as the table sees them: all of a problem, or `deals[deal, issue]`."""

    problem: Problem
    consent: Consent
    power: Floats
    deals: Indices | None = None

    @classmethod
    def of(cls, scenario: Scenario, draws: Draws, asked: Asked) -> Packages:
        """All packages, who sits at the table, and whose consent is needed.

        Raises SettingError for a rule or exponent that cannot be.
        """
        problem = seated(deal_problem(scenario, draws), asked.consent)
        power = read_powers(asked.power, problem, scenario)
        nodes = nodes_of(scenario, asked.consent, power)
        if nodes is not None:
            problem = seated(deal_problem(scenario, draws, nodes=nodes), asked.consent)
        exponents = np.ones(len(problem.table)) if power is None else power
        return cls(problem, rule_of(scenario, problem, asked.consent), exponents)

    @cached_property
    def barred(self) -> Truth:
        """Which packages break a red line of each party, and in the last row a rule."""
        return self.problem.barred(self.deals)

    @property
    def ruled_out(self) -> Truth:
        """Which packages a rule excludes, [deal]."""
        return np.asarray(self.barred[-1])

    @property
    def outside(self) -> bool:
        """Whether some party with preferences is not at the table."""
        return len(self.problem.table) < len(self.problem.parties)

    def name(self, deal: int) -> str:
        """A package by its values, `value / value / ...`."""
        sizes = self.problem.sizes
        row = np.unravel_index(deal, sizes) if self.deals is None else self.deals[deal]
        pairs = zip(self.problem.labels, row, strict=True)
        return " / ".join(labels[place] for labels, place in pairs)

    def place(self, name: str) -> int | None:
        """The number of the package with this name among all; None where there is none."""
        values, labels = name.split(" / "), self.problem.labels
        if len(values) != len(labels) or not all(map(tuple.__contains__, labels, values)):
            return None
        row = list(map(tuple.index, labels, values))
        return int(np.ravel_multi_index(row, self.problem.sizes))

    def judged(self) -> Iterator[Judged]:
        """Gains and acceptance of all packages, some draws at a time."""
        problem, consent = self.problem, self.consent
        table = list(problem.table)
        groups = [[table[seat] for seat in sorted(group)] for group in consent.groups]
        fronts = [
            (over_deals(x.scope, x.left, problem.sizes, self.deals), list(x.members))
            for x in problem.fronts
        ]
        step = max(1, CELLS_AT_ONCE // self.barred.size)
        for start in range(0, problem.draws, step):
            part = slice(start, start + step)
            limit = problem.limit[part]
            gain = problem.worths(part, self.deals) - limit[:, :, np.newaxis]
            accepted = (gain >= -EQUAL) & ~self.barred[:-1]
            passing = np.any([accepted[:, group].all(axis=1) for group in groups], axis=0)
            passing = passing & ~self.ruled_out
            for left, members in fronts:
                passing &= ~left | accepted[:, members].all(axis=1)
            everyone = passing
            if self.outside:
                everyone = accepted.all(axis=1) & ~self.ruled_out
            reservation = problem.reservation[part]
            yield Judged(gain, accepted, passing, everyone, reservation, limit, table, self.power)


def solutions_of(judged: Judged) -> dict[str, Indices]:
    """The deal each solution chooses in each draw; the first of equals, 0 where none passes."""
    gain, inside = judged.gain[:, judged.table], judged.passing
    draw, deal = np.nonzero(inside)
    scores = nash_scores(list(gain[draw, :, deal].T), list(judged.power))
    rows, found = first_best(scores, draw)
    nash = np.zeros(len(gain), dtype=np.intp)
    nash[found] = deal[rows]
    ideal = np.where(inside[:, np.newaxis], gain, -np.inf).max(axis=2, keepdims=True)
    counts = ideal > EQUAL
    shares = np.where(counts, gain / np.where(counts, ideal, 1.0), np.inf)
    return {
        "nash": nash,
        "kalai_smorodinsky": _first_undominated(_leximin(shares, inside), gain),
        "egalitarian": _leximin(gain, inside).argmax(axis=1),
        "utilitarian": np.where(inside, gain.sum(axis=1), -np.inf).argmax(axis=1),
    }


def _leximin(amount: Floats, inside: Truth) -> Truth:
    """Smallest amount as large as possible, then the second smallest, and so on, [draw, deal]."""
    least = np.where(inside, amount.min(axis=1), -np.inf)
    left = least >= least.max(axis=1, keepdims=True) - EQUAL
    tied = np.flatnonzero(left.sum(axis=1) > 1)
    ranked = np.sort(amount[tied], axis=1)
    for place in range(1, ranked.shape[1]):
        level = np.where(left[tied], ranked[:, place], -np.inf)
        left[tied] &= level >= level.max(axis=1, keepdims=True) - EQUAL
    return np.asarray(left)


def _first_undominated(tied: Truth, gain: Floats) -> Indices:
    """The first of the deals tied in each draw that none of them dominates.

    Deals of equal shares may differ in what parties get that gain nothing and were left out.
    """
    first = tied.argmax(axis=1)
    for draw in np.flatnonzero(tied.sum(axis=1) > 1):
        deals = np.flatnonzero(tied[draw])
        gains = gain[draw][:, deals]
        for place, deal in enumerate(deals):
            ahead = gains - gains[:, [place]]
            if not ((ahead >= -EQUAL).all(axis=0) & (ahead > EQUAL).any(axis=0)).any():
                first[draw] = deal
                break
    return np.asarray(first)


def utilities_at(
    packages: Packages, judged: Judged, chosen: dict[str, Indices]
) -> dict[str, Floats]:
    """What each party has at each solution; the worth of no deal where there is no deal."""
    draws = np.arange(len(judged.passing))
    return {
        f"utility.{party}.{solution}": np.where(
            judged.possible,
            judged.limit[:, place] + judged.gain[draws, place, row],
            judged.reservation[:, place],
        )
        for solution, row in chosen.items()
        for place, party in enumerate(packages.problem.parties)
    }
