"""The best coverage against a noisy adversary, exactly (quantal response, SUQR).

The adversary strikes t with weight exp(b_t - r_t c_t), and we maximise the mean of
u_t + g_t c_t under those weights. For a trial value v the sign of

    max over c of  sum_t exp(b_t - r_t c_t) (u_t + g_t c_t - v)

says whether v can be reached (Dinkelbach 1967; Yang, Ordóñez & Tambe 2012). In z_t =
exp(-r_t c_t) each term is concave and the budget sum_t -ln(z_t)/r_t <= m is convex, so the inner
maximum is found by one multiplier; given the multiplier every z_t has a closed form in the
Wright omega function. For typed units the inner problem is separable over a polymatroid and is
split at the set of types that falls shortest until none does (Fujishige 1980; Groenevelt 1991).

For joint duties the trial problem is concave in the logarithms of the adversary's weights, and a
coverage stays deliverable when parts are left out, so a coverage that no small step improves is the
best one. Steps are whole duty patterns: the gradient says what each target is worth, the best
pattern of every block for that is taken in, and the lotteries over all patterns taken in are
improved until none helps (fully corrective conditional gradient).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import LinearConstraint, brentq, minimize
from scipy.special import wrightomega

from detente.analyses.security.game import Floats, Payoffs
from detente.analyses.security.response import Noise, chances, value_against_noise
from detente.analyses.security.supply import Supply

MOST_ROUNDS = 200
ENOUGH = 1e-9
TINY = 1e-300


def cover_noisy(payoffs: Payoffs, noise: Noise, supply: Supply) -> Floats:
    """Solve for the coverage[target] that is best against a noisy adversary."""
    solve = _cover_jointly if supply.is_joint else _cover_separately
    return solve(payoffs, noise, supply)


def _cover_separately(payoffs: Payoffs, noise: Noise, supply: Supply) -> Floats:
    """The value reached and the least value known to be out of reach close in on each other.

    A trial at the value reached says whether it is the best, one in the middle halves the rest.
    """
    best = np.zeros(supply.targets)
    low, high = float(value_against_noise(payoffs, noise, best)), float(payoffs.ours_covered.max())
    enough = 1e-13 * max(1.0, float(np.abs([payoffs.ours_open, payoffs.ours_covered]).max()))
    for step in range(MOST_ROUNDS):
        value = low if step % 2 == 0 else 0.5 * (low + high)
        trial = _Trial(
            noise.base - noise.base.max(),
            noise.rate,
            payoffs.ours_open - value,
            payoffs.ours_covered - payoffs.ours_open,
        )
        coverage = _split(trial, supply)
        reached = float(value_against_noise(payoffs, noise, coverage))
        if value == low and reached <= low + enough:
            break
        if reached < value:
            high = value
        if reached > low:
            best, low = coverage, reached
    return best


class _Trial(NamedTuple):
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

    def coverage(self, log_price: float) -> Floats:
        """Coverage[target] when coverage costs exp(log_price): the zero of the derivative.

        With y = ln z, kappa = g/r and nu = price exp(-b)/r the condition is
        kappa (y + 1) = (u - v) + nu exp(-y), hence y = a + omega(ln(nu/kappa) - a).
        """
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            kappa = self.gain / self.rate
            log_nu = log_price - self.base - np.log(self.rate)
            start = self.excess / kappa - 1.0
            smooth = start + wrightomega(log_nu - np.log(kappa) - start)
            flat = np.where(
                self.excess < 0, log_nu - np.log(np.maximum(-self.excess, TINY)), np.inf
            )
        return np.clip(-np.where(kappa > 0, smooth, flat) / self.rate, 0.0, 1.0)


def _split(trial: _Trial, supply: Supply) -> Floats:
    """Solve the inner problem for typed units: coverage[target]."""
    guarded = np.asarray(supply.covers[supply.number[supply.kind] > 0].any(axis=0))
    coverage = np.zeros(supply.targets)
    part = _Trial(*(each[guarded] for each in trial))
    coverage[guarded] = _one_budget(part, float(supply.number.sum()))
    short, types = supply.shortage(coverage)
    if short <= 1e-10 or types.all():
        return coverage
    tight = np.asarray(~supply.covers[~types[supply.kind]].any(axis=0))
    for targets, own in ((tight, types), (~tight, ~types)):
        if targets.any():
            part = _Trial(*(each[targets] for each in trial))
            coverage[targets] = _split(part, supply.on(np.flatnonzero(own), targets))
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

    first = trial.gain - trial.rate * trial.excess
    worth = first > 0
    low = float(np.median(trial.base[worth] + np.log(first[worth]))) if worth.any() else 0.0
    high, step = low, 1.0
    while left(low) < 0:
        low, step = low - step, 2 * step
    step = 1.0
    while left(high) > 0:
        high, step = high + step, 2 * step
    price = brentq(left, low, high, xtol=1e-13, rtol=8.9e-16) if low < high else low
    coverage = trial.coverage(price)
    return coverage * min(1.0, budget / float(coverage.sum()))


def _cover_jointly(payoffs: Payoffs, noise: Noise, supply: Supply) -> Floats:
    """Take in patterns `known[pattern, target]` of blocks until no other one would help."""
    known = np.zeros((len(supply.blocks), supply.targets), dtype=bool)
    block, chance = np.arange(len(supply.blocks)), np.ones(len(supply.blocks))
    scale = float(np.ptp([payoffs.ours_open, payoffs.ours_covered])) or 1.0

    def value_and_slope(coverage: Floats) -> tuple[float, Floats]:
        strikes, ours = chances(noise, coverage), payoffs.ours(coverage)
        value = float(strikes @ ours)
        gain = payoffs.ours_covered - payoffs.ours_open
        return value / scale, strikes * (gain - noise.rate * (ours - value)) / scale

    def best_chances(rows: Floats, start: Floats) -> Floats:
        """Improve the chances of the patterns taken in, which sum to one in each block."""
        member = (block[None, :] == np.unique(block)[:, None]).astype(float)

        def lost(tried: Floats) -> tuple[float, Floats]:
            value, slope = value_and_slope(tried @ rows)
            return -value, -(rows @ slope)

        best = start
        for begin in (start, 1.0 / (member.sum(axis=1) @ member)):
            found = minimize(
                lost,
                begin,
                jac=True,
                bounds=[(0.0, 1.0)] * start.size,
                constraints=LinearConstraint(member, 1.0, 1.0),
                method="SLSQP",
                options={"ftol": 1e-15, "maxiter": 500},
            )
            tried = np.maximum(found.x, 0.0)
            tried = tried / (member.T @ (member @ tried))
            if lost(tried)[0] < lost(best)[0]:
                best = tried
        return best

    for _ in range(MOST_ROUNDS):
        coverage = np.asarray(chance @ known)
        slope = value_and_slope(coverage)[1]
        useful = [patterns & (slope > 0) for patterns in supply.blocks]
        best = [patterns[int(np.argmax(patterns @ slope))] for patterns in useful]
        gained = float(slope @ (np.sum(best, axis=0) - coverage)) if best else 0.0
        fresh = [
            k for k, one in enumerate(best) if not (known[block == k] == one).all(axis=1).any()
        ]
        if gained <= ENOUGH or not fresh:
            break
        known = np.vstack([known, *(best[k] for k in fresh)])
        block, chance = np.r_[block, fresh], np.r_[chance, np.zeros(len(fresh))]
        chance = best_chances(known.astype(float), chance)
    return np.asarray(chance @ known)
