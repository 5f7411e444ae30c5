"""Random security games for the tests."""

from __future__ import annotations

import numpy as np

from detente.analyses.security.game import Payoffs, Supply, Tour


def payoffs(random: np.random.Generator, targets: int, *, scale: float = 10.0) -> Payoffs:
    """Payoffs of any sign, ordered as they must be."""
    one, two, three, four = scale * random.normal(size=(4, targets))
    return Payoffs(
        np.minimum(one, two), np.maximum(one, two), np.maximum(three, four), np.minimum(three, four)
    )


def typed(random: np.random.Generator, targets: int, types: int, *, most: int = 2) -> Supply:
    """Units of several types, each able to guard some targets."""
    return Supply(random.integers(0, most + 1, size=types), random.random((types, targets)) < 0.6)


def joint(random: np.random.Generator, targets: int, types: int) -> Supply:
    """Units with tours of two targets, and targets that need two units."""
    tours = tuple(
        Tour(
            int(random.integers(types)),
            tuple(sorted(random.choice(targets, 2, replace=False).tolist())),
        )
        for _ in range(3)
    )
    return Supply(
        random.integers(0, 3, size=types),
        random.random((types, targets)) < 0.4,
        tours,
        random.integers(1, 3, size=targets),
    )


def duties(supply: Supply) -> list[list[tuple[int, ...]]]:
    """What a unit of each type can be sent to do, as the oracle wants it."""
    found: list[list[tuple[int, ...]]] = [[] for _ in range(supply.types)]
    for kind, target in zip(*np.nonzero(supply.protects), strict=True):
        found[int(kind)].append((int(target),))
    for tour in supply.tours:
        found[tour.unit].append(tour.targets)
    return found


def sides(stakes: Payoffs) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Payoffs as the oracle wants them."""
    return (stakes.ours_open, stakes.ours_covered), (stakes.theirs_open, stakes.theirs_covered)
