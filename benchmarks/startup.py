"""Claim: the program starts at once, and the brief on the flagship case takes under 3 s.

Each command runs as a whole process; the ratio is to an empty Python process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from _measure import arguments, machine_line, measure

BRIEF = ("-m", "detente", "brief", "anchorage", "--force", "-o")
LIMITS = {"import detente": 0.2, "detente --help": 0.3, "detente brief anchorage": 3.0}


def run(*words: str) -> None:
    """Run Python with some arguments; an error stops the benchmark."""
    subprocess.run([sys.executable, *words], check=True, capture_output=True)


def main() -> None:
    """Print each command's time, its limit and the ratio to an empty process."""
    runs = 2 if arguments(__doc__ or "").small else 7
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "brief.html")
        commands = {
            "an empty process": ("-c", "pass"),
            "import detente": ("-c", "import detente"),
            "detente --help": ("-m", "detente", "--help"),
            "detente brief anchorage": (*BRIEF, page),
        }
        print(machine_line())
        base = None
        for name, words in commands.items():
            timing = measure(lambda words=words: run(*words), runs=runs)
            base = base or timing.median
            limit = f", limit {LIMITS[name]} s" if name in LIMITS else ""
            print(f"{name}: {timing}{limit}, {timing.median / base:.1f} times an empty process")


if __name__ == "__main__":
    main()
