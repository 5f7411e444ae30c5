"""Charts as Vega-Lite specs, one module a family of charts."""

from __future__ import annotations

from detente.exhibits import (
    BarChart,
    Chart,
    GraphChart,
    HeatMap,
    IntervalChart,
    LineChart,
    ParallelChart,
    ScatterChart,
)
from detente.phrases import phrases
from detente.render.specs.bars import bars, intervals
from detente.render.specs.frame import Spec
from detente.render.specs.graph import graph
from detente.render.specs.matrix import matrix
from detente.render.specs.points import line, parallel, scatter


def spec(chart: Chart, *, language: str, titled: bool) -> Spec:
    """The Vega-Lite spec of a chart, its colours still placeholders; `titled` draws the title."""
    words = phrases(language)
    match chart:
        case ScatterChart():
            return scatter(chart, words, titled=titled)
        case LineChart():
            return line(chart, words, titled=titled)
        case BarChart():
            return bars(chart, words, titled=titled)
        case IntervalChart():
            return intervals(chart, words, titled=titled)
        case HeatMap():
            return matrix(chart, words, titled=titled)
        case GraphChart():
            return graph(chart, words, titled=titled)
        case ParallelChart():
            return parallel(chart, words, titled=titled)


__all__ = ["Spec", "spec"]
