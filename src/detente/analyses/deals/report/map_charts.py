"""The map of a deal space as charts."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.deals.advice.naming import solution_name
from detente.analyses.deals.solve.settle import SOLUTIONS
from detente.exhibits import (
    Axis,
    Chart,
    Guide,
    HeatCell,
    HeatMap,
    ParallelChart,
    ParallelLine,
    Point,
    ScatterChart,
)
from detente.phrases import Phrases

if TYPE_CHECKING:
    from detente.analyses.deals.advice.naming import Package
    from detente.analyses.deals.result import DealMap

MOST_PAIRS = 6
MOST_POINTS = 1500
MOST_LINES = 60
MOST_ROWS = 60


def charts(result: DealMap, words: Phrases) -> tuple[Chart, ...]:
    """All charts of the map."""
    found: list[Chart] = []
    pairs = list(itertools.combinations(result.table, 2))
    found += [frontier_chart(result, first, second, words) for first, second in pairs[:MOST_PAIRS]]
    if len(result.parties) > 2 and result.frontier:
        found.append(parallel_chart(result, words))
    if sum(result.problem.sizes) <= MOST_ROWS:
        if result.settled.census is not None:
            found.append(meeting_chart(result, words))
        found.append(line_chart(result, words))
    return tuple(found)


def frontier_chart(result: DealMap, first: str, second: str, words: Phrases) -> ScatterChart:
    """Efficient deals, solutions and nearest misses as two parties see them."""
    naming = result.naming
    efficient = words("deals.efficient")
    series = [efficient]
    points = []
    marked = _marked(result, words)
    frontier = result.frontier
    step = max(1, len(frontier) // MOST_POINTS)
    for package in frontier[::step]:
        if tuple(package.deal.items()) not in marked:
            label = f"{naming.deal(package.deal, words)} ({naming.points(package.utility, words)})"
            points.append(Point(package.utility[first], package.utility[second], efficient, label))
    for package, tag in marked.values():
        label = f"{naming.deal(package.deal, words)} ({naming.points(package.utility, words)})"
        points.append(Point(package.utility[first], package.utility[second], tag, label, tag))
        if tag not in series:
            series.append(tag)
    one, other = naming.party(first, words), naming.party(second, words)
    unit = words("deals.points")
    return ScatterChart(
        words("deals.frontier_of", first=one, second=other),
        Axis(one, unit, 0.0, 100.0),
        Axis(other, unit, 0.0, 100.0),
        tuple(points),
        tuple(series),
        (
            Guide("x", result.reservation[first], words("deals.reservation_of", party=one)),
            Guide("y", result.reservation[second], words("deals.reservation_of", party=other)),
        ),
        summary=words("deals.frontier_summary", n=words.number(len(points))),
    )


def _marked(
    result: DealMap, words: Phrases
) -> dict[tuple[tuple[str, str], ...], tuple[Package, str]]:
    """The deals that charts mark, with their names: all solutions, or the nearest misses.

    Every chart names them in this order, so that a solution has one mark and colour throughout.
    """
    held: dict[tuple[tuple[str, str], ...], tuple[Package, list[str]]] = {}
    if result.settled.possible:
        for name in SOLUTIONS:
            for package in result.solutions[name][:3]:
                key = tuple(package.deal.items())
                held.setdefault(key, (package, []))[1].append(solution_name(name, words))
    else:
        for miss in result.nearest[:5]:
            held[tuple(miss.package.deal.items())] = (
                miss.package,
                [words("deals.nearest_miss")],
            )
    return {key: (package, words.join(names)) for key, (package, names) in held.items()}


def parallel_chart(result: DealMap, words: Phrases) -> ParallelChart:
    """Efficient deals and solutions across all parties."""
    efficient, line = words("deals.efficient"), words("deals.reservation")
    marked = _marked(result, words)
    step = max(1, -(-len(result.frontier) // MOST_LINES))
    shown = [
        (package, efficient)
        for package in result.frontier[::step]
        if tuple(package.deal.items()) not in marked
    ]
    lines = [
        ParallelLine(
            tuple(package.utility[party] for party in result.parties),
            series,
            result.naming.deal(package.deal, words),
        )
        for package, series in [*shown, *marked.values()]
    ]
    series = [efficient, *dict.fromkeys(tag for _, tag in marked.values())]
    lines.append(ParallelLine(tuple(result.reservation[p] for p in result.parties), line, line))
    axes = tuple(result.naming.party(party, words) for party in result.parties)
    return ParallelChart(
        words("deals.parallel_title"),
        axes,
        tuple(lines),
        (*series, line),
        words("deals.points"),
        summary=words("deals.parallel_summary"),
    )


def meeting_chart(result: DealMap, words: Phrases) -> HeatMap:
    """For each value of each issue the share of its deals that each party accepts."""
    census = result.settled.census
    sizes = result.problem.sizes
    shares = np.zeros((len(result.table) + 1, sum(sizes)))
    if census is not None:
        each = np.repeat([census.count / size for size in sizes], sizes)
        shares = 100 * np.vstack([census.accepted, census.passed]) / np.maximum(each, 1)
    columns = [result.naming.party(party, words) for party in result.table]
    columns.append(words("deals.all_needed"))
    cells = []
    rows = _rows(result, words)
    for place, row in enumerate(rows):
        for column, share in zip(columns, shares[:, place], strict=True):
            cells.append(HeatCell(row, column, float(share), f"{words.number(share)} %"))
    return HeatMap(
        words("deals.meeting_title"),
        words("deals.value"),
        words("deals.party"),
        tuple(cells),
        "%",
        0.0,
        100.0,
        summary=words("deals.meeting_summary"),
    )


def _rows(result: DealMap, words: Phrases) -> list[str]:
    """A label for each value of each issue."""
    return [
        f"{result.naming.issue(issue, words)}: {result.naming.value(issue, value, words)}"
        for issue, values in zip(result.problem.issues, result.problem.labels, strict=True)
        for value in values
    ]


def line_chart(result: DealMap, words: Phrases) -> HeatMap:
    """The red-line matrix: what each value is worth to each party, and where it stops."""
    cells = []
    rows = iter(_rows(result, words))
    for issue, values in enumerate(result.problem.labels):
        for place in range(len(values)):
            row = next(rows)
            for party, name in enumerate(result.parties):
                broken, bound = _touched(result, party, issue, place)
                worth = float(result.problem.worth[issue][0, party, place])
                mark = words("deals.barred") if broken else words.number(worth)
                if bound and not broken:
                    mark += words("deals.conditional")
                value = None if broken else worth
                cells.append(HeatCell(row, result.naming.party(name, words), value, mark))
    return HeatMap(
        words("deals.matrix_title"),
        words("deals.value"),
        words("deals.party"),
        tuple(cells),
        words("deals.points"),
        0.0,
        100.0,
        summary=words("deals.matrix_summary"),
        note=words("deals.matrix_note"),
    )


def _touched(result: DealMap, party: int, issue: int, place: int) -> tuple[bool, bool]:
    """Whether a value always breaks a red line of a party, and whether it does with others."""
    always = sometimes = False
    for line in result.problem.lines:
        if line.party == party and issue in line.scope:
            part = line.broken.take(place, axis=line.scope.index(issue))
            always = always or bool(part.all())
            sometimes = sometimes or bool(part.any())
    return always, sometimes
