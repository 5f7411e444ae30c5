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

For joint duties the trial problem is concave in the logarithms of the adversary's weights, and a
coverage stays deliverable when parts are left out, so a coverage that no small step improves is the
best one. Steps are whole duty patterns: the gradient says what each target is worth, the best
pattern of every block for that is taken in, and the lotteries over all patterns taken in are
improved until none helps (fully corrective conditional gradient).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, brentq, minimize
from scipy.special import wrightomega

from detente.analyses.security.deliver import Deliverable
from detente.analyses.security.game import Flags, Floats, Payoffs, Supply
from detente.analyses.security.response import Noise, chances, value_against_noise
from detente.analyses.security.supply import only_for, shortage

MOST_STEPS = MOST_ROUNDS = 200
ENOUGH = 1e-9
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
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            kappa = self.gain / self.rate
            log_nu = log_price - self.base - np.log(self.rate)
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


def cover_noisy_jointly(payoffs: Payoffs, noise: Noise, deliverable: Deliverable) -> Floats:
    """Solve for the coverage[target] of joint duties that is best against a noisy adversary."""
    blocks, count = deliverable.blocks, payoffs.ours_open.size
    known = np.zeros((len(blocks), count), dtype=bool)
    block, chance = np.arange(len(blocks)), np.ones(len(blocks))
    scale = float(np.ptp([payoffs.ours_open, payoffs.ours_covered])) or 1.0
    for _ in range(MOST_ROUNDS):
        coverage = chance @ known
        slope = _value_and_slope(payoffs, noise, coverage)[1] / scale
        best = [patterns & (slope > 0) for patterns in blocks]
        best = [found[int(np.argmax(found @ slope))] for found in best]
        gained = float(slope @ (np.sum(best, axis=0) - coverage)) if best else 0.0
        if gained <= ENOUGH:
            break
        fresh = [
            k for k, one in enumerate(best) if not (known[block == k] == one).all(axis=1).any()
        ]
        if not fresh:
            break
        known = np.vstack([known, *(best[k] for k in fresh)])
        block, chance = np.r_[block, fresh], np.r_[chance, np.zeros(len(fresh))]
        chance = _best_lotteries(payoffs, noise, (known, block), chance, scale)
    return np.asarray(chance @ known)


def _value_and_slope(payoffs: Payoffs, noise: Noise, coverage: Floats) -> tuple[float, Floats]:
    """Our value, and its derivative by the coverage of each target."""
    strikes, ours = chances(noise, coverage), payoffs.ours(coverage)
    value = float(strikes @ ours)
    gain = payoffs.ours_covered - payoffs.ours_open
    return value, strikes * (gain - noise.rate * (ours - value))


def _best_lotteries(
    payoffs: Payoffs,
    noise: Noise,
    taken: tuple[Flags, NDArray[np.intp]],
    start: Floats,
    scale: float,
) -> Floats:
    """Improve the chances of the patterns taken in, which sum to one in each block."""
    rows, block = taken[0].astype(float), taken[1]
    member = (block[None, :] == np.unique(block)[:, None]).astype(float)

    def lost(chance: Floats) -> tuple[float, Floats]:
        value, slope = _value_and_slope(payoffs, noise, chance @ rows)
        return -value / scale, -(rows @ slope) / scale

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
        chance = np.maximum(found.x, 0.0)
        chance = chance / (member.T @ (member @ chance))
        if lost(chance)[0] < lost(best)[0]:
            best = chance
    return best
