"""What single solutions aim at, and what a search for one has found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals import descent

Aim = Literal["sum", "product", "smallest", "shortfall"]

AIMS: dict[Aim, int] = {
    "sum": descent.SUM,
    "product": descent.PRODUCT,
    "smallest": descent.SMALLEST,
    "shortfall": descent.SHORTFALL,
}
SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Found:
    """The best value of an aim (-inf when no deal counts) and the deals that reach it.

    `ended` is False when the search ran out of patience, so that a better deal may exist; none
    exceeds `bound`. `roomy` is False when there are more ties than it had room for.
    """

    value: float
    deals: NDArray[np.intp]
    nodes: int
    ended: bool
    roomy: bool = True
    bound: float = math.inf
