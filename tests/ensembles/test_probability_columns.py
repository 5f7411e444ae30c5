"""Columns of probabilities never show a bare 0 or 100; the language check finds those that do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import detente
from detente import render
from detente.analyses.contract import Result
from detente.ensembles.lint import lint
from detente.ensembles.lint_tables import UNITS, bare_extremes
from detente.exhibits import Column, Document, Section, Table
from detente.phrases import LANGUAGES, phrases
from detente.scenario import load

SURE = {
    "simulate": lambda: detente.simulate_talks(load("house_sale"), draws=8),
    "stages": lambda: detente.solve_stages(load("anchorage"), draws=8),
    "beliefs": lambda: detente.update_beliefs(load("anchorage"), draws=8),
    "courses": lambda: detente.analyze_stability(load("anchorage"), start="NNNNNN"),
}


def _sheet(language: str, *tables: Table) -> Document:
    section = Section("annex", "Annex", tables)
    return Document("Title", "", language, (section,))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SURE)
def test_no_analysis_prints_certainty(name: str, language: str) -> None:
    ask: Callable[[], Result] = SURE[name]
    tables = ask().tables(language)
    assert any(column.probability for table in tables for column in table.columns)
    text = render.markdown(_sheet(language, *tables), language=language)
    assert not list(bare_extremes(text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("value", [0.0, 100.0])
def test_bare_certainties_are_found_in_columns_of_probabilities_alone(
    language: str, unit: str, value: float
) -> None:
    words = phrases(language)
    bad = Table("t", (Column("a"), Column("b", "right", 0, words(unit))), (("x", value),))
    exact = Table("t", (Column("a"), Column("b", "right", 0, "%")), (("x", value),))
    good = Table(
        "t", (Column("a"), Column("b", "right", 0, words(unit), probability=True)), (("x", value),)
    )
    for write in (lambda d: render.markdown(d, language=language), render.html_page):
        assert len(list(bare_extremes(write(_sheet(language, bad))))) == 1
        assert "extreme" in {slip.rule for slip in lint(write(_sheet(language, bad)))}
        for table in (exact, good):
            assert not list(bare_extremes(write(_sheet(language, table))))


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
