"""The outlook of scenarios: the contract, the figures of its answer, what is said of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import command_line
import detente
from analysis_contract import AnalysisContract
from detente.analyses.catalogue import refusals
from detente.analyses.outlook.chance import PastCases, chance, joined
from detente.analyses.outlook.estimate import Setting, World, interval
from detente.analyses.outlook.outcomes import Visit
from detente.analyses.outlook.result import OutlookResult
from detente.analyses.outlook.size import work_of
from detente.errors import SettingError
from detente.scenario import case_names, loads

FILES = [str(f) for f in (Path(__file__).parents[1] / "stages" / "files").glob("*.yaml")]
CASES = [
    name
    for name in (*case_names(), *sorted(FILES))
    if detente.load(name).issues and detente.load(name).preferences
]
OUTCOMES = ("binding", "for_show", "nothing", "broken_off")

SPLIT = """
title: A hundred points to split
parties: {{a: {{}}, b: {{}}}}
issues: {{share: {{scale: 0..100, steps: 11}}}}
preferences:
  a: {{weights: {{share: 1}}, values: {{share: rising}}, reservation: {a}}}
  b: {{weights: {{share: 1}}, values: {{share: falling}}, reservation: {b}}}
"""
THIRD = """
title: Three share
parties: {a: {}, b: {}, c: {}}
issues: {share: {scale: 0..100, steps: 11}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}, reservation: 20}
  b: {weights: {share: 1}, values: {share: falling}, reservation: 20}
  c: {weights: {share: 1}, values: {share: rising}, reservation: 10}
"""


def outlook(text: str, **settings: Any) -> OutlookResult:
    return detente.analyze_outlook(loads(text), **{"draws": 20, **settings})


@cache
def bundled(name: str) -> dict[str, Any]:
    return detente.analyze_outlook(detente.load(name), draws=8 if name in FILES else 40).answer()


class TestContract(AnalysisContract):
    name = "outlook"


@pytest.mark.parametrize("name", CASES, ids=[Path(name).stem for name in CASES])
def test_the_answer_has_the_stated_form_on_every_case(name: str) -> None:
    answer, scenario = bundled(name), detente.load(name)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert len(answer["stages"]) == max(1, len(scenario.stages))
    for stage in answer["stages"]:
        assert list(stage) == ["name", "reached", "open", "side_agreement", "outcomes"]
        assert_outcomes(stage["outcomes"])
        values = [stage["outcomes"][outcome]["value"] for outcome in OUTCOMES]
        if None not in values:
            assert sum(values) == pytest.approx(1)
            assert stage["side_agreement"] <= stage["outcomes"]["for_show"]["value"] + 1e-12
        assert 0 <= stage["reached"] <= 1 + 1e-9
        assert isinstance(stage["open"], bool)
    assert list(answer["settlement"]) == ["value", "low", "high"]
    assert 0 <= answer["possible"] <= 1
    assert_outcomes(answer["inside"])
    assert (answer["outside"] is None) is (not scenario.outlook.classes)
    if answer["outside"] is not None:
        assert_outcomes(answer["outside"])
    assert {*answer["by_type"]} <= {*scenario.types}
    for party, kinds in answer["by_type"].items():
        assert {*kinds} == {*scenario.types[party]}
        assert all(list(pair) == ["binding", "settlement"] for pair in kinds.values())
    assert len(answer["moves"]) <= 3
    for move in answer["moves"]:
        assert list(move) == ["what", "low", "high"]
        assert 0 <= move["low"] <= move["high"] <= 1


def assert_outcomes(outcomes: dict[str, Any]) -> None:
    """Four outcomes, each with a value that may be left open, and an interval around it."""
    assert list(outcomes) == list(OUTCOMES)
    for found in outcomes.values():
        assert list(found) == ["value", "low", "high"]
        assert 0 <= found["low"] <= found["high"] <= 1


def test_a_sure_friction_gives_the_odds_of_the_room() -> None:
    answer = outlook(SPLIT.format(a=20, b=20) + "outlook: {friction: 50}\n").answer()
    inside = 0.96 * 0.240356 + 0.01
    assert answer["inside"]["binding"]["value"] == pytest.approx(inside, abs=1e-5)
    assert answer["settlement"]["value"] == pytest.approx(inside, abs=1e-5)
    assert answer["outside"] is None
    assert answer["possible"] == 1


def test_a_class_of_past_cases_is_pooled_by_its_weight() -> None:
    base = SPLIT.format(a=20, b=20)
    known = "outlook: {{friction: 50, weight: {w}, classes: {{c: {{of: 7, binding: 1}}}}}}\n"
    half, out, inner = (
        outlook(base + known.format(w=w)).answer()["stages"][0]["outcomes"]["binding"]["value"]
        for w in ("50%", "100%", "0%")
    )
    assert half == pytest.approx(0.2129, abs=1e-4)
    assert out == pytest.approx(1.5 / 8)
    assert inner == pytest.approx(0.96 * 0.240356 + 0.01, abs=1e-5)
    found = outlook(base + known.format(w="50%")).answer()["outside"]["binding"]
    assert (found["low"], found["high"]) == pytest.approx((0.042, 0.371), abs=5e-3)


def test_the_interval_of_a_known_inside_is_that_of_the_class() -> None:
    """Inside .4 for sure, 1 of 7 cases, half and half: .147 to .386 by the formula."""
    log_odds = np.log(0.375 / 0.625)
    room = np.full(3, 0.5)
    bargain = Visit(
        0, None, "open", "bargain", 0, False, False, True, (), None, room,
        *(np.zeros(3, dtype=np.bool_) for _ in range(2)), np.ones(3, dtype=np.bool_),
    )  # fmt: skip
    ends = [
        Visit(
            1, 0, branch, "end", 0, False, branch == "agreed", branch == "agreed", (), np.ones(3),
            room, *(np.zeros(3, dtype=np.bool_) for _ in range(3)),
        )
        for branch in ("agreed", "open")
    ]  # fmt: skip
    world = World({}, np.ones(3), (bargain, *ends), (np.zeros(3),), (np.ones(3),))
    friction = (4.5 - log_odds) / 0.09
    setting = Setting(
        lambda shares: np.full_like(shares, friction),
        (friction, friction, friction),
        {0: [PastCases((1, 6))]},
        allowance=0.0,
    )
    low, high = interval([world], setting, seed=0, samples=20_000)
    assert low.inside[0, 0, 0] == pytest.approx(0.375, abs=1e-6)
    exact = [0.375**0.5 * q**0.5 for q in (0.0421, 0.3712)]
    other = [0.625**0.5 * (1 - q) ** 0.5 for q in (0.0421, 0.3712)]
    ends_of = [a / (a + b) for a, b in zip(exact, other, strict=True)]
    found = [low.outcomes[0, 0, 0], high.outcomes[0, 0, 0]]
    assert found == pytest.approx(ends_of, abs=5e-3)


def test_chances_at_the_levels_of_two_recorded_settings() -> None:
    rooms = np.array([0.1, 0.2, 0.3, 0.5])
    assert chance(rooms, level=0.24) == pytest.approx([0.002, 0.032, 0.141, 0.560], abs=5e-4)
    assert chance(rooms, level=4.44) == pytest.approx([0.119, 0.685, 0.917, 0.988], abs=5e-4)
    levels = np.linspace(0.24, 4.44, 2001)[:, np.newaxis]
    mean = chance(rooms, level=levels).mean(axis=0)
    assert mean == pytest.approx([0.030, 0.267, 0.555, 0.865], abs=1e-3)
    assert chance(0.0, level=9.0) == 0


def test_several_classes_count_as_their_middle() -> None:
    assert joined([PastCases((1, 6)).mean(), PastCases((3, 7)).mean()]) == pytest.approx(
        [0.2471], abs=5e-5
    )


def test_without_friction_or_class_three_parties_get_an_interval_only() -> None:
    answer = outlook(THIRD).answer()
    binding = answer["stages"][0]["outcomes"]["binding"]
    assert binding["value"] is None
    assert 0 < binding["low"] < binding["high"] < 1
    assert answer["settlement"]["value"] is None
    said = [note.text for note in outlook(THIRD).statements("en")]
    assert said[0].startswith("Stage 1: how likely an agreement that binds is, the file does not")
    for more in ("outlook: {friction: low}\n", "outlook: {classes: {c: {of: 3, binding: 1}}}\n"):
        stated = outlook(THIRD + more).answer()["stages"][0]["outcomes"]
        assert sum(stated[k]["value"] for k in OUTCOMES) == pytest.approx(1)


def test_what_an_empty_text_is_worth_decides_whether_a_stage_is_open() -> None:
    base = SPLIT.format(a=20, b=20) + "stages:\n- table: [a, b]\n  settles: []\n"
    second = "- table: [a, b]\n"
    assert outlook(base + second).answer()["stages"][0]["open"]
    worth = "  audience: {{a: {{agreeing: {points}}}}}\n"
    shown = outlook(base + worth.format(points="2..4") + second).answer()["stages"][0]
    assert not shown["open"]
    assert shown["outcomes"]["for_show"]["value"] == pytest.approx(0.97)
    torn = outlook(base + worth.format(points="-3..3") + second, draws=200).answer()["stages"][0]
    assert torn["open"]


def test_types_weigh_the_outlook_and_stand_apart() -> None:
    text = SPLIT.format(a=50, b=20) + (
        "outlook: {friction: 50}\n"
        "types:\n"
        "  a:\n"
        "    eager: {prior: 60, preferences: {reservation: 30}}\n"
        "    unwilling: {prior: 40, preferences: {reservation: 85}}\n"
    )
    answer = outlook(text).answer()
    eager, unwilling = (answer["by_type"]["a"][kind]["binding"] for kind in ("eager", "unwilling"))
    assert eager == pytest.approx(0.96 * 0.0963 + 0.01, abs=1e-4)
    assert unwilling == pytest.approx(0.01, abs=1e-6)
    assert answer["settlement"]["value"] == pytest.approx(0.96 * 0.0578 + 0.01, abs=1e-4)
    assert answer["possible"] == pytest.approx(0.6)
    assert {"what": "types.a", "low": unwilling, "high": eager} in answer["moves"]


def test_a_stage_that_may_not_be_held_is_reached_by_that_chance() -> None:
    stages = "stages:\n- {table: [a, b], settles: []}\n- {table: [a, b], held: 30%}\n"
    text = SPLIT.format(a=20, b=20) + "outlook: {friction: 50}\n" + stages
    answer = outlook(text).answer()
    assert answer["stages"][1]["reached"] == pytest.approx(0.3)
    assert answer["stages"][1]["outcomes"]["binding"]["value"] == pytest.approx(
        0.96 * 0.240356 + 0.01, abs=1e-5
    )


def test_a_part_settled_early_is_told_where_it_costs_the_whole() -> None:
    text = (
        "title: t\nparties: {a: {}, b: {}}\n"
        "issues:\n"
        "  y: {values: ['no', 'yes'], status_quo: 'no'}\n"
        "  x: {scale: 0..100, steps: 11, status_quo: 0}\n"
        "preferences:\n"
        "  a: {weights: {y: 40, x: 60}, values: {y: rising, x: rising}, reservation: 30}\n"
        "  b: {weights: {y: 40, x: 60}, values: {y: rising, x: falling}, reservation: 30}\n"
        "stages: [{table: [a, b], settles: [y]}, {table: [a, b]}]\n"
        "outlook: {friction: 28}\n"
    )
    result = outlook(text)
    (part,) = result.answer()["early_parts"]
    assert part["stage"] == 1
    assert part["settlement_after"] < 0.01 < part["settlement_otherwise"]
    assert any("may no longer pay for the rest" in note.text for note in result.statements("en"))


def test_friction_moves_the_chance_between_the_ends_of_its_range() -> None:
    answer = outlook(SPLIT.format(a=20, b=20) + "outlook: {friction: 10..70}\n").answer()
    move = next(m for m in answer["moves"] if m["what"] == "outlook.friction")
    ends = [0.96 * float(chance(0.375, level=4.5 - 0.09 * phi)) + 0.01 for phi in (70, 10)]
    assert [move["low"], move["high"]] == pytest.approx(ends, abs=1e-4)


def test_an_outlook_goes_into_the_log_of_statements(tmp_path: Path) -> None:
    words = ["log", "take", "house_sale", "--analysis", "outlook", "--file", "log.jsonl"]
    dates = ["--on", "2025-01-02", "--resolves", "2025-02-03"]
    run = command_line.detente(*words, *dates, folder=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    (line,) = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    answer = detente.analyze_outlook(detente.load("house_sale")).answer()
    value = answer["stages"][0]["outcomes"]["binding"]["value"]
    assert said["probability"] == pytest.approx(value, abs=1e-6)
    assert (said["made"], said["resolves"]) == ("2025-01-02", "2025-02-03")
    assert said["text"] == "Stage 1: an agreement that binds is concluded"


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_talks_that_are_broken_off_for_sure_are_counted_without_a_warning() -> None:
    stages = (
        "stages:\n- {table: [a, b]}\n"
        "- {table: [a, b], kind: bargain, audience: {a: {attending: -5}}}\n"
    )
    answer = outlook(SPLIT.format(a=60, b=50) + stages + "outlook: {friction: 50}\n").answer()
    assert answer["stages"][0]["outcomes"]["broken_off"]["value"] == pytest.approx(0.97)
    assert answer["stages"][1]["reached"] == 0


def test_issues_that_no_stage_settles_are_named() -> None:
    text = """
title: t
parties: {a: {}, b: {}}
issues: {x: {values: [low, high]}, y: {values: [low, high], name: Why}}
preferences:
  a: {weights: {x: 1, y: 1}, values: {x: rising, y: rising}}
  b: {weights: {x: 1, y: 1}, values: {x: falling, y: rising}}
"""
    staged = outlook(text + "stages: [{table: [a, b], settles: [x]}]\n")
    assert staged.answer()["possible"] == 0
    assert "No stage settles Why, so that" in " ".join(n.text for n in staged.remarks("en"))
    assert "No stage settles" not in " ".join(note.text for note in outlook(text).remarks("en"))


def test_a_stage_that_is_never_reached_leaves_no_gap_in_the_answer() -> None:
    text = """
title: t
parties: {a: {}, b: {}, c: {at_table: false}}
issues: {i: {scale: 0..100, steps: 11}}
preferences:
  a: {weights: {i: 1}, values: {i: rising}, reservation: 99}
  b: {weights: {i: 1}, values: {i: falling}, reservation: 50}
  c: {weights: {i: 1}, values: {i: rising}, reservation: 90}
stages:
  - {table: [a, b]}
  - {table: [a, b, c], kind: ratify}
"""
    answer = detente.analyze_outlook(loads(text), draws=4).answer()
    assert answer["settlement"] == {"value": 0, "low": 0, "high": 0}
    assert answer["stages"][1]["reached"] == 0
    assert answer["stages"][1]["side_agreement"] == 0


def test_a_chance_left_open_is_one_number_where_its_ends_print_alike() -> None:
    result = outlook("""
title: Three towns
parties: {a: {}, b: {}, c: {}}
issues: {i: {values: [p, q]}}
preferences:
  a: {weights: {i: 1}, values: {i: rising}}
  b: {weights: {i: 1}, values: {i: falling}}
  c: {weights: {i: 1}, values: {i: rising}}
""")
    said = " ".join(statement.text for statement in result.statements("en"))
    assert "almost impossible (1 %)" in said
    assert "between 1 and 1 %" not in said


def test_packages_count_once_for_each_table_that_bargains_over_them() -> None:
    issues = [f"i{k}" for k in range(9)]
    wants = "{weights: {WEIGHTS}, values: {VALUES}}"
    wants = wants.replace("WEIGHTS", ", ".join(f"{issue}: 1" for issue in issues))
    wants = wants.replace("VALUES", ", ".join(f"{issue}: rising" for issue in issues))
    text = (
        "title: Many packages\nparties: {a: {}, b: {}, c: {}}\n"
        f"issues: {{{', '.join(f'{issue}: {{values: [1, 2, 3, 4, 5]}}' for issue in issues)}}}\n"
        f"preferences: {{a: {wants}, b: {wants}, c: {wants}}}\n"
        "stages: [{table: [a, b]}, {table: [b, c], kind: bargain}, {table: [a], kind: bargain}]\n"
    )
    work_of(loads(text.replace("{table: [b, c], kind: bargain}, ", "")))
    with pytest.raises(SettingError, match=r"packages: 1953125 .* at most 1864135"):
        detente.analyze_outlook(loads(text))
    assert "outlook" in [name for name, _ in refusals(loads(text))]


def in_steps(stages: int, settles: str = "") -> str:
    """Talks about so many issues of two values, at so many stages of the same two parties."""
    issues = [f"i{k}" for k in range(stages)]
    weights, values = (", ".join(f"{issue}: {to}" for issue in issues) for to in (1, "rising"))
    wants = f"{{weights: {{{weights}}}, values: {{{values}}}}}"
    tables = (f"{{table: [a, b]{settles.replace('ISSUE', issue)}}}" for issue in issues)
    return (
        "title: Step by step\nparties: {a: {}, b: {}}\n"
        f"issues: {{{', '.join(f'{issue}: {{values: [1, 2]}}' for issue in issues)}}}\n"
        f"preferences: {{a: {wants}, b: {wants}}}\nstages: [{', '.join(tables)}]\n"
    )


def test_stages_that_find_nothing_to_settle_lead_on_in_one_way() -> None:
    whole = work_of(loads(in_steps(10, ", kind: bargain")))
    assert whole.ways == 10 + 1 + 2 * 10  # each stage agreed, which is the end, or open; the end
    again = work_of(loads(in_steps(10, ", settles: [i0]")))
    assert again.ways < 100


def test_more_ways_through_the_talks_than_can_be_followed_are_refused_and_foreseen() -> None:
    assert work_of(loads(in_steps(6, ", settles: [ISSUE]"))).ways == 6 + 2**7 - 1
    many = loads(in_steps(14, ", settles: [ISSUE]"))
    with pytest.raises(SettingError, match=r"stages: 14 .* state fewer stages"):
        detente.analyze_outlook(many)
    assert "outlook" in [name for name, _ in refusals(many)]
