"""Whether an answer is too close to call, and the package nearest to an agreement of all.

It is too close to call where one judgement, moved by less than a tenth of its range from its best
value, turns the answer; of a worth without a range, moved by less than ten points. It is so as well
where about as many draws say yes as say no. Nobody is told then what to give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.laid_out import chunks, count_worths
from detente.scenario.draws import best_draws, changed_draws

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario
    from detente.scenario.model import KeyPath

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Answered = Callable[["Scenario", "Draws"], Truth]
"""Whether the answer is yes, [draw]."""

TENTH = 0.1
POINTS_WITHOUT_RANGE = 10.0
EVEN = (0.45, 0.55)
"""Shares of draws between which an answer is too close to call."""
SECTIONS = ("preferences", "commitments", "stages", "parties")
TIE = 1e-9
MOST_WORTHS = 50_000_000
"""Worths of packages up to which single judgements are moved; above, best estimates alone count."""


class CloseCall(NamedTuple):
    """Single judgements that turn an answer, and the share of draws in which it is yes."""

    turned_by: tuple[KeyPath, ...]
    share: float

    @property
    def open(self) -> bool:
        """Whether it is too close to call."""
        return bool(self.turned_by) or even(self.share)


def even(share: float) -> bool:
    """Whether about as many draws say yes as say no."""
    return EVEN[0] <= share < EVEN[1]


def turned_by(
    scenario: Scenario, answered: Answered, *, most: int = MOST_WORTHS
) -> tuple[bool, tuple[KeyPath, ...]]:
    """The answer at best values and single judgements that turn it, preferences as stated.

    None are moved where that takes more than `most` worths of packages.
    """
    moved = _moved(scenario)
    if count_worths(scenario) * (1 + 2 * len(moved)) > most:
        moved = {}
    best = best_draws(scenario)
    columns = {path: np.full(1 + 2 * len(moved), best.of(path)[0]) for path in moved}
    for k, (path, ends) in enumerate(moved.items()):
        columns[path][1 + 2 * k : 3 + 2 * k] = ends
    draws = changed_draws(scenario, columns)
    found = np.concatenate([answered(scenario, part) for part in chunks(scenario, draws)])
    turned = (found[1:] != found[0]).reshape(-1, 2).any(axis=1)
    return bool(found[0]), tuple(p for p, turns in zip(moved, turned, strict=True) if turns)


def _moved(scenario: Scenario) -> dict[KeyPath, tuple[float, float]]:
    """Judgements that talks are about, moved down and up."""
    found = {}
    for path, judgement in scenario.judgements().items():
        if path[0] not in SECTIONS or judgement.rank is not None:
            continue
        best, step = judgement.best, TENTH * (judgement.high - judgement.low) * (1 - TIE)
        low, high = max(best - step, judgement.low), min(best + step, judgement.high)
        if judgement.certain:
            worth = "reservation" in path or "values" in path
            if not worth or best in (0.0, 100.0):
                continue
            step = POINTS_WITHOUT_RANGE * (1 - TIE)
            low, high = max(best - step, 0.0), min(best + step, 100.0)
        found[path] = (low, high)
    return found


def shares_of_the_way(utility: Floats, no_deal: Floats, possible: Truth) -> Floats:
    """How far each package takes a party from no deal to the best, [party, deal] as `utility`.

    Below 0 where it falls short of `no_deal[party]`. Where nothing exceeds that, 0 for what is
    worth as much, else minus infinite.
    """
    way = utility.max(axis=1, where=possible, initial=-np.inf) - no_deal
    safe = np.where(way > 0, way, 1.0)[:, np.newaxis]
    gain = utility - no_deal[:, np.newaxis]
    return np.where(way[:, np.newaxis] > 0, gain / safe, np.where(gain >= -TIE, 0.0, -np.inf))
