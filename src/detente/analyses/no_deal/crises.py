"""Crises of a scenario as arrays, in reduced forms: outcome equations of small published models.

All arrays have one entry a draw. The prize is 100 points; chances are 0..1. A is the first party of
`between`, B the other.

>>> from detente.scenario import best_draws, loads
>>> scenario = loads('''
... title: t
... parties: {a: {}, b: {}}
... crises: {border: {between: [a, b], win: 60%, cost: {a: 10, b: 20}}}
... ''')
>>> found = crisis_forms(scenario, best_draws(scenario), "border").contest
>>> found.low.tolist(), found.high.tolist(), found.worth["b"].tolist()
([50.0], [80.0], [20.0])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.scenario.sections.crises import Track
from detente.scenario.sections.failure import battles_expected, ruin
from detente.scenario.valuations import remembered_cost

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario
    from detente.scenario.model import KeyPath

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

SUREST = 0.99
"""Above this chance a threat counts as one that always works: no audience cost separates."""


class Demand(NamedTuple):
    """Powell 1999: A's best demand in points, the chance that B rather fights, its worth to A."""

    points: Floats
    war: Floats
    worth: Floats


class Shift(NamedTuple):
    """Powell 1999: `now` and `later` are the rising side's chances, `surplus` in points.

    The declining side fights now where what it would lose exceeds what the rising side can give up
    now: where `surplus` d (p2 - p1) - (p1 + (1 - d) c) is above 0. `rises[draw]` is true where A
    rises.
    """

    rises: Truth
    now: Floats
    later: Floats
    surplus: Floats

    @property
    def war(self) -> Truth:
        """Whether the shift brings war now."""
        return self.surplus > 0


class Audience(NamedTuple):
    """Fearon 1994: the audience cost that keeps a bluffer from threatening, and the one stated.

    Where the other side always gives way (`always`) no cost would be enough.
    """

    needed: Floats
    stated: Floats
    always: Truth

    @property
    def separates(self) -> Truth:
        """Whether only a resolved party would threaten."""
        return (self.stated >= self.needed) & ~self.always


class Contest(NamedTuple):
    """A contest of force: A's chance, and what it is worth to each party.

    From `low` to `high` lie the divisions (A's share in points) that both prefer to it (Fearon
    1995). `battles` is the expected length of a war of steps (Slantchev 2003).
    """

    win: Floats
    worth: dict[str, Floats]
    low: Floats
    high: Floats
    battles: Floats | None


class Forms(NamedTuple):
    """All that a crisis states, in reduced forms; None for what it does not state."""

    contest: Contest | None = None
    demand: Demand | None = None
    shift: Shift | None = None
    audience: Audience | None = None


def crisis_forms(scenario: Scenario, draws: Draws, name: str) -> Forms:
    """Everything that the statements on a crisis allow."""
    contest, audience = _contest(scenario, draws, name), _audience(scenario, draws, name)
    if contest is None:
        return Forms(audience=audience)
    crisis, demand, shift = scenario.crises[name], None, None

    def of(*path: str) -> Floats:
        return draws.of(("crises", name, *path))

    costs = [of("cost", party) / 100 for party in crisis.between]
    if crisis.hidden_cost is not None:
        ends = [of("hidden_cost", end) / 100 for end in ("least", "most")]
        demand = best_demand(contest.win, costs[0], np.minimum(*ends), np.maximum(*ends))
    if crisis.shift is not None:
        later, patience = of("shift", "later"), of("shift", "patience")
        rises = later >= contest.win
        now = np.where(rises, contest.win, 1 - contest.win)
        then = np.where(rises, later, 1 - later)
        given_up = now + (1 - patience) * np.where(rises, *costs)
        shift = Shift(rises, now, then, 100 * (patience * (then - now) - given_up))
    return Forms(contest, demand, shift, audience)


def crisis_worth(scenario: Scenario, draws: Draws, party: str) -> Floats | None:
    """What no deal is worth to a party whose reservation value follows from a crisis, [draw].

    None for other parties.
    """
    follows = scenario.preferences[party].follows
    if follows is None or follows.of is None:
        return None
    contest = _contest(scenario, draws, follows.of)
    return None if contest is None else contest.worth[party]


def best_demand(win: Floats, own: Floats, least: Floats, most: Floats) -> Demand:
    """A's demand x that maximises the chance of peace times x plus that of war times p - c_A.

    B's cost is spread evenly from `least` to `most` and B accepts x up to p + c_B; all in units of
    the prize, the answer in points. Where nothing is hidden the demand is what B just accepts.
    """
    sure, top = win + least, win + most
    demand = np.minimum(np.minimum(np.maximum((top + win - own) / 2, sure), top), 1.0)
    hidden = most - least
    war = np.where(hidden > 1e-12, (demand - sure) / np.where(hidden > 1e-12, hidden, 1.0), 0.0)
    war = np.clip(war, 0.0, 1.0)
    return Demand(100 * demand, war, 100 * ((1 - war) * demand + war * (win - own)))


def _contest(scenario: Scenario, draws: Draws, name: str) -> Contest | None:
    crisis = scenario.crises[name]
    path: KeyPath = ("crises", name, "win")
    if crisis.win is None:
        return None
    battles = None
    if isinstance(crisis.win, Track):
        steps, held = crisis.win.steps, crisis.win.held
        chances = draws.of((*path, "battles")).tolist()
        win = np.array([ruin(p, steps, held) for p in chances])
        battles = np.array([battles_expected(p, steps, held) for p in chances])
    else:
        win = draws.of(path)
    first, second = crisis.between
    own, other = (draws.of(("crises", name, "cost", party)) for party in crisis.between)
    low, high = (np.clip(end, 0, 100) for end in (100 * win - own, 100 * win + other))
    return Contest(win, {first: low, second: 100 - high}, low, high, battles)


def _audience(scenario: Scenario, draws: Draws, name: str) -> Audience | None:
    threat = scenario.crises[name].threat
    if threat is None:
        return None
    path: KeyPath = ("crises", name, "threat")
    given = draws.of((*path, "gives_way"))
    works, always = np.minimum(given, SUREST), given > SUREST
    needed = draws.of((*path, "prize")) * works / (1 - works)
    if threat.commitment is not None:
        return Audience(needed, remembered_cost(scenario, draws, threat.commitment), always)
    return Audience(needed, draws.of((*path, "audience_cost")), always)
