"""Read YAML to plain values with the place of every key and value, and nothing clever.

Anchors, aliases, tags and several documents are refused: a scenario is read by people, and these
are also how small files are made to explode. Keys are texts; a key may not stand twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, NodeEvent, ScalarEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from detente.errors import FileError, Problem, ScenarioError

LARGEST = 5_000_000
"""Bytes of the largest file that is read."""

DEEPEST = 40

KeyPath = tuple[str, ...]
Place = tuple[int, int]

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")


@dataclass(frozen=True)
class Tree:
    """The values of a YAML file with the line and column (from 1) of each key and each value."""

    file: str
    values: Any
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    quoted: frozenset[KeyPath] = frozenset()
    problems: tuple[Problem, ...] = ()

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place | tuple[None, None]:
        """Line and column of the value (or its key) at a path, or of the nearest part above it."""
        tables = (self.keys, self.places) if of_key else (self.places, self.keys)
        for depth in range(len(path), -1, -1):
            for table in tables:
                if path[:depth] in table:
                    return table[path[:depth]]
        return (None, None)


def read_text(path: Path) -> str:
    """The text of a file.

    Raises FileError when it is missing, a folder, too large, binary, or not UTF-8.
    """
    file = str(path)
    try:
        if path.is_dir():
            raise FileError(file, "this is a folder", "name a scenario file in it")
        if path.stat().st_size > LARGEST:
            size = path.stat().st_size / 1e6
            rule = f"the file has {size:.1f} MB; a scenario has at most {LARGEST / 1e6:.0f} MB"
            raise FileError(file, rule, "move long sources out of it")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FileError(file, "there is no such file", "check the path") from None
    except OSError as error:
        raise FileError(file, f"cannot be read: {error.strerror}") from None
    return decode(raw, file)


def decode(raw: bytes, file: str) -> str:
    """UTF-8 bytes as text, or a FileError that says what they are instead."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError(file, "the encoding is UTF-16, not UTF-8", "save the file as UTF-8")
    if b"\x00" in raw:
        raise FileError(file, "this is a binary file, not a text", "name a YAML text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        rule = f"line {line} is not UTF-8 (byte 0x{raw[error.start]:02x})"
        raise FileError(file, rule, "save the file as UTF-8") from None


def read_tree(text: str, file: str) -> Tree:
    """Read YAML text.

    Raises ScenarioError when it is not YAML or uses anchors, tags or several documents; repeated
    keys are reported in `problems`.
    """
    try:
        refused = _refused(text, file)
        if refused:
            raise ScenarioError(tuple(refused))
        node = _yaml().compose(text)
    except MarkedYAMLError as error:
        raise ScenarioError((_syntax_problem(error, file),)) from None
    except (YAMLError, ValueError) as error:
        rule = " ".join(str(error).split())[:200]
        remedy = "remove what is not plain text"
        raise ScenarioError((Problem(file, f"this is not YAML: {rule}", remedy=remedy),)) from None
    if node is None:
        remedy = "`detente new FILE` writes a starter"
        raise ScenarioError((Problem(file, "the file is empty", remedy=remedy),))
    return _Builder(file).tree(node)


def _yaml() -> Any:
    return YAML(typ="safe", pure=True)


def _refused(text: str, file: str) -> list[Problem]:
    """Problems with what YAML allows and a scenario does not."""
    found: list[Problem] = []
    documents = depth = 0
    for event in _yaml().parse(text):
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        documents += isinstance(event, DocumentStartEvent)
        depth += type(event).__name__ in ("MappingStartEvent", "SequenceStartEvent")
        depth -= type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")
        if depth > DEEPEST:
            rule = f"the file is nested more than {DEEPEST} deep"
            found.append(Problem(file, rule, "", "flatten it", *place))
            break
        if documents > 1:
            rule = "the file holds more than one document"
            found.append(Problem(file, rule, "---", "keep one scenario a file", *place))
            break
        if not isinstance(event, NodeEvent):
            continue
        if isinstance(event, AliasEvent) or event.anchor is not None:
            mark = "*" if isinstance(event, AliasEvent) else "&"
            rule = "anchors and aliases are not used in scenarios"
            found.append(Problem(file, rule, f"{mark}{event.anchor}", "write the value out", *place))
        elif getattr(event, "tag", None) and not isinstance(event, ScalarEvent | None):
            found.append(_tag_problem(event, file, place))
        elif isinstance(event, ScalarEvent) and event.tag:
            found.append(_tag_problem(event, file, place))
    return found


def _tag_problem(event: Any, file: str, place: Place) -> Problem:
    return Problem(file, "tags are not used in scenarios", str(event.tag), "remove it", *place)


def _syntax_problem(error: MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = " ".join(part for part in (error.context, error.problem) if part)
    line, column = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
    remedy = "check indentation, colons, brackets and quotes here and on the line before"
    return Problem(file, f"this is not YAML: {said}", "", remedy, line, column)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[KeyPath, Place] = {}
        self.places: dict[KeyPath, Place] = {}
        self.quoted: set[KeyPath] = set()
        self.problems: list[Problem] = []

    def tree(self, node: Node) -> Tree:
        values = self.value(node, ())
        places, quoted = self.places, frozenset(self.quoted)
        return Tree(self.file, values, self.keys, places, quoted, tuple(self.problems))

    def value(self, node: Node, path: KeyPath) -> Any:
        self.places[path] = _place(node)
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(part, (*path, str(k))) for k, part in enumerate(node.value)]
        if node.style is not None:
            self.quoted.add(path)
        return node.value if node.style is not None else _plain(node.value)

    def mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, inner in node.value:
            if not isinstance(key, ScalarNode):
                self.report("a key is a text", "a list or mapping", "write one word", key)
                continue
            name = str(key.value)
            if name in values:
                first = self.keys[(*path, name)]
                rule = f"the key stands twice (first in line {first[0]})"
                self.report(rule, name, "keep one of the two", key)
                continue
            self.keys[(*path, name)] = _place(key)
            values[name] = self.value(inner, (*path, name))
        return values

    def report(self, rule: str, given: str, remedy: str, node: Node) -> None:
        self.problems.append(Problem(self.file, rule, given, remedy, *_place(node)))


def _place(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _plain(text: str) -> Any:
    """A plain scalar by the YAML 1.2 core schema; numbers that are also labels keep their look."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text) and len(text) <= 300:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return float(f"{infinite.group(1)}inf")
    return float("nan") if text in (".nan", ".NaN", ".NAN") else text
