"""Vetting as an inspection game, probes as a repeated signal."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analyses.security.game import Payoffs
from detente.analyses.security.probing import ProbeAnswer, answer_probe, passes
from detente.analyses.security.vetting import share_checks
from detente.randomness import generator
from detente.scenario.sections.security import Probe


@pytest.mark.parametrize("seed", range(20))
def test_no_other_shares_leave_the_adversary_less(seed: int) -> None:
    random = generator(seed)
    stakes = Payoffs.of(
        loss=random.uniform(1, 20, 4), gain=random.uniform(1, 20, 4), cost=random.uniform(0, 20, 4)
    )
    effort, finds = random.uniform(1, 9, 4), random.uniform(0.3, 1, 4)
    found = share_checks(stakes, effort=effort, finds=finds, hours=8.0)
    assert found.hours <= 8 + 1e-9
    assert ((found.share >= 0) & (found.share <= 1 + 1e-12)).all()
    for _ in range(300):
        share = random.random(4)
        share *= min(1.0, 8 / (share @ effort))
        tried = max(0.0, stakes.theirs(share * finds).max())
        assert tried >= found.adversary_value - 1e-9


def test_enough_hours_deter_and_the_rest_is_left() -> None:
    stakes = Payoffs.of(loss=np.array([30.0, 10]), gain=np.array([30.0, 10]), cost=30.0)
    found = share_checks(stakes, effort=np.array([10.0, 5]), finds=np.ones(2), hours=100.0)
    assert found.share == pytest.approx(found.deterrent)
    assert found.hours == pytest.approx(found.hours_to_deter) == pytest.approx(6.25)
    assert (found.tried, found.adversary_value, found.our_value) == (-1, 0.0, 0.0)


def test_checks_that_miss_too_much_do_not_deter() -> None:
    stakes = Payoffs.of(loss=np.array([10.0]), gain=np.array([10.0]), cost=2.0)
    found = share_checks(stakes, effort=np.ones(1), finds=np.array([0.5]), hours=9.0)
    assert found.deterrent.item() > 1
    assert found.tried == 0
    assert found.adversary_value == pytest.approx(10 - 12 * 0.5)


def probe(**stated: float) -> ProbeAnswer:
    return answer_probe("drone", Probe.model_validate(stated))


def test_answers_that_just_deter() -> None:
    found = probe(gain=10, cost=30, answer=8, loss=2, patience=0.7, reputation=0.2)
    assert found.share == (0.25, 0.25, 0.25)
    assert 10 * (1 - 0.25) - 30 * 0.25 == 0
    assert found.patience == 0.75
    assert (found.kept, found.deters, found.promised) == (False, False, 1.0)


def test_answering_at_once_needs_no_patience_when_it_is_cheap() -> None:
    found = probe(gain=1, cost=1, answer=1, loss=2, patience=0, reputation=1)
    assert (found.patience, found.kept) == (0.0, True)


def test_a_probe_that_earns_nothing_needs_no_answer() -> None:
    found = probe(gain=0, cost=0, answer=1, loss=0, patience=1, reputation=1)
    assert (found.share[1], found.promised) == (0, 0)


def test_nobody_who_is_not_believed_deters() -> None:
    found = probe(gain=10, cost=30, answer=8, loss=2, reputation=0)
    assert (found.promised, found.deters, found.passes) == (1.0, False, 0)


def test_reputation_is_spent_by_probes_that_pass() -> None:
    reputation, count = 0.9, 0
    while True:
        reputation = reputation * 0.5 / (reputation * 0.5 + (1 - reputation))
        if reputation * 0.5 < 0.25:
            break
        count += 1
    assert passes(0.25, 0.9, 0.5) == count
