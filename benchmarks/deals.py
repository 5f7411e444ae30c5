"""How fast deals are: frontiers, solutions and going through all, against plain numpy.

Spaces have ten values an issue and random weights. `random`: worths drawn at random. `opposed`: one
party's worth rises evenly, the second's falls, every further party has an ideal value somewhere.
Reservation values, where there are any, are 40 points. The comparison enumerates all deals in
numpy, filters the acceptable ones and finds the efficient ones, in the same process, where memory
allows. Every figure is warm; memory is that of a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np

from _measure import arguments, machine_line, measure, peak_megabytes, shown
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.frontier import frontier
from detente.analyses.deals.solve.settle import settle
from detente.analyses.spaces.consent import unanimity
from detente.analyses.spaces.space import Factor, Space

UNIT = 10_000
VALUES = 10
LIMIT = 40


def space_of(kind: str, issues: int, parties: int, *, limit: float = LIMIT, seed: int = 1) -> Space:
    """A space of one kind; utilities in ten-thousandths of a point."""
    chance = np.random.default_rng(seed)
    weight = np.array([chance.dirichlet(np.ones(issues)) for _ in range(parties)])
    steps = np.linspace(0, 100, VALUES)
    factors = []
    for issue in range(issues):
        worth = chance.random((VALUES, parties)) * 100
        if kind == "opposed":
            ideals = steps[chance.integers(VALUES, size=parties)]
            columns = [steps, 100 - steps, *(100 - np.abs(steps - i) for i in ideals[2:])]
            worth = np.stack(columns[:parties], axis=1)
        gain = np.round(worth * weight[:, issue] * UNIT).astype(np.int64)
        factors.append(Factor((issue,), gain))
    unit = np.full(parties, UNIT, np.int64)
    limits = np.full(parties, round(limit * UNIT), np.int64)
    return Space((VALUES,) * issues, unit, limits, tuple(factors))


def entangled(issues: int, parties: int, *, seed: int = 1) -> Space:
    """A space in which every pair of issues interacts, so that no structure is left."""
    space = space_of("random", issues, parties, seed=seed)
    chance = np.random.default_rng(seed)
    pairs = [
        Factor((i, j), chance.integers(-2 * UNIT, 2 * UNIT, (VALUES, VALUES, parties)))
        for i in range(issues)
        for j in range(i + 1, issues)
    ]
    return replace(space, factors=(*space.factors, *pairs))


def plain(space: Space) -> int:
    """The efficient acceptable deals by enumeration in numpy; their number."""
    total = np.zeros((1, space.parties), np.int64)
    for factor in space.factors:
        total = (total[:, None, :] + factor.gain[None, :, :]).reshape(-1, space.parties)
    total = total[(total >= space.limit).all(axis=1)]
    total = total[np.argsort(-total.sum(axis=1), kind="stable")]
    kept = 0
    while kept < len(total):
        point = total[kept]
        left = (total > point).any(axis=1)
        left[: kept + 1] = True
        total = total[left]
        kept += 1
    return kept


def frontiers(small: bool) -> None:
    """The targets of frontiers."""
    cases = [
        ("frontier, reservation values", 6, 3, LIMIT, "5 ms", True),
        ("frontier", 20, 2, 0, "50 ms", False),
        ("frontier", 12, 3, 0, "0.3 s", False),
        ("frontier", 6, 5, 0, "0.3 s", False),
    ]
    for title, issues, parties, limit, target, compared in cases:
        for kind in ("random", "opposed"):
            issues_here = min(issues, 5) if small else issues
            space = space_of(kind, issues_here, parties, limit=limit)
            found = frontier(space)
            took = measure(lambda space=space: frontier(space))
            line = f"{title}, {parties} parties, 10^{issues_here} deals, {kind}: {took}, "
            line += f"{len(found.points):,} points, target {target} at 10^{issues}"
            if compared:
                enumerated = measure(lambda space=space: plain(space), runs=1, warm=False)
                line += f"; plain numpy {shown(enumerated.median)}"
                line += f", {enumerated.median / took.median:.0f} times as long"
            print(line)


def everything(small: bool) -> None:
    """Counts, acceptance, frontier, four solutions of a million deals."""
    for kind in ("random", "opposed"):
        space = space_of(kind, 4 if small else 6, 3)
        took = measure(lambda space=space: settle(space, unanimity(3)), runs=3)
        print(f"everything, 3 parties, {space.count:,} deals, {kind}: {took}, target 2 s")


def tied(small: bool) -> None:
    """A block of issues of which every pair interacts, gone through deal by deal."""
    space = entangled(4 if small else 6, 3)
    took = measure(lambda: frontier(space), runs=1, warm=not small)
    title = f"tied, 3 parties, {space.count:,} deals, all pairs of issues interact"
    print(f"{title}: {took}, {len(frontier(space).points):,} points, target 2 s and 500 MB")


def obstacles(small: bool) -> None:
    """A space without a deal: blockers and nearest misses."""
    space = space_of("opposed", 5 if small else 12, 3, limit=75)
    took = measure(lambda: settle(space, unanimity(3)), runs=1)
    print(f"no deal, 3 parties, 10^{len(space.sizes)} deals: {took}")


def with_tolerance(small: bool) -> None:
    """A frontier too large to list."""
    space = space_of("opposed", 5 if small else 12, 5, limit=0)
    everybody = (frozenset(range(5)),)
    took = measure(lambda: agree(space, everybody, epsilon=5.0), runs=1, warm=False)
    points = len(agree(space, everybody, epsilon=5.0).points) if small else ""
    print(f"within 5 points, 5 parties, 10^{len(space.sizes)} deals: {took} {points}")


def split(small: bool) -> None:
    """Opposed interests in equal steps: many deals of the same worth, none that passes."""
    issues = 8 if small else 14
    steps = np.array([0, 50, 100])
    gain = np.stack([steps, 100 - steps], axis=1) * UNIT // issues
    factors = tuple(Factor((issue,), gain) for issue in range(issues))
    unit, limit = np.full(2, UNIT, np.int64), np.array([60, 47]) * UNIT
    space = Space((3,) * issues, unit, limit, factors)
    took = measure(lambda: settle(space, unanimity(2)), runs=3)
    print(f"plain split, 2 parties, 3^{issues} deals: {took}, target 1 s")


def single(small: bool) -> None:
    """Solutions where the frontier is too large to list: programmes, with their bounds."""
    space = space_of("opposed", 5 if small else 12, 5)
    took = measure(lambda: settle(space, unanimity(5), counted=False), runs=1, warm=False)
    found = settle(space, unanimity(5), counted=False)
    print(f"solutions, 5 parties, 10^{len(space.sizes)} deals: {took}, proven {found.proven}")


PARTS = (frontiers, everything, tied, split, obstacles, with_tolerance, single)


def main() -> None:
    """Every part in a process of its own, which also measures its memory."""
    options = arguments(__doc__ or "")
    print(machine_line())
    sys.stdout.flush()
    for place in range(len(PARTS)):
        code = f"import deals; deals.run({place}, {options.small})"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=sys.path[0])


def run(place: int, small: bool) -> None:
    """One part, and the memory it took."""
    PARTS[place](small)
    print(f"  peak memory {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
