"""Pages as text: parts, escaping, policy."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from detente.exhibits import Document, Note, Section
from detente.render import html_fragment, html_page
from render import demo

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Outline(HTMLParser):
    """The elements of a page, checked for nesting."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_is_whole(language: str) -> None:
    page = html_page(demo.document(language))
    outline = Outline(page)
    assert outline.open == []
    assert outline.all("html") == [{"lang": language}]
    assert len(outline.all("h1")) == 1
    assert len([svg for svg in outline.all("svg") if svg.get("role") == "img"]) == 6
    assert len(outline.all("details")) == 6
    assert len(outline.all("table")) == 8
    names = [held["id"] for _, held in outline.elements if held.get("id")]
    assert len(names) == len(set(names))
    links = {held["href"] for held in outline.all("a")}
    assert links == {"#main", "#a0-charts", "#a1-wide"}
    assert {"a0-charts", "a1-wide"} <= set(names)


def test_a_page_lets_nothing_in() -> None:
    page = html_page(demo.document("en"))
    outline = Outline(page)
    assert not any(held.get("src") for _, held in outline.elements)
    assert not any((held.get("href") or "#")[0] != "#" for _, held in outline.elements)
    assert not any(key.startswith("on") for _, held in outline.elements for key in held)
    assert "style" not in {key for _, held in outline.elements for key in held}
    policy = next(m["content"] for m in outline.all("meta") if m.get("http-equiv")) or ""
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_hostile_text_is_text() -> None:
    outline = Outline(html_page(demo.hostile_document()))
    assert outline.open == []
    assert len(outline.all("script")) == 1
    assert outline.all("img") == []
    fragment = Outline(html_fragment(demo.hostile(), language="en"))
    assert fragment.all("script") == fragment.all("img") == []


def test_no_text_leaves_the_style_sheet() -> None:
    document = Document('"} body { color: red </style><b>\\', "", "en", ())
    page = html_page(document)
    assert page.count("</style>") == 1
    assert "body { color: red" not in page[page.index("<style>") : page.index("</style>")]


def test_a_fragment_stands_alone() -> None:
    fragment = html_fragment(demo.scatter("de"), language="de")
    outline = Outline(fragment)
    assert outline.elements[0] == ("div", {"class": "detente", "lang": "de"})
    assert len(outline.all("svg")) == 1
    style = fragment[fragment.index("<style>") + 7 : fragment.index("</style>")]
    rules = [rule for rule in style.split("\n") if "{" in rule]
    assert all(rule.startswith(".detente") for rule in rules)


def test_fragments_of_one_notebook_share_no_names() -> None:
    fragments = [html_fragment(make("en"), language="en") for make in demo.CHARTS]
    names = [name for fragment in fragments for name in re.findall(r' id="([^"]*)"', fragment)]
    assert len(names) == len(set(names))


def test_neighbouring_notes_stand_together() -> None:
    notes = (Note("a", "assumption"), Note("b", "assumption"), Note("c"), Note("d", "caution"))
    shown = html_fragment(Section("k", "", notes), language="de")
    assert shown.count("Annahmen") == 1
    assert "<li>a</li><li>b</li>" in shown
    assert "<strong>Vorbehalt.</strong> d" in shown


def test_many_annexes_are_lettered_beyond_z() -> None:
    sections = tuple(Section(f"k{i}", f"Part {i}", ()) for i in range(28))
    page = html_page(Document("t", "", "en", (), sections))
    assert "Annex Z<" in page
    assert "Annex AB<" in page
