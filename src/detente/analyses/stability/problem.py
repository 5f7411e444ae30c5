"""A conflict as arrays: feasible states, moves and rankings, with a leading draw axis.

States are numbered 0 .. S - 1 in ascending order of their bit codes; parties that own options
come first, in the order of the file, then parties that only have preferences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import Moves
from detente.analyses.stability.rankings import dense, from_rungs, lexicographic
from detente.errors import MissingSection, SettingError
from detente.scenario import Draws, Scenario
from detente.scenario.conflict import Priority
from detente.scenario.expressions import parse
from detente.scenario.states import (
    expression_truth,
    feasible_states,
    option_bits,
    state_code,
    state_text,
    status_quo_code,
)

OPTIONS_EXAMPLE = """options: {a: [leave], b: [strike]}
ranking: {a: [NN, YN, YY, NY]}        # best first; one letter an option
priorities: {b: ["not a.leave", "b.strike"]}"""


@dataclass(frozen=True, eq=False)
class Problem:
    """Arrays of one conflict.

    codes: uint32[state]; rank: int32[draw, party, state], higher is better; judged: bool[party],
    the parties whose stability counts; layout: int64[party, 4] as for the engine. `moves` is
    given only where moves do not follow from the codes. `names` are the YN strings, or the names
    of states that were stated one by one. `merged[code place]` maps listed states to states.
    """

    parties: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    codes: NDArray[np.uint32]
    layout: NDArray[np.int64]
    rank: NDArray[np.int32]
    judged: NDArray[np.bool_]
    status_quo: int | None
    moves: Moves | None = None
    state_names: tuple[str, ...] | None = None
    levels: NDArray[np.int32] | None = None

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
        places = np.full(1 << len(self.options), -1, dtype=np.int32)
        places[self.codes] = np.arange(self.states, dtype=np.int32)
        return places

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
        right = len(name) == len(self.options) and not set(name) - {"Y", "N"}
        if self.state_names is None and right:
            found = int(self.place[state_code(name)])
            if found >= 0:
                return found
        example = self.name(0)
        raise SettingError(setting, name, f"name a feasible state, such as {example}")

    def of_draw(self, draw: int) -> Problem:
        """The same conflict with the preferences of one draw."""
        return replace(self, rank=self.rank[draw : draw + 1])


def build_problem(scenario: Scenario, draws: Draws, parties: tuple[str, ...] | None) -> Problem:
    """The conflict that a scenario states.

    Raises MissingSection without options or preferences over states, SettingError for unknown
    parties.
    """
    if not scenario.options:
        raise MissingSection("stability", "options", OPTIONS_EXAMPLE)
    if not (scenario.priorities or scenario.ranking):
        raise MissingSection("stability", "priorities", OPTIONS_EXAMPLE)
    codes = feasible_states(scenario)
    names = _names(scenario)
    rank = np.zeros((draws.count, len(names), codes.size), dtype=np.int32)
    for place, party in enumerate(names):
        rank[:, place] = _ranks(scenario, party, codes, draws)
    return Problem(
        parties=names,
        options=scenario.option_names,
        codes=codes,
        layout=_layout(scenario, names),
        rank=rank,
        judged=judged_parties(names, _ranked(scenario), parties),
        status_quo=_status_quo(scenario, codes),
    )


def _ranked(scenario: Scenario) -> set[str]:
    return {*scenario.priorities, *scenario.ranking}


def _names(scenario: Scenario) -> tuple[str, ...]:
    ranked = _ranked(scenario)
    others = (party for party in scenario.parties if party in ranked)
    return (*scenario.options, *(party for party in others if party not in scenario.options))


def judged_parties(
    names: tuple[str, ...], ranked: set[str], wanted: tuple[str, ...] | None
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


def _status_quo(scenario: Scenario, codes: NDArray[np.uint32]) -> int | None:
    stated = status_quo_code(scenario)
    found = np.flatnonzero(codes == (0 if stated is None else stated))
    return int(found[0]) if found.size else None


def _ranks(
    scenario: Scenario, party: str, codes: NDArray[np.uint32], draws: Draws
) -> NDArray[np.int32]:
    """rank[draw, state] of one party; all 0 for a party without preferences over states."""
    if party in scenario.ranking:
        return from_rungs(scenario.ranking[party].rungs, codes)[None]
    if party not in scenario.priorities:
        return np.zeros((1, codes.size), dtype=np.int32)
    rungs = scenario.priorities[party]
    bits, vocabulary = option_bits(scenario), scenario.option_vocabulary
    truths = [
        [expression_truth(parse(said.maybe, vocabulary), bits, codes) for said in rung.statements]
        for rung in rungs
    ]
    flat = [truth for members in truths for truth in members]
    choices = _choices(party, rungs, draws)
    variants, of_draw = np.unique(choices, axis=0, return_inverse=True)
    ranks = [lexicographic([flat[at] for at in row if at >= 0], codes.size) for row in variants]
    return np.stack(ranks)[of_draw.reshape(-1)]


def _choices(party: str, rungs: tuple[Priority, ...], draws: Draws) -> NDArray[np.int64]:
    """choices[draw, place]: which statement stands at each place, -1 where it is not held."""
    columns: list[NDArray[np.int64]] = []
    first = 0
    for place, rung in enumerate(rungs):
        path = ("priorities", party, str(place))
        members = len(rung.statements)
        order = draws.order(path, members)
        held = np.stack(list(_held(path, rung, draws)), axis=1)
        chosen = np.where(np.take_along_axis(held, order, axis=1), order + first, -1)
        columns += list(chosen.T)
        first += members
    return np.stack(columns, axis=1) if columns else np.zeros((draws.count, 0), dtype=np.int64)


def _held(path: tuple[str, ...], rung: Priority, draws: Draws) -> Iterator[NDArray[np.bool_]]:
    for member, said in enumerate(rung.statements):
        if said.held is None:
            yield np.ones(draws.count, dtype=np.bool_)
        else:
            yield draws.of((*path, "statements", str(member), "held")) >= 0.5


def utility_ranks(utility: NDArray[np.float64]) -> NDArray[np.int32]:
    """Ranks of states by a utility; differences below 1e-9 of the range count as equal."""
    span = float(np.ptp(utility)) or 1.0
    return dense(np.round(utility / span, 9))
