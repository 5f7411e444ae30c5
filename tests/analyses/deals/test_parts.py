"""What is asked of a deal space beyond its map: audits, offers, leverage, openings, consent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import detente
from detente.analyses.deals import deal_conclusions, map_deals
from detente.analyses.deals.result import DealMap
from detente.errors import FileError, MissingSection, SettingError
from detente.phrases import LANGUAGES, phrases
from detente.scenario import Scenario, best_draws, loads

TALKS = """
title: Talks
parties: {a: {name: Alpha}, b: {name: Beta}, c: {name: Gamma, at_table: false}}
issues:
  cease: {values: [none, "partial, phased", full]}
  land: {values: [kept, shared, ceded]}
  aid: {scale: 0..100, steps: 11, unit: percent}
preferences:
  a:
    weights: {cease: 80, land: 20, aid: 30}
    values: {cease: rising, land: falling, aid: rising}
    reservation: 40
    red_lines: ["land = ceded"]
  b:
    weights: {cease: 20, land: 80, aid: 10}
    values: {cease: falling, land: rising, aid: falling}
    interactions: [{if: "cease = full and aid >= 50", add: 5}]
    reservation: 30
    red_lines: ["land = kept"]
  c:
    weights: {cease: 60, land: 20, aid: 20}
    values: {cease: rising, land: falling, aid: rising}
    reservation: 60
"""


@pytest.fixture
def talks() -> Scenario:
    return loads(TALKS)


def part(result: DealMap, key: str) -> Any:
    return result.to_dict()["answer"][key]


def shown(result: DealMap) -> str:
    """Everything that a result says, in both languages."""
    said = []
    for language in LANGUAGES:
        said += [note.text for note in result.statements(language)]
        said += [str(table) for table in result.tables(language)]
        said += [str(chart) for chart in result.charts(language)]
    return "\n".join(said)


def test_everything_at_once_is_plain_json_in_both_languages(talks: Scenario) -> None:
    result = map_deals(
        talks,
        deal={"cease": "full", "land": "shared", "aid": 50},
        otherwise="aid=0",
        seat=("a", "b"),
        leverage=True,
        agenda=True,
    )
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    keys = {"audit", "contingent", "trades", "offers", "leverage", "agenda"}
    assert keys <= plain["answer"].keys()
    assert "{" not in shown(result).replace("{'", "")


def test_audit_names_what_a_deal_breaks(talks: Scenario) -> None:
    result = map_deals(talks, deal="cease=none, land=ceded, aid=0")
    audit = part(result, "audit")
    assert audit["accepts"] == {"a": False, "b": True, "c": False}
    assert audit["breaks"] == {"a": ["land = ceded"]}
    assert audit["utility"]["b"] == pytest.approx(100.0)


def test_audit_finds_deals_that_are_better_for_all(talks: Scenario) -> None:
    audit = part(map_deals(talks, deal="cease=none, land=kept, aid=100"), "audit")
    assert not audit["efficient"]
    for better in audit["dominated_by"]:
        assert all(better["utility"][p] >= audit["utility"][p] for p in "ab")
    for party, packages in audit["near"].items():
        for package in packages:
            assert package["utility"][party] > audit["utility"][party]
            changed = [i for i in audit["deal"] if package["deal"][i] != audit["deal"][i]]
            assert len(changed) <= 2


def test_a_value_may_hold_a_comma_and_open_issues_are_settled_well(talks: Scenario) -> None:
    audit = part(map_deals(talks, deal="cease=partial, phased; land=shared"), "audit")
    assert audit["deal"]["cease"] == "partial, phased"
    assert audit["accepts"]["a"]
    assert audit["accepts"]["b"]


def test_a_draft_is_read_from_a_file(talks: Scenario, tmp_path: Path) -> None:
    draft = tmp_path / "deal.yaml"
    draft.write_text("deal: {cease: full, land: shared, aid: 50}\n", encoding="utf-8")
    audit = part(map_deals(talks, draft=draft), "audit")
    assert audit["deal"] == {"cease": "full", "land": "shared", "aid": "50"}
    draft.write_text("- not a deal\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"deal\.yaml"):
        map_deals(talks, draft=draft)
    for nothing in ("", "\n  \n", "# to be written\n"):
        draft.write_text(nothing, encoding="utf-8")
        with pytest.raises(FileError, match="the file is empty; write issue: value, one a line"):
            map_deals(talks, draft=draft)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"deal": "ceas=full"}, "did you mean cease"),
        ({"deal": "cease=ful"}, "did you mean full"),
        ({"deal": "cease=full, lnd=shared"}, "did you mean land"),
        ({"deal": "aid=7"}, "write 0 or 10"),
        ({"otherwise": "aid=0"}, "add --deal"),
        ({"deal": "cease=full", "draft": "x.yaml"}, "either --deal or --draft"),
        ({"seat": ["c"]}, "choose one of a, b"),
        ({"deal": "cease=full, cease=none"}, "leave one of the two out"),
        ({"deal": "cease=full, cease=full"}, "leave one of the two out"),
        ({"deal": "cease"}, "write cease=VALUE, such as cease=none"),
        ({"deal": "cease, land=shared"}, "write cease=VALUE"),
        ({"deal": "land=shared, cease"}, "write cease=VALUE"),
        ({"deal": "land=shared, aid=0", "otherwise": "aid"}, "otherwise: 'aid' .* aid=VALUE"),
        *(
            ({"power": [f"a={power}"]}, "a number from 0.01 to 100")
            for power in ("-1", "0", "nan", "inf", "1e308", "1e-9", "two", "")
        ),
        ({"power": {"a": 1e308}}, "a number from 0.01 to 100"),
        ({"power": ["q=1"]}, "choose one of a, b"),
        ({"consent": "nobody"}, "choose one of"),
        ({"epsilon": -1.0}, "above 0"),
    ],
)
def test_wrong_settings_say_what_to_do(
    talks: Scenario, settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingError, match=said):
        map_deals(talks, **settings)


def test_offers_are_worth_about_the_same_and_lead_to_the_goal(talks: Scenario) -> None:
    offers = part(map_deals(talks, seat=("a", "b")), "offers")
    goal = offers["goal"]
    for party, seat in offers["seats"].items():
        for package in seat["packages"]:
            assert abs(package["utility"][party] - goal["utility"][party]) <= 5
        steps = seat["concessions"]
        assert steps[-1]["deal"] == goal["deal"]
        before = seat["opening"]["utility"]
        for step in steps:
            for name, change in step["change"].items():
                assert step["utility"][name] - before[name] == pytest.approx(change)
            before = step["utility"]


def test_contingent_package_is_even_where_it_should_be(talks: Scenario) -> None:
    result = map_deals(talks, deal="cease=full, land=shared, aid=100", otherwise="cease=none")
    found = part(result, "contingent")
    even = found["even_at"]["a"]
    high, low = (found[k]["utility"]["a"] for k in ("if_it_happens", "otherwise"))
    assert even * high + (1 - even) * low == pytest.approx(40)


def test_leverage_of_a_pie_is_half_a_point_a_point() -> None:
    pie = loads(
        """
title: A pie
parties: {a: {}, b: {}}
issues: {share: {scale: 0..100, steps: 101}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}, reservation: 20}
  b: {weights: {share: 1}, values: {share: falling}, reservation: 20}
"""
    )
    levers = part(map_deals(pie, leverage=True), "leverage")
    own = next(x for x in levers if x["of"] == "reservation" and x["party"] == "a")
    assert own["change"]["a"] == pytest.approx(0.5, abs=0.11)
    assert own["change"]["b"] == pytest.approx(-0.5, abs=0.11)


def test_agenda_says_which_value_is_needed(talks: Scenario) -> None:
    items = part(map_deals(talks, agenda=True), "agenda")
    shared = next(x for x in items if x["value"] == "shared")
    assert shared["not_available"] is None
    assert set(shared["settled_so"].values()) == {0.0}


def test_openings_open(talks: Scenario) -> None:
    harder = loads(
        TALKS.replace("reservation: 40", "reservation: 90").replace(
            "reservation: 30", "reservation: 60"
        )
    )
    result = map_deals(harder)
    assert result.acceptable == 0
    openings = part(result, "openings")
    for opening in openings:
        text = TALKS
        for party, stated in (("a", 40), ("b", 30)):
            lowered = {"a": 90, "b": 60}[party] - opening["lower_reservation"].get(party, 0.0)
            text = text.replace(f"reservation: {stated}", f"reservation: {lowered - 1e-6}")
        assert map_deals(loads(text)).acceptable > 0
    assert "Alpha" in shown(result)


def test_red_lines_that_open_a_deal_are_named() -> None:
    blocked = loads(TALKS.replace('["land = kept"]', '["land = kept", "land = shared"]'))
    result = map_deals(blocked)
    assert result.blocking_lines == ((("a", "land = ceded"),), (("b", "land = shared"),))
    lifted = [opening["lift"] for opening in part(result, "openings")]
    assert [{"party": "a", "red_line": "land = ceded"}] in lifted
    assert result.nearest
    assert result.blockers == (("a",), ("b",))


def test_rules_remove_deals_for_everybody(talks: Scenario) -> None:
    ruled = loads(TALKS + '\nrules: ["cease = full -> aid >= 50", "land != ceded"]\n')
    result = map_deals(ruled)
    assert result.count == 2 * (11 + 11 + 6)
    for package in map_deals(ruled, all_deals=True, full=True).frontier:
        assert package.deal["land"] != "ceded"
        assert package.deal["cease"] != "full" or float(package.deal["aid"]) >= 50


def test_everyone_includes_those_outside_the_room(talks: Scenario) -> None:
    few, all_of_them = map_deals(talks), map_deals(talks, consent="everyone")
    assert all_of_them.table == ("a", "b", "c")
    assert 0 < all_of_them.acceptable < few.acceptable  # type: ignore[operator]


def test_votes_and_vetoes_decide(talks: Scenario) -> None:
    text = TALKS.replace(", at_table: false", "")
    votes = "\nconsent: {votes: {a: 2}, quota: 3, vetoes: [a]}\n"
    result = map_deals(loads(text + votes))
    assert {group.parties for group in result.parts[0].found} == {("a", "b"), ("a", "c")}  # type: ignore[attr-defined]
    assert part(result, "coalitions")[0]["nash"] is not None
    scenario = loads(text + "\nconsent: {quota: 3}\n")
    voting = {party: scenario.preferences[party] for party in ("a", "b")}
    short = scenario.model_copy(update={"preferences": voting})
    with pytest.raises(SettingError, match="lower the quota"):
        map_deals(short)


def test_a_vote_on_a_deal_is_told_in_both_languages(talks: Scenario) -> None:
    text = TALKS.replace(", at_table: false", "") + "\nconsent: majority\n"
    scenario = loads(text)
    packages = {
        "cease=full, land=shared, aid=100": ("cease=none", True, False),
        "cease=none, land=ceded, aid=0": ("cease=full, land=shared, aid=100", False, True),
        "cease=none, land=kept, aid=0": ("cease=none", False, False),
    }
    for deal, (otherwise, first, second) in packages.items():
        result = map_deals(scenario, deal=deal, otherwise=otherwise)
        passes = part(result, "contingent")["passes"]
        assert passes == {"if_it_happens": first, "otherwise": second}
        assert part(result, "audit")["passes"] == first
        said = shown(result)
        assert ("The package passes: enough" in said) == first
        assert ("kommt nicht durch" in said) != first
    both = map_deals(scenario, deal="cease=full, land=shared, aid=100", otherwise="aid=90")
    assert "passes under both contingencies" in shown(both)


CONFLICT = """
options: {a: [leave], b: [strike]}
ranking: {a: [NN, YN, YY, NY], b: [NY, NN, YY, YN]}
"""


def test_reservation_follows_from_the_conflict() -> None:
    text = TALKS.replace("reservation: 40", "reservation: {from: stability, range: 30..60}")
    text = text.replace("reservation: 30", "reservation: {from: stability}")
    worth = '\nno_deal: {b: [{if: "a.leave", worth: 10}, {worth: 30}]}\n'
    result = map_deals(loads(text + CONFLICT + worth))
    assert result.reservation == {"a": 40.0, "b": 10.0, "c": 60.0}
    assert [item["state"] for item in part(result, "no_deal")] == ["YY"]
    assert shown(result)
    with pytest.raises(SettingError, match="no_deal"):
        map_deals(loads(text + CONFLICT))
    with pytest.raises(MissingSection, match="options"):
        map_deals(loads(text))


def test_a_party_without_any_priority_finds_all_states_equal() -> None:
    text = TALKS.replace("reservation: 30", "reservation: {from: stability, range: 30..60}")
    text += "\noptions: {a: [leave], b: [strike]}\npriorities: {a: [not a.leave], b: []}\n"
    result = map_deals(loads(text))
    assert result.reservation["b"] == 30.0
    assert [item["state"] for item in part(result, "no_deal")] == ["NN", "NY"]


def test_worth_of_no_deal_may_be_stated_by_itself() -> None:
    text = TALKS.replace("    reservation: 40\n", "") + "\nno_deal: {a: 55}\n"
    assert map_deals(loads(text)).reservation["a"] == 55.0


def test_a_frontier_within_a_tolerance_says_so(talks: Scenario) -> None:
    result = map_deals(talks, epsilon=8.0)
    method = part(result, "method")
    assert method["name"] == "tolerance"
    assert 0 <= method["tolerance"] <= 8.0
    exact = map_deals(talks)
    assert result.solutions["nash"] == exact.solutions["nash"]
    assert result.solutions["kalai_smorodinsky"] == exact.solutions["kalai_smorodinsky"]


def test_continuous_scales_are_cut_and_noted() -> None:
    cut = map_deals(loads(TALKS.replace(", steps: 11", "")))
    labels = [float(label) for label in cut.problem.labels[2]]
    assert labels == sorted(labels)
    assert {float(number) for number in range(101)} < set(labels)
    assert cut.count == 3 * 3 * len(labels)
    assert any(remark.key == "deals.cut_scale" for remark in cut.notes)


def test_weights_are_shown_as_given_and_as_shares(talks: Scenario) -> None:
    weights = part(map_deals(talks), "weights")
    assert weights["c"]["given"]["cease"] == 60.0
    assert weights["c"]["normalised"]["cease"] == pytest.approx(0.6)
    assert sum(weights["a"]["normalised"].values()) == pytest.approx(1)


def test_parties_without_preferences_are_named() -> None:
    result = map_deals(loads(TALKS.replace("parties: {", "parties: {d: {name: Delta}, ")))
    said = [remark.text(phrases("en")) for remark in result.notes]
    assert any("Delta" in text for text in said)


def test_case_of_all_four_parties_says_who_blocks() -> None:
    result = map_deals(detente.load("anchorage"), consent="everyone")
    assert result.acceptable == 0
    assert result.blockers or result.blocking_lines
    assert result.nearest


def test_powers_as_stated_count_over_draws_as_they_do_in_the_map() -> None:
    scenario = loads(
        """
title: A pie
parties: {a: {power: 80}, b: {power: 20}}
issues: {share: {scale: 0..10, steps: 11}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}}
  b: {weights: {share: 1}, values: {share: falling}}
"""
    )
    chosen = map_deals(scenario, power="stated").solutions["nash"][0]
    found = deal_conclusions(scenario, best_draws(scenario), power=("stated",))
    assert chosen.utility == {"a": 80.0, "b": 20.0}
    assert [float(found[f"utility.{p}.nash"][0]) for p in "ab"] == pytest.approx([80.0, 20.0])
