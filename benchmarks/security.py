"""How fast coverages and rosters are found; the plain way is measured in the same run."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from _measure import Timing, arguments, machine_line, measure, peak_megabytes
from detente.analyses.security.game import Floats, Payoffs, Ranges
from detente.analyses.security.intervals import cover_ranges
from detente.analyses.security.linear import cover_one
from detente.analyses.security.mixed import cover_kinds
from detente.analyses.security.noisy import cover_noisy
from detente.analyses.security.response import quantal, value_against_noise, value_if_struck
from detente.analyses.security.rosters.wheel import lay
from detente.analyses.security.supply import Supply
from detente.randomness import generator


def stakes(random: np.random.Generator, targets: int) -> Payoffs:
    """Random payoffs between -10 and 10."""
    low, high = random.uniform(-10, 0, (2, targets)), random.uniform(0.1, 10, (2, targets))
    return Payoffs(low[0], high[0], high[1], low[1])


def equal(units: int, targets: int) -> Supply:
    """Equal units, each of which can guard any target."""
    return Supply.of(np.array([units]), np.ones((1, targets), dtype=bool))


def typed(random: np.random.Generator, targets: int, types: int, units: int) -> Supply:
    """Types that guard about half of the targets each, and every target by some type."""
    protects = random.random((types, targets)) < 0.5
    protects[random.integers(types, size=targets), np.arange(targets)] = True
    return Supply.of(np.full(types, units), protects)


def one_programme_per_target(payoffs: Payoffs, units: int) -> float:
    """The plain way: for each target the best coverage that makes it the best reply."""
    count, best = payoffs.ours_open.size, -np.inf
    fall = payoffs.theirs_open - payoffs.theirs_covered
    for target in range(count):
        rows = np.diag(-fall)
        rows[:, target] += fall[target]
        cost = np.zeros(count)
        cost[target] = payoffs.ours_open[target] - payoffs.ours_covered[target]
        found = linprog(
            cost,
            A_ub=np.vstack([rows, np.ones(count)]),
            b_ub=np.r_[payoffs.theirs_open[target] - payoffs.theirs_open, units],
            bounds=(0, 1),
            method="highs",
        )
        if found.status == 0:
            best = max(best, float(payoffs.ours_open[target] - found.fun))
    return best


def say(what: str, size: str, timing: Timing, target: str) -> None:
    """Print one figure."""
    print(f"{what:<34} {size:<34} {timing}   target {target}")


def main() -> None:
    small = arguments(__doc__ or "").small
    print(machine_line())
    random = generator(0)
    programme(random, 200 if small else 2000)
    noisy(random, 30 if small else 100)
    ranges(random, 200 if small else 2000)
    kinds(random, 10 if small else 30)
    rosters(random, 50 if small else 200)
    against_the_plain_way(random, 30 if small else 300)
    print(f"peak memory {peak_megabytes():.0f} MB")


def programme(random: np.random.Generator, targets: int) -> None:
    payoffs, supply = stakes(random, targets), typed(random, targets, 5, targets // 20)
    timing = measure(lambda: supply.plan(cover_one(payoffs, supply)), runs=3)
    say("one linear programme", f"{targets:,} targets x 5 types", timing, "5 s")


def noisy(random: np.random.Generator, targets: int) -> None:
    payoffs, supply = stakes(random, targets), equal(targets // 10, targets)
    noise = quantal(payoffs, precision=0.76)
    timing = measure(lambda: cover_noisy(payoffs, noise, supply))
    say("quantal response", f"{targets:,} targets", timing, "1 s")
    even = np.full(targets, 0.1)
    best = cover_noisy(payoffs, noise, supply)
    gained = [float(value_against_noise(payoffs, noise, plan)) for plan in (even, best)]
    print(f"{'':<34} equal shares {gained[0]:.3f}, this plan {gained[1]:.3f}")


def ranges(random: np.random.Generator, targets: int) -> None:
    payoffs, supply = stakes(random, targets), typed(random, targets, 5, targets // 20)
    wide = payoffs._replace(theirs_open=payoffs.theirs_open + random.uniform(0, 3, targets))
    known = Ranges(payoffs, wide)
    timing = measure(lambda: supply.plan(cover_ranges(known, supply)), runs=3)
    say("intervals", f"{targets:,} targets x 5 types", timing, "none stated")


def kinds(random: np.random.Generator, targets: int) -> None:
    one = stakes(random, targets)
    several = [
        one._replace(theirs_open=other.theirs_open, theirs_covered=other.theirs_covered)
        for other in (stakes(random, targets) for _ in range(4))
    ]
    supply = equal(targets // 5, targets)
    prior = np.full(4, 0.25)
    found: list[tuple[Floats, float | None]] = []
    timing = measure(
        lambda: found.append(cover_kinds(several, prior, supply, seconds=10)), runs=1, warm=False
    )
    say("mixed-integer programme", f"{targets:,} targets x 4 adversaries", timing, "none stated")
    coverage, bound = found[-1]
    value = float(prior @ [value_if_struck(kind, coverage) for kind in several])
    gap = 0.0 if bound is None else bound - value
    print(f"{'':<34} gap left {gap:.3g} of payoffs from -10 to 10")


def rosters(random: np.random.Generator, units: int) -> None:
    payoffs, supply = stakes(random, 2 * units), typed(random, 2 * units, 4, units // 4)
    plan = supply.plan(cover_one(payoffs, supply))
    if plan.posts is None:
        raise RuntimeError("typed units have posts")
    posts = plan.posts

    def draw() -> object:
        wheel = lay(posts, supply.number, random)
        return random.choice(wheel.chance.size, 1000, p=wheel.chance)

    on_duty = float(plan.coverage.sum())
    say("1,000 rosters", f"{units} units, {on_duty:.0f} on duty", measure(draw), "1 s")


def against_the_plain_way(random: np.random.Generator, targets: int) -> None:
    payoffs, supply = stakes(random, targets), equal(targets // 10, targets)
    slow = measure(lambda: one_programme_per_target(payoffs, targets // 10), runs=1, warm=False)
    fast = measure(lambda: cover_one(payoffs, supply))
    print(f"one programme per target, {targets} targets: {slow}")
    print(f"  one linear programme: {fast}; {slow.median / fast.median:,.0f} times as fast")
    if targets < 100:
        value = one_programme_per_target(payoffs, targets // 10)
        if abs(value_if_struck(payoffs, cover_one(payoffs, supply)) - value) > 1e-6:
            raise RuntimeError("one programme and the plain way differ")


if __name__ == "__main__":
    main()
