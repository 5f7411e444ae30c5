"""What the analyst states: the scenario file, its model, its checks and its judgements."""

from typing import TYPE_CHECKING

from detente.gone import missing
from detente.scenario.draws import Draws, best_draws
from detente.scenario.judgements.forms import Judgement
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.reading.files import Report, case_names, check, load, loads
from detente.scenario.sampling import draw

__all__ = [
    "Draws",
    "Judgement",
    "KeyPath",
    "Report",
    "Scenario",
    "best_draws",
    "case_names",
    "check",
    "draw",
    "load",
    "loads",
]

if not TYPE_CHECKING:
    __getattr__ = missing(__name__)
