"""The layout of the exchange model's input files: rows that begin with #A, #P, #M or #D.

`#A` key, name, comment: an actor. `#P` key, name, comment: an issue. `#M` issue, position,
description: what a position means; the lowest and the highest are the ends of the scale, 0 and 100
without any. `#D` actor, issue, position, salience (0..1), power (0..1). `#0` and `#/` are comments.
Documented in the manual of the Decide exchange model, "Input files".
"""

from __future__ import annotations

from detente.errors import FileError
from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Numbers, Rows

MARKS = ("#A", "#P", "#M", "#D", "#0", "#/")

LOSSES = (
    "ranges, sources and confidence of judgements (best values are written)",
    "units of scales",
    "everything but positions: preferences, options, priorities",
)

_Row = tuple[int, tuple[str, ...]]


def recognises(rows: Rows) -> bool:
    """Whether the first row begins with one of the marks."""
    return bool(rows.lines) and rows.lines[0][1][0][:2].upper() in MARKS


def read(rows: Rows) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    numbers = Numbers(rows.file)
    marked: dict[str, list[_Row]] = {mark: [] for mark in MARKS}
    for line, cells in rows:
        mark = cells[0][:2].upper()
        if mark in marked:
            marked[mark].append((line, (*cells[1:], "", "", "", "", "")))
        else:
            numbers.report(line, "a row begins with #A, #P, #M or #D", cells[0])
    parties = {cells[0]: cells[1] or cells[0] for _, cells in marked["#A"]}
    meanings = _meanings(marked["#M"], numbers)
    issues = {cells[0]: _line(cells[1], meanings.get(cells[0], {})) for _, cells in marked["#P"]}
    stands = dict(_stand(line, cells, parties, issues, numbers) for line, cells in marked["#D"])
    numbers.end()
    if not stands:
        raise FileError(rows.file, "there is no #D row", "add #D, actor, issue, position, …")
    return ActorTable("", parties, issues, stands)


def write(table: ActorTable) -> str:
    """The text of the layout, separated by semicolons; capabilities are scaled to 0..1."""
    most = max((place.capability or 0 for place in table.stands.values()), default=0) or 1.0
    lines = [f"#A;{key};{_clean(name)}" for key, name in table.parties.items()]
    for key, line in table.issues.items():
        lines.append(f"#P;{key};{_clean(line.name)}")
        meanings = {line.low: "", line.high: "", **line.meanings}
        lines += [f"#M;{key};{at:g};{_clean(text)}" for at, text in sorted(meanings.items())]
    for (issue, party), place in table.stands.items():
        salience = 1.0 if place.salience is None else place.salience / 100
        power = 1.0 if place.capability is None else place.capability / most
        lines.append(f"#D;{party};{issue};{place.position:g};{salience:g};{power:g}")
    return "\n".join(lines) + "\n"


def _clean(text: str) -> str:
    return text.replace(";", ",").replace("\n", " ")


def _meanings(rows: list[_Row], numbers: Numbers) -> dict[str, dict[float, str]]:
    found: dict[str, dict[float, str]] = {}
    for line, cells in rows:
        at = numbers.read(cells[1], line, "a position", -1e12, 1e12)
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
    numbers: Numbers,
) -> tuple[tuple[str, str], Place]:
    party, issue = cells[:2]
    if party not in parties:
        numbers.report(line, "there is no #A row for this actor", party, "add one")
    if issue not in issues:
        numbers.report(line, "there is no #P row for this issue", issue, "add one")
    ends = issues.get(issue, Line(""))
    place = Place(
        numbers.read(cells[2], line, "a position", ends.low, ends.high),
        100 * numbers.read(cells[3], line, "a salience", 0, 1),
        100 * numbers.read(cells[4], line, "a power", 0, 1),
    )
    return (issue, party), place
