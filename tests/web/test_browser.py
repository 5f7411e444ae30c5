"""The workbench in a browser: from nothing to a Word file, without a complaint."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest

import chromium
from detente import render
from detente.brief import write_brief
from detente.scenario import check, load
from detente.scenario.reading.files import source_text
from detente.web.screens import SCREENS
from workbench import served


def is_clean(page: chromium.Page, address: str) -> None:
    """No complaint on the console, policy violations among them, and nothing from elsewhere."""
    base = address.partition("/?")[0]
    assert page.errors == []
    assert [url for url in page.requests if not url.startswith((base, "data:"))] == []


def go(page: chromium.Page, name: str) -> None:
    """Go to a screen; not by a place in the window, from which the page may be moving away."""
    settled(page)
    link = f'#screens a[href="/part/{name}"]'
    page.evaluate(f"document.querySelector('{link}').click()")
    page.wait_for(f"document.querySelector('{link}[aria-current]')")
    settled(page)


def settled(page: chromium.Page) -> None:
    """Wait until nothing is asked for any more."""
    page.wait_for("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def test_every_screen_opens_without_a_complaint(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 2
    file.write_text(
        f"title: {long}\nparties: {{a: {{name: {long}}}, b: {{}}}}\n"
        f"issues: {{x: {{name: {long}, values: [low, {long}]}}}}\n"
        f"options: {{a: {{o: {{name: {long}}}}}}}\npriorities: {{a: [a.o], b: [not a.o]}}\n"
        "preferences:\n"
        "  a: {weights: [x], values: {x: rising}, reservation: 20..30}\n"
        "  b: {weights: [x], values: {x: falling}, reservation: 20..30}\n"
        f"stages: [{{name: {long}, table: [a, b]}}, {{table: [a, b]}}, {{table: [a, b]}}]\n",
        encoding="utf-8",
    )
    with served("en", file) as (_, address), chromium.page(address) as page:
        for name in SCREENS:
            go(page, name)
            for dark in (False, True):
                page.look(dark=dark)
                assert page.evaluate(_HARD_TO_READ) == [], (name, dark)
            for _ in "outer", "inner":
                page.evaluate(_OPEN_ALL)
                settled(page)
            page.look(width=390, height=844)
            assert page.evaluate(_HARD_TO_HIT) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") == 390, name
            page.look()
        stops = []
        page.go(f"{address.partition('/?')[0]}/part/situation")
        for _ in range(12):
            page.press("Tab")
            stops.append(page.evaluate(_FOCUSED))
        assert stops[0].startswith("#screen")
        assert len({stop.partition("|")[0] for stop in stops}) == 12
        assert all(stop.endswith("|seen") for stop in stops)
        is_clean(page, address)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "dark"), [("en", False), ("de", True)])
def test_a_newcomer_comes_to_a_word_file(language: str, dark: bool, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    with served(language) as (bench, address), chromium.page(address, dark=dark) as page:
        page.write("#title", "Water talks")
        page.write("#new-file", str(file))
        page.click('form[action="/new"] button')
        page.wait_for("document.readyState === 'complete' && document.querySelector('#new-issue')")
        page.wait_for("document.querySelector('#composer')")
        settled(page)
        for name, values in (("Water", "none, some, all"), ("Money", "0..10 million")):
            page.write("#new-issue", name)
            page.write("#new-issue-values", values)
            page.press("Enter")
            page.wait_for(f"document.querySelector('#issues-{name.lower()}-name')")
            settled(page)
        assert len(load(file).issues) == 3

        go(page, "wants")
        page.click("#weights-title ~ form button")
        page.wait_for("document.querySelectorAll('.ranked li').length === 3")
        settled(page)
        first = page.evaluate("document.querySelector('.ranked li .grow').textContent")
        page.evaluate("document.querySelector('.ranked li [id^=down]').focus()")
        page.press("Enter")
        second = "document.querySelectorAll('.ranked li .grow')[1].textContent"
        page.wait_for(f"{second} === '{first}'")
        assert list(load(file).preferences["a"].weights)[1] == "question"
        page.drag(".ranked li:nth-child(3) .grip", ".ranked li:nth-child(1) .grip")
        page.wait_for("document.querySelector('.ranked li .grow').textContent === 'Money'")
        settled(page)
        assert next(iter(load(file).preferences["a"].weights)) == "money"

        page.write("#preferences-a-reservation", "20..35")
        page.press("Enter")
        page.wait_for(
            "document.querySelector('#preferences-a-reservation').defaultValue.includes('35')"
        )
        assert load(file).preferences["a"].reservation.given == "20..35"
        page.evaluate("document.querySelector('#about1').value = 'water'")
        page.evaluate(
            "document.querySelector('#about1').dispatchEvent(new Event('change', {bubbles: true}))"
        )
        page.evaluate("document.querySelector('#value1').value = 'none'")
        page.click("#red-line > button")
        page.wait_for("document.querySelector('#screen code')")
        assert load(file).preferences["a"].red_lines == ("water = none",)

        page.wait_for("document.querySelector('#frontier svg')")
        page.evaluate("document.querySelector('#frontier [data-choose]').click()")
        settled(page)
        assert page.evaluate("document.querySelector('#verdict .callout') !== null")

        go(page, "whatif")
        page.write("#new-variant", "Harder")
        page.press("Enter")
        page.wait_for("document.querySelector('#change-value')")
        settled(page)
        page.write("#change-key", "preferences.b.reservation")
        page.write("#change-value", "95")
        page.press("Enter")
        page.wait_for("document.querySelector('#differences table')")
        assert "95" not in file.read_text(encoding="utf-8")

        go(page, "brief")
        page.wait_for("document.querySelector('.brief-page')")
        word = page.evaluate(_FETCH.format("/export.docx"))
        assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(base64.b64decode(word))).namelist()
        html = base64.b64decode(page.evaluate(_FETCH.format("/export.html"))).decode()
        is_clean(page, address)
    assert check(file).problems == ()
    assert html == render.html_page(write_brief(load(file), language=language))
    assert bench.opened.variants == {"Harder": ("preferences.b.reservation=95",)}


@pytest.mark.slow
def test_what_others_save_and_points_of_the_frontier_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_text(source_text("house_sale")[0], encoding="utf-8")
    with served("en", file) as (bench, address), chromium.page(address) as page:
        name = "document.querySelector('#parties-seller-name').value"
        page.wait_for(f"{name} === 'Seller'")
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("name: Seller", "name: Vendor"), encoding="utf-8")
        page.wait_for(f"{name} === 'Vendor'")
        page.write("#parties-buyer-name", "Taker")
        page.press("Escape")
        page.press("Tab")
        settled(page)
        assert load(file).parties["buyer"].name == "Buyer"
        page.click("#undo")
        page.wait_for(f"{name} === 'Seller'")
        assert file.read_text(encoding="utf-8") == text

        page.wait_for("document.querySelector('#frontier svg')")
        before = dict(bench.deal)
        page.wait_for("!document.querySelector('.working')")
        settled(page)
        page.click("#frontier svg [aria-label^='Price: 440']")
        settled(page)
        assert bench.deal["price"] == "440" != before["price"]
        go(page, "wants")
        page.wait_for("document.querySelector('#package-bar svg')")
        assert "70.0 of 70.0" in page.evaluate("document.querySelector('#package-bar').textContent")
        page.evaluate("document.querySelector('#deal-kitchen-1').focus()")
        page.press("Enter")
        settled(page)
        assert page.evaluate("location.pathname + location.search") == "/part/wants"
        page.click("#deal-kitchen-2")
        page.wait_for("document.querySelector('#package-bar').textContent.includes('0.0 of 10.0')")
        settled(page)
        page.click('a[href="/part/wants?party=buyer"]')
        page.wait_for("document.querySelector('#screen code')")
        settled(page)
        page.evaluate("document.querySelector('[data-delete]').focus()")
        page.press("Delete")
        page.wait_for("!document.querySelector('#screen code')")
        assert load(file).preferences["buyer"].red_lines == ()
        page.wait_for("!document.querySelector('.working')")
        settled(page)
        page.click("#answer-deals details summary")
        page.wait_for("document.querySelector('#answer-deals .more svg')")
        is_clean(page, address)


_FETCH = """fetch("{0}").then(r => r.blob()).then(b => new Promise(done => {{
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.readAsDataURL(b);
}}))"""

_FOCUSED = """(e => {
  const outline = getComputedStyle(e);
  const seen = outline.outlineStyle !== "none" && parseFloat(outline.outlineWidth) >= 2;
  return (e.getAttribute("href") || e.id || e.outerHTML.slice(0, 60)) + (seen ? "|seen" : "|");
})(document.activeElement)"""

_OPEN_ALL = """document.querySelectorAll('#screen details').forEach(e => e.open = true);
new Promise(done => setTimeout(done))"""

_HARD_TO_HIT = """[
    ...document.querySelectorAll("button, select, input, textarea, summary, .button")
  ]
  .filter(e => e.type !== "hidden" && e.checkVisibility() && !e.closest(".hidden"))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width < 24 || box.height < 24)
  .map(([e, box]) => `${e.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)"""
"""What is smaller than a fingertip (WCAG 2.2, 2.5.8)."""

_HARD_TO_READ = """(() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, k) => sum + v * [.2126, .7152, .0722][k], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const hidden = e.closest("svg, .hidden, option, :disabled, .stale, .skip");
    if (!own || hidden || !e.checkVisibility()) continue;
    const pair = [light(parts(getComputedStyle(e).color)), light(ground(e))].sort((a, b) => b - a);
    const contrast = (pair[0] + .05) / (pair[1] + .05);
    if (contrast < 4.5) found.push(`${e.outerHTML.slice(0, 80)} ${contrast.toFixed(2)}`);
  }
  return found;
})()"""
"""What has too little contrast with what is behind it (WCAG 2.2, 1.4.3)."""
