"""Deals that the user names: on the command line, in a file, or as a mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.errors import GIVEN_TWICE, FileError, SettingError, either, sentence
from detente.validation import suggestion

if TYPE_CHECKING:
    from detente.analyses.spaces.problem import Problem
    from detente.scenario import Scenario

Stated = str | Mapping[str, object]

LEAST_POWER = 0.01
MOST_POWER = 100.0
"""Exponents of the Nash solution: what tells its products apart without leaving a party out."""
_LINES = "write issue: value, one a line"


def read_deal(given: Stated, problem: Problem, *, setting: str = "deal") -> dict[int, int]:
    """The values that a text such as `ceasefire=full, relief=50` gives to issues, by index.

    Commas, semicolons or line ends part the issues; a value may hold a comma. Raises SettingError
    for an unknown issue or value, and for an issue that is given twice.
    """
    stated = _split(given, problem, setting) if isinstance(given, str) else given
    found: dict[int, int] = {}
    for issue, value in stated.items():
        if issue not in problem.issues:
            raise SettingError(setting, issue, _unknown("issue", issue, problem.issues))
        place = problem.issues.index(issue)
        found[place] = _value(place, value, problem, setting)
    if not found:
        example = sentence(
            "write {issue}={value}", issue=problem.issues[0], value=problem.labels[0][0]
        )
        raise SettingError(setting, given, example)
    return found


def numbers_given(
    given: Stated, scenario: Scenario, problem: Problem, *, setting: str = "deal"
) -> dict[str, tuple[float, ...]]:
    """The numbers that a stated deal chooses on continuous scales, by issue."""
    stated = _split(given, problem, setting) if isinstance(given, str) else given
    found: dict[str, tuple[float, ...]] = {}
    for place in problem.cut:
        name = problem.issues[place]
        number = _number(str(stated.get(name, "")).strip())
        low, high = scenario.issues[name].ends or (0.0, 0.0)
        if number is not None and low <= number <= high:
            found[name] = (number,)
    return found


def read_draft(path: Path) -> dict[str, object]:
    """A deal in a YAML file: issues and values at the top, or under `deal:`.

    Raises FileError when there is no such mapping.
    """
    from detente.scenario.reading.text import read_text
    from detente.scenario.reading.tree import read_tree

    text = read_text(path)
    if not re.search(r"^\s*[^\s#]", text, re.MULTILINE):
        raise FileError(str(path), "the file is empty", _LINES)
    tree = read_tree(text, str(path))
    values = tree.values
    if isinstance(values, dict) and isinstance(values.get("deal"), dict):
        values = values["deal"]
    if tree.problems or not isinstance(values, dict):
        said = "; ".join(str(problem) for problem in tree.problems)
        raise FileError(str(path), said or "this is not a deal", _LINES)
    return dict(values)


def _split(text: str, problem: Problem, setting: str) -> dict[str, object]:
    """The value behind the name of each issue."""
    names = "|".join(re.escape(name) for name in sorted(problem.issues, key=len, reverse=True))
    starts = list(re.finditer(rf"(?:^|[,;\n])\s*({names})\s*[=:]", text))
    if not starts or text[: starts[0].start()].strip(" ,;\n"):
        first = re.split(r"[=:,;\n]", text.strip(" ,;\n"))[0].strip()
        raise SettingError(setting, text, _no_value(first, problem))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    found: dict[str, object] = {}
    for match, end in zip(starts, ends, strict=True):
        issue, value = match.group(1), text[match.end() : end].strip(" ,;\n\t\"'")
        stray = re.search(r"[,;\n]\s*([\w-]+)\s*(=|$)", value)
        if stray is not None and value not in problem.labels[problem.issues.index(issue)]:
            name = stray.group(1)
            if stray.group(2) or name in problem.issues:
                raise SettingError(setting, name, _no_value(name, problem))
        if issue in found:
            given = f"{issue}={found[issue]}, {issue}={value}"
            raise SettingError(setting, given, "an issue has one value; leave one of the two out")
        found[issue] = value
    return found


def _no_value(name: str, problem: Problem) -> str:
    """What to write where a value was looked for behind the name of an issue."""
    if name not in problem.issues:
        return _unknown("issue", name, problem.issues)
    value = problem.labels[problem.issues.index(name)][0]
    return sentence(
        "write {name}=VALUE, such as {issue}={value}", name=name, issue=name, value=value
    )


def _value(place: int, value: object, problem: Problem, setting: str) -> int:
    labels = problem.free.get(place, problem.labels[place])
    text = str(value).strip()
    number, numbers = _number(text), [_number(label) for label in labels]
    if text in labels or (number is not None and number in numbers):
        found = labels.index(text) if text in labels else numbers.index(number)
        return 0 if place in problem.free else found
    remedy = _unknown("value", text, labels)
    steps = [(step, label) for step, label in zip(numbers, labels, strict=True) if step is not None]
    if number is not None and len(steps) == len(labels):
        below = [label for step, label in steps if step < number][-1:]
        above = [label for step, label in steps if step > number][:1]
        near = either([*below, *above])
        remedy = sentence("the scale has no such step; write {steps}", steps=near)
    raise SettingError(setting, f"{problem.issues[place]}={text}", remedy)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _unknown(kind: str, name: str, known: tuple[str, ...]) -> str:
    rule, remedy = f"there is no {kind} of this name", suggestion(name, list(known))
    return sentence("{rule}; {remedy}", rule=rule, remedy=remedy)


def read_powers(
    given: str | Sequence[str] | Mapping[str, float], problem: Problem, scenario: Scenario
) -> NDArray[np.float64] | None:
    """Exponents of the Nash solution such as `north=2`, by party at the table; None for none given.

    It is 1 where a party is not named. `stated` takes the power of each party from the scenario,
    divided by their mean. Raises SettingError for an unknown party, one without a stated power, and
    for a number outside `LEAST_POWER`..`MOST_POWER`.
    """
    parties = tuple(problem.parties[place] for place in problem.table)
    if not given:
        return None
    if given == "stated" or list(given) == ["stated"]:
        best = []
        for party in parties:
            power = scenario.parties[party].power
            if power is None or not power.best:
                remedy = sentence("state power: under parties for {party}", party=party)
                raise SettingError("power", "stated", remedy)
            best.append(power.best)
        return np.asarray(np.array(best) / np.mean(best))
    if isinstance(given, Mapping):
        given = [f"{party}={value}" for party, value in given.items()]
    found = dict.fromkeys(parties, 1.0)
    named: set[str] = set()
    for part in given:
        party, _, text = part.partition("=")
        number = _number(text)
        if party.strip() in named:
            raise SettingError("power", part, GIVEN_TWICE)
        named.add(party.strip())
        if party.strip() not in parties:
            raise SettingError("power", part, _unknown("party", party.strip(), parties))
        if number is None or not LEAST_POWER <= number <= MOST_POWER:
            remedy = sentence(
                "write {party}=2, a number from {low} to {high}",
                party=parties[0],
                low=f"{LEAST_POWER:g}",
                high=f"{MOST_POWER:g}",
            )
            raise SettingError("power", part, remedy)
        found[party.strip()] = number
    return np.array(list(found.values()))
