"""The annex, by question: which tables and charts of the analyses answer it, ten pages at most.

Everything else stands in the data files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from detente.brief.facts import APART, analysis_text
from detente.brief.inputs import sources_table
from detente.brief.method import method_table
from detente.brief.writer import Writer
from detente.ensembles.report.study_tables import check_table, tipping_table
from detente.exhibits import Exhibit, Note, Section, Table

QUESTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "expect": (("outlook", ("table", "views", "types", "moves")),),
    "package": (
        ("deals", ("solutions", "worth", "acceptance", "trades")),
        ("stages", ("deals", "win_sets", "refusals", "changes")),
        ("forecast", ("forecast",)),
    ),
    "no_deal": (("stability", ("equilibria",)),),
    "statements": (("beliefs", ("table", "watch", "crisis")),),
    "coming": (("stages", ("coming",)), ("seats", ("seat",))),
}
"""By question, the tables of each analysis, by key and in order."""

MOST_TABLES = 2
MOST_REMARKS = 8
MOST_ROWS = 8
"""Of a table in print; the data files hold the rest."""
MOST_NOTES = 2


def annexes(w: Writer) -> Iterator[Section]:
    """The questions that the file allows to be answered."""
    for question, parts in QUESTIONS.items():
        shown: list[Exhibit] = []
        for name, keys in parts:
            result = w.facts.results.get(name)
            if result is None:
                continue
            tables = [table for table in result.tables(w.language) if table.rows]
            wanted = [f"{name}.{key}" for key in keys]
            picked = [cut(w, without_codes(w, t)) for k in wanted for t in tables if t.key == k]
            notes = result.statements(w.language)[:MOST_NOTES] if picked else ()
            shown += [*(Note(_CODE.sub("(", note.text)) for note in notes), *picked]
        if shown:
            yield Section(question, w.words(f"page.annex_{question}"), tuple(shown))
    yield from _others(w)
    yield from _sure(w)
    yield Section("how", w.words("page.annex_how"), tuple(_how(w)))


_CODE = re.compile(r"\((state|Zustand) [YN]{2,}; ")
"""The code of a state before more in brackets."""


def without_codes(w: Writer, table: Table) -> Table:
    """A table of states by the options taken, without the codes that stand for them in files."""
    if table.key != "stability.equilibria" or not w.scenario.options:
        return table
    note = table.note.replace(w.words("stability.code_note"), "").replace("  ", " ").strip()
    rows = tuple(row[1:] for row in table.rows)
    return replace(table, columns=table.columns[1:], rows=rows, note=note)


def _others(w: Writer) -> Iterator[Section]:
    """Analyses that no question names: what they say, with their first tables."""
    known = {name for parts in QUESTIONS.values() for name, _ in parts} | {*APART}
    for name, result in w.facts.results.items():
        if name not in known:
            tables = [cut(w, table) for table in result.tables(w.language) if table.rows]
            notes = [Note(note.text) for note in result.statements(w.language)[:MOST_NOTES]]
            if notes or tables:
                title = analysis_text(name, w.words)
                yield Section(name, title, (*notes, *tables[:MOST_TABLES]))


def cut(w: Writer, table: Table) -> Table:
    """A table of at most so many rows, with a line that says where the rest is."""
    if len(table.rows) <= MOST_ROWS:
        return table
    left = w.words.count("page.more_rows", len(table.rows) - MOST_ROWS)
    return replace(table, rows=table.rows[:MOST_ROWS], note=f"{table.note} {left}".strip())


def _sure(w: Writer) -> Iterator[Section]:
    found = w.facts.study
    tables = []
    if found is not None:
        made = (tipping_table(found, w.words), check_table(found, w.words))
        tables = [cut(w, table) for table in made if table.rows]
    sources = sources_table(w.scenario, w.words)
    tables += [cut(w, sources)] if sources.rows else []
    if tables:
        yield Section("sure", w.words("page.annex_sure"), tuple(tables))


def _how(w: Writer) -> Iterator[Exhibit]:
    yield method_table(w.facts, w.words)
    said = [n.text for r in w.facts.results.values() for n in r.remarks(w.language)]
    kept = list(dict.fromkeys(said))[:MOST_REMARKS]
    yield from (Note(text, "assumption") for text in kept)
