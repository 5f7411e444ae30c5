"""Ensembles: stability and deals of the anchorage case over many draws.

Prints the time for 10,000 and 100,000 draws, the memory, the time a draw, and the ratio to a plain
loop, which runs each analysis once a draw; the loop is timed over a few runs in the same process.

    python benchmarks/ensembles.py [--small]
"""

from __future__ import annotations

from _measure import arguments, machine_line, measure, peak_megabytes, shown
from detente.analyses.catalogue import find_analysis
from detente.ensembles import run_ensemble
from detente.scenario import load

ANALYSES = ("stability", "deals")


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__ or "").small
    scenario = load("anchorage")
    analyses = [find_analysis(name) for name in ANALYSES]
    sizes = (200, 400) if small else (10_000, 100_000)
    print(f"Ensembles of the case anchorage ({machine_line()})")
    plain = measure(lambda: [a.run(scenario) for a in analyses], runs=3 if small else 10)
    print(f"one plain run of both analyses: {plain}")
    for draws in sizes:
        runs = 1 if small or draws > 10_000 else 3

        def work(draws: int = draws) -> None:
            for analysis in analyses:
                run_ensemble(analysis, scenario, draws=draws, seed=0, progress=False)

        timing = measure(work, runs=runs, warm=draws == sizes[0])
        each = timing.median / draws
        print(
            f"{draws:>7,} draws: {timing}; {shown(each)} a draw; "
            f"{plain.median / each:.0f} times faster than a plain loop; "
            f"peak {peak_megabytes():.0f} MB"
        )


if __name__ == "__main__":
    main()
