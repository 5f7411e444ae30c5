"""What each party can do if nothing is agreed, and in which order it prefers the outcomes.

`graph` states a conflict move by move; `option_weights` and `outcomes` give preferences over states
where no ranking is known; `strength`, `unknown` and `views` say how firmly a party prefers, what is
not known, and what a party gets wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from detente.scenario.sections.base import (
    Amount,
    IssueName,
    Name,
    OptionsStatement,
    OptionsStatements,
    PartyName,
    Section,
    Share,
    Text,
    Texts,
    each_once,
    refers,
    unknown,
)
from detente.scenario.shape import (
    LABEL,
    Finding,
    Json,
    Short,
    Written,
    label,
    list_of,
    mapping,
    one_of,
    wrong,
)


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
            yield Finding((), rule, "", "remove held")


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


def _listed_states(raw: Any) -> Any:
    if isinstance(raw, list | tuple):
        return dict.fromkeys(each_once([label(name) for name in raw]))
    return raw


def _labels(raw: Any) -> tuple[str, ...]:
    return tuple(map(label, raw if isinstance(raw, list | tuple) else [raw]))


def _rungs(raw: Any) -> Any:
    if not isinstance(raw, list | tuple) or not raw:
        raise wrong("a ranking is a list of states, best first", raw, "write [s1, [s2, s3], s4]")
    return tuple(map(_labels, raw))


Rungs = Annotated[
    tuple[tuple[str, ...], ...], Written(_rungs, list_of(one_of(LABEL, list_of(LABEL))))
]


class Graph(Section):
    """A conflict stated move by move: states, who can move where, and who prefers what."""

    states: Annotated[dict[str, Text | None], Short(_listed_states, list_of(LABEL))] = Field(
        min_length=1, description="names of the states, with their wording"
    )
    moves: dict[PartyName, dict[str, Annotated[tuple[str, ...], Short(_labels, LABEL)]]] = Field(
        {}, description="per party and state, the states it can move to"
    )
    ranking: dict[PartyName, Rungs] = Field(
        {}, description="all states, best first, ties as inner lists"
    )
    status_quo: Text | None = None

    def faults(self) -> Iterator[Finding]:
        for party, moves in self.moves.items():
            for state, after in moves.items():
                path = ("moves", party, state)
                yield from unknown(path, "state", (state, *after), self.states)
                if state in after:
                    rule = "a move leads to another state"
                    yield Finding(path, rule, state, "remove it", of_key=True)
        for party, rungs in self.ranking.items():
            listed = [state for rung in rungs for state in rung]
            for state in self.states:
                if listed.count(state) != 1:
                    rule = "a ranking holds each state once"
                    remedy = "add it, or remove the repeated one"
                    yield Finding(("ranking", party), rule, state, remedy, of_key=True)
            yield from unknown(("ranking", party), "state", listed, self.states)
        if self.status_quo is not None:
            yield from unknown(("status_quo",), "state", [self.status_quo], self.states)


class Outcome(Section):
    """The deal that the parties are under in the states in which a statement holds."""

    condition: OptionsStatement = Field(alias="if")
    deal: dict[IssueName, Text]


class View(Section):
    """How a party sees the conflict: others' preferences as it believes, states it does not see."""

    priorities: dict[PartyName, tuple[Priority, ...]] = {}
    ranking: dict[PartyName, Ranking] = {}
    unseen: OptionsStatements = Field(
        (), description="states where one of these holds are not seen"
    )


def _strength(raw: Any) -> Any:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        raise wrong(
            "a strength is a number of priorities, or of places in the ranking",
            raw,
            "write 2: a difference in the first two priorities (of two places or more) is strong",
        )
    return raw


Strength = Annotated[int, BeforeValidator(_strength)]


class Doubt(Section):
    """Comparisons that are not known: of two states, or across a statement."""

    states: tuple[str, str] | None = None
    across: OptionsStatement | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, str):
            return {"across": raw}
        if isinstance(raw, list | tuple) and len(raw) == 2:
            return {"states": _labels(raw)}
        if isinstance(raw, dict) and (raw.get("states") is None) != (raw.get("across") is None):
            return raw
        remedy = 'write [YN, NY] for two states, or "a.x" for all states that differ in it'
        raise wrong("an unknown comparison is a pair of states or a statement", raw, remedy)

    @classmethod
    def written(cls, model: Json) -> Json:
        text, pair = {"type": "string"}, {**list_of(LABEL, 2), "maxItems": 2}
        one = {**mapping((), states=pair, across=text), "minProperties": 1, "maxProperties": 1}
        return {
            "title": "Doubt",
            "description": "comparisons that are not known: of two states, or across a statement",
            **one_of(text, pair, one),
        }


OptionWeights = dict[PartyName, dict[Annotated[str, refers("option")], Amount]]
