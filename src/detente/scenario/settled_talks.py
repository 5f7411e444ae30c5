"""Settled negotiations: what the parties wanted of an issue, and what was decided.

They serve to test forecasts on the past. Positions and outcome are on 0..100, salience on 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["scale", "yes_no"]
KINDS: tuple[Kind, ...] = ("scale", "yes_no")


@dataclass(frozen=True, eq=False)
class SettledIssue:
    """One decided issue of one proposal; the arrays have one entry a party, in the same order."""

    proposal: str
    issue: str
    parties: tuple[str, ...]
    position: NDArray[np.float64]
    salience: NDArray[np.float64]
    capability: NDArray[np.float64]
    outcome: float
    status_quo: float | None = None

    @property
    def kind(self) -> Kind:
        """`yes_no` where every party wants one end of the line or the other, else `scale`."""
        return "yes_no" if np.isin(self.position, (0.0, 100.0)).all() else "scale"


@dataclass(frozen=True, eq=False)
class Past:
    """Settled issues of one file, with what was left out and why."""

    title: str
    digest: str
    issues: tuple[SettledIssue, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def proposals(self) -> tuple[str, ...]:
        """The proposals, in the order of the file; issues of one proposal were decided together."""
        return tuple(dict.fromkeys(issue.proposal for issue in self.issues))
