"""Where the names of parties, issues, values and options stand in a scenario file.

Most places follow from the sections themselves: the fields that hold their names against those
there are (`refers`) and the statements (`states`). What only the file's short forms have is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from detente.scenario.judgements.forms import Judgement
from detente.scenario.model import Scenario
from detente.scenario.sections.base import Refers

Pattern = tuple[str, ...]
Place = tuple[str | int, ...]
"""A key path with numbers for the places of lists."""

KEY, ANY, ITEM = "<key>", "<any>", "<item>"
LEFT_OUT = (ITEM, "statements", "settles", "maybe", "across")
"""Steps of the model that short forms of the file leave out."""

NAMED: dict[str, tuple[str, ...]] = {
    "party": (
        "parties.<key>",
        "crises.<key>.cost.<key>",
        "stages.<item>.first",
        "client",
        "client.name",
    ),
    "issue": (
        "issues.<key>",
        "additions.issues.<key>",
        "preferences.<key>.weights.<item>.<item>",
        "preferences.<key>.weights.ranks.<item>.<item>",
    ),
    "option": ("status_quo.<item>",),
    "issues": (
        "preferences.<key>.red_lines.<item>.when",
        "types.<key>.<key>.preferences.red_lines.<item>.when",
    ),
}
"""What the fields do not tell, by what is named; `issues` are statements about issues."""

VALUES = (
    "issues.ISSUE.values.<item>",
    "issues.ISSUE.status_quo",
    "issues.ISSUE.says.<key>",
    "issues.ISSUE.short.<key>",
    "additions.issues.ISSUE.values.<item>",
    "additions.issues.ISSUE.status_quo",
    "additions.issues.ISSUE.says.<key>",
    "additions.issues.ISSUE.short.<key>",
    "additions.issues.ISSUE.worth.<any>",
    "additions.issues.ISSUE.worth.<key>.<key>",
    "additions.values.ISSUE.<key>",
    "additions.values.ISSUE.<key>.after",
    "preferences.<key>.values.ISSUE",
    "preferences.<key>.values.ISSUE.<key>",
    "types.<key>.<key>.preferences.values.ISSUE",
    "types.<key>.<key>.preferences.values.ISSUE.<key>",
    "outcomes.<item>.deal.ISSUE",
    "packages.<key>.deal.ISSUE",
    "positions.ISSUE.<any>.position",
)
"""Where the values of an issue stand."""


@lru_cache(maxsize=1)
def patterns() -> dict[str, tuple[tuple[Pattern, bool], ...]]:
    """Per kind of name or statement the places where one stands, and whether as a key."""
    found: dict[str, list[tuple[Pattern, bool]]] = {}
    for path, about, of_key in _fields(Scenario, (), ()):
        found.setdefault(about, []).append((path, of_key))
    for about, listed in NAMED.items():
        for text in listed:
            found.setdefault(about, []).append((tuple(text.split(".")), text.endswith(KEY)))
    return {about: tuple(listed) for about, listed in found.items()}


def value_patterns(issue: str) -> tuple[tuple[Pattern, bool], ...]:
    """The places where a value of an issue stands, and whether as a key."""
    split = (tuple(text.split(".")) for text in VALUES)
    named = (tuple(issue if step == "ISSUE" else step for step in path) for path in split)
    return tuple((path, path[-1] == KEY) for path in named)


def matches(pattern: Sequence[str], place: Place) -> bool:
    """Whether a place is one of a pattern.

    >>> matches(("stages", ITEM, "table", ITEM), ("stages", 0, "table"))
    True
    """
    if not pattern:
        return not place
    if place:
        step, wanted = place[0], pattern[0]
        fits = isinstance(step, int) if wanted == ITEM else step == wanted
        if (fits or (wanted in (KEY, ANY) and isinstance(step, str))) and matches(
            pattern[1:], place[1:]
        ):
            return True
    return pattern[0] in LEFT_OUT and matches(pattern[1:], place)


def _fields(
    annotation: Any, checks: Sequence[Any], path: Pattern
) -> Iterator[tuple[Pattern, str, bool]]:
    """The names and statements below a field of the model: where, about what, whether a key."""
    for check in checks:
        if isinstance(check, Refers):
            yield path, check.about, path[-1] == KEY
    arguments, origin = get_args(annotation), get_origin(annotation)
    if origin is Annotated:
        yield from _fields(arguments[0], annotation.__metadata__, path)
    elif origin in (Union, UnionType):
        for one in arguments:
            yield from _fields(one, (), path)
    elif origin is dict:
        yield from _fields(arguments[0], (), (*path, KEY))
        for below, about, of_key in _fields(arguments[1], (), (*path, KEY)):
            yield below, about, of_key and below != (*path, KEY)
    elif origin is tuple:
        yield from _fields(arguments[0], (), (*path, ITEM))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if annotation is not Judgement:
                yield from _fields(field.annotation, field.metadata, (*path, field.alias or name))
