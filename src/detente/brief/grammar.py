"""How the parties of a file stand in a sentence: article, number, pronoun, German cases.

What a file says under `grammar:` comes first, then a short table of states and bodies, then what
the shape of a name tells; else the name stands alone, in the singular. A name formats itself:
`{who}`, `{who:dat}`, `{who:refuses|refuse}`, `{who:it|they}`, `{who:poss}`.

>>> from detente.scenario import loads
>>> file = loads("{title: T, parties: {us: {name: United States}, eu: {name: Europeans}}}")
>>> who = Who.of(file, ["us"], "en")
>>> f"{who} {who:refuses|refuse} that, {who:it|they} {who:says|say}."
'the United States refuses that, it says.'
>>> f"{Who.of(file, ['us', 'eu'], 'en')}"
'the United States and the Europeans'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from detente.phrases import phrases
from detente.phrases.directions import isolated
from detente.scenario import Scenario

THIN = "\N{NARROW NO-BREAK SPACE}"
CASES = ("nom", "acc", "dat", "gen")
_POSSESSIVE = {"es": "sein", "er": "sein", "sie": "ihr"}
_ENGLISH_FORMS = {
    "she": {"it|they": "she", "it|them": "her", "its|their": "her"},
    "he": {"it|they": "he", "it|them": "him", "its|their": "his"},
}
"""What stands in place of `it` and `its` for a person."""
_ARTICLES = {
    "der": ("der", "den", "dem", "des"),
    "die": ("die", "die", "der", "der"),
    "das": ("das", "das", "dem", "des"),
    "plural": ("die", "die", "den", "der"),
}
_GERMAN_PLURAL = re.compile(r"(äer|ner|ger|der|ser|ter|ker|ler|glieder|verbände|gruppen|staaten)$")
_FEMININE = re.compile(r"((er|ist|ant|ent|or|eur)in|schaft|ung|heit|keit|tion|union|ität)$")
_LEADS = {"en": re.compile("(The) (.+)"), "de": re.compile("(Der|Die|Das) (.+)")}
_ENGLISH_PLURAL = re.compile(r"(ans|ers|ians|ists|groups|states|members|unions)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a sentence: its four cases (alike in English), number, pronoun."""

    forms: tuple[str, str, str, str]
    plural: bool
    pronoun: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """One or several parties as subject or object of a sentence."""

    names: tuple[Name, ...]
    language: str

    @classmethod
    def of(cls, scenario: Scenario, parties: Sequence[str], language: str) -> Who:
        """The parties of a scenario, in this order."""
        return cls(tuple(party_name(scenario, party, language) for party in parties), language)

    @property
    def plural(self) -> bool:
        """Whether the verb is in the plural."""
        return len(self.names) > 1 or self.names[0].plural

    @property
    def pronoun(self) -> str:
        """It, they; es, sie, er."""
        if len(self.names) > 1:
            return {"en": "they", "de": "sie"}[self.language]
        return self.names[0].pronoun

    def __format__(self, spec: str) -> str:
        """The names in a case, one of two forms by number, the pronoun or the possessive."""
        if "|" in spec:
            own = _ENGLISH_FORMS.get(self.pronoun, {}) if not self.plural else {}
            return own.get(spec, spec.split("|")[self.plural])
        if spec == "pron":
            return self.pronoun
        if spec == "poss":
            return "ihr" if len(self.names) > 1 else _POSSESSIVE.get(self.pronoun, "ihr")
        case = CASES.index(spec or "nom")
        return listed([isolated(name.forms[case]) for name in self.names], self.language)


def listed(parts: Sequence[str], language: str, *, either: bool = False) -> str:
    """An enumeration; with a comma before the last part where a part holds an `and` itself.

    >>> listed(["truce", "bread and salt", "peace"], "en")
    'truce, bread and salt, and peace'
    """
    joined = phrases(language).join(parts, either=either)
    word = {"en": (" and ", " or "), "de": (" und ", " oder ")}[language][either]
    inner = len(parts) > 1 and any(word in part for part in parts)
    if not inner or (language == "de" and either):
        return joined
    head, last = joined[: -len(parts[-1]) - len(word)], parts[-1]
    if language == "de":
        return f"{head} sowie {last}"
    return f"{head},{word}{last}" if not head.endswith(",") else f"{head}{word}{last}"


def sentence_case(text: str) -> str:
    """A text with a capital at its head.

    >>> sentence_case("the Europeans refuse")
    'The Europeans refuse'
    """
    return re.sub(r"\w", lambda first: first[0].upper(), text, count=1)


def party_name(scenario: Scenario, party: str, language: str) -> Name:
    """A party's name in a sentence; see the module for what decides."""
    text = _translated(scenario, party, language)
    stated = _stated(scenario, party, language)
    prose = re.sub(r"\s*\([^)]*\)", "", text).strip() or text
    several = bool(re.search(r"\([^)]*(,| and | und )[^)]*\)", text))
    known = _known(language).get(prose)
    made: dict[str, Any] = known or _by_shape(prose, language, several=several)
    if text == scenario.party_name(party) and language != scenario.language:
        made = made | {"plural": party_name(scenario, party, scenario.language).plural}
    made = {**made, **stated, "guessed": bool(made.get("guessed")) and not stated}
    return _made(prose, made, language)


def _translated(scenario: Scenario, party: str, language: str) -> str:
    """A party's name; that of a state without a translation as the CLDR has it."""
    text = scenario.party_name(party, language)
    if language != scenario.language and text == scenario.party_name(party):
        return _territories(scenario.language, language).get(text, text)
    return text


@cache
def _territories(given: str, wanted: str) -> dict[str, str]:
    from babel import Locale

    there = Locale(wanted).territories
    return {name: there[code] for code, name in Locale(given).territories.items() if code in there}


def _stated(scenario: Scenario, party: str, language: str) -> dict[str, Any]:
    """What the file says on the name in this language."""
    if language != scenario.language:
        wording = scenario.translations.get(language, {})  # type: ignore[call-overload]
        head = f"parties.{party}.grammar."
        found: dict[str, Any] = {
            key.removeprefix(head): str(text)
            for key, text in wording.items()
            if key.startswith(head)
        }
        if "plural" in found:
            found["plural"] = found["plural"].lower() in ("true", "yes", "ja")
        if "forms" in found:
            found["forms"] = tuple(part.strip() for part in found["forms"].split(","))
        return found
    stated = scenario.parties[party].grammar
    return {} if stated is None else stated.model_dump(exclude_unset=True, exclude_none=True)


@cache
def _known(language: str) -> dict[str, dict[str, Any]]:
    text = (files(__package__) / "names.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = tomllib.loads(text)[language]
    return table


def _by_shape(name: str, language: str, *, several: bool) -> dict[str, Any]:
    """What the shape of a name tells: pairs, plurals, acronyms, German adjectives and nouns."""
    if lead := _LEADS[language].fullmatch(name):
        found = _by_shape(lead[2], language, several=several)
        plural = (lead[1] in ("The", "Die") and found["plural"]) or bool(
            re.match(r"Die \w+en$", name)
        )
        return {"name": lead[2], "plural": plural, "article": lead[1].lower(), "guessed": True}
    words = name.split()
    if re.search(r" (and|und) ", name):
        return {"plural": True, "article": "none", "guessed": True}
    guess = {"plural": several, "article": {"en": "the", "de": "die"}[language], "guessed": True}
    if name.isupper() and len(name) > 1:
        return guess
    head = words[0] if language == "de" and len(words) > 1 else words[-1]
    if {"en": _ENGLISH_PLURAL, "de": _GERMAN_PLURAL}[language].search(head) and len(head) > 4:
        return guess | {"plural": True}
    feminine = (len(words) > 1 and re.search("[a-zß]e$", head)) or _FEMININE.search(name)
    if language == "de" and feminine:
        return guess
    return guess | {"article": "none", "guessed": False}


def _made(name: str, about: dict[str, Any], language: str) -> Name:
    plural, name = bool(about.get("plural", False)), about.get("name", name)
    article = about.get("article", "none")
    guessed = bool(about.get("guessed", False))
    forms = tuple(about.get("forms", ()))
    if language == "en":
        pronoun = about.get("pronoun") or ("they" if plural else "it")
        bare = re.sub("^[Tt]he ", "", name)
        text = forms[0] if forms else name if article == "none" else f"the {bare}"
        return Name((text,) * 4, plural, pronoun, guessed)
    pronouns = {"der": "er", "die": "sie", "das": "es"}
    pronoun = about.get("pronoun") or ("sie" if plural else pronouns.get(article, "es"))
    forms = forms or _declined(name, article, plural=plural)
    return Name(forms, plural, pronoun, guessed)


def _declined(name: str, article: str, *, plural: bool) -> tuple[str, str, str, str]:
    """The four cases of a German name: adjectives and nouns by the plain rules."""
    if article == "none":
        ends_in_s = name[-1:] in "sxzß" or " " in name
        genitive = f"von {name}" if ends_in_s or plural else f"{name}s"
        return (name, name, name, genitive)
    key = "plural" if plural else article
    attribute = re.search(r" (der|des|von|vom|für|in|im|aus|zu|zur|bei|an|am) ", name)
    head, rest = (name[: attribute.start()], name[attribute.start() :]) if attribute else (name, "")
    words = head.split()
    out = []
    for place, case_article in enumerate(_ARTICLES[key]):
        parts = [
            _adjective(word, key, place) if _is_adjective(word, words) else word for word in words
        ]
        parts[-1] = _noun(parts[-1], key, place)
        out.append(f"{case_article} {' '.join(parts)}{rest}")
    return (out[0], out[1], out[2], out[3])


def _is_adjective(word: str, words: Sequence[str]) -> bool:
    return word != words[-1] and bool(re.search(r"(en|e)$", word))


def _adjective(word: str, key: str, case: int) -> str:
    stem = re.sub(r"(en|e)$", "", word)
    weak = key != "plural" and (case == 0 or (case == 1 and key in ("die", "das")))
    return f"{stem}e" if weak else f"{stem}en"


def _noun(word: str, key: str, case: int) -> str:
    if key == "plural":
        return f"{word}n" if case == 2 and re.search(r"[a-mo-rt-zäöü]$", word) else word
    if key in ("der", "das") and case == 3 and not word.isupper():
        return f"{word}es" if re.search(r"[sxzß]$", word) else f"{word}s"
    return word
