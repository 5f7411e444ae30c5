"""From a judgement to the passages that it rests on, and to those that might support it."""

from __future__ import annotations

from collections import Counter
from math import fsum, log
from typing import NamedTuple

from detente.dossier.extract.words import tokens
from detente.dossier.records import Document, State
from detente.dossier.store import Dossier
from detente.errors import SettingError
from detente.phrases import LANGUAGES
from detente.scenario import Scenario
from detente.scenario.model import KeyPath
from detente.scenario.sections.people import Evidence
from detente.validation import suggestion


class Ground(NamedTuple):
    """Evidence that a judgement names, and the item of the dossier that it is, if it is one."""

    judgement: KeyPath
    name: str
    evidence: Evidence
    state: State | None


class Passage(NamedTuple):
    """A paragraph, and how much it has in common with what was asked for."""

    document: Document
    start: int
    end: int
    score: float


def grounds(dossier: Dossier, scenario: Scenario, path: KeyPath) -> list[Ground]:
    """What the judgement at a path, and those below it, rest on.

    Raises SettingError where nothing there names evidence.
    """
    cited = {key[:-1]: because for key, because in scenario.citations().items()}
    found = {key: because for key, because in cited.items() if key[: len(path)] == path}
    if not found:
        near = suggestion(".".join(path), [".".join(key) for key in cited])
        raise SettingError("judgement", ".".join(path), near)
    return [
        Ground(key, name, scenario.evidence[name], dossier.states.get(name))
        for key, because in found.items()
        for name in because
    ]


def passages(dossier: Dossier, asked: str, *, most: int = 5) -> list[Passage]:
    """The paragraphs that share most base forms of words with what was asked, the rarer the more.

    Raises SettingError where what finds base forms is not installed.
    """
    paragraphs = [
        (document, start, end, _words(document.text[start:end], document.language))
        for document in dossier.current.values()
        for start, end in document.paragraphs
    ]
    frequency = Counter(word for *_, words in paragraphs for word in words)
    wanted = {language: _words(asked, language) for language in ("de", "en")}
    found = []
    for document, start, end, words in paragraphs:
        shared = words & wanted.get(document.language, wanted["en"])
        weights = (log((len(paragraphs) + 1) / frequency[word]) for word in shared)
        found.append(Passage(document, start, end, fsum(weights)))
    best = sorted(found, key=lambda passage: (-passage.score, passage.document.id, passage.start))
    return [passage for passage in best[:most] if passage.score > 0]


def asked_by(scenario: Scenario, path: KeyPath) -> str:
    """What a judgement is about, in words: the names of its parties, issues and values."""
    words = []
    for key in path:
        words.append(key.replace("_", " "))
        if key in scenario.parties:
            words += [scenario.party_name(key, each) for each in LANGUAGES]
            words += scenario.parties[key].aliases
        elif key in scenario.issues:
            words += [scenario.issue_name(key, each) for each in LANGUAGES]
    return " ".join(words)


def _words(text: str, language: str) -> frozenset[str]:
    """The words of a text and their base forms; none of signs and of words of up to two letters."""
    row = tokens(text, 0, len(text), language if language in ("de", "en") else "en")
    return frozenset(form for token in row if len(token.text) > 2 for form in token.forms)
