"""Standard output and error, wherever they lead, and interruptions.

Libraries answer a full disk, a closed pipe or Ctrl-C in ways of their own. Here each becomes an
exception that no library knows, so that `main` alone decides what is said and how it ends.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TextIO

from detente.render.encodings import READABLE

received: list[int] = []
"""The signals so far: some libraries make an error of their own of what a signal raises."""


class OutputLost(BaseException):
    """Standard output takes no more; `reason` is the operating system's."""

    def __init__(self, reason: OSError) -> None:
        self.reason = reason
        super().__init__(str(reason))


class Interrupted(BaseException):
    """Somebody ended the run by a signal; `code` is the exit code that tells so."""

    def __init__(self, number: int) -> None:
        self.code = 128 + number
        super().__init__(number)


class _Output(io.TextIOWrapper):
    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as reason:
            raise OutputLost(reason) from None

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as reason:
            raise OutputLost(reason) from None


class _Messages(io.TextIOWrapper):
    """Standard error: what it does not take is lost, and the exit code stays as it is."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def take_over() -> None:
    """Let `sys.stdout`, `sys.stderr` and signals behave as this module says."""
    if sys.stdout is None:  # closed by the caller: whatever is written there is lost, and told
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stdout = _wrapped(_alone(sys.stdout), _Output)
    sys.stderr = _wrapped(sys.stderr, _Messages)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)


def discard() -> None:
    """Write nothing more to standard output, not even what is still to be written."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


@contextmanager
def interruptible() -> Iterator[None]:
    """Within it Ctrl-C is a KeyboardInterrupt, for work that can stop half-way with a result."""
    signal.signal(signal.SIGINT, _interrupt_the_work)
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(signal.SIGINT) from None
    finally:
        signal.signal(signal.SIGINT, _interrupt)


def leave_signals() -> None:
    """Leave an interruption to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _wrapped(stream: TextIO, kind: type[io.TextIOWrapper]) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    lines, encoding = stream.line_buffering, stream.encoding
    return kind(stream.detach(), encoding=encoding, errors=READABLE, line_buffering=lines)


def _alone(stream: TextIO) -> TextIO:
    """A stream to where this one leads, in which nothing is that compiled libraries print.

    A solver's remark would make a JSON object unreadable otherwise.
    """
    try:
        number = stream.fileno()
    except OSError:
        return stream
    stream.flush()
    lines, encoding = stream.line_buffering, stream.encoding
    own = io.TextIOWrapper(os.fdopen(os.dup(number), "wb"), encoding, line_buffering=bool(lines))
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return own


def _interrupt(number: int, frame: FrameType | None) -> None:
    received.append(number)
    raise Interrupted(number)


def _interrupt_the_work(number: int, frame: FrameType | None) -> None:
    received.append(number)
    raise KeyboardInterrupt
