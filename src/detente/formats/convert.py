"""Convert between scenario files and the actor tables of other tools."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from detente.errors import FileError, ScenarioError, SettingError, sentence
from detente.formats import actor_csv, decide, past, smp
from detente.formats.actors import ActorTable, Line, Place, scenario_text, table_of
from detente.formats.rows import read_rows, shifted
from detente.scenario import Scenario, load, loads
from detente.scenario.reading.files import source_text
from detente.validation import one_of

FORMATS = ("yaml", "csv", "smp", "decide", "past")
"""Scenario file; plain actor table; KAPSARC; Decide; tables of settled issues (read only)."""

WRITTEN = ("yaml", "csv", "smp", "decide")
_TABLES = {"decide": decide, "smp": smp, "csv": actor_csv}


def detect(path: str | PathLike[str]) -> str:
    """The format of a file, by its ending and its first rows; a bundled case has its name alone.

    Raises FileError when it is none of `FORMATS`.
    """
    named = not Path(path).suffix and not Path(path).exists()
    if named or Path(path).suffix.lower() in (".yaml", ".yml"):
        return "yaml"
    reader = read_rows(path)
    for name, module in {**_TABLES, "past": past}.items():
        if module.recognises(reader):
            return name
    remedy = sentence("say what it is: --from {known}", known="|".join(FORMATS))
    raise FileError(str(path), "this is none of the known layouts", remedy)


def read_scenario(
    path: str | PathLike[str], *, layout: str | None = None, proposal: str | None = None
) -> tuple[Scenario, str]:
    """Read any known file as a scenario, and the text of the scenario file it makes.

    A table of settled issues holds several negotiations; `proposal` says which one is meant.
    Raises FileError or ScenarioError for what is wrong, SettingError for an unknown layout.
    """
    layout = one_of("--from", layout or detect(path), FORMATS)
    if layout == "yaml":
        return load(path), source_text(path)[0]
    settled = layout == "past"
    table = _proposal(path, proposal) if settled else _TABLES[layout].read(read_rows(path))
    if not table.title:
        table = replace(table, title=Path(path).stem)
    text = scenario_text(table)
    try:
        return loads(text, file=str(path)), text
    except ScenarioError as error:  # its lines are those of the text, not of the table
        problems = (replace(found, line=None, column=None) for found in error.problems)
        raise ScenarioError(tuple(problems)) from None


def layout_for(target: Path, asked: str | None = None) -> str:
    """The layout that a file is written in: what was asked for, if its ending goes with that.

    Raises SettingError for an ending that belongs to none of the layouts, or to another one.

    >>> layout_for(Path("talks.yml")), layout_for(Path("talks.txt"), "decide")
    ('yaml', 'decide')
    """
    if asked is not None:
        one_of("--to", asked, WRITTEN)
    ending = target.suffix.lower()
    yaml = ending in (".yaml", ".yml")
    if not yaml and ending not in (".csv", ".txt"):
        remedy = "end the name in .yaml for a scenario file, in .csv or .txt for a table"
        raise SettingError("TO", str(target), remedy)
    if asked is None and ending == ".txt":
        remedy = sentence("say what it is: --to {known}", known="|".join(_TABLES))
        raise SettingError("TO", str(target), remedy)
    layout = asked or ("yaml" if yaml else "csv")
    if yaml != (layout == "yaml"):
        fitting = " or ".join(["yaml"] if yaml else _TABLES)
        remedy = sentence(
            "a file that ends in {ending} is {layouts}", ending=ending, layouts=fitting
        )
        raise SettingError("--to", layout, remedy)
    return layout


def write_scenario(scenario: Scenario, layout: str) -> tuple[str, tuple[str, ...]]:
    """The text of an actor table, and what it cannot hold.

    Raises SettingError for a layout that cannot be written, MissingSection without positions.
    """
    module = _TABLES[one_of("--to", layout, tuple(_TABLES))]
    return module.write(table_of(scenario)), module.LOSSES


def _proposal(path: str | PathLike[str], proposal: str | None) -> ActorTable:
    table = past.read_past(path)
    if not table.proposals:
        rule = "no issue of this table can be used"
        raise FileError(str(path), rule, "give each an outcome and the positions of two parties")
    if proposal is None and len(table.proposals) == 1:
        (proposal,) = table.proposals
    if proposal is None:
        some = ", ".join(table.proposals[:6]) + (", …" if len(table.proposals) > 6 else "")
        rule = "this table holds several negotiations"
        remedy = sentence("say which one with --proposal: {names}", names=some)
        raise FileError(str(path), rule, remedy)
    one_of("--proposal", proposal, table.proposals)
    wanted = [issue for issue in table.issues if issue.proposal == proposal]
    parties = dict.fromkeys(party for issue in wanted for party in issue.parties)
    stands = {}
    for issue in wanted:
        arrays = (issue.position.tolist(), issue.salience.tolist(), issue.capability.tolist())
        for party, x, salience, capability in zip(issue.parties, *arrays, strict=True):
            stands[issue.issue, party] = Place(x, shifted(salience, 2), capability)
    lines = {issue.issue: Line(issue.issue) for issue in wanted}
    notes = (
        "The outcomes of this settled negotiation are left out: it is to be forecast.",
        "Every issue is on 0..100, from the lower end of its line to the upper one.",
    )
    return ActorTable(proposal, {p: p for p in parties}, lines, stands, notes)
