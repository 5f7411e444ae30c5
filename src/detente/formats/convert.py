"""Convert between scenario files and the actor tables of other tools."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from detente.errors import FileError, SettingError
from detente.formats import actor_csv, decide, smp
from detente.formats.actors import ActorTable, Line, Place, scenario_text, table_of
from detente.formats.past import read_past
from detente.formats.rows import read_rows
from detente.scenario import Scenario, load, loads
from detente.scenario.files import source_text

FORMATS = ("yaml", "csv", "smp", "decide", "past")
"""Scenario file; plain actor table; KAPSARC; Decide; tables of settled issues (read only)."""

_TABLES = {"decide": decide, "smp": smp, "csv": actor_csv}


def detect(path: str | PathLike[str]) -> str:
    """The format of a file, by its ending and its first rows; a bundled case has its name alone.

    Raises FileError when it is none of `FORMATS`.
    """
    named = not Path(path).suffix and not Path(path).exists()
    if named or Path(path).suffix.lower() in (".yaml", ".yml"):
        return "yaml"
    rows = read_rows(path)
    for name, module in _TABLES.items():
        if module.recognises(rows):
            return name
    header = {cell.lower() for cell in rows.lines[0][1]} if rows.lines else set()
    if "outcome" in header or {"prnr", "isnr"} <= header:
        return "past"
    remedy = f"say what it is: --from {'|'.join(FORMATS)}"
    raise FileError(str(path), "this is none of the known layouts", remedy)


def read_scenario(
    path: str | PathLike[str], *, layout: str | None = None, proposal: str | None = None
) -> tuple[Scenario, str]:
    """Read any known file as a scenario, and the text of the scenario file it makes.

    A table of settled issues holds several negotiations; `proposal` says which one is meant.
    Raises FileError or ScenarioError for what is wrong, SettingError for an unknown layout.
    """
    layout = _known(layout or detect(path))
    if layout == "yaml":
        return load(path), source_text(path)[0]
    past = layout == "past"
    table = _proposal(path, proposal) if past else _TABLES[layout].read(read_rows(path))
    if not table.title:
        table = replace(table, title=Path(path).stem)
    text = scenario_text(table)
    return loads(text, file=str(path)), text


def write_scenario(scenario: Scenario, layout: str) -> tuple[str, tuple[str, ...]]:
    """The text of an actor table, and what it cannot hold.

    Raises SettingError for a layout that cannot be written, MissingSection without positions.
    """
    if _known(layout) not in _TABLES:
        raise SettingError("to", layout, f"choose among {', '.join(_TABLES)}")
    module = _TABLES[layout]
    return module.write(table_of(scenario)), module.LOSSES


def _known(layout: str) -> str:
    if layout not in FORMATS:
        raise SettingError("format", layout, f"choose among {', '.join(FORMATS)}")
    return layout


def _proposal(path: str | PathLike[str], proposal: str | None) -> ActorTable:
    past = read_past(path)
    if proposal not in past.proposals:
        some = ", ".join(past.proposals[:6]) + (", …" if len(past.proposals) > 6 else "")
        raise SettingError("proposal", proposal, f"choose one of {some}")
    wanted = [issue for issue in past.issues if issue.proposal == proposal]
    parties = dict.fromkeys(party for issue in wanted for party in issue.parties)
    stands = {
        (issue.issue, party): Place(float(x), float(100 * s), float(c))
        for issue in wanted
        for party, x, s, c in zip(
            issue.parties, issue.position, issue.salience, issue.capability, strict=True
        )
    }
    lines = {issue.issue: Line(issue.issue) for issue in wanted}
    notes = ("The outcomes of this settled negotiation are left out: it is to be forecast.",)
    return ActorTable(proposal or "", {p: p for p in parties}, lines, stands, notes)
