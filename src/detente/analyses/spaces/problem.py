"""A scenario's deal space as arrays: worth, limits, red lines, with a leading draw axis."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.worth import Fallback, no_deal
from detente.analyses.spaces.cut import Nodes, cut, fine_nodes, statements
from detente.analyses.spaces.example import EXAMPLE
from detente.analyses.spaces.space import RULE, Truth
from detente.analyses.spaces.statements import statement_table
from detente.errors import MissingSection, SettingError
from detente.scenario import Draws, Scenario
from detente.scenario.agendas import agendas
from detente.scenario.statements import (
    Comparison,
    Expression,
    Joined,
    Not,
    atoms,
    parse,
)
from detente.scenario.valuations import (
    remembered_cost,
    stated_weights,
    weights,
    worths,
)

Floats = NDArray[np.float64]

POINTS = 101
"""Points into which a continuous scale is cut."""


@dataclass(frozen=True, eq=False)
class Term:
    """Points that a party adds where a statement holds: `holds[value, ...]`, `points[draw]`."""

    party: int
    scope: tuple[int, ...]
    holds: Truth
    points: Floats


@dataclass(frozen=True, eq=False)
class Line:
    """A red line, or with party -1 a rule: `broken[value, ...]` over joint values of `scope`.

    The bans of one red line share its number and text.
    """

    party: int
    scope: tuple[int, ...]
    broken: Truth
    number: int
    text: str


@dataclass(frozen=True, eq=False)
class Front:
    """A common front: without its members' consent no deal is made for which `left` holds.

    `left[value, ...]` over joint values of `scope`: deals that leave what the front holds.
    """

    name: str
    members: tuple[int, ...]
    scope: tuple[int, ...]
    left: Truth


@dataclass(frozen=True, eq=False)
class Problem:
    """Arrays of one deal space.

    weight[draw, party, issue] sums to 1 over issues; worth[issue][draw, party, value] is 0..100;
    reservation[draw, party]. `table` holds the places of the parties at the table. An issue that
    nobody weighs and no statement speaks of is `free`, with all its values: one of them stands
    for all. `audience[draw, party]` is what failing rather than agreeing is worth at home at the
    table that bargains; it counts in what a party accepts, not in what no deal is worth to it.
    """

    parties: tuple[str, ...]
    table: tuple[int, ...]
    issues: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    weight: Floats
    worth: tuple[Floats, ...]
    reservation: Floats
    terms: tuple[Term, ...]
    lines: tuple[Line, ...]
    fallback: Fallback | None = None
    cut: tuple[int, ...] = ()
    free: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    fronts: tuple[Front, ...] = ()
    audience: Floats | None = None

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
        return tuple(
            values.index(deal[issue])
            for issue, values in zip(self.issues, self.labels, strict=True)
        )

    def named(self, deal: NDArray[np.intp]) -> dict[str, str]:
        """The names of a deal given by value indices."""
        return {
            issue: values[int(place)]
            for issue, values, place in zip(self.issues, self.labels, deal, strict=True)
        }


def deal_problem(scenario: Scenario, draws: Draws, *, nodes: Nodes | None = None) -> Problem:
    """The deal space of a scenario.

    Parties with preferences come in the order of the file. A continuous scale is cut at `nodes`, by
    issue; where absent into `POINTS` and wherever a worth bends or a statement changes.
    Raises MissingSection when there are no issues or no party at the table has preferences.
    """
    if not scenario.issues:
        raise MissingSection("deals", "issues", EXAMPLE)
    parties = tuple(name for name in scenario.parties if name in scenario.preferences)
    table = tuple(k for k, name in enumerate(parties) if scenario.parties[name].at_table)
    if not parties:
        raise MissingSection("deals", "preferences", EXAMPLE)
    if not table:
        remedy = "leave out at_table: false for those whose consent a deal needs"
        raise SettingError("parties", "nobody with preferences is at the table", remedy)
    issues = tuple(scenario.issues)
    scenario = cut(scenario, fine_nodes(scenario, POINTS) if nodes is None else nodes)
    failing = no_deal(scenario, draws)
    for name in parties:
        with np.errstate(over="ignore"):
            total = stated_weights(scenario, draws, name).sum(axis=1)
        if not np.isfinite(total).all():
            remedy = "only their ratios count: write smaller numbers"
            raise SettingError(f"preferences.{name}.weights", "a sum that is too large", remedy)
    found = tuple(scenario.issues[issue].labels() for issue in issues)
    free = {place: found[place] for place in _free(scenario, parties)}
    kept = [_status_quo(scenario, k) if k in free else slice(None) for k in range(len(issues))]
    return Problem(
        parties=parties,
        table=table,
        issues=issues,
        labels=tuple(values[part] for values, part in zip(found, kept, strict=True)),
        weight=np.stack([weights(scenario, draws, p) for p in parties], axis=1),
        worth=tuple(
            np.stack([worths(scenario, draws, p, issue)[:, part] for p in parties], axis=1)
            for issue, part in zip(issues, kept, strict=True)
        ),
        reservation=failing.worth,
        terms=(*_terms(scenario, draws, parties), *_promises(scenario, draws, parties)),
        lines=(*_lines(scenario, parties), *_rules(scenario)),
        fallback=failing.fallback,
        cut=tuple(
            k
            for k, issue in enumerate(issues)
            if scenario.issues[issue].continuous and k not in free
        ),
        free=free,
        fronts=tuple(_fronts(scenario, parties)),
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


def _fronts(scenario: Scenario, parties: tuple[str, ...]) -> Iterator[Front]:
    for name, front in scenario.fronts.items():
        members = tuple(parties.index(party) for party in front.members if party in parties)
        scope, left = statement_table(scenario, Not(parse(front.holds, scenario.issue_vocabulary)))
        yield Front(name, members, scope, left)


def _free(scenario: Scenario, parties: tuple[str, ...]) -> Iterator[int]:
    """The places of the issues that matter to nobody: no weight, no worth, in no statement."""
    spoken = {
        atom.issue
        for text in statements(scenario)
        for atom in atoms(parse(text, scenario.issue_vocabulary))
        if isinstance(atom, Comparison)
    }
    for place, issue in enumerate(scenario.issues):
        weighed = False
        for party in parties:
            weight = scenario.preferences[party].weights.get(issue)
            given = issue in scenario.preferences[party].values
            weighed |= given and weight is not None and weight.high > 0
        if not weighed and issue not in spoken:
            yield place


def _status_quo(scenario: Scenario, place: int) -> slice:
    """Where the value stands that is named for a free issue: its status quo, or the first."""
    issue = list(scenario.issues.values())[place]
    at = issue.place(issue.status_quo) if issue.status_quo is not None else 0
    return slice(at or 0, (at or 0) + 1)


def _terms(scenario: Scenario, draws: Draws, parties: tuple[str, ...]) -> Iterator[Term]:
    for place, party in enumerate(parties):
        for k, item in enumerate(scenario.preferences[party].interactions):
            expression = parse(item.condition, scenario.issue_vocabulary)
            scope, holds = statement_table(scenario, expression)
            added = draws.of(("preferences", party, "interactions", str(k), "add"))
            yield Term(place, scope, holds, added)


def _promises(scenario: Scenario, draws: Draws, parties: tuple[str, ...]) -> Iterator[Term]:
    """What breaking a public promise costs its maker, in the deals that break it."""
    for name, said in scenario.commitments.items():
        if said.broken_if is not None and said.by in parties:
            expression = parse(said.broken_if, scenario.issue_vocabulary)
            scope, holds = statement_table(scenario, expression)
            cost = remembered_cost(scenario, draws, name)
            yield Term(parties.index(said.by), scope, holds, -cost)


def _lines(scenario: Scenario, parties: tuple[str, ...]) -> Iterator[Line]:
    number = 0
    for place, party in enumerate(parties):
        for text in scenario.preferences[party].red_lines:
            whole = parse(text, scenario.issue_vocabulary)
            for part in _parts(whole, "or"):
                scope, broken = statement_table(scenario, part)
                yield Line(place, scope, broken, number, text)
            number += 1


def _rules(scenario: Scenario) -> Iterator[Line]:
    """Joint values that break a rule: the rule's parts joined by `and` bind fewer issues each."""
    for text in scenario.rules:
        broken = Not(parse(text, scenario.issue_vocabulary))
        for part in _parts(broken, "or"):
            scope, holds = statement_table(scenario, part)
            yield Line(RULE, scope, holds, RULE, text)


def _parts(expression: Expression, word: str) -> Iterator[Expression]:
    """The parts that a word joins at the top: they bind fewer issues than the whole."""
    if isinstance(expression, Joined) and expression.word == word:
        yield from _parts(expression.left, word)
        yield from _parts(expression.right, word)
    elif isinstance(expression, Not) and isinstance(expression.part, Joined):
        inner = expression.part
        if word == "or" and inner.word == "and":
            yield from _parts(Not(inner.left), word)
            yield from _parts(Not(inner.right), word)
        else:
            yield expression
    else:
        yield expression
