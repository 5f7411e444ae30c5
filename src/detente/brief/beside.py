"""Run some of the analyses in a second process while this one runs the others.

Where processes can be forked safely (Linux, before this process has threads), the copy has all that
was imported and loaded and costs almost nothing; elsewhere the analyses run here, later. What they
find is the same.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection

from detente.brief.findings import Findings, run_analyses
from detente.scenario import Scenario

SECOND = ("stages", "seats", "security", "forecast", "simulate")
"""Analyses that take about as long as all others and what a brief counts over draws."""

_SHARED = ("numba.np.arraymath", "scipy.optimize")
"""Libraries that both processes need and that take long to import."""

Collect = Callable[[], Findings]


def begin(scenario: Scenario, language: str) -> Collect:
    """Start the analyses of `SECOND`; the function returned waits for what they find."""

    def here() -> Findings:
        return run_analyses(scenario, SECOND, language)

    alone = threading.active_count() == 1 and (os.cpu_count() or 1) > 1
    if sys.platform != "linux" or not alone:
        return here
    for name in _SHARED:
        import_module(name)
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sending, here), daemon=True)
    process.start()
    sending.close()

    def collect() -> Findings:
        try:
            found: Findings = receiving.recv()
        except EOFError:
            return here()  # whatever went wrong there shows itself here
        process.join()
        return found

    return collect


def _send(sending: Connection, work: Collect) -> None:
    try:
        sending.send(work())
    except Exception:
        sending.close()
