"""Alternating offers in plain Python, offer by offer, to hold the compiled loop against."""

from __future__ import annotations

from detente.analyses.simulate.solve import Arena
from detente.analyses.simulate.tactics import EXPONENTS
from detente.randomness import generator

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def splitmix(state: int) -> int:
    """One output of splitmix64."""
    z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def target(
    exponent: float, top: float, floor: float, time: float, last: float, given: float
) -> float:
    """What a party asks for now."""
    if exponent == 0:
        return top
    if exponent < 0:
        return max(floor, min(last, last - given))
    return top - (top - floor) * time ** (1 / exponent)


def plain_offers(
    place: Arena, tactics: tuple[str, str], *, rounds: int, seed: int
) -> list[tuple[int, int]]:
    """Deal (-1 for none) and round of one negotiation in every draw."""
    draws = len(place.ground.utility)
    seeds = generator(seed).integers(0, 2**63, size=draws).tolist()
    return [_one(place, draw, tactics, rounds, seeds[draw]) for draw in range(draws)]


def _one(
    place: Arena, draw: int, tactics: tuple[str, str], rounds: int, state: int
) -> tuple[int, int]:
    utility = place.ground.utility[draw].tolist()
    floor = place.ground.floor[draw].tolist()
    allowed = place.ground.allowed[draw].tolist()
    mine = [
        sorted((d for d in range(len(utility[p])) if allowed[p][d]), key=lambda d: -utility[p][d])
        for p in (0, 1)
    ]
    if not mine[0] or not mine[1]:
        return -1, rounds
    exponent = [EXPONENTS[name] for name in tactics]
    top = [utility[p][mine[p][0]] for p in (0, 1)]
    last = list(top)
    given = [0.1 * (top[p] - floor[p]) if exponent[p] < 0 else 0.0 for p in (0, 1)]
    heard: list[float | None] = [None, None]
    for step in range(2 * rounds):
        p, q = step % 2, 1 - step % 2
        time = (step // 2) / (rounds - 1)
        last[p] = target(exponent[p], top[p], floor[p], time, last[p], given[p])
        reaching = sum(utility[p][d] >= last[p] for d in mine[p])
        state = (state + GOLDEN) & MASK
        back = splitmix(state) % 5
        deal = mine[p][max(max(reaching - 1, 0) - back, 0)]
        worth = utility[q][deal]
        if heard[q] is not None:
            given[q] = max(0.0, worth - heard[q])
        heard[q] = worth
        ahead = min(1.0, ((step + 1) // 2) / (rounds - 1))
        asked = target(exponent[q], top[q], floor[q], ahead, last[q], given[q])
        if step >= 2 * rounds - 2 and exponent[q] != 0:
            asked = floor[q]
        if allowed[q][deal] and worth >= asked - 1e-9:
            return deal, step // 2 + 1
    return -1, rounds
