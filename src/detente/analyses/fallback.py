"""What no deal is worth where that follows from what each party can do without one.

The states that can last without a deal (no party has a move worth making) are found as for talks
in stages. What such a state is worth to a party is stated under `no_deal:`, or read off the
party's order of states: lowest for the low end of the range of its reservation value, highest for
the high end, evenly in between. A reservation value may also follow from a crisis, in reduced form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal import lasting_states
from detente.analyses.reduced_forms import crisis_worth
from detente.errors import MissingSection, SettingError
from detente.scenario import Draws, Scenario
from detente.scenario.expressions import parse
from detente.scenario.states import expression_truth, option_bits, state_text

Floats = NDArray[np.float64]

EXAMPLE = """options: {a: [leave], b: [strike]}
ranking: {a: [NN, YN, YY, NY], b: [NY, NN, YY, YN]}
no_deal: {a: [{if: b.strike, worth: 10}, {worth: 40}]}"""


@dataclass(frozen=True, eq=False)
class Fallback:
    """The states without a deal and their worth, for the parties whose reservation follows.

    `states` are YN strings; `stable[draw, state]`; `worth[party][draw, state]`;
    `value[party][draw]` is the worst, best or mean over the stable states.
    """

    states: tuple[str, ...]
    stable: NDArray[np.bool_]
    worth: dict[str, Floats]
    value: dict[str, Floats]


def fallback(scenario: Scenario, draws: Draws) -> Fallback | None:
    """The worth of no deal for parties that do not state it as a number; None where all do.

    Raises MissingSection where states are needed and there are no options or orders of states,
    SettingError where a party says neither what states are worth nor a range.
    """
    concerned = [
        party
        for party, stated in scenario.preferences.items()
        if stated.follows is not None or (stated.reservation is None and party in scenario.no_deal)
    ]
    if not concerned:
        return None
    constant = {p: w for p in concerned if (w := _constant(scenario, draws, p)) is not None}
    if len(constant) == len(concerned):
        return Fallback((), np.ones((draws.count, 0), np.bool_), {}, constant)
    if not scenario.options or not (scenario.priorities or scenario.ranking):
        raise MissingSection("deals", "options and priorities or ranking", EXAMPLE)
    codes, heights, stable = lasting_states(scenario, draws)
    names = tuple(state_text(int(code), len(scenario.option_names)) for code in codes)
    worth = {
        party: _worth(scenario, draws, party, codes, heights.get(party), names)
        for party in concerned
        if party not in constant
    }
    value = {party: _taken(scenario, party, points, stable) for party, points in worth.items()}
    return Fallback(names, stable, worth, constant | value)


def _constant(scenario: Scenario, draws: Draws, party: str) -> Floats | None:
    """The worth where it is the same in all states: one stated for all, or that of a crisis."""
    at_war = crisis_worth(scenario, draws, party)
    if at_war is not None:
        return at_war
    worths = scenario.no_deal.get(party, ())
    if worths and worths[0].condition is None:
        return draws.of(("no_deal", party, "0", "worth"))
    return None


def _worth(
    scenario: Scenario,
    draws: Draws,
    party: str,
    codes: NDArray[np.uint32],
    height: Floats | None,
    names: tuple[str, ...],
) -> Floats:
    stated = scenario.preferences[party].reservation
    if party in scenario.no_deal:
        return _stated(scenario, draws, party, codes, names)
    if stated is None or height is None:
        remedy = (
            f"state under no_deal: what states without a deal are worth to {party}, or give the "
            "range of its reservation value and its priorities or ranking"
        )
        raise SettingError(f"reservation of {party}", "from: stability", remedy)
    return np.asarray(stated.low + (stated.high - stated.low) * height)


def _stated(
    scenario: Scenario,
    draws: Draws,
    party: str,
    codes: NDArray[np.uint32],
    names: tuple[str, ...],
) -> Floats:
    """The worth of the first statement that holds in each state."""
    points = np.full((draws.count, len(codes)), np.nan)
    bits = option_bits(scenario)
    for place, item in enumerate(scenario.no_deal[party]):
        holds = np.ones(len(codes), np.bool_)
        if item.condition is not None:
            expression = parse(item.condition, scenario.option_vocabulary)
            holds = expression_truth(expression, bits, codes)
        given = draws.of(("no_deal", party, str(place), "worth"))
        points = np.where(np.isnan(points) & holds, given[:, np.newaxis], points)
    missing = np.flatnonzero(np.isnan(points[0]))
    if len(missing):
        remedy = "add {worth: …} without if: as the last line for all other states"
        raise SettingError(f"no_deal of {party}", names[int(missing[0])], remedy)
    return points


def _taken(scenario: Scenario, party: str, points: Floats, stable: NDArray[np.bool_]) -> Floats:
    follows = scenario.preferences[party].follows
    take = "worst" if follows is None else follows.take
    if take == "mean":
        return np.asarray((points * stable).sum(axis=1) / stable.sum(axis=1))
    if take == "best":
        return np.asarray(np.where(stable, points, -np.inf).max(axis=1))
    return np.asarray(np.where(stable, points, np.inf).min(axis=1))
