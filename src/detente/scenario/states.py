"""States as bit codes: option k of the declared order is bit k, and letter k of the YN string.

>>> state_text(0b011, 3), state_code("YYN")
('YYN', 3)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import SettingError, sentence
from detente.scenario.statements import Atom, Expression, OptionTaken, atoms, evaluate, parse

if TYPE_CHECKING:
    from detente.scenario.model import Scenario

MOST_OPTIONS = 20
"""Options of which every combination can be a state."""

MOST_STATES = 1 << MOST_OPTIONS
"""Feasible states that are analysed at most."""

MOST_CODED_OPTIONS = 62
"""Options that a code has room for, if `infeasible` leaves few enough states."""


def state_text(code: int, options: int) -> str:
    """A state as letters Y and N, one an option."""
    return "".join("Y" if code >> k & 1 else "N" for k in range(options))


def state_code(text: str) -> int:
    """The bit code of a YN string."""
    return sum(1 << k for k, letter in enumerate(text) if letter == "Y")


def expression_truth(
    expression: Expression, bits: dict[tuple[str, str], int], codes: NDArray[np.uint32]
) -> NDArray[np.bool_]:
    """Truth of an expression in each state; `bits` gives the bit of each (party, option)."""

    def taken(atom: Atom) -> NDArray[np.bool_]:
        if not isinstance(atom, OptionTaken):
            raise SettingError("statement", str(atom), "statements about states name options")
        bit = codes.dtype.type(1 << bits[atom.party, atom.option])
        return np.asarray(codes & bit, dtype=np.bool_)

    return evaluate(expression, taken)


def option_bits(scenario: Scenario) -> dict[tuple[str, str], int]:
    """The bit of each option."""
    return {name: bit for bit, name in enumerate(scenario.option_names)}


def feasible_states(scenario: Scenario) -> NDArray[Any]:
    """Codes of all states that `infeasible` does not rule out, ascending.

    The options are added one by one, and a statement is applied once all its options are there.
    Codes are uint32, for more than 32 options uint64.

    Raises SettingError for more than `MOST_CODED_OPTIONS` options, and where more than
    `MOST_STATES` states are left on the way.
    """
    bits = option_bits(scenario)
    if len(bits) > MOST_CODED_OPTIONS:
        remedy = sentence(
            "at most {most} options can be analysed; merge or remove some", most=MOST_CODED_OPTIONS
        )
        raise SettingError("options", len(bits), remedy)
    kind = np.uint32 if len(bits) <= 32 else np.uint64
    due: dict[int, list[Expression]] = {}
    for statement in scenario.infeasible:
        expression = parse(statement, scenario.option_vocabulary)
        named = [bits[a.party, a.option] for a in atoms(expression) if isinstance(a, OptionTaken)]
        due.setdefault(max(named, default=0), []).append(expression)
    codes: NDArray[Any] = np.zeros(1, dtype=kind)
    for bit in range(len(bits)):
        codes = np.concatenate([codes, codes | kind(1 << bit)])
        for expression in due.get(bit, ()):
            codes = codes[~expression_truth(expression, bits, codes)]
        if codes.size > MOST_STATES:
            remedy = sentence(
                "at most {most} states can be analysed, all combinations of "
                "{options} options; merge options, rule out more under "
                "infeasible:, or put options that rule one another out beside "
                "each other",
                most=MOST_STATES,
                options=MOST_OPTIONS,
            )
            raise SettingError("options", len(bits), remedy)
    return codes


def state_groups(scenario: Scenario, codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """group[place]: place of the first state that the state counts as one with (or its own).

    States that two statements of `same` hold for join both groups.
    """
    groups = np.arange(codes.size)
    bits = option_bits(scenario)
    for statement in scenario.same:
        expression = parse(statement, scenario.option_vocabulary)
        joined = np.unique(groups[expression_truth(expression, bits, codes)])
        if joined.size:
            groups[np.isin(groups, joined)] = joined[0]
    return groups


def status_quo_code(scenario: Scenario) -> int | None:
    """The code of the stated status quo, or None where none is stated."""
    if scenario.status_quo is None:
        return None
    stated = scenario.status_quo
    if len(stated) == 1 and not set(stated[0]) - {"Y", "N"}:
        return state_code(stated[0])
    names = [f"{party}.{option}" for party, option in scenario.option_names]
    return sum(1 << names.index(taken) for taken in dict.fromkeys(stated))


def ranked_parties(scenario: Scenario) -> frozenset[str]:
    """Parties whose preferences over the states are known in one form or another."""
    if scenario.graph is not None:
        return frozenset(scenario.graph.ranking)
    by_deals = scenario.preferences if scenario.outcomes else {}
    named = (scenario.priorities, scenario.ranking, scenario.option_weights, by_deals)
    return frozenset(party for section in named for party in section)
