"""A table of actors between formats: who stands where on which issue, and with how much weight."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from detente.errors import MissingSection, shortened
from detente.exhibits import plain
from detente.scenario import Scenario
from detente.scenario.judgements.forms import Judgement
from detente.scenario.reading.scalars import plain_value
from detente.scenario.sections.positions import line_ends, place_of, value_named

EXAMPLE = """issues: {tariff: {scale: 0..100}}
positions: {tariff: {north: {position: 20, salience: 80, capability: 60}}}"""


@dataclass(frozen=True, slots=True)
class Place:
    """Position in the issue's unit, salience 0..100, capability in any unit; None: not given."""

    position: float
    salience: float | None = None
    capability: float | None = None


@dataclass(frozen=True)
class Line:
    """An issue: its full name, the ends of its scale, its unit and what its points mean."""

    name: str
    low: float = 0.0
    high: float = 100.0
    unit: str = ""
    meanings: Mapping[float, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActorTable:
    """What the tables of the existing tools hold; parties and issues by key, stands by both."""

    title: str
    parties: Mapping[str, str]
    issues: Mapping[str, Line]
    stands: Mapping[tuple[str, str], Place]
    notes: tuple[str, ...] = ()


def keys_for(names: Iterable[str]) -> dict[str, str]:
    """Short distinct keys for full names, in their order."""
    keys: dict[str, str] = {}
    for name in names:
        stem = re.sub(r"\W+", "_", name.strip().lower()).strip("_") or "x"
        stem = f"x_{stem}" if not stem[0].isalpha() or stem in ("and", "or", "not") else stem
        key, times = stem, 1
        while key in keys.values():
            times += 1
            key = f"{stem}_{times}"
        keys[name] = key
    return keys


def scenario_text(table: ActorTable) -> str:
    """The table as the text of a scenario file."""
    party_keys, issue_keys = keys_for(table.parties), keys_for(table.issues)
    raw: dict[str, Any] = {"detente": 1, "title": str(table.title or "Converted actor table")}
    raw["parties"] = {
        party_keys[key]: {"name": str(name)} if name and name != party_keys[key] else {}
        for key, name in table.parties.items()
    }
    raw["issues"] = {
        issue_keys[key]: {
            **({"name": str(line.name)} if line.name else {}),
            "scale": "..".join(plain_number(end) for end in (line.low, line.high)),
            **({"unit": str(line.unit)} if line.unit else {}),
        }
        for key, line in table.issues.items()
    }
    positions: dict[str, dict[str, Any]] = {issue_keys[key]: {} for key in table.issues}
    for (issue, party), place in table.stands.items():
        stand = {name: short(given) for name, given in plain(place).items() if given is not None}
        positions[issue_keys[issue]][party_keys[party]] = stand
    raw["positions"] = {issue: stands for issue, stands in positions.items() if stands}
    return yaml_text(raw, table.notes)


def yaml_text(raw: dict[str, Any], notes: Iterable[str] = ()) -> str:
    """The text of a scenario file; notes come first, as comments."""
    from ruamel.yaml import YAML

    stream = io.StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.dump(_quoted(raw), stream)
    return "".join(f"# {shortened(note, 300)}\n" for note in notes) + stream.getvalue()


def _quoted(value: Any) -> Any:
    """The value with quotes around texts that would be read as something else."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, dict):
        return {_quoted(key): _quoted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_quoted(inner) for inner in value]
    if isinstance(value, str) and not isinstance(plain_value(value), str):
        return DoubleQuotedScalarString(value)
    return value


def table_of(scenario: Scenario) -> ActorTable:
    """The positions of a scenario at their best values.

    Raises MissingSection without positions; those derived from preferences are not written.
    """
    if not scenario.positions:
        raise MissingSection("convert", "positions", EXAMPLE)
    stands, issues = {}, {}
    for issue, places in scenario.positions.items():
        line = scenario.issues[issue]
        for party, stand in places.items():
            if stand.position is None:
                continue
            value = value_named(line, stand.position)
            where = stand.position.best if isinstance(stand.position, Judgement) else 0.0
            power, salience = stand.capability or scenario.parties[party].power, stand.salience
            stands[issue, party] = Place(
                where if value is None else place_of(line, value),
                None if salience is None else salience.best,
                None if power is None else power.best,
            )
        meanings = {place_of(line, value): value for value in line.values or ()}
        name, unit = scenario.issue_name(issue), line.unit or ""
        issues[issue] = Line(name, *line_ends(line), unit, meanings)
    named = {party for _, party in stands}
    parties = {key: scenario.party_name(key) for key in scenario.parties if key in named}
    return ActorTable(scenario.title, parties, issues, stands)


def short(number: float) -> float | int:
    """A whole number as such."""
    return int(number) if abs(number) < 1e15 and number == int(number) else number


def plain_number(number: float) -> str:
    """A number with all its digits and without an exponent."""
    return format(Decimal(repr(short(number))), "f")
