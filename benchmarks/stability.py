"""How fast stability is: four basic concepts for all parties, random strict rankings, warm.

Options are split evenly among the parties. Memory is what the run adds to the process, rankings
included; every size runs in a process of its own. The comparison is the matrix method of the
literature in plain numpy, O(states^3), at the largest size that it can do here; the bound is the
time to read and write the same rankings and verdicts once at the memory bandwidth of the machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from _measure import machine_line, measure, shown

if TYPE_CHECKING:
    from detente.analyses.stability.joint import Least
    from detente.analyses.stability.problem import Problem

BASIC = ("nash", "gmr", "smr", "seq")
CASES = {
    "random": "random strict rankings",
    "holes": "half of the states infeasible",
    "one-way": "all options irreversible",
    "chain": "improvements along one long chain",
}


def layout_of(options: int, parties: int, *, one_way: bool = False) -> NDArray[np.int64]:
    """low, width, take, drop of each party."""
    widths = [options // parties + (place < options % parties) for place in range(parties)]
    lows = np.cumsum([0, *widths[:-1]])
    take = (1 << options) - 1 if one_way else 0
    return np.array([[low, w, take, 0] for low, w in zip(lows, widths, strict=True)])


def rankings(case: str, options: int, parties: int, draws: int = 1) -> NDArray[np.int32]:
    """rank[draw, party, state]."""
    chance = np.random.default_rng(1)
    states = 1 << options
    rank = np.empty((draws, parties, states), dtype=np.int32)
    for draw in range(draws):
        for party in range(parties):
            rank[draw, party] = chance.permutation(states)
    if case == "chain":
        along = np.empty(states, dtype=np.int32)
        along[np.arange(states) ^ (np.arange(states) >> 1)] = np.arange(states)
        rank[:, 1:] = along
    if case == "holes":
        gone = chance.random(states) < 0.5
        gone[0] = False
        rank[:, :, gone] = -1
    return rank


def peak_megabytes() -> float:
    """Largest resident size since this program started, in MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e3


def run_engine(case: str, options: int, parties: int, runs: int) -> None:
    """Time one size in this process and print a line."""
    from detente.analyses.stability.engine import judge_states

    warm = judge_states(
        rankings(case, 15, parties),
        layout_of(15, parties, one_way=case == "one-way"),
        concepts=BASIC,
    )
    small = rankings(case, parties, parties)
    judge_states(small, layout_of(parties, parties, one_way=case == "one-way"), concepts=BASIC)
    del warm
    before = peak_megabytes()
    rank = rankings(case, options, parties)
    layout = layout_of(options, parties, one_way=case == "one-way")
    timing = measure(lambda: judge_states(rank, layout, concepts=BASIC), runs=runs, warm=runs > 1)
    size = (1 << options) * parties
    moved = rank.nbytes + rank.size
    added = peak_megabytes() - before
    spare = np.empty_like(rank)
    copying = measure(lambda: np.copyto(spare, rank), runs=3)
    bandwidth = 2 * rank.nbytes / copying.least
    print(
        f"{case:8} 2^{options} states, {parties} parties: {timing}; "
        f"{size / timing.median / 1e6:.0f} million states x parties per second; "
        f"{added:.0f} MB added ({before + added:.0f} MB in all); "
        f"{timing.median / (moved / bandwidth):.0f} times the memory bound"
    )


def matrix_method(rank: NDArray[np.int32], layout: NDArray[np.int64]) -> NDArray[np.bool_]:
    """equilibrium[concept, state] with reachability matrices, as the literature writes it."""
    parties, states = rank.shape
    codes = np.arange(states)
    moves, better = [], []
    for (low, width, _, _), own in zip(layout, rank, strict=True):
        mask = ((1 << int(width)) - 1) << int(low)
        near = ((codes[:, None] ^ codes[None, :]) & ~mask == 0) & (codes[:, None] != codes[None, :])
        moves.append(near)
        better.append(near & (own[None, :] > own[:, None]))
    stable = np.ones((4, states), dtype=bool)
    for party in range(parties):
        worse = rank[party][None, :] <= rank[party][:, None]
        kept = [party_moves for p, party_moves in enumerate(moves) if p != party]
        made = [party_better for p, party_better in enumerate(better) if p != party]
        hurt = worse & ~(_product(~worse, moves[party].T))
        stable[0] &= ~better[party].any(axis=1)
        for place, (steps, ends) in enumerate(
            ((kept, worse), (kept, hurt), (made, worse)), start=1
        ):
            reach = _closure(steps)
            deterred = _product(ends, reach.T)
            stable[place] &= ~(better[party] & ~deterred).any(axis=1)
    return stable


def _product(left: NDArray[np.bool_], right: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return (left.astype(np.float32) @ right.astype(np.float32)) > 0


def _closure(steps: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    reach = np.logical_or.reduce(steps)
    while True:
        wider = reach | _product(reach, reach)
        if (wider == reach).all():
            return reach
        reach = wider


def compare(options: int, parties: int) -> None:
    """The engine against the matrix method in this process, with the same answer."""
    from detente.analyses.stability.engine import judge_states

    rank, layout = rankings("random", options, parties), layout_of(options, parties)
    verdicts = judge_states(rank, layout, concepts=BASIC)[0]
    start = time.perf_counter()
    expected = matrix_method(rank[0], layout)
    plain = time.perf_counter() - start
    shared = np.bitwise_and.reduce(verdicts, axis=0)
    for place in range(4):
        np.testing.assert_array_equal(shared >> place & 1 == 1, expected[place])
    timing = measure(lambda: judge_states(rank, layout, concepts=BASIC))
    print(
        f"matrices 2^{options} states, {parties} parties: {shown(plain)} in plain numpy, "
        f"{timing} here: {plain / timing.median:,.0f} times as fast, same answers"
    )


def draws(options: int, parties: int, count: int) -> None:
    """Many rankings of a small conflict at once, as ensembles ask for."""
    from detente.analyses.stability.engine import judge_states

    rank, layout = rankings("random", options, parties, count), layout_of(options, parties)
    timing = measure(lambda: judge_states(rank, layout, concepts=BASIC))
    print(f"draws    {count} draws of 2^{options} states, {parties} parties: {timing}")


def whole_analysis(options: int, parties: int) -> None:
    """From a scenario with rankings to a result."""
    import detente
    from detente.scenario.states import state_text

    rank = rankings("random", options, parties)[0]
    names = [f"p{place}" for place in range(parties)]
    lines = [
        "title: Benchmark",
        f"parties: {{{', '.join(f'{n}: {{}}' for n in names)}}}",
        "options:",
    ]
    for name, (_, width, _, _) in zip(names, layout_of(options, parties), strict=True):
        lines.append(f"  {name}: [{', '.join(f'o{k}' for k in range(width))}]")
    lines.append("ranking:")
    for name, own in zip(names, rank, strict=True):
        best_first = np.argsort(-own)
        lines.append(f"  {name}: [{', '.join(state_text(int(s), options) for s in best_first)}]")
    scenario = detente.loads("\n".join(lines))
    timing = measure(lambda: detente.analyze_stability(scenario))
    print(f"analysis 2^{options} states, {parties} parties, scenario to result: {timing}")


def random_problem(options: int, parties: int, seed: int, states: int | None = None) -> Problem:
    """A conflict with random strict rankings; of all states the first so many in random order."""
    from detente.analyses.stability.problem import Problem

    chance = np.random.default_rng(seed)
    codes = np.sort(chance.permutation(1 << options)[:states]).astype(np.uint32)
    return Problem(
        parties=tuple(f"p{place}" for place in range(parties)),
        options=tuple(("p0", f"o{place}") for place in range(options)),
        codes=codes,
        layout=layout_of(options, parties),
        rank=np.stack([chance.permutation(codes.size).astype(np.int32) for _ in range(parties)])[
            None
        ],
        judged=np.ones(parties, dtype=bool),
        status_quo=None,
    )


def least_changes(options: int) -> None:
    """One party's least change in a large conflict."""
    from detente.analyses.stability.inverse import least_change

    problem = random_problem(options, 3, 1)
    low = int(np.argsort(problem.rank[0, 0])[problem.states // 4])
    for concept in ("gmr", "smr", "seq", "sseq"):
        timing = measure(lambda c=concept: least_change(problem, 0, low, c), runs=3)
        print(f"least change of one order, {concept}, 2^{options} states, 3 parties: {timing}")


def total_of(problem: Problem, state: int, concept: str) -> Least:
    """The least change over all parties' orders that makes a state an equilibrium."""
    from detente.analyses.stability.inverse import least_change
    from detente.analyses.stability.pivotal import least_of_all

    changes = [least_change(problem, p, state, concept) for p in range(len(problem.parties))]
    return least_of_all(problem, state, concept, tuple(c for c in changes if c.pairs))


def totals(options: int, parties: int, conflicts: int) -> None:
    """Least changes over all orders in random conflicts: how many are settled, and how fast."""
    for concept in ("seq", "sseq"):
        spent, settled = [], 0
        for seed in range(conflicts):
            problem = random_problem(options, parties, seed)
            start = time.perf_counter()
            least = total_of(problem, seed % problem.states, concept)
            spent.append(time.perf_counter() - start)
            settled += least.pairs is not None
        median, most = shown(float(np.median(spent))), shown(max(spent))
        print(
            f"least change of all orders, {concept}, 2^{options} states, {parties} parties: "
            f"{settled} of {conflicts} settled; median {median}, longest {most}"
        )


def all_orders(states: int) -> None:
    """The program beside going through all strict orders of two parties, with the same answer."""
    import itertools
    from dataclasses import replace

    from detente.analyses.stability.solve import judge_problem

    problem = random_problem(4, 2, 3, states)
    total_of(problem, 0, "seq")
    start = time.perf_counter()
    least = [total_of(problem, state, "seq").pairs for state in range(states)]
    program = time.perf_counter() - start
    start = time.perf_counter()
    orders = np.array(list(itertools.permutations(range(states))), dtype=np.int32)
    first, second = np.triu_indices(states, 1)
    after = orders[:, first] < orders[:, second]
    far = [((own[first] < own[second]) != after).sum(axis=1) for own in problem.rank[0]]
    pairs = (far[0][:, None] + far[1]).reshape(-1)
    one, other = np.divmod(np.arange(pairs.size), len(orders))
    rank = np.stack([orders[one], orders[other]], axis=1)
    stable = judge_problem(replace(problem, rank=rank), ("seq",)) >> 3 & 1
    lasting = stable.all(axis=1)
    plain = time.perf_counter() - start
    if least != [int(pairs[lasting[:, state]].min()) for state in range(states)]:
        raise ArithmeticError("the least changes differ")
    print(
        f"least changes of all orders, 2 parties, each of {states} states: {shown(program)}, "
        f"all {pairs.size:,} pairs of orders {shown(plain)}, same answers"
    )


def main() -> None:
    """Run all, or with --one a single size in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="small sizes, for smoke tests")
    parser.add_argument("--one", nargs=4, metavar=("CASE", "OPTIONS", "PARTIES", "RUNS"))
    given = parser.parse_args()
    if given.one:
        case, *numbers = given.one
        run_engine(case, *(int(number) for number in numbers))
        return
    print(machine_line())
    sizes = [(12, 3, 9)] if given.small else [(12, 3, 21), (12, 2, 21), (20, 3, 5), (24, 3, 1)]
    hard = [(12, 3, 3)] if given.small else [(20, 3, 3)]
    whole_analysis(6 if given.small else 12, 3)
    draws(6, 3, 100 if given.small else 10_000)
    tasks = [("random", *size) for size in sizes]
    tasks += [(case, *size) for case in CASES if case != "random" for size in hard]
    for task in tasks:
        command = [sys.executable, __file__, "--one", *map(str, task)]
        subprocess.run(command, check=True)
    compare(7 if given.small else 12, 3)
    least_changes(8 if given.small else 20)
    all_orders(4 if given.small else 6)
    sizes_of_totals = [(3, 2, 3)] if given.small else [(4, p, 40) for p in (2, 3, 4)]
    sizes_of_totals += [] if given.small else [(5, p, 40) for p in (2, 3, 4)]
    for options, parties, conflicts in sizes_of_totals:
        totals(options, parties, conflicts)


if __name__ == "__main__":
    main()
