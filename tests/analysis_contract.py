"""The battery that every analysis passes: a test class inherits it and names its analysis."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import detente
from detente import render
from detente.analyses.catalogue import find_analysis
from detente.analyses.contract import Analysis, Result, require_sections
from detente.analyses.telling import answer_sheet
from detente.cli.arguments import SHEET, SHOWN
from detente.ensembles import run_ensemble
from detente.errors import MissingSection, SettingError
from detente.exhibits import Chart, Note, Table
from detente.phrases import LANGUAGES
from detente.scenario import Scenario, best_draws, loads

ROOT = Path(__file__).resolve().parents[1]


class AnalysisContract:
    """What must hold for each analysis; `name` is its name, `case` a scenario that it accepts."""

    name: str
    case = "anchorage"

    @pytest.fixture(scope="class")
    @classmethod
    def analysis(cls) -> Analysis:
        return find_analysis(cls.name)

    @pytest.fixture(scope="class")
    @classmethod
    def scenario(cls) -> Scenario:
        return detente.load(cls.case)

    @pytest.fixture(scope="class")
    @classmethod
    def result(cls, analysis: Analysis, scenario: Scenario) -> Result:
        return analysis.run(scenario)

    def test_is_documented(self, analysis: Analysis) -> None:
        chapter = ROOT / "docs" / "explanation" / f"{analysis.name}.md"
        assert chapter.read_text(encoding="utf-8").count("\n") > 20
        assert analysis.run.__doc__ is not None
        assert ">>>" in analysis.run.__doc__

    def test_json_has_the_agreed_keys(self, result: Result, scenario: Scenario) -> None:
        plain = result.to_dict()
        head = ["analysis", "scenario", "options", "answer"]
        assert list(plain) == [*head, "findings", "assumptions", "notes"]
        assert plain["analysis"] == self.name
        assert plain["scenario"] == {"title": scenario.title, "digest": scenario.digest}
        assert json.loads(json.dumps(plain, allow_nan=False)) == plain

    def test_prints_itself_in_a_few_lines(self, result: Result) -> None:
        lines = repr(result).splitlines()
        assert result.analysis in lines[0]
        assert result.origin.title in lines[1]
        assert result.origin.digest[:12] in lines[1]
        assert len(lines) <= 8
        assert max(map(len, lines)) <= 240

    def test_result_is_frozen(self, result: Result) -> None:
        with pytest.raises(FrozenInstanceError):
            result.origin = None  # type: ignore[misc]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_describes_itself_in_both_languages(self, result: Result, language: str) -> None:
        assert result.statements(language)
        assert all(isinstance(note, Note) for note in result.statements(language))
        assert all(isinstance(table, Table) for table in result.tables(language))
        assert all(isinstance(chart, Chart) for chart in result.charts(language))
        for exhibit in (*result.statements(language), *result.tables(language)):
            shown = render.text(exhibit, language=language, width=80, colour=False)
            assert max(map(len, shown.splitlines()), default=0) <= 80

    def test_its_answer_is_a_sheet(
        self, analysis: Analysis, result: Result, scenario: Scenario
    ) -> None:
        sheet = answer_sheet(result, scenario, "de")
        assert sheet.front[0].exhibits == result.to_draw("de")
        assert scenario.digest[:12] in sheet.footer
        assert "(" not in sheet.subtitle
        assert not {*SHEET, *SHOWN} & {setting.name for setting in analysis.settings}

    def test_a_missing_section_is_named_with_an_example(self, analysis: Analysis) -> None:
        empty = loads("title: Nothing yet\nparties: {a: {}, b: {}}")
        with pytest.raises(MissingSection, match=analysis.needs[0].split("|")[0]):
            analysis.run(empty)

    def test_the_example_is_enough_and_has_one_answer(self, analysis: Analysis) -> None:
        scenario = loads("title: Example\nparties: {a: {}, b: {}}\n" + analysis.example)
        require_sections(analysis, scenario)
        answer = analysis.run(scenario).to_dict()
        assert answer["answer"]
        assert analysis.run(scenario).to_dict() == answer

    def test_an_unknown_setting_is_answered_with_the_nearest_name(
        self, analysis: Analysis, scenario: Scenario
    ) -> None:
        for setting in analysis.settings:
            slip = setting.name[:-1] + "q"
            with pytest.raises(SettingError, match=f"did you mean {setting.name}"):
                analysis.run(scenario, **{slip: setting.default})
            if analysis.conclusions is not None:
                with pytest.raises(SettingError, match=f"did you mean {setting.name}"):
                    run_ensemble(analysis, scenario, draws=1, seed=0, settings={slip: None})
        with pytest.raises(SettingError, match="zzz"):
            analysis.run(scenario, zzz=1)

    def test_conclusions_over_one_draw(self, analysis: Analysis, scenario: Scenario) -> None:
        if analysis.conclusions is None:
            pytest.skip("this analysis has no form over draws")
        values = analysis.conclusions(scenario, best_draws(scenario))
        assert values
        assert all(array.shape == (1,) for array in values.values())
