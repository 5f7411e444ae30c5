"""What is told of talks in stages: sentences, tables, charts and the part of a brief."""

from __future__ import annotations

from detente.analyses.stages.report.charts import charts
from detente.analyses.stages.report.statements import statements
from detente.analyses.stages.report.tables import tables

__all__ = ["charts", "statements", "tables"]
