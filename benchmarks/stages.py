"""How fast talks in stages are solved over draws; plain recursion is measured in the same run."""

from __future__ import annotations

from itertools import product

import numpy as np

import detente
from _measure import arguments, machine_line, measure, peak_megabytes
from detente.analyses.stages import stages_conclusions
from detente.analyses.talks.courses import far_sighted
from detente.analyses.talks.tables import Talks, build_talks
from detente.scenario import best_draws, draw


def plain(talks: Talks) -> int | None:
    """One draw, deal by deal: what both tables would accept, and the best product of gains."""
    worth, floor = talks.worth[0].T.tolist(), talks.no_deal[0].tolist()
    banned = talks.space.barred.T.tolist()
    first, last = talks.tables[0], talks.tables[-1]
    best, chosen = -np.inf, None
    for deal, _ in enumerate(product(*map(range, talks.space.sizes))):
        asked = {*first.seats, *last.seats}
        if any(worth[deal][p] < floor[p] or banned[deal][p] for p in asked):
            continue
        score = sum(
            power * np.log(max(worth[deal][p] - floor[p], 1e-9))
            for p, power in zip(first.seats, first.power[0], strict=True)
        )
        if score > best:
            best, chosen = score, deal
    return chosen


def main() -> None:
    """Print the figures."""
    small = arguments(__doc__ or "").small
    print(machine_line())
    scenario = detente.load("anchorage")
    count = 50 if small else 2000
    many = draw(scenario, count, seed=0)
    over_draws = measure(lambda: stages_conclusions(scenario, many), runs=1 if small else 3)
    print(f"stages over {count} draws of anchorage (2187 deals)   {over_draws}   target 5 s")
    talks = build_talks(scenario, best_draws(scenario))
    fast = measure(lambda: far_sighted(talks), runs=1 if small else 5)
    slow = measure(lambda: plain(talks), runs=1 if small else 3)
    ratio = slow.median / (over_draws.median / count)
    print(f"one draw, arrays                                       {fast}")
    print(f"one draw, plain loop over deals, one course only       {slow}")
    print(f"the plain loop against both courses, win-sets and refusals of one draw: {ratio:.0f} x")
    print(f"peak memory {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
