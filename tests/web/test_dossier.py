"""Texts in the workbench: taken in, reviewed, attached, by what a window asks for."""

from __future__ import annotations

import re
import shutil
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest

import chromium
from accessibility import faults
from detente.dossier.store import open_dossier
from detente.scenario import load
from web.test_browser import go, is_clean, served, settled
from workbench import Window

TEXT = (
    "The seller demands a higher price.\n\n"
    "The buyer threatens the seller with leaving. The buyer has a house.\n"
)


@pytest.fixture
def window(tmp_path: Path) -> Window:
    case = Path(str(files("detente.cases"))) / "house_sale.yaml"
    opened = Window(shutil.copy(case, tmp_path / "sale.yaml"), "en")
    said = opened.ask("POST", "/dossier/upload?name=letter.txt", TEXT.encode(), hx_request="true")
    assert (said.status, said.headers["location"]) == (303, "/part/dossier?text=letter")
    opened.at = "/part/dossier?text=letter"
    return opened


def items(tmp_path: Path) -> dict[str, str]:
    """The ids of items by their acts."""
    kept = open_dossier(tmp_path / "sale-sources")
    return {state.item.act: name for name, state in kept.states.items()}


def test_a_text_is_taken_in_and_shown_with_its_passages(window: Window, tmp_path: Path) -> None:
    shown = window.get("/part/dossier").text
    assert faults(shown) == []
    passages = re.findall(r'<mark class="proposed" id="place-(\w+)">([^<]+)</mark>', shown)
    assert {name: unescape(text) for name, text in passages} == {
        item.id: item.exact for item in open_dossier(tmp_path / "sale-sources").items.values()
    }
    assert set(items(tmp_path)) == {"demand", "threat"}
    assert shown.index(f"card-{items(tmp_path)['threat']}") < shown.index(
        f"card-{items(tmp_path)['demand']}"
    )
    assert "The buyer has a house." in re.findall(r"<blockquote[^>]*>([^<]+)<", shown)


def test_decisions_are_kept_and_nothing_undecided_is_attached(
    window: Window, tmp_path: Path
) -> None:
    threat, demand = items(tmp_path)["threat"], items(tmp_path)["demand"]
    path = '["preferences", "seller", "reservation"]'
    before = (tmp_path / "sale.yaml").read_bytes()
    refused = window.post("/dossier/attach", {"item": threat, "path": path})
    assert refused.status == 422
    assert (tmp_path / "sale.yaml").read_bytes() == before
    for item, kind in ((threat, "accept"), (demand, "reject"), (demand, "unsure")):
        assert window.post("/dossier/judge", {"item": item, "kind": kind}).status == 200
    states = open_dossier(tmp_path / "sale-sources").states
    assert (states[threat].status, states[demand].status) == ("accepted", "unsure")
    edit = {"item": demand, "kind": "edit", "act": "offer", "holder": "buyer", "hedged": "yes"}
    assert window.post("/dossier/judge", {**edit, "why": " Said twice. "}).status == 200
    assert open_dossier(tmp_path / "sale-sources").decisions[-1].why == "Said twice."
    state = open_dossier(tmp_path / "sale-sources").states[demand]
    assert (state.status, state.item.act, state.item.holder) == ("accepted", "offer", "buyer")
    assert (state.item.hedged, state.item.negated) == (True, False)
    said = window.post("/dossier/attach", {"item": threat, "path": path, "says": "It may leave."})
    assert said.status == 200
    assert "commitments" in said.text
    scenario = load(tmp_path / "sale.yaml")
    assert scenario.evidence[threat].says == "It may leave."
    assert threat in scenario.citations()["preferences", "seller", "reservation", "because"]


def test_a_sentence_without_an_item_becomes_one(window: Window, tmp_path: Path) -> None:
    start = TEXT.index("The buyer has")
    given = {"text": "letter", "start": str(start), "end": str(start + 22), "act": "aim"}
    assert window.post("/dossier/miss", {**given, "holder": "buyer"}).status == 200
    kept = open_dossier(tmp_path / "sale-sources")
    state = kept.states[items(tmp_path)["aim"]]
    assert (state.status, state.item.exact) == ("accepted", "The buyer has a house.")
    assert window.post("/dossier/miss", {**given, "end": "x"}).status == 422
    assert window.post("/dossier/judge", {"folder": "../..", "kind": "accept"}).status == 422
    assert window.post("/dossier/judge", {"item": "e_1", "kind": "accept"}).status == 422
    assert window.post("/dossier/judge", {"item": state.item.id, "kind": "like"}).status == 422


def test_a_hostile_text_is_told_and_breaks_no_page(window: Window, tmp_path: Path) -> None:
    raw = "The seller demands <script>alert(1)</script> \u202emore\u202c.".encode()
    said = window.ask("POST", "/dossier/upload?name=../../x<b>.txt", raw, hx_request="true")
    shown = window.get(said.headers["location"]).text
    assert faults(shown) == []
    assert "<script>alert" not in shown
    assert "turn the direction of reading" in shown
    said = window.ask("POST", "/dossier/upload?name=a.pdf", b"%PDF-", hx_request="true")
    assert said.status == 422


def test_a_case_takes_no_texts() -> None:
    window = Window("house_sale")
    assert "copy" in window.get("/part/dossier").text
    said = window.ask("POST", "/dossier/upload?name=a.txt", b"words", hx_request="true")
    assert said.status == 422
    closed = Window()
    assert closed.ask("POST", "/dossier/upload?name=a.txt", b"words").headers["location"] == "/"
    assert closed.post("/dossier/judge", {"item": "e_1", "kind": "accept"}).status == 422


def test_cards_are_decided_by_the_keys_of_the_terminal(window: Window, tmp_path: Path) -> None:
    threat, demand = items(tmp_path)["threat"], items(tmp_path)["demand"]
    with served("en", tmp_path / "sale.yaml") as (_, address), chromium.page(address) as page:
        go(page, "dossier")
        page.evaluate(f"document.getElementById('{threat}-why').value = 'A whim.'")
        page.evaluate("document.querySelector('[data-card]').focus()")
        for key, focused in (("s", demand), ("b", threat), ("u", demand), ("a", "")):
            page.press(key)
            page.wait_for(f"document.activeElement.id.endsWith({focused!r})")
            settled(page)
        page.wait_for("!document.querySelector('[data-card].proposed')")
        is_clean(page, address)
    held = open_dossier(tmp_path / "sale-sources")
    states = held.states
    assert (states[threat].status, states[demand].status) == ("unsure", "accepted")
    assert [each.why for each in held.decisions] == ["A whim.", ""]
