"""What the outlook rests on beside the talks: how hard agreement comes, and past cases like it.

>>> past = PastCases.model_validate({"of": 7, "binding": 1})
>>> past.counts, past.model_copy(update={"for_show": 4, "nothing": 2}).counts
((1, 6), (1, 4, 2, 0))
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from detente.errors import sentence
from detente.scenario.sections.base import Degree, Name, Section, Share, Text, Texts
from detente.scenario.shape import Finding

Outcome = Literal["binding", "for_show", "nothing", "broken_off"]
OUTCOMES: tuple[Outcome, ...] = ("binding", "for_show", "nothing", "broken_off")


class PastCases(Section):
    """A class of past cases: how many there were, and how many ended how."""

    name: Text | None = None
    of: int = Field(ge=1, description="how many cases")
    binding: int | None = Field(None, ge=0, description="ended in an agreement that binds")
    for_show: int | None = Field(None, ge=0, description="ended in a text for show")
    nothing: int | None = Field(None, ge=0, description="ended in nothing yet")
    broken_off: int | None = Field(None, ge=0, description="were broken off")
    stage: int = Field(1, ge=1, description="the stage that they are like, from 1")
    event: Outcome = Field("binding", description="the outcome that is counted")
    because: Texts = ()

    def faults(self) -> Iterator[Finding]:
        stated = {name: count for name in OUTCOMES if (count := getattr(self, name)) is not None}
        if self.event not in stated:
            remedy = sentence("write {what}", what=f"{self.event}: 1, say")
            yield Finding((), "a class of past cases counts its event", "", remedy)
        if sum(stated.values()) > self.of:
            given = f"{sum(stated.values())} of {self.of}"
            yield Finding((), "more cases are counted than there are", given, "correct the counts")

    @property
    def counts(self) -> tuple[int, ...]:
        """All four counts where they add up to all cases, else the event's and all others."""
        counted = tuple(getattr(self, name) or 0 for name in OUTCOMES)
        if sum(counted) == self.of:
            return counted
        came = int(getattr(self, self.event) or 0)
        return (came, self.of - came)


class Outlook(Section):
    """What turns room for an agreement into a chance of one, and the outside view."""

    friction: Degree | None = Field(
        None, description="how hard agreements come where they are possible, 0..100"
    )
    classes: dict[Name, PastCases] = Field({}, description="past cases like this one")
    weight: Share | None = Field(
        None, description="weight of the outside view, 0..1; a half where absent"
    )
    invented: bool = Field(False, description="true: the numbers are made up and never lead")
