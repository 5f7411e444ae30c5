"""NegMAS: a folder with a YAML (or JSON) file for the domain and one for each utility function.

Domain: `{type: CartesianOutcomeSpace, name, issues: [{name, type, values}]}`, where an issue is a
`CategoricalIssue`, `DiscreteOrdinalIssue` or `DiscreteCardinalIssue` with its values, or a
`ContiguousIssue` with its least and its largest whole number. Utility function: `{type:
LinearAdditiveUtilityFunction, name, weights, values: [{type: TableFun, mapping: {value: number}}],
reserved_value}`; weights and values go by the order of the issues or by their names. The values of
an issue of numbers may be a straight line: `{type: AffineFun, slope, bias}` is slope times the
number plus bias (0 where absent), `LinearFun` has a slope, `ConstFun` a bias, `IdentityFun` is the
number itself. Types may be written with the modules they come from; they are names to compare,
nothing is loaded by them.

The utility of a deal is the sum of weight times number, in any unit, and the reserved value is on
that scale. Where numbers leave 0 to 1, points run from the worst deal to the best.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from detente.errors import ScenarioError, sentence
from detente.formats import domains
from detente.formats.actors import yaml_text
from detente.formats.domains import Domain, Profile, Topic
from detente.formats.sources import Source
from detente.scenario.reading.text import decode
from detente.scenario.reading.tree import read_tree

LOSSES = domains.LOSSES

_SPACES = ("OutcomeSpace", "CartesianOutcomeSpace", "DiscreteCartesianOutcomeSpace")
_LISTED = ("CategoricalIssue", "DiscreteOrdinalIssue", "DiscreteCardinalIssue")
_WHOLE = ("ContiguousIssue",)
_ADDITIVE = ("LinearAdditiveUtilityFunction",)
_TABLES = ("TableFun",)
_LINES: dict[str, tuple[float | None, float | None]] = {
    "AffineFun": (None, 0.0),
    "LinearFun": (None, 0.0),
    "IdentityFun": (1.0, 0.0),
    "ConstFun": (0.0, None),
}
"""Straight lines, with the slope and the bias of those that do not state them; None: they must."""
_MOST_VALUES = 10_001


def recognises(source: Source) -> bool:
    """Whether the file states a type, and issues or weights, and is no scenario."""
    found: Iterable[bytes] = re.findall(rb'^[{ ]{0,2}"?(\w+)"?:', source.raw, re.MULTILINE)
    if source.start.startswith("{"):
        with suppress(ValueError, RecursionError):
            found = (key.encode(errors="replace") for key in json.loads(source.raw))
    keys = set(found)
    return b"type" in keys and b"parties" not in keys and bool(keys & {b"issues", b"weights"})


def read(sources: Sequence[Source]) -> Domain:
    """A domain and its utility functions.

    Raises ScenarioError for types that are not read and for what does not fit the domain.
    """
    read = [(source, _mapping(source)) for source in sources]
    spaces = [(source, raw) for source, raw in read if "issues" in raw]
    if len(spaces) != 1:
        sources[0].refuse("there is one file with the issues", len(spaces))
    source, raw = spaces[0]
    _one_of(source, raw, _SPACES)
    topics = tuple(_topic(source, issue) for issue in source.listed(raw["issues"], "issues"))
    profiles = [_profile(one, given, topics) for one, given in read if "issues" not in given]
    domain = Domain(str(raw.get("name") or source.stem), topics, tuple(profiles))
    return domains.checked(domain, source)


def _mapping(source: Source) -> dict[str, Any]:
    tree = read_tree(decode(source.raw, source.file), source.file)
    if tree.problems:
        raise ScenarioError(tree.problems)
    return source.mapping(tree.values, "the file")


def _one_of(source: Source, raw: Any, known: Sequence[str]) -> str:
    """The type of a part, without the modules before it, which is among those that are read."""
    given = raw.get("type") if isinstance(raw, dict) else None
    name = str(given).rpartition(".")[2]
    if name not in known:
        rule = sentence("this type is not read; known are {known}", known=", ".join(known))
        source.refuse(rule, "nothing" if given is None else given)
    return name


def _topic(source: Source, raw: Any) -> Topic:
    kind = _one_of(source, raw, (*_LISTED, *_WHOLE))
    name = " ".join(str(raw.get("name", "")).split())
    given = source.listed(raw.get("values"), "values")
    values = [str(value) for value in given]
    if kind in _WHOLE:
        low, high = (source.number(one, name) for one in (given if len(given) == 2 else (0, -1)))
        if not 0 <= high - low < _MOST_VALUES or low != int(low):
            rule = sentence("a range has from 1 to {most} numbers", most=_MOST_VALUES)
            source.refuse(rule, ", ".join(values))
        values = [str(number) for number in range(int(low), int(high) + 1)]
    return Topic(name, tuple(values))


def _profile(source: Source, raw: dict[str, Any], topics: Sequence[Topic]) -> Profile:
    _one_of(source, raw, _ADDITIVE)
    weights, worths = {}, {}
    stated = {key: _by_issue(source, raw, key, topics) for key in ("weights", "values")}
    for topic in topics:
        what = sentence("the weight of {issue}", issue=topic.name)
        weights[topic.name] = source.number(stated["weights"].get(topic.name), what)
        worths[topic.name] = _worths(source, topic, stated["values"].get(topic.name, {}))
    reserved = raw.get("reserved_value")
    if reserved is not None and str(reserved) != "-.inf":
        reserved = source.number(reserved, "reserved_value")
    else:
        reserved = None
    plain = all(0 <= one <= 1 for worth in worths.values() for one in worth.values())
    plain = plain and min(weights.values()) >= 0
    name = " ".join(str(raw.get("name") or source.stem).split())
    return Profile(name, weights, worths, reserved, raw=not plain)


def _worths(source: Source, topic: Topic, given: Any) -> dict[str, float]:
    """The worth of each value, from a table or a straight line."""
    kind = _one_of(source, given, (*_TABLES, *_LINES))
    values = topic.values or ()
    if kind in _TABLES:
        mapping = given.get("mapping")
        found = mapping if isinstance(mapping, dict) else {}
        domains.evaluates(source, topic, found, None)
        return {value: source.number(found[value], value) for value in values}
    if odd := given.keys() - {"type", "name", "slope", "bias"}:
        rule = sentence("a straight line has a slope and a bias")
        source.refuse(rule, ", ".join(sorted(map(str, odd))))
    slope, bias = (
        source.number(
            given.get(key, usual), sentence("{end} of {issue}", end=key, issue=topic.name)
        )
        for key, usual in zip(("slope", "bias"), _LINES[kind], strict=True)
    )
    return {value: slope * source.number(value, topic.name) + bias for value in values}


def _by_issue(
    source: Source, raw: dict[str, Any], key: str, topics: Sequence[Topic]
) -> dict[str, Any]:
    given = raw.get(key)
    if isinstance(given, dict):
        return given
    listed = source.listed(given, key)
    if len(listed) != len(topics):
        source.refuse("a profile has the issues of its domain", len(listed))
    return {topic.name: one for topic, one in zip(topics, listed, strict=True)}


def write(domain: Domain) -> dict[str, str]:
    """The text of each file by its name: the domain, and a utility function for each party."""
    issues = [
        {"name": topic.name, "type": "CategoricalIssue", "values": list(topic.values or ())}
        for topic in domain.topics
    ]
    space = {"type": "CartesianOutcomeSpace", "name": domain.title, "issues": issues}
    files: dict[str, dict[str, Any]] = {}
    for file, profile in domains.file_names(domain, "yml").items():
        files[file] = space
        if profile is None:
            continue
        files[file] = {
            "type": "LinearAdditiveUtilityFunction",
            "name": profile.name,
            "weights": list(profile.weights.values()),
            "values": [
                {"type": "TableFun", "mapping": dict(worth)} for worth in profile.worths.values()
            ],
            **({} if profile.reservation is None else {"reserved_value": profile.reservation}),
        }
    return {name: yaml_text(given) for name, given in files.items()}
