"""One number, one form: what was stated is printed as it was stated, and ranges can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.ensembles.report.study_tables import tipping_table
from detente.errors import ScenarioError
from detente.phrases import LANGUAGES, phrases
from detente.scenario import load, loads


@given(st.integers(-10_000, 10_000), st.sampled_from(LANGUAGES))
def test_a_stated_number_keeps_its_digits(hundredths: int, language: str) -> None:
    value = hundredths / 100
    text = phrases(language).stated(value).replace("−", "-")
    plain = text.replace(".", "").replace(",", ".") if language == "de" else text.replace(",", "")
    assert float(plain) == value
    assert not ("." in plain and plain.endswith("0"))


@given(st.integers(-50, 50), st.integers(0, 50), st.sampled_from(LANGUAGES))
def test_a_dash_never_stands_beside_a_minus_sign(low: int, width: int, language: str) -> None:
    words = phrases(language)
    for text in (words.span(low, low + width), words.written_range(f"{low}..{low + width}")):
        assert ("–" in text) == (low >= 0)
        assert "-" not in text


@pytest.mark.parametrize(("language", "middle"), [("en", "42.5"), ("de", "42,5")])
def test_the_middle_of_a_range_is_the_same_number_everywhere(language: str, middle: str) -> None:
    scenario, deals = load("anchorage"), detente.find_analysis("deals")
    result = detente.map_deals(scenario)
    assert any(middle in note.text for note in result.statements(language))
    run = detente.run_ensemble(deals, scenario, draws=64, seed=0)
    table = tipping_table(detente.study(run, deals, "zopa_everyone"), phrases(language))
    assert middle in {row[1] for row in table.rows}


def test_a_missing_state_is_counted_and_nothing_else_is_said() -> None:
    with pytest.raises(ScenarioError, match="missing: 1;"):
        loads("title: t\nparties: {a: {}}\noptions: {a: [x]}\nranking: {a: [Y]}\n")
