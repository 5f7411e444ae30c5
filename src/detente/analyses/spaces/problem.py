"""A scenario's deal space as arrays: worth, limits, red lines, with a leading draw axis."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.worth import Fallback, NoDeal, no_deal
from detente.analyses.spaces import EXAMPLE
from detente.analyses.spaces.cut import Nodes, cut, even_nodes, fine_nodes, statements
from detente.analyses.spaces.space import RULE, Truth
from detente.analyses.spaces.statements import (
    Front,
    Line,
    Term,
    fronts_of,
    lines_of,
    over_deals,
    terms_of,
)
from detente.errors import MissingSection, SettingError, sentence
from detente.scenario import Draws, Scenario
from detente.scenario.agendas import agendas
from detente.scenario.statements import Comparison, atoms, parse
from detente.scenario.valuations import stated_weights, weights, worths

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

POINTS = 101
"""Points into which a continuous scale is cut."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Arrays of one deal space.

    weight[draw, party, issue] sums to 1 over issues; worth[issue][draw, party, value] is 0..100.
    `table` holds the places of the parties at the table. An issue that nobody weighs and no
    statement speaks of is `free`, with all its values: one of them stands for all.
    `audience[draw, party]` is what failing rather than agreeing is worth at home at the table that
    bargains; it counts in what a party accepts, not in what no deal is worth to it.

    Deals are numbered with the last issue fastest, or given as rows of places of values.
    """

    parties: tuple[str, ...]
    table: tuple[int, ...]
    issues: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    weight: Floats
    worth: tuple[Floats, ...]
    no_deal: NoDeal
    terms: tuple[Term, ...] = ()
    lines: tuple[Line, ...] = ()
    cut: tuple[int, ...] = ()
    free: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    fronts: tuple[Front, ...] = ()
    audience: Floats | None = None

    @property
    def reservation(self) -> Floats:
        """What no deal is worth, threats counted, [draw, party]."""
        return self.no_deal.worth

    @property
    def fallback(self) -> Fallback | None:
        """How the worth of no deal follows from what happens without one, where it does."""
        return self.no_deal.fallback

    @property
    def limit(self) -> Floats:
        """The least that each party accepts, [draw, party]: no deal, and the audience's view."""
        return self.reservation if self.audience is None else self.reservation + self.audience

    @property
    def copies(self) -> int:
        """How many deals each deal stands for."""
        return math.prod(len(values) for values in self.free.values())

    @property
    def cut_slack(self) -> float:
        """Points by which cutting continuous scales can change a deal's worth, interactions aside.

        Every deal between the points of a scale is within so many points, for each party at the
        table, of one at them: half the largest step of worth, weighted and summed.
        """
        table = list(self.table)
        lost = np.zeros(len(table))
        for issue in self.cut:
            steps = np.abs(np.diff(self.worth[issue][0][table], axis=1)).max(axis=1)
            lost += self.weight[0, table, issue] * steps / 2
        return float(lost.max(initial=0.0))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of each issue."""
        return tuple(len(values) for values in self.labels)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.weight.shape[0])

    @property
    def red_lines(self) -> tuple[tuple[int, str], ...]:
        """The red lines by number: party and text."""
        by_number = {line.number: (line.party, line.text) for line in self.lines}
        return tuple(by_number[k] for k in sorted(by_number) if k >= 0)

    def places(self, deal: Mapping[str, str]) -> tuple[int, ...]:
        """The value indices of a deal given by names."""
        pairs = zip(self.issues, self.labels, strict=True)
        return tuple(values.index(deal[issue]) for issue, values in pairs)

    def named(self, deal: NDArray[np.intp]) -> dict[str, str]:
        """The names of a deal given by value indices."""
        pairs = zip(self.labels, deal, strict=True)
        return dict(zip(self.issues, (values[int(place)] for values, place in pairs), strict=True))

    @cached_property
    def weighed(self) -> tuple[Floats, ...]:
        """What each value adds to the worth of a deal, [issue][draw, party, value]."""
        return tuple(
            worth * self.weight[:, :, issue, np.newaxis] for issue, worth in enumerate(self.worth)
        )

    def worths(self, part: slice = slice(None), deals: Indices | None = None) -> Floats:
        """What deals are worth in some draws, [draw, party, deal]: all, or `deals[deal, issue]`."""
        parts = [worth[part] for worth in self.weighed]
        if deals is None:
            total = parts[-1].copy()
            for worth in reversed(parts[:-1]):
                total = worth[..., np.newaxis] + total[:, :, np.newaxis]
                total = total.reshape(*total.shape[:2], -1)
        else:
            total = np.zeros((*parts[0].shape[:2], len(deals)))
            for issue, worth in enumerate(parts):
                total += np.take(worth, deals[:, issue], axis=2)
        for term in self.terms:
            holds = over_deals(term.scope, term.holds, self.sizes, deals)
            total[:, term.party] += term.points[part, np.newaxis] * holds
        return total

    def barred(self, deals: Indices | None = None) -> Truth:
        """Which deals break a red line of each party, and in the last row a rule, [party, deal]."""
        count = math.prod(self.sizes) if deals is None else len(deals)
        found = np.zeros((len(self.parties) + 1, count), dtype=np.bool_)
        for line in self.lines:
            found[line.party] |= over_deals(line.scope, line.broken, self.sizes, deals)
        return found

    def of(self, names: Sequence[str]) -> Problem:
        """The problem of some parties alone, in their order, with what binds them."""
        chosen = [self.parties.index(name) for name in names]
        place = {party: k for k, party in enumerate(chosen)} | {RULE: RULE}
        no_deal = self.no_deal
        return replace(
            self,
            parties=tuple(names),
            table=tuple(range(len(chosen))),
            weight=self.weight[:, chosen],
            worth=tuple(worth[:, chosen] for worth in self.worth),
            no_deal=NoDeal(no_deal.worth[:, chosen]),
            terms=tuple(t._replace(party=place[t.party]) for t in self.terms if t.party in place),
            lines=tuple(x._replace(party=place[x.party]) for x in self.lines if x.party in place),
            fronts=(),
            audience=None,
        )


def deal_problem(scenario: Scenario, draws: Draws, *, nodes: Nodes | None = None) -> Problem:
    """The deal space of a scenario.

    Parties with preferences come in the order of the file. A continuous scale is cut at `nodes`, by
    issue; where absent into `POINTS` and wherever a worth bends or a statement changes.
    Raises MissingSection when there are no issues or no party at the table has preferences.
    """
    if not scenario.issues:
        raise MissingSection("deals", "issues", EXAMPLE)
    if not scenario.preferences:
        raise MissingSection("deals", "preferences", EXAMPLE)
    if not any(scenario.parties[name].at_table for name in scenario.preferences):
        rule = sentence("nobody with preferences is at the table")
        remedy = "leave out at_table: false for those whose consent a deal needs"
        raise SettingError("parties", rule, remedy)
    nodes = fine_nodes(scenario, POINTS) if nodes is None else nodes
    return _problem(cut(scenario, nodes), draws, tuple(_free(scenario)))


def even_problem(scenario: Scenario, draws: Draws, points: int) -> Problem:
    """The deal space with all values of all issues, continuous scales cut into so many points."""
    return _problem(cut(scenario, even_nodes(scenario, points)), draws, ())


def _problem(scenario: Scenario, draws: Draws, free: tuple[int, ...]) -> Problem:
    """The deal space of a scenario whose scales are cut, one value of each free issue kept."""
    issues = tuple(scenario.issues)
    parties = tuple(name for name in scenario.parties if name in scenario.preferences)
    table = tuple(k for k, name in enumerate(parties) if scenario.parties[name].at_table)
    for name in parties:
        with np.errstate(over="ignore"):
            total = stated_weights(scenario, draws, name).sum(axis=1)
        if not np.isfinite(total).all():
            rule = sentence("their sum is too large")
            remedy = "only their ratios count: write smaller numbers"
            raise SettingError(f"preferences.{name}.weights", rule, remedy)
    labels = tuple(scenario.issues[issue].labels() for issue in issues)
    kept = [_status_quo(scenario, k) if k in free else slice(None) for k in range(len(issues))]
    return Problem(
        parties=parties,
        table=table,
        issues=issues,
        labels=tuple(values[part] for values, part in zip(labels, kept, strict=True)),
        weight=np.stack([weights(scenario, draws, p) for p in parties], axis=1),
        worth=tuple(
            np.stack([worths(scenario, draws, p, issue)[:, part] for p in parties], axis=1)
            for issue, part in zip(issues, kept, strict=True)
        ),
        no_deal=no_deal(scenario, draws),
        terms=tuple(terms_of(scenario, draws, parties)),
        lines=tuple(lines_of(scenario, parties)),
        cut=tuple(
            k
            for k, issue in enumerate(issues)
            if scenario.issues[issue].continuous and k not in free
        ),
        free={place: labels[place] for place in free},
        fronts=tuple(fronts_of(scenario, parties)),
        audience=_audience(scenario, draws, parties, table),
    )


def _audience(
    scenario: Scenario, draws: Draws, parties: tuple[str, ...], table: tuple[int, ...]
) -> Floats | None:
    """What failing rather than agreeing is worth before audiences, [draw, party].

    That of the first stage that bargains, where the same parties sit at it; None where none counts.
    """
    kinds = agendas(scenario.stages, tuple(scenario.issues))
    bargains = [k for k, agenda in enumerate(kinds) if agenda.kind == "bargain"]
    if not bargains or {parties[k] for k in table} != set(scenario.stages[bargains[0]].table):
        return None
    stage = scenario.stages[bargains[0]]
    found = np.zeros((draws.count, len(parties)))
    for party, given in stage.audience.items():
        for part, sign in (("failing", 1.0), ("agreeing", -1.0)):
            if party in parties and getattr(given, part) is not None:
                path = ("stages", str(bargains[0]), "audience", party, part)
                found[:, parties.index(party)] += sign * draws.of(path)
    return found if found.any() else None


def _free(scenario: Scenario) -> Iterator[int]:
    """The places of the issues that matter to nobody: no weight, no worth, in no statement."""
    spoken = {
        atom.issue
        for text in statements(scenario)
        for atom in atoms(parse(text, scenario.issue_vocabulary))
        if isinstance(atom, Comparison)
    }
    for place, issue in enumerate(scenario.issues):
        weighed = any(
            issue in stated.values and issue in stated.weights and stated.weights[issue].high > 0
            for stated in scenario.preferences.values()
        )
        if not weighed and issue not in spoken:
            yield place


def _status_quo(scenario: Scenario, place: int) -> slice:
    """Where the value stands that is named for a free issue: its status quo, or the first."""
    issue = list(scenario.issues.values())[place]
    at = issue.place(issue.status_quo) if issue.status_quo is not None else 0
    return slice(at or 0, (at or 0) + 1)
