"""The forecast log: statements, outcomes, scores, the file."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import FileError, ScenarioError, SettingError
from detente.forecast_log import Log, add, brier, brier_of_log, read_log, resolve, write_log
from detente.forecast_log.exhibits import calibration_chart, log_table, score_note

DAY = datetime.date(2025, 8, 15)


def filled() -> Log:
    log = add(Log(()), "A truce holds", 0.3, made=DAY, resolves=DAY, source="anchorage")
    return add(log, "  Talks \n go on ", 0.9, made=DAY)


def test_numbers_texts_and_days() -> None:
    log = filled()
    assert [said.number for said in log.statements] == [1, 2]
    assert log.statements[1].text == "Talks go on"
    assert [said.number for said in log.due(DAY)] == [1]
    settled = resolve(log, 1, False, on=DAY)
    assert settled.due(DAY) == ()
    assert brier_of_log(settled).score == pytest.approx(0.09)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    log = resolve(filled(), 2, True, on=DAY)
    write_log(log, tmp_path / "log.jsonl")
    assert read_log(tmp_path / "log.jsonl") == log
    assert read_log(tmp_path / "none.jsonl", missing_ok=True) == Log(())
    with pytest.raises(FileError, match=r"none\.jsonl"):
        read_log(tmp_path / "none.jsonl")


def test_broken_lines_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    good = '{"number": 1, "made": "2025-08-15", "text": "x", "probability": 0.5}'
    path.write_text("\n".join([good, "{", good, good.replace("0.5", "1.5")]), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_log(path)
    assert [problem.line for problem in caught.value.problems] == [2, 4, None]


@pytest.mark.parametrize("probability", [0, 1, -0.1, 1.2])
def test_nothing_open_is_certain(probability: float) -> None:
    with pytest.raises(SettingError, match="above 0 and below 1"):
        add(Log(()), "x", probability, made=DAY)


def test_wrong_resolutions_are_refused() -> None:
    log = resolve(filled(), 1, True, on=DAY)
    with pytest.raises(SettingError, match="resolved on 2025-08-15"):
        resolve(log, 1, False, on=DAY)
    with pytest.raises(SettingError, match="open statement: 2"):
        resolve(log, 7, True, on=DAY)
    with pytest.raises(SettingError, match="say what"):
        add(log, "  ", 0.5, made=DAY)
    with pytest.raises(SettingError, match="from 2025-08-15 on"):
        add(log, "x", 0.5, made=DAY, resolves=DAY - datetime.timedelta(days=1))


@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), min_size=1, max_size=60))
def test_the_parts_add_up(pairs: list[tuple[int, bool]]) -> None:
    found = brier([p / 100 for p, _ in pairs], [o for _, o in pairs])
    parts = found.reliability - found.resolution + found.uncertainty
    assert found.score == pytest.approx(parts)
    assert sum(group.count for group in found.groups) == len(pairs)


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_shown_in_both_languages(language: str) -> None:
    log = resolve(filled(), 1, True, on=DAY)
    score = brier_of_log(log)
    assert len(log_table(log, language).rows) == 2
    assert "0" in score_note(score, language).text
    assert len(calibration_chart(score, language).points) == 3
