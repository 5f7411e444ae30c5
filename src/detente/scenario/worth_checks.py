"""Whether the worth of an issue's values is stated for all of them and for no others."""

from __future__ import annotations

from collections.abc import Iterator

from detente.scenario.bargaining import SHAPES, Issue
from detente.scenario.expressions import suggestion
from detente.scenario.positions import Misfit


def is_value(issue: Issue, given: str) -> bool:
    """Whether a text names a value of an issue, or a number of its scale."""
    return given in issue.values if issue.values is not None else on_scale(issue, given)


def on_scale(issue: Issue, given: str) -> bool:
    """Whether a text is a number between the ends of an issue's scale."""
    try:
        number = float(given)
    except ValueError:
        return False
    return issue.ends is not None and issue.ends[0] <= number <= issue.ends[1]


def worth_misfits(issue: Issue, given: object) -> Iterator[Misfit]:
    """What does not fit in a shape, or in the worth of single values, by path below it."""
    labels = issue.values
    if isinstance(given, str):
        known = [*SHAPES, *(labels or ())]
        if given not in known and (labels is not None or not on_scale(issue, given)):
            rule = "this is neither a shape nor a value of the issue"
            yield (), rule, given, suggestion(given, known), False
    elif isinstance(given, dict):
        for value in given:
            if labels is not None and value not in labels:
                rule = "there is no value of this name"
                yield (value,), rule, value, suggestion(value, list(labels)), True
            elif labels is None and not on_scale(issue, value):
                rule = "this is not a number of the issue's scale"
                yield (value,), rule, value, f"write a number in {issue.scale}", True
        missing = [value for value in labels or () if value not in given]
        if missing:
            rule = "values of the issue have no worth"
            yield (), rule, ", ".join(missing), "give each value a worth from 0 to 100", False
        if labels is None and not given:
            yield (), "the scale has no worth", "", "give at least one number a worth", False
