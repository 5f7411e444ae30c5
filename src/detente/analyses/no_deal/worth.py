"""What no deal is worth to every party with preferences, over draws: one number for all analyses.

A party states it, or it follows: from a crisis in reduced form, or from the states that can last
without a deal. What such a state is worth to a party is stated under `no_deal:`, or read off its
order of states: lowest for the low end of the range of its reservation value, highest for the high
end. Public threats come on top of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.crises import crisis_worth
from detente.analyses.no_deal.states import LastingStates, lasting_states
from detente.analyses.no_deal.threats import Threat, after_threats, threats_of
from detente.errors import MissingSection, SettingError, sentence
from detente.scenario import Draws, Scenario
from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits, state_text
from detente.scenario.valuations import reservation

Floats = NDArray[np.float64]

EXAMPLE = """options: {a: [leave], b: [strike]}
ranking: {a: [NN, YN, YY, NY], b: [NY, NN, YY, YN]}
no_deal: {a: [{if: b.strike, worth: 10}, {worth: 40}]}"""


@dataclass(frozen=True, eq=False)
class Fallback:
    """The states without a deal and what they are worth to the parties for whom they decide it.

    `states` are YN strings; `stable[draw, state]`; `worth[party][draw, state]`, threats counted.
    `value[party][draw]` is the worst, best or mean of it over the stable states, or what a crisis
    gives: what no deal is worth to each party for which it is not stated as a number.
    """

    states: tuple[str, ...]
    stable: NDArray[np.bool_]
    worth: Mapping[str, Floats]
    value: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class NoDeal:
    """What no deal is worth, [draw, party]: `meanwhile` before the public `threats` are called.

    `lasting` is what the end of talks is worth before them at a stage that falls back on stability;
    None where no stage does. `fallback` says how it follows, where for some party it does.
    """

    meanwhile: Floats
    threats: tuple[Threat, ...] = ()
    lasting: Floats | None = None
    fallback: Fallback | None = None

    @cached_property
    def worth(self) -> Floats:
        """What the end of talks is worth, threats counted."""
        return after_threats(self.meanwhile, self.threats)

    @cached_property
    def worth_from_states(self) -> Floats:
        """The same at a stage that falls back on the states that can last."""
        return self.worth if self.lasting is None else after_threats(self.lasting, self.threats)


def no_deal(scenario: Scenario, draws: Draws) -> NoDeal:
    """What no deal is worth to the parties with preferences, in the order of `parties`.

    Raises MissingSection where states are needed and there are no options or orders of states,
    SettingError where a party says neither what states are worth nor a range.

    >>> from detente.scenario import best_draws, loads
    >>> scenario = loads('''
    ... title: t
    ... parties: {a: {}, b: {}}
    ... issues: {x: {values: [low, high]}}
    ... preferences:
    ...   a: {weights: {x: 1}, values: {x: rising}, reservation: 30..50}
    ...   b: {weights: {x: 1}, values: {x: falling}, reservation: 40}
    ... commitments: {walk: {by: a, against: b, harm: 20, own_cost: 5, cost: 8}}
    ... ''')
    >>> found = no_deal(scenario, best_draws(scenario))
    >>> found.meanwhile.tolist(), found.worth.tolist()
    ([[40.0, 40.0]], [[35.0, 20.0]])
    """
    parties = tuple(party for party in scenario.parties if party in scenario.preferences)
    value = {p: w for p in parties if (w := _constant(scenario, draws, p)) is not None}
    following = [p for p in parties if p not in value and _follows(scenario, p)]
    at_stages = any(stage.if_fails == "stability" for stage in scenario.stages)
    names: tuple[str, ...] = ()
    stable, worth, lasting = np.ones((draws.count, 0), np.bool_), {}, None
    if following or at_stages:
        if not scenario.options or not (scenario.priorities or scenario.ranking):
            needed = "options and priorities or ranking"
            raise MissingSection("deals" if following else "stages", needed, EXAMPLE)
        states = lasting_states(scenario, draws)
        if following:
            stable, count = states.stable, len(scenario.option_names)
            names = tuple(state_text(int(code), count) for code in states.codes)
        for party in following:
            worth[party] = _worth(scenario, draws, party, states)
            value[party] = _taken(scenario, party, states, worth[party])
    stated = {p: value[p] if p in value else reservation(scenario, draws, p) for p in parties}
    if at_stages:
        placed = dict(stated)
        for party in states.heights.keys() & (stated.keys() - value.keys()):
            given = scenario.preferences[party].reservation
            if given is not None and not given.certain:
                placed[party] = states.mean(_from_range(scenario, party, states))
        lasting = np.stack(list(placed.values()), axis=1)
    meanwhile = np.stack(list(stated.values()), axis=1)
    found = NoDeal(meanwhile, threats_of(scenario, draws, parties), lasting)
    if not value:
        return found
    called = dict(zip(parties, (found.worth - meanwhile).T, strict=True))
    worth = {party: points + called[party][:, None] for party, points in worth.items()}
    value = {party: points + called[party] for party, points in value.items()}
    return replace(found, fallback=Fallback(names, stable, worth, value))


def _follows(scenario: Scenario, party: str) -> bool:
    stated = scenario.preferences[party]
    return stated.follows is not None or (stated.reservation is None and party in scenario.no_deal)


def _constant(scenario: Scenario, draws: Draws, party: str) -> Floats | None:
    """The worth where it is the same in all states: one stated for all, or that of a crisis."""
    at_war = crisis_worth(scenario, draws, party)
    if at_war is not None:
        return at_war
    worths = scenario.no_deal.get(party, ())
    if _follows(scenario, party) and worths and worths[0].condition is None:
        return draws.of(("no_deal", party, "0", "worth"))
    return None


def _taken(scenario: Scenario, party: str, states: LastingStates, points: Floats) -> Floats:
    """Of points[draw, state] the worst, best or mean over the states that can last, [draw]."""
    follows = scenario.preferences[party].follows
    if follows is not None and follows.take == "mean":
        return states.mean(points)
    if follows is not None and follows.take == "best":
        return np.asarray(np.where(states.stable, points, -np.inf).max(axis=1))
    return np.asarray(np.where(states.stable, points, np.inf).min(axis=1))


def _worth(scenario: Scenario, draws: Draws, party: str, states: LastingStates) -> Floats:
    """points[draw, state]: the worth of the first statement that holds, or by the party's order."""
    if party not in scenario.no_deal:
        return _from_range(scenario, party, states)
    points = np.full(states.stable.shape, np.nan)
    bits = option_bits(scenario)
    for place, item in enumerate(scenario.no_deal[party]):
        holds = np.ones(len(states.codes), np.bool_)
        if item.condition is not None:
            expression = parse(item.condition, scenario.option_vocabulary)
            holds = expression_truth(expression, bits, states.codes)
        given = draws.of(("no_deal", party, str(place), "worth"))
        points = np.where(np.isnan(points) & holds, given[:, np.newaxis], points)
    missing = np.isnan(points[0])
    if missing.any():
        remedy = "add {worth: …} without if: as the last line for all other states"
        state = state_text(int(states.codes[np.argmax(missing)]), len(bits))
        raise SettingError(sentence("no_deal of {party}", party=party), state, remedy)
    return points


def _from_range(scenario: Scenario, party: str, states: LastingStates) -> Floats:
    """points[draw, state] within the range of a party's reservation value, by its order."""
    stated, height = scenario.preferences[party].reservation, states.heights.get(party)
    if stated is None or height is None:
        remedy = sentence(
            "state under no_deal: what states without a deal are worth to "
            "{party}, or give the range of its reservation value and its "
            "priorities or ranking",
            party=party,
        )
        what = sentence("reservation of {party}", party=party)
        raise SettingError(what, "from: stability", remedy)
    return np.asarray(stated.low + (stated.high - stated.low) * height)
