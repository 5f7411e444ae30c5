"""Words with their base forms, and patterns of words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from detente.validation import check_extra

LANGUAGES = ("de", "en")
REACH = 15
"""Words that `..` in a pattern may leave out."""
PARTING = {",", ";", ":", "–", "—", "und", "aber", "sowie", "and", "but"}
"""What parts two things that are said in one sentence."""

_TOKEN = re.compile(r"\w+(?:[-'’.]\w+)*|[^\w\s]")
_STOPS = {";", ":", "!", "?", "…"}
_CLOSING = {"„": "“”", "“": "”", "»": "«", "«": "»", '"': '"'}


class Token(NamedTuple):
    """A word or sign of a text, where it stands, and the forms by which it is found."""

    start: int
    end: int
    text: str
    forms: frozenset[str]


class Pattern(NamedTuple):
    """Words in a row: the forms of each, None for a gap, an empty set for a clause's beginning."""

    words: tuple[frozenset[str] | None, ...]


class Lexicon:
    """What is known of one language: the file `<language>.toml` beside this module."""

    def __init__(self, language: str) -> None:
        self.language = language
        text = (files(__package__) / f"{language}.toml").read_text(encoding="utf-8")
        self.data: Mapping[str, Any] = tomllib.loads(text)
        self.acts: Sequence[Mapping[str, Any]] = self.data["acts"]
        self.act_patterns = tuple(self.pattern(each["pattern"]) for each in self.acts)
        self.flags = {
            name: tuple(map(self.pattern, self.data[key]))
            for name, key in (
                ("negated", "negations"),
                ("hedged", "hedges"),
                ("conditional", "conditions"),
                ("attributed", "attributions"),
                ("reported_by", "reported_by"),
            )
        }

    def set(self, name: str) -> frozenset[str]:
        """The words of a list of the file."""
        return frozenset(self.data[name])

    def pattern(self, text: str) -> Pattern:
        """A pattern as the file writes it."""
        return Pattern(tuple(self._forms(word) for word in text.split()))

    def _forms(self, word: str) -> frozenset[str] | None:
        if word == "..":
            return None
        if word == "^":
            return frozenset()
        return frozenset(self.data["sets"][word[1:]] if word[0] == "@" else word.split("|"))


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language, 'de' or 'en'."""
    return Lexicon(language)


def tokens(text: str, start: int, end: int, language: str) -> list[Token]:
    """The words and signs of a passage.

    Raises SettingError where what finds base forms is not installed.
    """
    return [
        Token(*found.span(), found[0], forms_of(found[0], language))
        for found in _TOKEN.finditer(text, start, end)
    ]


@cache
def forms_of(word: str, language: str) -> frozenset[str]:
    """The forms by which a word is found: as it stands, without a possessive, its base form."""
    if not word[0].isalnum():
        return frozenset((word,))
    check_extra("dossier", "dossier", "simplemma")
    import simplemma

    bare = re.sub(r"['’]s?$", "", word)
    forms = {word.lower(), bare.lower()}
    forms |= {simplemma.lemmatize(each, lang=language).lower() for each in (bare, bare.lower())}
    if word.lower().endswith(("n't", "n’t")):
        forms.add("not")
    return frozenset(forms)


def match(pattern: Pattern, row: Sequence[Token], at: int) -> tuple[int, ...]:
    """The places of a pattern's words where it begins at a place; empty where it does not."""
    return _match(pattern.words, row, at) or ()


def _match(
    words: Sequence[frozenset[str] | None], row: Sequence[Token], at: int
) -> tuple[int, ...] | None:
    if not words:
        return ()
    first, rest = words[0], words[1:]
    if first is None:
        for place in range(at, min(len(row), at + REACH + 1)):
            found = _match(rest, row, place)
            if found is not None:
                return found
            if row[place].text in _STOPS:
                break
        return None
    if not first:
        begins = at == 0 or row[at - 1].text in PARTING or not row[at - 1].text[0].isalnum()
        return _match(rest, row, at) if begins else None
    if at >= len(row) or not _is(row[at], first):
        return None
    found = _match(rest, row, at + 1)
    return None if found is None else (at, *found)


def all_forms(row: Sequence[Token]) -> frozenset[str]:
    """The forms of all words of a row."""
    return frozenset[str]().union(*(token.forms for token in row))


def may_occur(pattern: Pattern, forms: frozenset[str]) -> bool:
    """Whether every word of a pattern may be among the forms of a sentence's words."""
    return all(
        not word or not word.isdisjoint(forms) or bool(_beginnings(word)) for word in pattern.words
    )


def _is(token: Token, wanted: frozenset[str]) -> bool:
    if not wanted.isdisjoint(token.forms):
        return True
    begins = _beginnings(wanted)
    return bool(begins) and token.text.lower().startswith(begins)


@cache
def _beginnings(wanted: frozenset[str]) -> tuple[str, ...]:
    return tuple(form[:-1] for form in wanted if form.endswith("*"))


def occurs(patterns: Sequence[Pattern], row: Sequence[Token]) -> bool:
    """Whether one of some patterns is found in a row of words."""
    forms = all_forms(row)
    return any(
        match(pattern, row, at)
        for pattern in patterns
        if may_occur(pattern, forms)
        for at in range(len(row))
    )


def quoted(row: Sequence[Token]) -> list[bool]:
    """Of each word whether it stands within quotation marks."""
    told, closing = [], ""
    for token in row:
        if closing and token.text in closing:
            closing = ""
        elif not closing and token.text in _CLOSING:
            closing = _CLOSING[token.text]
            told.append(False)
            continue
        told.append(bool(closing))
    return told
