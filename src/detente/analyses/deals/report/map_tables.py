"""The map of a deal space as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.deals.advice.naming import Package, Row, Telling
from detente.analyses.deals.solve.settle import SOLUTIONS
from detente.exhibits import Column, Table

if TYPE_CHECKING:
    from detente.analyses.deals.result import DealMap

SHOWN = 12
"""Efficient deals shown in a table."""


def tables(result: DealMap, tell: Telling) -> list[Table]:
    """All tables of the map."""
    found = [_miss_table(result, tell)]
    if result.settled.possible:
        found = [package_table(result, tell), worth_table(result, tell)]
    found.append(_acceptance_table(result, tell))
    if result.frontier:
        found.append(_frontier_table(result, tell))
    if lines := result.problem.red_lines:
        named = [(result.parties[party], text) for party, text in lines]
        rows = [(tell.party(party), tell.own_line(party, text)) for party, text in named]
        found.append(tell.table("deals.lines", ["party", "red_line"], rows))
    found.append(_weight_table(result, tell))
    return found


def package_table(result: DealMap, tell: Telling) -> Table:
    """What the solutions settle: a row an issue."""
    firsts = [result.solutions[name][0].deal for name in SOLUTIONS]
    rows = [
        (tell.issue(issue), *(tell.value(issue, deal[issue]) for deal in firsts))
        for issue in result.problem.issues
    ]
    notes = [tell("deals.packages_note")]
    for name, packages in result.solutions.items():
        if len(packages) > 1:
            n = tell.number(len(packages))
            notes.append(tell("deals.ties_of", solution=tell.solution(name), n=n))
    columns = [Column(tell.solution(name)) for name in SOLUTIONS]
    return tell.table("deals.solutions", ["issue", *columns], rows, " ".join(notes))


def worth_table(result: DealMap, tell: Telling) -> Table:
    """What the solutions are worth to every party."""
    rows: list[Row] = []
    for party in result.parties:
        name = tell.party(party)
        if party not in result.table:
            name = tell("deals.outside", party=name)
        worth = [result.solutions[solution][0].utility[party] for solution in SOLUTIONS]
        rows.append((name, result.no_deal_shown(party), *worth))
    solutions = [Column(tell.solution(name), "right", 0) for name in SOLUTIONS]
    note = tell("deals.worth_note")
    return tell.table("deals.worth", ["party", "reservation>", *solutions], rows, note)


def _acceptance_table(result: DealMap, tell: Telling) -> Table:
    """How many deals each party at the table accepts."""
    accepted: list[tuple[str, float | None, int | None]] = [
        (tell.party(party), result.no_deal_shown(party), count)
        for party, count in result.acceptable_to.items()
    ]
    if result.acceptable is not None:
        accepted.append((tell("deals.all_needed"), None, result.acceptable))
    rows = [
        (*row, None if row[2] is None else 100 * row[2] / max(1, result.count)) for row in accepted
    ]
    note = tell("deals.of_all", count=tell.number(result.count))
    columns = ["party", "reservation>", "accepts>0", "share>1%"]
    return tell.table("deals.acceptance", columns, rows, note)


def _frontier_table(result: DealMap, tell: Telling) -> Table:
    """Some efficient deals from one end of the frontier to the other."""
    packages: list[Package] = list(result.frontier)
    if len(packages) > SHOWN:
        step = (len(packages) - 1) / (SHOWN - 1)
        packages = [packages[round(k * step)] for k in range(SHOWN)]
    rows: list[Row] = [
        (tell.deal(package.deal), *(package.utility[party] for party in result.parties))
        for package in packages
    ]
    points = len(result.efficient.points)
    some = len(rows) < points
    note = tell("deals.efficient_points", n=tell.number(points)) if some else ""
    key = "deals.frontier" if result.whole is None else "deals.whole"
    return tell.table(key, ["deal", *tell.columns(result.parties)], rows, note)


def _miss_table(result: DealMap, tell: Telling) -> Table:
    """The deals nearest to passing, and what each party lacks; not on a knife-edge."""
    if result.too_close:
        return tell.table("deals.misses", ["deal"], [(tell.deal(m.deal),) for m in result.nearest])
    rows: list[Row] = [
        (tell.deal(miss.deal), *(miss.shortfall.get(party) for party in result.table), miss.total)
        for miss in result.nearest[:SHOWN]
    ]
    columns = ["deal", *tell.columns(result.table, 1), "total>1"]
    return tell.table("deals.misses", columns, rows, tell("deals.misses_note"))


def _weight_table(result: DealMap, tell: Telling) -> Table:
    """Weights as given and as normalised."""
    weights = result.naming.weights()
    rows = []
    for issue in result.problem.issues:
        row = [tell.issue(issue)]
        for party in result.parties:
            given = weights[party]["given"].get(issue)
            share = tell.number(100 * weights[party]["normalised"][issue])
            shown = "–" if given is None else tell.words.stated(given)
            row.append(tell("deals.weight_and_share", given=shown, share=share))
        rows.append(tuple(row))
    columns = ["issue", *tell.columns(result.parties, None)]
    return tell.table("deals.weights", columns, rows, tell("deals.weights_note"))
