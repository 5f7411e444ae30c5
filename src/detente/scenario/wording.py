"""Statements as a reader would say them, and what a file says for use inside a sentence.

>>> from detente.scenario.model import Scenario
>>> from detente.scenario.statements import parse
>>> from detente.phrases import phrases
>>> scenario = Scenario.model_validate({"title": "t", "parties": {"a": {}},
...     "issues": {"price": {"name": "Price", "values": ["low", "high"]}}})
>>> worded(parse("not price = low", scenario.issue_vocabulary), scenario, phrases("en"))
'not (Price: low)'
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.scenario.statements import (
    Atom,
    Comparison,
    Expression,
    Joined,
    Not,
    OptionTaken,
    evaluate,
)

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario.model import Scenario

_JOINED = {"and": "and", "or": "or", "->": "implies", "<->": "exactly_if"}
_RELATION = {
    "=": ("equal", np.equal),
    "!=": ("unequal", np.not_equal),
    ">=": ("at_least", np.greater_equal),
    "<=": ("at_most", np.less_equal),
    ">": ("above", np.greater),
    "<": ("below", np.less),
}
"""The phrase and the test of each relation."""


def worded(expression: Expression, scenario: Scenario, words: Phrases) -> str:
    """An expression with display names: 'Ceasefire: full and Relief at least 50'."""
    match expression:
        case Not(part):
            return words("expressions.not", part=worded(part, scenario, words))
        case Joined(word, left, right):
            parts = [_inner(part, word, scenario, words) for part in (left, right)]
            return words(f"expressions.{_JOINED[word]}", left=parts[0], right=parts[1])
        case OptionTaken(party, option):
            name = scenario.option_name(party, option, words.language)
            whose = scenario.party_name(party, words.language)
            return words("expressions.option", party=whose, option=name)
        case Comparison(issue, relation, value):
            name = scenario.issue_name(issue, words.language)
            shown = value_text(scenario, issue, str(value), words)
            return words(f"expressions.{_RELATION[relation][0]}", issue=name, value=shown)


def _inner(part: Expression, word: str, scenario: Scenario, words: Phrases) -> str:
    text = worded(part, scenario, words)
    same = isinstance(part, Joined) and part.word == word and word in ("and", "or")
    return f"({text})" if isinstance(part, Joined) and not same else text


def value_text(scenario: Scenario, issue: str, value: str, words: Phrases) -> str:
    """A value of an issue as it is read: its wording, or the number with its unit."""
    if scenario.issues[issue].ends is None:
        return scenario.value_name(issue, value, words.language)
    number, unit = float(value), scenario.unit_name(issue, words.language)
    shown = words.number(number, decimals(scenario, issue, number), grouped=bool(unit))
    return f"{shown} {unit}".strip()


def decimals(scenario: Scenario, issue: str, number: float) -> int:
    """The decimals that a number has, at most two, or so many that steps can be told apart."""
    low, high = scenario.issues[issue].ends or (0.0, 1.0)
    step = (high - low) / ((scenario.issues[issue].steps or 101) - 1)
    most = max(2, math.ceil(-math.log10(step)))
    return len(f"{number:.{most}f}".rstrip("0").partition(".")[2])


def deal_text(scenario: Scenario, deal: Mapping[str, str], words: Phrases) -> str:
    """A deal on one line: 'Ceasefire: full; Territory: line of contact'."""
    return "; ".join(
        f"{scenario.issue_name(issue, words.language)}: {value_text(scenario, issue, value, words)}"
        for issue, value in deal.items()
    )


def state_words(scenario: Scenario, state: str, words: Phrases) -> str:
    """A state, a letter an option, by what each party does; or as a graph of moves states it."""
    if scenario.graph is not None:
        return scenario.translated(scenario.graph.states[state] or state, language=words.language)
    taken: dict[str, list[str]] = {}
    for (party, option), letter in zip(scenario.option_names, state, strict=True):
        if letter == "Y":
            name = scenario.option_name(party, option, words.language)
            taken.setdefault(scenario.party_name(party, words.language), []).append(name)
    shown = "; ".join(f"{party}: {', '.join(options)}" for party, options in taken.items())
    return shown or words("expressions.no_option")


def compared(expression: Expression, values: tuple[str, ...]) -> NDArray[np.bool_]:
    """Truth of an expression about one issue at each of its named values."""
    places = np.arange(len(values))

    def truth(atom: Atom) -> NDArray[np.bool_]:
        place = values.index(str(getattr(atom, "value", "")))
        return relation_truth(getattr(atom, "relation", "="), places, place)

    return evaluate(expression, truth)


def relation_truth(
    relation: str, left: NDArray[np.float64] | NDArray[np.intp], right: float
) -> NDArray[np.bool_]:
    """Truth of `left relation right`, element by element."""
    return np.asarray(_RELATION[relation][1](left, right), dtype=np.bool_)


def said(scenario: Scenario, language: str, path: Sequence[str], stated: str | None) -> str | None:
    """Words of the file in a language; None where there are none in this one."""
    if language == scenario.language:
        return stated
    wording = scenario.translations.get(language, {})  # type: ignore[call-overload]
    found = wording.get(".".join(path)) or (wording.get(stated) if stated else None)
    return None if found is None else str(found)


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


_FEMININE = re.compile(r"(ung|heit|keit|schaft|ion|tät|ie|ur|ei|anz|enz|runde|phase|woche|messe)\b")
"""Endings of a German noun that `die` makes singular; without one the number is not known."""


def _spoken(name: str, language: str) -> tuple[str, str, str]:
    first, _, rest = name.partition(" ")
    noun = f"{first.lower()} {rest}"
    if language == "en":
        if first in ("The", "A", "An"):
            return f"at {noun}", f"after {noun}", noun
        return "", "", name
    dative = re.sub(r"^(\w+?)(e|er|es) ", r"\1en ", rest)
    if first in ("Das", "Der"):
        return f"beim {dative}", f"nach dem {dative}", noun
    if first == "Die" and _FEMININE.search(rest):
        return f"bei der {dative}", f"nach der {dative}", noun
    if first in ("Ein", "Eine"):
        article = "einer" if first == "Eine" else "einem"
        return f"in {article} {dative}", f"nach {article} {dative}", noun
    return "", "", name
