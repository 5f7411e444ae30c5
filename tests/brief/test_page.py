"""The brief as a page: opened, looked at and printed in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

import accessibility
import chromium
from detente import render
from detente.exhibits import Document
from detente.phrases import phrases


@pytest.fixture
def language(document: Document) -> str:
    return document.language


@pytest.fixture(scope="session")
def brief(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    path.write_text(render.html_page(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True])
def test_page_is_complete_and_asks_for_nothing(brief: Path, language: str, dark: bool) -> None:
    with chromium.page(brief, dark=dark) as page:
        assert page.errors == []
        assert page.requests == []
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.querySelectorAll('figure svg').length") >= 2
        assert page.evaluate("document.querySelectorAll('svg text').length") > 10
        assert page.evaluate("document.body.scrollWidth <= window.innerWidth")
        luminance = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0,3)"
        shade = sum(int(part) for part in page.evaluate(luminance))
        assert (shade < 200) if dark else (shade > 600)


def test_text_can_be_selected(brief: Path) -> None:
    with chromium.page(brief) as page:
        selected = page.evaluate(
            "(() => { getSelection().selectAllChildren(document.body);"
            " return getSelection().toString(); })()"
        )
    assert "Anchorage" in selected
    assert len(selected) > 3000


def test_page_is_readable_without_scripts(brief: Path, tmp_path: Path, language: str) -> None:
    with chromium.page(brief, script=False) as page:
        reader = PdfReader(page.pdf(tmp_path / "brief.pdf"))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert phrases(language)("page.first_page") in text


def test_front_part_prints_on_two_pages(brief: Path, tmp_path: Path, language: str) -> None:
    with chromium.page(brief) as page:
        reader = PdfReader(page.pdf(tmp_path / "brief.pdf"))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    words = phrases(language)
    assert words("page.first_page") in texts[0]
    assert words("page.second_cautions") in texts[1]
    assert words("page.annex_expect") in texts[2]
    assert len(texts) <= 12
    size = reader.pages[0].mediabox
    assert (round(size.width), round(size.height)) == (595, 842)


def test_narrow_screens_do_not_scroll_sideways(brief: Path) -> None:
    with chromium.page(brief, width=380, height=800) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_nothing_keeps_readers_out(brief: Path) -> None:
    assert accessibility.faults(brief.read_text(encoding="utf-8")) == []
