"""The command line asks every question."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from detente.cli.app import make_app


def answer(*words: str) -> dict:
    run = CliRunner().invoke(make_app(), ["stability", *words, "--json"], catch_exceptions=False)
    return json.loads(run.stdout)["answer"]


def test_coalitions() -> None:
    told = answer("elmira", "--concept", "cnash,csmr", "--coalitions", "all")
    assert list(told["equilibria"]) == ["cnash", "csmr"]
    upset = {"state": "NYNNY", "coalition": ["ministry", "uniroyal"], "to": "YNYNY"}
    assert upset in told["coalitions"]["upsets"]["cnash"]
    pair = answer("elmira", "--coalitions", "ministry+local")
    assert "ministry+local" in pair["coalitions"]["stable"]
    assert "ministry+uniroyal" not in pair["coalitions"]["stable"]


def test_from_and_desired() -> None:
    told = answer("syria_iraq_1975", "--from", "NNY", "--desired", "YNN", "--explain", "YNN")
    assert told["from"]["state"] == "NNY"
    assert told["from"]["ways"][0]["by_improvements"] == [{"party": "syria", "to": "NYY"}]
    wish = told["desired"]["concepts"]["nash"]
    assert (wish["unstable"], 720 * wish["changes"]["syria"]["share"]) == (["syria"], 240)
    assert {proof["concept"] for proof in told["reasons"]["certificates"]} == {
        "nash", "gmr", "smr", "seq",
    }  # fmt: skip


def test_behaviour() -> None:
    told = answer("prisoners_dilemma", "--behaviour", "first=nash")
    assert set(told["mixed"]["behaviour"].values()) == {"nash"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_words_fit_eighty_columns(language: str) -> None:
    words = ["stability", "elmira", "--coalitions", "all", "--desired", "YNYNN", "--explain"]
    shown = CliRunner().invoke(make_app(), [*words, "NYNNN", "--language", language])
    assert shown.exit_code == 0
    assert max(len(line) for line in shown.stdout.splitlines()) <= 80
