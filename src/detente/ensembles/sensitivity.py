"""Morris screening and Sobol indices of any named conclusion, by factor of the scenario.

*Screening* tells which inputs matter at all, at a cost that grows with their number only:
trajectories on a grid of four levels change one input after the other; the mean size of the
effects, mu*, ranks the inputs, their spread sigma tells of interactions and bends.

*Indices* tell which share of an answer's variance each input carries, alone (first order,
S_i = V(E(Y | x_i)) / V(Y)) and in all (total, ST_i = E(V(Y | all but x_i)) / V(Y)). Two independent
samples A and B, and A with the columns of one factor taken from B, give both: S by Saltelli et al.
(2010), table 2 (b), ST by Jansen (1999), table 2 (f). Intervals come from resampling the rows.

Reference: Morris (1991); mu* and groups: Campolongo, Cariboni & Saltelli (2007).

>>> import numpy as np
>>> found = morris(lambda unit: 3 * unit[:, 0] + unit[:, 1], (1, 1, 1), seed=0)
>>> found.mu_star[:, 0].round(6).tolist()
[3.0, 1.0, 0.0]
>>> found = sobol_indices(lambda unit: 2 * unit[:, 0] + unit[:, 1], (1, 1), seed=0, base=4096)
>>> found.first[:, 0].round(2).tolist(), found.total[:, 0].round(2).tolist()
([0.8, 0.2], [0.8, 0.2])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Analysis
from detente.ensembles.answers import answers, used_factors
from detente.errors import SettingError, sentence
from detente.randomness import generator
from detente.scenario.sampling import draws_at, factors, sobol_points

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]
"""Points of the unit cube, [point, column], to answers, [point] or [point, conclusion]."""

LEVELS = 4
STEP = LEVELS / (2 * (LEVELS - 1))
RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class Morris:
    """mu[factor, conclusion], mu_star and sigma likewise; `trajectories` of them were averaged.

    mu of a factor with several columns is NaN, since its effects have no sign.
    """

    mu: Floats
    mu_star: Floats
    sigma: Floats
    trajectories: int


@dataclass(frozen=True, eq=False)
class Indices:
    """first[factor, conclusion] and total likewise; `*_ends[factor, conclusion, (low, high)]`.

    Ends are those of 95 % intervals. A conclusion that does not vary has NaN everywhere.
    """

    first: Floats
    total: Floats
    first_ends: Floats
    total_ends: Floats


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Rows of `screening` and `indices` are `paths`, columns `conclusions`.

    `indices` has one row more than the `chosen` factors, for all others together, where there are
    others.
    """

    conclusions: tuple[str, ...]
    paths: tuple[KeyPath, ...]
    screening: Morris
    base: int
    chosen: tuple[KeyPath, ...]
    indices: Indices

    def to_dict(self) -> dict[str, Any]:
        """The figures of the first conclusion as plain JSON values, factors by dotted path."""
        effects = zip(self.paths, self.screening.mu_star, self.screening.sigma, strict=True)
        names = [".".join(path) for path in self.chosen]
        names += ["others"] * (len(self.indices.first) - len(names))
        return {
            "morris": {
                ".".join(path): {"mu_star": float(size[0]), "sigma": float(sigma[0])}
                for path, size, sigma in effects
            },
            "sobol": {
                name: {
                    "first": _number(self.indices.first[k, 0]),
                    "first_ends": [_number(end) for end in self.indices.first_ends[k, 0]],
                    "total": _number(self.indices.total[k, 0]),
                    "total_ends": [_number(end) for end in self.indices.total_ends[k, 0]],
                }
                for k, name in enumerate(names)
            },
        }


def sensitivity(
    analysis: Analysis,
    scenario: Scenario,
    conclusions: Sequence[str],
    *,
    seed: int,
    trajectories: int = 20,
    base: int = 512,
    most: int = 12,
) -> Sensitivity:
    """Screen all factors, then split the variance among the `most` important ones.

    Runs the analysis trajectories x (factors + 1) and base x (most + 3) times. Raises SettingError
    for a scenario in which nothing is uncertain.
    """
    owned = used_factors(analysis, scenario)
    if not owned:
        rule = sentence("no judgement is uncertain")
        raise SettingError("draws", rule, "give some judgement a range")
    used = {factor.path for factor in owned}
    mine = np.concatenate([np.full(f.columns, f.path in used) for f in factors(scenario)])

    def function(unit: Floats) -> Floats:
        whole = np.full((len(unit), mine.size), 0.5)
        whole[:, mine] = unit
        found = answers(analysis, scenario, draws_at(scenario, whole))
        return np.stack([found.get(name, np.zeros(len(unit))) for name in conclusions], axis=1)

    columns = [factor.columns for factor in owned]
    screening = morris(function, columns, seed=seed, trajectories=trajectories)
    scale = screening.mu_star.max(axis=0)
    weight = (screening.mu_star / np.where(scale > 0, scale, 1.0)).max(axis=1)
    kept = sorted(np.argsort(-weight, kind="stable")[:most].tolist())
    others = [k for k in range(len(owned)) if k not in kept]
    owner = np.repeat(np.arange(len(owned)), columns)
    order = np.argsort(np.concatenate([np.flatnonzero(owner == k) for k in [*kept, *others]]))
    widths = [columns[k] for k in kept] + ([sum(columns[k] for k in others)] if others else [])
    indices = sobol_indices(lambda unit: function(unit[:, order]), widths, seed=seed, base=base)
    paths = tuple(factor.path for factor in owned)
    chosen = tuple(paths[k] for k in kept)
    return Sensitivity(tuple(conclusions), paths, screening, base, chosen, indices)


def morris(
    function: Function, columns: Sequence[int], *, seed: int, trajectories: int = 20
) -> Morris:
    """Screen factors; `columns` says how many columns of the cube each of them owns."""
    points, moved, up = design(columns, seed=seed, trajectories=trajectories)
    return effects(function(points).reshape(len(points), -1), moved, up, columns)


def design(
    columns: Sequence[int], *, seed: int, trajectories: int
) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Points [trajectory x (factors + 1), column]; the factor moved by each step, and its sign."""
    rng = generator(seed)
    owner = np.repeat(np.arange(len(columns)), columns)
    points = np.empty((trajectories, len(columns) + 1, owner.size))
    moved = np.empty((trajectories, len(columns)), dtype=np.intp)
    signs = np.empty((trajectories, len(columns)))
    for place in range(trajectories):
        point = rng.integers(LEVELS, size=owner.size) / (LEVELS - 1)
        moved[place] = rng.permutation(len(columns))
        points[place, 0] = point
        for step, factor in enumerate(moved[place]):
            change = np.where(owner == factor, np.where(point < 0.5, STEP, -STEP), 0.0)
            point = point + change
            points[place, step + 1] = point
            signs[place, step] = np.sign(change.sum()) if columns[factor] == 1 else np.nan
    return points.reshape(-1, owner.size), moved, signs


def effects(found: Floats, moved: NDArray[np.intp], up: Floats, columns: Sequence[int]) -> Morris:
    """Elementary effects of a design's answers found[point, conclusion]."""
    trajectories, factors = moved.shape
    raw = np.diff(found.reshape(trajectories, factors + 1, -1), axis=1) / STEP
    order = np.argsort(moved, axis=1)[:, :, np.newaxis]
    sizes = np.take_along_axis(np.abs(raw), order, axis=1)
    signed = np.take_along_axis(raw * up[:, :, np.newaxis], order, axis=1)
    single = np.array(columns)[:, np.newaxis] == 1
    sigma = np.where(single, signed, sizes).std(axis=0, ddof=min(1, trajectories - 1))
    return Morris(signed.mean(axis=0), sizes.mean(axis=0), sigma, trajectories)


def sobol_indices(
    function: Function, columns: Sequence[int], *, seed: int, base: int = 1024
) -> Indices:
    """Indices of factors that own `columns` columns each; `base` x (factors + 2) evaluations.

    Choose a power of two for `base`.
    """
    a, b, mixed = pick_freeze(columns, seed=seed, base=base)
    answers = function(np.concatenate([a, b, mixed.reshape(-1, a.shape[1])]))
    found = answers.reshape(len(columns) + 2, base, -1)
    rows = generator(seed).integers(base, size=(RESAMPLES, base))
    return estimate(found[0], found[1], found[2:], rows)


def pick_freeze(columns: Sequence[int], *, seed: int, base: int) -> tuple[Floats, Floats, Floats]:
    """Samples A and B [row, column], and A with one factor from B: mixed[factor, row, column]."""
    width = int(sum(columns))
    both = sobol_points(2 * width, base, seed=seed)
    a, b = both[:, :width], both[:, width:]
    owner = np.repeat(np.arange(len(columns)), columns)
    swap = owner[np.newaxis, :] == np.arange(len(columns))[:, np.newaxis]
    return a, b, np.where(swap[:, np.newaxis, :], b[np.newaxis], a[np.newaxis])


def estimate(of_a: Floats, of_b: Floats, of_mixed: Floats, rows: NDArray[np.integer]) -> Indices:
    """Indices from answers of_a[row, conclusion], of_b, of_mixed[factor, row, conclusion].

    `rows[resample, row]` are the rows of each bootstrap sample.
    """
    centre = np.concatenate([of_a, of_b]).mean(axis=0)
    of_a, of_b, of_mixed = of_a - centre, of_b - centre, of_mixed - centre
    base = len(of_a)
    counts = np.stack([np.bincount(row, minlength=base) for row in rows]) / base
    (first, total), (firsts, totals) = (
        _ratios(weights, of_a, of_b, of_mixed) for weights in (np.full((1, base), 1 / base), counts)
    )
    return Indices(first[0], total[0], _ends(firsts), _ends(totals))


def _ratios(weights: Floats, of_a: Floats, of_b: Floats, of_mixed: Floats) -> tuple[Floats, Floats]:
    """Both indices [sample, factor, conclusion] where rows have weights[sample, row]."""
    both = np.stack([of_a, of_b], axis=1)
    means = np.tensordot(weights, both, 1).mean(axis=1)
    variance = np.tensordot(weights, both**2, 1).mean(axis=1) - means**2
    variance = np.where(variance > 1e-14 * (1 + means**2), variance, np.nan)[:, np.newaxis]
    alone = np.tensordot(weights, of_b * (of_mixed - of_a), (1, 1))
    in_all = np.tensordot(weights, (of_a - of_mixed) ** 2, (1, 1)) / 2
    return alone / variance, in_all / variance


def _ends(found: Floats) -> Floats:
    """Ends of 95 % intervals over samples, [factor, conclusion, (low, high)]."""
    if not np.isfinite(found).any():
        return np.full((*found.shape[1:], 2), np.nan)
    return np.moveaxis(np.nanpercentile(found, (2.5, 97.5), axis=0), 0, -1)


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
