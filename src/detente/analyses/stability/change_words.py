"""Least changes of preferences in JSON, sentences and cells of a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.distance import changed_pairs
from detente.analyses.stability.inverse import Change
from detente.analyses.stability.joint import Least

if TYPE_CHECKING:
    from detente.analyses.stability.desired import Wish
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording

MOST_NAMED = 6
Pairs = dict[int, list[tuple[int, int]]]
"""Pairs of states of each party."""
MOST_COUNTED = 10**15
"""Orders that are said as a number; beyond, their share is said."""


def change_answer(problem: Problem, change: Change) -> dict[str, Any]:
    """One party's least change in JSON."""
    orders = change.orders(problem.states)
    return {
        "pairs": change.pairs,
        "lowered": [problem.name(state) for state in change.lowered],
        "orders": orders,
        "all_orders": None if orders is None else math.factorial(problem.states),
        "share": None if change.share is None else float(change.share),
    }


def bounds_of_alone(problem: Problem, wish: Wish) -> dict[str, list[int | None]]:
    """Parties whose least change alone is known within bounds only; no upper one: perhaps none."""
    return {
        problem.parties[party]: [least.at_least, least.at_most]
        for party, least in wish.alone.items()
        if least.pairs is None
    }


def change_said(problem: Problem, state: int, change: Change, wording: Wording) -> str:
    """One party's least change, and how many orders would do."""
    words = wording.words
    names = [problem.name(one) for one in change.lowered]
    lowered = words.join(names)
    if len(names) > MOST_NAMED:
        more = words("common.more", n=words.number(len(names) - MOST_NAMED))
        lowered = f"{', '.join(names[:MOST_NAMED])} {more}"
    known = {"party": wording.party(change.party), "state": problem.name(state)}
    told = words.count("stability.wish_change", change.pairs, lowered=lowered, **known)
    orders = change.orders(problem.states)
    total = math.factorial(problem.states) if orders is not None else MOST_COUNTED
    if orders is not None and total < MOST_COUNTED:
        told += " " + words(
            "stability.wish_orders",
            orders=words.number(orders),
            total=words.number(total),
            **known,
        )
    elif change.share is not None:
        told += " " + words("stability.wish_share", share=words.share(float(change.share)), **known)
    return told


def total_said(problem: Problem, wish: Wish, wording: Wording) -> list[str]:
    """Whether the changes are enough together, and the least change over all parties."""
    words = wording.words
    told = [] if wish.joint else [words("stability.wish_not_joint")]
    separate = sum(change.pairs for change in wish.changes)
    if len(wish.changes) == 1 and wish.joint and wish.total.pairs == separate:
        return told
    shares = words.join(_shares(problem, wish.total, wording))
    if wish.total.pairs is not None:
        told.append(words.count("stability.wish_total", wish.total.pairs, shares=shares))
    else:
        low, high = _ends(wish.total, wording)
        told.append(words("stability.wish_total_bounds", low=low, high=high, shares=shares))
    return told + _orders_said(problem, wish.total, wording)


def orders_answer(problem: Problem, pairs: Pairs) -> dict[str, list[list[str]]]:
    """Pairs of states of each party, by name."""
    return {
        problem.parties[party]: [[problem.name(one), problem.name(other)] for one, other in some]
        for party, some in pairs.items()
    }


def raised(problem: Problem, least: Least) -> Pairs:
    """Pairs (above, below) of each party that the change puts so, and that were not so before."""
    found: Pairs = {}
    for party, new in sorted((least.ranks or {}).items()):
        old = problem.rank[0, party]
        found[party] = _pairs_where((new[:, None] > new) & (old[:, None] <= old))
    return {party: some for party, some in found.items() if some}


def levelled(problem: Problem, least: Least) -> Pairs:
    """Pairs of each party that the change makes alike, the lower one before first."""
    found: Pairs = {}
    for party, new in sorted((least.ranks or {}).items()):
        old = problem.rank[0, party]
        found[party] = _pairs_where((new[:, None] == new) & (old[:, None] < old))
    return {party: some for party, some in found.items() if some}


def _pairs_where(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    return [(int(one), int(other)) for one, other in np.argwhere(mask)]


def _orders_said(problem: Problem, least: Least, wording: Wording) -> list[str]:
    """The least change over all parties, comparison by comparison."""
    words, told = wording.words, []
    above, alike = raised(problem, least), levelled(problem, least)
    for party in sorted({*above, *alike}):
        pairs = [("wish_above", *pair) for pair in above.get(party, [])]
        pairs += [("wish_alike", *pair) for pair in alike.get(party, [])]
        said = [
            words(f"stability.{key}", one=problem.name(one), other=problem.name(other))
            for key, one, other in pairs[:MOST_NAMED]
        ]
        if len(pairs) > MOST_NAMED:
            said.append(words("common.more", n=words.number(len(pairs) - MOST_NAMED)))
        told.append(f"{wording.party(party)}: {', '.join(said)}")
    return [words("stability.wish_orders_changed", changes="; ".join(told))] if told else []


def _shares(problem: Problem, least: Least, wording: Wording) -> list[str]:
    """Each party that changes, with its changed pairs."""
    ranks = least.ranks or {}
    pairs = {p: changed_pairs(problem.rank[0, p], rank) for p, rank in sorted(ranks.items())}
    return [f"{wording.party(p)}: {wording.words.number(n)}" for p, n in pairs.items() if n]


def change_cells(wish: Wish, wording: Wording) -> tuple[str, str, str]:
    """Cells: least change of each party, in all, and of each party whose change is enough."""
    number = wording.words.number
    changes = [f"{wording.party(c.party)}: {number(c.pairs)}" for c in wish.changes]
    alone = [f"{wording.party(p)}: {_pairs(least, wording)}" for p, least in wish.alone.items()]
    total = "" if wish.equilibrium else _pairs(wish.total, wording)
    return "; ".join(changes), total, "; ".join(alone)


def _pairs(least: Least, wording: Wording) -> str:
    low, high = _ends(least, wording)
    if least.at_most is None:
        return wording.words("stability.perhaps", low=low)
    return low if least.pairs is not None else f"{low}–{high}"


def _ends(least: Least, wording: Wording) -> tuple[str, str]:
    number = wording.words.number
    return number(least.at_least), "" if least.at_most is None else number(least.at_most)
