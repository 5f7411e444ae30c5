"""Claim: a chunk of draws costs a worker of dask at most 1.5 times what it costs alone.

Processor seconds of one chunk of 1,000 draws of the deals of the anchorage case, the best of some:
in this process, in a worker with the environment that we name, and in one with that of dask.

    python benchmarks/cluster.py [--small]
"""

from __future__ import annotations

import os
import time

from _measure import arguments, machine_line, shown
from detente.analyses.catalogue import find_analysis
from detente.ensembles import WORKER_ENVIRONMENT, answers
from detente.scenario import draw, load


def chunk_seconds(draws: int, runs: int) -> float:
    """Processor seconds of a chunk, after one that warms up."""
    scenario, analysis = load("anchorage"), find_analysis("deals")
    found = []
    for _ in range(runs + 1):
        start = time.process_time()
        answers(analysis, scenario, draw(scenario, draws, seed=0))
        found.append(time.process_time() - start)
    return min(found[1:])


def in_worker(environment: dict[str, int] | None, draws: int, runs: int) -> float:
    """The same in a worker, with some environment or with the usual one."""
    import dask
    import distributed

    for name in WORKER_ENVIRONMENT:
        os.environ.pop(name, None)  # dask keeps there what the cluster before was given
    given = {} if environment is None else {"distributed.nanny.pre-spawn-environ": environment}
    with (
        dask.config.set(given),
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        return float(client.submit(chunk_seconds, draws, runs).result())


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__ or "").small
    draws, runs = (100, 1) if small else (1000, 5)
    alone = chunk_seconds(draws, runs)
    print(f"A chunk of {draws:,} draws of the deals of anchorage ({machine_line()})")
    print(f"alone: {shown(alone)}")
    for label, environment in (("our", WORKER_ENVIRONMENT), ("the usual", None)):
        there = in_worker(environment, draws, runs)
        print(f"worker with {label} environment: {shown(there)}, {there / alone:.2f} times as much")


if __name__ == "__main__":
    main()
