"""What lasts without a deal, over draws of what parties hold, against its definition."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.analyses.catalogue import refusals
from detente.analyses.no_deal.orders import stated_ranks
from detente.analyses.no_deal.states import lasting_states
from detente.analyses.no_deal.worth import no_deal
from detente.errors import SettingError
from detente.randomness import generator
from detente.scenario import Scenario, draw
from detente.scenario.states import option_bits


def open_conflict(seed: int) -> Scenario:
    """Three parties with two options each, some one-way or ruled out, and unsure priorities."""
    random = generator(seed)
    options = {
        p: {o: {"moves": str(random.choice(["both", "take", "drop"]))} for o in "xy"} for p in "abc"
    }
    atoms = [f"{party}.{option}" for party in "abc" for option in "xy"]
    priorities = {
        party: [
            atom
            if k < 3
            else {"maybe": f"not {atom}", "held": "60%"}
            if k < 5
            else [atom, atoms[k]]
            for k, atom in enumerate(random.permutation(atoms).tolist())
        ]
        for party in "abc"
    }
    takes = dict(zip("abc", random.permutation(["worst", "best", "mean"]).tolist(), strict=True))
    return Scenario.model_validate(
        {
            "title": "t",
            "parties": dict.fromkeys("abc"),
            "issues": {"x": {"values": ["low", "high"]}},
            "options": options,
            "infeasible": ["a.x and b.y and not c.x"],
            "priorities": priorities,
            "preferences": {
                party: {
                    "weights": {"x": 1},
                    "values": {"x": "rising"},
                    "reservation": {"from": "stability", "take": take, "range": "20..60"},
                }
                for party, take in takes.items()
            },
            "no_deal": {"b": [{"if": "a.x", "worth": "10..30"}, {"worth": "20..70"}]},
        }
    )


@pytest.mark.parametrize("seed", range(12))
def test_what_lasts_without_a_deal_is_so_by_the_definition_in_each_draw(seed):
    scenario = open_conflict(seed)
    many = draw(scenario, 16, seed=seed)
    found = no_deal(scenario, many)
    states = lasting_states(scenario, many)
    codes, bits = states.codes.tolist(), option_bits(scenario)
    for k in range(many.count):
        ranks = {
            party: dict(
                zip(codes, stated_ranks(scenario, party, states.codes, part)[0], strict=True)
            )
            for part in [many.part(k, k + 1)]
            for party in "abc"
        }

        def reaches(party: str, here: int, there: int) -> bool:
            for (owner, name), bit in bits.items():
                now, then = here >> bit & 1, there >> bit & 1
                way = {"both": True, "take": then, "drop": now}[scenario.options[owner][name].moves]
                if now != then and not (owner == party and way):
                    return False
            return True

        lasting = [
            here
            for here in codes
            if not any(
                reaches(party, here, there) and ranks[party][there] > ranks[party][here]
                for party in "abc"
                for there in codes
            )
        ] or codes
        for place, party in enumerate("abc"):
            top = max(ranks[party].values())
            points = [20 + 40 * ranks[party][state] / top for state in lasting]
            if party == "b":
                given = [many.of(("no_deal", "b", str(item), "worth"))[k] for item in (0, 1)]
                points = [given[0 if state >> bits["a", "x"] & 1 else 1] for state in lasting]
            take = {"worst": min, "best": max, "mean": np.mean}
            worth = take[scenario.preferences[party].follows.take](points)
            assert found.worth[k, place] == pytest.approx(worth)


def test_more_orders_of_states_than_can_be_gone_through_are_refused_and_foreseen():
    names = [f"o{k}" for k in range(18)]
    unsure = [{"maybe": f"a.{name}", "held": 0.5} for name in names]
    scenario = Scenario.model_validate(
        {
            "title": "t",
            "parties": dict.fromkeys("ab"),
            "issues": {"x": {"values": ["low", "high"]}},
            "options": {"a": names},
            "priorities": {"a": unsure, "b": unsure},
            "preferences": {
                party: {
                    "weights": {"x": 1},
                    "values": {"x": shape},
                    "reservation": {"from": "stability", "range": "20..60"},
                }
                for party, shape in {"a": "rising", "b": "falling"}.items()
            },
        }
    )
    refused = dict(refusals(scenario))
    assert {"deals", "outlook", "simulate"} <= refused.keys()
    assert "states: 262144 cannot be used" in str(refused["outlook"])
    with pytest.raises(SettingError, match="say of fewer priorities"):
        detente.analyze_outlook(scenario)
