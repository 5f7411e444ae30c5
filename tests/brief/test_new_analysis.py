"""An analysis that the brief knows nothing of speaks all the same: in the annexes."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from detente import render
from detente.analyses import catalogue
from detente.analyses.contract import Analysis, Origin, Result
from detente.brief import write_brief
from detente.exhibits import Chart, Note, Table
from detente.phrases import LANGUAGES, phrases
from detente.scenario import Scenario, loads


class Openness(Result):
    """A result with a sentence for each place."""

    analysis = "openness"

    def answer(self) -> dict[str, Any]:
        return {}

    def statements(self, language: str | None = None) -> tuple[Note, ...]:
        return (Note("What the toy states."),)

    def tables(self, language: str | None = None) -> tuple[Table, ...]:
        return ()

    def charts(self, language: str | None = None) -> tuple[Chart, ...]:
        return ()


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(scenario: Scenario) -> Openness:
        return Openness(origin=Origin.of(scenario), settings={})

    module = ModuleType("detente.analyses.openness")
    module.ANALYSIS = Analysis("openness", "a toy", run, (), "")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(catalogue, "NAMES", (*catalogue.NAMES, "openness"))


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_analysis_needs_no_rule_in_the_brief(language: str) -> None:
    document = write_brief(loads("title: t\nparties: {a: {}, b: {}}"), language=language)
    behind = [render.markdown(section, language=language) for section in document.annexes]
    assert any("What the toy states." in section for section in behind)
    defaults = phrases(language)("brief.defaults")
    assert any("openness" in line and defaults in line for line in behind[-1].splitlines())
