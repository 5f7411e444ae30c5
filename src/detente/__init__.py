"""Prepare a high-stakes negotiation: from one scenario file to a tested analysis and a brief.

>>> import detente
>>> scenario = detente.load("prisoners_dilemma")
>>> detente.analyze_stability(scenario).equilibria("nash")
('YY',)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.exhibits import show_with
from detente.version import __version__

if TYPE_CHECKING:
    from detente.analyses.beliefs import update_beliefs
    from detente.analyses.catalogue import find_analysis
    from detente.analyses.deals import map_deals
    from detente.analyses.forecast import forecast_outcomes
    from detente.analyses.outlook import analyze_outlook
    from detente.analyses.seats import value_seats
    from detente.analyses.security import allocate_coverage, draw_roster
    from detente.analyses.simulate import simulate_talks
    from detente.analyses.stability import analyze_stability
    from detente.analyses.stages import solve_stages
    from detente.brief import write_brief
    from detente.ensembles import run_ensemble, study
    from detente.scenario import Scenario, check, draw, loads
    from detente.sources import load

_HOME = {
    "Scenario": "detente.scenario",
    "allocate_coverage": "detente.analyses.security",
    "analyze_stability": "detente.analyses.stability",
    "check": "detente.scenario",
    "draw": "detente.scenario",
    "draw_roster": "detente.analyses.security",
    "find_analysis": "detente.analyses.catalogue",
    "forecast_outcomes": "detente.analyses.forecast",
    "load": "detente.sources",
    "loads": "detente.scenario",
    "map_deals": "detente.analyses.deals",
    "run_ensemble": "detente.ensembles",
    "analyze_outlook": "detente.analyses.outlook",
    "simulate_talks": "detente.analyses.simulate",
    "solve_stages": "detente.analyses.stages",
    "study": "detente.ensembles",
    "update_beliefs": "detente.analyses.beliefs",
    "value_seats": "detente.analyses.seats",
    "write_brief": "detente.brief",
}
"""Where each public name lives; it is imported when it is first used."""

__all__ = [
    "Scenario",
    "__version__",
    "allocate_coverage",
    "analyze_outlook",
    "analyze_stability",
    "check",
    "draw",
    "draw_roster",
    "find_analysis",
    "forecast_outcomes",
    "load",
    "loads",
    "map_deals",
    "run_ensemble",
    "simulate_talks",
    "solve_stages",
    "study",
    "update_beliefs",
    "value_seats",
    "write_brief",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return list(__all__)


def _in_notebook(shown: Any, language: str) -> str:
    from detente import render

    return render.html_fragment(shown, language=language)


show_with(_in_notebook)
