"""How many negotiations are simulated a second; a plain loop is measured in the same run."""

from __future__ import annotations

import bisect

import numpy as np

from _measure import arguments, machine_line, measure, peak_megabytes
from detente.analyses.simulate.solve import Arena, arena, play_mediated, play_offers
from detente.randomness import generator

SIZES = (10, 10, 10)
ROUNDS = 100


def preferences(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Additive worths of 1000 deals for two parties in each negotiation, and reservation values."""
    random = generator(seed)
    weights = random.dirichlet(np.ones(3), size=(count, 2))
    part = weights[..., None] * random.random((count, 2, 3, 10)) * 100
    first, second, third = (part[:, :, k] for k in range(3))
    total = first[..., :, None, None] + second[..., None, :, None] + third[..., None, None, :]
    return total.reshape(count, 2, 1000), np.full((count, 2), 30.0)


def plain(place: Arena, count: int) -> int:
    """The same rules for two that hold out, offer by offer in plain Python."""
    agreed = 0
    random = generator(0)
    for draw in range(count):
        utility = place.ground.utility[draw].tolist()
        floor = place.ground.floor[draw].tolist()
        usable = place.ground.usable[draw].tolist()
        order = [place.ground.order[draw, p, : usable[p]].tolist() for p in (0, 1)]
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
    utility, floor = preferences(count, seed=1)
    banned = np.zeros((2, 1000), dtype=bool)

    def whole() -> None:
        place = arena(utility, floor, banned, SIZES)
        play_offers(place, ("boulware", "boulware"), rounds=ROUNDS, seed=0)

    place = arena(utility, floor, banned, SIZES)
    both = measure(whole, runs=1 if small else 3)
    play = measure(
        lambda: play_offers(place, ("boulware", "boulware"), rounds=ROUNDS, seed=0),
        runs=1 if small else 3,
    )
    text = measure(
        lambda: play_mediated(place, ("conceder", "boulware"), rounds=ROUNDS, seed=0),
        runs=1 if small else 3,
    )
    slow = measure(lambda: plain(place, few), runs=1, warm=False)
    print(
        f"{count} negotiations, {ROUNDS} rounds, 1000 deals, sorting included   {both}   target 5 s"
    )
    print(f"    of that the offers alone                                {play}")
    print(f"{count} mediated texts, {ROUNDS} rounds                            {text}")
    print(f"{few} negotiations, plain Python, sorting not included       {slow}")
    ratio = (slow.median / few) / (both.median / count)
    print(f"{count / both.median:.0f} against {few / slow.median:.0f} a second: {ratio:.0f} x")
    print(f"peak memory {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
