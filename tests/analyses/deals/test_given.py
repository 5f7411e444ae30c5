"""Deals that are given in part, break a rule, or are judged under another rule of consent."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

import detente
from analyses.deals.test_parts import TALKS, part, shown
from detente.analyses.deals import map_deals
from detente.analyses.deals.result import DealMap
from detente.errors import SettingError
from detente.scenario import loads

OPEN = "Territory: not line of contact and Ceasefire: not full"


def every_audit(text: str, **settings: Any) -> list[dict[str, Any]]:
    """The audits of all deals of the talks."""
    values = (["none", "partial, phased", "full"], ["kept", "shared", "ceded"], range(0, 101, 50))
    scenario = loads(text)
    return [
        part(map_deals(scenario, deal={"cease": c, "land": b, "aid": a}, **settings), "audit")
        for c, b, a in itertools.product(*values)
    ]


def said(result: DealMap, language: str) -> str:
    return " ".join(note.text for note in result.statements(language))


def lacking(audit: dict[str, Any], parties: str) -> float:
    return sum(max(0.0, {"a": 40, "b": 30}[p] - audit["utility"][p]) for p in parties)


def test_what_was_filled_in_is_said() -> None:
    result = map_deals(loads(TALKS), deal="land=shared")
    audit = part(result, "audit")
    assert audit["filled"] == {k: audit["deal"][k] for k in ("cease", "aid")}
    assert (audit["filled_by"], audit["in_the_way"]) == ("nash", [])
    assert audit["passes"]
    assert "Issues left open are filled in as the most balanced package" in said(result, "en")
    assert "Offene Verhandlungspunkte sind so ergänzt" in said(result, "de")
    assert "Filled in, since left open: cease and aid" in str(result.tables("en")[0].note)
    whole = map_deals(loads(TALKS), deal="land=shared, cease=full, aid=0")
    assert part(whole, "audit")["filled"] == {}
    assert "filled in" not in shown(whole)


@pytest.mark.parametrize("land", ["kept", "ceded"])
def test_a_deal_behind_a_red_line_is_filled_so_that_least_is_missing(land: str) -> None:
    text = TALKS.replace("steps: 11", "steps: 3")
    result = map_deals(loads(text), deal=f"land={land}")
    audit = part(result, "audit")
    owner = {"kept": "b", "ceded": "a"}[land]
    assert not audit["passes"]
    assert audit["filled"].keys() == {"cease", "aid"}
    assert audit["filled_by"] == "least_shortfall"
    assert audit["in_the_way"] == [{"party": owner, "red_line": f"land = {land}"}]
    same = [other for other in every_audit(text) if other["deal"]["land"] == land]
    assert lacking(audit, "ab") == pytest.approx(min(lacking(other, "ab") for other in same))
    assert f"crosses a red line of those whose consent is needed, here “land: {land}”" in said(
        result, "en"
    )
    assert "überschreitet eine rote Linie derer" in said(result, "de")


def test_a_deal_worse_than_no_deal_is_filled_without_naming_red_lines() -> None:
    text = TALKS.replace("reservation: 30", "reservation: 95").replace("steps: 11", "steps: 3")
    result = map_deals(loads(text), deal="cease=full")
    audit = part(result, "audit")
    assert audit["filled_by"] == "least_shortfall"
    assert audit["in_the_way"] == []
    assert audit["breaks"] == {}
    assert "No package with the values given is acceptable to all at the table" in said(
        result, "en"
    )


def test_values_that_no_possible_deal_has_are_refused() -> None:
    ruled = loads(TALKS + '\nrules: ["land != ceded"]\n')
    with pytest.raises(SettingError, match="every package with these values breaks a rule"):
        map_deals(ruled, deal="land=ceded")


def test_a_rule_excludes_a_deal_for_everybody_and_is_named() -> None:
    text = TALKS.replace("steps: 11", "steps: 3") + '\nrules: ["cease = full -> aid >= 50"]\n'
    excluded = 0
    for audit in every_audit(text):
        breaks = audit["deal"]["cease"] == "full" and audit["deal"]["aid"] == "0"
        assert audit["excluded_by"] == (["cease = full -> aid >= 50"] if breaks else [])
        if breaks:
            excluded += 1
            assert set(audit["accepts"].values()) == {False}
            assert not audit["passes"]
            assert not audit["efficient"]
        better = [p["deal"] for p in audit["dominated_by"]]
        near = [p["deal"] for found in audit["near"].values() for p in found]
        assert not any(d["cease"] == "full" and d["aid"] == "0" for d in better + near)
    assert excluded == 3
    result = map_deals(loads(text), deal="cease=full, land=shared, aid=0")
    assert "it breaks the rule “if cease: full, then" in said(result, "en")
    assert "Es verstößt gegen die Regel" in said(result, "de")
    assert "No other package is better" not in said(result, "en")


@pytest.mark.parametrize("consent", ["all", "majority", "everyone", "{quota: 2, vetoes: [a]}"])
def test_an_audit_and_the_frontier_agree_on_what_is_efficient(consent: str) -> None:
    text = TALKS.replace("steps: 11", "steps: 3").replace(", at_table: false", "")
    asked = {} if consent.startswith("{") else {"consent": consent}
    text += "" if asked else f"\nconsent: {consent}\n"
    efficient = [package.deal for package in map_deals(loads(text), full=True, **asked).frontier]
    passing = [audit for audit in every_audit(text, **asked) if audit["passes"]]
    assert passing
    for audit in passing:
        assert audit["efficient"] == (audit["deal"] in efficient)


def test_packages_near_it_are_given_for_those_outside_the_room() -> None:
    audit = part(map_deals(loads(TALKS), deal="cease=none, land=shared, aid=100"), "audit")
    assert audit["near"].keys() == {"a", "b", "c"}
    assert audit["near"]["c"]
    for package in audit["near"]["c"]:
        assert package["utility"]["c"] > audit["utility"]["c"]
        assert package["utility"]["a"] >= 40
        assert package["utility"]["b"] >= 30


def test_red_lines_stand_in_the_table_in_words() -> None:
    scenario = detente.load("anchorage")
    table = map_deals(scenario, deal="ceasefire=none, territory=Donbas ceded").tables("en")[0]
    crossed = {str(row[0]): row[4] for row in table.rows}
    assert OPEN in str(crossed["Ukraine"])
    assert "territory" not in str(crossed)


def test_those_outside_the_room_are_not_called_at_the_table() -> None:
    scenario = loads(TALKS)
    everyone = map_deals(scenario, consent="everyone", deal="cease=none, land=kept, aid=100")
    for language, table in (("en", "at the table"), ("de", "am Tisch")):
        for text in shown_sentences(everyone, language):
            clean = text.replace("at the table or not", "").replace("ob am Tisch oder nicht", "")
            assert table not in clean
        assert any(table in text for text in shown_sentences(map_deals(scenario), language))


@pytest.mark.parametrize(
    ("consent", "key"),
    [
        ("all", "deals.assume_table"),
        ("majority", "deals.assume_enough"),
        ("everyone", "deals.assume_everyone"),
    ],
)
def test_the_assumption_on_consent_is_that_of_the_rule(consent: str, key: str) -> None:
    text = TALKS.replace("b: {name: Beta}", "b: {name: Beta}, d: {name: Delta}").replace(
        "preferences:\n", "preferences:\n  d: {weights: {cease: 1}, values: {cease: rising}}\n"
    )
    keys = [remark.key for remark in map_deals(loads(text), consent=consent).assumptions]
    assert [k for k in keys if k in CONSENT] == [key]


CONSENT = ("deals.assume_table", "deals.assume_enough", "deals.assume_everyone")


def shown_sentences(result: DealMap, language: str) -> list[str]:
    from detente.phrases import phrases

    texts = [note.text for note in result.statements(language)]
    texts += [str(table.note) for table in result.tables(language)]
    return texts + [remark.text(phrases(language)) for remark in result.assumptions]
