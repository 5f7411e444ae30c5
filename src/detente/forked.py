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
from multiprocessing.connection import Connection

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


def _run(work: Work, parent: Connection, own: Connection) -> None:
    """Do the work; an interruption is the parent's to report, and so is whatever goes wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent.close()
    with own, suppress(Exception):
        work(own)
