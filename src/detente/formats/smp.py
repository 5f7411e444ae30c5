"""The CSV layout of the KAPSARC toolkit's spatial model of politics.

First row: name of the case, description, number of actors, number of dimensions. Second row:
headings. Then one row an actor: name, description, power, and position and salience of each
dimension, either in pairs or all positions first, as the headings tell. Everything is on 0..100;
an actor's saliences add up to at most 100.
"""

from __future__ import annotations

import csv
import io
import re

from detente.errors import FileError, sentence
from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Reader, Rows, written

LOSSES = (
    "ranges, sources and confidence of judgements (best values are written)",
    "scales, units and the wording of values (positions are rescaled to 0..100)",
    "keys of issues (they are made anew from the names), capital letters and hyphens of the others",
    "saliences (they are divided by the number of issues; 100 where none is given)",
    "capabilities that differ between issues (their mean is written; 50 where none is given)",
    "everything else: parties and issues without a position, preferences, options, priorities",
)


def recognises(rows: Rows) -> bool:
    """Whether the first row counts actors and dimensions."""
    if len(rows.lines) < 3 or len(rows.lines[0][1]) < 4:
        return False
    counts = rows.lines[0][1][2:4]
    return all(cell.isdigit() and int(cell) > 0 for cell in counts)


def read(rows: Rows) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    if not recognises(rows):
        rule = "the first row gives name, description, number of actors and of dimensions"
        raise FileError(rows.file, rule, "correct the first row")
    (line, first), (heading_line, headings) = rows.lines[:2]
    title, actors, dimensions = first[0], int(first[2]), int(first[3])
    reader = Reader(rows)
    width = 3 + 2 * dimensions
    if len(headings) != width:
        rule = sentence(
            "{dimensions} dimensions have {number} headings", dimensions=dimensions, number=width
        )
        reader.report(heading_line, rule, str(len(headings)), "correct the first row or this one")
    if len(rows.lines) - 2 != actors:
        reader.report(
            line,
            sentence("{number} actors are announced", number=actors),
            sentence("{number} rows", number=len(rows.lines) - 2),
        )
    places, saliences = _columns(headings, dimensions)
    names = [_dimension(headings, at, k) for k, at in enumerate(places, start=1)]
    for name in {name for name in names if names.count(name) > 1}:
        reader.report(heading_line, "two columns have the same heading", name, "rename one of them")
    reader.end()
    parties, stands = {}, {}
    for number, cells in rows.lines[2:]:
        row = reader.fitted(cells, width, number)
        if row is None:
            continue
        if row[0] in parties:
            reader.report(number, "an actor stands in one row", row[0], "rename one of them")
        parties[row[0]] = row[1] or row[0]
        power = reader.points(row[2], number, "a power", 0, float("inf"))
        for name, at, weight in zip(names, places, saliences, strict=True):
            stands[name, row[0]] = Place(
                reader.points(row[at], number, "a position", 0, 100),
                reader.points(row[weight], number, "a salience", 0, 100),
                power,
            )
    reader.end()
    return ActorTable(title, parties, {name: Line(name) for name in names}, stands)


def write(table: ActorTable) -> str:
    """The text of the layout; parties that do not stand on every issue have salience 0 there."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([table.title, "", len(table.parties), len(table.issues)])
    heads = [
        f"{line.name or key} {what}"
        for key, line in table.issues.items()
        for what in ("Position", "Salience")
    ]
    writer.writerow(["Actor", "Description", "Power", *heads])
    for party, name in table.parties.items():
        own = [
            table.stands[issue, party] for issue in table.issues if (issue, party) in table.stands
        ]
        powers = [place.capability for place in own if place.capability is not None]
        row = [party, name, written(sum(powers) / len(powers) if powers else 50)]
        for issue, line in table.issues.items():
            place = table.stands.get((issue, party))
            if place is None:
                row += ["50", "0"]
            else:
                where = 100 * (place.position - line.low) / (line.high - line.low)
                salience = 100 if place.salience is None else place.salience
                row += [written(where), written(salience / len(table.issues))]
        writer.writerow(row)
    return stream.getvalue()


def _columns(headings: tuple[str, ...], dimensions: int) -> tuple[list[int], list[int]]:
    """The columns of positions and of saliences; in pairs where the headings do not tell."""
    width = 3 + 2 * dimensions
    named = [
        at for at, heading in enumerate(headings[:width]) if at > 2 and "sal" in heading.lower()
    ]
    if len(named) == dimensions:
        return [at for at in range(3, width) if at not in named], named
    return list(range(3, width, 2)), list(range(4, width, 2))


def _dimension(headings: tuple[str, ...], at: int, number: int) -> str:
    """A dimension's name: the heading of its positions without the word position."""
    heading = headings[at] if at < len(headings) else ""
    name = re.sub(r"(?i)[\s_-]*(position|pstn)$", "", heading).strip()
    return name or f"dimension {number}"
