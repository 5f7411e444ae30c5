"""What an adversary does with a coverage it has observed, and what that is worth to us.

Ties of a rational adversary are broken in our favour, as the strong Stackelberg equilibrium
asks (Leitmann 1978; von Stengel & Zamir 2010).

A noisy one strikes target t with weight exp(base_t - rate_t c_t). Quantal response (McKelvey &
Palfrey 1995; Yang et al. 2011) and the subjective-utility form (Nguyen, Yang, Azaria, Kraus & Tambe
2013) are both of this kind.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.security.game import Flags, Floats, Payoffs
from detente.scenario.sections.security import Adversary

TIE = 1e-7
"""Utilities closer than this share of the payoffs' range count as equal."""

SPAN_OF_EXPERIMENTS = 20.0
"""Noise is stated for payoffs that span -10..10, as in the experiments it was fitted on."""

SUBJECTIVE_WEIGHTS = (-9.85, 0.37, 0.15)
"""Of coverage, of success and of being met, as fitted in those experiments."""


def attack_set(payoffs: Payoffs, coverage: Floats) -> Flags:
    """Targets that are best for a rational adversary, up to rounding: bool[..., target]."""
    value = payoffs.theirs(coverage)
    return np.asarray(value >= (value.max(axis=-1) - TIE * payoffs.span)[..., None])


def struck(payoffs: Payoffs, coverage: Floats) -> NDArray[np.intp]:
    """The target that a rational adversary strikes, ties broken in our favour: int[...]."""
    ours = np.where(attack_set(payoffs, coverage), payoffs.ours(coverage), -np.inf)
    return np.asarray(ours.argmax(axis=-1))


def value_if_struck(payoffs: Payoffs, coverage: Floats) -> Floats:
    """Our utility against a rational adversary, in each draw: float64[...]."""
    place = struck(payoffs, coverage)[..., None]
    return np.asarray(np.take_along_axis(payoffs.ours(coverage), place, axis=-1)[..., 0])


class Noise(NamedTuple):
    """A noisy adversary: strikes target t with weight exp(base_t - rate_t c_t)."""

    base: Floats
    rate: Floats


def quantal(payoffs: Payoffs, *, precision: float) -> Noise:
    """Noise of an adversary that errs less where more is at stake.

    `precision` 0 strikes at random, infinity never errs; it counts per point after the payoffs
    have been stretched to a span of 20, so that their unit does not matter.
    """
    stretch = precision * SPAN_OF_EXPERIMENTS / payoffs.span[..., None]
    fall = payoffs.theirs_open - payoffs.theirs_covered
    return Noise(stretch * payoffs.theirs_open, stretch * fall)


def subjective(payoffs: Payoffs) -> Noise:
    """Noise of an adversary that weighs coverage, gain and cost each by itself."""
    on_coverage, on_gain, on_cost = SUBJECTIVE_WEIGHTS
    weighed = on_gain * payoffs.theirs_open + on_cost * payoffs.theirs_covered
    base = SPAN_OF_EXPERIMENTS / payoffs.span[..., None] * weighed
    return Noise(base, np.full_like(base, -on_coverage))


def noise_of(payoffs: Payoffs, stated: Adversary, form: str = "") -> Noise:
    """The noise of a kind of adversary, in the form stated unless given; in all draws."""
    if (form or stated.form) == "subjective":
        return subjective(payoffs)
    return quantal(payoffs, precision=stated.precision)


def chances(noise: Noise, coverage: Floats) -> Floats:
    """Chance that each target is struck by a noisy adversary: float64[..., target], sums to 1."""
    exponent = noise.base - noise.rate * coverage
    weight = np.exp(exponent - exponent.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def value_against_noise(payoffs: Payoffs, noise: Noise, coverage: Floats) -> Floats:
    """Our expected utility against a noisy adversary, in each draw: float64[...]."""
    return np.asarray((chances(noise, coverage) * payoffs.ours(coverage)).sum(axis=-1))


def value_against(payoffs: Payoffs, stated: Adversary, coverage: Floats) -> Floats:
    """Our expected utility against an adversary as stated, in each draw: float64[...]."""
    if stated.behaviour == "noisy":
        return value_against_noise(payoffs, noise_of(payoffs, stated), coverage)
    return value_if_struck(payoffs, coverage)
