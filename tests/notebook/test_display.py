"""What a notebook shows for results, exhibits and documents."""

from __future__ import annotations

import detente
from detente.analyses.catalogue import find_analysis


def test_a_result_shows_its_findings_tables_and_charts() -> None:
    shown = detente.map_deals(detente.load("house_sale"))._repr_html_()
    assert shown is not None
    assert "<table" in shown
    assert "<svg" in shown
    assert "<script" not in shown


def test_a_result_speaks_the_language_of_its_scenario() -> None:
    scenario = detente.load("chicken").model_copy(update={"language": "de"})
    shown = detente.analyze_stability(scenario)._repr_html_()
    assert shown is not None
    assert 'lang="de"' in shown


def test_tables_and_charts_show_themselves() -> None:
    result = find_analysis("deals").run(detente.load("house_sale"))
    assert "<table" in str(result.tables()[0]._repr_html_())
    assert "<svg" in str(result.charts()[0]._repr_html_())


def test_a_document_shows_its_sections() -> None:
    document = detente.write_brief(detente.load("prisoners_dilemma"), draws=0)
    shown = str(document._repr_html_())
    for section in (*document.front, *document.annexes):
        assert section.title in shown
