"""More about the conflict when nothing is agreed: other forms, sources of preference, views.

`same` joins states that are one in fact; `graph` states a conflict move by move; `option_weights`
and `outcomes` give preferences over states where no ranking is known; `strength`, `unknown` and
`views` say how firmly a party prefers, what is not known, and what a party gets wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from detente.scenario.conflict import Priority, Ranking
from detente.scenario.expressions import ExpressionError, Vocabulary, parse, suggestion
from detente.scenario.judgements import wrong
from detente.scenario.section import Amount, Name, Section, Text, Texts, each_once, label

if TYPE_CHECKING:
    from detente.scenario.model import Scenario

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


def ranked_parties(scenario: Scenario) -> frozenset[str]:
    """Parties whose preferences over the states are known in one form or another."""
    if scenario.graph is not None:
        return frozenset(scenario.graph.ranking)
    by_deals = scenario.preferences if scenario.outcomes else {}
    named = (scenario.priorities, scenario.ranking, scenario.option_weights, by_deals)
    return frozenset(party for section in named for party in section)


def misfits(scenario: Scenario) -> Iterator[Misfit]:
    """What does not fit in these sections."""
    yield from _statements(scenario)
    yield from _parties(scenario)
    yield from _weights(scenario)
    yield from _outcomes(scenario)
    if scenario.graph is not None:
        yield from _graph(scenario, scenario.graph)


def _statements(scenario: Scenario) -> Iterator[Misfit]:
    texts: list[tuple[tuple[str, ...], str]] = []
    texts += [(("same", str(at)), text) for at, text in enumerate(scenario.same)]
    for at, outcome in enumerate(scenario.outcomes):
        texts.append((("outcomes", str(at), "if"), outcome.condition))
    for party, doubts in scenario.unknown.items():
        for at, doubt in enumerate(doubts):
            if doubt.across is not None:
                texts.append((("unknown", party, str(at)), doubt.across))
    for party, view in scenario.views.items():
        for at, text in enumerate(view.unseen):
            texts.append((("views", party, "unseen", str(at)), text))
        for other, rungs in view.priorities.items():
            path = ("views", party, "priorities", other)
            for at, rung in enumerate(rungs):
                texts += [((*path, str(at)), said.maybe) for said in rung.statements]
    for place, text in texts:
        yield from _statement(place, text, scenario.option_vocabulary)


def _statement(path: tuple[str, ...], text: str, vocabulary: Vocabulary) -> Iterator[Misfit]:
    try:
        parse(text, vocabulary)
    except ExpressionError as error:
        yield path, error.rule, error.given, error.remedy, False, error.column


def _parties(scenario: Scenario) -> Iterator[Misfit]:
    graph = scenario.graph
    named: list[tuple[tuple[str, ...], Iterable[str]]] = [
        (("option_weights",), scenario.option_weights),
        (("strength",), scenario.strength),
        (("unknown",), scenario.unknown),
        (("views",), scenario.views),
        (("graph", "moves"), graph.moves if graph else ()),
        (("graph", "ranking"), graph.ranking if graph else ()),
    ]
    for party, view in scenario.views.items():
        named.append((("views", party, "priorities"), view.priorities))
        named.append((("views", party, "ranking"), view.ranking))
    for path, names in named:
        for name in names:
            if name not in scenario.parties:
                remedy = suggestion(name, scenario.parties)
                yield (*path, name), "there is no party of this name", name, remedy, True, None


def _weights(scenario: Scenario) -> Iterator[Misfit]:
    known = [f"{party}.{option}" for party, option in scenario.option_names]
    for party, weights in scenario.option_weights.items():
        path: tuple[str, ...] = ("option_weights", party)
        if party in scenario.priorities or party in scenario.ranking:
            rule = "a party has priorities, a ranking or weights over options: one of them"
            yield path, rule, party, "remove the others", True, None
        for name in weights:
            if name not in known:
                rule = "there is no option of this name"
                yield (*path, name), rule, name, suggestion(name, known), True, None


def _outcomes(scenario: Scenario) -> Iterator[Misfit]:
    for at, outcome in enumerate(scenario.outcomes):
        path = ("outcomes", str(at), "deal")
        for issue in scenario.issues:
            if issue not in outcome.deal:
                rule = "a deal has a value for each issue"
                yield path, rule, issue, f"add {issue}: and its value", True, None
        for issue, value in outcome.deal.items():
            if issue not in scenario.issues:
                remedy = suggestion(issue, scenario.issues)
                yield (*path, issue), "there is no issue of this name", issue, remedy, True, None
            elif value not in scenario.issues[issue].labels():
                remedy = suggestion(value, scenario.issues[issue].labels())
                yield (*path, issue), "the issue has no such value", value, remedy, False, None


def _graph(scenario: Scenario, graph: Graph) -> Iterator[Misfit]:
    if scenario.options:
        rule = "a conflict has options or a graph"
        yield ("graph",), rule, "", "remove one of the two", True, None
    path: tuple[str, ...]
    for party, moves in graph.moves.items():
        for state, after in moves.items():
            path = ("graph", "moves", party, state)
            for name in (state, *after):
                yield from _state_known(path, name, graph)
            if state in after:
                yield path, "a move leads to another state", state, "remove it", True, None
    for party, rungs in graph.ranking.items():
        listed = [state for rung in rungs for state in rung]
        path = ("graph", "ranking", party)
        for state in graph.states:
            if listed.count(state) != 1:
                rule = "a ranking holds each state once"
                yield path, rule, state, "add it, or remove the repeated one", True, None
        for state in listed:
            yield from _state_known(path, state, graph)
    if graph.status_quo is not None:
        yield from _state_known(("graph", "status_quo"), graph.status_quo, graph)


def _state_known(path: tuple[str, ...], name: str, graph: Graph) -> Iterator[Misfit]:
    if name not in graph.states:
        remedy = suggestion(name, graph.states)
        yield path, "there is no state of this name", name, remedy, True, None
