"""`forecast`, `backtest`, `convert` and `log` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import detente

TABLE = """issue,party,position,salience,capability,low,high,unit
delay,north,4,80,30,0,10,years
delay,south,10,60,20,0,10,years
price,north,90,20,30,0,100,
price,south,10,90,20,0,100,
"""


def settled(proposals: int) -> str:
    """Two made-up issues a proposal, decided near the mean."""
    lines = ["proposal,issue,party,position,salience,capability,outcome"]
    for k in range(2 * proposals):
        truth = 30 + 5 * (k % 7)
        places = (10 + k % 40, 40 + k % 30, 60 + k % 20)
        lines += [
            f"p{k // 2},i{k},{p},{x},50,1,{truth}" for p, x in zip("abc", places, strict=True)
        ]
    return "\n".join(lines) + "\n"


def test_convert_then_forecast(tmp_path: Path) -> None:
    (tmp_path / "talks.csv").write_text(TABLE, encoding="utf-8")
    made = detente("convert", "talks.csv", "talks.yaml", folder=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    run = detente("forecast", "talks.yaml", "--json", "--method", "compromise", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    issues = json.loads(run.stdout)["answer"]["issues"]
    assert issues["delay"]["methods"]["compromise"]["point"] == pytest.approx(
        (2400 * 4 + 1200 * 10) / 3600
    )
    again = detente("convert", "talks.csv", "talks.yaml", folder=tmp_path)
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    back = detente("convert", "talks.yaml", "back.txt", "--to", "decide", folder=tmp_path)
    assert back.returncode == 0
    assert "not kept" in back.stderr
    assert "#D;north;delay;4;0.8;1" in (tmp_path / "back.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "de"])
def test_forecast_fits_eighty_columns(language: str) -> None:
    run = detente("forecast", "anchorage", "--language", language, "--method", "median")
    assert run.returncode == 0, run.stderr
    assert max(map(len, run.stdout.splitlines())) <= 80


def test_backtest_prints_json_and_writes_constants(tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text(settled(12), encoding="utf-8")
    words = ("backtest", "past.csv", "--methods", "median,mean", "--json")
    run = detente(*words, "--calibration", "c.json", "--chart", "c.png", folder=tmp_path)
    assert (tmp_path / "c.png").read_bytes()[1:4] == b"PNG"
    assert run.returncode == 0, run.stderr
    plain = json.loads(run.stdout)
    assert plain["analysis"] == "backtest"
    assert plain["answer"]["issues"] == 24
    assert list(plain["answer"]["methods"]) == ["half_weighted", "median", "mean"]
    constants = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert constants["provenance"]["proposals"] == 12
    refused = detente("backtest", "past.csv", "--methods", "guess", folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "guess" in refused.stderr


def test_backtest_of_too_little_is_refused(tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text(settled(3), encoding="utf-8")
    run = detente("backtest", "past.csv", folder=tmp_path)
    assert run.returncode == 2
    assert "at least 5" in run.stderr


def test_forecasts_go_into_the_log(tmp_path: Path) -> None:
    run = detente("log", "take", "emission_standards", "--resolves", "2030-01-01", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    said = json.loads((tmp_path / "forecasts.jsonl").read_text(encoding="utf-8"))
    assert said["probability"] == 0.8
    assert said["text"].startswith("Delay: the outcome is in the range 4")
    assert said["source"].startswith("emission_standards ")


def test_log_from_statement_to_score(tmp_path: Path) -> None:
    first = detente("log", "add", "A truce holds", "70%", "--on", "2025-08-15", folder=tmp_path)
    assert first.returncode == 0, first.stderr
    assert (tmp_path / "forecasts.jsonl").read_text(encoding="utf-8").count("\n") == 1
    assert detente("log", "resolve", "1", "yes", folder=tmp_path).returncode == 0
    scored = detente("log", "score", "--json", folder=tmp_path)
    assert json.loads(scored.stdout)["answer"]["brier"]["score"] == pytest.approx(0.09)
    drawn = detente("log", "score", "--chart", "c.svg", folder=tmp_path)
    assert (drawn.returncode, (tmp_path / "c.svg").read_bytes()[:4]) == (0, b"<svg")
    assert "0,090" in detente("log", "score", "--language", "de", folder=tmp_path).stdout
    for words in (("add", "x", "100%"), ("resolve", "1", "no"), ("resolve", "5", "maybe")):
        run = detente("log", *words, folder=tmp_path)
        assert (run.returncode, run.stdout) == (2, "")
