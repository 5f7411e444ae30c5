"""Files of other tools as they are read: bounded, XML and JSON with nothing clever in them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from xml.parsers import expat

from detente.errors import FileError, Problem, ScenarioError, sentence
from detente.scenario.reading.text import decode, read_bytes
from detente.validation import bounds

DEEPEST = 40


class Source(NamedTuple):
    """A file: what messages call it, and its bytes."""

    file: str
    raw: bytes

    @property
    def stem(self) -> str:
        """The name without folder and ending."""
        return Path(self.file).stem

    @property
    def start(self) -> str:
        """The first characters that are no blanks, whatever the encoding."""
        return (
            self.raw[:400]
            .replace(b"\0", b"")
            .lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
            .decode("latin-1")
        )

    def refuse(
        self, rule: str, given: object = "", remedy: str = "", line: int | None = None
    ) -> NoReturn:
        """Raise ScenarioError for one thing that is wrong in the file."""
        raise ScenarioError((Problem(self.file, rule, str(given)[:200], remedy, line),))

    def mapping(self, given: Any, what: str) -> dict[str, Any]:
        """A mapping; ScenarioError for anything else."""
        if not isinstance(given, dict):
            self.refuse(sentence("{what} is a mapping", what=what), given)
        return given

    def listed(self, given: Any, what: str) -> list[Any]:
        """A list; ScenarioError for anything else."""
        if not isinstance(given, list):
            self.refuse(sentence("{what} is a list", what=what), given)
        return given

    def number(
        self, given: object, what: str, line: int | None = None, *, least: float = -math.inf
    ) -> float:
        """A finite number, or a text of one; ScenarioError for anything else."""
        value = math.nan
        if isinstance(given, int | float | str) and not isinstance(given, bool):
            with suppress(ValueError, OverflowError):
                value = float("nan" if "_" in str(given) else given)
        if not math.isfinite(value) or value < least:
            shown = "nothing" if given is None else given
            remedy: str = "write a number"
            if least > -math.inf:
                remedy = sentence("write a number {span}", span=bounds(least, None))
            rule = sentence("this is no number that can be used: {what}", what=what)
            self.refuse(rule, shown, remedy, line)
        return value


class Element(NamedTuple):
    """An element of an XML file, with its line; text between elements is left out."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element]

    def named(self, *tags: str) -> list[Element]:
        """The children of some tags."""
        return [child for child in self.children if child.tag in tags]

    def everything(self) -> Iterator[Element]:
        """The element and all below it."""
        yield self
        for child in self.children:
            yield from child.everything()


def read_source(path: str | PathLike[str]) -> Source:
    """Read a file; FileError when it is missing, a folder or larger than a scenario may be."""
    return Source(str(path), read_bytes(Path(path)))


def read_xml(source: Source) -> Element:
    """The root of an XML file.

    Raises FileError for what is no XML, ScenarioError for a document type, in which entities that
    explode or lead elsewhere are declared, and for elements nested too deep.
    """
    top = Element("", {}, 0, [])
    open_elements = [top]
    parser = expat.ParserCreate()

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > DEEPEST:
            rule = sentence("the file is nested more than {depth} deep", depth=DEEPEST)
            source.refuse(rule, "", "flatten it", parser.CurrentLineNumber)
        element = Element(tag, attributes, parser.CurrentLineNumber, [])
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def doctype(name: str, *rest: object) -> None:
        rule, remedy = "document types and entities are not read", "remove <!DOCTYPE …>"
        source.refuse(rule, name, remedy, parser.CurrentLineNumber)

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda tag: open_elements.pop()
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(source.raw, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        rule = sentence("this is not XML: {reason}", reason=error)
        raise FileError(source.file, rule, "check the file, and its encoding") from None
    return top.children[0]


def read_json(source: Source) -> Any:
    """The value of a JSON file.

    Raises FileError for what is no JSON in UTF-8, and for a key that stands twice.
    """
    text = decode(source.raw, source.file)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            rule = sentence("the key {name} stands twice", name=twice)
            raise FileError(source.file, rule, "keep one of the two")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        rule = sentence("this is not JSON: {reason}", reason=error)
        raise FileError(source.file, rule, "check brackets, commas and quotes") from None
