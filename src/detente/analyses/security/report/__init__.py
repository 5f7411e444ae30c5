"""How a coverage is told: sentences, tables, charts, and its part of a brief."""

from detente.analyses.security.report.tables import charts, tables
from detente.analyses.security.report.words import statements

__all__ = ["charts", "statements", "tables"]
