"""Stability keeps the contract of all analyses."""

from __future__ import annotations

from analysis_contract import AnalysisContract


class TestStability(AnalysisContract):
    name = "stability"


class TestStabilityOfJoinedStates(AnalysisContract):
    name = "stability"
    case = "elmira"
