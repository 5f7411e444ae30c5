"""The forecast log: statements, outcomes, scores, the file."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import FileError, ScenarioError, SettingError
from detente.forecast_log import (
    Log,
    add,
    brier,
    brier_of_log,
    change_log,
    read_log,
    resolve,
    write_log,
)
from detente.forecast_log.scores import calibration_chart, log_table, score_note, score_table
from detente.phrases import likelihood_key, phrases

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
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4]


@pytest.mark.parametrize("probability", [0, 1, -0.1, 1.2])
def test_nothing_open_is_certain(probability: float) -> None:
    with pytest.raises(SettingError, match="above 0 and below 1"):
        add(Log(()), "x", probability, made=DAY)


def test_wrong_resolutions_are_refused() -> None:
    log = resolve(filled(), 1, True, on=DAY)
    with pytest.raises(SettingError, match="resolved on 2025-08-15"):
        resolve(log, 1, False, on=DAY)
    with pytest.raises(SettingError, match="on: '2025-08-14' cannot be used; give a day from"):
        resolve(log, 2, True, on=DAY - datetime.timedelta(days=1))
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
    score, words = brier_of_log(log), phrases(language)
    assert len(log_table(log, words).rows) == 2
    sure = add(Log(()), "x", 0.999, made=DAY)
    assert log_table(sure, words).rows[0][3] == words.number(99.9, 1)
    assert "0" in score_note(score, words).text
    assert [row[0] for row in score_table(score, words).rows] == [1]
    assert len(calibration_chart(score, words).points) == 3


# The file, and several who write to it

GOOD = {"number": 1, "made": "2025-08-15", "text": "x", "probability": 0.5}
WRITER = """
import datetime, sys
from functools import partial
from detente.forecast_log import add, change_log
sys.stdin.read(1)
for k in range(9):
    change = partial(add, text=f"{sys.argv[2]} {k}", probability=.5, made=datetime.date(2025, 1, 1))
    change_log(sys.argv[1], change, missing_ok=True)
"""


def test_no_statement_of_several_writers_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    words = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*words, str(k)], stdin=subprocess.PIPE) for k in range(3)]
    for writer in writers:
        writer.communicate(b"x")
        assert writer.returncode == 0
    log = read_log(path)
    assert sorted(said.text for said in log.statements) == sorted(
        f"{k} {n}" for k in range(3) for n in range(9)
    )
    assert [said.number for said in log.statements] == list(range(1, 28))


def test_a_change_is_appended_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    for text in ("one", "two"):
        change_log(path, partial(add, text=text, probability=0.3, made=DAY), missing_ok=True)
    before = path.read_bytes()
    after = change_log(path, partial(resolve, number=1, outcome=True, on=DAY))
    assert path.read_bytes().startswith(before)
    assert path.read_bytes().count(b"\n") == 3
    assert read_log(path) == after
    assert after.statements[0].outcome is True
    with pytest.raises(SettingError, match="resolved on"):
        change_log(path, partial(resolve, number=1, outcome=True, on=DAY))
    assert path.read_bytes().count(b"\n") == 3


def test_a_last_line_without_an_end_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    change_log(path, partial(add, text="two", probability=0.3, made=DAY))
    assert [said.text for said in read_log(path).statements] == ["x", "two"]


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_a_statement_is_one_line_whatever_it_says(text: str, source: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        change = partial(add, text=text, probability=0.5, made=DAY, source=source.strip())
        log = change_log(path, change, missing_ok=True)
        assert len(path.read_text(encoding="utf-8").splitlines()) == 1
        assert read_log(path) == log


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0c", "\x1e", "\n", "\udc80"])
def test_signs_that_end_a_line_elsewhere_stay_in_it(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "log.jsonl"
    change = partial(add, text="x", probability=0.5, made=DAY, source=f"a{sign}b")
    change_log(path, change, missing_ok=True)
    assert read_log(path).statements[0].source == f"a{sign}b"
    raw = (json.dumps(GOOD | {"source": f"a{sign}b"}, ensure_ascii=sign == "\udc80")).encode()
    path.write_bytes(raw)
    assert read_log(path).statements[0].source == f"a{sign}b"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ('{"number": 1e999, "made": "2025-01-01", "text": "x", "probability": 0.5}', "number"),
        (json.dumps(GOOD | {"number": 2.5}), "number"),
        (json.dumps(GOOD | {"number": True}), "number"),
        (json.dumps(GOOD | {"number": 10**30}), "number"),
        (json.dumps(GOOD).replace("1,", "9" * 5000 + ",", 1), "one JSON object"),
        (json.dumps(GOOD).replace("0.5", "NaN"), "probability"),
        (json.dumps(GOOD | {"probability": "0.5"}), "probability"),
        (json.dumps(GOOD | {"probability": 1}), "probability"),
        (json.dumps(GOOD | {"made": 5}), "made as a day"),
        (json.dumps(GOOD | {"made": "2025-13-01"}), "made as a day"),
        (json.dumps(GOOD | {"text": " "}), "text as a text"),
        (json.dumps(GOOD | {"outcome": "yes"}), "true or false"),
        (json.dumps({"number": 1, "made": "2025-01-01"}), "add text, probability"),
        (json.dumps(GOOD | {"sources": "x"}), "did you mean source"),
        (json.dumps(GOOD)[:-1] + ', "number": 2}', "every key once"),
        (json.dumps({"number": 7, "outcome": True, "resolved": "2025-01-01"}), "that is open"),
        (json.dumps({"number": 3, "outcome": True}), "resolved as a day"),
        (json.dumps({"number": 3, "outcome": True, "resolved": "2025-08-14"}), "from 2025-08-15"),
        ("[" * 100_000, "one JSON object"),
        ('{"a":' * 50_000, "one JSON object"),
        ("[1, 2]", "one JSON object"),
        ('"text"', "one JSON object"),
        ("null", "one JSON object"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_with_its_number(
    tmp_path: Path, text: str, remedy: str
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(f"{json.dumps(GOOD | {'number': 3})}\n\n{text}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_log(path)
    (problem,) = caught.value.problems
    assert problem.line == 3
    assert remedy in problem.remedy
    assert len(str(problem)) < 400


def test_a_log_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.forecast_log.file.LARGEST", 1000)
    path = tmp_path / "log.jsonl"
    path.write_text(" " * 1001, encoding="utf-8")
    with pytest.raises(FileError, match="larger than"):
        read_log(path)
    with pytest.raises(FileError, match="not a file"):
        read_log("/dev/zero")


def test_a_log_that_cannot_be_written_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    path.chmod(0o444)
    change = partial(add, text="two", probability=0.3, made=DAY)
    with pytest.raises(FileError, match="read-only"):
        change_log(path, change)
    with pytest.raises(SettingError, match="say what"):
        change_log(tmp_path / "none.jsonl", partial(change, text=" "), missing_ok=True)
    with pytest.raises(FileError, match="no such log"):
        change_log(tmp_path / "none.jsonl", change)
    assert [item.name for item in tmp_path.iterdir()] == ["log.jsonl"]


def test_statements_are_grouped_as_their_words_and_shown_with_what_came_true() -> None:
    said = [0.05, 0.2, 0.2, 0.3, 0.45, 0.5, 0.55, 0.8, 0.95, 0.97]
    came = [False, True, False, False, True, False, True, True, True, False]
    groups: dict[str, list[tuple[float, bool]]] = {}
    for pair in zip(said, came, strict=True):
        groups.setdefault(likelihood_key(pair[0]), []).append(pair)
    expected = [
        (len(pairs), *(100 * sum(parts) / len(pairs) for parts in zip(*pairs, strict=True)))
        for pairs in groups.values()
    ]
    score, words = brier(said, came), phrases("en")
    assert [tuple(row) for row in score_table(score, words).rows] == [
        pytest.approx(row) for row in expected
    ]
    found = [p for p in calibration_chart(score, words).points if p.series == words("log.found")]
    assert [(p.x, p.y) for p in found] == [pytest.approx(row[1:]) for row in expected]
    base = sum(came) / len(came)
    exact = {p: [o for q, o in zip(said, came, strict=True) if q == p] for p in said}
    resolution = sum(len(os) * (sum(os) / len(os) - base) ** 2 for os in exact.values())
    assert score.resolution == pytest.approx(resolution / len(said))
