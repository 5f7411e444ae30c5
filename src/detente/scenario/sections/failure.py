"""What happens if talks fail, and what that is worth to each party.

>>> stated = read_worths([{"if": "south.blockade", "worth": 20}, {"worth": 45}])
>>> StateWorth.model_validate(stated[0]).condition
'south.blockade'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from pydantic import Field

from detente.scenario.judgements.schema import SCHEMA
from detente.scenario.sections.base import Name, OptionsStatement, Section, Worth
from detente.scenario.sections.contest import CONTEST, contest_worth
from detente.scenario.shape import Finding, Json, mapping, one_of

Take = Literal["worst", "best", "mean"]

RESERVATION: Json = one_of(
    SCHEMA,
    mapping(
        ["from"],
        **{"from": {"enum": ["stability"]}},
        take={"enum": list(get_args(Take))},
        range=SCHEMA,
    ),
    CONTEST,
    mapping(["from", "of"], **{"from": {"enum": ["crisis"]}}, of={"type": "string"}),
    {"type": "null"},
)
"""A reservation value in a scenario file, as JSON Schema."""


class Follows(Section):
    """The worth of no deal follows from the states that can last, or from a crisis."""

    source: Literal["stability", "crisis"] = Field(alias="from")
    take: Take = Field("worst", description="which of several such states counts for the party")
    of: Name | None = Field(None, description="the crisis that it follows from")

    def faults(self) -> Iterator[Finding]:
        if self.source != "crisis" and self.of is not None:
            yield Finding((), "only a reservation value from a crisis has of", self.of, "remove it")
        if self.source == "crisis" and self.of is None:
            rule = "a reservation value from a crisis names it"
            remedy = "write {from: crisis, of: border}, border being a name under crises"
            yield Finding((), rule, "none", remedy)


class StateWorth(Section):
    """What states without a deal are worth, on the scale of deals; the first that holds counts."""

    condition: OptionsStatement | None = Field(
        None, alias="if", description="a statement about options"
    )
    worth: Worth


def read_worths(raw: Any) -> Any:
    """A single worth stands for all states."""
    return raw if isinstance(raw, list | tuple) else [{"worth": raw}]


def split_reservation(raw: Any) -> Any:
    """A `reservation: {from: …}`: a contest as a judgement, stability as a range and its origin."""
    given = raw.get("reservation") if isinstance(raw, dict) else None
    if not isinstance(given, dict) or "from" not in given:
        return raw
    if given["from"] == "contest":
        return raw | {"reservation": contest_worth(given)}
    follows = {key: value for key, value in given.items() if key != "range"}
    return raw | {"reservation": given.get("range"), "follows": follows}
