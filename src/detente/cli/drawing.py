"""An analysis over draws, on the command line."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from signal import SIGINT
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Result
from detente.cli.streams import Interrupted, interruptible, leave_signals
from detente.validation import checked_ending, whole_number
from detente.writing import check_target

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from detente.ensembles import EnsembleResult
    from detente.scenario import Scenario

MOST_JOBS = 256


def run_draws(
    analysis: Analysis, scenario: Scenario, settings: Mapping[str, Any], given: Mapping[str, Any]
) -> EnsembleResult:
    """Run an ensemble, continuing and keeping the draws where that was asked for.

    `given` has the options of `arguments.DRAWING`.
    """
    from detente.ensembles import load_ensemble, run_ensemble, save_ensemble

    keep, jobs = given.get("keep"), given.get("jobs", 1)
    whole_number("--jobs", jobs, least=1, most=MOST_JOBS)
    if keep is not None:
        checked_ending("--keep", keep, (".npz",))
        check_target(keep, force=True)
    previous = load_ensemble(keep, scenario) if keep is not None and keep.exists() else None
    with interruptible(), processes(jobs) as executor:
        result = run_ensemble(
            analysis,
            scenario,
            draws=given["draws"],
            seed=given["seed"],
            executor=executor,
            previous=previous,
            settings=settings,
        )
    if keep is not None and (previous is None or result.count > previous.count):
        save_ensemble(result, keep, force=True)
    return result


def stop_if_interrupted(result: Result) -> None:
    """End the command as interrupted where the draws were; what they gave is kept and printed."""
    if any(note.key == "ensembles.interrupted" for note in result.notes):
        raise Interrupted(SIGINT)


@contextmanager
def processes(jobs: int) -> Iterator[Executor | None]:
    """An executor of so many fresh processes; none for one job."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    if jobs <= 1:
        yield None
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=leave_signals) as executor:
        try:
            yield executor
        finally:
            threading.excepthook = lambda _: None  # the executor's thread, of chunks given up
            executor.shutdown(wait=False, cancel_futures=True)
            for process in active_children():
                process.terminate()  # what is still computed there is wanted no more
    threading.excepthook = threading.__excepthook__
