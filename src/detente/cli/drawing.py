"""An analysis over draws, on the command line."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from signal import SIGINT
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, require_sections
from detente.cli.printing import announce, print_exhibits, print_json
from detente.cli.spoken import speak
from detente.cli.streams import Interrupted, interruptible, leave_signals
from detente.exhibits import Exhibit
from detente.validation import checked_ending, whole_number
from detente.writing import check_target

MOST_JOBS = 256

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from detente.ensembles import EnsembleResult
    from detente.scenario import Scenario


def draw_and_print(
    analysis: Analysis,
    file: str,
    as_json: bool,
    language: str | None,
    settings: Mapping[str, Any],
    drawing: Mapping[str, Any],
) -> None:
    """Load, run over draws, print."""
    from detente.cli.sources import load
    from detente.phrases import phrases

    scenario = load(file)
    chosen = speak(phrases(language or scenario.language).language)
    require_sections(analysis, scenario)
    announce()
    given = {name: value for name, value in settings.items() if value != ()}
    result = run_draws(analysis, scenario, given, drawing)
    if as_json:
        print_json(result.to_dict(chosen))
    else:
        exhibits: tuple[Exhibit, ...] = (
            *result.statements(chosen),
            *result.tables(chosen),
            *result.remarks(chosen),
        )
        title = scenario.translated(scenario.title, "title", language=chosen)
        print_exhibits(title, exhibits, chosen)
    stop_if_interrupted(result)


def stop_if_interrupted(result: EnsembleResult) -> None:
    """End the command as interrupted where the draws were; what they gave is kept and printed."""
    if any(note.key == "ensembles.interrupted" for note in result.notes):
        raise Interrupted(SIGINT)


def run_draws(
    analysis: Analysis, scenario: Scenario, settings: Mapping[str, Any], drawing: Mapping[str, Any]
) -> EnsembleResult:
    """Run an ensemble, continuing and keeping the draws where that was asked for."""
    from detente.ensembles import load_ensemble, run_ensemble, save_ensemble

    keep, jobs = drawing.get("keep"), drawing.get("jobs", 1)
    whole_number("--jobs", jobs, least=1, most=MOST_JOBS)
    if keep is not None:
        checked_ending("--keep", keep, (".npz",))
        check_target(keep, force=True)
    previous = load_ensemble(keep, scenario) if keep is not None and keep.exists() else None
    with interruptible(), processes(jobs) as executor:
        result = run_ensemble(
            analysis,
            scenario,
            draws=drawing["draws"],
            seed=drawing["seed"],
            executor=executor,
            previous=previous,
            settings=settings,
        )
    if keep is not None and (previous is None or result.count > previous.count):
        save_ensemble(result, keep, force=True)
    return result


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
            threading.excepthook = _say_nothing  # the executor's thread, of chunks given up
            executor.shutdown(wait=False, cancel_futures=True)
            for process in active_children():
                process.terminate()  # what is still computed there is wanted no more
    threading.excepthook = threading.__excepthook__


def _say_nothing(_: object) -> None: ...
