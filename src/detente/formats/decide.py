"""The layout of the exchange model's input files: rows that begin with #A, #P, #M or #D.

`#A` key, name, comment: an actor. `#P` key, name, comment: an issue. `#M` issue, position,
description: what a position means; the lowest and the highest are the ends of the scale, 0 and 100
without any. `#D` actor, issue, position, salience (0..1), power (0..1). `#0` and `#/` are comments.
Documented in the manual of the Decide exchange model, "Input files".
"""

from __future__ import annotations

from detente.errors import FileError, sentence
from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Cell, Reader, Row, again, shifted, written

MARKS = ("#A", "#P", "#M", "#D", "#0", "#/")

WIDTHS = {"#A": 4, "#P": 4, "#M": 4, "#D": 6}
"""The cells of each row, the mark included."""

LOSSES = (
    "the title",
    "ranges, sources and confidence of judgements (best values are written)",
    "units of scales, and semicolons, line breaks and double quotes within names",
    "the unit of capabilities (they are divided by the largest; 1 where none is given)",
    "whether a salience is given (1 where none is)",
    "capital letters and hyphens of keys",
    "everything else: parties and issues without a position, preferences, options, priorities",
)


def recognises(reader: Reader) -> bool:
    """Whether the first row begins with one of the marks."""
    return bool(reader.rows) and reader.rows[0][0][:2].upper() in MARKS


def read(reader: Reader) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    marked = _by_mark(reader)
    for mark in ("#A", "#P"):
        reader.named([{mark: key} for key, *_ in marked[mark]], (mark,))
    parties = {str(key): str(name or key) for key, name, *_ in marked["#A"]}
    meanings: dict[str, dict[float, str]] = {}
    for issue, place, meaning in marked["#M"]:
        at = reader.number(place, "a position", -1e12, 1e12)
        if at in meanings.setdefault(issue, {}):
            rule = sentence("two rows {mark} say the same", mark="#M")
            reader.report(place.line, rule, place, "remove one row")
        meanings[issue][at] = meaning
    issues = {}
    for key, name, *_ in marked["#P"]:
        own = meanings.get(key, {})
        ends = (min(own), max(own)) if len(own) > 1 else (0.0, 100.0)
        issues[str(key)] = Line(name, *ends, meanings=own)
    stands = {}
    for party, issue, position, salience, power in marked["#D"]:
        if party not in parties:
            reader.report(party.line, "there is no #A row for this actor", party, "add one")
        if issue not in issues:
            reader.report(issue.line, "there is no #P row for this issue", issue, "add one")
        line = issues.get(issue, Line(""))
        stands[str(issue), str(party)] = Place(
            reader.number(position, "a position", line.low, line.high),
            shifted(reader.number(salience, "a salience", 0, 1), 2),
            shifted(reader.number(power, "a power", 0, 1), 2),
        )
    reader.end()
    if not stands:
        raise FileError(reader.file, "there is no #D row", "add #D, actor, issue, position, …")
    return ActorTable("", parties, issues, stands)


def _by_mark(reader: Reader) -> dict[str, list[Row]]:
    """The rows behind each mark, filled up to their width."""
    marked: dict[str, list[Row]] = {mark: [] for mark in MARKS}
    for row in reader.rows:
        mark, line = row[0][:2].upper(), row[0].line
        width = WIDTHS.get(mark, len(row))
        if mark not in MARKS:
            reader.report(line, "a row begins with #A, #P, #M or #D", row[0])
        elif any(row[width:]):
            rule = sentence("a row {mark} has at most {number} cells", mark=mark, number=width)
            reader.report(line, rule, str(len(row)), "check the separators of this row")
        else:
            lacking = (Cell.at(line) for _ in range(width - len(row)))
            marked[mark].append((*row[1:width], *lacking))
    for mark, keys in (("#A", 1), ("#P", 1), ("#D", 2)):
        for first, *_ in again(row[:keys] for row in marked[mark]):
            rule = sentence("two rows {mark} say the same", mark=mark)
            reader.report(first.line, rule, first, "remove one row")
    return marked


def write(table: ActorTable) -> str:
    """The text of the layout, separated by semicolons; capabilities are scaled to 0..1."""
    most = max((place.capability or 0 for place in table.stands.values()), default=0) or 1.0
    lines = [f"#A;{key};{_clean(name)}" for key, name in table.parties.items()]
    for key, line in table.issues.items():
        lines.append(f"#P;{key};{_clean(line.name)}")
        meanings = {line.low: "", line.high: "", **line.meanings}
        lines += [f"#M;{key};{written(at)};{_clean(text)}" for at, text in sorted(meanings.items())]
    for (issue, party), place in table.stands.items():
        salience = 1.0 if place.salience is None else shifted(place.salience, -2)
        power = 1.0 if place.capability is None else place.capability / most
        numbers = (written(number) for number in (place.position, salience, power))
        lines.append(f"#D;{party};{issue};{';'.join(numbers)}")
    return "\n".join(lines) + "\n"


def _clean(text: str) -> str:
    return " ".join(text.replace(";", ",").replace('"', "'").split())
