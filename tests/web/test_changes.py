"""What windows change: exactly that, at once, undone to the first byte; nothing is lost."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from accessibility import faults, read
from desk.random_scenarios import random_edit, random_text, random_values
from detente.analyses.deals import map_deals
from detente.edits import set_value
from detente.scenario import check, load, loads
from detente.scenario.reading.tree import read_tree
from detente.web.adding import key_of
from detente.web.templating import element_id
from workbench import Window

CASE = Path(str(files("detente.cases") / "house_sale.yaml"))
SLOW = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(CASE, tmp_path))


@pytest.fixture
def window(file: Path) -> Window:
    return Window(file, "en")


@pytest.mark.parametrize("seed", [0, *(pytest.param(k, marks=SLOW) for k in range(1, 50))])
def test_random_edits_through_requests(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    values = random_values(rng)
    file = tmp_path / "talks.yaml"
    first = random_text(rng, values).encode()
    file.write_bytes(first)
    window, made = Window(file), 0
    while made < 20:
        wanted, before = random_edit(rng, values), file.read_bytes()
        change = wanted.change
        form = {"json": json.dumps(change.value)}
        said = window.edit(change.op, *change.path, **form)
        if said.status == 422:
            assert file.read_bytes() == before
            continue
        assert said.status == 200
        made, values = made + 1, wanted.values
        text = file.read_bytes().decode("utf-8-sig")
        assert repr(read_tree(text, "file").values) == repr(values)
    for _ in range(made):
        assert window.post("/undo").status == 200
    assert file.read_bytes() == first


def test_programs_are_told_the_revision_and_what_is_wrong(window: Window, file: Path) -> None:
    said = window.post(
        "/edit", {"op": "set", "path": '["title"]', "value": "New"}, accept="application/json"
    )
    assert json.loads(said.body) == {"revision": window.bench.opened.digest}
    assert load(file).title == "New"
    wrong = window.post(
        "/edit", {"op": "set", "path": '["parties"]', "value": "x"}, accept="application/json"
    )
    assert wrong.status == 422
    assert json.loads(wrong.body)["error"]
    for path in ("", "[1]", "{}", '"title"'):
        assert window.post("/edit", {"op": "set", "path": path}).status == 422


def test_two_versions_of_one_place_are_shown_and_nothing_is_lost(
    window: Window, file: Path
) -> None:
    shown = window.bench.opened.digest
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("name: Seller", "name: Vendor"), encoding="utf-8")
    form = {"path": '["parties", "seller", "name"]', "value": "Owner", "revision": shown}
    said = window.post("/fill", form)
    assert said.status == 409
    assert "Owner" in said.text
    assert "Vendor" in said.text
    assert "Vendor" in file.read_text(encoding="utf-8")
    plain = window.post("/fill", form, accept="application/json")
    found = json.loads(plain.body)
    assert (plain.status, found["yours"], found["theirs"]) == (409, "Owner", "Vendor")
    mine = {
        e.attributes["name"]: e.attributes["value"]
        for e in read(said.text).all("input")
        if "name" in e.attributes
    }
    assert window.post("/fill", mine).status == 200
    assert load(file).parties["seller"].name == "Owner"
    assert window.post("/undo").status == 200
    assert load(file).parties["seller"].name == "Vendor"


def test_changes_of_different_places_both_stay(window: Window, file: Path) -> None:
    shown = window.bench.opened.digest
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("name: Seller", "name: Vendor"), encoding="utf-8")
    form = {"path": '["parties", "buyer", "name"]', "value": "Taker", "revision": shown}
    assert window.post("/fill", form).status == 200
    assert [party.name for party in load(file).parties.values()] == ["Vendor", "Taker"]


@pytest.mark.parametrize(
    "raw",
    [
        "\ufefftitle: T\nparties: {a: {}, b: {}}\n",
        "\ufefftitle: T\r\nparties: {a: {}, b: {}}\r\n",
        "title: T\nparties: {a: {}, b: {}}",
        "\n\ntitle: T\nparties: {a: {}, b: {}}\n\n\n",
    ],
)
def test_a_text_saved_as_it_was_shown_keeps_its_bytes(tmp_path: Path, raw: str) -> None:
    file = tmp_path / "talks.yaml"
    file.write_bytes(raw.encode())
    window = Window(file, "en")
    shown = read(window.get("/part/raw").text).all("textarea")[0].text.removeprefix("\n")
    sent = shown.replace("\r\n", "\n").replace("\n", "\r\n")  # as browsers send it
    assert window.post("/text", {"text": sent}).status == 200
    assert file.read_bytes() == raw.encode()


def test_a_text_written_over_a_newer_one_is_a_conflict_and_kept(window: Window, file: Path) -> None:
    shown, text = window.bench.opened.digest, file.read_text(encoding="utf-8")
    file.write_text(text.replace("Seller", "Vendor"), encoding="utf-8")
    said = window.post("/text", {"text": text.replace("Seller", "Owner"), "revision": shown})
    assert said.status == 409
    assert "Vendor" in file.read_text(encoding="utf-8")
    assert "Owner" in window.get("/part/raw").text
    assert window.post("/draft").status == 200
    assert "Owner" not in window.get("/part/raw").text


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ({"value": "20..35"}, "20..35"),
        ({"value": "high"}, "high"),
        ({"value": "12"}, "12"),
        ({"cell.low": "10", "cell.best": "20", "cell.high": "40"}, "{low: 10, best: 20, high: 40}"),
        ({"cell.low": "low", "cell.high": "medium"}, "low..medium"),
    ],
)
def test_judgements_are_typed_in_every_form(
    window: Window, file: Path, form: dict[str, str], given: str
) -> None:
    path = ("preferences", "seller", "reservation")
    assert window.post("/fill", {"path": json.dumps(path)} | form).status == 200
    found = load(file).preferences["seller"].reservation
    wanted = loads(
        "{title: T, parties: {a: }, issues: {x: {values: [l, h]}}, "
        f"preferences: {{a: {{weights: {{x: 1}}, values: {{x: rising}}, reservation: {given}}}}}}}"
    )
    expected = wanted.preferences["a"].reservation
    assert (found.low, found.best, found.high) == (expected.low, expected.best, expected.high)
    assert found.because == ("limits",)
    assert found.confidence == "moderate"


def test_what_a_judgement_rests_on_is_changed_and_nothing_else(window: Window, file: Path) -> None:
    path = json.dumps(["preferences", "seller", "weights", "handover"])
    form = {"path": path, "about": "yes", "confidence": "high", "because.school": "yes"}
    assert window.post("/fill", form).status == 200
    found = load(file).preferences["seller"].weights["handover"]
    assert (found.best, found.confidence, found.because) == (20, "high", ("school",))
    assert window.post("/fill", {"path": path, "about": "yes"}).status == 200
    found = load(file).preferences["seller"].weights["handover"]
    assert (found.best, found.confidence, found.because) == (20, None, ())


def test_a_remark_is_kept_and_so_is_what_a_form_does_not_ask_for(file: Path) -> None:
    path = ["preferences", "seller", "reservation"]
    made_up = set_value(file.read_text("utf-8"), path, {"value": 40, "invented": True})
    file.write_text(made_up, encoding="utf-8")
    window = Window(file, "en")
    form = {"path": json.dumps(path), "about": "yes", "remark": " as she told us "}
    assert window.post("/fill", form).status == 200
    found = load(file).preferences["seller"].reservation
    assert (found.best, found.invented, found.remark) == (40, True, "as she told us")
    shown = window.get("/judgement?" + urlencode({"path": json.dumps(path)})).text
    assert 'value="as she told us"' in shown
    assert window.post("/fill", form | {"remark": ""}).status == 200
    assert load(file).preferences["seller"].reservation.remark == ""


@pytest.mark.parametrize("path", [["nope"], ["issues"], ["issues", "price", "nope"]])
def test_a_part_that_there_is_not_is_refused(window: Window, path: list[str]) -> None:
    asked = json.dumps(path)
    assert window.fill(*path, value="x").status == 422
    assert window.get(f"/judgement?{urlencode({'path': asked})}").status == 422


def test_what_nothing_rests_on_is_refused_with_the_reason(window: Window, file: Path) -> None:
    path = ("preferences", "seller", "reservation")
    assert window.fill(*path, cell__text="").status == 200
    before = file.read_bytes()
    said = window.fill(*path, about="1", confidence="high")
    assert said.status == 422
    assert "there is a confidence and no number" in said.text
    assert file.read_bytes() == before


def test_what_cannot_be_read_is_refused_with_the_reason(window: Window, file: Path) -> None:
    before = file.read_bytes()
    path = json.dumps(["preferences", "seller", "reservation"])
    for value in ("120", "x", "40..30"):
        said = window.post("/fill", {"path": path, "value": value})
        assert said.status == 422
        assert 'role="alert"' in said.text
        assert said.headers["hx-retarget"] == "#notice"
    assert file.read_bytes() == before


ADDED: list[tuple[dict[str, str], Any]] = [
    ({"kind": "party", "name": "The Broker"}, lambda s: s.parties["the_broker"].name),
    ({"kind": "issue", "name": "Garden", "values": "kept, cleared"}, lambda s: s.issues["garden"]),
    ({"kind": "issue", "name": "Rent", "values": "0..10 euros"}, lambda s: s.issues["rent"].unit),
    (
        {"kind": "value", "issue": "handover", "name": "March"},
        lambda s: "March" in s.preferences["seller"].values["handover"],
    ),
    ({"kind": "stage", "name": "First round"}, lambda s: s.stages[0].table == s.at_table),
    (
        {
            "kind": "red_line",
            "party": "buyer",
            "about1": "price",
            "relation1": ">",
            "value1": "420",
        },
        lambda s: s.preferences["buyer"].red_lines[1] == "price > 420",
    ),
    (
        {"kind": "red_line", "party": "seller", "statement": "kitchen = stays"},
        lambda s: s.preferences["seller"].red_lines == ("kitchen = stays",),
    ),
    (
        {"kind": "option", "party": "seller", "name": "wait"},
        lambda s: [*s.options["seller"]] == ["rent", "wait"] and s.status_quo == ("NNN",),
    ),
    (
        {"kind": "priority", "party": "buyer", "about1": "buyer.flat", "relation1": "taken"}
        | {"about2": "seller.rent", "relation2": "not taken", "held": "60"},
        lambda s: s.priorities["buyer"][3].statements[0].held.best == 0.6,
    ),
    ({"kind": "source", "name": "A letter"}, lambda s: s.sources["a_letter"].title),
    (
        {"kind": "evidence", "source": "talk", "says": "Told so.", "voice": "author"}
        | {"path": '["preferences", "seller", "weights", "price"]'},
        lambda s: s.preferences["seller"].weights["price"].because == ("e5",),
    ),
    (
        {"kind": "attach", "evidence": "hurry"}
        | {"path": '["preferences", "seller", "reservation"]'},
        lambda s: s.preferences["seller"].reservation.because == ("limits", "hurry"),
    ),
    (
        {"kind": "held", "held": "70 %", "path": '["priorities", "seller", "0"]'},
        lambda s: s.priorities["seller"][0].statements[0].held.best == 0.7,
    ),
]


def test_a_new_option_is_not_taken_today_and_leaves_the_others(window: Window, file: Path) -> None:
    window.edit("set", "status_quo", value="YN")
    assert window.post("/add", {"kind": "option", "party": "seller", "name": "wait"}).status == 200
    assert load(file).status_quo == ("YNN",)
    assert window.post("/add", {"kind": "option", "party": "buyer", "name": "sue"}).status == 200
    assert load(file).status_quo == ("YNNN",)


@pytest.mark.parametrize(("form", "holds"), ADDED, ids=[form["kind"] for form, _ in ADDED])
def test_what_is_added_is_there_and_undone(
    window: Window, file: Path, form: dict[str, str], holds: Any
) -> None:
    before = file.read_bytes()
    said = window.post("/add", form)
    assert said.status == 200, said.text
    assert check(file).problems == ()
    assert holds(load(file))
    assert window.post("/undo").status == 200
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "party", "name": " "},
        {"kind": "nothing"},
        {"kind": "issue", "name": "One", "values": "alone"},
        {"kind": "red_line", "party": "seller"},
        {"kind": "red_line", "party": "nobody", "statement": "kitchen = stays"},
        {"kind": "red_line", "party": "seller", "statement": "kitchen = melts"},
        {"kind": "evidence", "source": "nowhere", "says": "x"},
    ],
)
def test_what_cannot_be_added_is_refused(window: Window, file: Path, form: dict[str, str]) -> None:
    before = file.read_bytes()
    assert window.post("/add", form).status == 422
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("2-3 weeks, 4-6 weeks", {"values": ["2-3 weeks", "4-6 weeks"]}),
        ("1 to 3 months; 4 to 6 months", {"values": ["1 to 3 months", "4 to 6 months"]}),
        ("5-10 %\n11-20 %", {"values": ["5-10 %", "11-20 %"]}),
        ("0,5, 1,0, 1,5", {"values": ["0,5", "1,0", "1,5"]}),
        ("0,5 bis 1,5 Mio. Euro", {"scale": "0.5..1.5", "steps": 11, "unit": "Mio. Euro"}),
        ("-5..-1", {"scale": "-5..-1", "steps": 11}),
        ("0..100 %", {"scale": "0..100", "steps": 11, "unit": "%"}),
        ("1.000..2.000 Euro", None),
        ("1,000 to 2,000", None),
    ],
)
def test_values_and_scales_are_read_as_they_are_typed(
    window: Window, file: Path, typed: str, stands: dict[str, Any] | None
) -> None:
    said = window.post("/add", {"kind": "issue", "name": "Term", "values": typed})
    if stands is None:
        assert said.status == 422
        assert "separator of thousands" in said.text
    else:
        found = read_tree(file.read_text(encoding="utf-8"), "file").values["issues"]["term"]
        assert found == {"name": "Term"} | stands


@pytest.mark.parametrize(
    ("typed", "ends"), [("0,5 bis 10", (0.5, 10)), ("0-100", (0, 100)), ("1.000..2.000", None)]
)
def test_the_scale_of_an_issue_is_typed_as_a_new_one_is(
    window: Window, file: Path, typed: str, ends: tuple[float, float] | None
) -> None:
    window.post("/add", {"kind": "issue", "name": "Term", "values": "3..4"})
    said = window.fill("issues", "term", "scale", value=typed)
    assert said.status == (422 if ends is None else 200)
    assert load(file).issues["term"].ends == (ends or (3, 4))


@pytest.mark.parametrize(
    ("typed", "held"),
    [("60,5", "60.5%"), ("60–80 %", "60%..80%"), ("0,6 %", "0.6%"), ("0.6", None), ("1", None)],
)
def test_how_surely_a_priority_is_held_is_typed_in_percent(
    window: Window, file: Path, typed: str, held: str | None
) -> None:
    told = {"kind": "held", "path": '["priorities", "seller", "0"]'}
    assert window.post("/add", told | {"held": "50"}).status == 200
    said = window.post("/add", told | {"held": typed})
    assert said.status == (422 if held is None else 200)
    found = read_tree(file.read_text(encoding="utf-8"), "file").values["priorities"]["seller"][0]
    assert found["held"] == (held or "50%")


def test_how_surely_a_priority_is_held_keeps_what_that_rests_on(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    held = "held: {value: 60%, confidence: low, remark: they said so}"
    file.write_text(
        "title: t\nparties: {a: {}, b: {}}\noptions: {a: [x], b: [y]}\n"
        f"priorities: {{a: [{{maybe: a.x, {held}}}]}}\n"
    )
    told = {"kind": "held", "path": '["priorities", "a", "0"]', "held": "70"}
    assert Window(file).post("/add", told).status == 200
    assert held.replace("60%", "70%") in file.read_text()


def test_weights_become_an_order_and_numbers_again(window: Window, file: Path) -> None:
    assert window.post("/add", {"kind": "ranks", "party": "buyer"}).status == 200
    assert list(load(file).preferences["buyer"].weights) == ["price", "handover", "kitchen"]
    assert "rank" in load(file).preferences["buyer"].weights["price"].given
    moved = window.edit("move", "preferences", "buyer", "weights", "2", to="0")
    assert moved.status == 200
    assert next(iter(load(file).preferences["buyer"].weights)) == "kitchen"
    assert window.post("/add", {"kind": "numbers", "party": "buyer"}).status == 200
    assert load(file).preferences["buyer"].weights["kitchen"].best == pytest.approx(61.1)
    asked = {"order.price": "1", "beside.price": "100", "order.handover": "2"}
    asked |= {"beside.handover": "50", "order.kitchen": "3", "beside.kitchen": "50"}
    assert window.post("/swings", {"party": "buyer"} | asked).status == 200
    weights = load(file).preferences["buyer"].weights
    assert weights["price"].best == pytest.approx(2 * weights["kitchen"].best)


def test_an_order_of_states_is_changed_in_words(tmp_path: Path) -> None:
    file = Path(shutil.copy(CASE.with_name("chicken.yaml"), tmp_path))
    window = Window(file, "en")
    window.at = "/part/failure"
    party = next(iter(load(file).ranking))
    before = load(file).ranking[party].rungs
    items = read(window.get("/part/failure").text).all("li")
    ranked = [item for item in items if "ranking" in item.attributes.get("data-path", "")]
    path = json.loads(ranked[0].attributes["data-path"])
    assert window.edit("move", *path, to="1").status == 200
    after = load(file).ranking[party].rungs
    assert after[:2] == (before[1], before[0])
    assert "nobody takes an option" in " ".join(item.whole() for item in ranked)


def test_variants_leave_the_file_as_it_is(window: Window, file: Path) -> None:
    before = file.read_bytes()
    window.at = "/part/whatif"
    assert window.post("/variant", {"do": "make", "name": "Dear"}).status == 200
    path = '["preferences", "buyer", "reservation"]'
    for value in ("90", "95"):
        form = {"do": "set", "name": "Dear", "path": path, "value": value}
        assert window.post("/variant", form).status == 200
    assert window.bench.opened.variants == {"Dear": ("preferences.buyer.reservation=95",)}
    wrong = {"do": "set", "name": "Dear", "key": "nothing.here", "value": "1"}
    assert window.post("/variant", wrong).status == 422
    assert window.post("/variant", {"do": "make", "name": "Dear"}).status == 422
    assert "Dear" in window.get("/answers").text
    said = window.get("/compare?a=&b=Dear").text
    assert "Dear" in said
    assert "95" in said
    form = {"do": "drop", "name": "Dear", "change": "preferences.buyer.reservation=95"}
    assert window.post("/variant", form).status == 200
    assert window.post("/variant", {"do": "forget", "name": "Dear"}).status == 200
    assert window.bench.opened.variants == {}
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "states"),
    [
        ("45,5", "45.5"),
        ("40–50", "40..50"),
        ("sehr hoch", "very high"),
        ("20 bis 30 bis 40", '{"low": 20, "best": 30, "high": 40}'),
        ("1.000", None),
        ("viel", None),
    ],
)
def test_a_judgement_of_a_variant_is_typed_as_on_every_screen(
    file: Path, typed: str, states: str | None
) -> None:
    window = Window(file, "de")
    assert window.post("/variant", {"do": "make", "name": "v"}).status == 200
    told = {"path": json.dumps(["preferences", "seller", "reservation"]), "value": typed}
    said = window.post("/variant", {"do": "set", "name": "v"} | told)
    assert said.status == (422 if states is None else 200)
    changes = () if states is None else (f"preferences.seller.reservation={states}",)
    assert window.bench.opened.variants["v"] == changes


def test_the_composer_says_what_the_analysis_says(window: Window, file: Path) -> None:
    deal = {"price": "430", "handover": "June", "kitchen": "goes"}
    query = "&".join(f"deal.{issue}={value}" for issue, value in deal.items())
    said = window.get(f"/deal?{query}")
    whole = f'<main id="m"><h1>t</h1><h2>u</h2>{said.text}</main>'
    assert faults(f'<html lang="en"><body><a href="#m">x</a>{whole}</body></html>') == []
    found = json.loads(window.get(f"/deal?{query}", accept="application/json").body)
    audit = map_deals(load(file), deal=deal).answer()["audit"]
    assert found["audit"] == audit
    rows = read(said.text).all("table")[0].all("tbody")[0].all("tr")
    for row, party in zip(rows, ("seller", "buyer"), strict=True):
        cells = [cell.whole() for cell in row.parts]
        assert ("accepts" in cells[1]) == audit["accepts"][party]
        least = {"seller": 37.5, "buyer": 32.5}[party]
        shown = float(cells[2].replace("−", "-").replace("+", ""))
        assert shown == pytest.approx(audit["utility"][party] - least, abs=0.05)
        assert float(cells[3]) == pytest.approx(100 - audit["utility"][party], abs=0.05)
    assert "Blocked by Buyer" in said.text
    assert "red line" in rows[1].parts[1].whole()


def test_steps_are_told_with_what_they_gain(window: Window, file: Path) -> None:
    deal = {"price": "380", "handover": "December", "kitchen": "goes"}
    query = "&".join(f"deal.{issue}={value}" for issue, value in deal.items())
    shown = read(window.get(f"/deal?{query}").text)
    audit = map_deals(load(file), deal=deal).answer()["audit"]
    better = next(part for part in shown.all("details") if part.attributes.get("id") == "better")
    for item, package in zip(better.all("li"), audit["dominated_by"], strict=True):
        gains = [package["utility"][p] - audit["utility"][p] for p in ("seller", "buyer")]
        said = item.all("span")[1].whole().replace("−", "-")
        for name, gain in zip(("Seller", "Buyer"), gains, strict=True):
            assert abs(gain) < 0.05 or f"{name} {gain:+.1f}" in said


def test_the_bar_of_a_party_says_what_each_issue_adds(window: Window) -> None:
    window.get("/deal?deal.price=410&deal.handover=September&deal.kitchen=goes")
    shown = read(window.get("/part/wants?party=buyer").text)
    bars = [bar.attributes["aria-label"] for bar in shown.all("svg")]
    assert bars == ["30.0 of 60.0 points", "25.0 of 25.0 points", "0.0 of 15.0 points"]


def test_the_composer_speaks_of_the_file_of_now(window: Window, file: Path) -> None:
    deal = "deal.price=410&deal.handover=June&deal.kitchen=stays"
    before = json.loads(window.get(f"/deal?{deal}", accept="application/json").body)
    window.fill("preferences", "seller", "reservation", value="90")
    after = json.loads(window.get(f"/deal?{deal}", accept="application/json").body)
    assert before["audit"]["accepts"] == {"seller": True, "buyer": True}
    assert after["audit"]["accepts"] == {"seller": False, "buyer": True}


def test_two_pinned_packages_stand_side_by_side(window: Window) -> None:
    for price in ("380", "410", "440"):
        window.get(f"/deal?deal.price={price}")
        said = window.post("/pin")
    assert [deal["price"] for deal in window.bench.pinned] == ["410", "440"]
    table = next(
        t for t in read(said.text).all("table") if "410" in t.whole() and "440" in t.whole()
    )
    assert "380" not in table.whole()
    assert window.post("/pin", {"clear": "yes"}).status == 200
    assert window.bench.pinned == []


def test_answers_are_of_the_text_of_now(window: Window) -> None:
    session = window.bench.opened
    for name in session.analyses():
        session.answers.settled([session.answer(name).asked], 600)
        said = window.get(f"/answers/{name}", accept="application/json")
        assert said.status == 200
        found = json.loads(said.body)
        assert found["revision"] == session.digest
        assert found["result"]["scenario"]["digest"] == session.scenario.digest
    assert window.fill("preferences", "seller", "reservation", value="90").status == 200
    now = window.get("/answers/deals")
    assert now.status in (200, 202)
    assert (now.status == 202) == ("stale" in now.text)
    session.answers.settled([session.answer("deals").asked], 600)
    assert 'class="answer"' in window.get("/answers/deals").text
    assert window.get("/answers/nothing").status == 404
    assert window.get("/answers/deals/exhibits").status == 200


def test_a_sentence_of_the_brief_is_said_in_other_words(window: Window, file: Path) -> None:
    window.at = "/part/brief"
    shown = read(window.get("/brief").text)
    keys = [json.loads(form.attributes["hx-vals"])["key"] for form in shown.all("form")]
    key, other = keys[:2]
    assert window.post("/override", {"key": key, "says": "We say so."}).status == 200
    beside = file.with_name("house_sale.overrides.yaml")
    assert "We say so." in beside.read_text(encoding="utf-8")
    assert "We say so." in window.get("/brief").text
    assert b"We say so." in window.get("/export.md").body
    assert window.post("/override", {"key": other, "says": "This too."}).status == 200
    assert {"We say so.", "This too."} <= {
        e["says"] for e in read_tree(beside.read_text("utf-8"), "").values.values()
    }
    assert window.post("/override", {"key": key, "says": ""}).status == 200
    assert "We say so." not in window.get("/brief").text
    assert window.post("/override", {"key": other, "says": ""}).status == 200
    assert "This too." not in window.get("/brief").text
    assert window.post("/override", {"key": other, "says": "This again."}).status == 200
    assert "This again." in window.get("/brief").text


def test_the_words_to_change_are_the_own_ones_without_a_remark(window: Window, file: Path) -> None:
    window.at = "/part/brief"
    key = "binding.1"
    assert window.post("/override", {"key": key, "says": "We say so."}).status == 200
    assert window.fill("preferences", "seller", "reservation", cell__text="70").status == 200
    fields = {
        each.attributes["id"]: each for each in read(window.get("/brief").text).all("textarea")
    }
    assert fields[element_id("says", key)].text.strip() == "We say so."


@pytest.mark.parametrize("form", ["html", "md", "docx", "pdf", "xlsx", "zip", "yaml"])
def test_every_file_can_be_saved(window: Window, file: Path, form: str) -> None:
    said = window.get(f"/export.{form}")
    assert said.status == 200
    assert "attachment" in said.headers["content-disposition"]
    begins = {"docx": b"PK", "xlsx": b"PK", "zip": b"PK", "pdf": b"%PDF", "html": b"<!DOCTYPE"}
    assert said.body.startswith(begins.get(form, b""))
    if form == "yaml":
        assert said.body == file.read_bytes()


def test_a_sheet_that_came_back_is_read_and_undone(window: Window, file: Path) -> None:
    from sheets.test_experts import RESERVATION, sheet

    before = file.read_bytes()
    filled = sheet()
    filled.cell(RESERVATION, "H").value = 40
    filled.cell(RESERVATION, "J").value = 50
    raw = filled.save(file.with_name("anna.xlsx"), "Anna").read_bytes()
    window.at = "/part/evidence"
    said = window.ask("POST", "/sheet", raw, hx_request="true", hx_current_url=window.at)
    assert said.status == 200, said.text
    found = load(file).preferences["seller"].reservation
    assert [(each.name, each.judgement.low) for each in found.experts] == [("Anna", 40)]
    assert window.post("/undo").status == 200
    assert file.read_bytes() == before
    assert window.ask("POST", "/sheet", b"PK no sheet", hx_request="true").status == 422


def test_keys_are_made_of_names() -> None:
    assert key_of("Übergabe & Schlüssel", ()) == "uebergabe_schluessel"
    assert key_of("not", ()) == "not_2"
    assert key_of("!?", ("item",)) == "item_2"


def test_what_is_refused_is_called_by_its_name_and_has_no_line_of_a_text_not_kept(
    file: Path,
) -> None:
    window = Window(file, "de")
    said = window.fill("preferences", "seller", "reservation", value="viel").text
    assert "Verkäuferin: Wert eines Scheiterns: " in said
    assert "!" not in said
    said = window.fill("as_of", value="gestern").text
    assert "as_of: das ist kein Datum" in said
    assert "text:" not in said
    form = {"party": "seller", "order.price": "1", "beside.price": "80"}
    assert "Übergabe: gewichtet werden alle" in window.post("/swings", form).text


def test_a_change_of_a_variant_is_called_by_its_judgement(file: Path) -> None:
    window = Window(file, "de")
    window.at = "/part/whatif"
    window.post("/variant", {"do": "make", "name": "H"})
    told = {"do": "set", "name": "H", "path": '["preferences", "seller", "reservation"]'}
    shown = window.post("/variant", told | {"value": "50"}).text
    assert "Verkäuferin: Wert eines Scheiterns = <code>50</code>" in shown
