"""Speed of the forecast kernels, each beside a plain Python version where one is at hand.

python benchmarks/forecast.py [--small]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from _measure import arguments, machine_line, measure, shown
from detente.analyses.forecast import challenge, exchange, rules, spatial
from detente.randomness import generator

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def some(draws: int, issues: int, parties: int, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Random positions, saliences and capabilities[draw, issue, party]."""
    rng = generator(seed)
    shape = (draws, issues, parties)
    capability = np.broadcast_to(rng.uniform(0.1, 1, (draws, 1, parties)), shape)
    return rng.uniform(0, 1, shape), rng.uniform(0.1, 1, shape), capability


def report(what: str, size: str, seconds: float, target: float, plain: float | None) -> None:
    beside = "" if plain is None else f"; plain Python {shown(plain)}, ratio {plain / seconds:,.0f}"
    print(f"{what}: {size}: {shown(seconds)} (target {shown(target)}){beside}")


def main() -> None:
    from oracles import forecast as plain

    small = arguments(__doc__ or "").small
    print(machine_line())
    runs = 2 if small else 5

    x, s, c = some(1, 1, 10 if small else 80)
    position, salience = np.swapaxes(x, 1, 2), np.swapaxes(s, 1, 2)
    rows = (position[0].tolist(), salience[0].tolist(), c[0, 0].tolist())
    took = measure(
        lambda: spatial.play(position, salience=salience, capability=c[:, 0], turns=17), runs=runs
    )
    turn = measure(lambda: plain.spatial_turn(*rows), runs=1, warm=False).median
    size = f"{x.shape[2]} parties, 1 issue, 17 turns"
    report("spatial model", size, took.median, 0.1, 17 * turn)

    draws = 100 if small else 1_000
    x, s, c = some(draws, 2, 13)
    position, salience = np.swapaxes(x, 1, 2), np.swapaxes(s, 1, 2) / 2
    took = measure(
        lambda: spatial.play(position, salience=salience, capability=c[:, 0]),
        runs=1 if not small else 2,
    )
    report("spatial model", f"{draws} draws, 13 parties, 2 issues, to rest", took.median, 5, None)

    x, s, c = some(1, 4 if small else 13, 5 if small else 15)
    took = measure(lambda: exchange.trade(x, salience=s, capability=c, seed=0), runs=runs)
    rows = tuple(a[0].tolist() for a in (x, s, c))
    slow = measure(lambda: plain.exchange_round(*rows), runs=1, warm=False).median
    size = f"{x.shape[2]} parties, {x.shape[1]} issues, one round"
    report("exchange model", size, took.median, 0.02, slow)

    draws = 1_000 if small else 100_000
    x, s, c = some(draws, 13, 15)
    stances = rules.Stances(x, s, c, np.ones((13, 15), dtype=bool))
    took = measure(lambda: rules.compromise(stances), runs=runs)
    report("compromise", f"{draws} draws, 15 parties, 13 issues", took.median, 1, None)

    x, s, c = (a[:, 0] for a in some(10 if small else 1_000, 1, 15))
    took = measure(
        lambda: challenge.challenge(x, salience=s, capability=c, all_pairs=False), runs=runs
    )
    print(f"challenge model: {len(x)} draws, 15 parties, up to 25 rounds: {shown(took.median)}")


if __name__ == "__main__":
    main()
