"""What an ensemble, a study of a conclusion and a comparison say, in English or German."""

from detente.ensembles.report.ensemble import charts, statements, tables

__all__ = ["charts", "statements", "tables"]
