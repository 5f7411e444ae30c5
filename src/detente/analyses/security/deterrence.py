"""Vetting as an inspection game, and probes as a repeated signal.

**Vetting.** A group of n people or firms takes e hours a check, which finds what there is with
chance f. To check a share p of the group is to cover it with p f; the adversary tries the group
where that leaves it most, so the best shares push its best value down to one level, with hours as
the budget (Avenhaus, von Stengel & Zamir 2002 survey such games). Not trying is worth 0 to the
adversary, and it refrains where nothing is worth more: beyond p = gain / ((gain + cost) f), if that
is at most one.

**Probes.** A probe that passes earns the other side b and costs us l; an answer costs it k and us
e. If we answer a share r of all probes, one is worth b (1 - r) - k r to it, so probing stops paying
at r* = b / (b + k). An answer costs us e once; letting probes pass from now on costs l / (1 - d) in
all with patience d: the promise keeps itself when d >= 1 - l / e (a one-step deviation in the
repeated game; reduced form). With reputation q the other side expects an answer with chance q r,
and each probe that passes lowers q by Bayes' rule to q (1 - r) / (1 - q r). Even a side that
answers always deters only while q r >= r*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from detente.analyses.security.game import Floats, Payoffs
from detente.scenario.sections.security import Accreditation, Probe

MOST_PASSES = 1000
PATIENCE, REPUTATION = 0.9, 0.5
"""Used where a probe does not state them."""


@dataclass(frozen=True, slots=True)
class Vetting:
    """Whom to check how often.

    share_checked       of each group
    share_that_deters   at which trying stops to pay; above 1 where checks alone cannot deter
    hours               at hand, spent, and what it would take to deter wherever it can be
    tried               the group that is best for the adversary, ties in our favour; None if none
    """

    share_checked: dict[str, float]
    share_that_deters: dict[str, float]
    hours: float
    hours_used: float
    hours_that_deter: float
    tried: str | None
    attacker_value: float
    defender_value: float


def vetting(stated: Accreditation | None) -> Vetting | None:
    """Answer `security.accreditation` at its best estimates; None without it."""
    if stated is None:
        return None
    subjects = stated.subjects.values()
    payoffs = Payoffs.of(
        loss=np.array([s.our_loss.best for s in subjects]),
        loss_covered=np.array([s.our_loss_covered.best for s in subjects]),
        gain=np.array([s.their_gain.best for s in subjects]),
        cost=np.array([s.their_cost.best for s in subjects]),
    )
    effort = np.array([s.number * s.hours for s in subjects])
    finds = np.array([1.0 if s.finds is None else max(s.finds.best, 1e-9) for s in subjects])
    return share_checks(
        tuple(stated.subjects), payoffs, (effort, finds), stated.teams * stated.hours
    )


def share_checks(
    names: tuple[str, ...], payoffs: Payoffs, checks: tuple[Floats, Floats], hours: float
) -> Vetting:
    """Solve for the share of each group to check.

    `checks` are the hours that a check of the whole group takes, and the chance, above 0, that it
    finds what there is to find; `hours` are those at hand.

    >>> stakes = Payoffs.of(loss=np.array([30.0, 10]), gain=np.array([30.0, 10]), cost=30.0)
    >>> found = share_checks(("a", "b"), stakes, (np.array([10.0, 5]), np.ones(2)), hours=10.0)
    >>> [round(share, 3) for share in found.share_checked.values()], found.hours_that_deter
    ([0.5, 0.25], 6.25)
    """
    effort, finds = checks
    fall = (payoffs.theirs_open - payoffs.theirs_covered) * finds
    found = linprog(
        np.r_[np.zeros(fall.size), 1.0],
        A_ub=np.vstack([np.c_[-np.diag(fall), -np.ones(fall.size)], np.r_[effort, 0.0]]),
        b_ub=np.r_[-payoffs.theirs_open, hours],
        bounds=[(0.0, 1.0)] * fall.size + [(0.0, None)],
        method="highs-ds",
    )
    level = float(found.x[-1])
    share = np.clip((payoffs.theirs_open - level) / fall, 0.0, 1.0)
    deterrent = np.maximum(payoffs.theirs_open, 0.0) / fall
    values, ours = payoffs.theirs(share * finds), payoffs.ours(share * finds)
    deterred = level <= 1e-9 * float(np.abs(payoffs.theirs_open).max())
    tied = values >= values.max() - 1e-9 * max(1.0, float(np.abs(values).max()))
    tried = int(np.argmax(np.where(tied, ours, -np.inf)))
    return Vetting(
        share_checked=dict(zip(names, share.tolist(), strict=True)),
        share_that_deters=dict(zip(names, deterrent.tolist(), strict=True)),
        hours=hours,
        hours_used=float(share @ effort),
        hours_that_deter=float(np.minimum(deterrent, 1.0) @ effort),
        tried=None if deterred else names[tried],
        attacker_value=max(0.0, float(values.max())),
        defender_value=0.0 if deterred else float(ours[tried]),
    )


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """How to answer one kind of probe.

    answer_share     of probes, from which on probing does not pay: low, best, high
    promised_share   we should promise given our reputation: share / reputation, at most 1
    patience_needed  with which the promise keeps itself, and whether ours suffices
    deters           whether the reputation we have deters, if we answer the share promised
    passes_before_reputation_is_lost   probes that may go unanswered before that
    """

    answer_share: dict[str, float]
    promised_share: float
    patience_needed: float
    promise_keeps_itself: bool
    deters: bool
    passes_before_reputation_is_lost: int


def answer_probe(stated: Probe) -> ProbeAnswer:
    """Solve the probing game of one kind of probe.

    >>> stated = Probe.model_validate({"gain": 10, "cost": 30, "answer": 8, "loss": 2})
    >>> found = answer_probe(stated)
    >>> found.answer_share["best"], found.patience_needed, found.promised_share
    (0.25, 0.75, 0.5)
    """
    gain, cost, answer, loss = stated.gain, stated.cost, stated.answer.best, stated.loss.best
    patience = PATIENCE if stated.patience is None else stated.patience.best
    reputation = REPUTATION if stated.reputation is None else stated.reputation.best
    needed = 1.0 - loss / answer if answer > loss else 0.0
    share = {
        "low": _share(gain.low, cost.high),
        "best": _share(gain.best, cost.best),
        "high": _share(gain.high, cost.low),
    }
    wanted = 2.0 if reputation <= 0 < share["best"] else share["best"] / (reputation or 1.0)
    return ProbeAnswer(
        answer_share=share,
        promised_share=min(wanted, 1.0),
        patience_needed=needed,
        promise_keeps_itself=patience >= needed,
        deters=wanted <= 1.0,
        passes_before_reputation_is_lost=passes(share["best"], reputation, min(wanted, 1.0)),
    )


def passes(share: float, reputation: float, answered: float) -> int:
    """Count the unanswered probes that a reputation survives, for a side that answers `answered`.

    >>> passes(0.25, 0.5, 0.5), passes(0.25, 0.9, 0.5)
    (0, 3)
    """
    for count in range(MOST_PASSES):
        passed = 1.0 - reputation * answered
        reputation = reputation * (1.0 - answered) / passed if passed > 0 else 0.0
        if reputation * answered < share:
            return count
    return MOST_PASSES


def _share(gain: float, cost: float) -> float:
    return gain / (gain + cost) if gain + cost > 0 else 0.0
