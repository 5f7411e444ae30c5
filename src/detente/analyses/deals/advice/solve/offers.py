"""Offers from one party's seat: equivalent packages, and a path of concessions.

A party offers what it accepts itself and what passes with its consent. Where not everybody must
agree, the solution may leave it among those outvoted; its offers then start from the Nash deal that
passes with it, as if it had a veto.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.agreement import Agreement
from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.bargain import accepted, nash_deal, passing
from detente.analyses.deals.solve.best import best
from detente.analyses.spaces.consent import Consent, unanimity
from detente.analyses.spaces.listing import deals_of
from detente.analyses.spaces.space import GRID, RULE, Factor, Integers, Space

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

LARGEST_LISTED = 300_000
ABOUT = 5.0
"""Points within which packages count as worth about the same."""
PACKAGES = 4


@dataclass(frozen=True, eq=False)
class Step:
    """One concession: the issue that changes, the deal after it, `change[party]` in units."""

    issue: int
    deal: Indices
    change: Integers


def goal_of(
    space: Space, party: int, solution: Indices, consent: Consent, power: Floats | None = None
) -> Indices | None:
    """The deal that a party's offers lead to: the solution, or its own where that is not for it.

    Its own is the Nash deal of those that pass with its consent; None where there is none.
    """
    if accepted(space, solution[np.newaxis])[0, party]:
        return solution
    return nash_deal(space, power, consent.with_veto(party))


def equivalent_packages(
    space: Space,
    agreement: Agreement,
    party: int,
    reference: Indices,
    *,
    consent: Consent | None = None,
    count: int = PACKAGES,
    about: float = ABOUT,
) -> Indices:
    """Different deals that pass with a party, worth about as much to it as a reference deal.

    Ranked by the sum of what they are worth to the others; each next one differs from those chosen
    in as many issues as possible among the better half of what is left. Taken from all deals where
    these can be listed, otherwise from the efficient ones.
    """
    rule = unanimity(space.parties) if consent is None else consent
    deals: Indices = _candidates(space, agreement)
    deals = deals[passing(space, rule.with_veto(party), deals)]
    utility = space.points(space.utility(deals))
    wanted = space.points(space.utility(reference[np.newaxis]))[0, party]
    near = np.abs(utility[:, party] - wanted) <= about
    deals, utility = deals[near], utility[near]
    if len(deals) == 0:
        return deals
    others = utility.sum(axis=1) - utility[:, party]
    order = np.argsort(-others, kind="stable")
    deals, others = deals[order], others[order]
    chosen = [0]
    while len(chosen) < min(count, len(deals)):
        distance = np.min([(deals != deals[k]).sum(axis=1) for k in chosen], axis=0)
        distance[others < np.median(others)] = 0
        if distance.max() == 0:
            break
        chosen.append(int(distance.argmax()))
    few: Indices = deals[sorted(chosen)]
    return few


def _candidates(space: Space, agreement: Agreement) -> Indices:
    if space.count > LARGEST_LISTED:
        return agreement.deals_at(agreement.points, most=3)[1]
    return deals_of(space, np.arange(space.count))


def partners(space: Space, party: int, goal: Indices, consent: Consent) -> Truth:
    """`partners[party]`: whom concessions on the way to a goal are meant for.

    All others where everybody must agree; else those who accept the goal, or all others where
    nobody else does.
    """
    others = np.arange(space.parties) != party
    willing = accepted(space, goal[np.newaxis])[0] & others
    found: Truth = others if consent.unanimous or not willing.any() else willing
    return found


def opening(space: Space, party: int) -> Indices | None:
    """What a party would ask for first: best for itself, then for the others in sum.

    It breaks no rule and none of the party's own red lines.
    """
    own = space.asking(frozenset({party})).unlimited()
    gains = [(item.scope, _own_and_others(space, party, item.gain)) for item in own.factors]
    factors = tuple(Factor(scope, gain) for scope, gain in gains)
    bans = tuple(replace(ban, party=RULE) for ban in own.bans)
    nothing = np.zeros(2, np.int64)
    two = Space(own.sizes, nothing + 1, nothing, factors, bans).unlimited()
    top = best(two, Aim("sum", nothing, nothing + 1, np.array([True, False])), most=1)
    if len(top.deals) == 0:
        return None
    others = two.utility(top.deals)[:, 1]
    first: Indices = top.deals[int(others.argmax())]
    return first


def _own_and_others(space: Space, party: int, gain: Integers) -> Integers:
    """A table as a party's gain and the sum of the others', on a fine grid."""
    points = gain / space.unit * GRID
    others = points.sum(axis=-1) - points[..., party]
    return np.stack([gain[..., party], np.rint(others).astype(np.int64)], axis=-1)


def concessions(
    space: Space, party: int, start: Indices, goal: Indices, meant: Truth | None = None
) -> tuple[Step, ...]:
    """From an opening to a goal, one issue at a time: first what costs least for what it gives.

    At each step the issue is chosen that gives those it is `meant[party]` for, or else all others,
    most for each point it costs the party; changes that cost the party nothing come first.
    """
    counted = np.arange(space.parties) != party if meant is None else meant
    here = start.copy()
    steps: list[Step] = []
    while True:
        open_issues = np.flatnonzero(here != goal)
        if len(open_issues) == 0:
            return tuple(steps)
        rows = np.repeat(here[np.newaxis], len(open_issues), axis=0)
        rows[np.arange(len(open_issues)), open_issues] = goal[open_issues]
        base = space.utility(here[np.newaxis])[0]
        change = space.utility(rows) - base
        points = change / space.unit
        cost = np.maximum(-points[:, party], 0.0)
        given = points[:, counted].sum(axis=1)
        ratio = np.where(cost > 0, given / np.where(cost > 0, cost, 1.0), np.inf)
        best = int(np.lexsort((-given, -ratio))[0])
        steps.append(Step(int(open_issues[best]), rows[best], change[best]))
        here = rows[best]
