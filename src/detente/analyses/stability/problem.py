"""A conflict as arrays: feasible states, moves and rankings, with a leading draw axis.

States are numbered 0 .. S - 1 in ascending order of their bit codes; parties that own options
come first, in the order of the file, then parties that only have preferences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import Moves, from_edges, from_options
from detente.analyses.stability.preferences import ranks_of
from detente.errors import SettingError, sentence
from detente.scenario import Draws, Scenario
from detente.scenario.sections.conflict import Graph
from detente.scenario.states import (
    feasible_states,
    option_bits,
    ranked_parties,
    state_code,
    state_groups,
    state_text,
    status_quo_code,
)

Mask = NDArray[np.bool_]
MOST_JOINED = 300_000_000
"""States times movers, times those who may have moved last, times parties judged by that."""


class Party(int):
    """The number of a party."""


class State(int):
    """The number of a state."""


def optional() -> Any:
    """A field of a record that is not part of its plain form where it is None."""
    return field(default=None, metadata={"optional": True})


def _is_shown(record: Any, part: Field[Any]) -> bool:
    left_out = part.metadata.get("optional") and getattr(record, part.name) is None
    return not (left_out or part.metadata.get("internal"))


@dataclass(frozen=True, eq=False)
class Problem:
    """Arrays of one conflict.

    codes: uint[state]; rank: int32[draw, party, state], higher is better; judged: bool[party], the
    parties whose stability counts; layout: int64[party, 4], the party's block of option bits (low,
    width) and those that can only be taken or dropped. States that were stated one by one have
    `state_names` and no codes; where states are joined, `group_of[place]` is the state that the
    feasible code `all_codes[place]` belongs to. `status_quo` is the state in which nobody takes an
    option where none is stated (`start_stated`).
    """

    parties: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    codes: NDArray[Any]
    layout: NDArray[np.int64]
    rank: NDArray[np.int32]
    judged: Mask
    moves: Moves
    status_quo: int | None = None
    start_stated: bool = False
    state_names: tuple[str, ...] | None = None
    all_codes: NDArray[Any] | None = None
    group_of: NDArray[np.int64] | None = None

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.rank.shape[2])

    @property
    def counted(self) -> tuple[Party, ...]:
        """The parties whose stability counts."""
        return tuple(Party(party) for party in np.flatnonzero(self.judged))

    @property
    def everybody(self) -> tuple[Party, ...]:
        """All parties."""
        return tuple(Party(party) for party in range(len(self.parties)))

    @property
    def option_form(self) -> bool:
        """Whether moves follow from the options."""
        return self.state_names is None and self.group_of is None

    def place_of(self, code: int) -> int:
        """Number of the state with this code, -1 where there is none."""
        codes = self.codes if self.all_codes is None else self.all_codes
        found = int(np.searchsorted(codes, codes.dtype.type(code)))
        if found == codes.size or int(codes[found]) != code:
            return -1
        return found if self.group_of is None else int(self.group_of[found])

    def name(self, state: int) -> str:
        """YN string or stated name of a state."""
        if self.state_names is not None:
            return self.state_names[state]
        return state_text(int(self.codes[state]), len(self.options))

    def names(self, mask: Mask) -> list[str]:
        """Names of the states of a mask."""
        return [self.name(int(state)) for state in np.flatnonzero(mask)]

    def taken(self, state: int) -> tuple[str, ...]:
        """Options taken in a state, as `party.option`; empty where states have no options."""
        code = int(self.codes[state])
        return tuple(f"{p}.{o}" for bit, (p, o) in enumerate(self.options) if code >> bit & 1)

    def state(self, name: str, setting: str) -> State:
        """Number of the state with this name.

        Raises SettingError when there is no such state.
        """
        letters, found = name.strip().upper(), -1
        if self.state_names is not None:
            found = self.state_names.index(name) if name in self.state_names else -1
        elif len(letters) == len(self.options) and not set(letters) - {"Y", "N"}:
            found = self.place_of(state_code(letters))
        if found < 0:
            remedy = sentence("name a feasible state, such as {state}", state=self.name(0))
            raise SettingError(setting, name, remedy)
        return State(found)

    def plain(self, value: Any) -> Any:
        """A value as JSON holds it: numbers of states and parties and masks of states by name.

        Fields of a record that are `internal` are left out, and so are those that are `optional`
        and None; some are `called` otherwise. A group of parties as a key is joined by +.
        """
        if isinstance(value, State | Party):
            return self.name(value) if isinstance(value, State) else self.parties[value]
        if isinstance(value, np.ndarray):
            return self.names(value)
        if isinstance(value, Mapping):
            keys = (self.plain(key) for key in value)
            named = ("+".join(key) if isinstance(key, list) else key for key in keys)
            return dict(zip(named, map(self.plain, value.values()), strict=True))
        if is_dataclass(value):
            shown = {
                part.metadata.get("called", part.name): getattr(value, part.name)
                for part in fields(value)
                if _is_shown(value, part)
            }
            return self.plain(shown)
        if isinstance(value, tuple | list):
            return [self.plain(part) for part in value]
        return value

    def of_draw(self, draw: int) -> Problem:
        """The same conflict with the preferences of one draw."""
        return replace(self, rank=self.rank[draw : draw + 1])

    def within(self, kept: Mask) -> Problem:
        """The conflict without the states outside a mask."""
        rank, codes = np.ascontiguousarray(self.rank[:, :, kept]), self.codes[kept]
        if self.option_form:
            moves = from_options(codes, self.layout)
        else:
            number = np.cumsum(kept) - 1
            every = [self.moves.edges(party) for party in range(len(self.parties))]
            inside = [(of[kept[of] & kept[to]], to[kept[of] & kept[to]]) for of, to in every]
            edges = [(number[of], number[to]) for of, to in inside]
            moves = from_edges(edges, codes.size, tracked=self.moves.lists.tracked)
        return replace(self, codes=codes, rank=rank, moves=moves)


def build_problem(scenario: Scenario, draws: Draws, parties: Sequence[str] | None) -> Problem:
    """The conflict that a scenario states.

    Raises SettingError for parties that have no preferences over the states, and for more states
    than can be analysed.
    """
    if scenario.graph is not None:
        return _stated(scenario.graph, scenario, draws.count, parties)
    names, ranked = _names(scenario), ranked_parties(scenario)
    codes, moves, all_codes, group_of = states_and_moves(scenario)
    rank = np.zeros((draws.count, len(names), codes.size), dtype=np.int32)
    for place, party in enumerate(names):
        rank[:, place] = ranks_of(scenario, party, codes, draws)
    problem = Problem(
        parties=names,
        options=scenario.option_names,
        codes=codes,
        layout=_layout(scenario, names),
        rank=rank,
        judged=_judged([party for party in names if party in ranked], names, parties),
        moves=moves,
        start_stated=scenario.status_quo is not None,
        all_codes=all_codes,
        group_of=group_of,
    )
    start = problem.place_of(status_quo_code(scenario) or 0)
    return replace(problem, status_quo=start if start >= 0 else None)


def states_and_moves(
    scenario: Scenario,
) -> tuple[NDArray[Any], Moves, NDArray[Any] | None, NDArray[np.int64] | None]:
    """codes[state] and moves; of joined states also all feasible codes and the state of each.

    Raises SettingError for more states or moves than can be analysed.
    """
    codes, names = feasible_states(scenario), _names(scenario)
    most = MOST_JOINED // (len(names) ** 2 * (len(names) + 1))
    if scenario.same and codes.size > most:
        given = sentence("there are {count} states", count=codes.size)
        remedy = sentence(
            "of {parties} parties, at most {most} states can be analysed where some count as one; "
            "rule out states, or state nothing under same:",
            parties=len(names),
            most=most,
        )
        raise SettingError("same", given, remedy)
    moves = from_options(codes, _layout(scenario, names))
    if not scenario.same:
        return codes, moves, None, None
    first, group_of = np.unique(state_groups(scenario, codes), return_inverse=True)
    edges = []
    for party in range(moves.parties):
        of, to = moves.edges(party)
        before, after = np.divmod(np.unique(group_of[of] * first.size + group_of[to]), first.size)
        edges.append((before[before != after], after[before != after]))
    return codes[first], from_edges(edges, first.size, tracked=True), codes, group_of


def _names(scenario: Scenario) -> tuple[str, ...]:
    ranked, owners = ranked_parties(scenario), scenario.options
    return (*owners, *(p for p in scenario.parties if p in ranked and p not in owners))


def _judged(known: list[str], names: tuple[str, ...], wanted: Sequence[str] | None) -> Mask:
    """Which parties' stability counts: those with preferences, or the chosen ones among them."""
    for party in wanted or ():
        if party not in known:
            remedy = sentence("choose among {known}", known=", ".join(known))
            raise SettingError("parties", party, remedy)
    return np.array([party in (wanted or known) for party in names])


def _layout(scenario: Scenario, names: tuple[str, ...]) -> NDArray[np.int64]:
    bits, rows = option_bits(scenario), []
    for party in names:
        own = {bits[party, name]: o.moves for name, o in scenario.options.get(party, {}).items()}
        take, drop = (sum(1 << b for b, way in own.items() if way == w) for w in ("take", "drop"))
        rows.append((min(own, default=0), len(own), take, drop))
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _stated(graph: Graph, scenario: Scenario, draws: int, parties: Sequence[str] | None) -> Problem:
    """A conflict stated move by move."""
    states = tuple(graph.states)
    number = {state: place for place, state in enumerate(states)}
    names = tuple(p for p in scenario.parties if p in graph.moves or p in graph.ranking)
    edges = []
    rank = np.zeros((len(names), len(states)), dtype=np.int32)
    for place, party in enumerate(names):
        moves = graph.moves.get(party, {}).items()
        pairs = sorted({(number[of], number[to]) for of, after in moves for to in after})
        listed = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        edges.append((listed[:, 0], listed[:, 1]))
        for height, rung in enumerate(reversed(graph.ranking.get(party, ()))):
            rank[place, [number[state] for state in rung]] = height
    return Problem(
        parties=names,
        options=(),
        codes=np.zeros(len(states), dtype=np.uint32),
        layout=np.zeros((len(names), 4), dtype=np.int64),
        rank=np.repeat(rank[None], draws, axis=0),
        judged=_judged([party for party in names if party in graph.ranking], names, parties),
        moves=from_edges(edges, len(states), tracked=True),
        status_quo=None if graph.status_quo is None else number[graph.status_quo],
        start_stated=True,
        state_names=states,
    )
