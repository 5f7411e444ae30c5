"""One coverage by one method: which solver suits which game.

closed form  equal units, one kind of adversary
linear       typed units (joint duties by column generation), one kind
mixed        several kinds at once
intervals    payoffs as ranges, the worst of all kinds
quantal, subjective   one noisy kind, separate posts
maximin      whatever the adversary wants
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses.security import joint, mixed
from detente.analyses.security.game import Flags, Floats, Payoffs, Supply
from detente.analyses.security.intervals import Ranges, cover_ranges
from detente.analyses.security.linear import cover_typed
from detente.analyses.security.noisy import cover_noisy
from detente.analyses.security.noisy_joint import cover_noisy_jointly
from detente.analyses.security.response import Noise
from detente.analyses.security.supply import fits, post, tidy
from detente.analyses.security.waterfill import cover_equally

MOST_PATTERNS = 2000

FITS = 1 - 1e-9
"""Share of a coverage from which on it counts as delivered in full."""


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """A coverage and how it is delivered.

    coverage[target]
    posts[type, target]  marginal posts of separate units; None for joint duties
    lottery              duty patterns of joint duties; None for separate units
    bound                no coverage is worth more than this to us; None where the plan is optimal
    """

    coverage: Floats
    posts: Floats | None = None
    lottery: joint.Lottery | None = None
    bound: float | None = None


def against_one(payoffs: Payoffs, supply: Supply) -> Plan:
    """Strong Stackelberg equilibrium against one rational kind, by the fastest exact method."""
    if supply.is_equal:
        return closed_form(payoffs, supply)
    return linear(payoffs, supply)


def closed_form(payoffs: Payoffs, supply: Supply) -> Plan:
    """Equal units: the water level."""
    budget = float(supply.number.sum())
    coverage = cover_equally(payoffs.theirs_open, payoffs.theirs_covered, budget)
    return delivered(supply, coverage)


def linear(payoffs: Payoffs, supply: Supply) -> Plan:
    """Typed units or joint duties: one linear programme (repeated as duty patterns are priced)."""
    if supply.is_joint:
        coverage, lottery = joint.lowest_value(payoffs, supply)
        return Plan(lottery.coverage, lottery=lottery)
    coverage, posts = cover_typed(payoffs, supply)
    return Plan(coverage, posts)


def kinds_at_once(
    kinds: Sequence[Payoffs], prior: Floats, supply: Supply, *, seconds: float
) -> Plan:
    """Several kinds: one mixed-integer programme, with a bound where time or patterns ran out."""
    if not supply.is_joint:
        rows = mixed.by_posts(supply)
        found = mixed.cover_kinds(kinds, prior, rows, seconds=seconds)
        plan = delivered(supply, _shrunk(supply, found.coverage))
        return Plan(plan.coverage, plan.posts, bound=None if found.finished else found.bound)
    patterns = joint.patterns_of(supply, most=MOST_PATTERNS)
    if patterns is not None:
        found = mixed.cover_kinds(kinds, prior, mixed.by_patterns(patterns), seconds=seconds)
        return _from_patterns(patterns, found, None if found.finished else found.bound)
    relaxed = mixed.cover_kinds(kinds, prior, mixed.by_posts(supply), seconds=seconds / 2)
    patterns = np.unique(
        np.vstack(
            [
                *(joint.lowest_value(payoffs, supply)[1].covered for payoffs in kinds),
                joint.share_that_fits(supply, relaxed.coverage)[1].covered,
            ]
        ),
        axis=0,
    )
    found = mixed.cover_kinds(kinds, prior, mixed.by_patterns(patterns), seconds=seconds / 2)
    return _from_patterns(patterns, found, relaxed.bound)


def _from_patterns(patterns: np.ndarray, found: mixed.Solved, bound: float | None) -> Plan:
    chance = np.maximum(found.helpers, 0.0)
    lottery = joint.Lottery(patterns, chance / max(1.0, float(chance.sum())))
    lottery = joint.leave_out(lottery, np.minimum(found.coverage, lottery.coverage))
    return Plan(lottery.coverage, lottery=lottery, bound=bound)


def worst_over_ranges(ranges: Ranges, supply: Supply) -> Plan:
    """Payoffs as ranges: the best guarantee."""
    if not supply.is_joint:
        return delivered(supply, covered_over_ranges(ranges, supply))
    fit = JointFit(supply)
    return delivered(supply, cover_ranges(ranges, fit, tolerance=1e-8), fit.patterns)


def covered_over_ranges(ranges: Ranges, supply: Supply) -> Floats:
    """The coverage[target] with the best guarantee by separate units, without their posts."""
    return cover_ranges(ranges, fitting(supply))


def against_noise(payoffs: Payoffs, noise: Noise, supply: Supply) -> Plan:
    """One noisy kind."""
    if supply.is_joint:
        lottery = cover_noisy_jointly(payoffs, noise, supply)
        return Plan(lottery.coverage, lottery=lottery)
    return delivered(supply, cover_noisy(payoffs, noise, supply))


def maximin(payoffs: Payoffs, supply: Supply) -> Plan:
    """The coverage whose worst target is best: an adversary who only wants our loss."""
    return against_one(payoffs.reversed, supply)


def fitting(supply: Supply) -> Callable[[Floats], bool]:
    """Whether a coverage can be delivered, as a function."""
    if supply.is_equal:
        budget = float(supply.number.sum()) * (1 + 1e-14)
        return lambda coverage: float(coverage.sum()) <= budget
    if not supply.is_joint:
        return lambda coverage: fits(supply, coverage, slack=1e-12)
    return JointFit(supply)


class JointFit:
    """Whether joint duties deliver a coverage; duty patterns are kept from question to question."""

    def __init__(self, supply: Supply) -> None:
        self._supply = supply
        self.patterns = joint.patterns_of(supply, most=MOST_PATTERNS)

    def __call__(self, coverage: Floats) -> bool:
        """Whether the coverage can be delivered."""
        share, lottery = joint.share_that_fits(self._supply, coverage, self.patterns, enough=FITS)
        self.patterns = lottery.covered
        return share >= FITS


def delivered(supply: Supply, coverage: Floats, patterns: Flags | None = None) -> Plan:
    """A coverage with the posts or the lottery that deliver it; `patterns` are known duties."""
    if supply.is_joint:
        _, lottery = joint.share_that_fits(supply, coverage, patterns)
        lottery = joint.leave_out(lottery, np.minimum(coverage, lottery.coverage))
        return Plan(lottery.coverage, lottery=lottery)
    if supply.types == 1:
        posts = tidy(np.asarray(coverage[None, :]), supply.number)
    else:
        posts = post(supply, coverage)
    return Plan(posts.sum(axis=0), posts)


def _shrunk(supply: Supply, coverage: Floats) -> Floats:
    """Coverage without the rounding dust that would make it undeliverable."""
    fit = fitting(supply)
    for share in (1.0, 1 - 1e-12, 1 - 1e-10, 1 - 1e-8, 1 - 1e-6):
        if fit(coverage * share):
            return coverage * share
    return coverage * (1 - 1e-5)
