"""Morris screening and Sobol indices of any named conclusion, by factor of the scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Analysis
from detente.ensembles.answers import answers, used_factors
from detente.ensembles.sensitivity.morris import Morris, morris
from detente.ensembles.sensitivity.sobol import Indices, sobol_indices
from detente.errors import SettingError
from detente.scenario.sampling import Factor, draws_at, factors

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Rows of `screening` and `indices` are `paths`, columns `conclusions`.

    `indices` has one row more than the `chosen` factors, for all others together, where there are
    others; it is None where it was not asked for.
    """

    conclusions: tuple[str, ...]
    paths: tuple[KeyPath, ...]
    screening: Morris
    base: int = 0
    chosen: tuple[KeyPath, ...] = ()
    indices: Indices | None = None

    def to_dict(self) -> dict[str, Any]:
        """The figures of the first conclusion as plain JSON values, factors by dotted path."""
        effects = zip(self.paths, self.screening.mu_star, self.screening.sigma, strict=True)
        morris = {
            ".".join(path): {"mu_star": float(size[0]), "sigma": float(sigma[0])}
            for path, size, sigma in effects
        }
        return {"morris": morris, "sobol": self._sobol()}

    def _sobol(self) -> dict[str, Any]:
        found = self.indices
        if found is None:
            return {}
        names = [".".join(path) for path in self.chosen]
        names += ["others"] * (len(found.first) - len(names))
        return {
            name: {
                "first": _number(found.first[k, 0]),
                "first_ends": [_number(end) for end in found.first_ends[k, 0]],
                "total": _number(found.total[k, 0]),
                "total_ends": [_number(end) for end in found.total_ends[k, 0]],
            }
            for k, name in enumerate(names)
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
    settings: Mapping[str, Any] | None = None,
) -> Sensitivity:
    """Screen all factors, then split the variance among the `most` important ones.

    Runs the analysis trajectories x (factors + 1) and base x (most + 3) times. Raises SettingError
    for a scenario in which nothing is uncertain.
    """
    owned = used_factors(analysis, scenario, settings)
    if not owned:
        raise SettingError("draws", "no uncertain judgement", "give some judgement a range")
    names = tuple(conclusions)
    function = conclusion_function(analysis, scenario, names, settings, owned)
    columns = [factor.columns for factor in owned]
    screening = morris(function, columns, seed=seed, trajectories=trajectories)
    paths = tuple(factor.path for factor in owned)
    if base == 0:
        return Sensitivity(names, paths, screening)
    scale = screening.mu_star.max(axis=0)
    weight = (screening.mu_star / np.where(scale > 0, scale, 1.0)).max(axis=1)
    kept = sorted(np.argsort(-weight, kind="stable")[:most].tolist())
    indices = sobol_indices(*_regrouped(function, columns, kept), seed=seed, base=base)
    return Sensitivity(names, paths, screening, base, tuple(paths[k] for k in kept), indices)


def conclusion_function(
    analysis: Analysis,
    scenario: Scenario,
    names: Sequence[str],
    settings: Mapping[str, Any] | None = None,
    among: Sequence[Factor] | None = None,
) -> Callable[[Floats], Floats]:
    """Points of the unit cube to conclusions, [draw, column] to [draw, conclusion].

    The columns are those of all factors, or of some; the others then stay in the middle.
    """
    owned = factors(scenario)
    chosen = {factor.path for factor in (owned if among is None else among)}
    mine = np.concatenate([np.full(f.columns, f.path in chosen) for f in owned])

    def function(unit: Floats) -> Floats:
        whole = np.full((len(unit), mine.size), 0.5)
        whole[:, mine] = unit
        found = answers(analysis, scenario, draws_at(scenario, whole), settings)
        none = np.zeros(len(unit))
        return np.stack([found.get(name, none) for name in names], axis=1)

    return function


def _regrouped(
    function: Callable[[Floats], Floats], columns: Sequence[int], kept: Sequence[int]
) -> tuple[Callable[[Floats], Floats], list[int]]:
    """The function with the columns of the kept factors first, all others together behind."""
    owner = np.repeat(np.arange(len(columns)), columns)
    others = [k for k in range(len(columns)) if k not in kept]
    order = np.concatenate([np.flatnonzero(owner == k) for k in [*kept, *others]])
    widths = [columns[k] for k in kept]
    if others:
        widths.append(sum(columns[k] for k in others))
    return (lambda unit: function(unit[:, np.argsort(order)])), widths


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
