"""What nobody cares about changes no verdict: options, parties, order of the file, names."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.stability import BASIC, analyze_stability
from detente.scenario import Scenario

Verdict = tuple[str, str, frozenset[str]]
"""A concept, a party and the options taken in a state in which it is stable."""


def conflict(seed: int) -> dict[str, Any]:
    """Two or three parties with up to three options each, priorities and a ruled-out pair."""
    chance = random.Random(seed)
    parties = [f"p{k}" for k in range(chance.choice([2, 2, 3]))]
    options = {party: [f"o{k}" for k in range(chance.randint(1, 2))] for party in parties}
    names = [f"{party}.{option}" for party, own in options.items() for option in own]
    forms: dict[str, dict[str, Any]] = {
        party: {name: {"moves": chance.choice(["both", "both", "both", "take"])} for name in own}
        for party, own in options.items()
    }
    priorities = {
        party: [
            chance.choice(["{0}", "not {0}", "{0} -> {1}", "{0} <-> {1}"]).format(
                *chance.sample(names, 2)
            )
            for _ in range(chance.randint(1, 4))
        ]
        for party in parties
    }
    ruled_out = [" and ".join(chance.sample(names, 2))] if chance.random() < 0.4 else []
    return {
        "title": "t",
        "parties": {party: {} for party in parties},
        "options": forms,
        "infeasible": ruled_out,
        "priorities": priorities,
    }


def verdicts(stated: dict[str, Any], leaving_out: str = "") -> dict[Verdict, set[bool]]:
    """Each verdict by options taken, one of them left out: True, False or both."""
    scenario = Scenario.model_validate(stated)
    result = analyze_stability(scenario, concepts=BASIC)
    found: dict[Verdict, set[bool]] = {}
    for party, by_concept in result.answer()["stable"].items():
        for concept, states in by_concept.items():
            for state in range(result.problem.states):
                taken = frozenset(result.problem.taken(state)) - {leaving_out}
                holds = result.problem.name(state) in states
                found.setdefault((concept, party, taken), set()).add(holds)
    return found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_an_option_that_nobody_cares_about_doubles_states_and_changes_no_verdict(
    seed: int, pick: int
) -> None:
    plain = conflict(seed)
    owner = sorted(plain["options"])[pick % len(plain["options"])]
    added = {**plain["options"][owner], "idle": {"moves": "both"}}
    more = {**plain, "options": {**plain["options"], owner: added}}
    assert verdicts(more, f"{owner}.idle") == verdicts(plain)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_a_party_that_nobody_cares_about_changes_no_verdict(seed: int, owning: bool) -> None:
    plain = conflict(seed)
    more = {**plain, "parties": {**plain["parties"], "idle": {}}}
    if owning:
        more["options"] = {**plain["options"], "idle": {"x": {"moves": "both"}}}
    assert verdicts(more, "idle.x") == verdicts(plain)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_no_verdict(seed: int, chance: random.Random) -> None:
    plain = conflict(seed)

    def shuffled(given_keys: dict[str, Any]) -> dict[str, Any]:
        keys = list(given_keys)
        chance.shuffle(keys)
        return {key: given_keys[key] for key in keys}

    options = shuffled({party: shuffled(own) for party, own in plain["options"].items()})
    turned = {
        **plain,
        "parties": shuffled(plain["parties"]),
        "options": options,
        "priorities": shuffled(plain["priorities"]),
    }
    assert verdicts(turned) == verdicts(plain)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_display_names_change_nothing_and_new_keys_only_the_keys(seed: int) -> None:
    plain = conflict(seed)
    named = {**plain, "parties": {key: {"name": f"The {key}"} for key in plain["parties"]}}
    assert verdicts(named) == verdicts(plain)

    keyed = {
        **plain,
        "parties": {f"x{key}": {} for key in plain["parties"]},
        "options": {f"x{key}": own for key, own in plain["options"].items()},
        "priorities": {
            f"x{key}": [text.replace("p", "xp") for text in own]
            for key, own in plain["priorities"].items()
        },
        "infeasible": [text.replace("p", "xp") for text in plain["infeasible"]],
    }
    expected = {
        (concept, f"x{party}", frozenset(f"x{option}" for option in taken)): held
        for (concept, party, taken), held in verdicts(plain).items()
    }
    assert verdicts(keyed) == expected
