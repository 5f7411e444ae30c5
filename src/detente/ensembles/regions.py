"""Where a conclusion holds: boxes of inputs, by patient rule induction (PRIM).

A box shrinks by small slices, each the one that raises the share of hits inside most (peeling),
then grows again while that share rises (pasting). *Coverage* is the share of all hits that lie
inside, *density* the share of hits among what lies inside. Slices are coarse, so each side of the
box found is then set anew, to the single draw (polishing). Sides that chance could explain are
dropped, before and after.

Reference: Friedman & Fisher (1999); coverage, density, test of sides: Bryant & Lempert (2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

PEEL = 0.05
PASTE = 0.02
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


@dataclass(frozen=True, slots=True)
class Region:
    """A box with how much it catches; `p_values` go with `sides`."""

    sides: tuple[Side, ...]
    coverage: float
    density: float
    mass: float
    p_values: tuple[float, ...] = ()

    def inside(self, inputs: Floats) -> Truth:
        """Which draws of inputs[draw, column] lie in the region."""
        return _inside(inputs, self.sides)


@dataclass
class _Search:
    inputs: Floats
    hit: Truth
    box: dict[int, list[float]] = field(default_factory=dict)

    def sides(self) -> tuple[Side, ...]:
        return tuple(Side(k, low, high) for k, (low, high) in sorted(self.box.items()))


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
    base = float(hit.mean())
    best: Region | None = None
    for box in _trajectory(inputs, hit):
        region = _trimmed(inputs, hit, box, most_sides)
        better = best is None or _merit(region) > _merit(best)
        if _telling(region, base, least_coverage) and better:
            best = region
    return best and _finished(inputs, hit, best, (least_coverage, most_sides))


def measure(inputs: Floats, hit: Truth, sides: tuple[Side, ...]) -> Region:
    """The region of some sides, with its coverage, density and the chance of each side."""
    tested = _tested(inputs, hit, sides)
    density = tested.hits / tested.count if tested.count else 0.0
    coverage, mass = tested.hits / float(hit.sum()), tested.count / len(hit)
    return Region(sides, coverage, density, mass, tuple(tested.chances.tolist()))


def _telling(region: Region, base: float, least_coverage: float) -> bool:
    dense = region.density >= max(LEAST_DENSITY, base)
    return bool(region.sides) and region.coverage >= least_coverage and dense


def _merit(region: Region) -> float:
    return region.coverage * region.density**2


def _trajectory(inputs: Floats, hit: Truth) -> Iterator[tuple[Side, ...]]:
    """Boxes from the whole space down to the smallest, each also after pasting."""
    search = _Search(inputs, hit)
    inside = np.ones(len(hit), dtype=np.bool_)
    while inside.sum() > max(LEAST_MASS * len(hit), 20):
        column, limits, kept = _best_peel(search, inside)
        if kept is None:
            return
        search.box[column] = limits
        inside = kept
        yield search.sides()
        pasted = _pasted(search, inside)
        if pasted != search.sides():
            yield pasted


def _best_peel(search: _Search, inside: Truth) -> tuple[int, list[float], Truth | None]:
    found: tuple[int, list[float], Truth | None] = (-1, [], None)
    most = search.hit[inside].mean()
    for column in range(search.inputs.shape[1]):
        values = search.inputs[:, column]
        here = values[inside]
        before = search.box.get(column, [-np.inf, np.inf])
        for limits in _slices(here, before):
            kept = inside & (values >= limits[0]) & (values <= limits[1])
            count = kept.sum()
            if 0 < count < inside.sum():
                density = search.hit[kept].mean()
                if density > most:
                    most, found = density, (column, limits, kept)
    return found


def _slices(here: Floats, before: list[float]) -> Iterator[list[float]]:
    """The box without its lowest and without its highest slice; ties go together."""
    ranked = np.sort(here)
    least, most = ranked[0], ranked[-1]
    low, high = _quantile(ranked, PEEL), _quantile(ranked, 1 - PEEL)
    if low <= least:
        low = _at(ranked, int(np.searchsorted(ranked, least, "right")), np.inf)
    if high >= most:
        high = _at(ranked, int(np.searchsorted(ranked, most, "left")) - 1, -np.inf)
    if low <= most:
        yield [low, before[1]]
    if high >= least:
        yield [before[0], high]


def _at(ranked: Floats, place: int, otherwise: float) -> float:
    return float(ranked[place]) if 0 <= place < len(ranked) else otherwise


def _quantile(ranked: Floats, share: float) -> float:
    """The quantile of sorted values, joined by straight lines."""
    place = share * (len(ranked) - 1)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return float(ranked[below] + (place - below) * (ranked[above] - ranked[below]))


def _pasted(search: _Search, inside: Truth) -> tuple[Side, ...]:
    """The box, with each side moved outwards as long as the share of hits does not fall."""
    box = {column: list(limits) for column, limits in search.box.items()}
    density = search.hit[inside].mean()
    for column in list(box):
        for end in (0, 1):
            while np.isfinite(box[column][end]):
                wider = _wider(search, box, column, end)
                if wider is None or search.hit[wider[1]].mean() < density:
                    break
                box[column][end] = wider[0]
                density = search.hit[wider[1]].mean()
    return tuple(Side(k, low, high) for k, (low, high) in sorted(box.items()))


def _wider(
    search: _Search, box: dict[int, list[float]], column: int, end: int
) -> tuple[float, Truth] | None:
    others = tuple(Side(k, low, high) for k, (low, high) in box.items() if k != column)
    values = search.inputs[:, column]
    open_side = Side(column, *(box[column] if end else (-np.inf, box[column][1])))
    if end:
        open_side = Side(column, box[column][0], np.inf)
    room = _inside(search.inputs, (*others, open_side))
    limit = box[column][end]
    outside = np.sort(values[room & ((values > limit) if end else (values < limit))])
    if outside.size == 0:
        return None
    step = min(outside.size, max(1, int(PASTE * room.sum())))
    new = float(outside[step - 1] if end else outside[-step])
    side = Side(column, box[column][0], new) if end else Side(column, new, box[column][1])
    return new, _inside(search.inputs, (*others, side))


def _finished(inputs: Floats, hit: Truth, region: Region, limits: tuple[float, int]) -> Region:
    """The region with polished sides, where it is still telling without those due to chance."""
    least_coverage, most = limits
    sides = _polished(inputs, hit, region.sides, least_coverage)
    finer = _trimmed(inputs, hit, sides, most)
    telling = _telling(finer, float(hit.mean()), least_coverage)
    return finer if telling and _merit(finer) > _merit(region) else region


def _polished(
    inputs: Floats, hit: Truth, sides: tuple[Side, ...], least_coverage: float
) -> tuple[Side, ...]:
    """Sides moved one end at a time to the draw of greatest merit, until none moves."""
    box = {side.column: [side.low, side.high] for side in sides}
    least = least_coverage * hit.sum()
    for _ in range(MOST_ROUNDS):
        before = {column: list(limits) for column, limits in box.items()}
        for column, limits in box.items():
            rest = tuple(Side(k, *ends) for k, ends in box.items() if k != column)
            room = _inside(inputs, rest)
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


def _trimmed(inputs: Floats, hit: Truth, sides: tuple[Side, ...], most: int) -> Region:
    """The box without sides that chance could explain, and with at most the strongest `most`."""
    while sides:
        tested = _tested(inputs, hit, sides)
        worst = int(np.argmax(tested.chances))
        if tested.chances[worst] <= SIGNIFICANT:
            if len(sides) <= most:
                break
            worst = int(np.argmax(tested.without))
        sides = sides[:worst] + sides[worst + 1 :]
    return measure(inputs, hit, sides)


@dataclass(frozen=True, eq=False)
class _Tested:
    """A box: draws and hits inside; by side, the share of hits without it, and its chance.

    The chance is that of at least so many hits inside if the side did not matter (binomial).
    """

    count: int
    hits: float
    without: Floats
    chances: Floats


def _tested(inputs: Floats, hit: Truth, sides: tuple[Side, ...]) -> _Tested:
    from scipy.special import bdtrc

    within = np.zeros((len(sides), len(hit)), dtype=np.bool_)
    for row, side in enumerate(sides):
        within[row] = _inside(inputs, (side,))
    met = within.sum(axis=0, dtype=np.int64)
    inside = met == len(sides)
    rest = met - within == len(sides) - 1
    count, hits = int(inside.sum()), float(hit[inside].sum())
    with np.errstate(invalid="ignore"):
        without = np.asarray(rest[:, hit].sum(axis=1) / rest.sum(axis=1))
    known = np.minimum(without, 1.0)
    chances = np.where(without < 1.0, bdtrc(hits - 1, count, known), 1.0)
    return _Tested(count, hits, without, np.asarray(chances, dtype=np.float64))


def _inside(inputs: Floats, sides: tuple[Side, ...]) -> Truth:
    inside = np.ones(len(inputs), dtype=np.bool_)
    for side in sides:
        values = inputs[:, side.column]
        inside &= (values >= side.low) & (values <= side.high)
    return inside
