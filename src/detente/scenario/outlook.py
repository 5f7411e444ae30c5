"""What the outlook rests on beside the talks: how hard agreement comes, and past cases like it.

>>> past = PastCases.model_validate({"of": 7, "binding": 1})
>>> past.counts, past.model_copy(update={"for_show": 4, "nothing": 2}).counts
((1, 6), (1, 4, 2, 0))
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from detente.scenario.judgements import wrong
from detente.scenario.misfit import Misfit, unknown
from detente.scenario.section import Degree, Name, Section, Share, Text, Texts

if TYPE_CHECKING:
    from detente.scenario.model import Scenario

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

    @model_validator(mode="after")
    def _adds_up(self) -> PastCases:
        stated = {name: count for name in OUTCOMES if (count := getattr(self, name)) is not None}
        if self.event not in stated:
            raise wrong(
                "a class of past cases counts its event", "none", f"write {self.event}: 1, say"
            )
        if sum(stated.values()) > self.of:
            given = f"{sum(stated.values())} of {self.of}"
            raise wrong("more cases are counted than there are", given, "correct the counts")
        return self

    @property
    def counts(self) -> tuple[int, ...]:
        """All four counts where they add up to all cases, else the event's and all others."""
        counted = tuple(getattr(self, name) or 0 for name in OUTCOMES)
        if sum(counted) == self.of:
            return counted
        came = int(getattr(self, self.event))
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


def misfits(scenario: Scenario) -> Iterator[Misfit]:
    """Issues that are not there, stages that do not come, classes that count different things."""
    for issue in scenario.matter:
        if issue not in scenario.issues:
            yield unknown(("matter",), "issue", issue, scenario.issues)
    stages = max(1, len(scenario.stages))
    events: dict[int, tuple[str, Any]] = {}
    for name, past in scenario.outlook.classes.items():
        path = ("outlook", "classes", name)
        if past.stage > stages:
            rule = "there is no stage of this number"
            yield (*path, "stage"), rule, str(past.stage), f"at most {stages}", False, None
        kind = (past.event, len(past.counts))
        first, known = events.setdefault(past.stage, (name, kind))
        if kind != known:
            rule = "classes of one stage count the same outcomes"
            remedy = f"count what {first} counts, or name another stage"
            yield path, rule, name, remedy, True, None
