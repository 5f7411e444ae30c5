"""What sheets change in a scenario file: values at key paths, checked before they are written."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, NamedTuple

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
    values = copy.deepcopy(source.tree.values)
    for change in changes:
        *above, last = change.path
        part = values
        for step in above:
            part = part[int(step) if isinstance(part, list) else step]
        part[int(last) if isinstance(part, list) else last] = change.value
    tree = replace(source.tree, values=values)
    return source._replace(tree=tree, scenario=scenario_of(tree, source.file))


def stated(values: Any, path: Sequence[str]) -> Any:
    """What stands in a file at a path; MISSING where nothing does."""
    for step in path:
        if isinstance(values, Mapping) and step in values:
            values = values[step]
        elif isinstance(values, list) and step.isdecimal() and int(step) < len(values):
            values = values[int(step)]
        else:
            return MISSING
    return values


def place_of(values: Any, path: KeyPath) -> KeyPath | None:
    """Where a file states the judgement of a path: there, or in a short form above it.

    None where it follows from something else: from an order of weights, a contest, a span of time.
    """
    if path[0] == "priorities" and path[3:4] == ("statements",) and len(path) == 6:
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
    """Whether two judgements say the same of a number."""
    if first is None or second is None:
        return first is second
    keys = ("low", "best", "high", "confidence")
    alike = all(getattr(first, key) == getattr(second, key) for key in keys)
    return alike and first.experts == second.experts and first.spread == second.spread


def parted(raw: Any) -> tuple[Any, dict[str, Any]]:
    """A judgement as a file states it: the number alone, and what it rests on."""
    if not isinstance(raw, Mapping):
        return raw, {}
    about = {key: raw[key] for key in ABOUT if key in raw}
    body = {key: part for key, part in raw.items() if key not in ABOUT}
    return body["value"] if body.keys() == {"value"} else body, about


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
    return int(number) if number == int(number) and abs(number) < 1e15 else number
