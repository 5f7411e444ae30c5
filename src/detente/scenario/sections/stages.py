"""Talks that go on in stages: who is at which table, what is settled there, who must consent.

Two lines suffice: a table that drafts, and a table that must agree to the draft. What each stage
may settle follows from all of them: see `agendas`.

>>> Stage.model_validate({"table": ["a", "b"], "after": "6 weeks"}).after.given
'6 weeks'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from detente.scenario.judgements.time_spans import Span
from detente.scenario.sections.base import (
    Factor,
    IssueName,
    IssuesStatement,
    Name,
    OptionsStatements,
    PartyName,
    Points,
    Section,
    Several,
    Share,
    Text,
    Texts,
    each_once,
    refers,
)
from detente.scenario.sections.wording import Spoken
from detente.scenario.shape import NAME, TEXT, Finding, Json, Short, list_of, mapping, one_of, wrong

Kind = Literal["bargain", "ratify", "announce"]
Failure = Literal["end", "next", "stability"]

ALL = "all"
"""Stands for every issue in the mandate of a delegation."""

Mandated = Annotated[Name, refers("issue", (ALL,))]


def _members(raw: Any) -> Any:
    if isinstance(raw, str):
        return {raw: ()}
    if not isinstance(raw, list | tuple):
        return raw
    if any(not isinstance(member, str) for member in raw):
        raise wrong("members are texts", raw, "write members: {finance minister: [sanctions]}")
    return dict.fromkeys(each_once(raw), ())


def _failure(raw: Any) -> Any:
    return raw["from"] if isinstance(raw, dict) and set(raw) == {"from"} else raw


_FAILURE = mapping(["from"], **{"from": {"enum": ["end", "next", "stability"]}})


class Agenda(Section):
    """Which issues a stage settles, which it may change again, and which it leaves alone."""

    settles: Several[IssueName] | None = Field(
        None, description="issues decided here; all that are open where absent"
    )
    reopens: Several[IssueName] = Field(
        (), description="issues settled before that may be changed again"
    )
    leaves: Several[IssueName] = Field(
        (), description="issues kept out; they keep their status quo"
    )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return {"settles": raw} if isinstance(raw, list | tuple | str) else raw

    @classmethod
    def written(cls, model: Json) -> Json:
        return one_of(NAME, list_of(NAME, 0), model)


class Consent(Section):
    """Whose agreement a stage needs: all at the table, or enough votes and every veto holder."""

    rule: Literal["all", "majority", "votes"] = "all"
    votes: dict[PartyName, int] = Field({}, description="votes a party; 1 where absent")
    quota: int | None = Field(None, ge=1, description="votes needed")
    vetoes: Several[PartyName] = Field((), description="parties without whom nothing passes")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, str):
            return {"rule": raw}
        if isinstance(raw, dict) and "rule" not in raw and "quota" in raw:
            return raw | {"rule": "votes"}
        return raw

    @classmethod
    def written(cls, model: Json) -> Json:
        return one_of({"enum": ["all", "majority"]}, model)

    def faults(self) -> Iterator[Finding]:
        if self.rule == "votes" and self.quota is None:
            yield Finding((), "a vote needs a quota", "", "write quota: 3")
        if any(count < 0 for count in self.votes.values()):
            remedy = "write whole numbers of at least 0"
            yield Finding((), "votes are not negative", str(self.votes), remedy)

    def reachable(
        self, path: tuple[str, ...], table: Iterable[str], rests_on: tuple[str, ...] = ()
    ) -> Iterator[Finding]:
        """A quota that all votes of a table together do not reach."""
        cast = sum(self.votes.get(party, 1) for party in table)
        if self.rule == "votes" and self.quota is not None and self.quota > cast:
            rule, given = "the quota is more than all votes at the table", f"{self.quota} of {cast}"
            remedy = "lower the quota, or give parties at the table more votes"
            yield Finding((*path, "quota"), rule, given, remedy, rests_on=rests_on)


class Audience(Section):
    """What people at home, or allies, make of it: points that fall due on three occasions."""

    attending: Points | None = Field(None, description="whatever comes of the meeting")
    agreeing: Points | None = Field(None, description="if the stage ends in agreement")
    failing: Points | None = Field(None, description="if it ends without")
    adjourning: Points | None = Field(
        None, description="if it is adjourned; failing where no later stage bargains, else 0"
    )


class Delegation(Section):
    """Who comes for a party, and to which issues they can speak."""

    members: Annotated[dict[Text, Several[Mandated]], Short(_members, TEXT, list_of(TEXT, 0))] = (
        Field({}, description="who comes, and the issues each can speak to (or all); or a list")
    )
    speaks_to: Several[Mandated] = Field(
        (), description="issues the delegation can speak to besides, or all"
    )
    limits: bool = Field(
        True, description="false: it can settle other issues too, say by asking at home"
    )
    because: Texts = ()

    @property
    def mandate(self) -> frozenset[str] | None:
        """The issues that it can settle; None where nothing is said or nothing limits it."""
        named = {*self.speaks_to, *(issue for some in self.members.values() for issue in some)}
        return frozenset(named) if named and ALL not in named and self.limits else None


class Stage(Section):
    """One round of the talks; only the table is required."""

    name: Text | None = None
    grammar: Spoken | None = Field(None, description="how the stage is spoken of in prose")
    table: Several[PartyName] = Field(min_length=1, description="the parties present")
    after: Span | None = Field(
        None, description="time since the stage before, such as 2 months; none where absent"
    )
    kind: Kind | None = Field(None, description="bargain; ratify where nothing is left to settle")
    condition: IssuesStatement | None = Field(
        None,
        alias="if",
        description="held only if this holds of an issue settled before; else as held: says",
    )
    held: Share | None = Field(None, description="chance that the stage is held; 1 where absent")
    settles: Several[IssueName] | None = Field(
        None, description="short for agenda: settles; an empty list announces and settles nothing"
    )
    agenda: Agenda = Agenda()
    consent: Consent = Consent()
    ratifiers: dict[PartyName, Several[PartyName]] = Field(
        {}, description="parties at home (a parliament, say) whose consent a party needs besides"
    )
    delegations: dict[PartyName, Delegation] = Field(
        {}, description="who speaks to which issue; what nobody can speak to is not settled here"
    )
    protocol: Literal["nash", "offers"] = Field(
        "nash",
        description="offers: alternating offers of two parties, where deals lie close enough",
    )
    first: Name | None = Field(None, description="who makes the first offer")
    deadline: int | None = Field(None, ge=1, le=10_000, description="rounds of offers; 100")
    patience: dict[PartyName, Share] = Field(
        {}, description="what a point agreed one round later is worth, 0..1"
    )
    breakdown: Share | None = Field(
        None, description="chance that the stage fails for other reasons"
    )
    venue: dict[PartyName, Points] = Field(
        {}, description="worth of the place itself, deal or no deal"
    )
    audience: dict[PartyName, Audience] = {}
    staying_away: dict[PartyName, Points] = Field({}, description="worth of not coming; 0")
    if_fails: Annotated[Failure | None, Short(_failure, _FAILURE)] = Field(
        None,
        description="end (reservation values), next (the next stage), {from: stability}; where "
        "unstated, a table that bargains before another one adjourns, others end the talks",
    )

    def faults(self) -> Iterator[Finding]:
        if self.settles is not None and self.agenda.settles is not None:
            rule = "what a stage settles is stated once"
            yield Finding((), rule, "settles", "remove one of the two")

    @property
    def settled(self) -> tuple[str, ...] | None:
        """The issues that it is stated to settle; None where nothing is stated."""
        return self.agenda.settles if self.settles is None else self.settles


class Commitment(Section):
    """A public promise (`broken_if`) or threat (`against`), and what breaking it costs at home."""

    by: PartyName
    says: Text | None = None
    short: Text | None = Field(None, description="as after: its threat, such as: of a strike")
    does: OptionsStatements = Field((), description="what carrying it out means: party.option")
    broken_if: IssuesStatement | None = Field(None, description="deals that break it")
    against: PartyName | None = Field(None, description="whom a threat is aimed at, if talks fail")
    harm: Points | None = Field(None, description="what carrying it out takes from the target")
    own_cost: Points | None = Field(None, description="what carrying it out takes from its maker")
    cost: Points = Field(description="audience cost of breaking it, in points")
    memory: Factor | None = Field(
        None, description="factor on that cost from a past meeting; 1 where there is none"
    )
    because: Texts = ()

    def faults(self) -> Iterator[Finding]:
        if (self.broken_if is None) == (self.against is None):
            rule = "a commitment has either broken_if or against"
            yield Finding((), rule, "", "write one of the two")


class Front(Section):
    """A common front: without every member's consent no deal leaves what it holds."""

    members: Several[PartyName] = Field(min_length=2)
    holds: IssuesStatement = Field(description="the condition on deals that the front defends")
    because: Texts = ()
