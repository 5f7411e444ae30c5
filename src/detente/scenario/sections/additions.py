"""What could be put on the agenda: further issues, and further values of an issue.

An issue that could be added is stated like any other, with the value that holds while nobody
negotiates it (`status_quo`). Its weights are on the scale of the party's other weights.

>>> added = AddedIssue.model_validate({
...     "values": ["none", "some", "all"], "status_quo": "none",
...     "weights": {"north": 20}, "worth": {"north": "rising"},
... })
>>> added.status_quo, added.weights["north"].best
('none', 20.0)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from detente.errors import sentence, shortened
from detente.scenario.sections.base import IssueName, Name, PartyName, Section, Text, Weight, Worth
from detente.scenario.sections.issues import Issue, Worths
from detente.scenario.shape import Finding, label, wrong


class AddedIssue(Issue):
    """An issue that is not on the agenda but could be."""

    weights: dict[PartyName, Weight] = Field(
        min_length=1, description="per party, on the scale of its other weights"
    )
    worth: dict[PartyName, Worths] = Field(
        description="per party: worth 0..100 of each value, or rising, falling, or the ideal value"
    )

    @model_validator(mode="after")
    def _complete(self) -> AddedIssue:
        if self.status_quo is None:
            rule = "an issue that could be added says what holds while nobody negotiates it"
            raise wrong(rule, "", "write status_quo: and one of its values")
        if self.continuous:
            raise wrong("a scale that could be added has steps", self.scale, "write steps: 11")
        return self

    def faults(self) -> Iterator[Finding]:
        stated = self.status_quo or ""
        if not self.holds(stated) or self.place(stated) is None:
            rule = "the status quo of an issue is one of its values"
            labels = ", ".join(map(shortened, self.labels()[:12]))
            remedy = sentence("write {what}", what=f"one of {labels}")
            yield Finding(("status_quo",), rule, stated, remedy)


class AddedValue(Section):
    """A value that an issue on the agenda does not have but could have."""

    worth: dict[PartyName, Worth] = Field(min_length=1, description="per party, 0..100")
    after: Text | None = Field(None, description="the value it follows; the last where absent")


def _labelled(raw: Any) -> Any:
    return {label(key): part for key, part in raw.items()} if isinstance(raw, dict) else raw


class Additions(Section):
    """What could be put on the agenda."""

    issues: dict[Name, AddedIssue] = Field({}, description="issues, by name")
    values: dict[IssueName, Annotated[dict[str, AddedValue], BeforeValidator(_labelled)]] = Field(
        {}, description="per issue on the agenda: values, by name"
    )

    @property
    def stated(self) -> bool:
        """Whether there is any."""
        return bool(self.issues) or any(self.values.values())
