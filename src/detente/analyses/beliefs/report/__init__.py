"""How beliefs and crises are told: sentences, tables, charts, and their part of a brief."""

from detente.analyses.beliefs.report.tables import charts, tables
from detente.analyses.beliefs.report.words import statements

__all__ = ["charts", "statements", "tables"]
