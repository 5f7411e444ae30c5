"""Sources in the formats they come in, as paragraphs: nothing in them is run, fetched or unpacked
beyond its bounds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from detente.archives import unpacked
from detente.dossier.cleaning import Draft
from detente.dossier.pdf import read_pdf
from detente.errors import FileError
from detente.validation import check_extra

LARGEST_WITHIN, MOST_PARTS = 100_000_000, 2_000
"""Bytes and parts of a Word file."""

FACTS = ("title", "publisher", "date", "genre", "language", "sensitivity")

_FRONT = re.compile(r"---[ \t]*\n((?:[A-Za-z_]+:[^\n]*\n){1,20})---[ \t]*(?:\n|\Z)")
_HEADING = re.compile(r"^#[^\S\n]+(.+?)[\s#]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{2,30})""", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0*(?:\.0+)?\s*(?:;|$|!)"
    r"|font-size\s*:\s*0|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "blockquote", "td", "th", "div", "br")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def kind_of(raw: bytes, file: str) -> str:
    """The ending of a file's format.

    Raises FileError where it is none that is read, SettingError where what reads it is missing.
    """
    ending = PurePath(file).suffix.lower()
    if raw.startswith(b"%PDF-") or ending == ".pdf":
        return _needing("pypdf", ".pdf")
    if raw.startswith(b"PK\x03\x04") or ending == ".docx":
        return _needing("docx", ".docx")
    if raw.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise FileError(file, "this is an old Word file", "save it as .docx or .pdf")
    if ending in (".html", ".htm", ".xhtml"):
        return _needing("trafilatura", ".html")
    if ending in (".txt", ".text", ".md", ".markdown", ""):
        return ".txt"
    rule = "this is no kind of file that is read"
    raise FileError(file, rule, "save it as .txt, .md, .html, .pdf or .docx")


def _needing(module: str, kind: str) -> str:
    check_extra("file", "dossier", module)
    return kind


def read_raw(raw: bytes, file: str) -> Draft:
    """What a file says. Raises FileError for one that cannot be read, whatever is wrong with it."""
    kind = kind_of(raw, file)
    try:
        return _READERS[kind](raw, file)
    except FileError:
        raise
    except Exception:
        # What is damaged, or made to do damage, ends the libraries in dozens of kinds of errors.
        raise FileError(file, "this is no readable file of its kind", "save it again") from None


def _decoded(raw: bytes, file: str, declared: str = "") -> tuple[str, set[str]]:
    """The text of a file and a flag where its encoding had to be guessed."""
    for mark, name in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if raw.startswith(mark):
            return raw.decode(name, errors="replace"), set()
    if b"\0" in raw[:100_000]:
        raise FileError(file, "this is a binary file, not a text", "save it as UTF-8")
    for name in filter(None, (declared, "utf-8")):
        try:
            return raw.decode(name), set()
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", errors="replace"), {"encoding"}


def _plain(raw: bytes, file: str) -> Draft:
    text, flags = _decoded(raw, file)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    facts = {}
    if front := _FRONT.match(text):
        pairs = (line.partition(":") for line in front[1].splitlines())
        facts = {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}
        text = text[front.end() :]
    if file.lower().endswith(("md", "markdown")):
        text, hidden = _COMMENT.subn("", text)
        flags |= {"hidden"} if hidden else set()
        if heading := _HEADING.search(text):
            facts = {"title": heading[1], **facts}
    draft = Draft([], facts=facts, flags=flags)
    pages = text.split("\f")
    for page in pages:
        draft.pages += [len(draft.paragraphs)] if len(pages) > 1 else []
        draft.paragraphs += _parted(page)
    return draft


def _parted(text: str) -> list[str]:
    """Paragraphs parted by empty lines; where there are none, long lines are paragraphs."""
    parts = [part for part in re.split(r"\n[^\S\n]*\n", text) if part.strip()]
    lines = text.strip().split("\n")
    if len(parts) == 1 and len(text) > 100 * len(lines):
        return lines
    return parts


def _html(raw: bytes, file: str) -> Draft:
    import trafilatura
    from lxml import etree, html

    declared = _CHARSET.search(raw[:4096])
    text, flags = _decoded(raw, file, declared[1].decode("ascii") if declared else "")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
    tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    if _without_hidden(tree):
        flags.add("hidden")
    if tree.xpath("//script|//object|//embed|//applet|//@onload|//@onerror"):
        flags.add("active")
    facts = {"language": tree.get("lang") or ""}
    whole = etree.tostring(tree, encoding="unicode", method="html")
    meta_only = {"extensive_search": False, "original_date": True}
    taken: Any = trafilatura.bare_extraction(
        whole, with_metadata=True, include_comments=False, date_extraction_params=meta_only
    )
    paragraphs: list[str] = []
    if taken is not None:
        facts |= {"title": taken.title or "", "publisher": taken.sitename or ""}
        facts["date"] = taken.date or ""
        paragraphs = (taken.text or "").split("\n")
    if len(paragraphs) <= 1:  # a page too short for its main part to be told from the rest
        paragraphs = _blocks(tree)
    return Draft(paragraphs, facts=facts, flags=flags)


def _blocks(tree: Any) -> list[str]:
    """All that a page shows, block by block."""
    for each in list(tree.iter("script", "style", "template", "title")):
        each.drop_tree()
    for each in tree.iter(*_BLOCKS):
        each.text, each.tail = f"\n{each.text or ''}", f"\n{each.tail or ''}"
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return [line for line in lines if line]


def _without_hidden(tree: Any) -> bool:
    """Take out of a page what its own styles do not show; whether there was any."""
    unseen = {
        name.strip()
        for style in tree.iter("style")
        for names, rule in _RULE.findall((style.text or "")[:100_000])
        if _UNSEEN.search(rule)
        for name in names.split(",")
        if re.fullmatch(r"\s*[.#][\w-]+\s*", name)
    }
    hidden = [
        each
        for each in tree.iter()
        if isinstance(each.tag, str)
        and each.tag not in ("html", "body")
        and _is_hidden(each, unseen)
    ]
    for each in hidden:
        if each.getparent() is not None:
            each.drop_tree()
    return bool(hidden)


def _is_hidden(element: Any, unseen: set[str]) -> bool:
    names = {f".{name}" for name in (element.get("class") or "").split()}
    names.add(f"#{element.get('id')}")
    return (
        "hidden" in element.attrib
        or bool(_UNSEEN.search(element.get("style") or ""))
        or bool(names & unseen)
    )


def _docx(raw: bytes, file: str) -> Draft:
    import docx
    from lxml import etree

    names = [name for name, _ in unpacked(raw, file, most=MOST_PARTS, largest=LARGEST_WITHIN)]
    book = docx.Document(io.BytesIO(raw))
    draft, notes = Draft([]), list[tuple[str, Any]]()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in book.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            root = etree.fromstring(relation.target_part.blob, parser)
            notes += [
                (f"{kind[:-1]}{each.get(f'{_W}id')}", each)
                for each in root.iter(f"{_W}{kind[:-1]}")
                if each.get(f"{_W}type") is None
            ]
    numbers = {name: str(number) for number, (name, _) in enumerate(notes, 1)}
    draft.paragraphs = list(_word_paragraphs(book.element.body, numbers, draft.flags))
    for name, note in notes:
        whole = " ".join(_word_paragraphs(note, numbers, draft.flags))
        draft.paragraphs.append(f"[{numbers[name]}] {whole}")
    if any("vbaproject" in name.lower() or "embeddings/" in name.lower() for name in names):
        draft.flags.add("active")
    about = book.core_properties
    made = about.created.date().isoformat() if about.created else ""
    draft.facts = {"title": about.title, "language": about.language, "date": made}
    return draft


def _word_paragraphs(root: Any, notes: dict[str, str], flags: set[str]) -> Iterator[str]:
    for paragraph in root.iter(f"{_W}p"):
        parts = []
        for each in paragraph.iter(
            f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}footnoteReference", f"{_W}endnoteReference"
        ):
            above = [upper.tag for upper in each.iterancestors(f"{_W}p", f"{_W}del", _FALLBACK)]
            if next(each.iterancestors(f"{_W}p")) is not paragraph or _FALLBACK in above:
                continue
            run = each.getparent()
            if f"{_W}del" in above:
                flags.add("tracked")
            elif run.find(f"{_W}rPr/{_W}vanish") is not None:
                flags.add("hidden")
            elif each.tag.endswith("Reference"):
                kind = each.tag.removeprefix(_W).removesuffix("Reference")
                parts.append(f"[{notes.get(kind + str(each.get(f'{_W}id')), '?')}]")
            else:
                parts.append(each.text or "" if each.tag == f"{_W}t" else " ")
            colour = run.find(f"{_W}rPr/{_W}color")
            if colour is not None and colour.get(f"{_W}val") == "FFFFFF":
                flags.add("hidden")
        if whole := " ".join("".join(parts).split()):
            yield whole
    if next(root.iter(f"{_W}ins", f"{_W}del"), None) is not None:
        flags.add("tracked")


_READERS: dict[str, Callable[[bytes, str], Draft]] = {
    ".txt": _plain,
    ".html": _html,
    ".pdf": read_pdf,
    ".docx": _docx,
}
