"""A conflict as arrays: feasible states, moves and rankings, with a leading draw axis.

States are numbered 0 .. S - 1 in ascending order of their bit codes; parties that own options
come first, in the order of the file, then parties that only have preferences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import MOST_MOVES, Moves, edge_count, from_edges, from_options
from detente.analyses.stability.preferences import ranks_of
from detente.analyses.stability.rankings import from_names
from detente.errors import SettingError
from detente.scenario import Draws, Scenario
from detente.scenario.sections.standoff import Graph
from detente.scenario.states import (
    MOST_OPTIONS,
    feasible_states,
    option_bits,
    ranked_parties,
    state_code,
    state_groups,
    state_text,
    status_quo_code,
)


@dataclass(frozen=True, eq=False)
class Problem:
    """Arrays of one conflict.

    codes: uint32[state]; rank: int32[draw, party, state], higher is better; judged: bool[party],
    the parties whose stability counts; layout: int64[party, 4] as for the engine. `moves` is
    given only where moves do not follow from the codes: states that were stated one by one (then
    they have `state_names` and no codes), or joined (then `alias[code]` is the state that a code
    belongs to). `status_quo` is the state in which nobody takes an option where none is stated
    (`start_stated`).
    """

    parties: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    codes: NDArray[np.uint32]
    layout: NDArray[np.int64]
    rank: NDArray[np.int32]
    judged: NDArray[np.bool_]
    status_quo: int | None
    start_stated: bool = False
    moves: Moves | None = None
    state_names: tuple[str, ...] | None = None
    alias: NDArray[np.int32] | None = None

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.rank.shape[2])

    @property
    def option_form(self) -> bool:
        """Whether moves follow from the options."""
        return self.moves is None

    @cached_property
    def place(self) -> NDArray[np.int32]:
        """place[code]: number of the state with this code, -1 where there is none."""
        if self.alias is not None:
            return self.alias
        places = np.full(1 << len(self.options), -1, dtype=np.int32)
        places[self.codes] = np.arange(self.states, dtype=np.int32)
        return places

    def place_of(self, code: int) -> int:
        """Number of the state with this code, -1 where there is none."""
        if self.alias is not None or len(self.options) <= MOST_OPTIONS:
            return int(self.place[code])
        found = int(np.searchsorted(self.codes, self.codes.dtype.type(code)))
        return found if found < self.states and int(self.codes[found]) == code else -1

    def name(self, state: int) -> str:
        """YN string or stated name of a state."""
        if self.state_names is not None:
            return self.state_names[state]
        return state_text(int(self.codes[state]), len(self.options))

    def taken(self, state: int) -> tuple[str, ...]:
        """Options taken in a state, as `party.option`; empty where states have no options."""
        if self.state_names is not None and not self.options:
            return ()
        code = int(self.codes[state])
        return tuple(f"{p}.{o}" for bit, (p, o) in enumerate(self.options) if code >> bit & 1)

    def state(self, name: str, setting: str) -> int:
        """Number of the state with this name.

        Raises SettingError when there is no such state.
        """
        if self.state_names is not None and name in self.state_names:
            return self.state_names.index(name)
        letters = name.strip().upper()
        if self.state_names is None and len(letters) == len(self.options):
            found = -1 if set(letters) - {"Y", "N"} else self.place_of(state_code(letters))
            if found >= 0:
                return found
        raise SettingError(setting, name, self._how_to_name(letters))

    def _how_to_name(self, letters: str) -> str:
        """What to write instead of the name of a state that is not there."""
        example = self.name(0)
        if self.state_names is not None or set(letters) - {"Y", "N"}:
            return f"name a feasible state, such as {example}"
        if len(letters) != len(self.options):
            return f"write {len(self.options)} letters, one an option, such as {example}"
        return f"infeasible: rules this state out; name another, such as {example}"

    def of_draw(self, draw: int) -> Problem:
        """The same conflict with the preferences of one draw."""
        return replace(self, rank=self.rank[draw : draw + 1])


def build_problem(scenario: Scenario, draws: Draws, parties: tuple[str, ...] | None) -> Problem:
    """The conflict that a scenario states.

    Raises SettingError for parties that have no preferences over the states.
    """
    if scenario.graph is not None:
        return _stated(scenario.graph, scenario, draws.count, parties)
    names = _names(scenario)
    sparse = len(scenario.option_names) > MOST_OPTIONS
    codes = feasible_states(scenario)
    alias, moves = None, None
    if scenario.same:
        codes, alias, moves = _joined(scenario, codes, names)
    elif sparse:
        moves = _listed(codes, _layout(scenario, names), "options")
    rank = np.zeros((draws.count, len(names), codes.size), dtype=np.int32)
    for place, party in enumerate(names):
        rank[:, place] = ranks_of(scenario, party, codes, draws)
    problem = Problem(
        parties=names,
        options=scenario.option_names,
        codes=codes,
        layout=_layout(scenario, names),
        rank=rank,
        judged=judged_parties(names, ranked_parties(scenario), parties),
        status_quo=None,
        moves=moves,
        alias=alias,
    )
    start = problem.place_of(status_quo_code(scenario) or 0)
    return replace(
        problem,
        status_quo=start if start >= 0 else None,
        start_stated=scenario.status_quo is not None,
    )


def _names(scenario: Scenario) -> tuple[str, ...]:
    ranked = ranked_parties(scenario)
    others = (party for party in scenario.parties if party in ranked)
    return (*scenario.options, *(party for party in others if party not in scenario.options))


def judged_parties(
    names: tuple[str, ...], ranked: frozenset[str], wanted: tuple[str, ...] | None
) -> NDArray[np.bool_]:
    """Which parties' stability counts: those with preferences, or the chosen ones among them."""
    known = [party for party in names if party in ranked]
    for party in wanted or ():
        if party not in known:
            raise SettingError("parties", party, f"choose among {', '.join(known)}")
    return np.array([party in (wanted or known) for party in names])


def _layout(scenario: Scenario, names: tuple[str, ...]) -> NDArray[np.int64]:
    bits = option_bits(scenario)
    rows = []
    for party in names:
        own = scenario.options.get(party, {})
        at = [bits[party, option] for option in own]
        take = sum(1 << bits[party, name] for name, o in own.items() if o.moves == "take")
        drop = sum(1 << bits[party, name] for name, o in own.items() if o.moves == "drop")
        rows.append((min(at, default=0), len(at), take, drop))
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _joined(
    scenario: Scenario, codes: NDArray[np.uint32], names: tuple[str, ...]
) -> tuple[NDArray[np.uint32], NDArray[np.int32], Moves]:
    """States joined by `same`: remaining codes, state of each code, moves between groups."""
    groups = state_groups(scenario, codes)
    kept, state = np.unique(groups, return_inverse=True)
    if len(scenario.option_names) > MOST_OPTIONS:
        raise SettingError("same", "", f"states are joined for at most {MOST_OPTIONS} options")
    alias = np.full(1 << len(scenario.option_names), -1, dtype=np.int32)
    alias[codes] = state.astype(np.int32)
    apart = _listed(codes, _layout(scenario, names), "same")
    edges = []
    for party in range(len(names)):
        bounds = apart.starts[party]
        of = np.repeat(state, np.diff(bounds))
        to = state[apart.targets[bounds[0] : bounds[-1]]]
        pairs = np.unique(np.stack([of, to], axis=1)[of != to], axis=0)
        edges.append((pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)))
    return codes[kept], alias, from_edges(edges, kept.size, tracked=True)


def _listed(codes: NDArray[np.uint32], layout: NDArray[np.int64], setting: str) -> Moves:
    count = edge_count(codes, layout)
    if count > MOST_MOVES:
        remedy = f"this lists all moves: {count} here, {MOST_MOVES} at most; rule out states"
        raise SettingError(setting, f"{codes.size} states", remedy)
    return from_options(codes, layout)


def _stated(
    graph: Graph, scenario: Scenario, draws: int, parties: tuple[str, ...] | None
) -> Problem:
    """A conflict stated move by move."""
    states = tuple(graph.states)
    names = tuple(p for p in scenario.parties if p in graph.moves or p in graph.ranking)
    edges = []
    for party in names:
        pairs = [
            (states.index(of), states.index(to))
            for of, after in graph.moves.get(party, {}).items()
            for to in after
        ]
        listed = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        edges.append((listed[:, 0], listed[:, 1]))
    rank = np.stack([from_names(graph.ranking.get(party, ()), states) for party in names])
    return Problem(
        parties=names,
        options=(),
        codes=np.zeros(len(states), dtype=np.uint32),
        layout=np.zeros((len(names), 4), dtype=np.int64),
        rank=np.repeat(rank[None], draws, axis=0),
        judged=judged_parties(names, frozenset(graph.ranking), parties),
        status_quo=None if graph.status_quo is None else states.index(graph.status_quo),
        start_stated=True,
        moves=from_edges(edges, len(states), tracked=True),
        state_names=states,
    )
