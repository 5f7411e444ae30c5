"""The best coverage against a noisy adversary, exactly (quantal response, SUQR).

The adversary strikes t with weight exp(b_t - r_t c_t), and we maximise the mean of
u_t + g_t c_t under those weights. For a trial value v the sign of

    max over c of  sum_t exp(b_t - r_t c_t) (u_t + g_t c_t - v)

says whether v can be reached (Dinkelbach 1967; Yang, Ordóñez & Tambe 2012). In z_t =
exp(-r_t c_t) each term is concave and the budget sum_t -ln(z_t)/r_t <= m is convex, so the inner
maximum is found by one multiplier; given the multiplier every z_t has a closed form in the
Wright omega function. Nothing is approximated piecewise and nothing depends on a start.

For typed units the inner problem is separable over a polymatroid and is split at the set of
types that falls shortest until none does (Fujishige 1980; Groenevelt 1991).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import wrightomega

from detente.analyses.security.game import Floats, Payoffs, Supply
from detente.analyses.security.response import Noise, value_against_noise
from detente.analyses.security.supply import only_for, shortage

MOST_STEPS = 200
TINY = 1e-300


def cover_noisy(payoffs: Payoffs, noise: Noise, supply: Supply) -> Floats:
    """Solve for the coverage[target] of typed units that is best against a noisy adversary.

    The value reached and the least value known to be out of reach close in on each other; a trial
    at the value reached says whether it is the best, one in the middle halves the rest.
    """
    best = np.zeros(supply.targets)
    low = value_against_noise(payoffs, noise, best)
    high = float(payoffs.ours_covered.max())
    enough = 1e-13 * max(1.0, float(np.abs([payoffs.ours_open, payoffs.ours_covered]).max()))
    for step in range(MOST_STEPS):
        value = low if step % 2 == 0 else 0.5 * (low + high)
        coverage = _split(_Trial.of(payoffs, noise, value), supply)
        reached = value_against_noise(payoffs, noise, coverage)
        if value == low and reached <= low + enough:
            break
        if reached < value:
            high = value
        if reached > low:
            best, low = coverage, reached
    return best


@dataclass(frozen=True, eq=False, slots=True)
class _Trial:
    """Inner problem for one trial value; arrays are `[target]`.

    base    logarithm of a target's weight without coverage, largest first removed
    rate    fall of that logarithm per coverage
    excess  our utility without coverage, less the trial value
    gain    our gain per coverage
    """

    base: Floats
    rate: Floats
    excess: Floats
    gain: Floats

    @classmethod
    def of(cls, payoffs: Payoffs, noise: Noise, value: float) -> _Trial:
        return cls(
            noise.base - noise.base.max(),
            noise.rate,
            payoffs.ours_open - value,
            payoffs.ours_covered - payoffs.ours_open,
        )

    def part(self, chosen: np.ndarray) -> _Trial:
        return _Trial(self.base[chosen], self.rate[chosen], self.excess[chosen], self.gain[chosen])

    def coverage(self, log_price: float) -> Floats:
        """Coverage[target] when coverage costs exp(log_price): the zero of the derivative.

        With y = ln z, kappa = g/r and nu = price exp(-b)/r the condition is
        kappa (y + 1) = (u - v) + nu exp(-y), hence y = a + omega(ln(nu/kappa) - a).
        """
        kappa = self.gain / self.rate
        log_nu = log_price - self.base - np.log(self.rate)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            start = self.excess / kappa - 1.0
            smooth = start + wrightomega(log_nu - np.log(kappa) - start)
            flat = np.where(
                self.excess < 0, log_nu - np.log(np.maximum(-self.excess, TINY)), np.inf
            )
        log_z = np.where(kappa > 0, smooth, flat)
        return np.clip(-log_z / self.rate, 0.0, 1.0)


def _split(trial: _Trial, supply: Supply) -> Floats:
    """Solve the inner problem for typed units: coverage[target]."""
    guarded = np.asarray(supply.protects[supply.number > 0].any(axis=0))
    coverage = np.zeros(supply.targets)
    coverage[guarded] = _one_budget(trial.part(guarded), float(supply.number.sum()))
    short, kinds = shortage(supply, coverage)
    if short <= 1e-10 or kinds.all():
        return coverage
    tight = only_for(supply, kinds)
    for part, own in ((tight, kinds), (~tight, ~kinds)):
        if part.any():
            rest = Supply(supply.number[own], supply.protects[own][:, part])
            coverage[part] = _split(trial.part(part), rest)
    return coverage


def _one_budget(trial: _Trial, budget: float) -> Floats:
    """Solve the inner problem for one budget: coverage[target]."""
    if not trial.base.size or budget <= 0:
        return np.zeros(trial.base.size)
    free = trial.coverage(-np.inf)
    if free.sum() <= budget:
        return free

    def left(log_price: float) -> float:
        return float(trial.coverage(log_price).sum()) - budget

    low = high = _middle_price(trial)
    step = 1.0
    while left(low) < 0:
        low, step = low - step, 2 * step
    step = 1.0
    while left(high) > 0:
        high, step = high + step, 2 * step
    price = brentq(left, low, high, xtol=1e-13, rtol=8.9e-16) if low < high else low
    return _trim(trial.coverage(price), budget)


def _middle_price(trial: _Trial) -> float:
    """Return a price of the right order: the median marginal gain of the first coverage."""
    marginal = trial.gain - trial.rate * trial.excess
    worth = marginal > 0
    if not worth.any():
        return 0.0
    return float(np.median(trial.base[worth] + np.log(marginal[worth])))


def _trim(coverage: Floats, budget: float) -> Floats:
    used = float(coverage.sum())
    return coverage * (budget / used) if used > budget else coverage
