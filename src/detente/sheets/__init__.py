"""Scenarios as sheets that people fill in: judgements of experts, a party's own, preferences."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike

from detente.errors import SettingError, sentence
from detente.sheets.changes import Change, Reading, Source, changed, edited, open_source
from detente.sheets.experts import judgement_sheet, read_experts
from detente.sheets.opening import end, facts_of, open_book
from detente.sheets.party import party_sheet, read_party
from detente.sheets.table import (
    LOSSES,
    TEMPLATE,
    is_table,
    preference_rows,
    read_table,
    table_bytes,
)

__all__ = [
    "LOSSES",
    "TEMPLATE",
    "Change",
    "Reading",
    "Source",
    "changed",
    "edited",
    "is_table",
    "judgement_sheet",
    "open_source",
    "party_sheet",
    "preference_rows",
    "read_sheets",
    "read_table",
    "table_bytes",
]


def read_sheets(
    source: Source,
    paths: Sequence[str | PathLike[str]],
    *,
    party: str | None = None,
    keep: str = "",
) -> Reading:
    """What sheets that came back change in a scenario: experts' opinions, or a party's own answers.

    `party` asks for the sheet of that party; `keep` names the member of a pool that says what the
    scenario has said so far. Raises FileError for what is no such sheet, ScenarioError with every
    wrong cell of all sheets, or with what would be wrong in the scenario.
    """
    if not paths:
        raise SettingError(
            "--read", sentence("nothing is given"), "name the workbooks that came back"
        )
    books = [open_book(path) for path in paths]
    kinds = [facts_of(book)[0].get("kind") for book in books]
    own = [book for book, kind in zip(books, kinds, strict=True) if kind == "party"]
    experts = [book for book in books if book not in own]
    if party is not None and experts:
        raise SettingError("--party", party, "this is for the sheets of parties")
    readings: list[Reading] = []
    for book in own:
        readings.append(read_party(source, book, party))
        if not book.problems:
            source = changed(source, readings[-1].changes)
    if experts:
        readings.append(read_experts(source, experts, keep))
    end(books)
    changed(source, readings[-1].changes)
    changes = tuple(change for reading in readings for change in reading.changes)
    return Reading(changes, tuple(note for reading in readings for note in reading.notes))
