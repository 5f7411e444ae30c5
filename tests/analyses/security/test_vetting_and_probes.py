"""Vetting as an inspection game, probes as a repeated signal."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analyses.security.deterrence import (
    ProbeAnswer,
    Vetting,
    answer_probe,
    passes,
    share_checks,
)
from detente.analyses.security.game import Payoffs
from detente.randomness import generator
from detente.scenario.sections.security import Probe


def checked(stakes: Payoffs, effort: np.ndarray, finds: np.ndarray, hours: float) -> Vetting:
    names = tuple("abcd"[: effort.size])
    return share_checks(names, stakes, (effort, finds), hours)


@pytest.mark.parametrize("seed", range(20))
def test_no_other_shares_leave_the_adversary_less(seed: int) -> None:
    random = generator(seed)
    stakes = Payoffs.of(
        loss=random.uniform(1, 20, 4), gain=random.uniform(1, 20, 4), cost=random.uniform(0, 20, 4)
    )
    effort, finds = random.uniform(1, 9, 4), random.uniform(0.3, 1, 4)
    found = checked(stakes, effort, finds, 8.0)
    assert found.hours_used <= 8 + 1e-9
    assert all(0 <= share <= 1 + 1e-12 for share in found.share_checked.values())
    for _ in range(300):
        share = random.random(4)
        share *= min(1.0, 8 / (share @ effort))
        tried = max(0.0, stakes.theirs(share * finds).max())
        assert tried >= found.attacker_value - 1e-9


def test_enough_hours_deter_and_the_rest_is_left() -> None:
    stakes = Payoffs.of(loss=np.array([30.0, 10]), gain=np.array([30.0, 10]), cost=30.0)
    found = checked(stakes, np.array([10.0, 5]), np.ones(2), 100.0)
    assert found.share_checked == pytest.approx(found.share_that_deters)
    assert found.hours_used == pytest.approx(found.hours_that_deter) == pytest.approx(6.25)
    assert (found.tried, found.attacker_value, found.defender_value) == (None, 0.0, 0.0)


def test_checks_that_miss_too_much_do_not_deter() -> None:
    stakes = Payoffs.of(loss=np.array([10.0]), gain=np.array([10.0]), cost=2.0)
    found = checked(stakes, np.ones(1), np.array([0.5]), 9.0)
    assert found.share_that_deters["a"] > 1
    assert found.tried == "a"
    assert found.attacker_value == pytest.approx(10 - 12 * 0.5)


def probe(**stated: float) -> ProbeAnswer:
    return answer_probe(Probe.model_validate(stated))


def test_answers_that_just_deter() -> None:
    found = probe(gain=10, cost=30, answer=8, loss=2, patience=0.7, reputation=0.2)
    assert found.answer_share == {"low": 0.25, "best": 0.25, "high": 0.25}
    assert 10 * (1 - 0.25) - 30 * 0.25 == 0
    assert found.patience_needed == 0.75
    assert (found.promise_keeps_itself, found.deters, found.promised_share) == (False, False, 1.0)


def test_answering_at_once_needs_no_patience_when_it_is_cheap() -> None:
    found = probe(gain=1, cost=1, answer=1, loss=2, patience=0, reputation=1)
    assert (found.patience_needed, found.promise_keeps_itself) == (0.0, True)


def test_a_probe_that_earns_nothing_needs_no_answer() -> None:
    found = probe(gain=0, cost=0, answer=1, loss=0, patience=1, reputation=1)
    assert (found.answer_share["best"], found.promised_share) == (0, 0)


def test_nobody_who_is_not_believed_deters() -> None:
    found = probe(gain=10, cost=30, answer=8, loss=2, reputation=0)
    assert (found.promised_share, found.deters, found.passes_before_reputation_is_lost) == (
        1.0,
        False,
        0,
    )


def test_reputation_is_spent_by_probes_that_pass() -> None:
    reputation, count = 0.9, 0
    while True:
        reputation = reputation * 0.5 / (reputation * 0.5 + (1 - reputation))
        if reputation * 0.5 < 0.25:
            break
        count += 1
    assert passes(0.25, 0.9, 0.5) == count
