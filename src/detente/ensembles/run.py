"""Any analysis over many draws of the scenario's judgements.

Draw k is the same whatever the chunks, the executor or the number of draws, so runs can be cut,
spread over processes and continued without changing a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark
from detente.ensembles.answers import Answers, answers, chunks, joined
from detente.ensembles.result import EnsembleResult
from detente.errors import DetenteError, SettingError
from detente.scenario.draws import best_draws
from detente.scenario.sampling import draw, factors
from detente.validation import checked_seed, fitting_draws, whole_number

if TYPE_CHECKING:
    from detente.scenario import Scenario

BYTES_KEPT = 16
"""Of a conclusion in a draw: its value, and once more where the chunks are joined."""

Chunk = tuple[int, int]
_Advance = Any


def run_ensemble(
    analysis: Analysis,
    scenario: Scenario,
    *,
    draws: int = 2000,
    seed: int,
    executor: Executor | None = None,
    progress: bool = True,
    previous: EnsembleResult | None = None,
    settings: Mapping[str, Any] | None = None,
) -> EnsembleResult:
    """Run an analysis of the catalogue over draws of all judgements.

    `executor` is any `concurrent.futures.Executor`; chunks that it loses are computed here.
    `previous` is a run of the same scenario, analysis, settings and seed that is continued to
    `draws` in total. An interrupt keeps the draws done so far, and the result says so.

    Raises SettingError for fewer than 1 draw or more than fit into memory, an analysis without a
    form over draws, and a previous run that does not fit.
    """
    draws, seed = whole_number("draws", draws, least=1), checked_seed(seed)
    chosen = dict(settings or {})
    done = {} if previous is None else _continued(previous, analysis, scenario, seed, chosen)
    start = 0 if previous is None else previous.count
    best = answers(analysis, scenario, best_draws(scenario), chosen)
    fitting_draws("draws", draws, BYTES_KEPT * (len(best) + 1))
    task = _Task(analysis, scenario, seed, chosen)
    interrupted = _fill(done, task, chunks(start, draws), executor, progress)
    ordered = [(stop - first, done[first, stop]) for first, stop in _unbroken(done)]
    count = sum(length for length, _ in ordered)
    if count == 0:
        raise KeyboardInterrupt
    values = joined(ordered)
    notes = [Remark("ensembles.interrupted", {"done": count, "of": draws})] if interrupted else []
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
    asked = (analysis.name, scenario.digest, seed, dict(settings))
    given = (previous.method, previous.origin.digest, previous.seed, dict(previous.chosen))
    labels = ("analysis", "scenario", "seed", "settings")
    for label, wanted, had in zip(labels, asked, given, strict=True):
        if wanted != had:
            raise SettingError("previous", f"{label} {had}", "continue with what it was run with")
    return {(0, previous.count): previous.values}


def _fill(
    done: dict[Chunk, Answers],
    task: _Task,
    todo: tuple[Chunk, ...],
    executor: Executor | None,
    progress: bool,
) -> bool:
    """Compute the chunks to do; whether the user interrupted it."""
    with _bar(todo, progress) as advance:
        try:
            if executor is not None:
                _spread(done, task, todo, executor, advance)
            for chunk in todo:
                if chunk not in done:
                    done[chunk] = task(chunk)
                    advance(chunk)
        except KeyboardInterrupt:
            return True
    return False


def _spread(
    done: dict[Chunk, Answers],
    task: _Task,
    todo: tuple[Chunk, ...],
    executor: Executor,
    advance: _Advance,
) -> None:
    """Compute chunks elsewhere; those whose worker was lost stay undone."""
    waiting: dict[Future[Answers], Chunk] = {}
    try:
        for chunk in todo:
            waiting[executor.submit(task, chunk)] = chunk
    except BrokenExecutor:
        pass
    try:
        for future in as_completed(waiting):
            error = future.exception()
            if isinstance(error, DetenteError):
                raise error
            if error is None:
                done[waiting[future]] = future.result()
                advance(waiting[future])
    finally:
        for future in waiting:
            future.cancel()


def _unbroken(done: Mapping[Chunk, Answers]) -> Iterator[Chunk]:
    """Chunks from draw 0 on, up to the first that is missing."""
    at = 0
    for start, stop in sorted(done):
        if start != at:
            return
        yield start, stop
        at = stop


@contextmanager
def _bar(todo: tuple[Chunk, ...], shown: bool) -> Iterator[_Advance]:
    """A progress bar with the time left, on stderr, where somebody can see it."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    total = sum(stop - start for start, stop in todo)
    hidden = not (shown and console.is_terminal)
    with Progress(console=console, transient=True, disable=hidden) as progress:
        line = progress.add_task("draws", total=total)

        def advance(chunk: Chunk) -> None:
            progress.update(line, advance=chunk[1] - chunk[0])

        yield advance
