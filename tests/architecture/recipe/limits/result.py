"""The limits, with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from detente.analyses.contract import Result
from detente.scenario import Scenario


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LimitsResult(Result):
    """Reservation values by party."""

    analysis: ClassVar[str] = "limits"

    scenario: Scenario
    limits: Mapping[str, float]

    def answer(self) -> dict[str, Any]:
        """The limits in points."""
        return {"limits": dict(self.limits)}
