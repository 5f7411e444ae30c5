"""One stage of talks as arrays: whose consent it needs, what falls due, what it may settle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.talks.consent import Consent

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class Stage:
    """Points `[draw, party]` that fall due by occasion, chances `breakdown` and `held` `[draw]`.

    `adjourn` is due where talks go on without agreement, or end without a text. `settles` are the
    places of the issues that may be settled where they are open (None: all), `reopens` are open
    again on arrival. `kept[draw, party]` is the part of a gain that the wait before the stage
    leaves, None where there is no wait. `tied` is an issue, and the values of it with which the
    stage is held. Where `ends`, talks are over without agreement; where they are `bound` to go on,
    nobody can break them off by leaving.
    """

    kind: Literal["bargain", "ratify", "announce"]
    consent: Consent
    attend: Floats
    agree: Floats
    fail: Floats
    adjourn: Floats
    breakdown: Floats
    held: Floats
    settles: tuple[int, ...] | None = None
    reopens: tuple[int, ...] = ()
    kept: Floats | None = None
    tied: tuple[int, Truth] | None = None
    ends: bool = False
    bound: bool = False

    @cached_property
    def for_show(self) -> Truth:
        """Whether a text that settles nothing is signed without agreement, [draw]."""
        signed = self.consent.passes(self.agree >= self.adjourn, at_home=False)
        return np.asarray(signed & (self.agree > self.adjourn)[:, self.consent.needed].any(axis=1))

    @property
    def due(self) -> Floats:
        """Points due without agreement, [draw, party]: of a text for show, else of adjourning."""
        return np.where(self.for_show[:, np.newaxis], self.agree, self.adjourn)
