"""Source texts and the items found in them: the text on one side, what to decide on the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from detente.dossier.attaching import place_of
from detente.dossier.extract.rules import unread
from detente.dossier.records import ACTS, VOICES, Document, State, Status
from detente.dossier.review import describe, ordered
from detente.dossier.store import DOCUMENTS, Dossier, open_dossier
from detente.validation import one_of
from detente.web.screens.whatif import judgements
from detente.web.workspace import Bench


class Piece(NamedTuple):
    """Some words of a paragraph, the item whose passage begins there, and what holds of them."""

    text: str
    item: str = ""
    status: Status | None = None


def folders(file: str, *, read_only: bool) -> list[str]:
    """The dossiers beside a scenario file, by the names of their folders; its own is `.`."""
    if read_only:
        return []
    place = Path(file).resolve().parent
    return sorted(
        path.parent.relative_to(place).as_posix()
        for path in (*place.glob(DOCUMENTS), *place.glob(f"*/{DOCUMENTS}"))
    )


def chosen(bench: Bench, folder: str) -> Dossier | None:
    """A dossier beside the file that is open, the first where none is named; None without any.

    Raises SettingError for another folder.
    """
    session = bench.session
    known = [] if session is None else folders(session.file, read_only=session.read_only)
    if session is None or not known:
        return None
    name = one_of("folder", folder, known) if folder else known[0]
    return open_dossier(Path(session.file).resolve().parent / name)


def dossier(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """A text with its passages, the items in it, and sentences with a party and no item."""
    session, words, scenario = bench.opened, bench.words, bench.opened.scenario
    known = folders(session.file, read_only=session.read_only)
    held = chosen(bench, query.get("folder", "") if query.get("folder") in known else "")
    if held is None or not held.documents:
        return {"document": None, "can_add": not session.read_only}
    states = ordered(held.states)
    open_items = [state.item.document for state in states if state.status == "proposed"]
    wanted = query.get("text", "")
    first = next((name for name in open_items if name in held.current), next(iter(held.current)))
    document = held.documents[wanted if wanted in held.documents else first]
    here = [state for state in states if state.item.document == document.id]
    nobody, language = ("", "–"), words.language
    parties = [(key, scenario.party_name(key, language)) for key in scenario.parties]
    issues = [(key, scenario.issue_name(key, language)) for key in scenario.issues]
    return {
        "document": document,
        "can_add": True,
        "folder": held.folder.relative_to(Path(session.file).resolve().parent).as_posix(),
        "folders": known,
        "texts": [
            (each.id, each.title, open_items.count(each.id), each.id in held.current)
            for each in held.documents.values()
        ],
        "paragraphs": list(_paragraphs(document, here)),
        "cards": [
            (
                item,
                status,
                describe(scenario, item, words),
                place_of(item, document, words.language),
            )
            for item, status in sorted(here, key=lambda state: state.status != "proposed")
        ],
        "missed": [
            (start, end, document.text[start:end])
            for start, end in unread(document, scenario, tuple(held.items.values()))
        ],
        "choices": {
            "act": [(name, words(f"dossier.acts.{name}")) for name in ACTS],
            "holder": [nobody, *parties],
            "target": [nobody, *parties],
            "issue": [nobody, *issues],
            "voice": [(name, words(f"dossier.voices.{name}")) for name in VOICES],
        },
        "judgements": judgements(bench),
    }


def _paragraphs(document: Document, states: Iterable[State]) -> Iterator[list[Piece]]:
    """The paragraphs of a text in pieces, cut where passages begin and end."""
    spans = [(span, state) for state in states for span in state.item.spans]
    for start, end in document.paragraphs:
        ends = {place for span, _ in spans for place in (span.start, span.end)}
        cuts = sorted({start, end, *(place for place in ends if start < place < end)})
        pieces = []
        for first, last in pairwise(cuts):
            over = [(span, state) for span, state in spans if span.start <= first < span.end]
            begins = [state.item.id for span, state in over if span.start == first]
            status = over[0][1].status if over else None
            pieces.append(Piece(document.text[first:last], next(iter(begins), ""), status))
        yield pieces
