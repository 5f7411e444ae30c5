"""The map of a deal space as charts."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.deals.advice.naming import Package, Telling
from detente.exhibits import (
    Axis,
    Chart,
    Guide,
    HeatCell,
    HeatMap,
    Point,
    ScatterChart,
)

if TYPE_CHECKING:
    from detente.analyses.deals.result import DealMap

MOST_PAIRS = 6
MOST_POINTS = 1500
MOST_ROWS = 60


def charts(result: DealMap, tell: Telling) -> list[Chart]:
    """All charts of the map."""
    pairs = list(itertools.combinations(result.table, 2))[:MOST_PAIRS]
    found: list[Chart] = [frontier_chart(result, *pair, tell) for pair in pairs]
    if sum(result.problem.sizes) <= MOST_ROWS:
        if result.settled.census is not None:
            found.append(_meeting_chart(result, tell))
        found.append(_line_chart(result, tell))
    return found


def _marked(result: DealMap, tell: Telling) -> list[tuple[Package, str]]:
    """The deals that charts mark, with their names: all solutions, or the nearest misses.

    Every chart names them in this order, so that a solution has one mark and colour throughout.
    """
    named: list[tuple[Package, str]] = []
    for name, packages in result.solutions.items():
        named += [(package, tell.solution(name)) for package in packages[:3]]
    named = named or [(miss, tell("deals.nearest_miss")) for miss in result.nearest[:5]]
    held: dict[tuple[str, ...], tuple[Package, list[str]]] = {}
    for package, name in named:
        held.setdefault(tuple(package.deal.values()), (package, []))[1].append(name)
    if not result.settled.possible:
        held = {key: (package, names[:1]) for key, (package, names) in held.items()}
    return [(package, tell.words.join(names)) for package, names in held.values()]


def _others(result: DealMap, marked: list[tuple[Package, str]], step: int) -> list[Package]:
    """Every so many of the efficient deals, without those marked."""
    known = [package.deal for package, _ in marked]
    return [package for package in result.frontier[::step] if package.deal not in known]


def frontier_chart(result: DealMap, first: str, second: str, tell: Telling) -> ScatterChart:
    """Efficient deals, solutions and nearest misses as two parties see them."""
    efficient, marked = tell("deals.efficient"), _marked(result, tell)
    step = max(1, len(result.frontier) // MOST_POINTS)
    shown = [(package, "") for package in _others(result, marked, step)]
    points = []
    for package, tag in [*shown, *marked]:
        worth = tell.words.join(
            f"{tell.party(party)} {tell.number(value)}" for party, value in package.utility.items()
        )
        label = f"{tell.deal(package.deal)} ({worth})"
        x, y = package.utility[first], package.utility[second]
        points.append(Point(x, y, tag or efficient, label, tag))
    one, other, unit = tell.party(first), tell.party(second), tell("deals.points")
    return ScatterChart(
        tell("deals.frontier_of", first=one, second=other),
        Axis(one, unit, 0.0, 100.0),
        Axis(other, unit, 0.0, 100.0),
        tuple(points),
        tuple(dict.fromkeys([efficient, *(tag for _, tag in marked)])),
        (
            Guide("x", result.reservation[first], tell("deals.reservation_of", party=one)),
            Guide("y", result.reservation[second], tell("deals.reservation_of", party=other)),
        ),
        summary=tell("deals.frontier_summary", n=tell.number(len(points))),
    )


def _rows(result: DealMap, tell: Telling) -> list[str]:
    """A label for each value of each issue."""
    problem = result.problem
    return [
        tell.issue_value(issue, value)
        for issue, values in zip(problem.issues, problem.labels, strict=True)
        for value in values
    ]


def _meeting_chart(result: DealMap, tell: Telling) -> HeatMap:
    """For each value of each issue the share of its deals that each party accepts."""
    columns = [*map(tell.party, result.table), tell("deals.all_needed")]
    cells = []
    if (census := result.settled.census) is not None:
        counts = np.vstack([census.accepted, census.passed]).T
        for row, own, of in zip(_rows(result, tell), counts, census.existing, strict=True):
            for column, count in zip(columns, own, strict=True):
                share = 100 * float(count / of) if of else None
                text = "–" if share is None else f"{tell.number(share)} %"
                cells.append(HeatCell(row, column, share, text))
    title, summary = tell("deals.meeting_title"), tell("deals.meeting_summary")
    axes = (tell("deals.value"), tell("deals.party"))
    return HeatMap(title, *axes, tuple(cells), "%", 0.0, 100.0, summary=summary)


def _line_chart(result: DealMap, tell: Telling) -> HeatMap:
    """The red-line matrix: what each value is worth to each party, and where it stops."""
    cells = []
    problem, rows = result.problem, iter(_rows(result, tell))
    for issue, values in enumerate(problem.labels):
        for place in range(len(values)):
            row = next(rows)
            for party, name in enumerate(result.parties):
                broken = [
                    line.broken.take(place, axis=line.scope.index(issue))
                    for line in problem.lines
                    if line.party == party and issue in line.scope
                ]
                worth: float | None = float(problem.worth[issue][0, party, place])
                mark = tell.number(worth or 0.0)
                if any(part.all() for part in broken):
                    worth, mark = None, tell("deals.barred")
                elif any(part.any() for part in broken):
                    mark += tell("deals.conditional")
                cells.append(HeatCell(row, tell.party(name), worth, mark))
    return HeatMap(
        tell("deals.matrix_title"),
        tell("deals.value"),
        tell("deals.party"),
        tuple(cells),
        tell("deals.points"),
        0.0,
        100.0,
        summary=tell("deals.matrix_summary"),
        note=tell("deals.matrix_note"),
    )
