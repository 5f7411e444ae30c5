"""Percentages, unstated ends and decimal commas: wherever points are asked for, and shares."""

from __future__ import annotations

from typing import Any

import pytest

from detente.errors import ScenarioError
from detente.scenario import check, loads
from detente.scenario.judgements import read_judgement, read_points

CONFLICT = """
title: Every field that takes points or shares
parties: {{a: {{power: {points}, patience: {points}, waiting: {share}}}, b: {{}}}}
issues: {{i: {{values: [p, q]}}}}
preferences:
  a:
    weights: {{i: {points}}}
    values: {{i: {{p: 0, q: {points}}}}}
    reservation: {points}
    interactions: [{{if: "i = p", add: {points}}}]
  b:
    weights: {{i: 1}}
    values: {{i: falling}}
    reservation: {{from: stability, range: {points}}}
options: {{a: [x], b: [y]}}
priorities: {{a: [{{maybe: a.x, held: {share}}}]}}
option_weights: {{b: {{a.x: {points}}}}}
no_deal: {{a: [{{if: a.x, worth: {points}}}, {{worth: {points}}}]}}
positions: {{i: {{a: {{position: {points}, salience: {points}, capability: {points}}}}}}}
stages:
  - table: [a, b]
    breakdown: {share}
    patience: {{a: {share}}}
    venue: {{a: {points}}}
    audience: {{a: {{attending: {points}, agreeing: {points}, failing: {points}}}}}
    staying_away: {{a: {points}}}
commitments:
  k: {{by: a, against: b, harm: {points}, own_cost: {points}, cost: {points}, memory: {share}}}
types:
  a:
    s: {{prior: {points}, preferences: {{reservation: {points}, weights: {{i: {points}}}}}}}
    t: {{}}
signals: {{z: {{by: a, likelihood: {{s: {points}, t: 5}}, cost: {{s: {points}}}}}}}
crises:
  c:
    between: [a, b]
    win: {share}
    cost: {{a: {points}, b: {points}}}
    hidden_cost: {{least: 0, most: {points}}}
    shift: {{later: {share}, patience: {share}}}
    threat: {{prize: {points}, gives_way: {share}, audience_cost: {points}}}
additions:
  issues: {{n: {{values: [u, v], status_quo: u, weights: {{a: {points}}},
               worth: {{a: {{u: 0, v: {points}}}}}}}}}
  values: {{i: {{r: {{worth: {{a: {points}, b: {points}}}}}}}}}
security:
  targets: {{h: {{worth: {points}, loss: {points}, gain: {points}, cost: {points}}}}}
  resources: {{g: {{units: 1, protects: all}}}}
  adversaries: {{d: {{prior: {points}, gain: {{h: {points}}}, cost: {{h: {points}}}}}}}
  probes: {{e: {{gain: {points}, cost: {points}, answer: {points}, loss: {points},
               patience: {share}, reputation: {share}}}}}
"""

BETA = "{distribution: beta, a: 2, b: 3}"


def best(points: str, share: str) -> dict[str, float]:
    found = loads(CONFLICT.format(points=points, share=share)).judgements()
    return {".".join(path): judgement.best for path, judgement in found.items()}


def test_a_percentage_is_that_many_points_and_that_share() -> None:
    assert best("60%", "60%") == best("60", "0.6")
    assert best("{value: 40..80%, confidence: low}", "{experts: {u: 60%}}") == best("60", "0.6")
    three = "{low: 50%, best: 60%, high: 80%}"
    assert best("40%..80%", "50%..70%") == best(three, three) == best("60", "0.6")


def test_experts_who_agree_are_a_pool_without_width() -> None:
    pooled = best("{experts: {u: 0.03, v: {value: 0.03, weight: 2}}}", "50%")
    assert pooled == best("0.03", "50%")


def test_a_beta_without_ends_lies_on_the_whole_scale() -> None:
    plain = CONFLICT.replace("position: {points}", "position: 40")
    plain = plain[: plain.index("security:")]
    found = loads(plain.format(points=BETA, share=BETA)).judgements()
    ends = f"{BETA[:-1]}, low: 0, high: 100}}"
    stated = loads(plain.format(points=ends, share=f"{BETA[:-1]}, low: 0, high: 1}}"))
    for path, judgement in stated.judgements().items():
        assert (found[path].low, found[path].high) == (judgement.low, judgement.high), path


@pytest.mark.parametrize(
    "given",
    [
        "60%",
        "high",
        "20..40%",
        "20%..40%",
        {"low": "1%", "best": 2, "high": 3},
        {"experts": {"u": "low", "v": 4}},
    ],
)
def test_what_counts_from_0_to_100_is_no_place_on_another_scale(given: Any) -> None:
    text = "title: t\nparties: {{a: {{}}}}\nissues: {{i: {{scale: 0..500}}}}\n"
    text += "positions: {{i: {{a: {{position: {given}}}}}}}"
    with pytest.raises(
        ScenarioError, match=r"4:\d+: positions.i.a.position: words and percentages"
    ):
        loads(text.format(given=given))
    loads(text.replace("500", "100").format(given=given))


def test_a_beta_of_a_position_states_its_ends() -> None:
    text = "title: t\nparties: {a: {}}\nissues: {i: {scale: 0..1}}\npositions: {i: {a: {position: "
    with pytest.raises(ScenarioError, match="has low and high"):
        loads(text + BETA + "}}}")
    loads(f"{text}{BETA[:-1]}, low: 0, high: 1}}}}}}}}")


def test_wholes() -> None:
    assert read_points("12.5%").best == 12.5
    assert read_judgement("12.5%").best == 0.125
    assert read_points({"distribution": "beta", "a": 8, "b": 2}).best == pytest.approx(80)


ISSUES = "issues: {i: {values: [p, q]}, n: {scale: 0..10}}"


def said(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(
            "title: t\nparties: {a: {}, b: {}}\nissues: {i: {values: [p, q]}, n: {scale: 0..10}}\n"
            + text
        )
    return [f"{found.line}:{found.column} {found.remedy}" for found in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "remedies"),
    [
        ("preferences: {a: {weights: {i: 0,5}, values: {i: rising}, reservation: 2,75}}",
         ["4:32 write 0.5", "4:72 write 2.75"]),
        ("preferences:\n  a:\n    weights: {i: 1}\n    values: {i: rising}\n    reservation: 1,5",
         ["8:18 write 1.5"]),
        ("positions: {i: {a: {salience: 20,5..30,5}}}", ["4:31 write 20.5..30.5"]),
        ("positions: {i: {a: {capability: 10,000}}}", ["4:33 write 10000 or 10.000"]),
        ("positions: {n: {a: {position: 2,5}, b: {position: x}}}",
         ["4:31 write 2.5", "4:51 write 0..10"]),
        ("positions: {i: {a: {salience: {low: 0,5, best: 1, high: 2}}}}", ["4:31 write 0.5"]),
        ("rules: [i = p and j > 0]", ["4:19 choose one of i, n"]),
    ],
)  # fmt: skip
def test_a_decimal_comma_is_one_error_with_the_point(text: str, remedies: list[str]) -> None:
    assert said(text) == remedies


def test_a_range_the_wrong_way_round_is_turned_in_its_own_words() -> None:
    text = "positions: {{i: {{a: {{salience: {}}}}}}}"
    assert said(text.format("high..low")) == ["4:31 write low..high"]
    assert said(text.format("40..20%")) == ["4:31 write 20..40%"]
    assert said(text.format("40%..20%")) == ["4:31 write 20..40%"]
    assert said(text.format("0.50 .. 0.25")) == ["4:31 write 0.25..0.50"]


def test_names_that_a_reader_confuses_are_remarked(tmp_path: Any) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(
        "title: t\nparties: {a: {name: Same}, b: {name: same}, c: {aliases: [D]}, d: {}}\n"
        "issues: {i: {name: J, values: [p]}, j: {values: [p]}}\n"
        "options: {a: {x: {name: Strike}, y: {name: strike }}, b: {x: {name: Strike}}}\n",
        encoding="utf-8",
    )
    remarks = check(file).remarks
    assert "the parties a, b share the name Same" in remarks
    assert "the parties c, d share the name D" in remarks
    assert "the issues i, j share the name J" in remarks
    assert "of the options of a, x, y share the name Strike" in remarks
    assert sum("share the name" in remark for remark in remarks) == 4


@pytest.mark.parametrize(
    "text",
    [
        "options: {a: [x, x]}",
        "fronts: {f: {members: [a, a], holds: i = p}}\nstages: [{table: [a, b]}]",
        "stages: [{table: [a, a]}]",
        "graph: {states: [s, s]}",
        "stages: [{table: [a, b], delegations: {a: {members: [m, m]}}}]",
    ],
)
def test_a_name_twice_in_a_list_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="a name stands once in a list"):
        loads(f"title: t\nparties: {{a: {{}}, b: {{}}}}\nissues: {{i: {{values: [p, q]}}}}\n{text}")
