"""What is sure over a whole box of judgements: who accepts which deal, whether there is one.

A party accepts a deal where sum w_i (v_i + a - r) >= 0, with stated weights w, worths v, added
points a and reservation value r. The sum is greatest over a box with v and a high, r low, and each
weight at the end that the sign of its own bracket asks for; likewise least. Each party has its own
judgements, so over a box *some point makes a given deal pass* is told exactly, and so is *some deal
passes at some point*; *some deal passes at every point* is told only where one deal does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Enclosed
from detente.analyses.deals.conclusions import LARGEST_LAID_OUT, accepted_deal
from detente.analyses.deals.laid_out import (
    CELLS_AT_ONCE,
    EQUAL,
    Asked,
    Floats,
    Laid,
    Table,
    Truth,
    agreed,
    at_table,
    lay_out,
    value_picks,
)
from detente.analyses.deals.problem import Problem
from detente.scenario import Draws, KeyPath, Scenario
from detente.scenario.valuations import stated_weights

ROUNDING = 1e-10
"""Points allowed for rounding, both here and in the analysis itself."""
ALL, EVERYONE = "all", "everyone"
WHO = {"zopa": ALL, "zopa_everyone": EVERYONE}


@dataclass(frozen=True, eq=False)
class _Boxes:
    """The problem at the lower ends of all boxes, then at the upper ends; weights as stated."""

    table: Table
    weight: Floats
    laid: Laid

    @cached_property
    def picks(self) -> Floats:
        """Which value of each issue a deal has: picks[value of any issue, deal]."""
        return value_picks(self.laid)

    @property
    def count(self) -> int:
        return self.table.problem.draws // 2

    def rows(self, part: slice, *, upper: bool) -> slice:
        """Where the lower or upper ends of some boxes stand."""
        shift = self.count if upper else 0
        return slice(part.start + shift, min(part.stop, self.count) + shift)


def bounds(
    scenario: Scenario, ends: tuple[Draws, Draws], name: str, asked: Asked
) -> Enclosed | None:
    """Bounds of a conclusion over the boxes between two ends; None where there are none.

    Raises SettingError and MissingSection as the analysis does.
    """
    if any(issue.continuous for issue in scenario.issues.values()):
        return None  # what holds for the numbers at which a scale is cut need not hold between them
    stacked = _stacked(*ends)
    table = at_table(scenario, stacked, asked)
    problem = table.problem
    if np.prod([float(size) for size in problem.sizes]) > LARGEST_LAID_OUT:
        return None
    laid = _laid(scenario, asked, problem)
    deal = accepted_deal(laid, name)
    if name not in WHO and deal is None:
        return None
    stated = np.stack([stated_weights(scenario, stacked, p) for p in problem.parties], axis=1)
    who = WHO.get(name) or name.rpartition(".")[2]
    if deal is None:
        free = ~laid.barred[np.newaxis]
        passes = agreed(free, table)[0] if who == ALL else free[0].all(axis=0)
        boxes = _Boxes(table, stated, laid.only(np.flatnonzero(passes & ~laid.ruled_out)))
    else:
        boxes = _Boxes(table, stated, laid.only([deal]))
    lower, upper = (_holds(boxes, who, sure=sure) for sure in (True, False))
    if problem.fallback is not None and problem.fallback.states:
        open_ = _states_open(*ends)
        lower, upper = lower & ~open_, upper | open_
    sides = lower.astype(np.float64), upper.astype(np.float64)
    return Enclosed(*sides, *_directions(scenario), _ratios(scenario))


def _stacked(low: Draws, high: Draws) -> Draws:
    """The lower ends of boxes and their upper ends, one after the other."""
    values = {path: np.concatenate([low.of(path), high.of(path)]) for path in low.values}
    orders = {path: np.concatenate([low.orders[path], high.orders[path]]) for path in low.orders}
    return Draws(low.count + high.count, values, orders)


_LAID: dict[tuple[str, Asked], Laid] = {}
"""The last space laid out, by the scenario's digest: proofs ask for it again and again."""


def _laid(scenario: Scenario, asked: Asked, problem: Problem) -> Laid:
    key = (scenario.digest, asked)
    if key not in _LAID:
        _LAID.clear()
        _LAID[key] = lay_out(problem)
    return replace(_LAID[key], problem=problem)


def _holds(boxes: _Boxes, who: str, *, sure: bool) -> Truth:
    """Whether some deal passes for those asked: surely in the whole box, or possibly in it."""
    problem, laid = boxes.table.problem, boxes.laid
    asked = {ALL: problem.table, EVERYONE: tuple(range(len(problem.parties)))}
    seats = asked[who] if who in asked else (problem.parties.index(who),)
    size = max(1, CELLS_AT_ONCE // (max(1, len(laid.values)) * len(problem.parties)))
    found = []
    for start in range(0, boxes.count, size):
        part = slice(start, min(start + size, boxes.count))
        accepted = np.zeros((part.stop - start, *laid.barred.shape), dtype=np.bool_)
        for place in seats:
            accepted[:, place] = _accepts(boxes, place, part, sure=sure) & ~laid.barred[place]
        if who == ALL:
            passes = agreed(accepted, boxes.table) & ~laid.ruled_out
        elif who == EVERYONE:
            passes = accepted.all(axis=1) & ~laid.ruled_out
        else:
            passes = accepted[:, seats[0]]
        found.append(passes.any(axis=1))
    return np.concatenate(found)


def _accepts(boxes: _Boxes, party: int, part: slice, *, sure: bool) -> Truth:
    """Whether a party accepts each deal in the whole box, or somewhere in it; [box, deal]."""
    good, bad = boxes.rows(part, upper=not sure), boxes.rows(part, upper=sure)
    margin = EQUAL + (-ROUNDING if sure else ROUNDING)
    pick = np.minimum if sure else np.maximum
    problem = boxes.table.problem
    lower, upper = (boxes.weight[boxes.rows(part, upper=end), party] for end in (False, True))
    weighed = lower.sum(axis=1) > 0  # else all weights may be 0, and the deal is worth its points
    accepted = np.empty((len(lower), len(boxes.laid.values)), dtype=np.bool_)
    for deals, added in _patterns(boxes, party, good):
        base = added + margin - problem.reservation[bad, party]
        parts = []
        for issue, worth in enumerate(problem.worth):
            bracket = worth[good, party] + base[:, np.newaxis]
            ends = lower[:, issue, np.newaxis] * bracket, upper[:, issue, np.newaxis] * bracket
            parts.append(pick(*ends))
        total = np.concatenate(parts, axis=1) @ boxes.picks[:, deals]
        bare = (base >= 0)[:, np.newaxis]
        if sure:
            accepted[:, deals] = (total >= 0) & (weighed[:, np.newaxis] | bare)
        else:
            accepted[:, deals] = np.where(weighed[:, np.newaxis], total >= 0, (total > 0) | bare)
    return accepted


def _patterns(boxes: _Boxes, party: int, rows: slice) -> Iterator[tuple[NDArray[np.intp], Floats]]:
    """Deals in which the same added points of a party hold, with their sum, [box]."""
    terms = boxes.table.problem.terms
    own = [k for k, term in enumerate(terms) if term.party == party]
    patterns, of_deal = np.unique(boxes.laid.holds[own], axis=1, return_inverse=True)
    for pattern in range(patterns.shape[1]):
        added = np.zeros(rows.stop - rows.start)
        for place, k in enumerate(own):
            added += terms[k].points[rows] * patterns[place, pattern]
        yield np.flatnonzero(of_deal.reshape(-1) == pattern), added


def _states_open(low: Draws, high: Draws) -> Truth:
    """Boxes in which it is open which priorities are held: the states that last are then too."""
    paths = [path for path in low.values if path[0] == "priorities"]
    differ = [low.of(path) != high.of(path) for path in paths]
    return np.any(differ, axis=0) if differ else np.zeros(low.count, dtype=np.bool_)


def _directions(scenario: Scenario) -> tuple[frozenset[KeyPath], frozenset[KeyPath]]:
    """Judgements that can only help a deal, and those that can only hinder one."""
    helps, hinders = set(), set()
    for path in scenario.judgements():
        if path[0] == "preferences" and path[2] in ("values", "interactions"):
            helps.add(path)
        if path[0] == "no_deal" or (path[0] == "preferences" and path[2] == "reservation"):
            hinders.add(path)
    return frozenset(helps), frozenset(hinders)


def _ratios(scenario: Scenario) -> tuple[frozenset[KeyPath], ...]:
    """The weights of each party: they are normalised to a sum of 1."""
    return tuple(
        frozenset(("preferences", party, "weights", issue) for issue in stated.weights)
        for party, stated in scenario.preferences.items()
    )
