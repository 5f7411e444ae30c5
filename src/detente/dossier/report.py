"""A dossier as tables and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from detente.analyses.telling import table
from detente.dossier.attaching import place_of
from detente.dossier.records import DECISION, DOCUMENT, Document, Item, State, Status
from detente.dossier.review import describe
from detente.dossier.store import Dossier
from detente.dossier.tracing import Ground, Passage
from detente.errors import shortened
from detente.exhibits import Table, plain
from detente.phrases import Phrases
from detente.phrases.directions import isolated
from detente.scenario import Scenario


def documents_table(dossier: Dossier, words: Phrases) -> Table:
    """All documents, with what was noticed in them."""
    noticed = words.texts("dossier.flags")
    rows = []
    for each in dossier.documents.values():
        flags = [noticed[flag] for flag in each.flags]
        flags += [] if each.id in dossier.current else [words("dossier.superseded")]
        day = each.date.isoformat() if each.date else ""
        said_by, kind = (isolated(text or "") for text in (each.publisher, each.genre))
        facts = "; ".join(filter(None, (said_by, day, kind, each.language)))
        rows.append((each.id, isolated(each.title), facts, each.sensitivity, " ".join(flags)))
    columns = ["document", "named", "facts", "sensitivity", "noticed"]
    return table(words, "dossier.documents", columns, rows)


def items_table(
    dossier: Dossier, states: Iterable[State], scenario: Scenario | None, words: Phrases
) -> Table:
    """Items with their state and place."""
    rows = [
        (
            item.id,
            describe(scenario, item, words),
            _status(dossier, item, status, words),
            _place(dossier, item, words),
            isolated(shortened(item.exact, 90)),
        )
        for item, status in states
    ]
    return table(words, "dossier.items", ["item", "act", "status", "at", "words"], rows)


def _status(dossier: Dossier, item: Item, status: Status, words: Phrases) -> str:
    """What became of an item, by whom, and why where that was said."""
    said, last = words(f"dossier.statuses.{status}"), dossier.last.get(item.id)
    return (
        said
        if last is None
        else f"{said} · {': '.join(isolated(text) for text in (last.who, last.why) if text)}"
    )


def grounds_tables(dossier: Dossier, found: Iterable[Ground], words: Phrases) -> Iterator[Table]:
    """What each judgement rests on, down to the passages."""
    for judgement, grounds in groupby(found, lambda each: each.judgement):
        rows = []
        for _, name, evidence, state in grounds:
            where, quoted = f"{evidence.source}, {evidence.at or '–'}", evidence.says
            if state is not None:
                where, quoted = _place(dossier, state.item, words), f"“{state.item.exact}”"
            quoted = isolated(quoted)
            rows.append((name, f"{words(f'dossier.voices.{evidence.voice}')}: {where}", quoted))
        columns, path = ["evidence", "at", "words"], ".".join(judgement)
        yield table(words, "dossier.grounds", columns, rows, judgement=path)


def passages_table(found: Iterable[Passage], words: Phrases) -> Table:
    """Paragraphs that might support what was asked, the nearest first."""
    rows = [
        (
            f"{each.id}, {words('dossier.paragraph', n=each.paragraph(start))}",
            isolated(each.text[start:end]),
        )
        for each, start, end, _ in found
    ]
    return table(words, "dossier.passages", ["at", "words"], rows, words("dossier.passages_note"))


def _place(dossier: Dossier, item: Item, words: Phrases) -> str:
    document = dossier.documents[item.document]
    place = f"{document.id}, {place_of(item, document, words.language)}"
    return f"{place} ({words('dossier.not_again')})" if dossier.lost(item) else place


def item_record(dossier: Dossier, state: State) -> dict[str, Any]:
    """An item as plain data."""
    item, document = state.item, dossier.documents[state.item.document]
    record = {key: value for key, value in plain(item).items() if key != "spans"}
    spans = [{"start": each.start, "end": each.end, "exact": each.exact} for each in item.spans]
    start = item.spans[0].start
    place = {"paragraph": document.paragraph(start), "page": document.page(start)}
    told = dossier.last.get(item.id)
    decided = told and DECISION.dump_python(told, mode="json", include={"who", "when", "why"})
    record |= {"status": state.status, "spans": spans, "lost": dossier.lost(item)}
    return record | place | {"decided": decided}


def document_record(document: Document) -> dict[str, Any]:
    """A document as plain data, without its text."""
    known: dict[str, Any] = DOCUMENT.dump_python(document, mode="json", exclude={"text"})
    return known | {"paragraphs": len(document.paragraphs)}
