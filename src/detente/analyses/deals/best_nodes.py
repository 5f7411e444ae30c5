"""What is known between the points of continuous scales when judgements have their best values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.bargain import exponents
from detente.analyses.deals.continuous import Continuous, settle_continuous
from detente.analyses.deals.exact import space_of
from detente.analyses.deals.problem import Problem
from detente.analyses.deals.rule_of_consent import rule_of
from detente.analyses.deals.solve import settle
from detente.scenario import Scenario, best_draws


def between_points(
    scenario: Scenario, problem: Problem, consent: str, power: NDArray[np.float64] | None
) -> Continuous:
    """The numbers that solutions choose, and bounds, from the solutions at the points.

    `problem` is that of the best values, cut at points, with its table seated; `consent` the rule
    asked for, `power[party at the table]` the exponents of the Nash solution.
    """
    rule = rule_of(scenario, problem, consent)
    fractions = None if power is None else exponents(power)
    table = space_of(problem).of(problem.table)
    settled = settle(table, rule, power=fractions, counted=False, covered=False)
    guesses = {str(n): problem.named(d[0]) for n, d in settled.chosen.items() if len(d)}
    return settle_continuous(
        scenario, best_draws(scenario), problem.table, rule, power=power, guesses=guesses
    )
