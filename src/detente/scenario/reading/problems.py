"""Everything wrong with a scenario file, at once: shape first, then what refers to what."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from detente.errors import Problem, sentence, shortened
from detente.scenario.checks import reference_findings
from detente.scenario.judgements import Judgement
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.reading.remainder import Remainder
from detente.scenario.reading.tree import Tree
from detente.scenario.sections.base import GATHER, Finding, Section, label
from detente.validation import suggestion

ROUNDS = 50
"""How often broken parts are cut out to look at what is left."""


def scenario_and_problems(tree: Tree) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario in a tree, and all that is wrong with it; None where nothing can be made of it.

    A broken part is reported and cut out, so that everything else is still checked; what refers to
    a part that is there but broken is not reported again.
    """
    problems = list(tree.problems)
    if not isinstance(tree.values, dict):
        rule = "a scenario is a mapping of sections"
        remedy = "begin with title: and parties:"
        problems.append(Problem(tree.file, rule, _short(tree.values), remedy, 1, 1))
        return None, tuple(problems)
    remainder = Remainder(tree.values)
    cut: list[KeyPath] = []
    scenario = _what_holds(tree, remainder, problems, cut)
    if scenario is not None:
        states = not any(path[0] in _OF_STATES for path in cut if path)
        above, broken = _above(cut), _names(tree.values, cut)
        for finding in _findings(scenario, remainder, states=states):
            path, on = (remainder.original(at) for at in (finding.path, finding.rests_on))
            told = on in cut or (len(on) > 1 and on in above)
            told |= finding.given in broken or broken.issuperset(finding.given.split("."))
            if path not in above and not told:
                problems.append(_reference_problem(finding, path, tree))
    return scenario, _sorted(problems)


def _findings(scenario: Scenario, remainder: Remainder, *, states: bool) -> Iterator[Finding]:
    """What does not fit within single parts, and then between them."""
    for path, part in scenario.parts():
        for fault in part.faults() if isinstance(part, Section) else ():
            yield replace(fault, path=remainder.standing((*path, *fault.path)))
    yield from reference_findings(scenario, states=states)


def _what_holds(
    tree: Tree, remainder: Remainder, problems: list[Problem], cut: list[KeyPath]
) -> Scenario | None:
    """The scenario without its broken parts; adds them to `cut` and what is wrong to `problems`."""
    filled: set[KeyPath] = set()
    for _ in range(ROUNDS):
        try:
            return Scenario.model_validate(remainder.values, context={GATHER: True})
        except ValidationError as error:
            wrongs: list[dict[str, Any]] = [dict(e) for e in error.errors(include_url=False)]
        paths = [remainder.standing(wrong["loc"]) for wrong in wrongs]
        originals = [remainder.original(path) for path in paths]
        known = _above(cut)
        deeper = {path[:depth] for path in originals for depth in range(len(path))}
        for wrong, path in zip(wrongs, originals, strict=True):
            if path not in known and (wrong["type"] in _OWN or path not in deeper):
                problems.append(_shape_problem(wrong, path, tree))
        doomed = []
        for wrong, path, original in zip(wrongs, paths, originals, strict=True):
            key = str(wrong["loc"][-1])
            stand_in = _stand_in(wrong["loc"]) if wrong["type"] == "missing" else None
            place = (*original, key)
            if stand_in is None or place in filled:
                doomed.append(path)
                cut.append(original)
            else:
                remainder.fill(path, key, stand_in)
                filled.add(place)
                cut.append(place)
        remainder.cut(doomed)
    return None


def _stand_in(loc: tuple[int | str, ...]) -> Any:
    """Something in place of a missing key, so that what stands beside it is still checked."""
    annotation: Any = Scenario
    for step in loc:
        annotation = _inner(annotation, str(step))
    if annotation in (Judgement, int):
        return 1
    if annotation is str:
        return "missing"
    origin = get_origin(annotation)
    if origin is tuple:
        return ["missing"] if _bare(get_args(annotation)[0]) is str else None
    return {} if origin is dict else None


_OWN = ("missing", "extra_forbidden", "detente")
_OF_STATES = ("options", "infeasible")


def _above(paths: list[KeyPath]) -> set[KeyPath]:
    """The parts with trouble in them or at them: what leads to one of these paths."""
    return {path[:depth] for path in paths for depth in range(len(path) + 1)}


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda found: (found.line or 0, found.column or 0)))


def _names(values: dict[str, Any], cut: list[KeyPath]) -> frozenset[str]:
    """All names that stand in the parts that were cut: they exist, though broken."""
    found: set[str] = set()
    for path in filter(None, cut):
        part: Any = values
        for step in path:
            part = part[int(step)] if isinstance(part, list) else part.get(step)
        found.add(path[-1])
        found.update(_names_in(part))
    return frozenset(found)


def _names_in(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from part
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for item in inner:
        if isinstance(item, dict | list):
            yield from _names_in(item)
        else:
            yield label(item)


def _shape_problem(wrong: dict[str, Any], path: KeyPath, tree: Tree) -> Problem:
    kind, context = wrong["type"], wrong.get("ctx", {})
    of_key = kind == "extra_forbidden" or wrong["loc"][-1] == "[key]"
    line, column = tree.place(path, of_key=of_key)
    given = _short(wrong["input"])
    if kind == "detente":
        rule, given, remedy = context["rule"], _short(context["given"]), context["remedy"]
    elif kind == "missing":
        rule, given, remedy = (
            sentence("the key {name} is missing", name=wrong["loc"][-1]),
            "",
            "add it",
        )
    elif kind == "extra_forbidden":
        rule, given = "there is no such key here", str(wrong["loc"][-1])
        remedy = suggestion(given, list(_keys_at(path[:-1])))
    else:
        rule, remedy = _RULES.get(kind, (wrong["msg"][:1].lower() + wrong["msg"][1:], "correct it"))
        rule, remedy = sentence(rule, **context), sentence(remedy, **context)
    return Problem(tree.file, rule, shortened(given), remedy, line, column, _dotted(path))


_RULES = {
    "bool_parsing": ("this is not true or false", "write true or false"),
    "bool_type": ("this is not true or false", "write true or false"),
    "dict_type": ("this is not a mapping", "write key: value pairs here"),
    "model_type": ("this is not a mapping", "write key: value pairs here"),
    "tuple_type": ("this is not a list", "write [a, b] or one - a line"),
    "list_type": ("this is not a list", "write [a, b] or one - a line"),
    "string_type": ("this is not a text", "write a text, in quotes if need be"),
    "literal_error": ("this is none of the words allowed here", "choose one of {expected}"),
    "date_from_datetime_parsing": ("this is not a date", "write 2025-08-15"),
    "date_parsing": ("this is not a date", "write 2025-08-15"),
    "date_type": ("this is not a date", "write 2025-08-15"),
    "date_from_datetime_inexact": ("this is not a date", "write 2025-08-15"),
    "int_parsing": ("this is not a whole number", "write a whole number"),
    "int_type": ("this is not a whole number", "write a whole number"),
    "int_from_float": ("this is not a whole number", "write a whole number"),
    "greater_than_equal": ("this number is too small", "write at least {ge}"),
    "less_than_equal": ("this number is too large", "write at most {le}"),
    "too_short": ("this is empty", "name at least {min_length}"),
}


def _keys_at(path: KeyPath) -> Iterator[str]:
    """The keys that the model allows at a path."""
    annotation: Any = Scenario
    for step in path:
        annotation = _inner(annotation, step)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, information in annotation.model_fields.items():
            yield information.alias or name


def _inner(annotation: Any, step: str) -> Any:
    """The type of what stands under a key, without Annotated and None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {f.alias or name: f.annotation for name, f in annotation.model_fields.items()}
        return _bare(fields.get(step))
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return _bare(arguments[1])
    return _bare(arguments[0]) if get_origin(annotation) in (tuple, list) else None


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        arguments = [part for part in get_args(annotation) if part is not type(None)]
        annotation = arguments[0]
    return None if get_origin(annotation) is Literal else annotation


def _reference_problem(finding: Finding, path: KeyPath, tree: Tree) -> Problem:
    line, column = tree.place(path, of_key=finding.of_key)
    if finding.column is not None:
        line, column = tree.place_in_text(path, finding.column)
    given = shortened(finding.given)
    return Problem(tree.file, finding.rule, given, finding.remedy, line, column, _dotted(path))


def _dotted(path: KeyPath) -> str:
    return ".".join(map(shortened, path))


def _short(given: Any) -> str:
    if given is None:
        return "nothing"
    return shortened(label(given) if isinstance(given, str | bool) else repr(given))
