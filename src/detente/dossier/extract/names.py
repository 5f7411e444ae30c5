"""Parties and issues of a scenario as a text names them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from detente.dossier.extract.words import LANGUAGES, Lexicon, Token, forms_of, lexicon, tokens
from detente.scenario import Scenario

SHORTEST = 3
"""Letters of the shortest word by which an issue is found."""
LONG = 6
"""Letters of the shortest German word, other than a noun, by which one is found."""
ENDINGS = ("", "s", "e", "en", "er", "es", "em", "n")
"""Endings of a German name or adjective."""


Form = tuple[tuple[str, ...], str, bool]
"""The words of a name, whose it is, and whether an article has to stand before it."""


class Mention(NamedTuple):
    """A party named in a row of words, from one place to the next, and its part in the sentence.

    `rank` is 0 for a name by itself, 1 with a possessive, 2 behind `for`, 3 behind a preposition,
    4 as a German genitive.
    """

    start: int
    end: int
    party: str
    rank: int


class Names:
    """How the parties and issues of a scenario are called in one language."""

    def __init__(self, scenario: Scenario, language: str) -> None:
        self.known = lexicon(language)
        self.forms = sorted(_party_forms(scenario), key=lambda form: -len(form[0]))
        self.begun: dict[str, list[Form]] = {}
        self.issues = _issue_words(scenario, self.known)

    def mentions(self, row: Sequence[Token]) -> list[Mention]:
        """The parties that a row of words names, in their order; the longest name counts."""
        found, at = [], 0
        while at < len(row):
            fits = (each for each in self._begun(row[at]) if _stands(each, row, at, self.known))
            words, party, _ = next(fits, ((), "", False))
            if words:
                rank = self._rank(row, at, words)
                found.append(Mention(at, at + len(words), party, rank))
            at += max(1, len(words))
        return found

    def _begun(self, token: Token) -> list[Form]:
        """The names whose first word a word of the text is."""
        if token.text not in self.begun:
            language = self.known.language
            self.begun[token.text] = [
                form for form in self.forms if _named(form[0][0], token, language)
            ]
        return self.begun[token.text]

    def issue(self, row: Sequence[Token]) -> str:
        """The issue that most words of a row speak of; the first named of equals, or none."""
        scores: Counter[str] = Counter()
        named = {at for each in self.mentions(row) for at in range(each.start, each.end)}
        for token in (token for at, token in enumerate(row) if at not in named):
            for issue, words in self.issues.items():
                scores[issue] += _weight(words, token, self.known)
        first, score = next(iter(scores.most_common(1)), ("", 0))
        return first if score else ""

    def _rank(self, row: Sequence[Token], at: int, words: Sequence[str]) -> int:
        last = row[at + len(words) - 1].text
        if last.endswith(("'s", "’s", "s'", "s’")):
            return 1
        if self.known.language == "de" and at and last == f"{words[-1]}s":
            return 4
        before = at - 1
        while before >= 0 and _leads(row[before], self.known):
            before -= 1
        word = row[before].text.lower() if before >= 0 else ""
        if word in self.known.set("viewpoints"):
            return 2
        return 3 if word in self.known.set("prepositions") else 0


def _leads(token: Token, known: Lexicon) -> bool:
    """Whether a word may stand between a preposition and a name: an article or a pronoun."""
    own = {"its", "their", "ihr", "sein", "dieser", "beide"}
    return not token.forms.isdisjoint(known.set("articles") | own)


def _party_forms(scenario: Scenario) -> Iterator[Form]:
    """The words of each name, whose it is, and whether an article has to stand before it."""
    table = _states()
    for key, party in scenario.parties.items():
        names = [scenario.party_name(key, each) for each in LANGUAGES] + [key.replace("_", " ")]
        aliases = [
            scenario.translated(alias, language=each)
            for alias in party.aliases
            for each in LANGUAGES
        ]
        more = [form for name in (*names, *aliases) for form in table.get(name.casefold(), ())]
        for name in dict.fromkeys((*names, *aliases, *more)):
            words = name.split()
            article = words[0].lower() in {*_articles()} and len(words) > 1
            rest = tuple(words[1:] if article else words)
            yield rest, key, article and rest[0][0].islower()


@cache
def _articles() -> frozenset[str]:
    return frozenset().union(*(lexicon(each).set("articles") for each in LANGUAGES))


@cache
def _states() -> dict[str, tuple[str, ...]]:
    """Other words for states, by each name that stands in the list."""
    text = (files(__package__) / "names.toml").read_text(encoding="utf-8")
    listed = {name: (name, *forms) for name, forms in tomllib.loads(text).items()}
    return {name.casefold(): forms for forms in listed.values() for name in forms}


def _stands(form: Form, row: Sequence[Token], at: int, known: Lexicon) -> bool:
    words, _, article = form
    if at + len(words) > len(row):
        return False
    if article and (at == 0 or row[at - 1].text.lower() not in known.set("articles")):
        return False
    return all(
        _named(word, token, known.language)
        for word, token in zip(words, row[at : at + len(words)], strict=True)
    )


def _named(word: str, token: Token, language: str) -> bool:
    """Whether a word of a text is a form of a name; one with a capital is found with a capital."""
    text = token.text.removesuffix("'s").removesuffix("’s").rstrip("'’")
    if word[0].isupper() and not text[:1].isupper():
        return False
    low, own = text.lower(), word.lower()
    if low == own or not forms_of(word, language).isdisjoint(token.forms):
        return True
    return len(own) > SHORTEST and low.startswith(own) and low[len(own) :] in ENDINGS


def _issue_words(scenario: Scenario, known: Lexicon) -> dict[str, dict[str, int]]:
    """Of each issue the words that speak of it: those of its name count twice, of values once.

    A word that several issues share tells nothing, nor do small words.
    """
    found: dict[str, dict[str, int]] = {}
    for key, issue in scenario.issues.items():
        titles = [key.replace("_", " "), issue.topic or "", issue.give or ""]
        titles += [scenario.issue_name(key, each) for each in LANGUAGES]
        for each in LANGUAGES:
            titles.append(
                scenario.translated(issue.topic or "", "issues", key, "topic", language=each)
            )
        values = [scenario.value_name(key, each, known.language) for each in issue.values or ()]
        says = [
            scenario.translated(text, "issues", key, "says", value, language=known.language)
            for value, text in issue.says.items()
        ]
        words = dict.fromkeys(_content(" ".join((*values, *says)), known), 1)
        found[key] = words | dict.fromkeys(_content(" ".join(titles), known), 2)
    shared = Counter(word for words in found.values() for word in words)
    parties = {word.lower() for form, _, _ in _party_forms(scenario) for word in form}
    return {
        key: {
            word: weight
            for word, weight in words.items()
            if shared[word] == 1 and word.lower() not in parties
        }
        for key, words in found.items()
    }


def _content(text: str, known: Lexicon) -> Iterator[str]:
    small = set().union(
        *(known.set(name) for name in ("articles", "prepositions", "viewpoints", "negations"))
    )
    for token in tokens(text, 0, len(text), known.language):
        word = token.text.lower()
        noun = known.language == "de" and token.text[0].isupper()
        least = SHORTEST if noun or known.language == "en" else LONG
        if len(word) >= least and word.isalpha() and word not in small | known.set("vague"):
            yield from (form.capitalize() if noun else form for form in token.forms)


def _weight(words: dict[str, int], token: Token, known: Lexicon) -> int:
    """What a word of a text tells of an issue; German compounds count as their parts."""
    forms = token.forms
    if known.language == "de" and token.text[0].isupper():
        forms = forms | {form.capitalize() for form in forms}
    told = [weight for word, weight in words.items() if word in forms]
    if known.language == "de" and not told:
        low = token.text.lower()
        noun = token.text[0].isupper()
        told = [
            weight
            for word, weight in words.items()
            if (low.startswith(word.lower()) and (noun or len(word) > LONG + 1))
            or (noun and len(word) > SHORTEST + 1 and low.endswith(word.lower()))
        ]
    return max(told, default=0)
