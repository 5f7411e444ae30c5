"""One rational adversary who watches: the strong Stackelberg equilibrium by one linear programme.

Protection may be left unused, so every target can be lifted back to the lowest level x to which
the adversary's best utility can be pushed. All targets worth at least x then tie, and no coverage
with a higher x gives us more at any of them: the lowest x is the equilibrium, and one programme
replaces one per target (Kiekintveld et al. 2009 find the level of equal units in closed form).

>>> import numpy as np
>>> worth = np.array([10.0, 20.0, 30.0, 40.0])
>>> stakes = Payoffs(-worth, worth, worth, -worth)
>>> one_unit = Supply.of(np.array([1]), np.ones((1, 4), dtype=bool))
>>> round(lowest_level(stakes, one_unit), 9), cover_one(stakes, one_unit).round(9).tolist()
(9.6, [0.02, 0.26, 0.34, 0.38])
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from detente.analyses.security.game import Floats, Payoffs
from detente.analyses.security.supply import Supply, least


def lowest_level(payoffs: Payoffs, supply: Supply) -> float:
    """The lowest x to which the units push the adversary's best utility.

    minimise x   subject to   theirs_t(c_t) <= x,   c deliverable
    """
    low, width = float(payoffs.theirs_covered.min()), float(payoffs.span) or 1.0
    high = (payoffs.theirs_open - low) / width
    fall = (payoffs.theirs_open - payoffs.theirs_covered) / width
    shared, units = supply.shared
    rows = sparse.block_array(
        [
            [-sparse.diags_array(fall) @ supply.helped, -np.ones((high.size, 1))],
            [supply.helped, None],
            [shared, None],
        ]
    )
    many = supply.helped.shape[1]
    found = least(
        np.r_[np.zeros(many), 1.0],
        rows,
        np.r_[-high, np.ones(high.size), units],
        [(0.0, None)] * (many + 1),
    )
    return low + width * float(found[-1])


def cover_one(payoffs: Payoffs, supply: Supply) -> Floats:
    """The coverage[target] that leaves one rational adversary least."""
    return payoffs.holding(lowest_level(payoffs, supply))
