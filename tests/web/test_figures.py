"""Figures on the pages of the workbench, found again from the answers that they show."""

from __future__ import annotations

import itertools
import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from analyses.deals.test_parts import TALKS
from detente.analyses.deals import map_deals
from detente.phrases import phrases
from detente.scenario import load, loads
from detente.scenario.wording import state_words
from detente.web import composer
from detente.web.screens.dossier import dossier
from detente.web.screens.failure import failure
from detente.web.screens.whatif import judgements
from workbench import Window

CASE = Path(str(files("detente.cases") / "house_sale.yaml"))
WORDS = phrases("en")
DEALS = (
    {"price": "430", "handover": "June", "kitchen": "stays"},
    {"price": "390", "handover": "December", "kitchen": "goes"},
)


def test_the_frontier_of_the_composer_has_each_party_on_its_axis() -> None:
    scenario = load("house_sale")
    answer = map_deals(scenario, deal=DEALS[0]).answer()
    chart, packages = composer.frontier(scenario, answer, ("buyer", "seller"), WORDS)
    assert (chart.x.title, chart.y.title) == ("Buyer", "Seller")
    assert {guide.axis: guide.value for guide in chart.guides} == {"x": 32.5, "y": 37.5}
    shown = [(p.x, p.y) for p in chart.points]
    worths = [package["utility"] for package in (*answer["frontier"], answer["audit"])]
    assert shown == [(worth["buyer"], worth["seller"]) for worth in worths]
    assert [deal for _, deal in packages] == [package["deal"] for package in answer["frontier"]]


def test_packages_beside_each_other_show_their_own_worths() -> None:
    scenario = load("house_sale")
    answers = [map_deals(scenario, deal=deal).answer() for deal in DEALS]
    _, said = composer.compared(scenario, answers, WORDS)
    for row, party in zip(said, ("seller", "buyer"), strict=True):
        for cell, answer in zip(row[1:], answers, strict=True):
            audit = answer["audit"]
            says = WORDS("web.accepts" if audit["accepts"][party] else "web.refuses")
            worth = WORDS.number(audit["utility"][party])
            assert cell == WORDS("web.worth_and", worth=worth, says=says)
        assert row[1] != row[2]


def test_the_composer_starts_from_what_suits_all_or_comes_nearest() -> None:
    answer = map_deals(load("house_sale")).answer()
    first = next(p for packages in answer["solutions"].values() for p in packages)
    assert composer.start_of(answer) == first["deal"] != answer["frontier"][0]["deal"]
    refused = map_deals(loads(TALKS.replace("reservation: 30", "reservation: 95"))).answer()
    assert composer.start_of(refused) == refused["nearest"][0]["deal"]


def test_only_those_whose_consent_is_needed_stand_in_the_way(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_text(TALKS, encoding="utf-8")
    deal = {"cease": "none", "land": "ceded", "aid": "0"}
    accepts = map_deals(loads(TALKS), deal=deal).answer()["audit"]["accepts"]
    assert accepts == {"a": False, "b": True, "c": False}
    query = "&".join(f"deal.{issue}={value}" for issue, value in deal.items())
    said = Window(file, "en").get(f"/deal?{query}").text
    assert WORDS("web.blocked", parties="Alpha") in said


def test_one_state_is_marked_as_the_one_of_today(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    base = "title: T\nparties: {a: {}, b: {}}\noptions: {a: [x, y], b: [z]}\nstatus_quo: YNN\n"
    file.write_text(base + "infeasible: [a.x and b.z]\n", encoding="utf-8")
    window = Window(file, "en")
    states = failure(window.bench, {})["states"]
    assert len(states) == 6
    assert [words for words, today in states if today] == [state_words(loads(base), "YNN", WORDS)]


def test_each_text_shows_its_own_open_items(tmp_path: Path) -> None:
    file = tmp_path / "sale.yaml"
    case = "title: T\nparties: {seller: {}, buyer: {}}\n"
    file.write_text(case, encoding="utf-8")
    window = Window(file, "en")
    demand = "The seller demands a higher price."
    for name, count in (("one", 1), ("two", 2)):
        text = "\n\n".join([demand, "The buyer threatens the seller with leaving."][:count])
        window.ask("POST", f"/dossier/upload?name={name}.txt", text.encode(), hx_request="true")
    shown: dict[str, Any] = dossier(window.bench, {})
    assert {text[0]: text[2] for text in shown["texts"]} == {"one": 1, "two": 2}


def test_parties_and_issues_of_a_text_are_named_in_the_language_of_the_page(tmp_path: Path) -> None:
    file = Path(shutil.copy(CASE, tmp_path))
    window = Window(file, "de")
    window.ask("POST", "/dossier/upload?name=a.txt", b"The seller demands more.", hx_request="true")
    choices = dossier(window.bench, {})["choices"]
    assert dict(choices["holder"])["buyer"] == dict(choices["target"])["buyer"] == "Käufer"
    assert dict(choices["issue"])["kitchen"] == "Küche"


TIED = """
title: t
parties: {a: {}, b: {}}
issues: {x: {values: [p, q]}, y: {values: [r, s]}, z: {values: [t, u, v]}}
preferences:
  a:
    weights: {x: 40, y: 40, z: 20}
    values: {x: rising, y: rising, z: falling}
    reservation: 20
    interactions: [{if: "x = q and y = s", add: -30}, {if: "z = v and x = p", add: 35}]
  b:
    weights: {x: 40, y: 40, z: 20}
    values: {x: falling, y: rising, z: rising}
    reservation: 20
    interactions: [{if: "y = s and x = p", add: 20}]
"""


@pytest.mark.parametrize("case", ["house_sale", TIED])
def test_the_best_of_a_party_is_that_of_all_packages(case: str) -> None:
    scenario = loads(case) if "\n" in case else load(case)
    labels = [stated.labels(composer.POINTS) for stated in scenario.issues.values()]
    best: dict[str, float] = {}
    shown: dict[str, set[float]] = {}
    for values in itertools.product(*labels):
        deal = dict(zip(scenario.issues, values, strict=True))
        for stand in composer.stands(scenario, map_deals(scenario, deal=deal).answer(), WORDS):
            best[stand.party] = max(best.get(stand.party, 0.0), stand.worth)
            shown.setdefault(stand.party, set()).add(round(stand.best, 9))
    assert shown == {party: {round(worth, 9)} for party, worth in best.items()}


def test_what_a_party_accepts_from_is_not_called_what_no_deal_is_worth() -> None:
    scenario = load("anchorage")
    deal = {issue: stated.labels(composer.POINTS)[0] for issue, stated in scenario.issues.items()}
    answer = map_deals(scenario, deal=deal).answer()
    stands = {stand.party: stand for stand in composer.stands(scenario, answer, WORDS)}
    assert stands["united_states"].limit < answer["reservation"]["united_states"] - 1
    assert "no deal" not in WORDS("web.over_limit")
    assert "no deal" not in WORDS("web.bar", worth="1", limit="2")


def test_judgements_that_an_order_says_are_not_offered_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    text = TIED.replace("weights: {x: 40, y: 40, z: 20}", "weights: [x, [y, z]]", 1)
    file.write_text(f"{text}sources: {{s: {{title: S}}}}\nevidence: {{e: {{source: s, says: x}}}}")
    window = Window(file, "en")
    offered = [path for path, _ in judgements(window.bench)]
    assert ("preferences", "b", "weights", "x") in offered
    assert [path for path in offered if path[:3] == ("preferences", "a", "weights")] == []
    for path in offered:
        form = {"kind": "attach", "path": json.dumps(path), "evidence": "e"}
        assert window.post("/add", form).status == 200, path
        assert window.bench.opened.scenario.judgements()[path].because == ("e",)
