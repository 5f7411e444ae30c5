"""What the outlook hands over to a brief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.analyses.findings import Chance, Finding, Settlement, StageOutlook
from detente.analyses.outlook.result import OutlookResult
from detente.exhibits import plain


def findings(result: OutlookResult) -> tuple[Finding, ...]:
    """How each stage may end, and the chance of a settlement."""
    answer = result.answer()
    stages = tuple(
        StageOutlook(
            key=f"outlook.stage.{place + 1}",
            stage=place,
            reached=stage["reached"],
            open=stage["open"],
            side=stage["side_agreement"],
            outcomes=_chances(stage["outcomes"]),
        )
        for place, stage in enumerate(answer["stages"])
    )
    outside = answer["outside"]
    return (
        *stages,
        Settlement(
            key="outlook.settlement",
            chance=Chance(**answer["settlement"]),
            inside=_chances(answer["inside"]),
            outside=None if outside is None else _chances(outside),
            by_type=plain(result.study.by_type),
        ),
    )


def _chances(outcomes: Mapping[str, Mapping[str, Any] | None]) -> dict[str, Chance]:
    return {name: Chance(**chance) for name, chance in outcomes.items() if chance is not None}
