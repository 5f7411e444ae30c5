"""Say why the very first analysis takes longer: its kernels are compiled, once."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def announce() -> None:
    """Print one line where a person is watching and no compiled kernel is stored yet."""
    if not sys.stderr.isatty() or os.environ.get("NUMBA_CACHE_DIR"):
        return
    package = Path(__file__).resolve().parents[1]
    if next(package.rglob("*.nbi"), None) is None:
        said = "First run: compiling the kernels for this machine, once; about a minute …"
        print(said, file=sys.stderr, flush=True)
