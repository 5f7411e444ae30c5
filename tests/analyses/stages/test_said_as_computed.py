"""What is said of talks follows from what was computed, and of what the file states."""

from __future__ import annotations

import pytest

import detente
from detente.scenario import Scenario, loads
from detente.scenario.remarks import remarks

TWO = """
title: Two
parties: {a: {}, b: {}}
issues: {plan: {values: [x, y]}, date: {values: [soon, late]}}
preferences:
  a: {weights: {plan: 1, date: 1}, values: {plan: {x: 80, y: 0}, date: {soon: 80, late: 0}}}
  b: {weights: {plan: 1, date: 1}, values: {plan: {x: 80, y: 0}, date: {soon: 80, late: 0}}}
"""

THREE = """
title: Second table
parties: {a: {}, b: {}, c: {}}
issues: {plan: {values: [x, y]}}
preferences:
  a: {weights: {plan: 1}, values: {plan: {x: 80, y: 0}}, reservation: 30}
  b: {weights: {plan: 1}, values: {plan: {x: 80, y: 0}}, reservation: 30}
  c: {weights: {plan: 1}, values: {plan: {x: 0, y: 100}}, reservation: 30}
stages:
"""


def said(text: str, language: str = "en") -> str:
    result = detente.solve_stages(loads(text), draws=0)
    shown = (*result.statements(language), *result.remarks(language))
    return " ".join(note.text for note in shown)


@pytest.mark.parametrize(
    ("language", "unchanged"), [("en", "nothing changes"), ("de", "nichts ändert sich")]
)
def test_a_struck_package_of_first_values_changes_nothing_only_against_a_stated_status_quo(
    language, unchanged
):
    text = TWO + "stages: [{table: [a, b]}]\n"
    assert unchanged not in said(text, language)
    assert "plan: x; date: soon" in said(text, language)
    half = text.replace("[x, y]", "[x, y], status_quo: x")
    assert "date: soon" in said(half, language)
    assert "plan: x" not in said(half, language)
    assert unchanged in said(half.replace("late]", "late], status_quo: soon"), language)


def test_an_issue_that_no_stage_settles_keeps_a_status_quo_only_where_one_is_stated():
    text = TWO + "stages: [{table: [a, b], agenda: [plan]}]\n"
    assert "keep their status quo" not in said(text)
    assert "taken at the value listed first: date" in said(text)
    stated = said(text.replace("late]", "late], status_quo: late"))
    assert "keep their status quo: date" in stated
    assert "listed first" not in stated


def test_a_status_quo_between_the_steps_of_a_scale_counts_as_the_nearest():
    text = """
title: Steps
parties: {a: {}, b: {}}
issues: {plan: {values: [x, y]}, stock: {scale: 300..9900, steps: 5, status_quo: 8800}}
preferences:
  a: {weights: {plan: 1, stock: 1}, values: {plan: rising, stock: rising}}
  b: {weights: {plan: 1, stock: 1}, values: {plan: rising, stock: rising}}
stages: [{table: [a, b], agenda: [plan]}]
"""
    assert detente.solve_stages(loads(text), draws=0).deal == {"plan": "y", "stock": "9900"}


@pytest.mark.parametrize("second", ["{table: [a, b]}", "{table: [a, b], kind: bargain}"])
@pytest.mark.parametrize("kind", ["", ", kind: ratify"])
def test_a_stage_reached_because_another_failed_bargains(second, kind):
    if kind and "kind" in second:
        second = second.replace(", kind: bargain", kind)
    text = THREE + f"  - {{table: [a, b, c], if_fails: next}}\n  - {second}\n"
    result = detente.solve_stages(loads(text), draws=50)
    answer = result.answer()
    for course in ("far_sighted", "short_sighted"):
        assert answer[course]["deal"] == {"plan": "x"}
    assert answer["draws"]["agreement"] == 1
    assert result.found.struck_at == 1


def test_after_a_failed_ratification_the_next_table_bargains_anew():
    text = (
        THREE
        + """  - table: [c]
  - {table: [a, b, c], kind: ratify, if_fails: next}
  - table: [a, b]
"""
    )
    answer = detente.solve_stages(loads(text), draws=0).answer()
    assert answer["short_sighted"]["drafts"][0] == {"plan": "y"}
    assert answer["short_sighted"]["agrees"] == [True, False, True]
    assert answer["short_sighted"]["deal"] == {"plan": "x"}


def test_whoever_ratifies_right_after_a_table_that_may_fail_is_named_as_refusing():
    text = THREE + "  - {table: [a, b], if_fails: next}\n  - table: [a, b, c]\n"
    answer = detente.solve_stages(loads(text), draws=0).answer()
    assert answer["short_sighted"]["refused_by"] == ["c"]


TO_NOWHERE = "- {table: [a, b], if_fails: next}\n"


@pytest.mark.parametrize("after", ["", "- {table: [c], kind: announce}\n"])
def test_a_failure_that_leads_nowhere_is_remarked(after):
    assert any(
        "leads to no table that decides" in text
        for text in remarks(loads(THREE + TO_NOWHERE + after))
    )
    both = THREE + TO_NOWHERE + "- {table: [a, b, c]}\n"
    assert not any("leads to no table" in text for text in remarks(loads(both)))


COMING = """stages:
- table: [a, b]
  venue: {a: 3}
  audience: {a: {attending: 1..3, failing: -9..1}, b: {failing: -4}}
  staying_away: {a: 0..2}
"""


def test_coming_without_a_deal_counts_what_the_audience_makes_of_failure():
    result = detente.solve_stages(loads(TWO + COMING), draws=400, seed=2)
    first, second = result.answer()["coming"]
    assert first["without_deal"] == pytest.approx(3 + 2 - 4 - 1)
    assert second["without_deal"] == pytest.approx(-4)
    table = result.found.talks.tables[0]
    assert table.fail[0].tolist() == [-4, -4]
    assert first["share_of_draws"] == pytest.approx(0.5, abs=0.08)
    assert second["share_of_draws"] == 0


def test_the_united_states_gain_two_points_by_coming_to_anchorage_without_a_deal():
    coming = detente.solve_stages(detente.load("anchorage")).answer()["coming"][0]
    assert coming["party"] == "united_states"
    assert coming["without_deal"] == pytest.approx(2.0)
    # Of 0..3 + 2..6 - (1..6), each with a quarter of its chance on the range doubled: 4e6 draws.
    assert coming["share_of_draws"] == pytest.approx(0.768, abs=0.02)


RULED = """
title: A rule
parties: {a: {}, b: {}}
issues: {x: {values: [low, high]}, y: {values: [low, high]}}
preferences:
  a: {weights: {x: 1, y: 1}, values: {x: rising, y: rising}}
  b: {weights: {x: 2, y: 1}, values: {x: rising, y: rising}}
rules: ["not (x = high and y = high)"]
stages: [{table: [a, b]}]
"""


def test_no_analysis_of_talks_reaches_what_a_rule_forbids():
    scenario: Scenario = loads(RULED)
    stages = detente.solve_stages(scenario, draws=4)
    assert stages.deal == dict(detente.map_deals(scenario).solutions["nash"][0].deal)
    assert stages.deal == {"x": "high", "y": "low"}
    assert stages.answer()["win_sets"][0]["share"] == 1
    assert stages.answer()["win_sets"][0]["deals"] == 3
    seats = detente.value_seats(scenario, draws=4).answer()["seats"]
    assert seats[0]["own"]["best"] == 0
    games = detente.simulate_talks(scenario, draws=8).answer()["games"]
    assert max(game["worth"]["b"]["high"] for game in games) == pytest.approx(200 / 3)


STAYING_AWAY = """
title: Coming
parties: {a: {name: Avia}, b: {name: Bela}}
issues: {price: {values: [low, mid, high]}}
preferences:
  a: {weights: {price: 1}, values: {price: {low: 0, mid: 55, high: 80}}, reservation: 50}
  b: {weights: {price: 1}, values: {price: {low: 90, mid: 60, high: 20}}, reservation: 40}
stages:
  - table: [a, b]
    venue: {a: 2}
    audience: {a: {attending: 1, failing: -4}, b: {failing: -1}}
    staying_away: {a: -3}
"""


def test_the_parts_of_what_coming_brings_add_up_to_it_as_told() -> None:
    said = [note.text for note in detente.solve_stages(loads(STAYING_AWAY)).statements("en")]
    (avia,) = (text for text in said if text.startswith("Avia: coming"))
    assert "by 2.0 points (venue 2.0, audience at home −3.0, instead of staying away 3.0)" in avia
    (bela,) = (text for text in said if text.startswith("Bela: without a deal coming"))
    assert "costs 1.0 points (venue 0.0, audience at home −1.0);" in bela


def test_what_one_table_leaves_the_next_one_takes_up():
    stages = """
  - {table: [a, b], agenda: {leaves: [date]}}
  - {table: [a, b]}
"""
    agendas = detente.solve_stages(loads(TWO + "stages:" + stages), draws=0).answer()["agendas"]
    assert [(each["kind"], each["settles"]) for each in agendas] == [
        ("bargain", ["plan"]),
        ("bargain", ["date"]),
    ]


def test_no_draft_that_a_rule_forbids_is_signed_even_for_show():
    text = """
title: A text that dies
parties: {a: {}, b: {}, c: {}}
issues: {plan: {values: [x, y, z]}}
rules: ["plan != z"]
preferences:
  a: {weights: {plan: 1}, values: {plan: {x: 20, y: 30, z: 90}}, reservation: 10}
  b: {weights: {plan: 1}, values: {plan: {x: 20, y: 30, z: 90}}, reservation: 10}
  c: {weights: {plan: 1}, values: {plan: {x: 0, y: 10, z: 30}}, reservation: 50}
stages:
  - {table: [a, b], audience: {a: {agreeing: 5}, b: {agreeing: 5}}}
  - {table: [a, b, c]}
"""
    result = detente.solve_stages(loads(text), draws=0)
    far = result.answer()["far_sighted"]
    assert (far["agrees"], far["dies_at"]) == ([True, False], 2)
    assert far["drafts"][0] == {"plan": "x"}
    shown = detente.solve_stages(loads(text.replace("[x, y, z]", "[z, x, y]")), draws=0)
    assert shown.answer()["far_sighted"]["drafts"][0] == {"plan": "x"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_a_later_table_agrees_first_is_not_said_to_be_the_first_tables(language):
    stages = """
  - {table: [a, c]}
  - {table: [a, b], agenda: [plan]}
"""
    base = THREE.replace("y: 100}}, reservation: 30", "y: 100}}, reservation: 90")
    result = detente.solve_stages(loads(base + stages), draws=4)
    assert result.found.struck_at == 1
    assert result.found.short.agreed[0]
    said = [note.text for note in result.statements(language)]
    titles = [table.title for table in result.tables(language)]
    heads = [column.title for table in result.tables(language) for column in table.columns]
    wrong = {"en": "first table", "de": "ersten Runde"}[language]
    assert not [text for text in (*said, *titles, *heads) if wrong in text]
