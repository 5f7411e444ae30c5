"""The brief as it stands now: page one with its sentences, and what it can be saved as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.exhibits import Note
from detente.web.brief import drafted
from detente.web.workspace import Bench

FORMS = ("html", "docx", "pdf", "md", "xlsx", "zip", "yaml")


def brief(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """What can be saved; the preview is asked for by itself, since it takes a while."""
    return {"forms": [(form, bench.words(f"web.export.{form}")) for form in FORMS]}


def preview(bench: Bench) -> dict[str, Any]:
    """Page one: paragraphs of sentences (key, text, whether it is the user's, the words to change),
    and what is drawn between them.
    """
    found = drafted(bench)
    page = found.document.front[0]
    parts: list[tuple[str, Any]] = []
    for exhibit in page.exhibits:
        if isinstance(exhibit, Note) and exhibit.said:
            own = found.replaced.says
            said = [(s.key, s.text, s.key in own, own.get(s.key, s.text)) for s in exhibit.said]
            parts.append(("said", said))
        else:
            parts.append(("shown", exhibit))
    return {
        "title": found.document.title,
        "subtitle": found.document.subtitle,
        "parts": parts,
        "unused": found.replaced.unused(),
        "read_only": bench.opened.read_only,
    }
