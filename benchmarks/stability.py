"""How fast stability is: four basic concepts for all parties, random strict rankings, warm.

Options are split evenly among the parties. Memory is what the run adds to the process, rankings
included; every size runs in a process of its own. The comparison is the matrix method of the
literature in plain numpy, O(states^3), at the largest size that it can do here; the bound is the
time to read and write the same rankings and verdicts once at the memory bandwidth of the machine.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from _measure import machine_line, measure, shown

if TYPE_CHECKING:
    from detente.analyses.stability.moves import Moves
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


def conflict(
    case: str, options: int, parties: int, draws: int = 1
) -> tuple[NDArray[np.int32], Moves]:
    """rank[draw, party, state] and moves."""
    from detente.analyses.stability.moves import from_options

    chance = np.random.default_rng(1)
    codes = np.arange(1 << options, dtype=np.uint32)
    if case == "holes":
        kept = chance.random(codes.size) >= 0.5
        kept[0] = True
        codes = codes[kept]
    rank = np.empty((draws, parties, codes.size), dtype=np.int32)
    for draw in range(draws):
        for party in range(parties):
            rank[draw, party] = chance.permutation(codes.size)
    if case == "chain":
        along = np.empty(codes.size, dtype=np.int32)
        along[codes ^ (codes >> 1)] = codes
        rank[:, 1:] = along
    return rank, from_options(codes, layout_of(options, parties, one_way=case == "one-way"))


def verdicts_of(rank: NDArray[np.int32], moves: Moves) -> NDArray[np.uint8]:
    """Basic concepts for all parties."""
    from detente.analyses.stability.solve import judge

    everybody = np.ones(rank.shape[1], dtype=np.bool_)
    return judge(rank, moves, concepts=BASIC, judged=everybody)


def peak_megabytes() -> float:
    """Largest resident size since this program started, in MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e3


def run_engine(case: str, options: int, parties: int, runs: int) -> None:
    """Time one size in this process and print a line."""
    for small in (parties, 15):
        verdicts_of(*conflict(case, small, parties))
    before = peak_megabytes()
    rank, moves = conflict(case, options, parties)
    timing = measure(lambda: verdicts_of(rank, moves), runs=runs, warm=runs > 1)
    moved = rank.nbytes + rank.size
    added = peak_megabytes() - before
    spare = np.empty_like(rank)
    copying = measure(lambda: np.copyto(spare, rank), runs=3)
    bandwidth = 2 * rank.nbytes / copying.least
    print(
        f"{case:8} 2^{options} states, {parties} parties: {timing}; "
        f"{rank.size / timing.median / 1e6:.0f} million states x parties per second; "
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
    rank, moves = conflict("random", options, parties)
    verdicts = verdicts_of(rank, moves)[0]
    start = time.perf_counter()
    expected = matrix_method(rank[0], layout_of(options, parties))
    plain = time.perf_counter() - start
    shared = np.bitwise_and.reduce(verdicts, axis=0)
    for place in range(4):
        np.testing.assert_array_equal(shared >> place & 1 == 1, expected[place])
    timing = measure(lambda: verdicts_of(rank, moves))
    print(
        f"matrices 2^{options} states, {parties} parties: {shown(plain)} in plain numpy, "
        f"{timing} here: {plain / timing.median:,.0f} times as fast, same answers"
    )


def draws(options: int, parties: int, count: int) -> None:
    """Many rankings of a small conflict at once, as ensembles ask for."""
    rank, moves = conflict("random", options, parties, count)
    timing = measure(lambda: verdicts_of(rank, moves))
    print(f"draws    {count} draws of 2^{options} states, {parties} parties: {timing}")


def flagship(count: int) -> None:
    """Draws of the case that has most of everything, from judgements to conclusions."""
    import detente
    from detente.analyses.stability import stability_conclusions

    scenario = detente.load("anchorage")
    drawn = detente.draw(scenario, count, seed=0)
    timing = measure(lambda: stability_conclusions(scenario, drawn), runs=3)
    print(f"flagship {count} draws: {timing}")


def whole_analysis(options: int, parties: int) -> None:
    """From a scenario with rankings to a result."""
    import detente
    from detente.scenario.states import state_text

    rank = conflict("random", options, parties)[0][0]
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


def short_file(parties: int) -> None:
    """The whole command on a file that says little of parties with one option each."""
    names = [f"p{place}" for place in range(parties)]
    wishes = [f"  {name}: [{names[place - 1]}.o, {name}.o]" for place, name in enumerate(names)]
    text = "\n".join(
        [
            "title: Benchmark",
            f"parties: {{{', '.join(f'{name}: {{}}' for name in names)}}}",
            f"options: {{{', '.join(f'{name}: [o]' for name in names)}}}",
            "priorities:",
            *wishes,
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.yaml"
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-c", "import detente.cli; detente.cli.main()", "stability"]
        subprocess.run([*command, path, "--json"], check=True, stdout=subprocess.DEVNULL)
        spent = -sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        subprocess.run([*command, path, "--json"], check=True, stdout=subprocess.DEVNULL)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent += sum(used[:2])
    print(
        f"command  2^{parties} states, {parties} parties, {len(text)} bytes of YAML: "
        f"{shown(spent)} of processor time, at most {used.ru_maxrss / 1e3:.0f} MB"
    )


def random_problem(options: int, parties: int) -> Problem:
    """A conflict with random strict rankings."""
    from detente.analyses.stability.problem import Problem

    rank, moves = conflict("random", options, parties)
    return Problem(
        parties=tuple(f"p{place}" for place in range(parties)),
        options=tuple(("p0", f"o{place}") for place in range(options)),
        codes=np.arange(1 << options, dtype=np.uint32),
        layout=layout_of(options, parties),
        rank=rank,
        judged=np.ones(parties, dtype=np.bool_),
        moves=moves,
    )


def least_changes(options: int) -> None:
    """One party's least change in a large conflict."""
    from detente.analyses.stability.change.wishes import least_change

    problem = random_problem(options, 3)
    low = int(np.argsort(problem.rank[0, 0])[problem.states // 4])
    for concept in ("gmr", "smr", "seq", "sseq"):
        timing = measure(lambda c=concept: least_change(problem, 0, low, c), runs=3)
        print(f"least change of one order, {concept}, 2^{options} states, 3 parties: {timing}")


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
    sizes = [(12, 3, 9)] if given.small else [(12, 3, 21), (12, 2, 21), (20, 3, 5), (20, 10, 1)]
    sizes += [] if given.small else [(20, 20, 1)]
    hard = [(12, 3, 3)] if given.small else [(20, 3, 3)]
    short_file(8 if given.small else 20)
    whole_analysis(6 if given.small else 12, 3)
    draws(6, 3, 100 if given.small else 10_000)
    flagship(100 if given.small else 10_000)
    tasks = [("random", *size) for size in sizes]
    tasks += [(case, *size) for case in CASES if case != "random" for size in hard]
    for task in tasks:
        command = [sys.executable, __file__, "--one", *map(str, task)]
        subprocess.run(command, check=True)
    compare(7 if given.small else 12, 3)
    least_changes(8 if given.small else 20)


if __name__ == "__main__":
    main()
