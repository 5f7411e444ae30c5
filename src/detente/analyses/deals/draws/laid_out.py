"""Deal spaces laid out over many draws: who accepts which deal, and by how much.

`gain[draw, party, deal]` over the reservation value is one matrix product a chunk of draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.given import read_powers
from detente.analyses.deals.solve.refining import nodes_of
from detente.analyses.spaces.consent import Consent, rule_of, seated
from detente.analyses.spaces.problem import Problem, deal_problem
from detente.analyses.spaces.space import RULE
from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

CELLS_AT_ONCE = 500_000
"""Entries of a block of draws: small enough for the cache."""
EQUAL = 1e-9
"""Points below which two utilities count as equal."""


@dataclass(frozen=True, eq=False)
class Laid:
    """A deal space laid out: which value each deal has, which deals each party rules out."""

    problem: Problem
    values: NDArray[np.intp]
    holds: Floats
    barred: Truth
    ruled_out: Truth

    @property
    def names(self) -> list[str]:
        """Every deal by its values, `value / value / ...`."""
        return [self.name(deal) for deal in range(self.values.shape[0])]

    def name(self, deal: int) -> str:
        """A deal by its values."""
        places = zip(self.problem.labels, self.values[deal], strict=True)
        return " / ".join(labels[place] for labels, place in places)

    def place(self, name: str) -> int | None:
        """The number of the deal with this name; None where there is none."""
        labels, known = name.split(" / "), self.problem.labels
        if len(labels) != len(known):
            return None
        pairs = list(zip(labels, known, strict=True))
        if not all(label in values for label, values in pairs):
            return None
        places = [values.index(label) for label, values in pairs]
        return int(np.ravel_multi_index(places, self.problem.sizes))

    def only(self, at: Sequence[int] | NDArray[np.intp]) -> Laid:
        """The space of some deals alone."""
        return replace(
            self,
            values=self.values[at],
            holds=self.holds[:, at],
            barred=self.barred[:, at],
            ruled_out=self.ruled_out[at],
        )


@dataclass(frozen=True, eq=False)
class Judged:
    """A chunk of draws: `gain[draw, party, deal]` over the limit, and what is accepted.

    `limit[draw, party]` is the least that a party accepts, `reservation` what no deal is worth.
    """

    gain: Floats
    accepted: Truth
    passing: Truth
    reservation: Floats
    limit: Floats
    table: tuple[int, ...]
    power: Floats

    @property
    def worst(self) -> Floats:
        """The smallest gain of a party at the table, shape [draw, deal]."""
        return np.asarray(self.gain[:, list(self.table)].min(axis=1))


@dataclass(frozen=True, slots=True)
class Asked:
    """The settings of the analysis that change what it concludes."""

    consent: str = "stated"
    power: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """The problem as the table sees it, its rule of consent, exponents of the Nash solution."""

    problem: Problem
    consent: Consent
    power: Floats


def at_table(scenario: Scenario, draws: Draws, asked: Asked) -> Table:
    """Who sits there, and whose consent is needed.

    Raises SettingError for a rule or exponent that cannot be.
    """
    problem = seated(deal_problem(scenario, draws), asked.consent)
    names = tuple(problem.parties[place] for place in problem.table)
    power = read_powers(asked.power, names)
    exponents = np.array([power[party] for party in names])
    nodes = nodes_of(scenario, asked.consent, exponents if asked.power else None)
    if nodes is not None:
        problem = seated(deal_problem(scenario, draws, nodes=nodes), asked.consent)
    return Table(problem, rule_of(scenario, problem, asked.consent), exponents)


def lay_out(problem: Problem, deals: NDArray[np.intp] | None = None) -> Laid:
    """All deals of a space, or rows of value indices."""
    grid = np.indices(problem.sizes).reshape(len(problem.sizes), -1) if deals is None else deals.T
    holds = [_spread(term.holds, term.scope, grid) for term in problem.terms]
    barred = np.zeros((len(problem.parties), grid.shape[1]), dtype=np.bool_)
    ruled_out = np.zeros(grid.shape[1], dtype=np.bool_)
    for line in problem.lines:
        broken = _spread(line.broken, line.scope, grid)
        if line.party == RULE:
            ruled_out |= broken
        else:
            barred[line.party] |= broken
    rows = np.array(holds, dtype=np.float64).reshape(len(holds), grid.shape[1])
    return Laid(problem, grid.T.copy(), rows, barred, ruled_out)


def judge(laid: Laid, table: Table) -> Iterator[Judged]:
    """Gains and acceptance of all deals, some draws at a time."""
    problem = laid.problem
    deals, parties = len(laid.values), len(problem.parties)
    picks = value_picks(laid)
    worth = np.concatenate(
        [w * problem.weight[:, :, issue, np.newaxis] for issue, w in enumerate(problem.worth)],
        axis=2,
    )
    size = max(1, CELLS_AT_ONCE // (deals * parties))
    for start in range(0, problem.draws, size):
        part = slice(start, start + size)
        gain = worth[part] @ picks - problem.limit[part, :, np.newaxis]
        for term, holds in zip(problem.terms, laid.holds, strict=True):
            gain[:, term.party] += term.points[part, np.newaxis] * holds
        accepted = (gain >= -EQUAL) & ~laid.barred
        passing = agreed(accepted, table) & ~laid.ruled_out & ~held_back(laid, accepted)
        ends = (problem.reservation[part], problem.limit[part])
        yield Judged(gain, accepted, passing, *ends, problem.table, table.power)


def held_back(laid: Laid, accepted: Truth) -> Truth:
    """Which deals leave what a common front holds without a member's consent, [draw, deal]."""
    held = np.zeros((len(accepted), len(laid.values)), dtype=np.bool_)
    for front in laid.problem.fronts:
        left = front.left[tuple(laid.values[:, issue] for issue in front.scope)]
        held |= left & ~accepted[:, list(front.members)].all(axis=1)
    return held


def value_picks(laid: Laid) -> Floats:
    """Which value of each issue a deal has: 0 or 1, [value of any issue, deal]."""
    return np.concatenate(
        [labels == np.arange(size)[:, np.newaxis] for labels, size in _columns(laid)]
    ).astype(np.float64)


def agreed(accepted: Truth, table: Table) -> Truth:
    """Whether all members of some smallest winning group accept a deal, shape [draw, deal]."""
    seats = table.problem.table
    groups = [[seats[place] for place in sorted(group)] for group in table.consent.groups]
    return np.asarray(np.any([accepted[:, group].all(axis=1) for group in groups], axis=0))


def _columns(laid: Laid) -> Iterator[tuple[NDArray[np.intp], int]]:
    for issue, size in enumerate(laid.problem.sizes):
        yield laid.values[:, issue], size


def _spread(table: Truth, scope: tuple[int, ...], grid: NDArray[np.intp]) -> Truth:
    return np.broadcast_to(table[tuple(grid[issue] for issue in scope)], grid.shape[1])
