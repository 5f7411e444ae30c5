"""More about the conflict when nothing is agreed: other forms, sources of preference, views.

`same` joins states that are one in fact; `graph` states a conflict move by move; `option_weights`
and `outcomes` give preferences over states where no ranking is known; `strength`, `unknown` and
`views` say how firmly a party prefers, what is not known, and what a party gets wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from detente.scenario.sections.base import (
    Amount,
    IssueName,
    OptionsStatement,
    OptionsStatements,
    PartyName,
    Section,
    Text,
    each_once,
    refers,
    unknown,
)
from detente.scenario.sections.conflict import Priority, Ranking
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
