"""What a reader sees of every bundled case, analysis by analysis, as it was read and approved.

Each `CASE/ANALYSIS.txt` holds the sentences, the tables and what the charts show, in English. Where
a change is meant, write the files anew with `DETENTE_APPROVE=1 pytest tests/approved` and read the
difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.analyses.catalogue import catalogue, find_analysis
from detente.analyses.contract import lacking_sections
from detente.exhibits import Chart, HeatMap, Table
from detente.render.cells import written
from detente.render.chart_data import data_table
from detente.scenario import case_names, load

FOLDER = Path(__file__).parent
MOST_ROWS = 12
"""Of a table; the last line says how many more there are."""

CASES = [
    (case, analysis.name)
    for case in case_names()
    for analysis in catalogue()
    if not lacking_sections(analysis, load(case))
]


def approved_text(case: str, analysis: str) -> str:
    """The findings, remarks, tables and charts of an analysis of a case, a line each."""
    result = find_analysis(analysis).run(load(case))
    said = [note.text for note in (*result.statements("en"), *result.remarks("en"))]
    tables = [line for table in result.tables("en") for line in _lines(table)]
    charts = [line for chart in result.charts("en") for line in _drawn(chart)]
    return "\n".join([*said, *tables, *charts]) + "\n"


def _lines(table: Table) -> list[str]:
    shown = written(table, language="en")
    rows = [" | ".join(row) for row in shown.rows]
    more = [f"({len(rows) - MOST_ROWS} more)"] if len(rows) > MOST_ROWS else []
    note = [shown.note] if shown.note else []
    return ["", f"# {shown.title}", " | ".join(shown.headings), *rows[:MOST_ROWS], *more, *note]


def _drawn(chart: Chart) -> list[str]:
    guides = () if isinstance(chart, HeatMap) else chart.guides
    lines = [f"{guide.axis} = {guide.value:.4g} {guide.label}".rstrip() for guide in guides]
    return [*_lines(data_table(chart, language="en")), *lines, *filter(None, [chart.summary])]


@pytest.mark.parametrize(("case", "analysis"), CASES)
def test_what_a_reader_sees_is_what_was_approved(case: str, analysis: str) -> None:
    path = FOLDER / case / f"{analysis}.txt"
    text = approved_text(case, analysis)
    if os.environ.get("DETENTE_APPROVE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_approved_answer_is_left_over() -> None:
    kept = {(path.parent.name, path.stem) for path in FOLDER.glob("*/*.txt")}
    assert kept == set(CASES)
