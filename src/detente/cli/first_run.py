"""Say why the very first analysis takes longer: its kernels are compiled, once."""

from __future__ import annotations

import sys

from detente import kernels


def announce() -> None:
    """Print one line where a person is watching and no compiled kernel is stored yet."""
    if sys.stderr.isatty() and not kernels.stored():
        said = "First run: compiling the kernels for this machine, once; about a minute …"
        print(said, file=sys.stderr, flush=True)
