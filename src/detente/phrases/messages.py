"""Errors in a reader's language.

The sentences of an error (rule, remedy) carry the English pattern and the values that the code
filled in. `sentences.toml` of another language holds its wording by that pattern. What is not
there stays as it is.

>>> from detente.errors import SettingError, sentence
>>> from detente.phrases import phrases
>>> remedy = sentence("choose one of {known}", known="a, b")
>>> told(SettingError("order", "c", remedy), phrases("de"))
"order: 'c' ist hier nicht möglich; zur Wahl stehen a, b"
"""

from __future__ import annotations

import re

from detente.errors import (
    Conflict,
    DetenteError,
    EditRefused,
    FileError,
    MissingSection,
    Problem,
    ScenarioError,
    Sentence,
    SettingError,
    shortened,
)
from detente.phrases import Phrases

TYPED = ("value", "example", "form", "steps", "range", "what")
"""What varies in a sentence and is typed as it stands there."""

TYPED_BEHIND = ("add", "remove", "use", "write")
"""Verbs that begin a remedy; what follows them is typed as it stands there."""

_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_OUT_OF = re.compile(r"(\d+) of (\d+)")
_QUOTED = re.compile(r"'([^']*)'")
_LISTED = re.compile(r"'[^']*'(?:, '[^']*')* or '[^']*'")


def told(error: DetenteError, words: Phrases) -> str:
    """What an error says, in a language."""
    if words.language == "en":
        return str(error)
    match error:
        case MissingSection():
            values = {"analysis": error.analysis, "example": error.example}
            section = sections_text(error.section, words)
            return words("errors.missing_section", section=section, **values)
        case SettingError():
            return _setting(error, words)
        case FileError() | EditRefused() | Conflict():
            return _file(error, words)
        case ScenarioError():
            return "\n".join(problem_text(problem, words) for problem in error.problems)
        case _:
            return str(error)


def _setting(error: SettingError, words: Phrases) -> str:
    setting, given, remedy = said(error.setting, words), error.given, said(error.remedy, words)
    if isinstance(given, Sentence):
        return f"{setting}: {said(given, words)}; {remedy}"
    return words("errors.setting", setting=setting, given=shortened(repr(given)), remedy=remedy)


def _file(error: FileError | EditRefused | Conflict, words: Phrases) -> str:
    if not isinstance(error, FileError):
        parts = (error.place, said(error.rule, words))
        return f"{': '.join(filter(None, parts))}; {said(error.remedy, words)}"
    values = {"file": shortened(error.file, 300), "rule": said(error.rule, words)}
    if error.remedy:
        return words("errors.file", remedy=said(error.remedy, words), **values)
    return words("errors.file_bare", **values)


def sections_text(section: str, words: Phrases) -> str:
    """Sections joined by 'and' and 'or' in a language; their names are keys of the file."""
    if words.language == "en":
        return section
    for word, key in ((" and ", "and"), (" or ", "or")):
        first, found, rest = section.partition(word)
        if found:
            parts = {"first": sections_text(first, words), "second": sections_text(rest, words)}
            return words(f"errors.{key}", **parts)
    return said(section, words)


def said(text: str, words: Phrases) -> str:
    """A rule or a remedy in a language; as it is where it is not known."""
    if words.language == "en":
        return text
    known = words.texts("sentences")
    if text in known:
        return known[text]
    if isinstance(text, Sentence) and text.pattern in known:
        values = {name: _part(name, value, words) for name, value in text.values.items()}
        return known[text.pattern].format(**values)
    verb, _, what = text.partition(" ")
    if verb in TYPED_BEHIND:
        return known[f"{verb} {{what}}"].format(what=what)
    if _LISTED.fullmatch(text):
        return words.join(_QUOTED.findall(text), either=True)
    return text


def _part(name: str, value: object, words: Phrases) -> str:
    """What varies in a sentence: numbers as the language writes them, unless they are to be typed.

    >>> from detente.phrases import phrases
    >>> _part("low", "0.5", phrases("de")), _part("example", "0.5", phrases("de"))
    ('0,5', '0.5')
    """
    text = value if isinstance(value, str) else str(value)
    if _NUMBER.fullmatch(text) and name not in TYPED:
        return words.number(float(text), len(text.partition(".")[2]), grouped=False)
    if _THOUSANDS.fullmatch(text) and name not in TYPED:
        return words.number(float(text.replace(",", "")))
    return said(text, words)


def _given(text: str, words: Phrases) -> str:
    """What was given, as it stands in the file, apart from nothing and a number out of another."""
    found = _OUT_OF.fullmatch(text)
    if text in ("nothing", "the end"):
        return words(f"errors.{text.replace(' ', '_')}")
    return text if found is None else words("errors.out_of", part=found[1], all=found[2])


def problem_text(problem: Problem, words: Phrases) -> str:
    """One problem of a file, in a language."""
    if words.language == "en":
        return str(problem)
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part)
    rule = said(problem.rule, words)
    parts = [f"{place}: {problem.path}: {rule}" if problem.path else f"{place}: {rule}"]
    if problem.given:
        parts.append(words("errors.given", given=_given(problem.given, words)))
    if problem.remedy:
        parts.append(said(problem.remedy, words))
    return "; ".join(parts)
