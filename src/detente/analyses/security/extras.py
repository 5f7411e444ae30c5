"""Vetting and probes of a scenario, answered with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.analyses.security.game import Payoffs
from detente.analyses.security.inspection import Checks, share_checks
from detente.analyses.security.probing import Answers, answer_probes, passes
from detente.scenario import Judgement, Scenario
from detente.scenario.security import Subject

PATIENCE, REPUTATION = 0.9, 0.5
"""Used where a probe does not state them."""


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


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """How to answer one kind of probe; ranges are (low, best, high)."""

    name: str
    share: tuple[float, float, float]
    promised: float
    patience: float
    patience_stated: float
    kept: bool
    deters: bool
    passes: int

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        low, best, high = self.share
        return {
            "answer_share": {"low": low, "best": best, "high": high},
            "promised_share": self.promised,
            "patience_needed": self.patience,
            "promise_keeps_itself": self.kept,
            "deters": self.deters,
            "passes_before_reputation_is_lost": self.passes,
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


def probes(scenario: Scenario) -> tuple[ProbeAnswer, ...]:
    """Answer each of `security.probes`; shares over the ranges of gain and cost."""
    security = scenario.security
    return () if security is None else tuple(_probe(scenario, name) for name in security.probes)


def _probe(scenario: Scenario, name: str) -> ProbeAnswer:
    stated = scenario.security.probes[name]  # type: ignore[union-attr]

    def best(judgement: Judgement | None, absent: float) -> np.ndarray:
        return np.array([absent if judgement is None else judgement.best])

    reputation = best(stated.reputation, REPUTATION)
    found: Answers = answer_probes(
        gain=best(stated.gain, 0),
        cost=best(stated.cost, 0),
        answer=best(stated.answer, 0),
        loss=best(stated.loss, 0),
        patience=best(stated.patience, PATIENCE),
        reputation=reputation,
    )
    share = float(found.share[0])
    return ProbeAnswer(
        name=name,
        share=(
            _share(stated.gain.low, stated.cost.high),
            share,
            _share(stated.gain.high, stated.cost.low),
        ),
        promised=float(found.promised[0]),
        patience=float(found.patience[0]),
        patience_stated=float(best(stated.patience, PATIENCE)[0]),
        kept=bool(found.kept[0]),
        deters=bool(found.deters[0]),
        passes=passes(share, float(reputation[0]), float(found.promised[0])),
    )


def _share(gain: float, cost: float) -> float:
    return gain / (gain + cost) if gain + cost > 0 else 0.0
