"""What an adversary does with a coverage it has observed, and what that is worth to us.

Ties of a rational adversary are broken in our favour, as the strong Stackelberg equilibrium
asks (Leitmann 1978; von Stengel & Zamir 2010); `if_ties_go_against` is the other reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.analyses.security.game import Flags, Floats, Payoffs
from detente.scenario.sections.security import Adversary

TIE = 1e-7
"""Utilities closer than this share of the payoffs' range count as equal."""

SPAN_OF_EXPERIMENTS = 20.0
"""Noise is stated for payoffs that span -10..10, as in the experiments it was fitted on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a rational adversary to a coverage."""

    target: int
    adversary_value: float
    our_value: float
    if_ties_go_against: float


def attack_set(payoffs: Payoffs, coverage: Floats) -> Flags:
    """Targets that are best for a rational adversary, up to rounding: bool[..., target]."""
    value = payoffs.theirs(coverage)
    width = payoffs.theirs_open.max(axis=-1) - payoffs.theirs_covered.min(axis=-1)
    return np.asarray(value >= (value.max(axis=-1) - TIE * width)[..., None])


def reply(payoffs: Payoffs, coverage: Floats) -> Reply:
    """Best reply of a rational adversary to `coverage[target]`, ties broken in our favour."""
    tied = attack_set(payoffs, coverage)
    ours = payoffs.ours(coverage)
    target = int(np.argmax(np.where(tied, ours, -np.inf)))
    return Reply(
        target=target,
        adversary_value=float(payoffs.theirs(coverage).max()),
        our_value=float(ours[target]),
        if_ties_go_against=float(ours[tied].min()),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Noise:
    """A noisy adversary: strikes target t with weight exp(base_t - rate_t c_t).

    Quantal response (McKelvey & Palfrey 1995; Yang et al. 2011) and the subjective-utility form
    (Nguyen, Yang, Azaria, Kraus & Tambe 2013) are both of this kind.
    """

    base: Floats
    rate: Floats


def quantal(payoffs: Payoffs, *, precision: float) -> Noise:
    """Noise of an adversary that errs less where more is at stake.

    `precision` 0 strikes at random, infinity never errs; it counts per point after the payoffs
    have been stretched to a span of 20, so that their unit does not matter.
    """
    stretch = precision * _stretch(payoffs)
    return Noise(
        base=stretch * payoffs.theirs_open,
        rate=stretch * (payoffs.theirs_open - payoffs.theirs_covered),
    )


def subjective(
    payoffs: Payoffs, *, weights: tuple[float, float, float] = (-9.85, 0.37, 0.15)
) -> Noise:
    """Noise of an adversary that weighs coverage, gain and cost each by itself.

    `weights` are those of coverage (negative), of success and of being met.
    """
    stretch = _stretch(payoffs)
    on_coverage, on_gain, on_cost = weights
    base = stretch * (on_gain * payoffs.theirs_open + on_cost * payoffs.theirs_covered)
    return Noise(base=base, rate=np.full_like(base, -on_coverage))


def noise_of(payoffs: Payoffs, stated: Adversary) -> Noise:
    """The noise of a kind of adversary, as stated; in all draws that the payoffs have."""
    if stated.form == "subjective":
        return subjective(payoffs)
    return quantal(payoffs, precision=stated.precision)


def _stretch(payoffs: Payoffs) -> Floats:
    """Factor that brings the adversary's payoffs to the span of the experiments: [..., 1]."""
    highest = payoffs.theirs_open.max(axis=-1, keepdims=True)
    return np.asarray(
        SPAN_OF_EXPERIMENTS / (highest - payoffs.theirs_covered.min(axis=-1, keepdims=True))
    )


def chances(noise: Noise, coverage: Floats) -> Floats:
    """Chance that each target is struck by a noisy adversary: float64[..., target], sums to 1."""
    exponent = noise.base - noise.rate * coverage
    weight = np.exp(exponent - exponent.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def values_against_noise(payoffs: Payoffs, noise: Noise, coverage: Floats) -> Floats:
    """Our expected utility against a noisy adversary, in each draw: float64[...]."""
    return np.asarray((chances(noise, coverage) * payoffs.ours(coverage)).sum(axis=-1))


def value_against_noise(payoffs: Payoffs, noise: Noise, coverage: Floats) -> float:
    """Our expected utility against a noisy adversary, in one draw."""
    return float(values_against_noise(payoffs, noise, coverage))
