"""Work in a forked copy of this process, which has all that was imported and loaded.

Forking is safe on Linux while this process has no threads; elsewhere nothing is forked and the
caller does the work itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pickle import PicklingError
from typing import Any, TypeVar

T = TypeVar("T")
Work = Callable[[Connection], None]


def forked(work: Work) -> Connection | None:
    """Start `work` in a copy of this process; the connection to it, or None where none can be.

    The connection ends (EOFError) when the work does, or dies. The copy ends with this process.
    """
    alone = threading.active_count() == 1 and (os.cpu_count() or 1) > 1
    if sys.platform != "linux" or not alone:
        return None
    from multiprocessing import get_context

    context = get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(work, here, there), daemon=True)
    try:
        process.start()
    except OSError:
        return None
    finally:
        there.close()
    return here


class Worker:
    """Does what it is asked in a copy of this process, one thing after the other.

    Where no copy can be made, or it dies, the work is done here once its outcome is asked for.

    >>> worker = Worker()
    >>> later = worker.ask(max, 3, 5)
    >>> later()
    5
    """

    def __init__(self) -> None:
        self._connection = forked(_serve)
        self._asked = 0
        self._done: dict[int, Any] = {}

    def ask(self, work: Callable[..., T], *given: object) -> Callable[[], T]:
        """Hand over some work; the function returned waits for its outcome."""
        if self._connection is not None:
            try:
                self._connection.send((work, given))
            except OSError:
                self._connection = None
            except (PicklingError, AttributeError, TypeError):
                pass  # what cannot be sent over is done here
            else:
                self._asked += 1
                return partial(self._outcome, self._asked, partial(work, *given))
        return partial(work, *given)

    def _outcome(self, number: int, again: Callable[[], T]) -> T:
        while self._connection is not None and number not in self._done:
            try:
                self._done[len(self._done) + 1] = self._connection.recv()
            except (EOFError, OSError):
                self._connection = None  # whatever went wrong there shows itself here
        return self._done[number] if number in self._done else again()


def _serve(connection: Connection) -> None:
    while True:
        work, given = connection.recv()
        connection.send(work(*given))


def _run(work: Work, parent: Connection, own: Connection) -> None:
    """Do the work; an interruption is the parent's to report, and so is whatever goes wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent.close()
    with own, suppress(Exception):
        work(own)
