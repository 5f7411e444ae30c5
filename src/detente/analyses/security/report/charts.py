"""A coverage as charts."""

from __future__ import annotations

import numpy as np

from detente.analyses.security.assess import COMPARED, HOSTILE
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.report.tables import column_names, plan_name
from detente.analyses.security.result import SecurityResult
from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Chart,
    HeatCell,
    HeatMap,
    LineChart,
    Point,
    ScatterChart,
)
from detente.phrases import Phrases

MOST_BARS = 40


def charts(result: SecurityResult, words: Phrases) -> tuple[Chart, ...]:
    """Coverage, plan of the sectors, value of more units, and the cross-table."""
    labels = Labels(result.scenario, words)
    found: list[Chart | None] = [
        coverage_chart(result, words, labels),
        _plan(result, words, labels),
        _curves(result, words, labels),
        _cross(result, words, labels),
    ]
    return tuple(chart for chart in found if chart is not None)


def coverage_chart(result: SecurityResult, words: Phrases, labels: Labels) -> BarChart:
    """Bars of the coverage, highest first."""
    coverage = result.assessment.plan.coverage
    order = np.argsort(-coverage, kind="stable")[:MOST_BARS]
    bars = tuple(
        Bar(labels.node(result.problem.nodes[place]), 100 * float(coverage[place]))
        for place in order
    )
    highest = words.join(bar.category for bar in bars[:3])
    axis = Axis(words("security.coverage"), "%", 0, 100)
    summary = words("security.coverage_summary", targets=highest)
    return BarChart(words("security.coverage_title"), axis, bars, summary=summary)


def _plan(result: SecurityResult, words: Phrases, labels: Labels) -> ScatterChart | None:
    """Targets where they stand, with their coverage; None unless places are stated."""
    security = result.scenario.security
    places = (
        {}
        if security is None
        else {name: target.at for name, target in security.targets.items() if target.at is not None}
    )
    if not places:
        return None
    bands = _bands(words)
    mean = _mean_coverage(result)
    points = tuple(
        Point(
            x,
            y,
            bands[min(3, int(4 * mean[name]))],
            f"{labels.target(name)}: {words.number(100 * mean[name], 1)} %",
            labels.target(name),
        )
        for name, (x, y) in places.items()
    )
    return ScatterChart(
        words("security.plan_title"),
        Axis(words("security.plan_x")),
        Axis(words("security.plan_y")),
        points,
        bands,
        summary=words("security.plan_summary"),
    )


def _bands(words: Phrases) -> tuple[str, ...]:
    return (
        words("security.band_lowest"),
        words("security.band_low"),
        words("security.band_high"),
        words("security.band_highest"),
    )


def _mean_coverage(result: SecurityResult) -> dict[str, float]:
    """Coverage of each target, averaged over the shifts."""
    shares: dict[str, list[float]] = {}
    pairs = zip(result.problem.nodes, result.assessment.plan.coverage, strict=True)
    for (name, _), share in pairs:
        shares.setdefault(name, []).append(float(share))
    return {name: sum(all_) / len(all_) for name, all_ in shares.items()}


def _curves(result: SecurityResult, words: Phrases, labels: Labels) -> LineChart | None:
    curves = result.assessment.curves
    if not curves:
        return None
    points = tuple(
        Point(units, value, labels.resource(name))
        for name, pairs in curves.items()
        for units, value in pairs
    )
    return LineChart(
        words("security.curve_title"),
        Axis(words("security.on_duty")),
        Axis(words("security.our_value")),
        points,
        tuple(labels.resource(name) for name in curves),
        summary=words("security.curve_summary"),
    )


def _cross(result: SecurityResult, words: Phrases, labels: Labels) -> HeatMap:
    keys = [*(kind.name for kind in result.problem.kinds), HOSTILE]
    columns = dict(zip(keys, column_names(result, words, labels), strict=True))
    cells = tuple(
        HeatCell(
            plan_name(plan, words),
            columns[key],
            result.cross_table[plan][key],
            words.number(result.cross_table[plan][key], 1),
        )
        for plan in COMPARED
        for key in keys
    )
    return HeatMap(
        words("security.cross_title"),
        words("security.plan"),
        words("security.adversary"),
        cells,
        summary=words("security.cross_note"),
    )
