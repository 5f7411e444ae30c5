"""A second process changes how soon a brief is there, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest

import detente
from detente.brief import begin, beside
from detente.brief.findings import Findings, run_analyses

BOTH_WAYS = """
import detente
from detente.brief import begin, beside
scenario = detente.load("ratified_share")
collect = begin(scenario, "de")
print(collect.__name__)
apart = detente.write_brief(scenario, language="de", draws=64, second=collect)
print(apart == detente.write_brief(scenario, language="de", draws=64))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
def test_both_ways_write_the_same_brief() -> None:
    command = [sys.executable, "-c", BOTH_WAYS]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["collect", "True"]


def test_where_nothing_is_forked_the_analyses_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside.sys, "platform", "somewhere")
    scenario = detente.load("house_sale")
    found = begin(scenario, "en")()
    assert found == run_analyses(scenario, beside.SECOND, "en")


def test_findings_stand_in_the_order_of_the_catalogue() -> None:
    late = Findings({}, {"security": "security"}, {"stages": "reason"})
    early = Findings({}, {"deals": "issues"}, {})
    assert list(late.joined(early).lacking) == ["deals", "security"]
