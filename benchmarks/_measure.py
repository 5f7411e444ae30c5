"""What all benchmarks share: time, peak memory, and a line about the machine."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Wall time in seconds over several runs."""

    median: float
    least: float
    most: float
    runs: int

    def __str__(self) -> str:
        return (
            f"{shown(self.median)} (median of {self.runs}; "
            f"{shown(self.least)} to {shown(self.most)})"
        )


def measure(work: Callable[[], object], *, runs: int = 5, warm: bool = True) -> Timing:
    """Time some work; the first run, which may compile, is not counted when `warm`."""
    if warm:
        work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return Timing(statistics.median(times), min(times), max(times), runs)


def shown(seconds: float) -> str:
    """Seconds in a readable unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def peak_megabytes() -> float:
    """Largest resident size of this process so far, in MB."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e6 if sys.platform == "darwin" else 1e3)


def machine_line() -> str:
    """Processor count and versions, for the head of every benchmark's output."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def arguments(description: str) -> argparse.Namespace:
    """The options of a benchmark: `--small` runs it at a size for smoke tests."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--small", action="store_true", help="a small size, for smoke tests")
    return parser.parse_args()
