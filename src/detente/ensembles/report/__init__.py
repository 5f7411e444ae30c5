"""What an ensemble, a study of a conclusion and a comparison say, in English or German."""

from detente.ensembles.report.ensemble import brief, charts, statements, tables

__all__ = ["brief", "charts", "statements", "tables"]
