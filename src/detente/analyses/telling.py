"""How analyses tell what they found: tables from phrase keys, an answer as a sheet.

>>> from detente.phrases import phrases
>>> made = table(phrases("en"), "stages.changes", ["change", "then"], [("a", "b")])
>>> [column.title for column in made.columns]
['Change', 'Then']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from detente.analyses.contract import Result
from detente.exhibits import Cell, Column, Document, Section, Table
from detente.phrases import Phrases, phrases
from detente.scenario import Scenario
from detente.version import __version__

_HEADING = re.compile(r"(?P<key>[\w.]+)(?P<sign>[>~^]?)(?P<digits>\d?)(?P<unit>.*)")


def table(
    words: Phrases,
    key: str,
    columns: Sequence[str | Column],
    rows: Iterable[Sequence[Cell]],
    note: str | None = None,
    **named: object,
) -> Table:
    """The table `topic.name`: its title is the phrase `topic.name_title`, its columns are phrases.

    A column is the key of its heading, in the same topic or, with a dot, another one, and how it is
    shown: `worth` as text on the left, `worth>1` on the right with one digit, `share>0%` with a
    unit, `share~0` as a probability in percent, `agreed^` centred. Columns that are ready are taken
    as they are. `note` is a text; `named` values are filled into the title.
    """
    topic = key.partition(".")[0]
    made = [each if isinstance(each, Column) else column(words, topic, each) for each in columns]
    shown = tuple(tuple(row) for row in rows)
    return Table(words(f"{key}_title", **named), tuple(made), shown, note or "", key=key)


def column(words: Phrases, topic: str, shown: str) -> Column:
    """One column of `table`.

    >>> from detente.phrases import phrases
    >>> made = column(phrases("en"), "stages", "win_set>1%")
    >>> made.title, made.align, made.digits, made.unit
    ('Packages that pass', 'right', 1, '%')
    """
    found = _HEADING.fullmatch(shown)
    if found is None:
        raise ValueError(shown)
    key, sign, unit = found["key"], found["sign"], found["unit"]
    title = words(key if "." in key else f"{topic}.{key}")
    if sign == "^":
        return Column(title, "centre")
    digits = int(found["digits"]) if found["digits"] else None
    unit = unit or ("%" if sign == "~" else "")
    return Column(title, "right" if sign else "left", digits, unit, probability=sign == "~")


def answer_sheet(
    result: Result, scenario: Scenario, language: str | None = None, name: str | None = None
) -> Document:
    """Findings, tables, charts, assumptions and notes of an analysis as a document.

    An answer over draws is headed by the `name` of the analysis that was drawn.

    >>> from detente import allocate_coverage, load
    >>> case = load("anchorage")
    >>> sheet = answer_sheet(allocate_coverage(case), case, "de")
    >>> sheet.subtitle, sheet.front[0].exhibits[-1].kind
    ('Schutz', 'caution')
    """
    words = phrases(language or scenario.language)
    name = name or result.analysis
    text = words.texts("settings.analysis").get(name, name).partition(" (")[0]
    heading = text[:1].upper() + text[1:]
    title = scenario.translated(scenario.title, "title", language=words.language)
    section = Section(name, heading, result.to_draw(words.language))
    footer = words("brief.footer", version=__version__, digest=scenario.digest[:12])
    return Document(title, heading, words.language, (section,), footer=footer)
