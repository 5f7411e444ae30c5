"""What groups reached, on one frontier, and who left what on the table.

What a group left is read off the package with which nobody at the table is worse off than with the
group's own, and which adds most points in all; for a group without agreement, off the acceptable
package that adds most to what no deal is worth.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.contract import require_sections
from detente.analyses.deals import ANALYSIS, DealSettings
from detente.analyses.deals.advice.audit import Audit, Filled
from detente.analyses.deals.advice.naming import Package, Telling
from detente.analyses.deals.assemble import assemble
from detente.analyses.deals.report.map_charts import frontier_chart
from detente.analyses.deals.result import DealMap
from detente.analyses.deals.stated_deals import read_deal
from detente.exhibits import Cell, Chart, Column, Document, Exhibit, Note, Point
from detente.phrases.directions import isolated
from detente.roles.groups import Group
from detente.roles.role import sheet_of
from detente.scenario import Scenario

ALIKE = 0.05
"""Points that are too few to be called left on the table: they show as 0.0."""

MOST_CHARTS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a group's package, or having none, is worth to each party with preferences.

    `refused_by` are the parties, at the table or not, for whom it is worse than no deal or beyond a
    red line; `better` is the package that all at the table would have gained by, None where there
    is none, and `left` what each party would have gained by it.
    """

    group: Group
    worth: Mapping[str, float]
    refused_by: tuple[str, ...]
    better: Package | None
    left: Mapping[str, float]

    @property
    def efficient(self) -> bool:
        """Whether nothing was left on the table."""
        return self.better is None


@dataclass(frozen=True, slots=True)
class Debrief:
    """The outcomes of all groups, and the map of the deal space that they are held against."""

    map: DealMap
    outcomes: tuple[Outcome, ...]


def compare_groups(scenario: Scenario, groups: Sequence[Group]) -> Debrief:
    """Hold what groups reached against the efficient packages; points of 100 at best estimates.

    Raises MissingSection without issues and preferences, SettingError for a value that the
    scenario does not have.

    >>> from detente.scenario import load
    >>> reached = [Group("A", {"budget": "50", "posts": "50"})]
    >>> found = compare_groups(load("logrolling"), reached).outcomes[0]
    >>> found.worth, found.left
    ({'finance': 50.0, 'interior': 50.0}, {'finance': 30.0, 'interior': 30.0})
    """
    require_sections(ANALYSIS, scenario)
    deals = [group.deal for group in groups if group.deal is not None]
    found = assemble(scenario, DealSettings(), deals)
    return Debrief(found, tuple(_outcome(found, group) for group in groups))


def _outcome(found: DealMap, group: Group) -> Outcome:
    refused: tuple[str, ...] = ()
    if group.deal is None:
        worth = found.reservation
        better = found.solutions["utilitarian"][:1]
    else:
        values = read_deal(group.deal, found.problem)
        row = np.array([values[place] for place in range(len(found.problem.issues))], np.intp)
        audit = Audit.of(found.naming, Filled(row), found.settled.consent)
        worth, better = dict(audit.utility), audit.dominated_by[:1]
        refused = tuple(party for party, yes in audit.accepts.items() if not yes)
    for package in better:
        left = {party: package.utility[party] - worth[party] for party in worth}
        if max(left[party] for party in found.table) >= ALIKE:
            return Outcome(group, worth, refused, package, left)
    return Outcome(group, worth, refused, None, dict.fromkeys(worth, 0.0))


def debrief_sheet(debrief: Debrief, language: str | None = None) -> Document:
    """What all groups reached, one frontier, and who left what, as a document."""
    found = debrief.map
    tell = Telling(found.naming, found.words(language))
    words, scenario = tell.words, found.naming.scenario
    agreed = [each for each in debrief.outcomes if each.group.deal is not None]
    best = [each.group.name for each in agreed if each.efficient]
    counts = {"all": words.number(len(debrief.outcomes)), "agreed": words.number(len(agreed))}
    said = [words("roles.agreed", **counts)]
    if agreed:
        key = "roles.efficient" if best else "roles.none_efficient"
        said.append(words(key, groups=words.join(best)))
    reached: list[Exhibit] = [Note(" ".join(said), "finding")]
    issues = [Column(scenario.issue_name(issue, words.language)) for issue in scenario.issues]
    rows = [(_name(each), *_values(each.group, tell)) for each in debrief.outcomes]
    reached.append(tell.table("roles.reached", ["group", *issues], rows))
    worth: list[tuple[Cell, ...]] = [
        (words("roles.without"), *(found.no_deal_shown(p) for p in found.parties), None)
    ]
    worth += [
        (_name(each), *each.worth.values(), _refusal(each, tell)) for each in debrief.outcomes
    ]
    columns = ["group", *tell.columns(found.parties, 1), "refused_by"]
    reached.append(tell.table("roles.worth", columns, worth, words("roles.worth_note")))
    left = [(_name(each), _instead(each, tell), *each.left.values()) for each in debrief.outcomes]
    columns = ["group", "instead", *tell.columns(found.parties, 1)]
    gains = tell.table("roles.left", columns, left, words("roles.left_note"))
    shown: list[Exhibit] = [*debrief_charts(debrief, language), gains]
    parts = {"reached": reached, "left": shown}
    return sheet_of(scenario, words("roles.debrief"), "", parts, words)


def _name(outcome: Outcome) -> str:
    return isolated(outcome.group.name)


def _values(group: Group, tell: Telling) -> list[Cell]:
    scenario = tell.naming.scenario
    if group.deal is None:
        return [tell("roles.no_deal_reached"), *[None] * (len(scenario.issues) - 1)]
    return [tell.value(issue, group.deal[issue]) for issue in scenario.issues]


def _refusal(outcome: Outcome, tell: Telling) -> str | None:
    """Who would have done better to refuse, with the red lines that the package crosses."""
    if outcome.group.deal is None:
        return None
    told = []
    for party in outcome.refused_by:
        place = tell.naming.problem.parties.index(party)
        lines = tell.naming.broken(place, outcome.group.deal)
        shown = "; ".join(map(tell.line, lines))
        told.append(f"{tell.party(party)} ({shown})" if shown else tell.party(party))
    return ", ".join(told) or None


def _instead(outcome: Outcome, tell: Telling) -> str | None:
    """The better package: what changes, or all of it where nothing was agreed."""
    if outcome.better is None:
        return None
    if outcome.group.deal is None:
        return tell.deal(outcome.better.deal)
    return tell.changes(outcome.group.deal, outcome.better.deal)


def debrief_charts(debrief: Debrief, language: str | None = None) -> list[Chart]:
    """The frontier as each two parties at the table see it, with the groups on it or below it."""
    tell = Telling(debrief.map.naming, debrief.map.words(language))
    series = tell("roles.groups")
    names = tell.words.join(each.group.name for each in debrief.outcomes)
    charts: list[Chart] = []
    for pair in list(itertools.combinations(debrief.map.table, 2))[:MOST_CHARTS]:
        chart = frontier_chart(debrief.map, *pair, tell)
        at: dict[tuple[float, float], list[str]] = {}
        for each in debrief.outcomes:
            at.setdefault((each.worth[pair[0]], each.worth[pair[1]]), []).append(_name(each))
        points = [*chart.points]
        for place, here in at.items():
            worth = (f"{tell.party(p)} {tell.number(n)}" for p, n in zip(pair, place, strict=True))
            points.append(Point(*place, series, tell.words.join(worth), ", ".join(here)))
        told = tell("roles.chart", groups=names)
        shown = (*chart.series, series)
        charts.append(replace(chart, points=tuple(points), series=shown, summary=told))
    return charts
