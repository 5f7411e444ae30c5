"""The map of a deal space in sentences, tables and charts, and what a brief says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.deals.report import map_charts, map_tables
from detente.analyses.deals.report.findings import findings
from detente.analyses.deals.report.map_brief import brief
from detente.exhibits import Chart, Note, Table
from detente.phrases import Phrases

if TYPE_CHECKING:
    from detente.analyses.deals.result import DealMap

__all__ = ["brief", "charts", "statements", "tables"]


def statements(result: DealMap, words: Phrases) -> tuple[Note, ...]:
    """The findings of the map, then those on what was asked."""
    asked = (note for part in result.parts for note in part.statements(words))
    return (*findings(result, words), *asked)


def tables(result: DealMap, words: Phrases) -> tuple[Table, ...]:
    """What was asked; then solutions and what they are worth, or what stands in the way."""
    asked = (table for part in result.parts for table in part.tables(words))
    return (*asked, *map_tables.tables(result, words))


def charts(result: DealMap, words: Phrases) -> tuple[Chart, ...]:
    """What was asked; then the frontier, where the parties can meet, the red lines."""
    asked = (chart for part in result.parts for chart in part.charts(words))
    return (*asked, *map_charts.charts(result, words))
