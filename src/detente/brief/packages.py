"""Packages and stages in words: a package is told as its difference from today, in one clause.

A value is told by what the file says of it (`issues.X.says`, `short`), else by a rule that looks at
the shape of the words; `guessed` names those told by a rule alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from detente.brief.grammar import listed
from detente.phrases import Phrases
from detente.scenario import Scenario, best_draws
from detente.scenario.valuations import weights, worths

Deal = Mapping[str, str]
Gains = dict[str, dict[str, float]]

MOST_ITEMS = 3

_PREPOSITIONS = {
    "en": {
        "on",
        "with",
        "within",
        "after",
        "in",
        "at",
        "by",
        "for",
        "when",
        "as",
        "under",
        "before",
    },
    "de": {
        "nach",
        "mit",
        "bei",
        "in",
        "auf",
        "ab",
        "vor",
        "ohne",
        "unter",
        "bis",
        "durch",
        "gegen",
    },
}
_NONE = {
    "en": {"none", "nothing", "no"},
    "de": {"keine", "keiner", "keines", "kein", "nichts", "nein"},
}
_YES = {"yes", "ja"}
_PARTICIPLE = re.compile(r"\w+ed|kept|held|cut|sold|built|shut|split|withdrawn")
_ADJECTIVE = re.compile(r"\w+(ic|al|ary)|full")
_CLAUSE = re.compile(r"(ends|stays|remains|begins|starts|lasts|expires)\b")


def said(scenario: Scenario, language: str, path: Sequence[str], stated: str | None) -> str | None:
    """Words of the file in a language; None where there are none in this one."""
    if language == scenario.language:
        return stated
    wording = scenario.translations.get(language, {})  # type: ignore[call-overload]
    found = wording.get(".".join(path)) or (wording.get(stated) if stated else None)
    return None if found is None else str(found)


def value_phrase(
    scenario: Scenario, issue: str, value: str, words: Phrases, *, short: bool = False
) -> str:
    """A value as a noun phrase, such as 'a truce in the air'."""
    return hinted(scenario, issue, value, words.language, short=short) or by_rule(
        scenario, issue, value, words
    )


def hinted(scenario: Scenario, issue: str, value: str, language: str, *, short: bool) -> str | None:
    """What the file says of a value in prose."""
    about = scenario.issues[issue]
    for key in ("short", "says") if short else ("says", "short"):
        stated = getattr(about, key).get(value)
        found = said(scenario, language, ("issues", issue, key, value), stated)
        if found:
            return found
    return None


def by_rule(scenario: Scenario, issue: str, value: str, words: Phrases) -> str:
    """A value told by the shape of its words and the name of its issue.

    >>> from detente.phrases import phrases
    >>> from detente.scenario import loads
    >>> file = loads("{title: T, parties: {a: {}}, issues: {truce: {values: [none, full]}}}")
    >>> [by_rule(file, "truce", value, phrases("en")) for value in ("none", "full")]
    ['no truce', 'a full truce']
    """
    name = scenario.issue_name(issue, words.language)
    shown = scenario.value_name(issue, value, words.language)
    number = _number(scenario, issue, value, words)
    name = _lower(name) if words.language == "en" else name
    if number is not None:
        return _counted(name, *number, words.language)
    return _in_german(name, shown) if words.language == "de" else _in_english(name, shown)


def _in_german(name: str, shown: str) -> str:
    if shown.lower() in _NONE["de"] | _YES:
        return name if shown.lower() in _YES else f"ohne {name}"
    if shown.split()[0].lower() in _PREPOSITIONS["de"]:
        return f"{name} {shown}"
    return f"{name} ({shown})"


def _in_english(name: str, shown: str) -> str:
    if shown.lower() in _NONE["en"] | _YES:
        return _with_article(name) if shown.lower() in _YES else f"no {name}"
    if shown.split()[0].lower() in _PREPOSITIONS["en"]:
        return f"{name} {shown}"
    if _PARTICIPLE.fullmatch(shown):
        return f"the {name} {shown}"
    if _ADJECTIVE.fullmatch(shown):
        return _with_article(f"{shown} {name}")
    if _CLAUSE.match(shown):
        return f"{_with_article(name)} that {shown}"
    return f"{shown} ({name})"


_MULTIPLES = {"thousand": 1000, "tausend": 1000}


def _number(scenario: Scenario, issue: str, value: str, words: Phrases) -> tuple[str, str] | None:
    """A numeral and its unit; a unit of thousands is multiplied out."""
    try:
        number = float(value)
    except ValueError:
        return None
    unit = scenario.unit_name(issue, words.language)
    first, _, rest = unit.partition(" ")
    if first.lower() in _MULTIPLES:
        number, unit = number * _MULTIPLES[first.lower()], rest
    digits = 0 if number.is_integer() else 1
    return words.number(number, digits, grouped=bool(unit) or number >= 3000), unit


def _counted(name: str, number: str, unit: str, language: str) -> str:
    if not unit or unit.lower() in name.lower():
        return f"{number} {name}"
    if language == "en":
        return f"the {name} at {number} {unit}"
    return f"{number} {unit} {name}"


def _lower(name: str) -> str:
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _with_article(noun: str) -> str:
    return f"{'an' if re.match(r'[aeio]|u(?!ni|s)', noun) else 'a'} {noun}"


def gains(scenario: Scenario, package: Deal) -> Gains:
    """What a package changes for each party on each issue that it moves, in points of its worth.

    Against today; against the party's least on an issue whose state today is not stated.
    """
    best = best_draws(scenario)
    found: Gains = {}
    for party in scenario.preferences:
        shares = weights(scenario, best, party)[0]
        found[party] = {}
        for place, issue in enumerate(scenario.issues):
            labels, today = scenario.issues[issue].labels(), scenario.issues[issue].status_quo
            worth = worths(scenario, best, party, issue)[0]
            now = worth.min() if today is None else worth[scenario.issues[issue].place(today) or 0]
            at = labels.index(package[issue])
            if today is None or package[issue] != today:
                found[party][issue] = 100 * float(shares[place] * (worth[at] - now)) / 100
    return found


def changed(scenario: Scenario, package: Deal) -> tuple[str, ...]:
    """The issues that a package moves away from today."""
    return tuple(
        issue for issue in scenario.issues if package[issue] != scenario.issues[issue].status_quo
    )


def trade(scenario: Scenario, package: Deal, two: tuple[str, str]) -> tuple[str | None, str | None]:
    """What each of two would get: its largest own gain on which somebody else loses."""
    found = gains(scenario, package)

    def largest(party: str, taken: str | None) -> str | None:
        mine = {
            issue: gain
            for issue, gain in found[party].items()
            if gain > 0 and issue != taken and any(other[issue] < 0 for other in found.values())
        }
        mine = mine or {i: g for i, g in found[party].items() if g > 0 and i != taken}
        return max(mine, key=mine.__getitem__) if mine else None

    second = largest(two[1], None)
    return largest(two[0], second), second


def told_items(scenario: Scenario, package: Deal, needed: Sequence[str]) -> tuple[str, ...]:
    """The issues worth telling of a package, at most three: largest gains, then largest losses."""
    found = gains(scenario, package)
    order: list[str] = []
    for sign in (1, -1):
        for party in needed:
            own = {i: sign * g for i, g in found.get(party, {}).items() if sign * g > 0}
            if own:
                order.append(max(own, key=own.__getitem__))
    return tuple(dict.fromkeys(order))[:MOST_ITEMS]


def stays(scenario: Scenario, package: Deal, language: str) -> Iterator[str]:
    """What the file says of issues that a package leaves as they are."""
    for issue, about in scenario.issues.items():
        clause = said(scenario, language, ("issues", issue, "stays"), about.stays)
        if clause and package[issue] == about.status_quo:
            yield clause


def contents(scenario: Scenario, package: Deal, words: Phrases) -> str:
    """Everything that a package changes, in short phrases parted by semicolons."""
    moved = changed(scenario, package)
    parts = [value_phrase(scenario, issue, package[issue], words, short=True) for issue in moved]
    return "; ".join(parts) if parts else words("brief.as_today")


def clause(scenario: Scenario, package: Deal, issues: Sequence[str], words: Phrases) -> str:
    """Some values of a package as an enumeration."""
    parts = [value_phrase(scenario, issue, package[issue], words) for issue in issues]
    return listed(parts, words.language)


def stage_words(scenario: Scenario, place: int, language: str) -> tuple[str, str, str]:
    """A stage as in 'at Anchorage', 'after a second round', 'a second round'; empty for unknown."""
    stage = scenario.stages[place]
    grammar = stage.grammar
    stated = {key: getattr(grammar, key) if grammar else None for key in ("at", "after", "noun")}
    keys = {"at": "in", "after": "after", "noun": "noun"}
    head = ("stages", str(place), "grammar")
    found = {k: said(scenario, language, (*head, keys[k]), stated[k]) or "" for k in keys}
    if not any(found.values()) and stage.name:
        name = scenario.translated(stage.name, "stages", str(place), language=language)
        found = dict(zip(keys, _spoken(name, language), strict=True))
    return found["at"], found["after"], found["noun"]


def _spoken(name: str, language: str) -> tuple[str, str, str]:
    first, _, rest = name.partition(" ")
    if language == "en":
        if first not in ("The", "A", "An"):
            return "", "", name
        noun = f"{first.lower()} {rest}"
        return f"at {noun}", f"after {noun}", noun
    if first in ("Das", "Der"):
        dative = rest if first == "Das" else re.sub(r"^(\w+)e ", r"\1en ", rest)
        return f"beim {dative}", f"nach dem {dative}", f"{first.lower()} {rest}"
    if first == "Die":
        return f"bei der {rest}", f"nach der {rest}", f"die {rest}"
    if first in ("Ein", "Eine"):
        ending = "er" if first == "Eine" else "em"
        rest_dative = re.sub(r"^(\w+?)(e|er|es) ", r"\1en ", rest)
        return (
            f"in ein{ending} {rest_dative}",
            f"nach ein{ending} {rest_dative}",
            f"{first.lower()} {rest}",
        )
    return "", "", name
