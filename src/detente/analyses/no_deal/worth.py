"""What no deal is worth to every party with preferences, over draws: one number for all analyses.

A party states it, or it follows: from a crisis in reduced form, or from the states that can last
without a deal. What such a state is worth to a party is stated under `no_deal:`, or read off its
order of states: lowest for the low end of the range of its reservation value, highest for the high
end. Public threats come on top of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.crises import crisis_worth
from detente.analyses.no_deal.orders import Codes, Ranks
from detente.analyses.no_deal.states import LastingStates, lasting_states
from detente.analyses.no_deal.threats import Threat, after_threats, threats_of
from detente.errors import MissingSection, SettingError, sentence
from detente.scenario import Draws, Scenario
from detente.scenario.judgements.forms import Judgement
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

    `states` are the codes of those that can last in the first draw, `worth[party][state]` what they
    are worth then, threats counted.
    `value[party][draw]` is the worst, best or mean of it over the stable states, or what a crisis
    gives: what no deal is worth to each party for which it is not stated as a number.
    """

    states: Codes
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
    codes, worth, lasting = np.zeros(0, dtype=np.uint32), {}, None
    if following or at_stages:
        if not scenario.options or not (scenario.priorities or scenario.ranking):
            needed = "options and priorities or ranking"
            raise MissingSection("deals" if following else "stages", needed, EXAMPLE)
        _require_worths(scenario, following)
        states = lasting_states(scenario, draws)
        if following:
            stable = np.flatnonzero(states.stable(0))
            codes = states.codes[stable]
        for party in following:
            told = _told(scenario, draws, party, states)
            worth[party] = told.of_draw(0, stable)
            follows = scenario.preferences[party].follows
            value[party] = _taken(states, told, "worst" if follows is None else follows.take)
    stated = {p: value[p] if p in value else reservation(scenario, draws, p) for p in parties}
    if at_stages:
        placed = dict(stated)
        for party in states.ranks.keys() & (stated.keys() - value.keys()):
            given = scenario.preferences[party].reservation
            if given is not None and not given.certain:
                told = _by_order(given, states.ranks[party], states.order[party])
                placed[party] = _taken(states, told, "mean")
        lasting = np.stack(list(placed.values()), axis=1)
    meanwhile = np.stack(list(stated.values()), axis=1)
    found = NoDeal(meanwhile, threats_of(scenario, draws, parties), lasting)
    if not value:
        return found
    called = dict(zip(parties, (found.worth - meanwhile).T, strict=True))
    worth = {party: points + called[party][0] for party, points in worth.items()}
    value = {party: points + called[party] for party, points in value.items()}
    return replace(found, fallback=Fallback(codes, worth, value))


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


def _require_worths(scenario: Scenario, following: Sequence[str]) -> None:
    """Every party says what states are worth to it, or has a range and an order of the states."""
    for party in following:
        ordered = party in scenario.ranking or party in scenario.priorities
        ranged = scenario.preferences[party].reservation is not None
        if party not in scenario.no_deal and not (ordered and ranged):
            remedy = sentence(
                "state under no_deal: what states without a deal are worth to "
                "{party}, or give the range of its reservation value and its "
                "priorities or ranking",
                party=party,
            )
            what = sentence("reservation of {party}", party=party)
            raise SettingError(what, "from: stability", remedy)


class _Told(NamedTuple):
    """What states are worth to a party: that of a rung, `points[order][rung, draw]`.

    `rung[order, state]`; `order[draw]`. The last axis of the points may have length 1.
    """

    rung: NDArray[np.signedinteger]
    points: Sequence[Floats]
    order: NDArray[np.intp]

    def of_draw(self, draw: int, states: NDArray[np.intp]) -> Floats:
        """The worth of some states in a draw."""
        order = self.order[draw]
        points = self.points[order]
        return np.asarray(points[self.rung[order, states], draw if points.shape[1] > 1 else 0])


def _taken(states: LastingStates, told: _Told, take: str) -> Floats:
    """The worst, best or mean worth over the states that can last, [draw]."""
    found = np.empty(len(told.order))
    for rows in states.cases():
        order = told.order[rows[0]]
        points, stable = told.points[order], states.stable(rows[0])
        times = np.bincount(told.rung[order][stable], minlength=len(points))
        if take == "mean":
            one = times @ points / times.sum()
        else:
            some = points[times > 0]
            one = some.max(axis=0) if take == "best" else some.min(axis=0)
        found[rows] = one[rows] if len(one) > 1 else one
    return found


def _told(scenario: Scenario, draws: Draws, party: str, states: LastingStates) -> _Told:
    """The worth of the first statement that holds, or by the party's order."""
    given = scenario.preferences[party].reservation
    if party not in scenario.no_deal and given is not None:
        return _by_order(given, states.ranks[party], states.order[party])
    items = scenario.no_deal[party]
    bits, vocabulary = option_bits(scenario), scenario.option_vocabulary
    holds = [
        np.ones(len(states.codes), np.bool_)
        if item.condition is None
        else expression_truth(parse(item.condition, vocabulary), bits, states.codes)
        for item in items
    ]
    if not (any_holds := np.logical_or.reduce(holds)).all():
        remedy = "add {worth: …} without if: as the last line for all other states"
        state = state_text(int(states.codes[np.argmin(any_holds)]), len(bits))
        raise SettingError(sentence("no_deal of {party}", party=party), state, remedy)
    worths = [draws.of(("no_deal", party, str(k), "worth")) for k in range(len(items))]
    first = np.argmax(holds, axis=0)[None]
    return _Told(first, [np.stack(worths)], np.zeros(draws.count, dtype=np.intp))


def _by_order(given: Judgement, ranks: Ranks, order: NDArray[np.intp]) -> _Told:
    """Points spread evenly over the range: the party's lowest states at its low end, and so on."""
    tops = np.maximum(1, ranks.max(axis=1)).tolist()
    spans = [given.low + (given.high - given.low) * (np.arange(top + 1) / top) for top in tops]
    return _Told(ranks, [points[:, None] for points in spans], order)
