"""Charts as Vega-Lite specs, one module a family of charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
from detente.render.specs.parallel import parallel
from detente.render.specs.points import line, scatter

_MAKERS: dict[type, Callable[..., Any]] = {
    ScatterChart: scatter,
    LineChart: line,
    BarChart: bars,
    IntervalChart: intervals,
    HeatMap: matrix,
    GraphChart: graph,
    ParallelChart: parallel,
}


def spec(chart: Chart, *, language: str, titled: bool) -> Spec:
    """The Vega-Lite spec of a chart, its colours still placeholders; `titled` draws the title."""
    made: Spec = _MAKERS[type(chart)](chart, phrases(language), titled=titled)
    return made


__all__ = ["Spec", "spec"]
