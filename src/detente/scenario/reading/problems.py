"""Everything wrong with a scenario file, at once: shape first, then what refers to what.

A broken part is reported and cut out, so that everything else is still checked; what refers to a
part that is there but broken is not reported again.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from detente.errors import Problem, sentence, shortened
from detente.scenario.checks import known_names, misfits
from detente.scenario.judgements.forms import Judgement
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.reading.tree import Tree
from detente.scenario.sections.base import GATHER, KNOWN, Section
from detente.scenario.shape import Finding, as_written, label
from detente.validation import nearest, suggestion

ROUNDS = 50
"""How often broken parts are cut out to look at what is left."""


def scenario_and_problems(tree: Tree) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario in a tree, if one can be made of it, and all that is wrong with it."""
    if not isinstance(tree.values, dict):
        rule, remedy = "a scenario is a mapping of sections", "begin with title: and parties:"
        whole = Problem(tree.file, rule, _short(tree.values), remedy, 1, 1)
        return None, (*tree.problems, whole)
    left = Remainder(tree.values)
    broken: list[KeyPath] = []
    scenario, findings = _what_holds(left, broken)
    if scenario is not None:
        above, names = _above(broken), _names(tree.values, broken)
        states = not any(path[:1] in (("options",), ("infeasible",)) for path in broken)
        for finding in _misfits(scenario, left, states=states):
            path, on = left.original(finding.path), left.original(finding.rests_on)
            told = path in above or on in broken or (len(on) > 1 and on in above)
            told |= any(path[:depth] in broken for depth in range(1, len(path)))
            told |= finding.given in names or names.issuperset(finding.given.split("."))
            if not told:
                findings.append(replace(finding, path=path))
    found = dict.fromkeys([*tree.problems, *(_problem(finding, tree) for finding in findings)])
    return scenario, tuple(sorted(found, key=lambda one: (one.line or 0, one.column or 0)))


def _misfits(scenario: Scenario, left: Remainder, *, states: bool) -> Iterator[Finding]:
    """What refers to nothing, what does not fit within single parts, and then between them."""
    try:
        context = {GATHER: True, KNOWN: known_names(scenario)}
        Scenario.model_validate(left.values, context=context)
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            if wrong["type"] == "detente":
                yield _finding(dict(wrong), left.standing(wrong["loc"]))
    for path, part in scenario.parts():
        for fault in part.faults() if isinstance(part, Section) else ():
            yield replace(fault, path=left.standing((*path, *fault.path)))
    yield from misfits(scenario, states=states)


_OWN = ("missing", "extra_forbidden", "detente")


def _what_holds(left: Remainder, broken: list[KeyPath]) -> tuple[Scenario | None, list[Finding]]:
    """The scenario without its broken parts, and what is wrong; adds these parts to `broken`."""
    findings: list[Finding] = []
    filled: set[KeyPath] = set()
    for _ in range(ROUNDS):
        try:
            return Scenario.model_validate(left.values, context={GATHER: True}), findings
        except ValidationError as error:
            errors: list[dict[str, Any]] = [dict(e) for e in error.errors(include_url=False)]
        places = [left.standing(wrong["loc"]) for wrong in errors]
        paths = [left.original(place) for place in places]
        known = _above(broken)
        around = {path[:depth] for path in paths for depth in range(len(path))}
        meant = {
            (*path[:-1], nearest(path[-1], _keys_at(path[:-1])))
            for wrong, path in zip(errors, paths, strict=True)
            if wrong["type"] == "extra_forbidden"
        }
        doomed = []
        for wrong, place, path in zip(errors, places, paths, strict=True):
            misspelt = wrong["type"] == "missing" and (*path, wrong["loc"][-1]) in meant
            if path not in known and not misspelt and (wrong["type"] in _OWN or path not in around):
                findings.append(_finding(wrong, path))
            key = str(wrong["loc"][-1])
            stand_in = _stand_in(wrong["loc"]) if wrong["type"] == "missing" else None
            if stand_in is None or (*path, key) in filled:
                doomed.append(place)
                broken.append(path)
            else:
                left.fill(place, key, stand_in)
                filled.add((*path, key))
                broken.append((*path, key))
        left.cut(doomed)
    return None, findings


def _above(paths: list[KeyPath]) -> set[KeyPath]:
    """The parts with trouble in them or at them: what leads to one of these paths."""
    return {path[:depth] for path in paths for depth in range(len(path) + 1)}


def _names(values: dict[str, Any], broken: list[KeyPath]) -> set[str]:
    """All names that stand in the broken parts: they exist, though broken."""
    found: set[str] = set()
    for path in filter(None, broken):
        part: Any = values
        for step in path:
            part = part[int(step)] if isinstance(part, list) else part.get(step)
        found |= {path[-1], *_names_in(part)}
    return found


def _names_in(part: Any) -> Iterator[str]:
    yield from part if isinstance(part, dict) else ()
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for item in inner:
        yield from _names_in(item) if isinstance(item, dict | list) else (label(item),)


def _finding(wrong: dict[str, Any], path: KeyPath) -> Finding:
    """An error of pydantic in our words."""
    kind, about, last = wrong["type"], wrong.get("ctx", {}), str(wrong["loc"][-1])
    of_key = kind == "extra_forbidden" or last == "[key]"
    if kind == "detente":
        told = (about["rule"], _short(about["given"]), about["remedy"])
        return Finding(path, *told, of_key, about["column"], about["on"])
    if kind == "missing":
        return Finding(path, sentence("the key {name} is missing", name=last), "", "add it")
    if kind == "extra_forbidden":
        rule, remedy = "there is no such key here", suggestion(last, list(_keys_at(path[:-1])))
        return Finding(path, rule, last, remedy, of_key)
    rule, remedy = _RULES.get(kind, (wrong["msg"][:1].lower() + wrong["msg"][1:], "correct it"))
    given = _short(wrong["input"])
    return Finding(path, sentence(rule, **about), given, sentence(remedy, **about), of_key)


_MAPPING = ("this is not a mapping", "write key: value pairs here")
_LIST = ("this is not a list", "write [a, b] or one - a line")
_TRUTH = ("this is not true or false", "write true or false")
_WHOLE = ("this is not a whole number", "write a whole number")
_RULES = {
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "string_type": ("this is not a text", "write a text, in quotes if need be"),
    "literal_error": ("this is none of the words allowed here", "choose one of {expected}"),
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than_equal": ("this number is too small", "write at least {ge}"),
    "less_than_equal": ("this number is too large", "write at most {le}"),
    "too_short": ("this is empty", "name at least {min_length}"),
}


def _problem(finding: Finding, tree: Tree) -> Problem:
    line, column = tree.place(finding.path, of_key=finding.of_key)
    if finding.column is not None:
        line, column = tree.place_in_text(finding.path, finding.column)
    path = ".".join(map(shortened, finding.path))
    given = shortened(finding.given)
    return Problem(tree.file, finding.rule, given, finding.remedy, line, column, path)


def _short(given: Any) -> str:
    return "nothing" if given is None else shortened(as_written(given))


def _stand_in(loc: tuple[int | str, ...]) -> Any:
    """Something in place of a missing key, so that what stands beside it is still checked."""
    annotation = _at(loc)
    if annotation in (Judgement, int):
        return 1
    if annotation is str:
        return "missing"
    origin = get_origin(annotation)
    if origin is tuple:
        return ["missing"] if _bare(get_args(annotation)[0]) is str else None
    return {} if origin is dict else None


def _keys_at(path: KeyPath) -> Iterator[str]:
    """The keys that the model allows at a path."""
    annotation = _at(path)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, information in annotation.model_fields.items():
            yield information.alias or name


def _at(path: tuple[int | str, ...]) -> Any:
    """The type of what stands at a path of the model, without Annotated and None."""
    annotation: Any = Scenario
    for step in path:
        arguments, origin = get_args(annotation), get_origin(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = {f.alias or name: f.annotation for name, f in annotation.model_fields.items()}
            annotation = _bare(fields.get(str(step)))
        elif origin in (dict, tuple, list):
            annotation = _bare(arguments[1 if origin is dict else 0])
        else:
            return None
    return annotation


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return None if get_origin(annotation) is Literal else annotation


_LEAST = {"title": "untitled", "parties": {"somebody": {}}}


class _Rest(list[Any]):
    """A list that knows at which places its entries stood."""

    def __init__(self, entries: list[Any]) -> None:
        super().__init__(entries)
        self.places = [str(place) for place in range(len(entries))]


class Remainder:
    """What is left of a file's values when broken parts are cut out, and where it stood before.

    >>> left = Remainder({"a": [1, "x", 3, "y"]})
    >>> left.cut([("a", "1")])
    >>> left.values["a"], left.original(("a", "2"))
    ([1, 3, 'y'], ('a', '3'))
    """

    def __init__(self, values: dict[str, Any]) -> None:
        self.values: Any = _copied(values)

    def standing(self, loc: tuple[int | str, ...]) -> KeyPath:
        """The part of a model's path that stands in the file; other steps are left out."""
        path: KeyPath = ()
        part = self.values
        for step in map(str, loc):
            inner = _child(part, step)
            if inner is not _ABSENT:
                path, part = (*path, step), inner
        return path

    def original(self, path: KeyPath) -> KeyPath:
        """Where a part stood before anything was cut."""
        before: KeyPath = ()
        part = self.values
        for step in path:
            inner = _child(part, step)
            known = isinstance(part, _Rest) and inner is not _ABSENT
            before = (*before, part.places[int(step)] if known else step)
            part = inner
        return before

    def cut(self, paths: Iterable[KeyPath]) -> None:
        """Cut parts; what the model cannot do without is replaced by the least that it takes."""
        for path in sorted(set(paths), key=_by_place, reverse=True):
            parent = self._part(path[:-1])
            if path and isinstance(parent, dict):
                parent.pop(path[-1], None)
            elif path and isinstance(parent, _Rest) and int(path[-1]) < len(parent):
                del parent[int(path[-1])], parent.places[int(path[-1])]
        for key, least in _LEAST.items():
            if not self.values.get(key):
                self.values[key] = least

    def fill(self, path: KeyPath, key: str, value: Any) -> None:
        """Put something in the place of a missing key."""
        self._part(path)[key] = value

    def _part(self, path: KeyPath) -> Any:
        part = self.values
        for step in path:
            part = _child(part, step)
        return part


def _copied(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _copied(inner) for key, inner in part.items()}
    return _Rest([_copied(inner) for inner in part]) if isinstance(part, list) else part


_ABSENT = object()


def _child(part: Any, step: str) -> Any:
    if isinstance(part, dict):
        return part.get(step, _ABSENT)
    if isinstance(part, list) and step.isdecimal() and int(step) < len(part):
        return part[int(step)]
    return _ABSENT


def _by_place(path: KeyPath) -> list[tuple[int, str]]:
    return [(int(step), "") if step.isdecimal() else (-1, step) for step in path]
