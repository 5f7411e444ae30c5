"""Simulated talks in plain Python, step by step, to hold loops over arrays against."""

from __future__ import annotations

from itertools import product

from detente.analyses.simulate.play import Ground
from detente.analyses.simulate.problem import EXPONENTS, TOLERANCES
from detente.analyses.spaces.problem import Problem

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
    ground: Ground, tactics: tuple[str, str], *, rounds: int, seeds: list[int]
) -> list[tuple[int, int]]:
    """Deal (-1 for none) and round of one negotiation in every draw."""
    return [_one(ground, draw, tactics, rounds, seed) for draw, seed in enumerate(seeds)]


def _one(
    ground: Ground, draw: int, tactics: tuple[str, str], rounds: int, state: int
) -> tuple[int, int]:
    utility = ground.utility[draw].tolist()
    floor = ground.floor[draw].tolist()
    allowed = ground.allowed[draw].tolist()
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


def plain_text(
    problem: Problem,
    draw: int,
    tactics: tuple[str, ...],
    *,
    start: tuple[int, ...],
    rounds: int,
    state: int,
) -> tuple[int, tuple[float, ...]]:
    """A mediator's single text: the round of the last change that all can live with, and worths."""
    parties = range(len(tactics))
    floor = problem.reservation[draw].tolist()

    def worth(text: list[int]) -> list[float]:
        return [
            sum(
                float(part[draw, p, value])
                for part, value in zip(problem.weighed, text, strict=True)
            )
            for p in parties
        ]

    text, now, lost = list(start), worth(list(start)), [0.0 for _ in parties]
    ended, final = 0, tuple(floor)
    for step in range(rounds):
        state = (state + GOLDEN) & MASK
        issue = splitmix(state) % len(text)
        size = problem.sizes[issue]
        changed = list(text)
        if size > 1:
            state = (state + GOLDEN) & MASK
            changed[issue] = (text[issue] + 1 + splitmix(state) % (size - 1)) % size
        new = worth(changed)
        bears = [
            TOLERANCES[name] * (1 - step / rounds)
            if TOLERANCES[name] >= 0
            else max(lost[q] for q in parties if q != p)
            for p, name in enumerate(tactics)
        ]
        if all(now[p] - new[p] <= bears[p] + 1e-9 for p in parties):
            lost = [max(0.0, now[p] - new[p]) for p in parties]
            text, now = changed, new
            if all(now[p] >= floor[p] - 1e-9 for p in parties):
                ended, final = step + 1, tuple(now)
    return ended, final


def most_left(problem: Problem, draw: int, taken: tuple[float, ...]) -> float:
    """Points that all could have had more at once, over all packages."""
    gains = [
        min(
            sum(float(part[draw, p, v]) for part, v in zip(problem.weighed, text, strict=True))
            - had
            for p, had in enumerate(taken)
        )
        for text in product(*map(range, problem.sizes))
    ]
    return max(0.0, *gains)
