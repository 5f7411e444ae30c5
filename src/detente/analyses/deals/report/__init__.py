"""The map of a deal space in sentences, tables and charts, and what a brief says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.deals.advice.naming import Part, Telling
from detente.analyses.deals.report import map_charts, map_tables
from detente.analyses.deals.report.findings import findings
from detente.exhibits import Chart, Note, Table
from detente.phrases import Phrases

if TYPE_CHECKING:
    from detente.analyses.deals.result import DealMap

__all__ = ["charts", "statements", "tables"]


def statements(result: DealMap, words: Phrases) -> tuple[Note, ...]:
    """The findings of the map, then those on what was asked."""
    tell = Telling(result.naming, words)
    asked = (note for part in result.parts for note in _notes(part, tell))
    return (*findings(result, tell), *asked)


def tables(result: DealMap, words: Phrases) -> tuple[Table, ...]:
    """What was asked; then solutions and what they are worth, or what stands in the way."""
    tell = Telling(result.naming, words)
    asked = (table for part in result.parts for table in part.tables(tell))
    return (*asked, *map_tables.tables(result, tell))


def charts(result: DealMap, words: Phrases) -> tuple[Chart, ...]:
    """What was asked; then the frontier, where the parties can meet, the red lines."""
    tell = Telling(result.naming, words)
    asked = (chart for part in result.parts for chart in part.charts(tell))
    return (*asked, *map_charts.charts(result, tell))


def _notes(part: Part, tell: Telling) -> list[Note]:
    cautions = [Note(text, "caution") for text in part.cautions(tell)]
    return [*cautions, *(Note(text, "finding") for text in part.findings(tell))]
