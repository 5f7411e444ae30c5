"""The command line as a user types it, in this process: a Python of its own takes most of the time.

What has to do with streams, signals and processes is tested with processes, in
`cli/test_surroundings.py`.
"""

from __future__ import annotations

import contextlib
import contextvars
import gc
import io
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Done(NamedTuple):
    """How a command ended and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def detente(*words: str, folder: Path | None = None) -> Done:
    """Run a command in a folder; nothing of it is left in this process."""
    from detente.cli import main

    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2)]
    code = 0
    with (
        _as_before(),
        contextlib.chdir(folder or Path.cwd()),
        mock.patch.object(sys, "argv", ["detente", *words]),
        mock.patch.multiple(sys, stdin=io.StringIO(), stdout=streams[0], stderr=streams[1]),
    ):
        try:
            contextvars.Context().run(main)
        except SystemExit as ended:
            code = int(ended.code or 0)
        written = [_all_of(stream) for stream in (sys.stdout, sys.stderr)]
    return Done(code, *written)


def _all_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")


@contextlib.contextmanager
def _as_before() -> Iterator[None]:
    """Signals and the collector of garbage belong to the tests again when a command has ended."""
    handlers, threshold = (
        {number: signal.getsignal(number) for number in SIGNALS},
        gc.get_threshold(),
    )
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        for number, handler in handlers.items():
            signal.signal(number, handler)
