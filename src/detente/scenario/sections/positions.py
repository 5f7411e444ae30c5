"""Where the parties stand on the line of each issue, and with how much weight: `positions:`.

Per issue and party: `position` on the issue's scale, `salience` (how much the issue matters to the
party) and `capability` (how much it can bring to bear). On a numeric scale a position is a number
in the issue's unit; on named values it is the name of a value, or a number from 0 (the first value)
to 100 (the last), the values standing evenly in between. What is left out is derived: the position
from the ideal value of `preferences`, the salience from its weights, the capability from `power`.

>>> stand = Stand.model_validate({"position": 70, "salience": "high", "capability": 40})
>>> stand.position.best, stand.salience.best, stand.capability.best
(70.0, 75.0, 40.0)
>>> Stand.model_validate({"position": "air only"}).position
'air only'
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from detente.scenario.judgements.forms import Judgement, read_points
from detente.scenario.sections.base import Degree, IssueName, PartyName, Section, Weight
from detente.scenario.sections.issues import Issue
from detente.scenario.shape import LABEL, OPTIONAL, Short, label, wrong


def _number_or_value(raw: Any) -> Any:
    if isinstance(raw, Judgement):
        return raw
    if _lacks_ends(raw):
        rule = "a beta distribution of a position has low and high"
        raise wrong(rule, raw, "add low: and high:, in the unit of the issue")
    try:
        return read_points(raw)
    except ValueError:
        if isinstance(raw, str | bool) and label(raw).strip():
            return label(raw).strip()
        raise


def _lacks_ends(raw: Any) -> bool:
    """Whether it is, or holds, a beta distribution whose ends are not stated."""
    if not isinstance(raw, dict):
        return False
    if raw.get("distribution") == "beta":
        return not {"low", "high"} <= raw.keys()
    return any(_lacks_ends(part) for part in raw.values())


Position = Annotated[Judgement | str, Short(_number_or_value, LABEL)]


class Stand(Section):
    """Where a party stands on an issue, and its weight there."""

    position: Position | None = Field(None, description="number of the scale, or name of a value")
    salience: Degree | None = Field(None, description="how much it matters, 0..100 or a word")
    capability: Weight | None = Field(
        None, description="power brought to bear; any unit, or a word"
    )


Positions = dict[IssueName, dict[PartyName, Annotated[Stand, OPTIONAL]]]


def value_named(issue: Issue, position: Judgement | str) -> str | None:
    """The named value that a position means, if it means one.

    >>> value_named(Issue(values=("low", "high")), read_points("low"))
    'low'
    """
    given = position if isinstance(position, str) else position.given
    return given if issue.values is not None and given in issue.values else None


def line_ends(issue: Issue) -> tuple[float, float]:
    """The ends of an issue's line: those of its scale, 0 and 100 for named values."""
    return issue.ends or (0.0, 100.0)


def place_of(issue: Issue, value: str) -> float:
    """Where a value stands on the line of its issue.

    >>> place_of(Issue(values=("none", "air only", "full")), "air only")
    50.0
    """
    if issue.values is None:
        return float(value)
    return 100.0 * issue.values.index(value) / max(1, len(issue.values) - 1)
