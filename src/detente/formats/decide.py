"""The layout of the exchange model's input files: rows that begin with #A, #P, #M or #D.

`#A` key, name, comment: an actor. `#P` key, name, comment: an issue. `#M` issue, position,
description: what a position means; the lowest and the highest are the ends of the scale, 0 and 100
without any. `#D` actor, issue, position, salience (0..1), power (0..1). `#0` and `#/` are comments.
Documented in the manual of the Decide exchange model, "Input files".
"""

from __future__ import annotations

from detente.errors import FileError, sentence
from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Reader, Rows, shifted, written

MARKS = ("#A", "#P", "#M", "#D", "#0", "#/")

WIDTHS = {"#A": 4, "#P": 4, "#M": 4, "#D": 6}
"""The cells of each row, the mark included."""

LOSSES = (
    "the title",
    "ranges, sources and confidence of judgements (best values are written)",
    "units of scales, and semicolons within names",
    "the unit of capabilities (they are divided by the largest; 1 where none is given)",
    "whether a salience is given (1 where none is)",
    "capital letters and hyphens of keys",
    "everything else: parties and issues without a position, preferences, options, priorities",
)

_Row = tuple[int, tuple[str, ...]]


def recognises(rows: Rows) -> bool:
    """Whether the first row begins with one of the marks."""
    return bool(rows.lines) and rows.lines[0][1][0][:2].upper() in MARKS


def read(rows: Rows) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    reader = Reader(rows)
    marked: dict[str, list[_Row]] = {mark: [] for mark in MARKS}
    for line, cells in rows:
        mark = cells[0][:2].upper()
        width = WIDTHS.get(mark, len(cells))
        if mark not in MARKS:
            reader.report(line, "a row begins with #A, #P, #M or #D", cells[0])
        elif any(cells[width:]):
            rule = sentence("a row {mark} has at most {number} cells", mark=mark, number=width)
            reader.report(line, rule, str(len(cells)), "check the separators of this row")
        else:
            marked[mark].append((line, (*cells[1:], *[""] * (width - len(cells)))))
    for mark, keys in (("#A", 1), ("#P", 1), ("#M", 2), ("#D", 2)):
        _report_repeated(mark, keys, marked[mark], reader)
    parties = {cells[0]: cells[1] or cells[0] for _, cells in marked["#A"]}
    meanings = _meanings(marked["#M"], reader)
    issues = {cells[0]: _line(cells[1], meanings.get(cells[0], {})) for _, cells in marked["#P"]}
    stands = dict(_stand(line, cells, parties, issues, reader) for line, cells in marked["#D"])
    reader.end()
    if not stands:
        raise FileError(rows.file, "there is no #D row", "add #D, actor, issue, position, …")
    return ActorTable("", parties, issues, stands)


def _report_repeated(mark: str, keys: int, rows: list[_Row], reader: Reader) -> None:
    seen = set()
    for line, cells in rows:
        if cells[:keys] in seen:
            reader.report(
                line,
                sentence("two rows {mark} say the same", mark=mark),
                cells[0],
                "remove one row",
            )
        seen.add(cells[:keys])


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
    return text.replace(";", ",").replace("\n", " ")


def _meanings(rows: list[_Row], reader: Reader) -> dict[str, dict[float, str]]:
    found: dict[str, dict[float, str]] = {}
    for line, cells in rows:
        at = reader.number(cells[1], line, "a position", -1e12, 1e12)
        found.setdefault(cells[0], {})[at] = cells[2]
    return found


def _line(name: str, meanings: dict[float, str]) -> Line:
    ends = (min(meanings), max(meanings)) if len(meanings) > 1 else (0.0, 100.0)
    return Line(name, *ends, meanings=meanings)


def _stand(
    line: int,
    cells: tuple[str, ...],
    parties: dict[str, str],
    issues: dict[str, Line],
    reader: Reader,
) -> tuple[tuple[str, str], Place]:
    party, issue = cells[:2]
    if party not in parties:
        reader.report(line, "there is no #A row for this actor", party, "add one")
    if issue not in issues:
        reader.report(line, "there is no #P row for this issue", issue, "add one")
    ends = issues.get(issue, Line(""))
    place = Place(
        reader.number(cells[2], line, "a position", ends.low, ends.high),
        shifted(reader.number(cells[3], line, "a salience", 0, 1), 2),
        shifted(reader.number(cells[4], line, "a power", 0, 1), 2),
    )
    return (issue, party), place
