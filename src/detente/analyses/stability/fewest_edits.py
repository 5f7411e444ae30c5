"""The fewest edits of one party's priorities that make a state stable for it, with proof.

Whether a state `s` is stable for a party hangs on which states stand above it. A state `t` does if
the first statement on which the two differ is false in `s`. Call a statement against `s` if it is
false there, else for it. Then, of all edits,

- nothing done to a statement for `s` helps but moving it up, and the first place is best;
- a statement against `s` is best negated where it stands: what dropping or moving it brings below
  `s` is brought below by that too; with a second edit it can be negated and moved to the front.

So `t` is not above `s` after the edits if its deciding statement is negated or if some statement
that tells `t` from `s` was moved to the front. That is a covering problem, solved to optimality as
a mixed-integer program. All other smallest sets of edits touch the same statements as one of its
solutions and are found from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.analyses.stability.deciding import (
    Act,
    Statements,
    acts_of,
    cost_of,
    finished,
    met,
    needs_of,
    statements_of,
)
from detente.analyses.stability.edit_lists import Edit, Told, edits_to, mildness
from detente.analyses.stability.edit_variants import Tried, solutions, variants
from detente.analyses.stability.problem import Problem

if TYPE_CHECKING:
    from detente.scenario import Scenario

MOST_NODES = 20_000
MOST_WAYS = 200
"""Sets of edits that are kept at most."""


@dataclass(frozen=True, slots=True)
class FewestEdits:
    """`least` edits are needed and `most` suffice; both are equal where the least is proven.

    `lists` are the finished lists of priorities at `most` edits, as far as they are kept, `ways`
    the edits that lead there; `count` is how many were found, which are all where `complete`.
    """

    party: int
    least: int
    most: int
    lists: tuple[Told, ...]
    ways: tuple[tuple[Edit, ...], ...]
    count: int
    complete: bool


def fewest_edits(
    scenario: Scenario, problem: Problem, party: int, state: int, concept: str
) -> FewestEdits | None:
    """The fewest edits under nash, gmr, smr, seq or sseq; others' preferences stay.

    None where the party has no priorities. Some set of edits always does: with every statement
    against the state negated nothing stands above it.
    """
    if problem.parties[party] not in scenario.priorities:
        return None
    told = statements_of(scenario, problem, party, state)
    clauses = needs_of(problem, party, state, concept)
    least, chosen = _cover(told, clauses)
    most = sum(cost_of(told, act) for act in chosen)
    tried = Tried()
    found: dict[Told, None] = dict.fromkeys([finished(told, chosen)])
    if least == most:
        for acts in solutions(told, clauses, most, tried):
            found |= dict.fromkeys(variants(told, clauses, acts, tried))
    made = sorted(
        ((edits_to(told.told, new), new) for new in found), key=lambda one: mildness(one[0])
    )[:MOST_WAYS]
    ways, lists = tuple(way for way, _ in made), tuple(new for _, new in made)
    return FewestEdits(party, least, most, lists, ways, len(found), tried.all and least == most)


def _reasons(told: Statements) -> dict[int, tuple[Act, ...]]:
    """For each state above, the acts of which any one brings it down."""
    above = ~told.not_above(told.told) & ((1 << told.truths.shape[1]) - 1)
    found = {}
    while above:
        t = (above & -above).bit_length() - 1
        above &= above - 1
        telling = [at for at, mask in enumerate(told.tells) if mask >> t & 1]
        found[t] = ((telling[0], False), *((at, True) for at in telling))
    return found


def _cover(told: Statements, clauses: list[list[int]]) -> tuple[int, list[Act]]:
    """Least cost proven, and acts of the least cost found, by a mixed-integer program."""
    below = told.not_above(told.told)
    if met(clauses, below):
        return 0, []
    reasons = _reasons(told)
    kinds = {why: at for at, why in enumerate(dict.fromkeys(reasons.values()))}
    opened = [
        sorted({tuple(sorted({kinds[reasons[t]] for t in _bits(m & ~below)})) for m in clause})
        for clause in clauses
    ]
    needed = list(dict.fromkeys(tuple(_lean(sets)) for sets in opened if () not in sets))
    acts = acts_of(told)
    answer = _solved(acts, [cost_of(told, act) for act in acts], list(kinds), needed)
    all_of_them = [act for act in acts if not told.favours[act[0]] and not act[1]]
    found = all_of_them if answer.x is None else [
        act for act, value in zip(acts, answer.x[: len(acts)], strict=True) if value > 0.5
    ]  # fmt: skip
    bound = answer.fun if answer.status == 0 else answer.mip_dual_bound
    return max(1, math.ceil(bound - 1e-6)), found


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def _lean(sets: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    kept: list[tuple[int, ...]] = []
    for one in sorted(sets, key=lambda members: (len(members), members)):
        if not any(set(other) <= set(one) for other in kept):
            kept.append(one)
    return kept


def _solved(
    acts: list[Act],
    costs: list[int],
    kinds: list[tuple[Act, ...]],
    needed: list[tuple[tuple[int, ...], ...]],
) -> Any:
    """Variables: acts; kinds of states brought down; sets of the clauses that are so in full."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    column = {act: at for at, act in enumerate(acts)}
    first, after = len(acts), len(acts) + len(kinds)
    rows: list[tuple[dict[int, float], float]] = []
    for at, why in enumerate(kinds):
        rows.append(({first + at: -1.0, **{column[act]: 1.0 for act in why}}, 0.0))
    for clause in needed:
        rows.append(({after + at: 1.0 for at in range(len(clause))}, 1.0))
        for members in clause:
            rows += [({first + kind: 1.0, after: -1.0}, 0.0) for kind in members]
            after += 1
    entries = [(r, c, v) for r, (row, _) in enumerate(rows) for c, v in row.items()]
    row, col, value = (list(part) for part in zip(*entries, strict=True))
    matrix = csr_array((value, (row, col)), shape=(len(rows), after))
    return milp(
        np.array([*costs, *([0] * (after - first))], dtype=float),
        constraints=LinearConstraint(matrix, np.array([low for _, low in rows]), np.inf),
        integrality=np.ones(after),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
