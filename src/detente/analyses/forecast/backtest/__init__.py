"""The back-test: every method against the same settled issues, with bootstrap by proposal."""

from detente.analyses.forecast.backtest.run import TESTED, BacktestResult, backtest

__all__ = ["TESTED", "BacktestResult", "backtest"]
