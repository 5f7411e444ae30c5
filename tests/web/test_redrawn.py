"""A screen that is drawn anew while somebody types, presses or chooses swallows nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import chromium
from detente.scenario import load
from detente.web.workspace import Bench
from workbench import served

TEXT = """\
title: Talks
parties: {a: {name: A}, b: {name: B}, c: {name: C}}
issues:
  x: {values: [low, mid, high]}
  y: {values: [none, some]}
preferences:
  a: {weights: [x, y], values: {x: rising, y: rising}, reservation: 20}
  b: {weights: [y, x], values: {x: falling, y: falling}, reservation: 20}
  c: {weights: [x, y], values: {x: falling, y: rising}, reservation: 10}
stages: [{name: First, table: [a]}]
"""
WATCH = """window.come = 0; addEventListener('htmx:beforeRequest',
    e => e.detail.requestConfig.path.endsWith('?again')
      && e.detail.xhr.addEventListener('loadend', () => window.come++))"""
REDRAWN = "htmx.ajax('GET', '/part/situation?again', '#screen')"
TYPED = "(e => {{ e.value = '{1}'; e.dispatchEvent(new Event('change', {{bubbles: true}})) }})"
TYPED += "(document.querySelector('#{0}'))"
HERE = "document.activeElement"


class Seat:
    """Somebody at the workbench, in a browser."""

    def __init__(self, file: Path, bench: Bench, page: chromium.Page) -> None:
        self.file, self.bench, self.page = file, bench, page
        self.situation = page.evaluate("location.origin") + "/part/situation"

    def begin(self) -> None:
        """The situation of the file as it was at first, with its answers."""
        self.told = "nothing"
        """What a browser may tell of: answers of such a status."""
        self.page.errors.clear()
        self.bench.opened.write(TEXT, self.bench.opened.digest)
        self.bench.deal = {}
        self.page.go(self.situation)
        self.page.wait_for("document.querySelector('#composer-form')")
        self.page.wait_for("!document.querySelector('.working')")
        self.settled()
        self.page.evaluate(WATCH)

    def settled(self) -> None:
        self.page.wait_for("!document.querySelector('.htmx-request')")

    def does(self, *acts: str) -> None:
        """Several things before anything can be answered."""
        self.page.evaluate(";".join(acts) + "; null")

    def redrawn_meanwhile(self) -> None:
        """The screen comes anew, and has come."""
        self.page.evaluate(f"window.come = 0; {REDRAWN}; null")
        self.page.wait_for("window.come === 1")

    def mouse(self, kind: str, selector: str) -> None:
        x, y = self.page.where(selector)
        given = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
        self.page.call("Input.dispatchMouseEvent", **given)

    def key(self, kind: str, key: str, code: int) -> None:
        given = {"type": kind, "key": key, "windowsVirtualKeyCode": code}
        self.page.call("Input.dispatchKeyEvent", **given)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    file = tmp_path_factory.mktemp("redrawn") / "talks.yaml"
    file.write_text(TEXT, encoding="utf-8")
    with served("en", file) as (bench, address), chromium.page(address) as page:
        yield Seat(file, bench, page)


@pytest.fixture
def seat(window: Seat) -> Iterator[Seat]:
    window.begin()
    yield window
    assert [told for told in window.page.errors if window.told not in told] == []


def test_text_that_was_not_sent_stays_with_its_caret_and_is_sent_when_it_is_left(
    seat: Seat,
) -> None:
    page = seat.page
    page.write("#new-stage", "Second")
    page.write("#parties-a-name", "Ana")
    page.evaluate(f"{HERE}.setSelectionRange(2, 2)")
    page.evaluate(REDRAWN)
    assert page.evaluate("document.querySelector('#new-stage').value") == "Second"
    assert page.evaluate(f"[{HERE}.id, {HERE}.value, {HERE}.selectionStart]") == [
        "parties-a-name",
        "Ana",
        2,
    ]
    page.press("Tab")
    page.wait_for("document.querySelector('#parties-a-name').defaultValue === 'Ana'")
    assert load(seat.file).parties["a"].name == "Ana"
    page.evaluate("document.querySelector('#new-stage').focus()")
    page.press("Enter")
    page.wait_for("document.querySelector('#stages-1-name')")
    assert page.evaluate("document.querySelector('#new-stage').value") == ""


def test_text_typed_where_another_has_saved_meanwhile_is_a_conflict(seat: Seat) -> None:
    page = seat.page
    page.write("#parties-a-name", "Ana")
    seat.file.write_text(TEXT.replace("name: A}", "name: Anna}"), encoding="utf-8")
    page.wait_for("document.querySelector('#parties-a-name').defaultValue === 'Anna'")
    assert page.evaluate(f"{HERE}.value") == "Ana"
    page.press("Tab")
    page.wait_for("document.querySelector('#notice form [name=revision]')")
    assert load(seat.file).parties["a"].name == "Anna"
    seat.told = "409"


def test_a_whole_text_typed_where_another_has_saved_meanwhile_is_a_conflict(seat: Seat) -> None:
    page = seat.page
    page.go(seat.situation.replace("situation", "raw"))
    seat.settled()
    page.write("#text", TEXT.replace("name: A}", "name: Ana}"))
    seat.file.write_text(TEXT.replace("name: A}", "name: Anna}"), encoding="utf-8")
    page.wait_for("document.querySelector('#text').defaultValue.includes('Anna')")
    page.click("#text ~ .line button, .raw .first")
    page.wait_for("document.querySelector('#notice form [name=revision]')")
    assert load(seat.file).parties["a"].name == "Anna"
    seat.told = "409"


def test_what_is_pressed_stays_until_it_is_let_go(seat: Seat) -> None:
    page = seat.page
    chip = "#delete-issues-x-values-1"
    seat.mouse("mousePressed", chip)
    seat.redrawn_meanwhile()
    seat.mouse("mouseReleased", chip)
    page.wait_for("!document.querySelector('#issues-x-values-2')")
    assert load(seat.file).issues["x"].labels() == ("low", "high")
    page.evaluate("document.querySelector('#undo').focus()")
    seat.key("keyDown", " ", 32)
    seat.redrawn_meanwhile()
    seat.key("keyUp", " ", 32)
    page.wait_for("document.querySelector('#issues-x-values-2')")
    assert load(seat.file).issues["x"].labels() == ("low", "mid", "high")


def test_what_is_typed_into_fields_asked_for_one_by_one_stays(seat: Seat) -> None:
    page = seat.page
    page.evaluate("document.querySelector('#more-parties-a').open = true")
    page.wait_for("document.querySelector('#parties-a-aliases')")
    page.write("#parties-a-aliases", "Alpha")
    seat.redrawn_meanwhile()
    assert page.evaluate(f"{HERE}.value") == "Alpha"
    page.press("Tab")
    page.wait_for("document.querySelector('#parties-a-aliases').defaultValue.includes('Alpha')")
    assert load(seat.file).parties["a"].aliases == ("Alpha",)


def test_changes_one_on_the_heels_of_another_are_all_made(seat: Seat) -> None:
    page = seat.page
    chips = (("issues-x-values-0", "least"), ("issues-x-values-2", "most"))
    seat.does(*(TYPED.format(*each) for each in chips))
    page.wait_for("document.querySelector('#issues-x-values-2').defaultValue === 'most'")
    assert load(seat.file).issues["x"].labels() == ("least", "mid", "most")
    seat.settled()
    ticks = page.evaluate(
        "[...document.querySelectorAll('.table-line [type=checkbox]')].slice(1).map(e => e.id)"
    )
    seat.does(*(f"document.getElementById('{tick}').click()" for tick in ticks))
    page.wait_for("document.querySelectorAll('.table-line [type=checkbox][checked]').length === 3")
    assert tuple(load(seat.file).stages[0].table) == ("a", "b", "c")
    seat.settled()
    seat.does(*(f"document.querySelector('{one}').click()" for one in ("#deal-x-3", "#deal-y-2")))
    page.wait_for("document.querySelector('#deal-x-3[checked]')")
    page.wait_for("document.querySelector('#deal-y-2[checked]')")
    assert seat.bench.deal == {"x": "most", "y": "some"}


def test_a_click_on_the_heels_of_typing_comes_after_it(seat: Seat) -> None:
    page = seat.page
    name = TYPED.format("parties-a-name", "Ana")
    seat.does(name, "document.querySelector('#undo').click()")
    page.wait_for("document.querySelector('#redo:enabled')")
    seat.settled()
    assert load(seat.file).parties["a"].name == "A"
    chip = TYPED.format("issues-x-values-0", "least")
    seat.does(chip, "document.querySelector('#delete-issues-x-values-1').click()")
    page.wait_for("!document.querySelector('#issues-x-values-2')")
    assert load(seat.file).issues["x"].labels() == ("least", "high")
    seat.settled()
    values = '{op: "move", path: \'["issues", "x"]\', to: 1}'
    moved = (
        f"htmx.ajax('POST', '/edit', {{source: '.sortable', target: '#screen', values: {values}}})"
    )
    seat.does(chip.replace("least", "lowest"), moved)
    page.wait_for("document.querySelector('.sortable li:nth-child(2) #issues-x-name')")
    assert list(load(seat.file).issues) == ["y", "x"]
    assert load(seat.file).issues["x"].labels() == ("lowest", "high")
    seat.settled()
    page.write("#new-party", "Delta")
    seat.does(name, "document.querySelector('#new-party').form.requestSubmit()")
    page.wait_for("document.querySelector('#parties-delta-name')")
    assert page.evaluate("document.querySelector('#new-party').value") == ""
    seat.settled()
    wants = "document.querySelector('#screens [href$=wants]').click()"
    seat.does(name.replace("Ana", "Anna"), wants)
    page.wait_for("document.querySelector('#screens [href$=wants][aria-current]')")
    assert load(seat.file).parties["a"].name == "Anna"


def test_what_was_refused_stays_and_nothing_follows_it(seat: Seat) -> None:
    page = seat.page
    page.write("#as_of", "yesterday")
    seat.does(
        "document.querySelector('#as_of').dispatchEvent(new Event('change', {bubbles: true}))",
        "document.querySelector('#screens [href$=wants]').click()",
    )
    page.wait_for("document.querySelector('#notice .wrong')")
    seat.settled()
    assert page.evaluate("location.pathname") == "/part/situation"
    page.evaluate(REDRAWN)
    assert page.evaluate(
        "(e => [e.value, e.getAttribute('aria-invalid')])(document.querySelector('#as_of'))"
    ) == ["yesterday", "true"]
    seat.told = "422"


def test_what_was_open_beside_the_screen_stays_open(seat: Seat) -> None:
    page = seat.page
    page.evaluate("document.querySelector('#more-of-deals').open = true")
    page.wait_for("document.querySelector('#answer-deals .more svg')")
    seat.does(TYPED.format("parties-a-name", "Ana"))
    page.wait_for("document.querySelector('#parties-a-name').defaultValue === 'Ana'")
    seat.settled()
    page.wait_for("!document.querySelector('.working')")
    page.wait_for("document.querySelector('#more-of-deals[open] .more svg')")


def test_what_is_drawn_is_alive_at_once(seat: Seat) -> None:
    click = "queueMicrotask(() => document.querySelector('#delete-issues-x-values-1').click())"
    seat.does(f"addEventListener('htmx:afterSwap', () => {click}, {{once: true}})", REDRAWN)
    seat.page.wait_for("!document.querySelector('#issues-x-values-2')")
    assert load(seat.file).issues["x"].labels() == ("low", "high")
