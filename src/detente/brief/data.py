"""The data files beside a brief: every table as CSV, all answers as JSON, an index of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.brief.facts import Facts
from detente.brief.first_page import first_page
from detente.brief.inputs import evidence_table, judgements_table, sources_table
from detente.brief.overrides import mark_of
from detente.brief.second_page import second_page
from detente.brief.writer import Sentence, Writer
from detente.exhibits import Table
from detente.phrases import Phrases
from detente.phrases.directions import unisolated
from detente.writing import check_target, make_folder, write_whole


def data_files(facts: Facts, words: Phrases) -> dict[str, str]:
    """File names and contents; `index.json` says what each holds."""
    files: dict[str, str] = {}
    index: list[dict[str, Any]] = []
    for analysis, table in _tables(facts, words):
        stem = (table.key or f"{analysis}.table").replace(".", "_")
        name = f"{stem}.csv"
        if name in files:
            name = f"{stem}_{sum(other.startswith(stem) for other in files) + 1}.csv"
        files[name] = _csv(table)
        index.append(
            {
                "file": name,
                "title": table.title,
                "columns": [column.title for column in table.columns],
                "units": [column.unit for column in table.columns],
                "analysis": analysis,
                "rows": len(table.rows),
            }
        )
    for name, result in facts.results.items():
        files[f"{name}.json"] = _json(result.to_dict(words.language))
        index.append({"file": f"{name}.json", "title": name, "analysis": name})
    findings = [finding.to_dict() for finding in facts.findings]
    files["findings.json"] = _json(findings)
    index.append({"file": "findings.json", "title": "findings", "rows": len(findings)})
    said = [
        {"key": each.key, "says": each.text, "over": mark_of(each.figures), "figures": each.figures}
        for each in _sentences(Writer(facts, words))
    ]
    files["sentences.json"] = _json(said)
    index.append({"file": "sentences.json", "title": "sentences", "rows": len(said)})
    files["index.json"] = _json({"digest": facts.scenario.digest, "files": index})
    return files


def _sentences(w: Writer) -> Iterator[Sentence]:
    """All sentences of both pages, a sentence told on both once."""
    pages = [*first_page(w), *(part for parts in second_page(w).values() for part in parts)]
    yield from {each.key: each for paragraph in pages for each in paragraph}.values()


def write_data(files: dict[str, str], folder: Path, *, force: bool = False) -> None:
    """Write the files into a folder; nothing is written where one of them may not be."""
    make_folder(folder, parents=True)
    for name in files:
        check_target(folder / name, force=force)
    for name, text in files.items():
        write_whole(folder / name, text, force=force)


def _tables(facts: Facts, words: Phrases) -> Iterator[tuple[str, Table]]:
    for name, result in facts.results.items():
        for table in result.tables(words.language):
            yield name, table
    scenario = facts.scenario
    for make in (judgements_table, evidence_table, sources_table):
        table = make(scenario, words)
        if table.rows:
            yield "scenario", table


def _csv(table: Table) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow([_shown(column.title) for column in table.columns])
    writer.writerows([_shown(cell) for cell in row] for row in table.rows)
    return sink.getvalue()


def _shown(cell: object) -> object:
    if isinstance(cell, str):
        # What a spreadsheet would take for a formula is kept a text.
        text = unisolated(cell)
        return f"'{text}" if text[:1] in "=+@" else text
    return "" if cell is None else cell


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
