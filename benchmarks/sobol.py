"""Claim: Sobol indices cost no more than those of SALib at the same number of runs.

The Ishigami function (a = 7, b = 0.1) has three inputs; with a base of N points both run it 5 N
times, estimate first-order and total indices, and resample their error bars.

    python benchmarks/sobol.py [--small]
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from _measure import arguments, machine_line, measure
from detente.ensembles.sensitivity import sobol_indices

Floats = NDArray[np.float64]
KNOWN = (0.3139, 0.4424, 0.0)


def ishigami(unit: Floats) -> Floats:
    """Points of the unit cube, [point, input], to answers."""
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ours(base: int) -> Floats:
    """First-order indices by this package."""
    return sobol_indices(ishigami, (1, 1, 1), seed=0, base=base).first[:, 0]


def theirs(base: int) -> Floats:
    """The same by SALib."""
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sample

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    points = sample.sample(problem, base, calc_second_order=False, seed=0)
    found = analysis.analyze(problem, ishigami(points), calc_second_order=False, seed=0)
    return np.asarray(found["S1"])


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__ or "").small
    print(f"Sobol indices of the Ishigami function ({machine_line()}); known: {KNOWN}")
    for base in (256,) if small else (1024, 4096, 16384):
        runs = 2 if small else 5
        here, there = (measure(partial(work, base), runs=runs) for work in (ours, theirs))
        ratio = here.median / there.median
        print(f"{5 * base:>6,} runs: {here}; SALib {there}; {ratio:.2f} times as long")
        print(f"        first-order: {ours(base).round(3)}; SALib {theirs(base).round(3)}")


if __name__ == "__main__":
    main()
