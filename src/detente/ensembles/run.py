"""Any analysis over many draws of the scenario's judgements.

Draw k is the same whatever the chunks, the executor or the number of draws, so runs can be cut,
spread over processes and continued without changing a number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark
from detente.ensembles.answers import Answers, answers, chunks, joined
from detente.ensembles.result import EnsembleResult
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
    known_names(chosen, [setting.name for setting in analysis.settings])
    done = {} if previous is None else _continued(previous, analysis, scenario, seed, chosen)
    start = 0 if previous is None else previous.count
    best = answers(analysis, scenario, best_draws(scenario), chosen)
    if start > draws:
        done = {(0, draws): _first(done[0, start], draws, best)}
    fitting_draws("draws", draws, BYTES_KEPT * (len(best) + 1))
    task = _Task(analysis, scenario, seed, chosen)
    with shown(progress) as told:
        interrupted = _fill(done, task, chunks(start, draws), executor, told)
    ordered = [(stop - first, done[first, stop]) for first, stop in _unbroken(done)]
    count = sum(length for length, _ in ordered)
    if count == 0:
        raise KeyboardInterrupt
    values = joined(ordered)
    notes = [Remark("ensembles.interrupted", {"done": count, "of": draws})] if interrupted else []
    if start > draws:
        notes.append(Remark("ensembles.first_of", {"first": draws, "of": start}))
    if not factors(scenario):
        notes.append(Remark("ensembles.no_draws"))
    if "issues" in analysis.needs and any(issue.continuous for issue in scenario.issues.values()):
        notes.append(Remark("ensembles.scales_cut"))
    return EnsembleResult(
        origin=Origin.of(scenario),
        settings={"analysis": analysis.name, "draws": count, "seed": seed, **chosen},
        assumptions=(Remark("ensembles.independent"),),
        notes=tuple(notes),
        scenario=scenario,
        method=analysis.name,
        seed=seed,
        best={
            name: float(best[name][0]) if name in best else 0.0 for name in sorted({*values, *best})
        },
        values=values,
        chosen=chosen,
    )


class _Task:
    """One chunk of draws, in whatever process: everything it needs can be sent there."""

    def __init__(
        self, analysis: Analysis, scenario: Scenario, seed: int, settings: Mapping[str, Any]
    ) -> None:
        self.analysis, self.scenario = analysis, scenario
        self.seed, self.settings = seed, settings

    def __call__(self, chunk: Chunk) -> Answers:
        start, stop = chunk
        drawn = draw(self.scenario, stop - start, seed=self.seed, start=start)
        return answers(self.analysis, self.scenario, drawn, self.settings)


def _continued(
    previous: EnsembleResult,
    analysis: Analysis,
    scenario: Scenario,
    seed: int,
    settings: Mapping[str, Any],
) -> dict[Chunk, Answers]:
    """The chunks of an earlier run, once it is sure to be of the same question."""
    wanted = (analysis.name, scenario.digest, seed, dict(settings))
    given = (previous.method, previous.origin.digest, previous.seed, dict(previous.chosen))
    labels = ("analysis", "scenario", "seed", "settings")
    for label, asked, had in zip(labels, wanted, given, strict=True):
        if asked != had:
            remedy = sentence(
                "the run to be continued has {had}: use that, or begin a new run", had=f"{had!r}"
            )
            raise SettingError(label, asked, remedy)
    return {(0, previous.count): previous.values}


def _first(given: Answers, draws: int, best: Collection[str]) -> Answers:
    """The answers of the first draws, without names that come up in later ones only."""
    cut = {name: values[:draws] for name, values in given.items()}
    return {name: values for name, values in cut.items() if name in best or values.any()}


def _fill(
    done: dict[Chunk, Answers],
    task: _Task,
    todo: tuple[Chunk, ...],
    executor: Executor | None,
    progress: Progress,
) -> bool:
    """Compute the chunks to do; whether the user interrupted it."""
    total = todo[-1][1] if todo else 0
    progress(sum(stop - start for start, stop in done), total, task.analysis.name)
    try:
        for chunk, found in _computed(task, todo, executor):
            done[chunk] = found
            progress(sum(stop - start for start, stop in done), total, task.analysis.name)
    except KeyboardInterrupt:
        return True
    return False


def _computed(
    task: _Task, todo: tuple[Chunk, ...], executor: Executor | None
) -> Iterator[tuple[Chunk, Answers]]:
    """Each chunk with its answers, computed elsewhere where that can be."""
    left = list(todo)
    if executor is not None:
        for chunk, found in _spread(task, todo, executor):
            left.remove(chunk)
            yield chunk, found
    for chunk in left:
        yield chunk, task(chunk)


def _spread(
    task: _Task, todo: tuple[Chunk, ...], executor: Executor
) -> Iterator[tuple[Chunk, Answers]]:
    """Chunks computed elsewhere, but for those that a lost worker takes with it.

    While nothing comes back, for want of a worker or because chunks are long, the last of those
    that wait is computed here.
    """
    waiting: dict[Future[Answers], Chunk] = {}
    try:
        for chunk in todo:
            waiting[executor.submit(task, chunk)] = chunk
    except BrokenExecutor:
        pass
    patience = PATIENCE
    try:
        while waiting:
            ready, _ = wait(waiting, patience, FIRST_COMPLETED)
            patience = PATIENCE if ready else 0.0
            if not ready:
                future, chunk = waiting.popitem()
                future.cancel()
                yield chunk, task(chunk)
            for future in ready:
                chunk = waiting.pop(future)
                if not _lost(future):
                    yield chunk, future.result()
    finally:
        for future in waiting:
            future.cancel()


def _lost(future: Future[Answers]) -> bool:
    """Whether a chunk has no answers because of its worker; an error of ours is raised."""
    error = None if future.cancelled() else future.exception()
    if isinstance(error, DetenteError):
        raise error
    return future.cancelled() or error is not None


def _unbroken(done: Mapping[Chunk, Answers]) -> Iterator[Chunk]:
    """Chunks from draw 0 on, up to the first that is missing."""
    at = 0
    for start, stop in sorted(done):
        if start != at:
            return
        yield start, stop
        at = stop
