"""A deal that is stated in part: its open issues settled as well as they can be, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.given import Stated, read_deal
from detente.analyses.deals.solve.bargain import fixed, nash_deal
from detente.analyses.deals.solve.obstacles import nearest_misses
from detente.analyses.deals.solve.settle import Settled
from detente.analyses.spaces.problem import Problem
from detente.errors import SettingError

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Filled:
    """A whole deal, the places of the issues that were open, and whether a deal with it passes.

    Where none passes, `lines` are the red lines that the deal crosses of those who come nearest to
    accepting one with the values given: no deal with these values crosses fewer of theirs.
    """

    deal: Indices
    open: tuple[int, ...] = ()
    acceptable: bool = True
    lines: tuple[int, ...] = ()


def filled(
    stated: Stated, problem: Problem, settled: Settled, power: NDArray[np.float64] | None = None
) -> Filled:
    """The Nash deal among those with the values given, or the one that misses by least in total.

    Raises SettingError where issues are open and every deal with the values breaks a rule.
    """
    values = read_deal(stated, problem)
    left = tuple(k for k in range(len(problem.issues)) if k not in values)
    if not left:
        return Filled(np.array([values[k] for k in range(len(problem.issues))], np.intp))
    space = fixed(settled.space, values)
    found = nash_deal(space, power, settled.consent)
    if found is not None:
        return Filled(found, left)
    misses = [miss for miss in nearest_misses(space, settled.consent) if "total" in miss.least]
    if misses:
        return Filled(misses[0].deal, left, acceptable=False, lines=misses[0].lines)
    remedy = "every package with these values breaks a rule; change one of the values"
    raise SettingError("deal", _shown(values, problem), remedy)


def changed(stated: Stated, problem: Problem, base: Indices) -> Filled:
    """A deal with some values changed."""
    values = read_deal(stated, problem, setting="otherwise")
    return Filled(np.array([values.get(k, int(v)) for k, v in enumerate(base)], np.intp))


def _shown(values: Mapping[int, int], problem: Problem) -> str:
    return ", ".join(f"{problem.issues[k]}={problem.labels[k][v]}" for k, v in values.items())
