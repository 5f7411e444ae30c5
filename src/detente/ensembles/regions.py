"""Where a conclusion holds: boxes of inputs, by patient rule induction (PRIM).

A box shrinks by small slices, each the one that raises the share of hits inside most (peeling).
*Coverage* is the share of all hits that lie inside, *density* the share of hits among what lies
inside. Slices are coarse, so each side of the box found is then set anew, to the single draw
(polishing). Sides that chance could explain are dropped, before and after.

Reference: Friedman & Fisher (1999); coverage, density, test of sides: Bryant & Lempert (2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

PEEL = 0.05
LEAST_MASS = 0.05
LEAST_DENSITY = 0.6
SIGNIFICANT = 0.05
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Side:
    """Limits of one input, the place of which is `column`; infinite where there is none."""

    column: int
    low: float = -np.inf
    high: float = np.inf


Sides = tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A box with how much it catches; `p_values` go with `sides`."""

    sides: Sides
    coverage: float
    density: float
    mass: float
    p_values: tuple[float, ...] = ()

    def inside(self, inputs: Floats) -> Truth:
        """Which draws of inputs[draw, column] lie in the region."""
        return np.asarray(_within(inputs, self.sides).all(axis=0))

    @property
    def merit(self) -> float:
        """What the best box has most of."""
        return self.coverage * self.density**2


def find_region(
    inputs: Floats, hit: Truth, *, least_coverage: float = 0.5, most_sides: int = 4
) -> Region | None:
    """The box of inputs[draw, column] that best tells where hit[draw] is true.

    Among the boxes met on the way, the one with the greatest coverage x density^2 that covers at
    least `least_coverage` of the hits and holds at least `LEAST_DENSITY` of them. None where there
    are no hits, nothing but hits, or no such box.

    >>> import numpy as np
    >>> line = np.linspace(0, 1, 40)
    >>> grid = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    >>> found = find_region(grid, grid[:, 0] > 0.7)
    >>> [side.column for side in found.sides], round(found.density, 2)
    ([0], 1.0)
    """
    if not hit.any() or hit.all():
        return None
    least_density = max(LEAST_DENSITY, float(hit.mean()))

    def telling(sides: Sides) -> Region | None:
        region = _trimmed(inputs, hit, sides, most_sides)
        enough = region.coverage >= least_coverage and region.density >= least_density
        return region if region.sides and enough else None

    met = [region for sides in _peeled(inputs, hit) if (region := telling(sides))]
    if not met:
        return None
    best = max(met, key=lambda region: region.merit)
    finer = telling(_polished(inputs, hit, best.sides, least_coverage))
    return finer if finer and finer.merit > best.merit else best


def measure(inputs: Floats, hit: Truth, sides: Sides) -> Region:
    """The region of some sides, with its coverage, density and the chance of each side.

    The chance is that of at least so many hits inside if the side did not matter (binomial).
    """
    from scipy.special import bdtrc

    inside = _within(inputs, sides).all(axis=0)
    count, hits = int(inside.sum()), float(hit[inside].sum())
    without = _without(inputs, hit, sides)
    chances = np.where(without < 1.0, bdtrc(hits - 1, count, np.minimum(without, 1.0)), 1.0)
    density = hits / count if count else 0.0
    return Region(
        sides, hits / float(hit.sum()), density, count / len(hit), tuple(chances.tolist())
    )


def _within(inputs: Floats, sides: Sides) -> Truth:
    """Which draws lie within each side, [side, draw]."""
    return np.array(
        [(inputs[:, s.column] >= s.low) & (inputs[:, s.column] <= s.high) for s in sides],
        dtype=np.bool_,
    ).reshape(len(sides), len(inputs))


def _without(inputs: Floats, hit: Truth, sides: Sides) -> Floats:
    """The density of the box without each side, [side]."""
    within = _within(inputs, sides)
    rest = within.sum(axis=0) - within == len(sides) - 1
    with np.errstate(invalid="ignore"):
        return np.asarray(rest[:, hit].sum(axis=1) / rest.sum(axis=1))


def _peeled(inputs: Floats, hit: Truth) -> Iterator[Sides]:
    """Boxes from the whole space down to the smallest."""
    box: dict[int, Side] = {}
    inside = np.ones(len(hit), dtype=np.bool_)
    while inside.sum() > max(LEAST_MASS * len(hit), 20):
        most, best, rest = hit[inside].mean(), None, inside
        for column, values in enumerate(inputs.T):
            for side in _slices(box.get(column, Side(column)), values[inside]):
                kept = inside & (values >= side.low) & (values <= side.high)
                if 0 < kept.sum() < inside.sum() and (density := hit[kept].mean()) > most:
                    most, best, rest = density, side, kept
        if best is None:
            return
        box[best.column], inside = best, rest
        yield tuple(side for _, side in sorted(box.items()))


def _slices(side: Side, here: Floats) -> Iterator[Side]:
    """A side without its lowest and without its highest slice; ties go together."""
    least, most = here.min(), here.max()
    if least == most:
        return
    low, high = np.quantile(here, (PEEL, 1 - PEEL))
    low = low if low > least else here[here > least].min()
    high = high if high < most else here[here < most].max()
    yield Side(side.column, float(low), side.high)
    yield Side(side.column, side.low, float(high))


def _polished(inputs: Floats, hit: Truth, sides: Sides, least_coverage: float) -> Sides:
    """Sides moved one end at a time to the draw of greatest merit, until none moves."""
    box = {side.column: [side.low, side.high] for side in sides}
    least = least_coverage * hit.sum()
    for _ in range(MOST_ROUNDS):
        before = {column: list(limits) for column, limits in box.items()}
        for column, limits in box.items():
            others = tuple(Side(k, *ends) for k, ends in box.items() if k != column)
            room = _within(inputs, others).all(axis=0)
            values, hits = inputs[room, column], hit[room]
            for end, sign in ((1, 1.0), (0, -1.0)):
                kept = values >= limits[0] if end else values <= limits[1]
                limits[end] = sign * _best_edge(sign * values[kept], hits[kept], least)
        if box == before:
            break
    return tuple(Side(k, *limits) for k, limits in sorted(box.items()) if np.isfinite(limits).any())


def _best_edge(values: Floats, hits: Truth, least: float) -> float:
    """Up to which value a side reaches: hits^3 / count^2, the merit, is greatest there."""
    order = np.argsort(values, kind="stable")
    values, inside = values[order], np.cumsum(hits[order], dtype=np.float64)
    merit = np.where(inside >= least, inside**3 / np.arange(1.0, len(values) + 1) ** 2, 0.0)
    last_of_equals = np.append(values[1:] > values[:-1], True)
    place = int(np.argmax(np.where(last_of_equals, merit, -1.0)))
    return np.inf if place == len(values) - 1 else float(values[place])


def _trimmed(inputs: Floats, hit: Truth, sides: Sides, most: int) -> Region:
    """The box without sides that chance could explain, and with at most the strongest `most`."""
    region = measure(inputs, hit, sides)
    while sides:
        worst = int(np.argmax(region.p_values))
        if region.p_values[worst] <= SIGNIFICANT:
            if len(sides) <= most:
                break
            worst = int(np.argmax(_without(inputs, hit, sides)))
        sides = sides[:worst] + sides[worst + 1 :]
        region = measure(inputs, hit, sides)
    return region
