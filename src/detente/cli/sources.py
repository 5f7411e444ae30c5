"""What commands take as FILE: a scenario file, a bundled case, or a file of another tool."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from detente.errors import FileError, sentence
from detente.phrases import phrases

if TYPE_CHECKING:
    from detente.edits.files import Opened
    from detente.formats import Converted
    from detente.phrases import Phrases
    from detente.scenario import Report, Scenario


def load(source: str) -> Scenario:
    """The scenario of any file that can be read; what was left out is told on stderr."""
    found = _converted(source)
    if found is not None:
        return found.scenario
    from detente.scenario import load as load_file

    return load_file(source)


def _converted(source: str) -> Converted | None:
    """What a file that is no scenario file makes; what was left out is told on stderr."""
    from detente.sources import converted, recognised

    if recognised(source) in (None, "yaml"):
        return None
    found = converted(source)
    tell("note", found.notes)
    return found


def opened(source: str, language: str | None) -> tuple[Scenario, Phrases]:
    """The same, and the words of the language chosen, its own by default, in which is spoken."""
    from detente.cli.printing import speak

    scenario = load(source)
    return scenario, phrases(speak(language or scenario.language))


def load_changed(source: str, changes: Sequence[str]) -> Scenario:
    """The same with each `key.path=value` set."""
    from detente.scenario.reading.changes import changed
    from detente.scenario.reading.files import source_text

    found = _converted(source)
    if found is None:
        return changed(*source_text(source), changes)
    return changed(found.text, source, changes)


def check(source: str) -> Report:
    """What a check of any file that can be read finds."""
    from detente.scenario import Report
    from detente.scenario import check as check_file
    from detente.scenario.remarks import remarks

    found = _converted(source)
    if found is None:
        return check_file(source)
    return Report(source, found.scenario, (), remarks(found.scenario), found.scenario.language)


def to_change(source: str) -> Opened:
    """A scenario file as it was read, to be changed. Raises FileError for another tool's file."""
    from detente.edits.files import Opened
    from detente.sources import recognised

    if recognised(source) not in (None, "yaml"):
        remedy = sentence("make one of it: detente convert {file} talks.yaml", file=source)
        raise FileError(source, "only a scenario file can be changed", remedy)
    return Opened.at(source)


def tell(key: Literal["note", "not_kept"], notes: Sequence[str]) -> None:
    """Say on stderr what is to be noted of a file, or not kept."""
    from detente.cli.printing import spoken
    from detente.phrases.messages import said

    words = phrases(spoken())
    for note in notes:
        print(words(f"cli.told.{key}", note=said(note, words)), file=sys.stderr)
