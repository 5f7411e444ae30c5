"""Claim: a document with six charts becomes one HTML page in under 1.2 s.

The first page of a process pays for loading the templates; the ratio is to a further one.
"""

from __future__ import annotations

import time

from _measure import arguments, machine_line, measure, shown
from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Document,
    Interval,
    IntervalChart,
    LineChart,
    Point,
    ScatterChart,
    Section,
)
from detente.render import html_page


def document(points: int) -> Document:
    """Six charts, the largest of `points` points."""
    crowd = tuple(Point(i % 97, i % 89, "" if i % 5 else "Acceptable") for i in range(points))
    names = [f"Category {i}" for i in range(8)]
    charts = (
        ScatterChart("Deals", Axis("One"), Axis("Other"), crowd),
        ScatterChart("Few deals", Axis("One"), Axis("Other"), crowd[:30]),
        BarChart("Weights", Axis("Weight"), tuple(Bar(n, i) for i, n in enumerate(names))),
        BarChart("Gains", Axis("Gain"), tuple(Bar(n, 9 - i) for i, n in enumerate(names))),
        LineChart("Course", Axis("Round"), Axis("Share"), crowd[:40]),
        IntervalChart(
            "Ranges",
            Axis("Value"),
            tuple(Interval(n, i, i + 1, i + 3) for i, n in enumerate(names)),
        ),
    )
    return Document("Title", "", "en", (Section("charts", "Charts", charts),))


def main() -> None:
    """Print the time of the first page and of further ones."""
    small = arguments(__doc__ or "").small
    points = 100 if small else 400
    held = document(points)
    start = time.perf_counter()
    page = html_page(held)
    first = time.perf_counter() - start
    print(machine_line())
    print(f"first page of six charts: {shown(first)} (target 1.2 s), {len(page) / 1e3:.0f} kB")
    further = measure(lambda: html_page(held), runs=2 if small else 5)
    print(f"every further page: {further}; the first takes {first / further.median:.1f} times that")


if __name__ == "__main__":
    main()
