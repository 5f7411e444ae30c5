"""What a page must have so that everybody can read it, as far as a program can check it."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "input", "hr"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Element:
    """An element of a page: its name, attributes, parts and text."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.parts: list[Element] = []
        self.text = ""

    def all(self, *tags: str) -> list[Element]:
        """The elements of some names inside this one, in the order of the page."""
        found = []
        for part in self.parts:
            found += [part] if part.tag in tags else []
            found += part.all(*tags)
        return found

    def whole(self) -> str:
        """All text inside."""
        return " ".join([self.text, *(part.whole() for part in self.parts)]).strip()


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


def read(page: str) -> Element:
    """A page as elements."""
    return _Reader(page).root


def faults(page: str) -> list[str]:
    """Everything that keeps some readers from reading a page."""
    root = read(page)
    ids = {e.attributes["id"]: e for e in _every(root) if "id" in e.attributes}
    return [
        *(["no language"] if not root.all("html")[0].attributes.get("lang") else []),
        *_heading_faults(root),
        *(fault for table in root.all("table") for fault in _table_faults(table, ids)),
        *(fault for chart in root.all("svg") for fault in _chart_faults(chart)),
        *_link_faults(root, ids),
        *_control_faults(root),
    ]


def _every(element: Element) -> list[Element]:
    return [element, *(held for part in element.parts for held in _every(part))]


def _heading_faults(root: Element) -> list[str]:
    found, before = [], 0
    for heading in root.all(*HEADINGS):
        level = int(heading.tag[1])
        if level > before + 1:
            found.append(f"jumps from h{before} to h{level}: {heading.whole()}")
        if not heading.whole():
            found.append(f"an empty {heading.tag}")
        before = level
    return [*found, *([] if len(root.all("h1")) == 1 else ["not one h1"])]


def _table_faults(table: Element, ids: dict[str, Element]) -> list[str]:
    caption = ids.get(table.attributes.get("aria-labelledby", ""))
    if caption is None or not caption.whole():
        return ["a table without a caption"]
    name, found = caption.whole(), []
    head, body = table.all("thead"), table.all("tbody")
    if any(cell.attributes.get("scope") != "col" for cell in head[0].all("th")):
        found.append(f"{name}: a heading without scope")
    for row in body[0].all("tr"):
        if not row.parts or row.parts[0].tag != "th" or row.parts[0].attributes["scope"] != "row":
            found.append(f"{name}: a row without a header")
        for cell in row.parts:
            if cell.whole() in ("✓", "✗"):
                found.append(f"{name}: a mark without a word")
    return found


def _chart_faults(chart: Element) -> list[str]:
    named = {part.tag: part.text for part in chart.parts if part.tag in ("title", "desc")}
    label, found = chart.attributes.get("aria-label", ""), []
    if not named.get("title") or not named.get("desc"):
        found.append(f"a chart without title or description: {label}")
    if chart.attributes.get("role") != "img" or not label:
        found.append(f"a chart without a name: {named}")
    return found


def _link_faults(root: Element, ids: dict[str, Element]) -> list[str]:
    links = root.all("a")
    hrefs = [link.attributes["href"] for link in links]
    targets = [href.removeprefix("#") for href in hrefs if not href.startswith("/")]
    lost = [f"a link that leads nowhere: {target}" for target in targets if target not in ids]
    first = root.all("body")[0].parts[0]
    skips = first.tag == "a" and ids[targets[0]].tag == "main" and bool(first.whole())
    return [*lost, *([] if skips else ["no link that skips to the text"])]


def _control_faults(root: Element) -> list[str]:
    """Fields and buttons without a name, and identifiers that are given twice."""
    every = _every(root)
    ids = [e.attributes["id"] for e in every if "id" in e.attributes]
    found = [f"an identifier twice: {name}" for name in sorted(set(ids)) if ids.count(name) > 1]
    labels = {e.attributes["for"]: e.whole() for e in every if e.attributes.get("for")}
    for element in every:
        named = element.attributes.get("aria-label", "")
        if element.tag in ("input", "select", "textarea"):
            named = named or labels.get(element.attributes.get("id", ""), "")
            if not named and element.attributes.get("type") != "hidden":
                found.append(f"a field without a name: {element.attributes}")
        elif element.tag in ("button", "summary") and not (named or element.whole()):
            found.append(f"a {element.tag} without a name: {element.attributes}")
    lost = [name for name in labels if name not in ids]
    return [*found, *(f"a label of nothing: {name}" for name in lost)]
