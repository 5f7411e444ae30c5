"""Claim: the program starts at once, a small question is answered in under 0.5 s, and the brief on
the flagship case takes under 6 s; before that, kernels compile once in under 25 processor seconds.

Each command runs as a whole process, with the bytecode that an installation has; the ratio is to an
empty Python process.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import detente
from _measure import arguments, machine_line, measure

BRIEF = ("-m", "detente", "brief", "anchorage", "--force", "-o")
LIMITS = {
    "import detente": 0.2,
    "detente --help": 0.3,
    "detente deals house_sale --json": 0.5,
    "detente brief anchorage": 6.0,
}
PROCESSOR = 25.0
EVERYTHING = """
from detente import load
from detente.analyses.catalogue import catalogue
from detente.analyses.contract import lacking_sections
for case in ("anchorage", "elmira", "emission_standards", "ratified_share"):
    scenario = load(case)
    for analysis in catalogue():
        if not lacking_sections(analysis, scenario):
            analysis.run(scenario)
"""


def run(*words: str, **surroundings: str) -> None:
    """Run Python with some arguments; an error stops the benchmark."""
    given = {**os.environ, **surroundings, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=given)


def processor() -> float:
    """Processor seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first_run(folder: str) -> None:
    """Every analysis without a compiled kernel, and again with them."""
    spent = []
    for _ in range(2):
        start, before = perf_counter(), processor()
        run("-c", EVERYTHING, NUMBA_CACHE_DIR=folder)
        spent.append((perf_counter() - start, processor() - before))
    print(f"every analysis, first run: {spent[0][0]:.1f} s, {spent[0][1]:.1f} processor seconds")
    compiling = spent[0][1] - spent[1][1]
    print(f"of that, compiling kernels: {compiling:.1f} processor seconds, limit {PROCESSOR}")


def main() -> None:
    """Print each command's time, its limit and the ratio to an empty process."""
    runs = 2 if arguments(__doc__ or "").small else 7
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "brief.html")
        commands = {
            "an empty process": ("-c", "pass"),
            "import detente": ("-c", "import detente"),
            "detente --help": ("-m", "detente", "--help"),
            "detente deals house_sale --json": ("-m", "detente", "deals", "house_sale", "--json"),
            "detente brief anchorage": (*BRIEF, page),
        }
        print(machine_line())
        base = None
        for name, words in commands.items():
            timing = measure(lambda words=words: run(*words), runs=runs)
            base = base or timing.median
            limit = f", limit {LIMITS[name]} s" if name in LIMITS else ""
            print(f"{name}: {timing}{limit}, {timing.median / base:.1f} times an empty process")
        first_run(folder)
    files = [path for path in Path(detente.__file__).parent.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files if path.suffix != ".pyc")
    print(f"installed: {size / 1e6:.2f} MB in {len(files)} files, without dependencies")


if __name__ == "__main__":
    main()
