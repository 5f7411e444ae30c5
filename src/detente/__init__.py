"""Prepare a high-stakes negotiation: from one scenario file to a tested analysis and a brief.

>>> import detente
>>> detente.load("prisoners_dilemma").title
"Prisoner's dilemma"
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.scenario import Scenario, check, load, loads

__version__ = "0.1.0"

_HOME = {
    "Scenario": "detente.scenario",
    "check": "detente.scenario",
    "load": "detente.scenario",
    "loads": "detente.scenario",
}
"""Where each public name lives; it is imported when it is first used."""

__all__ = ["Scenario", "check", "load", "loads"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
