"""Packages and stages in words: a package is told as its difference from today, in one clause.

A value is told by what the file says of it (`issues.X.says`, `short`), else by a rule that looks at
the shape of the words; `guessed` names those told by a rule alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from detente.brief.grammar import THIN, listed, party_name
from detente.errors import sentence
from detente.phrases import Phrases, phrases
from detente.scenario import Scenario, best_draws
from detente.scenario.valuations import weights, worths
from detente.scenario.wording import decimals, said

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
        "under",
        "before",
        "anywhere",
        "from",
        "until",
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
    name, language = _name(scenario, issue, words)
    number = _number(scenario, issue, value, words)
    if number is not None:
        return _counted(name, *number, language)
    shown = scenario.value_name(issue, value, words.language)
    return _in_german(name, shown) if language == "de" else _in_english(name, shown)


def bounded(scenario: Scenario, issue: str, relation: str, value: str, words: Phrases) -> str:
    """What stands in a relation to a value: a price of at least 100; by rank, that `or more`."""
    bound = _BOUNDS[relation]
    number = _number(scenario, issue, value, words)
    if number is not None:
        name, language = _name(scenario, issue, words)
        return _counted(name, *number, language, bound=bound)
    return words(f"page.{bound}_value", value=value_phrase(scenario, issue, value, words))


def spanned(scenario: Scenario, issue: str, ends: tuple[str, str], words: Phrases) -> str:
    """From one value to another: a share of 72 to 88 %; by rank, both of them named."""
    numbers = [_number(scenario, issue, value, words) for value in ends]
    shown = [value_phrase(scenario, issue, value, words) for value in ends]
    if numbers[0] is None or numbers[1] is None:
        return words("page.from_to", low=shown[0], high=shown[1])
    (low, unit), (high, _) = numbers[0], numbers[1]
    name, language = _name(scenario, issue, words)
    return _counted(name, phrases(language)("page.from_to", low=low, high=high), unit, language)


def _in_german(name: str, shown: str) -> str:
    first = shown.split()[0]
    if first.lower() in ("kein", "keine", "keinen"):
        return f"{shown} {name}"  # the file has the gender right
    if first.lower() in _NONE["de"] | _YES:
        return name if first.lower() in _YES else f"ohne {name}"
    if first.lower() in _PREPOSITIONS["de"]:
        return f"{name} {shown}"
    return f"{shown} ({name})" if first[:1].isupper() else f"{name} ({shown})"


def _in_english(name: str, shown: str) -> str:
    first = shown.split()[0].lower()
    forms = (
        (shown.lower() in _YES, _with_article(name)),
        (shown.lower() in _NONE["en"], f"no {name}"),
        (first == "zero", f"{shown} {name}"),
        (first in ("as", "when"), f"the {name} {shown}"),
        (first in _PREPOSITIONS["en"], f"{name} {shown}"),
        (_PARTICIPLE.fullmatch(shown), f"the {name} {shown}"),
        (_ADJECTIVE.fullmatch(shown), _with_article(f"{shown} {name}")),
        (_CLAUSE.match(shown), f"{_with_article(name)} that {shown}"),
    )
    return next((form for fits, form in forms if fits), f"{shown} ({name})")


_MULTIPLES = {"thousand": 1000, "tausend": 1000}
_BOUNDS = {">=": "at_least", "<=": "at_most", ">": "above", "<": "below", "!=": "other_than"}


def _number(scenario: Scenario, issue: str, value: str, words: Phrases) -> tuple[str, str] | None:
    """A numeral and its unit; a unit of thousands is multiplied out."""
    if scenario.issues[issue].ends is None:
        if not (value.isascii() and value.isdecimal()):
            return None
        grouped = not _years(scenario.issues[issue].labels())
        return words.number(int(value), grouped=grouped), ""
    number, unit = float(value), scenario.unit_name(issue, words.language)
    first, _, rest = unit.partition(" ")
    if first.lower() in _MULTIPLES:
        number, unit = number * _MULTIPLES[first.lower()], rest
    return words.number(number, decimals(scenario, issue, number), grouped=bool(unit)), unit


def _years(labels: Sequence[str]) -> bool:
    """Whether whole numbers that are named as values may be years, which take no separator."""
    return all(re.fullmatch("[12][0-9]{3}", label) for label in labels if label.isdecimal())


def _counted(name: str, number: str, unit: str, language: str, bound: str = "") -> str:
    """A number of things, or an issue at a number of units; in German units in the dative."""
    words = phrases(language)
    inner = not unit or unit.lower() in name.lower()
    if language == "de" and not inner:
        unit = re.sub(r"(?<=[a-zß])(e|er)$", r"\1n", unit)
    amount = number if inner else f"{number}{THIN if unit == '%' else ' '}{unit}"
    if bound and (inner or language == "de"):
        amount = words(f"page.{bound}", value=amount)
    if inner:
        return f"{amount} {name}"
    if language == "de":
        return f"{name} von {amount}"
    known = words.texts("page.at")
    return known[bound].format(name=name, value=amount) if bound else f"the {name} at {amount}"


_INDEFINITE = {"der": "ein", "die": "eine", "das": "ein"}


def _name(scenario: Scenario, issue: str, words: Phrases) -> tuple[str, str]:
    """An issue's name as its values stand with it, and the language that it is in.

    A German one takes an article where the file gives its topic with one.
    """
    name, language = scenario.issue_name(issue, words.language), words.language
    if language not in scenario.translations:
        language = scenario.language
    topic = said(scenario, language, ("issues", issue, "topic"), scenario.issues[issue].topic)
    if language == "de":
        article, _, noun = (topic or "").partition(" ")
        return f"{_INDEFINITE[article]} {noun}" if article in _INDEFINITE else name, language
    return re.sub("^the ", "", _lower(name)), language


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
                found[party][issue] = float(shares[place] * (worth[at] - now))
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
    parts = [value_phrase(scenario, issue, package[issue], words) for issue in moved]
    return "; ".join(parts) if parts else words("brief.as_today")


def clause(scenario: Scenario, package: Deal, issues: Sequence[str], words: Phrases) -> str:
    """Some values of a package as an enumeration."""
    parts = [value_phrase(scenario, issue, package[issue], words) for issue in issues]
    return listed(parts, words.language)


def guesses(scenario: Scenario) -> Iterator[str]:
    """Remarks: parties whose grammar, and values whose phrases, the file leaves to a rule."""
    if not scenario.preferences and not scenario.positions:
        return
    for language in (scenario.language, *scenario.translations):
        names = [
            f"{name.forms[0]}"
            for party in scenario.parties
            if (name := party_name(scenario, party, language)).guessed
        ]
        if names:
            rule = "the brief ({language}) guesses how these names stand in a sentence: {names}"
            yield sentence(rule, language=language, names=", ".join(names))
        words = phrases(language)
        values = [
            by_rule(scenario, issue, value, words)
            for issue in (scenario.issues if scenario.preferences else ())
            for value in scenario.issues[issue].labels()
            if not hinted(scenario, issue, value, language, short=False)
            and _number(scenario, issue, value, words) is None
        ]
        if values:
            rule = "the brief ({language}) tells these values by the shape of their words: {values}"
            yield sentence(rule, language=language, values="; ".join(values))
