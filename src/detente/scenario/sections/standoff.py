"""More about the conflict when nothing is agreed: other forms, sources of preference, views.

`same` joins states that are one in fact; `graph` states a conflict move by move; `option_weights`
and `outcomes` give preferences over states where no ranking is known; `strength`, `unknown` and
`views` say how firmly a party prefers, what is not known, and what a party gets wrong.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from detente.scenario.judgements.forms import wrong
from detente.scenario.sections.base import Amount, Name, Section, Text, Texts, each_once, label
from detente.scenario.sections.conflict import Priority, Ranking

Misfit = tuple[tuple[str, ...], str, str, str, bool, int | None]
"""Path, rule, given, remedy, whether the key is at fault, and the column inside a statement."""


def _listed_states(raw: Any) -> Any:
    if isinstance(raw, list | tuple):
        return dict.fromkeys(each_once([label(name) for name in raw]))
    return raw


def _rungs(raw: Any) -> Any:
    if not isinstance(raw, list | tuple) or not raw:
        raise wrong("a ranking is a list of states, best first", raw, "write [s1, [s2, s3], s4]")
    return tuple(
        tuple(label(state) for state in (rung if isinstance(rung, list | tuple) else [rung]))
        for rung in raw
    )


Rungs = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_rungs)]


def _targets(raw: Any) -> Any:
    listed = raw if isinstance(raw, list | tuple) else [raw]
    return tuple(label(state) for state in listed)


class Graph(Section):
    """A conflict stated move by move: states, who can move where, and who prefers what."""

    states: Annotated[dict[str, Text | None], BeforeValidator(_listed_states)] = Field(
        min_length=1, description="names of the states, with their wording"
    )
    moves: dict[Name, dict[str, Annotated[tuple[str, ...], BeforeValidator(_targets)]]] = Field(
        {}, description="per party and state, the states it can move to"
    )
    ranking: dict[Name, Rungs] = Field(
        {}, description="all states, best first, ties as inner lists"
    )
    status_quo: Text | None = None


class Outcome(Section):
    """The deal that the parties are under in the states in which a statement holds."""

    condition: Text = Field(alias="if")
    deal: dict[Name, Text]


class View(Section):
    """How a party sees the conflict: others' preferences as it believes, states it does not see."""

    priorities: dict[Name, tuple[Priority, ...]] = {}
    ranking: dict[Name, Ranking] = {}
    unseen: Texts = Field((), description="states where one of these holds are not seen")


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
    across: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, str):
            return {"across": raw}
        if isinstance(raw, list | tuple) and len(raw) == 2:
            return {"states": tuple(label(state) for state in raw)}
        if isinstance(raw, dict) and ("states" in raw) != ("across" in raw):
            return raw
        remedy = 'write [YN, NY] for two states, or "a.x" for all states that differ in it'
        raise wrong("an unknown comparison is a pair of states or a statement", raw, remedy)


OptionWeights = dict[Name, dict[str, Amount]]
