"""Where continuous scales are cut more finely: around the deals that matter at best values."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.bargain import exponents
from detente.analyses.deals.solve.memory import kept_by_digest
from detente.analyses.deals.solve.settle import landmarks
from detente.analyses.spaces.consent import rule_of, seated
from detente.analyses.spaces.cut import Nodes, fine_nodes, joined
from detente.analyses.spaces.exact import whole_space
from detente.analyses.spaces.problem import POINTS, Problem, deal_problem
from detente.scenario import Scenario, best_draws

ROUNDS = 3
STEPS = 10
"""How often the cut is made finer around the solutions or the nearest misses, and by how much.

Once, or no further, where there are too many efficient deals to list."""


def nodes_of(scenario: Scenario, consent: str, power: NDArray[np.float64] | None) -> Nodes | None:
    """Where the continuous scales of a scenario are cut; None where it has none.

    The same at best values and in every draw: at even points, at bends, and finely around what the
    solutions at best values choose.
    """
    if not any(issue.continuous for issue in scenario.issues.values()):
        return None
    return _refined(scenario, consent, None if power is None else exponents(power))


@kept_by_digest
def _refined(scenario: Scenario, consent: str, power: tuple[Fraction, ...] | None) -> Nodes:
    more: Nodes = {}
    for _ in range(ROUNDS):
        nodes = fine_nodes(scenario, POINTS, more)
        problem = seated(deal_problem(scenario, best_draws(scenario), nodes=nodes), consent)
        rule = rule_of(scenario, problem, consent)
        table = whole_space(problem, rule).of(problem.table)
        deals, listed = landmarks(table, rule, power, search=not more)
        more = joined(more, _around(problem, deals))
        if not listed:
            break
    return fine_nodes(scenario, POINTS, more)


def _around(problem: Problem, deals: NDArray[np.intp]) -> Nodes:
    """Numbers beside those that some deals choose."""
    found: dict[str, tuple[float, ...]] = {}
    for issue in problem.cut:
        numbers = [float(label) for label in problem.labels[issue]]
        near = set()
        for place in {int(deal[issue]) for deal in deals}:
            spans = pairwise(numbers[max(0, place - 1) : place + 2])
            for low, high in spans:
                near |= {float(f"{x:.10g}") for x in np.linspace(low, high, STEPS + 1)}
        found[problem.issues[issue]] = tuple(sorted(near))
    return found
