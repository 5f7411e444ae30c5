"""The back-test on recorded talks: by hand on a small table, on the public sets where present."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command_line import detente
from detente.analyses.outlook.recorded import RecordedTalk, level_at, space_of
from detente.errors import ScenarioError
from detente.formats import read_recorded

HEADINGS = "set,n1,n2,n3,a1,a2,a3,b1,b2,b3,walk_a,walk_b,agreed,x1,x2,x3\n"


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "talks.csv"
    path.write_text(HEADINGS + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def random_talk(random: np.random.Generator) -> RecordedTalk:
    pieces = tuple(int(n) for n in random.integers(1, 4, 3))
    points = [tuple(float(p) for p in random.integers(0, 6, 3)) for _ in range(2)]
    walk = tuple(float(w) for w in random.integers(0, 6, 2))
    agreed = tuple(int(random.integers(n + 1)) for n in pieces)
    return RecordedTalk(pieces, points[0], points[1], walk, agreed)  # type: ignore[arg-type]


def test_room_and_hits_are_those_of_the_definitions() -> None:
    random = np.random.default_rng(3)
    for _ in range(200):
        talk = random_talk(random)
        gains = {}
        for deal in product(*(range(n + 1) for n in talk.pieces)):
            a = sum(x * p for x, p in zip(deal, talk.first, strict=True)) - talk.walk[0]
            rest = [n - x for n, x in zip(talk.pieces, deal, strict=True)]
            b = sum(x * p for x, p in zip(rest, talk.second, strict=True)) - talk.walk[1]
            gains[deal] = (a, b)
        ideal = [max(g[k] for g in gains.values()) for k in range(2)]
        fine = {d: g for d, g in gains.items() if min(g) >= 0}
        rooms = [
            min(g[k] / ideal[k] if ideal[k] > 0 else 0 for k in range(2)) for g in fine.values()
        ]
        assert space_of(talk).room == pytest.approx(max([0, *rooms]))
        hits = space_of(talk).hits()
        for name, score in (("nash", lambda g: g[0] * g[1]), ("utilitarian", sum)):
            best = max((score(g) for g in fine.values()), default=0)
            chosen = [d for d, g in fine.items() if score(g) >= best - 1e-9]
            expected = (talk.agreed in chosen) / len(chosen) if chosen else 0
            assert hits[name] == pytest.approx(expected), name
        assert hits["random"] == pytest.approx((talk.agreed in fine) / max(1, len(fine)))


def test_the_level_gives_the_rate() -> None:
    rooms = np.array([0.2, 0.5, 0.8])
    odds = [np.exp(1.3) * (2 * s) ** 4 for s in rooms]
    rate = float(np.mean([o / (1 + o) for o in odds]))
    assert level_at(rooms, rate) == pytest.approx(1.3)


def test_a_small_table_by_hand(tmp_path: Path) -> None:
    """Two goods of one piece that each side values alone: giving each its own is best for all."""
    swap = "s,1,1,0,10,0,0,0,10,0,2,2,1,1,0,0"
    path = table(tmp_path, swap, swap.replace(",1,1,0,0", ",1,0,1,0"), swap[:-8] + ",0,,,")
    run = detente("backtest", str(path), "--json")
    found = json.loads(run.stdout)["answer"]["sets"]["s"]
    assert (found["talks"], found["agreed"]) == (3, pytest.approx(2 / 3))
    assert found["solutions"]["nash"]["hit"] == pytest.approx(0.5)
    assert found["solutions"]["random"]["hit"] == pytest.approx(0.5)
    assert found["base_log_loss"] == pytest.approx(-(2 * np.log(2 / 3) + np.log(1 / 3)) / 3)
    assert found["log_loss"] == pytest.approx(found["base_log_loss"])
    assert found["auc"] == 0.5


def test_tables_and_sentences_show_the_scores(tmp_path: Path) -> None:
    swap = "s,1,1,0,10,0,0,0,10,0,2,2,1,1,0,0"
    found = read_recorded(table(tmp_path, swap, swap.replace(",1,1,0,0", ",1,0,1,0")))
    scores, hits = found.tables("en")
    score, rules = found.scores["s"], found.scores["s"]["solutions"]
    keys = ("auc", "log_loss", "base_log_loss", "brier", "calibration_error")
    assert scores.rows == (("s", 2, 100.0, *(score[key] for key in keys)),)
    for row, rule in zip(hits.rows, rules.values(), strict=True):
        assert row[2:] == pytest.approx([100 * rule[key] for key in ("hit", "low", "high")])
    assert hits.rows[0][2] == pytest.approx(50)
    assert "2" in found.statements("en")[0].text


def test_a_level_is_carried_from_set_to_set(tmp_path: Path) -> None:
    wide, narrow = "p,1,1,0,10,0,0,0,10,0,2,2,", "q,1,1,1,4,3,3,3,3,4,2,2,"
    rows = [wide + "1,1,0,0", wide + "0,,,", narrow + "1,1,0,1", narrow + "0,,,"]
    answer = read_recorded(table(tmp_path, *rows)).answer()
    first, second = answer["transfer"]
    assert (first["from"], first["to"], first["agreed"]) == ("p", "q", 0.5)
    assert first["predicted"] < 0.4
    assert second["predicted"] > 0.6


def test_each_side_walks_away_with_what_is_stated_for_it(tmp_path: Path) -> None:
    """Each good is worth 10 to one side alone: only the first side can do better by walking."""
    rows = ["s,1,1,0,10,0,0,0,10,0,11,2,0,,,", "s,1,1,0,10,0,0,0,10,0,2,11,0,,,"]
    first, second = read_recorded(table(tmp_path, *rows)).sets[0].talks
    assert (first.walk, second.walk) == ((11, 2), (2, 11))
    assert (first.first, first.second) == ((10, 0, 0), (0, 10, 0))


def test_everything_wrong_in_a_table_is_told_by_line(tmp_path: Path) -> None:
    good = "s,1,1,1,4,3,3,3,3,4,2,2,1,1,0,1"
    path = table(tmp_path, good, good.replace(",2,2,1,", ",2,2,0.5,"), "s,1", good[:-1] + "2")
    with pytest.raises(ScenarioError) as raised:
        read_recorded(path)
    assert [problem.line for problem in raised.value.problems] == [3, 4, 5]


def test_the_public_sets(shared_data: Path) -> None:
    answer: dict[str, Any] = read_recorded(shared_data / "human_talks.csv").answer()
    casino, other = answer["sets"]["casino"], answer["sets"]["deal_or_no_deal"]
    assert (casino["talks"], other["talks"]) == (647, 4217)
    assert casino["solutions"]["nash"]["hit"] == pytest.approx(0.125, abs=6e-4)
    assert other["solutions"]["nash"]["hit"] == pytest.approx(0.523, abs=6e-4)
    assert casino["solutions"]["random"]["hit"] == pytest.approx(0.017, abs=6e-4)
    assert other["solutions"]["random"]["hit"] == pytest.approx(0.047, abs=6e-4)
    assert [casino["dominated"], other["dominated"]] == pytest.approx([0.36, 0.23], abs=6e-3)
    assert other["auc"] == pytest.approx(0.711, abs=6e-4)
    assert other["log_loss"] == pytest.approx(0.4866, abs=2e-4)
    assert other["base_log_loss"] == pytest.approx(0.5516, abs=6e-5)
    assert other["brier"] == pytest.approx(0.156, abs=6e-4)
    assert other["calibration_error"] == pytest.approx(0.019, abs=6e-4)
    carried = {(t["from"], t["predicted"], t["agreed"]) for t in answer["transfer"]}
    expected = [("casino", 0.993, 0.760), ("deal_or_no_deal", 0.425, 0.980)]
    for (source, *figures), (name, *wanted) in zip(sorted(carried), expected, strict=True):
        assert source == name
        assert figures == pytest.approx(wanted, abs=2e-3)
