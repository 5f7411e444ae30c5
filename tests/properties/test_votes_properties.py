"""What must hold of advice under a rule of consent, whatever the scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analyses.deals.spaces import named, random_space
from analyses.deals.test_additions import RULES, a_case
from detente.analyses.deals import map_deals
from detente.analyses.deals.advice.trades import improvement, trades
from detente.analyses.spaces.consent import majority, unanimity
from detente.randomness import generator
from detente.scenario import Scenario

SEED = st.integers(0, 10**6)
FEW = settings(max_examples=15, deadline=None)


def everything(raw: dict[str, Any], **asked: Any) -> dict[str, Any]:
    seats = list(raw["parties"])
    scenario = Scenario.model_validate(raw)
    result = map_deals(scenario, seat=seats, leverage=True, agenda=True, **asked)
    answer: dict[str, Any] = result.to_dict()["answer"]
    return answer


@FEW
@given(SEED)
def test_a_quota_of_all_votes_gives_the_answer_of_unanimity(seed: int) -> None:
    raw = a_case(generator(seed))
    votes = {party: k + 1 for k, party in enumerate(raw["parties"])}
    deal = {"i0": "v0", "i1": "v1"}
    asked = {"deal": deal, "otherwise": "i1=v0"}
    answers = [
        everything({**raw, "consent": rule}, **asked)
        for rule in ("all", {"votes": votes, "quota": sum(votes.values())})
    ]
    assert answers[0] == answers[1]
    vetoes = {"quota": 1, "vetoes": list(raw["parties"])}
    assert everything({**raw, "consent": vetoes}, **asked) == answers[0]


@FEW
@given(SEED, st.sampled_from(RULES))
def test_offers_pass_and_suit_whoever_makes_them(seed: int, rule: Any) -> None:
    raw = {**a_case(generator(seed)), "consent": rule}
    answer = everything(raw)
    if not answer["acceptable"]:
        assert "offers" not in answer
        return
    for party, seat in answer["offers"]["seats"].items():
        for package in seat["packages"]:
            audit = map_deals(Scenario.model_validate(raw), deal=package["deal"])
            said = audit.to_dict()["answer"]["audit"]
            assert said["passes"]
            assert said["accepts"][party]
        if seat["goal"] is None:
            assert seat["packages"] == seat["concessions"] == []


@FEW
@given(SEED)
def test_whoever_consents_to_all_is_among_the_backers_of_a_majority(seed: int) -> None:
    """What harms nobody is backed by everybody, so fewer trades pass when all must agree."""
    rng = generator(seed)
    space = random_space(rng, parties=3, issues=3, most=60)
    start = np.array([rng.integers(size) for size in space.sizes], np.intp)
    naming = named(space)
    best = {t.issues: t.joint_gain for t in trades(naming, start, majority(3))}
    for trade in trades(naming, start, unanimity(3)):
        assert trade.backed_by == ("0", "1", "2")
        assert best.get(trade.issues, trade.joint_gain) >= trade.joint_gain - 1e-8
    if improvement(naming, start, unanimity(3)) is not None:
        assert improvement(naming, start, majority(3)) is not None


@FEW
@given(SEED, st.sampled_from(RULES[1:]))
def test_the_vote_names_exactly_those_who_reject_the_nash_deal(seed: int, rule: Any) -> None:
    raw = {**a_case(generator(seed)), "consent": rule}
    result = map_deals(Scenario.model_validate(raw))
    answer = result.to_dict()["answer"]
    if result.settled.consent.unanimous or not answer["acceptable"]:
        assert "vote" not in answer
        return
    vote = answer["vote"]
    audit = map_deals(Scenario.model_validate(raw), deal=vote["deal"])
    said = audit.to_dict()["answer"]["audit"]
    assert said["passes"]
    assert vote["outvoted"] == [party for party, good in said["accepts"].items() if not good]
    assert vote["beaten_by"] == said["beaten_by"]
