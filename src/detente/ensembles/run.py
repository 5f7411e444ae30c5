"""Any analysis over many draws of the scenario's judgements.

Draw k is the same whatever the chunks, the executor or the number of draws, so runs can be cut,
spread over processes and continued without changing a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark
from detente.ensembles.answers import Answers, answers, chunks, joined
from detente.ensembles.result import ASKED, EnsembleResult
from detente.errors import DetenteError, SettingError, sentence
from detente.progress import Progress, shown
from detente.scenario.draws import best_draws
from detente.scenario.sampling import draw, factors
from detente.validation import checked_seed, fitting_draws, known_names, whole_number

if TYPE_CHECKING:
    from detente.scenario import Scenario

BYTES_KEPT = 16
"""Of a conclusion in a draw: its value, and once more where the chunks are joined."""

PATIENCE = 20.0
"""Seconds without a chunk from an executor after which the work goes on here as well."""

WORKER_ENVIRONMENT = {"MALLOC_TRIM_THRESHOLD_": 2**30, "MALLOC_MMAP_THRESHOLD_": 2**25}
"""What a worker of dask needs, so that large arrays are not fetched from the system each time."""

Chunk = tuple[int, int]
Work = Callable[[Chunk], Answers]
"""The answers of a chunk of draws, in whatever process: everything it needs can be sent there."""


def run_ensemble(
    analysis: Analysis,
    scenario: Scenario,
    *,
    draws: int = 2000,
    seed: int,
    executor: Executor | None = None,
    progress: Progress | bool = True,
    previous: EnsembleResult | None = None,
    settings: Mapping[str, Any] | None = None,
) -> EnsembleResult:
    """Run an analysis of the catalogue over draws of all judgements.

    `executor` is any `concurrent.futures.Executor`; chunks that it loses, or does not begin, are
    computed here. `progress` is told how many draws are done, of how many, and the analysis's name;
    True shows a bar on a terminal. `previous` is a run of the same scenario, analysis, settings and
    seed that is continued to `draws` in total; of a longer one the first `draws` are taken. An
    interrupt keeps the draws done so far, and the result says so.

    Raises SettingError for fewer than 1 draw or more than fit into memory, an analysis without a
    form over draws, and a previous run that does not fit.
    """
    draws, seed = whole_number("draws", draws, least=1), checked_seed(seed)
    chosen = dict(settings or {})
    names = [setting.name for setting in analysis.settings]
    known_names(chosen, [*names, "only"] if analysis.selects else names)
    asked = {"analysis": analysis.name, "draws": draws, "seed": seed, **chosen}
    best = answers(analysis, scenario, best_draws(scenario), chosen)
    fitting_draws("draws", draws, BYTES_KEPT * (len(best) + 1))
    done: dict[Chunk, Answers] = {}
    notes = []
    if previous is not None:
        _require_same_question(previous, scenario, asked)
        done = _first(previous, draws, best)
        if previous.count > draws:
            notes.append(Remark("ensembles.first_of", {"first": draws, "of": previous.count}))
    start = _unbroken(done)
    work = partial(_answers_of_chunk, analysis, scenario, seed, chosen)
    with shown(progress) as told:
        told(start, draws, analysis.name)
        try:
            for chunk, found in _computed(work, chunks(start, draws), executor):
                done[chunk] = found
                told(sum(stop - first for first, stop in done), draws, analysis.name)
        except KeyboardInterrupt:
            count = _unbroken(done)
            if count == 0:
                raise
            asked["draws"] = count
            notes.insert(0, Remark("ensembles.interrupted", {"done": count, "of": draws}))
    kept = [chunk for chunk in sorted(done) if chunk[1] <= asked["draws"]]
    values = joined([(stop - first, done[first, stop]) for first, stop in kept])
    if not factors(scenario):
        notes.append(Remark("ensembles.no_draws"))
    if "issues" in analysis.needs and any(issue.continuous for issue in scenario.issues.values()):
        notes.append(Remark("ensembles.scales_cut"))
    names = sorted({*values, *best})
    return EnsembleResult(
        origin=Origin.of(scenario),
        settings=asked,
        notes=tuple(notes),
        scenario=scenario,
        best={name: float(best[name][0]) if name in best else 0.0 for name in names},
        values=values,
    )


def _require_same_question(
    previous: EnsembleResult, scenario: Scenario, asked: Mapping[str, Any]
) -> None:
    """Raise SettingError where an earlier run is of another question."""
    settings = {name: value for name, value in asked.items() if name not in ASKED}
    compared = (
        ("analysis", asked["analysis"], previous.method),
        ("scenario", scenario.digest, previous.origin.digest),
        ("seed", asked["seed"], previous.seed),
        ("settings", settings, previous.chosen),
    )
    for label, wanted, had in compared:
        if wanted != had:
            remedy = sentence(
                "the run to be continued has {had}: use that, or begin a new run", had=f"{had!r}"
            )
            raise SettingError(label, wanted, remedy)


def _first(previous: EnsembleResult, draws: int, best: Answers) -> dict[Chunk, Answers]:
    """An earlier run, without names that come up only beyond the draws asked for."""
    if previous.count <= draws:
        return {(0, previous.count): previous.values}
    cut = {name: given[:draws] for name, given in previous.values.items()}
    return {(0, draws): {name: given for name, given in cut.items() if name in best or given.any()}}


def _answers_of_chunk(
    analysis: Analysis, scenario: Scenario, seed: int, settings: Mapping[str, Any], chunk: Chunk
) -> Answers:
    start, stop = chunk
    drawn = draw(scenario, stop - start, seed=seed, start=start)
    return answers(analysis, scenario, drawn, settings)


def _unbroken(done: Iterable[Chunk]) -> int:
    """How many draws there are from the first on without a gap."""
    count = 0
    for start, stop in sorted(done):
        count = stop if start == count else count
    return count


def _computed(
    work: Work, todo: tuple[Chunk, ...], executor: Executor | None
) -> Iterator[tuple[Chunk, Answers]]:
    """Each chunk with its answers: computed elsewhere where that can be, else here.

    Chunks that a lost worker takes with it are computed here. While nothing comes back, for want of
    a worker or because chunks are long, so is the last of those that wait.
    """
    waiting: dict[Future[Answers], Chunk] = {}
    left = list(todo)
    if executor is not None:
        with suppress(BrokenExecutor):
            waiting.update((executor.submit(work, chunk), chunk) for chunk in todo)
    patience = PATIENCE
    try:
        while waiting:
            ready, _ = wait(waiting, patience, FIRST_COMPLETED)
            patience = PATIENCE if ready else 0.0
            if not ready:
                future, chunk = waiting.popitem()
                future.cancel()
                left.remove(chunk)
                yield chunk, work(chunk)
            for future in ready:
                chunk = waiting.pop(future)
                if not _lost(future):
                    left.remove(chunk)
                    yield chunk, future.result()
    finally:
        for future in waiting:
            future.cancel()
    for chunk in left:
        yield chunk, work(chunk)


def _lost(future: Future[Answers]) -> bool:
    """Whether a chunk has no answers because of its worker; an error of ours is raised."""
    error = None if future.cancelled() else future.exception()
    if isinstance(error, DetenteError):
        raise error
    return future.cancelled() or error is not None
