"""Convert between scenario files and those of other tools, recognised by what stands in them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from detente.errors import DetenteError, FileError, ScenarioError, SettingError, either, sentence
from detente.formats import actor_csv, decide, genius, geniusweb, gmcr, negmas, nfg, past, smp
from detente.formats.actors import ActorTable, Line, Place, scenario_text, table_of, yaml_text
from detente.formats.domains import Domain, domain_of, scenario_of
from detente.formats.rows import read_rows, shifted
from detente.formats.sources import Source, read_source
from detente.phrases.directions import unisolated
from detente.scenario import Scenario, load, loads
from detente.scenario.reading.files import source_text
from detente.validation import one_of

Paths = str | PathLike[str] | Sequence[str | PathLike[str]]

_TABLES = {"decide": decide, "smp": smp, "csv": actor_csv}
_DOMAINS = {"genius": genius, "geniusweb": geniusweb, "negmas": negmas}
_ALONE = {"gmcr": gmcr, "nfg": nfg}

FORMATS = ("yaml", *_TABLES, "past", *_DOMAINS, *_ALONE)
"""The layouts that are read: `yaml` is a scenario file, `past` a table of settled issues."""

WRITTEN = ("yaml", *_TABLES, *_DOMAINS, "gmcr")


class Converted(NamedTuple):
    """A scenario, the text of the scenario file it makes, and what was left out in reading it."""

    scenario: Scenario
    text: str
    notes: tuple[str, ...] = ()


def recognised(path: str | PathLike[str]) -> str | None:
    """The layout of a file, or of the files of a folder, by what stands in it; None for no known.

    A bundled case, and a file that is not there, are scenario files.
    """
    path = Path(path)
    try:
        folder, file = path.is_dir(), path.is_file()
    except OSError:  # a name that no file can have
        return "yaml"
    if folder:
        files = _of_domains(path)
        return next((kind for file in files if (kind := recognised(file)) in _DOMAINS), None)
    if not file:
        return "yaml"
    source = read_source(path)
    found = _by_start(source)
    if found is None and (path.suffix.lower() in (".yaml", ".yml") or _is_scenario(source.raw)):
        found = "yaml"
    if found is None:
        reader = read_rows(path)
        tables = {**_TABLES, "past": past}.items()
        found = next((name for name, module in tables if module.recognises(reader)), None)
    return found


def _by_start(source: Source) -> str | None:
    """The layout of what is no table and no YAML."""
    known = (("genius", genius), ("nfg", nfg), ("negmas", negmas))
    found = next((name for name, module in known if module.recognises(source)), None)
    if found is None and source.start.startswith("{"):
        with suppress(ValueError, RecursionError):
            value = json.loads(source.raw)
            parts = (("geniusweb", geniusweb), ("gmcr", gmcr))
            found = next((name for name, module in parts if module.recognises(value)), None)
    return found


def _is_scenario(raw: bytes) -> bool:
    keys = (b"title", b"parties")
    return all(re.search(rb'^[{ ]*"?' + key + rb'"?:', raw, re.MULTILINE) for key in keys)


def detect(path: str | PathLike[str]) -> str:
    """The layout of a file or folder; a bundled case has its name alone.

    Raises FileError when it is none of `FORMATS`.
    """
    found = recognised(path)
    if found is None:
        remedy = sentence("say what it is: --from {known}", known="|".join(FORMATS))
        raise FileError(str(path), "this is none of the known layouts", remedy)
    return found


def _files(folder: Path) -> list[Path]:
    """The files of a folder that may belong to a domain, by their names."""
    names = sorted(folder.iterdir(), key=lambda path: path.name.lower())
    return [path for path in names if path.is_file() and path.name[0] not in "._"]


def _of_domains(folder: Path) -> list[Path]:
    """Of these, the texts that domains consist of: pictures and notes may stand beside them."""
    endings = (".xml", ".json", ".yaml", ".yml")
    return [file for file in _files(folder) if file.suffix.lower() in endings]


def read_scenario(
    path: Paths, *, layout: str | None = None, proposal: str | None = None
) -> tuple[Scenario, str]:
    """Read any known file as a scenario, and the text of the scenario file it makes.

    Several files, or a folder of them, are a domain and the profiles of its parties. A table of
    settled issues holds several negotiations; `proposal` says which one is meant.
    Raises FileError or ScenarioError for what is wrong, SettingError for an unknown layout.
    """
    return converted(path, layout=layout, proposal=proposal)[:2]


def converted(path: Paths, *, layout: str | None = None, proposal: str | None = None) -> Converted:
    """The same with what was left out in reading."""
    paths = [path] if isinstance(path, str | PathLike) else list(path)
    file = str(paths[0])
    layout = one_of("--from", layout or detect(paths[0]), FORMATS)
    if layout in _DOMAINS:
        domain, source = _domain(layout, paths)
        raw, notes = scenario_of(domain, source)
        return _read_again(yaml_text(raw, notes), file, notes)
    if len(paths) > 1:
        rule = sentence("several files are a domain and its profiles, not {layout}", layout=layout)
        raise FileError(str(paths[1]), rule, "convert one file at a time")
    if layout == "yaml":
        return Converted(load(file), source_text(file)[0])
    if layout in _ALONE:
        raw, notes = _ALONE[layout].read(read_source(file))
        return _read_again(yaml_text(raw, notes), file, notes)
    settled = layout == "past"
    table = _proposal(file, proposal) if settled else _TABLES[layout].read(read_rows(file))
    if not table.title:
        table = replace(table, title=Path(file).stem)
    return _read_again(scenario_text(table), file, table.notes)


def _read_again(text: str, file: str, notes: tuple[str, ...]) -> Converted:
    try:
        return Converted(loads(text, file=file), text, notes)
    except ScenarioError as error:  # its lines are those of the text, not of the file
        problems = (replace(found, line=None, column=None) for found in error.problems)
        raise ScenarioError(tuple(problems)) from None


def _domain(layout: str, paths: Sequence[str | PathLike[str]]) -> tuple[Domain, Source]:
    """A domain with its profiles; where it comes alone, with those beside it that fit."""
    module, first = _DOMAINS[layout], Path(paths[0])
    others: list[str] = []
    if len(paths) == 1 and first.is_dir():
        paths = [file for file in _of_domains(first) if recognised(file) == layout]
        others = [file.name for file in _files(first) if file not in paths]
    sources = [read_source(path) for path in paths]
    domain = module.read(sources)
    left = sentence("files that are not read: {names}", names=", ".join(others))
    if others:
        domain = replace(domain, notes=(*domain.notes, left))
    if domain.profiles or len(sources) > 1:
        beside = []
    else:
        beside = [
            source
            for file in _files(first.parent)
            if file.suffix == first.suffix and file.name != first.name
            if (source := _fitting(layout, sources[0], file)) is not None
        ]
        domain = module.read([*sources, *beside]) if beside else domain
        names = ", ".join(Path(source.file).name for source in beside)
        note = sentence("read with the profiles beside it: {names}", names=names)
        domain = replace(domain, notes=(*domain.notes, note))
    if not domain.profiles:
        rule = "this is a domain without the profiles of its parties"
        remedy = "name its profiles as well, or the folder of them all"
        raise FileError(str(first), rule, left if others else remedy)
    return domain, sources[0]


def _fitting(layout: str, domain: Source, file: Path) -> Source | None:
    try:
        if recognised(file) != layout:
            return None
        source = read_source(file)
        return source if _DOMAINS[layout].read([domain, source]).profiles else None
    except DetenteError:
        return None


def layout_for(target: Path, asked: str | None = None) -> str:
    """The layout that a file is written in: what was asked for, if its ending goes with that.

    Raises SettingError for an ending that belongs to none of the layouts, or to another one.

    >>> layout_for(Path("talks.yml")), layout_for(Path("talks.txt"), "decide")
    ('yaml', 'decide')
    """
    if asked is not None:
        one_of("--to", asked, WRITTEN)
    ending = target.suffix.lower()
    if asked in _DOMAINS and not ending:
        return asked
    yaml = ending in (".yaml", ".yml")
    if (asked or "gmcr", ending) in (("gmcr", ".gmcr"), ("gmcr", ".json")):
        return "gmcr"
    if not yaml and ending not in (".csv", ".txt"):
        remedy = (
            "end the name in .yaml for a scenario file, in .csv, .txt or .xlsx for a table; "
            "name a folder for a domain"
        )
        raise SettingError("TO", str(target), remedy)
    if asked is None and ending == ".txt":
        remedy = sentence("say what it is: --to {known}", known="|".join(_TABLES))
        raise SettingError("TO", str(target), remedy)
    layout = asked or ("yaml" if yaml else "csv")
    if yaml != (layout == "yaml") or layout in (*_DOMAINS, "gmcr"):
        fitting = either(["yaml"] if yaml else _TABLES)
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
    return unisolated(module.write(table_of(scenario))), module.LOSSES


def write_files(scenario: Scenario, layout: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The texts of the files to write, and what they cannot hold.

    They go by their names in a folder; a file that stands for itself has an empty name. Raises
    SettingError for a layout that cannot be written, MissingSection for what it needs.
    """
    if layout in _DOMAINS:
        module = _DOMAINS[layout]
        files = module.write(domain_of(scenario))
        return {unisolated(n): unisolated(text) for n, text in files.items()}, module.LOSSES
    if layout == "gmcr":
        return {"": unisolated(gmcr.write(scenario))}, gmcr.LOSSES
    text, losses = write_scenario(scenario, layout)
    return {"": text}, losses


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
