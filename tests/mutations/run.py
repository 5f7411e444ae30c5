"""Break the program by hand, one line at a time, and see that the tests notice.

    python tests/mutations/run.py [--only TEXT]

Each `*.toml` beside this script lists changes of one part: the file, the text that is replaced (it
occurs once), the text in its place, what that breaks, whether it is a `figure` that a reader sees
or `logic` behind it, and the tests that are run. Ends with 1 where a change survives.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def mutations(only: str = "") -> Iterator[dict[str, Any]]:
    """All changes whose part, file or description holds a text."""
    for path in sorted(HERE.glob("*.toml")):
        for mutation in tomllib.loads(path.read_text(encoding="utf-8"))["mutation"]:
            if only in f"{path.stem} {mutation['file']} {mutation['breaks']}":
                yield {"part": path.stem, **mutation}


def survives(mutation: dict[str, Any], package: Path) -> bool:
    """Whether the tests of a changed copy of the package pass."""
    target = package / mutation["file"]
    whole = target.read_text(encoding="utf-8")
    if whole.count(mutation["old"]) != 1:
        raise SystemExit(f"{mutation['file']}: not there once: {mutation['old']!r}")
    target.write_text(whole.replace(mutation["old"], mutation["new"]), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *mutation["tests"]],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(package.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        target.write_text(whole, encoding="utf-8")
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout + done.stderr)
    return done.returncode == 0


def main() -> int:
    """Try each change and print which survive."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="")
    only = options.parse_args().only
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "detente")
        shutil.copytree(ROOT / "src" / "detente", package)
        tried = [(survives(mutation, package), mutation) for mutation in mutations(only)]
    for alive, mutation in tried:
        state = "SURVIVES" if alive else "caught"
        print(f"{state:9}{mutation['kind']:7}{mutation['file']}: {mutation['breaks']}")
    alive = sum(alive for alive, _ in tried)
    print(f"{len(tried) - alive} of {len(tried)} caught")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
