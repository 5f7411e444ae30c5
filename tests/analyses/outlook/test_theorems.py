"""What must hold of the outlook of one stage, on random talks of two to four parties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyses.outlook.courses import outcomes_of
from detente.analyses.outlook.course import Course
from detente.analyses.outlook.outcomes import BINDING
from detente.analyses.talks.consent import Consent
from detente.analyses.talks.stage import Stage

SEEDS = st.integers(0, 10**6)


def course(seed: int, **changed: Any) -> Course:
    """One stage at which all of some parties must agree, over a random space."""
    random = np.random.default_rng(seed)
    parties, sizes = int(random.integers(2, 5)), tuple(random.integers(2, 5, size=2))
    deals = int(np.prod(sizes))
    zeros = np.zeros((1, parties))
    seats = int(random.integers(2, parties + 1))
    stage = Stage(
        kind="bargain",
        consent=consent(parties, range(seats)),
        attend=zeros,
        agree=random.normal(0, 3, (1, parties)),
        fail=-np.abs(random.normal(0, 3, (1, parties))),
        adjourn=zeros,
        breakdown=np.array([random.random() * 0.3]),
        held=np.ones(1),
    )
    found = Course(
        sizes=tuple(int(k) for k in sizes),
        utility=random.random((1, parties, deals)) * 100,
        no_deal=random.random((1, parties)) * 60,
        status_quo=(0, 0),
        crossed=random.random((parties, deals)) < 0.1,
        excluded=np.zeros(deals, dtype=np.bool_),
        stages=(stage,),
        matter=frozenset({0, 1}),
        level=float(random.normal(0, 2)),
    )
    return replace(found, **changed)


def consent(parties: int, seats: Any) -> Consent:
    veto = np.isin(np.arange(parties), list(seats))
    return Consent(veto, np.zeros(parties, dtype=np.int64), 0, ((),) * parties)


def binding(of: Course, level: float = 0.0) -> float:
    return float(outcomes_of(of, level).outcomes[0, BINDING, 0])


@given(SEEDS, st.floats(0, 40))
def test_a_better_alternative_never_raises_agreement(seed: int, more: float) -> None:
    base = course(seed)
    dearer = base.no_deal.copy()
    dearer[0, seed % dearer.shape[1]] += more
    assert binding(replace(base, no_deal=dearer)) <= binding(base) + 1e-12


@given(SEEDS)
def test_one_more_whose_consent_is_needed_never_raises_agreement(seed: int) -> None:
    base = course(seed)
    seats = {*np.flatnonzero(base.stages[0].consent.veto)}
    everybody = len(base.no_deal[0])
    wider = consent(everybody, {*seats, seed % everybody})
    stage = replace(base.stages[0], consent=wider)
    assert binding(replace(base, stages=(stage,))) <= binding(base) + 1e-12


@given(SEEDS)
def test_one_more_red_line_never_raises_agreement(seed: int) -> None:
    base = course(seed)
    crossed = base.crossed | (np.random.default_rng(seed + 1).random(base.crossed.shape) < 0.3)
    assert binding(replace(base, crossed=crossed)) <= binding(base) + 1e-12


@given(SEEDS, st.floats(0, 5))
def test_more_friction_never_raises_agreement(seed: int, less: float) -> None:
    assert binding(course(seed), level=-less) <= binding(course(seed)) + 1e-12


@given(SEEDS, st.floats(0, 1))
def test_more_hazard_never_raises_agreement(seed: int, hazard: float) -> None:
    base = course(seed)
    more = base.stages[0].breakdown + hazard * (1 - base.stages[0].breakdown)
    stage = replace(base.stages[0], breakdown=more)
    assert binding(replace(base, stages=(stage,))) <= binding(base) + 1e-12


@given(SEEDS, st.floats(0.1, 5), st.floats(-50, 50))
def test_the_scale_of_a_party_changes_nothing(seed: int, scale: float, shift: float) -> None:
    base = course(seed)
    party = seed % len(base.no_deal[0])
    utility, no_deal = base.utility.copy(), base.no_deal.copy()
    utility[:, party] = utility[:, party] * scale + shift
    no_deal[:, party] = no_deal[:, party] * scale + shift
    points = {
        part: np.where(
            np.arange(no_deal.shape[1]) == party,
            getattr(base.stages[0], part) * scale,
            getattr(base.stages[0], part),
        )
        for part in ("attend", "agree", "fail", "adjourn")
    }
    stages = (replace(base.stages[0], **points),)
    changed = replace(base, utility=utility, no_deal=no_deal, stages=stages)
    before, after = outcomes_of(base).outcomes, outcomes_of(changed).outcomes
    assert np.allclose(before, after, atol=1e-6)


@given(SEEDS)
def test_the_order_of_parties_changes_nothing(seed: int) -> None:
    base = course(seed)
    order = np.random.default_rng(seed + 2).permutation(base.no_deal.shape[1])
    stage = base.stages[0]
    points = {p: getattr(stage, p)[:, order] for p in ("attend", "agree", "fail", "adjourn")}
    seats = np.flatnonzero(stage.consent.veto[order])
    turned = replace(
        base,
        utility=base.utility[:, order],
        no_deal=base.no_deal[:, order],
        crossed=base.crossed[order],
        stages=(replace(stage, consent=consent(len(order), seats), **points),),
    )
    assert np.allclose(outcomes_of(base).outcomes, outcomes_of(turned).outcomes, atol=1e-12)


@given(SEEDS, st.floats(-5, 5))
def test_outcomes_add_up_to_one(seed: int, level: float) -> None:
    assert np.allclose(outcomes_of(course(seed), level).outcomes.sum(axis=1), 1)
