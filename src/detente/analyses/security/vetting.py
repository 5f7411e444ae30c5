"""Vetting as an inspection game: whom to check how often when there is time for some only.

A group of n people or firms takes e hours a check, which finds what there is with chance f. To
check a share p of the group is to cover it with p f, at most f; the adversary tries the group
where that leaves it most, so the best shares are again a water level, with hours as the budget
(Avenhaus, von Stengel & Zamir 2002 survey such games). Not trying is worth 0 to the adversary, and
it refrains where nothing is worth more. The share beyond which trying does not pay:

    p = gain / ((gain + cost) f),   if that is at most one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.analyses.security.game import Floats, Payoffs
from detente.analyses.security.waterfill import clip_to, level
from detente.scenario import Scenario
from detente.scenario.sections.security import Subject


@dataclass(frozen=True, eq=False, slots=True)
class Checks:
    """Shares checked; arrays are `[subject]`.

    share       of the group that is checked
    deterrent   share at which trying stops to pay; above 1 where checks alone cannot deter
    hours       spent in all; hours_to_deter: what it would take to deter everywhere it can be
    tried       the group that is best for the adversary, ties in our favour; -1 if none pays
    """

    share: Floats
    deterrent: Floats
    hours: float
    hours_to_deter: float
    tried: int
    adversary_value: float
    our_value: float


def share_checks(payoffs: Payoffs, *, effort: Floats, finds: Floats, hours: float) -> Checks:
    """Solve for the share of each group to check.

    effort[subject]  hours that a check of the whole group takes
    finds[subject]   chance that a check finds what there is to find, above 0
    hours            hours at hand

    >>> stakes = Payoffs.of(loss=np.array([30.0, 10]), gain=np.array([30.0, 10]), cost=30.0)
    >>> found = share_checks(stakes, effort=np.array([10.0, 5]), finds=np.ones(2), hours=10.0)
    >>> found.share.round(3).tolist(), round(found.hours_to_deter, 3)
    ([0.5, 0.25], 6.25)
    """
    span = payoffs.theirs_open - payoffs.theirs_covered
    caught = payoffs.theirs_open - span * finds
    x = max(level(payoffs.theirs_open, caught, hours, weight=effort), 0.0)
    covered = np.minimum(clip_to(x, payoffs.theirs_open, payoffs.theirs_covered), finds)
    deterrent = np.maximum(payoffs.theirs_open, 0.0) / (span * finds)
    values, ours = payoffs.theirs(covered), payoffs.ours(covered)
    tied = values >= values.max() - 1e-9 * max(1.0, float(np.abs(values).max()))
    deterred = x == 0.0
    tried = -1 if deterred else int(np.argmax(np.where(tied, ours, -np.inf)))
    return Checks(
        share=covered / finds,
        deterrent=deterrent,
        hours=float((covered / finds) @ effort),
        hours_to_deter=float(np.minimum(deterrent, 1.0) @ effort),
        tried=tried,
        adversary_value=max(0.0, float(values.max())),
        our_value=0.0 if deterred else float(ours[tried]),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Vetting:
    """Whom to check how often; `checks` has its arrays in the order of `subjects`."""

    subjects: tuple[str, ...]
    hours: float
    checks: Checks

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        checks, tried = self.checks, self.checks.tried
        return {
            "share_checked": dict(zip(self.subjects, checks.share.tolist(), strict=True)),
            "share_that_deters": dict(zip(self.subjects, checks.deterrent.tolist(), strict=True)),
            "hours": self.hours,
            "hours_used": checks.hours,
            "hours_that_deter": checks.hours_to_deter,
            "tried": None if tried < 0 else self.subjects[tried],
            "attacker_value": checks.adversary_value,
            "defender_value": checks.our_value,
        }


def accreditation(scenario: Scenario) -> Vetting | None:
    """Answer `security.accreditation` at its best estimates; None without it."""
    stated = scenario.security and scenario.security.accreditation
    if not stated:
        return None
    subjects = list(stated.subjects.values())
    hours = stated.teams * stated.hours
    payoffs = Payoffs.of(
        loss=np.array([s.our_loss.best for s in subjects]),
        loss_covered=np.array([s.our_loss_covered.best for s in subjects]),
        gain=np.array([s.their_gain.best for s in subjects]),
        cost=np.array([s.their_cost.best for s in subjects]),
    )
    checks = share_checks(
        payoffs,
        effort=np.array([s.number * s.hours for s in subjects]),
        finds=np.array([_finds(s) for s in subjects]),
        hours=hours,
    )
    return Vetting(tuple(stated.subjects), hours, checks)


def _finds(subject: Subject) -> float:
    return 1.0 if subject.finds is None else max(subject.finds.best, 1e-9)
