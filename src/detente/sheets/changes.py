"""What sheets change in a scenario file: values at key paths, checked before they are written."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, NamedTuple

from detente.edits import EditRefused, set_value
from detente.edits.changes import Document, Patch, patched
from detente.scenario import Judgement, KeyPath, Scenario
from detente.scenario.judgements.forms import read_judgement, read_points
from detente.scenario.judgements.schema import ABOUT
from detente.scenario.reading.files import scenario_of, source_text
from detente.scenario.reading.tree import Tree, read_tree

MISSING = object()


@dataclass(frozen=True)
class Change:
    """A value to be set at a key path; the last key may be new."""

    path: KeyPath
    value: Any


class Whole(dict[str, Any]):
    """A mapping that replaces one with other keys, instead of adding to it."""


@dataclass(frozen=True)
class Reading:
    """What sheets change in a scenario, and what a reader should know besides."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


class Source(NamedTuple):
    """A scenario with the text and the values that it was read from."""

    file: str
    text: str
    tree: Tree
    scenario: Scenario


def open_source(file: str | PathLike[str]) -> Source:
    """Read a scenario file or bundled case.

    Raises FileError when there is neither, ScenarioError with all its problems.
    """
    text, name = source_text(file)
    tree = read_tree(text, name)
    return Source(name, text, tree, scenario_of(tree, name))


def changed(source: Source, changes: Sequence[Change]) -> Source:
    """The scenario with changes made to its values; the text is still that of before.

    Raises ScenarioError with all that is wrong with it then.
    """
    tree = replace(source.tree, values=_set(source.tree.values, changes))
    return source._replace(tree=tree, scenario=scenario_of(tree, source.file))


def _set(given: Any, changes: Sequence[Change]) -> Any:
    """A copy of values with changes made."""
    values = copy.deepcopy(given)
    for change in changes:
        *above, last = change.path
        part = values
        for step in above:
            part = part[int(step) if isinstance(part, list) else step]
        part[int(last) if isinstance(part, list) else last] = change.value
    return values


def edited(text: str, changes: Sequence[Change]) -> str:
    """The text of a scenario file with changes made; every other character stays as it is.

    Raises EditRefused where that cannot be done exactly.
    """
    whole = Document(text)
    patches = {change.path: _patches(whole, change) for change in changes}
    at_once = [change for change in changes if patches[change.path]]
    body = patched(whole.body, [patch for found in patches.values() for patch in found])
    made = whole.mark + body
    if repr(read_tree(body, "text").values) != repr(_set(whole.values, at_once)):
        made, at_once = text, []
    for change in changes:
        if change not in at_once:
            made = set_value(made, change.path, change.value)
    return made


def _patches(whole: Document, change: Change) -> list[Patch]:
    """How to put a value in the place of one that stands on a line; empty where none does."""
    try:
        parent = whole.node(change.path[:-1])
    except EditRefused:
        return []
    place = parent.find(change.path[-1])
    old = parent.items[place].value if place >= 0 else parent
    if place < 0 or old.style == "block" or "\n" in whole.body[old.start : old.end]:
        return []
    style = old.style if old.kind == "scalar" else ""
    return whole.replaced(parent, parent.items[place], change.value, style)


def stated(values: Any, path: Sequence[str]) -> Any:
    """What stands in a file at a path; MISSING where nothing does."""
    for step in path:
        if isinstance(values, Mapping) and step in values:
            values = values[step]
        elif (
            isinstance(values, list)
            and step.isdecimal()
            and len(step) < 10
            and int(step) < len(values)
        ):
            values = values[int(step)]
        else:
            return MISSING
    return values


def place_of(values: Any, path: KeyPath) -> KeyPath | None:
    """Where a file states the judgement of a path: there, or in a short form above it.

    None where it follows from something else: from an order of weights, a contest, a span of time.
    """
    if path[:1] == ("priorities",) and path[3:4] == ("statements",) and len(path) == 6:
        short = (*path[:3], path[-1])  # a single statement stands without a list
        path = path if stated(values, short) is MISSING else short
    for depth in range(len(path), 1, -1):
        found = stated(values, path[:depth])
        if found is not MISSING:
            if isinstance(found, Mapping) and "range" in found:
                return (*path[:depth], "range") if depth == len(path) else None
            return path[:depth] if judged(found) is not None else None
    return None


def judged(raw: Any, whole: float = 100) -> Judgement | None:
    """A judgement as a file states it; None where it is none. Percentages are of the whole."""
    try:
        return read_judgement(raw) if whole == 1 else read_points(raw)
    except ValueError:
        return None


def same(first: Judgement | None, second: Judgement | None) -> bool:
    """Whether two judgements say the same of a number, but for the last digits of percentages."""
    if first is None or second is None:
        return first is second
    ends = ((first.low, second.low), (first.best, second.best), (first.high, second.high))
    alike = all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in ends)
    alike = alike and first.confidence == second.confidence
    return alike and first.experts == second.experts and first.spread == second.spread


def parted(raw: Any) -> tuple[Any, dict[str, Any]]:
    """A judgement as a file states it: the number alone, and what it rests on."""
    if not isinstance(raw, Mapping):
        return raw, {}
    about = {key: raw[key] for key in ABOUT if key in raw}
    body = {key: part for key, part in raw.items() if key not in ABOUT}
    return body["value"] if body.keys() == {"value"} else body, about


def with_reason(raw: Any, evidence: str, key: str = "value") -> dict[str, Any]:
    """What a file states, resting on one more piece of evidence; `key` holds what is no mapping.

    >>> with_reason({"low": 1, "best": 2, "high": 3, "because": "e1"}, "e2")["because"]
    ['e1', 'e2']
    >>> with_reason("20..40", "e1")
    {'value': '20..40', 'because': ['e1']}
    """
    whole = dict(raw) if isinstance(raw, Mapping) else {key: raw}
    because = whole.get("because", [])
    listed = [because] if isinstance(because, str) else because
    return whole | {"because": list(dict.fromkeys([*listed, evidence]))}


def restated(place: KeyPath, raw: Any, body: Any) -> Change:
    """A judgement with another number, which rests on the same evidence as before."""
    if isinstance(raw, Mapping) and "value" in raw:
        return Change((*place, "value"), body)
    about = parted(raw)[1]
    return Change(place, {"value": body, **about} if about else body)


def changes_to(values: Any, path: KeyPath, wanted: Any) -> Iterator[Change]:
    """The fewest changes after which what is wanted stands at a path; the rest stays."""
    raw = stated(values, path)
    if isinstance(wanted, list) and isinstance(raw, list):
        if new := [item for item in wanted if item not in raw]:
            yield Change(path, [*raw, *new])
    elif judged(wanted) is not None:
        if raw is MISSING or judged(raw) is None:
            yield Change(path, wanted)
        elif not same(judged(parted(raw)[0]), judged(wanted)):
            yield restated(path, raw, wanted)
    elif isinstance(wanted, Whole) and (
        not isinstance(raw, Mapping) or raw.keys() != wanted.keys()
    ):
        yield Change(path, dict(wanted))
    elif isinstance(wanted, Mapping) and isinstance(raw, Mapping):
        for key, part in wanted.items():
            yield from changes_to(values, (*path, key), part)
    elif raw != wanted:
        yield Change(path, wanted)


def plain_number(number: float) -> float | int:
    """A number as a person writes it in a file."""
    return int(number) if abs(number) < 1e15 and number == int(number) else number
