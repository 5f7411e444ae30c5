"""The CSV layout of the KAPSARC toolkit's spatial model of politics.

First row: name of the case, description, number of actors, number of dimensions. Second row:
headings. Then one row an actor: name, description, power, and position and salience of each
dimension, either in pairs or all positions first, as the headings tell. Everything is on 0..100;
an actor's saliences add up to at most 100.
"""

from __future__ import annotations

import re

from detente.errors import FileError, sentence
from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Reader, Row, again, csv_text, written

LOSSES = (
    "ranges, sources and confidence of judgements (best values are written)",
    "scales, units and the wording of values (positions are rescaled to 0..100)",
    "keys of issues (they are made anew from the names), capital letters and hyphens of the others",
    "saliences (they are divided by the number of issues; 100 where none is given)",
    "capabilities that differ between issues (their mean is written; 50 where none is given)",
    "everything else: parties and issues without a position, preferences, options, priorities",
)


def recognises(reader: Reader) -> bool:
    """Whether the first row counts actors and dimensions."""
    if len(reader.rows) < 3 or len(reader.rows[0]) < 4:
        return False
    return all(cell.isdigit() and int(cell) > 0 for cell in reader.rows[0][2:4])


def read(reader: Reader) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    if not recognises(reader):
        rule = "the first row gives name, description, number of actors and of dimensions"
        raise FileError(reader.file, rule, "correct the first row")
    first, headings = reader.rows[:2]
    actors, dimensions, found = int(first[2]), int(first[3]), len(reader.rows) - 2
    width = 3 + 2 * dimensions
    if len(headings) != width:
        pattern = "{dimensions} dimensions have {number} headings"
        rule = sentence(pattern, dimensions=dimensions, number=width)
        remedy = "correct the first row or this one"
        reader.report(headings[0].line, rule, str(len(headings)), remedy)
    if found != actors:
        rule = sentence("{number} actors are announced", number=actors)
        reader.report(first[0].line, rule, sentence("{number} rows", number=found))
    reader.end()
    columns = _columns(headings, dimensions)
    for name in again(name for name, _, _ in columns):
        rule = "two columns have the same heading"
        reader.report(headings[0].line, rule, name, "rename one of them")
    reader.end()
    rows = list(reader.fitted(2, width))
    reader.named([{"actor": row[0]} for row in rows], ("actor",))
    for actor in again(row[0] for row in rows if row[0]):
        reader.report(actor.line, "an actor stands in one row", actor, "rename one of them")
    stands = {}
    for row in rows:
        power = reader.number(row[2], "a power", 0, float("inf"))
        for name, place, weight in columns:
            position = reader.number(row[place], "a position", 0, 100)
            salience = reader.number(row[weight], "a salience", 0, 100)
            stands[name, str(row[0])] = Place(position, salience, power)
    reader.end()
    parties = {str(row[0]): str(row[1] or row[0]) for row in rows}
    return ActorTable(first[0], parties, {name: Line(name) for name, _, _ in columns}, stands)


def _columns(headings: Row, dimensions: int) -> list[tuple[str, int, int]]:
    """The name of each dimension, and the columns of its positions and saliences.

    Columns are in pairs where the headings do not tell. The name is the heading of the positions
    without the word position.
    """
    width = 3 + 2 * dimensions
    saliences = [at for at in range(3, len(headings[:width])) if "sal" in headings[at].lower()]
    if len(saliences) != dimensions:
        saliences = list(range(4, width, 2))
    places = [at for at in range(3, width) if at not in saliences]
    found = []
    for number, (place, weight) in enumerate(zip(places, saliences, strict=True), start=1):
        heading = headings[place] if place < len(headings) else ""
        name = re.sub(r"(?i)[\s_-]*(position|pstn)$", "", heading).strip()
        found.append((name or f"dimension {number}", place, weight))
    return found


def write(table: ActorTable) -> str:
    """The text of the layout; parties that do not stand on every issue have salience 0 there."""
    names = [line.name or key for key, line in table.issues.items()]
    heads = [f"{name} {what}" for name in names for what in ("Position", "Salience")]
    rows: list[list[object]] = [[table.title, "", len(table.parties), len(table.issues)]]
    rows.append(["Actor", "Description", "Power", *heads])
    for party, name in table.parties.items():
        own = {issue: table.stands.get((issue, party)) for issue in table.issues}
        powers = [p.capability for p in own.values() if p is not None and p.capability is not None]
        row: list[object] = [party, name, written(sum(powers) / len(powers) if powers else 50)]
        for issue, place in own.items():
            line, where, salience = table.issues[issue], 50.0, 0.0
            if place is not None:
                where = 100 * (place.position - line.low) / (line.high - line.low)
                salience = 100 if place.salience is None else place.salience
            row += [written(where), written(salience / len(table.issues))]
        rows.append(row)
    return csv_text(rows)
