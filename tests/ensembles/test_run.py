"""Runs over draws: the same whatever the chunks, the executor, the interruptions."""

from __future__ import annotations

import json
import re
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.analyses.catalogue import NAMES, find_analysis
from detente.analyses.contract import Analysis
from detente.ensembles import (
    EnsembleResult,
    answers,
    load_ensemble,
    run_ensemble,
    save_ensemble,
)
from detente.ensembles.answers import chunks, is_truth, joined, used_factors
from detente.errors import FileError, InternalError, SettingError
from detente.phrases import phrases
from detente.scenario import best_draws, draw, load, loads
from toy_analysis import TOY, two_powers


def same(first: EnsembleResult, second: EnsembleResult) -> None:
    assert first.values.keys() == second.values.keys()
    for name, values in first.values.items():
        np.testing.assert_array_equal(values, second.values[name])


def test_an_ensemble_counts_and_spreads() -> None:
    result = run_ensemble(TOY, two_powers(), draws=4096, seed=0)
    share = result.probability("ahead")
    assert share.low < share.value < share.high
    assert result.truths == ("ahead",)
    spread = result.distribution("utility.a.lead")
    assert spread.mean == pytest.approx(40 - 35, abs=0.1)
    assert spread.p5 < spread.p10 < spread.median < spread.p90 < spread.p95
    assert result.best == {"ahead": 1.0, "utility.a.lead": 10.0}


@pytest.mark.parametrize("size", [1, 7, 1000, 4096])
def test_chunks_change_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_ensemble(TOY, two_powers(), draws=300, seed=3)
    cut = [(start, stop) for start, stop in chunks(0, 300, size=size)]
    assert cut[0][0] == 0
    assert cut[-1][1] == 300
    monkeypatch.setattr(
        "detente.ensembles.run.chunks", lambda start, stop: chunks(start, stop, size=size)
    )
    same(whole, run_ensemble(TOY, two_powers(), draws=300, seed=3))


@pytest.mark.parametrize("case", ["prisoners_dilemma", "house_sale", "anchorage"])
@pytest.mark.parametrize("name", ["stability", "deals"])
def test_chunks_change_nothing_in_real_analyses(name: str, case: str) -> None:
    scenario, analysis = load(case), find_analysis(name)
    if not all(any(getattr(scenario, n) for n in s.split("|")) for s in analysis.needs):
        pytest.skip("the case lacks the sections")
    drawn = draw(scenario, 40, seed=1)
    whole = answers(analysis, scenario, drawn)
    parts = [(20, answers(analysis, scenario, drawn.part(k, k + 20))) for k in (0, 20)]
    for name_, values in joined(parts).items():
        np.testing.assert_allclose(values, whole[name_], rtol=0, atol=1e-12)


def test_executors_change_nothing() -> None:
    alone = run_ensemble(TOY, two_powers(), draws=2500, seed=0)
    with ThreadPoolExecutor(2) as threads:
        same(alone, run_ensemble(TOY, two_powers(), draws=2500, seed=0, executor=threads))


@pytest.mark.slow
def test_processes_change_nothing() -> None:
    alone = run_ensemble(TOY, two_powers(), draws=2500, seed=0)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        same(alone, run_ensemble(TOY, two_powers(), draws=2500, seed=0, executor=processes))


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    marker = str(tmp_path / "killed")
    alone = run_ensemble(TOY, two_powers(), draws=3500, seed=0)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        hurt = run_ensemble(
            TOY, two_powers(), draws=3500, seed=0, executor=processes,
            settings={"kill_once": marker},
        )  # fmt: skip
    assert Path(marker).exists()
    same(alone, hurt)


def test_a_run_continues_without_repeating() -> None:
    scenario = two_powers()
    first = run_ensemble(TOY, scenario, draws=700, seed=2)
    asked: list[int] = []

    def counting(scenario_, draws, **settings):  # type: ignore[no-untyped-def]
        asked.append(draws.count)
        return TOY.conclusions(scenario_, draws, **settings)  # type: ignore[misc]

    counted = Analysis("toy", "", TOY.run, ("parties",), "", conclusions=counting)
    more = run_ensemble(counted, scenario, draws=1500, seed=2, previous=first)
    assert sum(asked) - 1 == 800  # the best draw is run besides
    same(more, run_ensemble(TOY, scenario, draws=1500, seed=2))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 3}, "seed: 3 cannot be used; the run to be continued has 2"),
        ({"settings": {"bonus": 1.0}}, "settings: {'bonus': 1.0} cannot be used"),
    ],
)
def test_only_the_same_question_continues(change: dict[str, object], said: str) -> None:
    first = run_ensemble(TOY, two_powers(), draws=10, seed=2)
    arguments = {"draws": 20, "seed": 2, "previous": first} | change
    with pytest.raises(SettingError, match=re.escape(said)):
        run_ensemble(TOY, two_powers(), **arguments)  # type: ignore[arg-type]


def test_fewer_draws_than_a_stored_run_has_are_its_first() -> None:
    scenario = two_powers()
    long = run_ensemble(TOY, scenario, draws=1500, seed=2)
    short = run_ensemble(TOY, scenario, draws=600, seed=2, previous=long)
    assert short.count == short.settings["draws"] == 600
    assert [note.text(phrases("en")) for note in short.notes] == [
        "The stored run has 1500 cases; the first 600 were asked for and are used."
    ]
    same(short, run_ensemble(TOY, scenario, draws=600, seed=2))


def test_progress_is_told_from_the_first_draw_to_the_last() -> None:
    told: list[tuple[int, int, str]] = []
    run_ensemble(TOY, two_powers(), draws=2500, seed=0, progress=lambda *given: told.append(given))
    assert told == [(done, 2500, "toy") for done in (0, 1000, 2000, 2500)]


class Idle(Executor):
    """An executor whose workers never come."""

    def submit(self, *_given: object, **_more: object) -> Future[Any]:  # type: ignore[override]
        return Future()


class Fickle(Executor):
    """An executor that gives every second chunk back as cancelled."""

    count = 0

    def submit(self, work, *given, **more):  # type: ignore[no-untyped-def, override]
        future: Future[Any] = Future()
        self.count += 1
        if self.count % 2:
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_result(work(*given, **more))
        return future


@pytest.mark.parametrize("executor", [Idle(), Fickle()])
def test_what_an_executor_does_not_do_is_done_here(
    executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.ensembles.run.PATIENCE", 0.01)
    alone = run_ensemble(TOY, two_powers(), draws=3500, seed=0)
    same(alone, run_ensemble(TOY, two_powers(), draws=3500, seed=0, executor=executor))


def test_an_interrupt_keeps_what_is_done() -> None:
    calls = 0

    def interrupted(scenario, draws, **settings):  # type: ignore[no-untyped-def]
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyboardInterrupt
        return TOY.conclusions(scenario, draws, **settings)  # type: ignore[misc]

    broken = Analysis("toy", "", TOY.run, ("parties",), "", conclusions=interrupted)
    result = run_ensemble(broken, two_powers(), draws=5000, seed=0)
    assert result.count == 2000
    assert [note.key for note in result.notes] == ["ensembles.interrupted"]
    whole = run_ensemble(TOY, two_powers(), draws=5000, seed=0)
    np.testing.assert_array_equal(result.of("ahead"), whole.of("ahead")[:2000])
    same(whole, run_ensemble(TOY, two_powers(), draws=5000, seed=0, previous=result))


def test_a_stored_run_is_read_back(tmp_path: Path) -> None:
    scenario, file = two_powers(), tmp_path / "run.npz"
    result = run_ensemble(TOY, scenario, draws=64, seed=0, settings={"bonus": 2.0})
    save_ensemble(result, file)
    again = load_ensemble(file, scenario)
    same(result, again)
    assert (again.seed, again.count, again.best) == (0, 64, result.best)
    assert again.answer() == result.answer()
    with pytest.raises(FileError, match="exists"):
        save_ensemble(result, file)
    with pytest.raises(FileError, match="another scenario"):
        load_ensemble(file, loads("title: t\nparties: {a: {}}"))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken"])
def test_what_is_no_ensemble_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "run.npz"
    file.write_bytes(content)
    with pytest.raises(FileError):
        load_ensemble(file, two_powers())
    with pytest.raises(FileError):
        load_ensemble(tmp_path / "none.npz", two_powers())


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(SettingError, match="draws"):
        run_ensemble(TOY, two_powers(), draws=0, seed=0)
    no_form = Analysis("none", "", TOY.run, (), "")
    with pytest.raises(SettingError, match="no answer over draws"):
        run_ensemble(no_form, two_powers(), draws=5, seed=0)
    ragged = Analysis("x", "", TOY.run, (), "", conclusions=lambda s, d, **k: {"a": np.zeros(1)})
    with pytest.raises(InternalError, match="shape"):
        answers(ragged, two_powers(), draw(two_powers(), 5, seed=0))
    with pytest.raises(SettingError, match="conclusion"):
        run_ensemble(TOY, two_powers(), draws=5, seed=0).of("nothing")


def test_what_an_analysis_never_looks_at_is_no_factor() -> None:
    used = {factor.path for factor in used_factors(TOY, two_powers())}
    assert used == {("parties", "a", "power"), ("parties", "b", "power")}


def test_what_holds_nowhere_in_a_chunk_counts_as_zero() -> None:
    parts = [(2, {"a": np.ones(2)}), (1, {"b": np.ones(1)})]
    assert joined(parts)["a"].tolist() == [1, 1, 0]
    assert joined(parts)["b"].tolist() == [0, 0, 1]
    assert not is_truth("utility.a.nash", np.zeros(3))


@pytest.mark.parametrize("name", NAMES)
def test_the_best_draw_gives_one_value_a_conclusion(name: str) -> None:
    analysis, scenario = find_analysis(name), load("anchorage")
    if analysis.conclusions is None:
        pytest.skip("it has no form over draws")
    found = answers(analysis, scenario, best_draws(scenario))
    assert found
    assert all(values.shape == (1,) and np.isfinite(values).all() for values in found.values())


@pytest.mark.parametrize("part", ["header", "c0"])
def test_a_store_of_draws_that_lacks_a_part_is_refused(tmp_path: Path, part: str) -> None:
    file = tmp_path / "run.npz"
    save_ensemble(run_ensemble(TOY, two_powers(), draws=20, seed=0), file)
    with np.load(file) as read:
        parts = dict(read)
    whole = json.loads(parts["header"].tobytes())
    del whole["notes"]
    shorter = {"header": np.frombuffer(json.dumps(whole).encode(), np.uint8), "c0": parts["c0"][1:]}
    np.savez(file, **parts | {part: shorter[part]})
    with pytest.raises(FileError, match="not an ensemble"):
        load_ensemble(file, two_powers())
