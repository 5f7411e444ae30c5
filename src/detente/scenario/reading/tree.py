"""Read YAML to plain values with the place of every key and value, and nothing clever.

Anchors, aliases, tags and several documents are refused: a scenario is read by people, and these
are also how small files are made to explode. Keys are texts; a key may not stand twice.

>>> tree = read_tree("price: {values: [1.50, 2]}", "talks.yaml")
>>> tree.values, tree.place(("price", "values", "1"))
({'price': {'values': [1.50, 2]}}, (1, 24))
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from detente.errors import Problem, ScenarioError, sentence
from detente.scenario.reading.scalars import plain_value

DEEPEST = 40

KeyPath = tuple[str, ...]
Place = tuple[int, int]

_ESCAPE = re.compile(r"\\U([0-9A-Fa-f]{8})")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Tree:
    """The values of a YAML file with the line and column (from 1) of each key and each value.

    `starts` holds the place of the first character of each text that stands on one line just as it
    reads, so that columns can be counted on from there. Where values end, and how they are written,
    `detente.edits.nodes` knows.
    """

    file: str
    values: Any = None
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    starts: dict[KeyPath, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place | tuple[None, None]:
        """Line and column of the value (or its key) at a path, or of the nearest part above it."""
        tables = (self.keys, self.places) if of_key else (self.places, self.keys)
        for depth in range(len(path), -1, -1):
            for table in tables:
                if path[:depth] in table:
                    return table[path[:depth]]
        return (None, None)

    def place_in_text(self, path: KeyPath, column: int) -> Place | tuple[None, None]:
        """Line and column of a place inside the text at a path; `column` counts from 0."""
        for at in (path, (*path, "maybe"), (*path, "when"), path[:-1]):
            if at in self.starts:
                line, start = self.starts[at]
                return line, start + column
        return self.place(path)


def read_tree(text: str, file: str, seen: list[Any] | None = None) -> Tree:
    """Read YAML text; the events of the parser are added to `seen`.

    Raises ScenarioError when it is not YAML or uses aliases or several documents; what else is
    wrong is reported in `problems`.
    """
    text = unicodedata.normalize("NFC", text)
    events = YAML(typ="safe", pure=True).parse(text)
    reader = _Reader(events if seen is None else _noted(events, seen), file)
    try:
        values = reader.document()
    except (YAMLError, ValueError, OverflowError) as error:
        found = _unreadable(error, text, reader.index, file)
        raise ScenarioError((*reader.problems, found)) from None
    if reader.refused:
        raise ScenarioError(tuple(reader.problems))
    return replace(reader.tree, values=values, problems=tuple(reader.problems))


def _noted(events: Iterator[Any], seen: list[Any]) -> Iterator[Any]:
    for event in events:
        seen.append(event)
        yield event


def _unreadable(error: Exception, text: str, index: int, file: str) -> Problem:
    """What YAML cannot read; without a mark of its own it stands at or after `index`."""
    if isinstance(error, ReaderError):
        at = error.position
        return _control(file, text[at : at + 1], _place_at(text, at))
    if not isinstance(error, MarkedYAMLError):
        for found in _ESCAPE.finditer(text, index):
            if int(found[1], 16) > sys.maxunicode:
                rule, place = "there is no character of this number", _place_at(text, found.start())
                return Problem(file, rule, found[0], "remove it", *place)
        rule = sentence("this is not YAML: {reason}", reason=" ".join(str(error).split())[:200])
        return Problem(file, rule, "", "remove what is not plain text", *_place_at(text, index))
    mark, context = error.problem_mark or error.context_mark, error.context
    if context and error.context_mark is not None and error.context_mark.line != mark.line:
        context = f"{context} that begins in line {error.context_mark.line + 1}"
    said = " ".join(" ".join(filter(None, (context, error.problem))).split())
    remedy = "check indentation, colons, brackets and quotes here and on the line before"
    if "'\\t'" in said:
        remedy = "write spaces in place of tabs"
    rule = sentence("this is not YAML: {reason}", reason=said)
    return Problem(file, rule, "", remedy, *(_place(mark) if mark else _place_at(text, index)))


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _place_at(text: str, index: int) -> Place:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _control(file: str, character: str, place: Place) -> Problem:
    rule = "a text holds a character that cannot be seen"
    return Problem(file, rule, f"U+{ord(character):04X}", "remove it", *place)


class _Reader:
    """Builds values from the events of a parser; `refused` where they are of no use."""

    def __init__(self, events: Iterator[Any], file: str) -> None:
        self.events = events
        self.tree = Tree(file)
        self.problems: list[Problem] = []
        self.refused = False
        self.index = 0

    def document(self) -> Any:
        """The value of the only document; None where there is none."""
        value: Any = None
        starts = (event for event in self.events if isinstance(event, DocumentStartEvent))
        for number, event in enumerate(starts):
            if number:
                rule = "the file holds more than one document"
                self.report(rule, "---", "keep one scenario a file", event)
                self.refused = True
                return value
            value = self.value(next(self.events), ())
        if value is None:
            rule, remedy = "the file is empty", "`detente new FILE` writes a starter"
            place = self.tree.places.get((), (1, 1))
            self.problems.append(Problem(self.tree.file, rule, "", remedy, *place))
            self.refused = True
        return value

    def value(self, event: Any, path: KeyPath) -> Any:
        """The value that begins with an event."""
        self.tree.places[path] = _place(event.start_mark)
        self.check(event)
        value: Any = None
        if isinstance(event, ScalarEvent):
            value = self.scalar(event, path)
        elif not isinstance(event, AliasEvent):
            if len(path) >= DEEPEST:
                self.too_deep(event)
            value = self.mapping(path) if isinstance(event, MappingStartEvent) else self.list(path)
        return value

    def list(self, path: KeyPath) -> list[Any]:
        values: list[Any] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            values.append(self.value(event, (*path, str(len(values)))))
        return values

    def mapping(self, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        before = last = None
        written = ""
        for key in self.events:
            if isinstance(key, MappingEndEvent):
                break
            self.check(key)
            name = self.name(key)
            value = next(self.events)
            if last is not None and _goes_on_after_comma(before, key, value):
                values[last] = written = f"{written},{key.value}"
                before = key
                continue
            if name is None:
                self.skip(value)
            elif name in values:
                line = self.tree.keys[*path, name][0]
                rule = sentence("the key stands twice (first in line {line})", line=line)
                self.report(rule, name, "keep one of the two", key)
                self.skip(value)
            else:
                self.tree.keys[*path, name] = _place(key.start_mark)
                values[name] = self.value(value, (*path, name))
            before, last, written = value, name, getattr(value, "value", "")
        return values

    def name(self, event: Any) -> str | None:
        """A key; None, and reported, where it is not a text."""
        if isinstance(event, ScalarEvent):
            return self.readable(event)
        if not isinstance(event, AliasEvent):
            self.report("a key is a text", "", "write one word", event)
            self.skip(event)
        return None

    def skip(self, event: Any) -> None:
        """Pass over the rest of the value that begins with an event."""
        depth = 0
        while True:
            depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
            depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
            if depth == 0:
                return
            if depth > DEEPEST:
                self.too_deep(event)
            event = next(self.events)

    def too_deep(self, event: Any) -> NoReturn:
        rule = sentence("the file is nested more than {depth} deep", depth=DEEPEST)
        self.report(rule, "", "flatten it", event)
        raise ScenarioError(tuple(self.problems))

    def scalar(self, event: Any, path: KeyPath) -> Any:
        text = self.readable(event)
        line, column = _place(event.start_mark)
        width = event.end_mark.column - event.start_mark.column
        quotes = 0 if event.style is None else 2
        if event.start_mark.line == event.end_mark.line and width == len(text) + quotes:
            indent = len(text) - len(text.lstrip())
            self.tree.starts[path] = line, column + quotes // 2 + indent
        return plain_value(text) if event.style is None else text

    def readable(self, event: Any) -> str:
        """The text of a scalar; what cannot be seen is reported and replaced."""
        text = str(event.value)
        found = _CONTROL.search(text)
        if found is None:
            return text
        self.problems.append(_control(self.tree.file, found[0], _place(event.start_mark)))
        return _CONTROL.sub("\ufffd", text)

    def check(self, event: Any) -> None:
        """Report what YAML allows and a scenario does not."""
        self.index = event.end_mark.index
        alias = isinstance(event, AliasEvent)
        if alias or event.anchor is not None:
            rule, given = "anchors and aliases are not used in scenarios", "*" if alias else "&"
            self.report(rule, f"{given}{event.anchor}", "write the value out", event)
            self.refused |= alias
        elif event.tag is not None:
            self.report("tags are not used in scenarios", str(event.tag), "remove it", event)

    def report(self, rule: str, given: str, remedy: str, event: Any) -> None:
        place = _place(event.start_mark)
        self.problems.append(Problem(self.tree.file, rule, given, remedy, *place))


def _goes_on_after_comma(before: Any, key: Any, value: Any) -> bool:
    """Whether `0,5` was meant, which YAML takes for a value 0 and a key 5 without a value."""
    if not all(isinstance(part, ScalarEvent) and part.style is None for part in (before, key)):
        return False
    bare = isinstance(value, ScalarEvent) and value.style is None and value.value == ""
    adjacent = key.start_mark.index == before.end_mark.index + 1
    digits = before.value[-1:].isdecimal() and key.value[:1].isdecimal()
    return bool(bare and adjacent and digits)
