"""A deal that is stated in part: its open issues settled as well as they can be, and how."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from detente.analyses.deals.advice.naming import Indices, Naming, Powers
from detente.analyses.deals.given import Stated, read_deal
from detente.analyses.deals.solve.bargain import fixed, nash_deal
from detente.analyses.deals.solve.obstacles import nearest_misses
from detente.analyses.spaces.consent import Consent
from detente.errors import SettingError


class Filled(NamedTuple):
    """A whole deal, the places of the issues that were open, and whether a deal with it passes.

    Where none passes, `lines` are the red lines that the deal crosses of those who come nearest to
    accepting one with the values given: no deal with these values crosses fewer of theirs.
    """

    deal: Indices
    open: tuple[int, ...] = ()
    acceptable: bool = True
    lines: tuple[int, ...] = ()


def filled(stated: Stated, naming: Naming, consent: Consent, power: Powers | None) -> Filled:
    """The Nash deal among those with the values given, or the one that misses by least in total.

    Raises SettingError where issues are open and every deal with the values breaks a rule.
    """
    problem = naming.problem
    values = read_deal(stated, problem)
    left = tuple(k for k in range(len(problem.issues)) if k not in values)
    if not left:
        return Filled(np.array([values[k] for k in range(len(problem.issues))], np.intp))
    space = fixed(naming.table, values)
    found = nash_deal(space, power, consent)
    if found is not None:
        return Filled(found, left)
    for miss in nearest_misses(space, consent):
        if "total" in miss.least:
            return Filled(miss.deal, left, acceptable=False, lines=miss.lines)
    shown = ", ".join(f"{problem.issues[k]}={problem.labels[k][v]}" for k, v in values.items())
    remedy = "every package with these values breaks a rule; change one of the values"
    raise SettingError("deal", shown, remedy)


def changed(stated: Stated, naming: Naming, base: Indices) -> Filled:
    """A deal with some values changed."""
    values = read_deal(stated, naming.problem, setting="otherwise")
    return Filled(np.array([values.get(k, int(v)) for k, v in enumerate(base)], np.intp))
