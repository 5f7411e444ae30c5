"""Assumptions of an analysis of talks in stages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.contract import Remark

if TYPE_CHECKING:
    from detente.analyses.talks.tables import Talks
    from detente.scenario import Scenario


def assumptions(scenario: Scenario, talks: Talks) -> tuple[Remark, ...]:
    """What was taken for granted."""
    found = [Remark("stages.assumes_backward")]
    if any(table.kind == "bargain" and len(table.seats) > 1 for table in talks.tables):
        found.append(Remark("stages.assumes_exponents"))
    open_issues = np.logical_or.reduce([table.free for table in talks.tables])
    left = [issue for issue, free in zip(talks.space.issues, open_issues, strict=True) if not free]
    for key, stated in (("stages.assumes_left", True), ("stages.assumes_first", False)):
        named = tuple(
            partial(scenario.issue_name, issue)
            for issue in left
            if (scenario.issues[issue].status_quo is not None) == stated
        )
        if named:
            found.append(Remark(key, {"issues": named}))
    if any(table.kept is not None for table in talks.tables):
        found.append(Remark("stages.assumes_waiting"))
    if any(
        delegation.mandate is not None
        for stage in scenario.stages
        for delegation in stage.delegations.values()
    ):
        found.append(Remark("stages.assumes_mandates"))
    if talks.space.no_deal.threats:
        found.append(Remark("stages.assumes_threats"))
    if any(stage.if_fails == "stability" for stage in scenario.stages):
        found.append(Remark("stages.assumes_stability"))
    if any(table.protocol == "offers" for table in talks.tables):
        found.append(Remark("stages.assumes_ties"))
    return tuple(found)
