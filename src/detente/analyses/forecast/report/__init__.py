"""How a forecast is told: sentences, tables, charts, and its part of a brief."""

from detente.analyses.forecast.report.briefing import brief
from detente.analyses.forecast.report.charts import charts
from detente.analyses.forecast.report.tables import tables
from detente.analyses.forecast.report.words import statements

__all__ = ["brief", "charts", "statements", "tables"]
