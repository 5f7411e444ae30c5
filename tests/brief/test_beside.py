"""A second process changes how soon a brief is there, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from multiprocessing import Pipe

import pytest

import detente
from detente import forked
from detente.brief import begin, beside
from detente.brief.findings import Findings, run_analyses
from detente.exhibits import Chart, Note, Table

BOTH_WAYS = """
import detente
from detente.brief import begin, beside
scenario = detente.load("ratified_share")
second = begin(scenario, "de", draws=64)
print(second.collect.func.__name__)
apart = detente.write_brief(scenario, language="de", draws=64, second=second)
print(apart == detente.write_brief(scenario, language="de", draws=64))
"""


ANY_ORDER = """
import os
from detente.forked import Worker
worker = Worker()
first, second, third = worker.ask(max, 3, 5), worker.ask(max, 9, 7), worker.ask(os.getpid)
print(worker.ask(lambda: 7)(), second(), first())
print((third() != os.getpid()) == (worker._connection is not None))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
def test_both_ways_write_the_same_brief() -> None:
    command = [sys.executable, "-c", BOTH_WAYS]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["_outcome", "True"]


def test_where_nothing_is_forked_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked.sys, "platform", "somewhere")
    scenario = detente.load("house_sale")
    found = begin(scenario, "en", draws=32).collect()
    assert found.findings == run_analyses(scenario, beside.SECOND, "en")
    assert not found.ensembles


def test_a_second_process_that_dies_is_made_good(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = detente.load("house_sale")
    here, there = Pipe()
    monkeypatch.setattr(forked, "forked", lambda _: here)
    second = begin(scenario, "en")
    there.close()
    assert second.collect().findings == run_analyses(scenario, beside.SECOND, "en")
    assert second.ask(max, 3, 5)() == 5


def test_outcomes_may_be_asked_for_in_any_order() -> None:
    command = [sys.executable, "-c", ANY_ORDER]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["7", "9", "5", "True"]


def test_charts_told_of_ahead_are_those_of_the_brief() -> None:
    told: list[Chart] = []
    scenario = detente.load("ratified_share")
    document = detente.write_brief(scenario, draws=0, draw_ahead=told.extend)
    shown = [
        exhibit
        for section in (*document.front, *document.annexes)
        for exhibit in section.exhibits
        if not isinstance(exhibit, Table | Note)
    ]
    assert told
    assert all(chart in shown for chart in told)


def test_findings_stand_in_the_order_of_the_catalogue() -> None:
    late = Findings({}, {"security": "security"}, {"stages": "reason"})
    early = Findings({}, {"deals": "issues"}, {})
    assert list(late.joined(early).lacking) == ["deals", "security"]
