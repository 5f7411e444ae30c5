"""The map of a deal space as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.deals.advice.naming import solution_name
from detente.analyses.deals.solve.settle import SOLUTIONS
from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases

if TYPE_CHECKING:
    from detente.analyses.deals.advice.naming import Package
    from detente.analyses.deals.result import DealMap

SHOWN = 12
"""Efficient deals shown in a table."""


def tables(result: DealMap, words: Phrases) -> tuple[Table, ...]:
    """All tables of the map."""
    found = []
    if result.settled.possible:
        found += [package_table(result, words), worth_table(result, words)]
    else:
        found.append(miss_table(result, words))
    found.append(acceptance_table(result, words))
    if result.frontier:
        found.append(frontier_table(result, words))
    if result.problem.red_lines:
        found.append(line_table(result, words))
    found.append(weight_table(result, words))
    return tuple(found)


def package_table(result: DealMap, words: Phrases) -> Table:
    """What the solutions settle: a row an issue."""
    columns = [Column(words("deals.issue"))]
    columns += [Column(solution_name(name, words)) for name in SOLUTIONS]
    firsts = {name: result.solutions[name][0] for name in SOLUTIONS}
    rows = [
        (
            result.naming.issue(issue, words),
            *(result.naming.value(issue, firsts[name].deal[issue], words) for name in SOLUTIONS),
        )
        for issue in result.problem.issues
    ]
    tied = [name for name in SOLUTIONS if len(result.solutions[name]) > 1]
    ties = [
        words(
            "deals.ties_of",
            solution=solution_name(name, words),
            n=words.number(len(result.solutions[name])),
        )
        for name in tied
    ]
    note = " ".join((words("deals.packages_note"), *ties))
    return Table(words("deals.packages_title"), tuple(columns), tuple(rows), note)


def worth_table(result: DealMap, words: Phrases) -> Table:
    """What the solutions are worth to every party."""
    columns = [Column(words("deals.party")), Column(words("deals.reservation"), "right")]
    columns += [Column(solution_name(name, words), "right", 0) for name in SOLUTIONS]
    rows: list[tuple[Cell, ...]] = []
    for party in result.parties:
        name = result.naming.party(party, words)
        if party not in result.table:
            name = words("deals.outside", party=name)
        worth = [result.solutions[solution][0].utility[party] for solution in SOLUTIONS]
        rows.append((name, result.no_deal_shown(party), *worth))
    return Table(words("deals.worth_title"), tuple(columns), tuple(rows), words("deals.worth_note"))


def acceptance_table(result: DealMap, words: Phrases) -> Table:
    """How many deals each party at the table accepts."""
    columns = (
        Column(words("deals.party")),
        Column(words("deals.reservation"), "right"),
        Column(words("deals.accepts"), "right", 0),
        Column(words("deals.share"), "right", 1, "%"),
    )
    rows: list[tuple[Cell, ...]] = []
    for party, accepted in result.acceptable_to.items():
        share = None if accepted is None else 100 * accepted / max(1, result.count)
        name = result.naming.party(party, words)
        rows.append((name, result.no_deal_shown(party), accepted, share))
    if result.acceptable is not None:
        share = 100 * result.acceptable / max(1, result.count)
        rows.append((words("deals.all_needed"), None, result.acceptable, share))
    note = words("deals.of_all", count=words.number(result.count))
    return Table(words("deals.acceptance_title"), columns, tuple(rows), note)


def frontier_table(result: DealMap, words: Phrases) -> Table:
    """Some efficient deals from one end of the frontier to the other."""
    packages = _sample(result.frontier)
    columns = [Column(words("deals.deal"))]
    columns += [Column(result.naming.party(p, words), "right", 0) for p in result.parties]
    rows: list[tuple[Cell, ...]] = [
        (
            result.naming.deal(package.deal, words),
            *(package.utility[party] for party in result.parties),
        )
        for package in packages
    ]
    note = words.count("deals.efficient_points", len(result.efficient.points))
    title = words("deals.frontier_title") if result.whole is None else words("deals.whole_title")
    return Table(title, tuple(columns), tuple(rows), note)


def _sample(packages: tuple[Package, ...]) -> tuple[Package, ...]:
    if len(packages) <= SHOWN:
        return packages
    step = (len(packages) - 1) / (SHOWN - 1)
    return tuple(packages[round(k * step)] for k in range(SHOWN))


def miss_table(result: DealMap, words: Phrases) -> Table:
    """The deals nearest to passing, and what each party lacks."""
    columns = [Column(words("deals.deal"))]
    columns += [Column(result.naming.party(p, words), "right", 1) for p in result.table]
    columns.append(Column(words("deals.total"), "right", 1))
    rows: list[tuple[Cell, ...]] = [
        (
            result.naming.deal(miss.package.deal, words),
            *(miss.shortfall.get(party) for party in result.table),
            miss.total,
        )
        for miss in result.nearest[:SHOWN]
    ]
    return Table(
        words("deals.misses_title"), tuple(columns), tuple(rows), words("deals.misses_note")
    )


def line_table(result: DealMap, words: Phrases) -> Table:
    """All red lines."""
    columns = (Column(words("deals.party")), Column(words("deals.red_line")))
    rows = tuple(
        (result.naming.party(result.parties[party], words), result.naming.line_text(text, words))
        for party, text in result.problem.red_lines
    )
    return Table(words("deals.lines_title"), columns, rows)


def weight_table(result: DealMap, words: Phrases) -> Table:
    """Weights as given and as normalised."""
    columns = [Column(words("deals.issue"))]
    columns += [Column(result.naming.party(p, words), "right") for p in result.parties]
    weights = result.naming.weights()
    rows = []
    for issue in result.problem.issues:
        row = [result.naming.issue(issue, words)]
        for party in result.parties:
            given = weights[party]["given"].get(issue)
            share = words.number(100 * weights[party]["normalised"][issue])
            shown = "–" if given is None else words.stated(given)
            row.append(words("deals.weight_and_share", given=shown, share=share))
        rows.append(tuple(row))
    return Table(
        words("deals.weights_title"), tuple(columns), tuple(rows), words("deals.weights_note")
    )
