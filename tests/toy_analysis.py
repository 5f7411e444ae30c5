"""A small analysis whose answers are known in closed form, for tests of ensembles."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import numpy as np

from detente.analyses.contract import Analysis, Result, Setting
from detente.scenario import Draws, Scenario, loads

TEXT = """
title: Two powers
sources: {s: {title: A source}}
evidence: {e1: {source: s, says: something}}
parties:
  a: {power: {value: 20..60, because: [e1], confidence: high}}
  b: {power: {low: 10, best: 30, high: 80}, patience: low}
"""

A, B = ("parties", "a", "power"), ("parties", "b", "power")


def two_powers() -> Scenario:
    """The scenario that the analysis is for."""
    return loads(TEXT)


def conclusions(scenario: Scenario, draws: Draws, **settings: Any) -> dict[str, Any]:
    """`ahead`: whether a is stronger than b; `utility.a.lead`: by how much."""
    killer = settings.get("kill_once")
    if killer and not Path(killer).exists() and draws.count > 1:
        Path(killer).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    lead = draws.of(A) - draws.of(B) + settings.get("bonus", 0.0)
    return {"ahead": (lead > 0).astype(np.float64), "utility.a.lead": lead}


def _run(scenario: Scenario) -> Result:
    raise NotImplementedError


TOY = Analysis(
    name="toy",
    summary="",
    run=_run,
    needs=("parties",),
    example="",
    settings=(Setting("bonus", "number", ""), Setting("kill_once", "text", "")),
    conclusions=conclusions,
)
