"""How parties, stages, values and limits are spoken of in prose, and for whom the prose is written.

None of it changes an answer. German stands in `translations: {de: …}` under the same key path, such
as `issues.territory.stays` or `parties.ukraine.grammar.article`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from detente.errors import sentence
from detente.scenario.sections.base import (
    IssueName,
    PartyName,
    Section,
    Text,
    Texts,
    as_text,
    states,
)
from detente.scenario.shape import TEXT, Json, Short, mapping, one_of, wrong


class Grammar(Section):
    """How a party's name behaves in a sentence; only what no rule would guess."""

    article: Text | None = Field(None, description="the; der, die, das; or none")
    plural: bool | None = None
    pronoun: Text | None = Field(None, description="it, they, she, he; es, sie, er")
    forms: Texts = Field(
        (), description="as in a sentence; in German: nominative, accusative, dative, genitive"
    )


class Spoken(Section):
    """How a stage is spoken of: at it, after it, and as a noun."""

    at: Text | None = Field(None, alias="in", description="such as: at Anchorage")
    after: Text | None = Field(None, description="such as: after a second round")
    noun: Text | None = Field(None, description="such as: a second round")


class RedLine(str):
    """A statement that a party accepts no deal under, and the words for it, if any."""

    says: str | None

    def __new__(cls, when: str, says: str | None = None) -> RedLine:
        """Hold the statement as the text itself."""
        line = super().__new__(cls, when)
        line.says = says
        return line

    @classmethod
    def read(cls, raw: Any) -> RedLine:
        """Read `statement` or `{when: statement, says: words}`."""
        if isinstance(raw, RedLine):
            return raw
        says = None
        if isinstance(raw, dict):
            if set(raw) != {"when", "says"}:
                rule = "a red line is a statement, with or without words for it"
                remedy = sentence("write {{when: statement, says: words}}")
                raise wrong(rule, str(raw), remedy)
            raw, says = raw["when"], str(as_text(raw["says"]))
        return cls(str(as_text(raw)), says)

    def written(self) -> str | dict[str, str]:
        """The line as a file states it."""
        return str(self) if self.says is None else {"when": str(self), "says": self.says}

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Read by `read`, written by `written`."""
        back = core_schema.plain_serializer_function_ser_schema(cls.written)
        return core_schema.no_info_plain_validator_function(cls.read, serialization=back)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> Json:
        """A text, or a mapping of two texts."""
        text: Json = {"type": "string"}
        return one_of(text, mapping(["when", "says"], when=text, says=text))


def _lines(raw: Any) -> Any:
    return [raw] if isinstance(raw, str | dict) else raw


RedLines = Annotated[tuple[Annotated[RedLine, states("issues")], ...], Short(_lines, TEXT)]


class Client(Section):
    """Whom the brief advises: a party's key, `mediator`, or `{name: …, advises: party}`."""

    name: Text
    advises: PartyName | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return {"name": raw} if isinstance(raw, str) else raw

    @classmethod
    def written(cls, model: Json) -> Json:
        return one_of(TEXT, model)


class Offer(Section):
    """A package that somebody has put on the table, or that some fear."""

    name: Text | None = None
    deal: dict[IssueName, Text]
    because: Texts = ()
