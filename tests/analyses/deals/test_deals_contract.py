"""The deals analysis keeps the contract of all analyses."""

from __future__ import annotations

from analysis_contract import AnalysisContract


class TestDeals(AnalysisContract):
    name = "deals"
