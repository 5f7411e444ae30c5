"""What the forecast hands over to a brief."""

from __future__ import annotations

from detente.analyses.findings import Finding, Forecast
from detente.analyses.forecast.result import ForecastResult


def findings(result: ForecastResult) -> tuple[Finding, ...]:
    """Where each issue is expected to end, with its range."""
    found = result.answer()["issues"]
    return tuple(
        Forecast(
            key=f"forecast.{issue}",
            issue=issue,
            value=about["point"],
            low=about["interval"][0],
            high=about["interval"][1],
        )
        for issue, about in found.items()
        if about["kind"] == "scale" and not about["ruled_out"]
    )
