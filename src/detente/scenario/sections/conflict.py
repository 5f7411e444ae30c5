"""What each party can do if nothing is agreed, and in which order it prefers the outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from detente.scenario.sections.base import Name, OptionsStatement, Section, Share, Text, Texts
from detente.scenario.shape import Finding, Json, label, list_of, mapping, one_of, wrong


class Option(Section):
    """A yes/no course of action; `moves` says in which direction it can be changed."""

    name: Text | None = Field(None, description="full wording; the key where absent")
    moves: Literal["both", "take", "drop"] = Field(
        "both", description="take: only from no to yes; drop: only from yes to no"
    )


class Statement(Section):
    """An expression that the party wants to be true; `held` is how sure we are that it does."""

    maybe: OptionsStatement
    held: Share | None = None
    threat: Name | None = Field(
        None, description="a threat under commitments: held where carrying it out costs no more"
    )
    because: Texts = ()

    def faults(self) -> Iterator[Finding]:
        if self.held is not None and self.threat is not None:
            rule = "how surely a priority is held is stated, or follows from a threat"
            yield Finding((), rule, "both", "remove held")


class Priority(Section):
    """One rung of a party's priorities; several statements form a group of unknown order."""

    statements: tuple[Statement, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "statements" in raw:
            return raw
        members = raw if isinstance(raw, list | tuple) else [raw]
        if not members:
            raise wrong("a group of priorities is empty", raw, "remove it")
        return {"statements": [_statement(member) for member in members]}

    @classmethod
    def written(cls, model: Json) -> Json:
        one = one_of({"type": "string"}, model["properties"]["statements"]["items"])
        return {
            "title": "Priority",
            "description": "a statement the party wants to hold; "
            "a list is a group of unknown order",
            **one_of(*one["anyOf"], list_of(one)),
        }


def _statement(raw: Any) -> Any:
    if isinstance(raw, Statement) or (isinstance(raw, dict) and "maybe" in raw):
        return raw
    if isinstance(raw, str):
        return {"maybe": raw}
    raise wrong(
        "a priority is an expression, a list of expressions, or {maybe: expression, held: 60%}",
        raw,
        'write for example "not a.x"',
    )


def _rung(raw: Any) -> tuple[str, ...]:
    states = raw if isinstance(raw, list | tuple) else [raw]
    for state in states:
        if not isinstance(state, str) or not state or set(state) - {"Y", "N"}:
            rule = "a state is a string of Y and N, one letter an option in declared order"
            raise wrong(rule, label(state), "write for example YNN")
    return tuple(states)


class Ranking(Section):
    """All feasible states as YN strings, best first; each rung holds states of equal worth.

    Written as a list, or as `{states: [...], because: [e1]}`.
    """

    rungs: tuple[Annotated[tuple[str, ...], BeforeValidator(_rung)], ...]
    because: Texts = Field((), description="the evidence for it")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "rungs" in raw:
            return raw
        if isinstance(raw, dict) and "states" in raw:
            return {"rungs": raw["states"]} | {k: raw[k] for k in raw if k != "states"}
        if not isinstance(raw, list | tuple) or not raw:
            rule = "a ranking is a list of states, best first"
            raise wrong(rule, raw, "write [YN, [NN, NY], YY]")
        return {"rungs": raw}

    @classmethod
    def written(cls, model: Json) -> Json:
        state = {"type": "string", "pattern": "^[YN]+$"}
        states = list_of(one_of(state, list_of(state)))
        because = model["properties"]["because"]
        return {
            "title": "Ranking",
            "description": "all feasible states, best first; "
            "an inner list holds states of equal worth",
            **one_of(states, mapping(["states"], states=states, because=because)),
        }
