"""One number, one form: what was stated is printed as it was stated, and ranges can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from command_line import detente as run
from detente.brief.packages import by_rule
from detente.ensembles.report.study_tables import tipping_table
from detente.errors import ScenarioError
from detente.phrases import LANGUAGES, phrases
from detente.render.cells import digits_for
from detente.scenario import load, loads
from detente.scenario.names import judgement_name
from detente.scenario.wording import value_text


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


VALUES = {"tiny": "1e-06", "code": "99998", "rate": "2.25", "year": "2055"}
SHOWN = {"tiny": "0,000001", "code": "99998", "rate": "2,25 Prozent", "year": "2055"}


def test_a_value_has_one_form_in_sentences_tables_and_briefs(tmp_path: Path) -> None:
    worths = "values: {tiny: rising, code: rising, rate: {'2.25': 10..20, '0': 0}, year: rising}"
    wants = f"{{weights: {{tiny: 1, code: 1, rate: 1, year: 1}}, {worths}}}"
    text = (
        "title: t\nlanguage: de\nparties: {a: {}, b: {}}\nissues:\n"
        "  tiny: {scale: 0..0.000001, steps: 2}\n  code: {scale: 10115..99998, steps: 2}\n"
        "  rate: {scale: 0..2.25, steps: 10, unit: Prozent}\n  year: {values: [2030, 2055]}\n"
        f"preferences:\n  a: {wants}\n  b: {wants}\nstages: [{{table: [a, b]}}]\n"
    )
    stated, words = loads(text), phrases("de")
    for issue, value in VALUES.items():
        assert value_text(stated, issue, value, words) == SHOWN[issue]
        assert SHOWN[issue] in by_rule(stated, issue, value, words)
    path = ("preferences", "a", "values", "rate", "2.25")
    assert judgement_name(stated, path, words) == "a: Wert von ‚rate: 2,25 Prozent‘"
    (tmp_path / "t.yaml").write_text(text, "utf-8")
    told = run("stages", "t.yaml", "--draws", "2", folder=tmp_path).stdout
    for issue, name in SHOWN.items():
        assert re.search(rf"(?m)^{issue} +{name} +{name}$", told), told


def test_what_can_be_chosen_is_joined_in_the_language(tmp_path: Path) -> None:
    text = "title: t\nparties: {a: {}}\nissues: {i: {scale: 0..9, steps: 4}}\n"
    wants = "preferences: {a: {weights: {i: 1}, values: {i: rising}}}\n"
    (tmp_path / "t.yaml").write_text(text + wants, "utf-8")
    told = run("deals", "t.yaml", "--deal", "i=2", "--language", "de", folder=tmp_path).stderr
    assert told.endswith("möglich: 0 oder 3\n")
    words = ("security", "t.yaml", "--roster", "t.foo", "--language", "de")
    assert " oder .xlsx enden" in run(*words, folder=tmp_path).stderr


def test_small_numbers_of_a_column_or_an_axis_are_not_lost_in_zeros() -> None:
    assert digits_for([1e-6, 2e-6, 0.0]) == 6
    assert digits_for([5e-7, 1.25e-6]) == 8
    assert digits_for([1e-4 / 3]) == 7
    assert digits_for([1e-17, 0.0]) == 0
    assert digits_for([0.001, 0.0005]) == 3
