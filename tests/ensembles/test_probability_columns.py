"""Columns of probabilities never show a bare 0 or 100; in any analysis."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import detente
from detente import render
from detente.analyses.contract import Result
from detente.phrases import LANGUAGES, phrases
from detente.scenario import load

SURE = {
    "simulate": lambda: detente.simulate_talks(load("house_sale"), draws=8),
    "stages": lambda: detente.solve_stages(load("ratified_share"), draws=8),
    "beliefs": lambda: detente.update_beliefs(load("anchorage"), draws=8),
    "courses": lambda: detente.analyze_stability(load("anchorage"), start="NNNNNN"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SURE)
def test_no_analysis_prints_certainty(name: str, language: str) -> None:
    ask: Callable[[], Result] = SURE[name]
    shares = [
        (table, place)
        for table in ask().tables(language)
        for place, column in enumerate(table.columns)
        if column.probability
    ]
    assert shares
    printed = [
        row.split("|")[place + 1].strip()
        for table, place in shares
        for row in render.markdown(table, language=language).splitlines()
        if row.startswith("|") and not row.startswith("|:")
    ]
    assert printed
    assert not {"0", "0.0", "0,0", "100", "100.0", "100,0"} & set(printed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_draws_no_share_is_shown(language: str) -> None:
    for result in (
        detente.simulate_talks(load("house_sale"), draws=0),
        detente.solve_stages(load("anchorage"), draws=0),
    ):
        columns = [column for table in result.tables(language) for column in table.columns]
        assert not any(column.probability for column in columns)
        cases = phrases(language).count("common.cases", 1)
        assert not any(cases in note.text for note in result.statements(language))


@pytest.mark.parametrize(("language", "said"), [("en", "(one case"), ("de", "(bei einem ")])
def test_one_case_is_said_in_the_singular(language: str, said: str) -> None:
    deals = detente.find_analysis("deals")
    result = detente.run_ensemble(deals, load("house_sale"), draws=1, seed=0)
    assert any(said in note.text for note in result.statements(language))
