"""Who is at the table, and where the analyst's knowledge comes from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from detente.scenario.sections.base import (
    Date,
    Degree,
    Name,
    Section,
    Share,
    Text,
    Texts,
    refers,
)
from detente.scenario.sections.wording import Grammar


class Party(Section):
    """A party to the conflict; `at_table` says whether its consent is needed for a deal."""

    name: Text | None = Field(None, description="full name; the key where absent")
    aliases: Texts = Field((), description="other names it goes by in the sources")
    at_table: bool = Field(True, description="false: outside the room, no consent needed")
    power: Degree | None = Field(None, description="bargaining power, 0..100 or a word")
    patience: Degree | None = Field(None, description="how long it can wait, 0..100 or a word")
    waiting: Share | None = Field(
        None,
        description="what a month of waiting takes from the gain of a deal, such as 2%; from "
        "patience where absent; counts where stages have after:",
    )
    grammar: Grammar | None = Field(None, description="how its name behaves in a sentence")


class Source(Section):
    """A document that evidence is taken from."""

    title: Text
    date: Date | None = None
    kind: Text | None = Field(None, description="press, treaty, speech, interview, study, …")
    author: Text | None = None
    publisher: Text | None = None
    url: Text | None = None


class Evidence(Section):
    """What a source says at one place, in the analyst's own words."""

    source: Annotated[Name, refers("source")]
    at: Text | None = Field(None, description="page or paragraph")
    voice: Literal["party", "reported", "attributed", "author"] = Field(
        "reported",
        description="who speaks: a party itself, a report of facts, somebody quoted, the author",
    )
    says: Text
