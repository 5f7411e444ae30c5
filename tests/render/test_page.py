"""The page as a reader meets it: opened, tabbed through, printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

import chromium
from detente.render import html_page
from render import demo

DRAWN = """[...document.querySelectorAll("svg.chart")].map(svg => {
  const box = svg.getBoundingClientRect();
  return [box.width > 200, box.height > 50, svg.querySelectorAll("text").length > 0];
})"""

LOOSE = """[...document.querySelectorAll("main *:not(svg *)")].filter(element =>
  !element.closest(".scroll, details, span") &&
  element.getBoundingClientRect().right > innerWidth + 1).map(element => element.outerHTML)"""

SELECTED = """(() => {
  const text = [...document.querySelectorAll("svg.chart text")].find(t => t.textContent === "%s");
  getSelection().selectAllChildren(text);
  return getSelection().toString();
})()"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    documents = {
        "en": demo.document("en"),
        "de": demo.document("de"),
        "hostile": demo.hostile_document(),
    }
    for name, document in documents.items():
        (folder / f"{name}.html").write_text(html_page(document), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in documents}


@pytest.fixture(scope="module")
def english(files: dict[str, Path]) -> Iterator[chromium.Page]:
    with chromium.page(files["en"]) as page:
        yield page


def test_the_page_is_quiet(english: chromium.Page) -> None:
    assert english.errors == []
    assert english.requests == []
    assert english.evaluate("document.title") == demo.TEXTS["en"]["title"]


def test_charts_are_there_and_their_text_can_be_selected(english: chromium.Page) -> None:
    assert english.evaluate(DRAWN) == [[True, True, True]] * 6
    assert english.evaluate(SELECTED % "Utilitarian") == "Utilitarian"


def test_a_mark_shows_its_label_under_the_pointer(english: chromium.Page) -> None:
    box = english.evaluate(
        """(() => { const mark = document.querySelector("svg.chart path[aria-label]");
        mark.scrollIntoView({block: "center", behavior: "instant"});
        const box = mark.getBoundingClientRect();
        return [box.left + box.width / 2, box.top + box.height / 2]; })()"""
    )
    english.evaluate("new Promise(done => setTimeout(done, 100))")
    english.hover(*box)
    shown = english.evaluate("document.getElementById('tip').textContent")
    assert "points" in shown
    assert english.evaluate("document.getElementById('tip').hidden") is False


def test_the_keyboard_walks_through_a_chart(english: chromium.Page) -> None:
    english.evaluate("document.querySelector('svg.chart').focus()")
    shown = []
    for _ in range(3):
        english.press("ArrowRight")
        shown.append(english.evaluate("document.getElementById('tip').textContent"))
    assert len(set(shown)) == 3
    english.press("Escape")
    assert english.evaluate("document.getElementById('tip').hidden") is True


@pytest.mark.parametrize("name", ["de", "hostile"])
def test_dark_narrow_and_quiet(files: dict[str, Path], name: str) -> None:
    with chromium.page(files[name], dark=True, width=390, height=800) as page:
        assert page.errors == []
        assert page.requests == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"
        text = "getComputedStyle(document.querySelector('svg.chart text')).fill"
        assert page.evaluate(text) in ("rgb(232, 237, 242)", "rgb(169, 182, 194)")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate(LOOSE) == []


def test_without_its_script_the_page_can_be_read(files: dict[str, Path], tmp_path: Path) -> None:
    plain = tmp_path / "plain.html"
    whole = files["en"].read_text(encoding="utf-8")
    plain.write_text(whole[: whole.index("<script>")] + "</body></html>", encoding="utf-8")
    with chromium.page(plain) as page:
        assert page.errors == []
        assert page.evaluate(DRAWN) == [[True, True, True]] * 6
        roles = "[...document.querySelectorAll('svg.chart')].map(svg => svg.getAttribute('role'))"
        assert page.evaluate(roles) == ["img"] * 6


@pytest.mark.parametrize("language", ["en", "de"])
def test_print_has_the_front_part_alone_before_the_annexes(
    files: dict[str, Path], tmp_path: Path, language: str
) -> None:
    t = demo.TEXTS[language]
    with chromium.page(files[language], dark=True) as page:
        printed = PdfReader(page.pdf(tmp_path / "page.pdf"))
    pages = [" ".join(sheet.extract_text().split()) for sheet in printed.pages]
    box = printed.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    annex = {"en": "Annex A", "de": "Anhang A"}[language]
    first = next(i for i, said in enumerate(pages) if annex in said)
    assert 1 <= first <= 2
    assert t["assumption2"][:30] in " ".join(pages[:first])
    assert t["situation"] not in pages[first]
    assert "Utilitarian" in " ".join(pages[:first])
    data = {"en": "Figures behind", "de": "Zahlen zu dieser"}[language]
    assert not any(data in said for said in pages)
    assert pages[0].endswith(f"1 / {len(pages)}") or f"1 / {len(pages)}" in pages[0]


LETTERS = """[...document.querySelectorAll("svg.chart")].map(svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return scale * Math.min(...[...svg.querySelectorAll("text")].map(
    text => parseFloat(getComputedStyle(text).fontSize)));
})"""

SEVEN_POINTS = 7 * 96 / 72


def test_no_letter_of_a_chart_is_printed_below_seven_points(files: dict[str, Path]) -> None:
    paper = round(178 / 25.4 * 96)
    with chromium.page(files["de"], width=paper) as page:
        page.call("Emulation.setEmulatedMedia", media="print")
        sizes = page.evaluate(LETTERS)
    assert len(sizes) == 6
    assert min(sizes) >= SEVEN_POINTS


def test_the_front_chart_can_be_read_on_a_telephone(files: dict[str, Path]) -> None:
    with chromium.page(files["de"], width=390) as page:
        front = "document.querySelectorAll('.front svg.chart').length"
        assert page.evaluate(front) == 1
        assert page.evaluate(LETTERS)[0] >= 11
