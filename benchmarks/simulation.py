"""How many negotiations are simulated a second; a plain loop is measured in the same run."""

from __future__ import annotations

import bisect

import numpy as np

from _measure import arguments, machine_line, measure, peak_megabytes
from detente.analyses.no_deal.worth import NoDeal
from detente.analyses.simulate.play import Ground, ground_of, play_mediated, play_offers
from detente.analyses.spaces.problem import Problem
from detente.randomness import generator

SIZES = (10, 10, 10)
ROUNDS = 100


def preferences(count: int, seed: int) -> Problem:
    """Worths of the values of three issues for two parties in each negotiation."""
    random = generator(seed)
    weight = random.dirichlet(np.ones(3), size=(count, 2))
    return Problem(
        parties=("a", "b"),
        table=(0, 1),
        issues=("x", "y", "z"),
        labels=(tuple(map(str, range(10))),) * 3,
        weight=weight,
        worth=tuple(random.random((count, 2, 10)) * 100 for _ in range(3)),
        no_deal=NoDeal(np.full((count, 2), 30.0)),
    )


def plain(ground: Ground, count: int) -> int:
    """The same rules for two that hold out, offer by offer in plain Python."""
    agreed = 0
    random = generator(0)
    for draw in range(count):
        utility = ground.utility[draw].tolist()
        floor = ground.floor[draw].tolist()
        usable = ground.usable[draw].tolist()
        order = [ground.order[draw, p, : usable[p]].tolist() for p in (0, 1)]
        falling = [[-utility[p][d] for d in order[p]] for p in (0, 1)]
        for step in range(2 * ROUNDS):
            mover, other = step % 2, 1 - step % 2
            share = ((step // 2) / (ROUNDS - 1)) ** 5
            top = -falling[mover][0]
            target = top - (top - floor[mover]) * share
            place_at = max(bisect.bisect_right(falling[mover], -target) - 1, 0)
            deal = order[mover][max(place_at - int(random.integers(5)), 0)]
            ahead = min(1.0, ((step + 1) // 2) / (ROUNDS - 1)) ** 5
            asked = -falling[other][0] * (1 - ahead) + floor[other] * ahead
            if utility[other][deal] >= max(asked, floor[other]):
                agreed += 1
                break
    return agreed


def main() -> None:
    """Print the figures."""
    small = arguments(__doc__ or "").small
    print(machine_line())
    count, few = (200, 5) if small else (10_000, 100)
    problem = preferences(count, seed=1)
    places = np.array(np.unravel_index(np.arange(1000), SIZES)).T
    seeds = generator(0).integers(0, 2**63, size=count).astype("uint64")
    runs = 1 if small else 3
    games, tactics = [("boulware", "boulware")], ("conceder", "boulware")
    both = measure(
        lambda: play_offers(problem, places, games, rounds=ROUNDS, seeds=seeds), runs=runs
    )
    text = measure(
        lambda: play_mediated(problem, tactics, start=(0, 0, 0), rounds=ROUNDS, seeds=seeds),
        runs=runs,
    )
    first = slice(0, few)
    ground = ground_of(
        problem.worths(first, places), problem.reservation[first], np.zeros((2, 1000), np.bool_)
    )
    slow = measure(lambda: plain(ground, few), runs=1, warm=False)
    print(
        f"{count} negotiations, {ROUNDS} rounds, 1000 deals, all included      {both}   target 5 s"
    )
    print(f"{count} mediated texts, {ROUNDS} rounds                            {text}")
    print(f"{few} negotiations, plain Python, sorting not included       {slow}")
    ratio = (slow.median / few) / (both.median / count)
    print(f"{count / both.median:.0f} against {few / slow.median:.0f} a second: {ratio:.0f} x")
    print(f"peak memory {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
