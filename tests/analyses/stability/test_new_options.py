"""New options that make a state last: built into the scenario they do, and fewer do not."""

from __future__ import annotations

import itertools
import json
import random

import pytest

from detente.analyses.stability import analyze_stability
from detente.analyses.stability.change.new_options import (
    Additions,
    Deterrents,
    additions,
    unanswered,
)
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.problem import build_problem
from detente.scenario import best_draws, loads
from oracles import stability as oracle
from oracles.stability_enlarged import OUTSIDE, Sites, enlarged, enlarged_text
from oracles.stability_priorities import Prioritised


def case(seed: int) -> tuple[Prioritised, oracle.Conflict, int, str, Additions | None]:
    chance = random.Random(seed)
    parties = 2 + seed % 3
    made = Prioritised(seed, parties=parties, options=max(parties, 3 + seed % 2), most=3)
    conflict = made.conflict([made.plain(p) for p in range(parties)])
    scenario = loads(made.text)
    problem = build_problem(scenario, best_draws(scenario), None)
    state, concept = chance.randrange(len(made.codes)), BASIC[seed % 5]
    return made, conflict, made.codes[state], concept, additions(problem, state, concept)


def lasts(
    conflict: oracle.Conflict, code: int, concept: str, sites: Sites, harmed: set[int]
) -> bool:
    larger = enlarged(conflict, sites, harmed, credible=concept in ("seq", "sseq"))
    return all(oracle.BASIC[concept](larger, p, (code, None)) for p in conflict.parties)  # type: ignore[arg-type]


def allowed(conflict: oracle.Conflict, code: int, concept: str) -> list[tuple[int, int]]:
    """Places of a party's new option that do not tempt it away, from the definition."""
    found = []
    for owner, place in itertools.product(conflict.parties, conflict.states):
        rank = conflict.rank[owner]
        near = place in conflict.moves[owner][code] and rank[place] > rank[code]
        close = place in conflict.moves[owner][code]
        tied = concept in ("seq", "sseq") and rank[place] == rank[code] and close
        if place != code and not near and not tied:
            found.append((owner, place))
    return found


def sites_of(made: Prioritised, deterrents: Deterrents | None) -> Sites:
    assert deterrents is not None
    assert deterrents.options is not None
    return {
        OUTSIDE if o.owner is None else o.owner: {made.codes[place] for place in o.places}
        for o in deterrents.options
    }


@pytest.mark.parametrize("block", range(6))
def test_built_into_the_scenario_the_state_lasts(block: int) -> None:
    for seed in range(30 * block, 30 * block + 30):
        made, conflict, code, concept, found = case(seed)
        if found is None:
            assert all(oracle.BASIC[concept](conflict, p, code) for p in conflict.parties)
            continue
        harmed = {leave.party for leave in found.unanswered}
        assert harmed == {
            p for p in conflict.parties if not oracle.BASIC[concept](conflict, p, code)
        }
        if concept == "nash":
            assert found.by_parties is None
            continue
        for deterrents in (found.by_parties, found.by_guarantor):
            assert deterrents is not None
            if deterrents.options is None:
                continue
            assert deterrents.proven_fewest or concept == "sseq"
            sites = sites_of(made, deterrents)
            credible = concept in ("seq", "sseq")
            text, names = enlarged_text(made, sites, harmed, credible=credible)
            result = analyze_stability(loads(text), concepts=[concept])
            assert names[code, None] in result.equilibria(concept)


def test_fewer_do_not() -> None:
    sizes = set()
    for seed in range(80):
        _, conflict, code, concept, found = case(seed)
        if found is None or found.by_parties is None:
            continue
        harmed = {leave.party for leave in found.unanswered}
        sites = allowed(conflict, code, concept)
        by_owner = {o: {place for owner, place in sites if owner == o} for o in conflict.parties}
        everybody = {owner: places for owner, places in by_owner.items() if places}
        if not found.by_parties.proven_fewest:
            assert concept == "sseq"
            continue
        if found.by_parties.options is None:
            assert not lasts(conflict, code, concept, everybody, harmed)
            continue
        count = len(found.by_parties.options)
        for owners in itertools.combinations(everybody, count - 1):
            fewer = {owner: everybody[owner] for owner in owners}
            assert not lasts(conflict, code, concept, fewer, harmed)
        places = sum(len(option.places) for option in found.by_parties.options)
        if places > 3:
            continue
        for chosen in itertools.combinations(sites, places - 1):
            fewer: Sites = {}
            for owner, place in chosen:
                fewer.setdefault(owner, set()).add(place)
            if len(fewer) == count:
                assert not lasts(conflict, code, concept, fewer, harmed)
        sizes.add((count, places))
    assert len(sizes) > 3  # options and places, one and several


def test_a_guarantor_uses_as_few_places_as_can_be() -> None:
    for seed in range(60):
        made, conflict, code, concept, found = case(seed)
        if found is None or found.by_guarantor is None:
            continue
        harmed = {leave.party for leave in found.unanswered}
        sites = sites_of(made, found.by_guarantor)
        assert lasts(conflict, code, concept, sites, harmed)
        others = [c for c in conflict.states if c != code]
        for chosen in itertools.combinations(others, len(sites[OUTSIDE]) - 1):
            assert not lasts(conflict, code, concept, {OUTSIDE: set(chosen)}, harmed)


def test_unanswered_improvements_and_promises() -> None:
    for seed in range(80):
        made, conflict, code, concept, found = case(seed)
        scenario = loads(made.text)
        problem = build_problem(scenario, best_draws(scenario), None)
        missing = unanswered(problem, made.codes.index(code), concept)
        assert {p for p, _ in missing} == {
            p for p in conflict.parties if not oracle.BASIC[concept](conflict, p, code)
        }
        if found is None:
            continue
        assert found.promises
        for size in range(len(found.promises[0]) + 1):
            good = {
                group
                for group in itertools.combinations(conflict.parties, size)
                if _promised(conflict, code, concept, group)
            }
            assert good == (set(found.promises) if size == len(found.promises[0]) else set())


def _promised(conflict: oracle.Conflict, code: int, concept: str, group: tuple[int, ...]) -> bool:
    ranks = tuple(
        {c: (c == code, r) for c, r in rank.items()} if p in group else dict(rank)
        for p, rank in enumerate(conflict.rank)
    )
    changed = oracle.Conflict(conflict.moves, ranks)  # type: ignore[arg-type]
    return all(oracle.BASIC[concept](changed, p, code) for p in changed.parties)


def test_two_parties_that_both_leave_need_two_options() -> None:
    """In a prisoner's dilemma each is deterred by the other under gmr; here nobody can answer."""
    text = """
title: t
parties: {a: {}, b: {}}
options: {a: [take: {moves: take}], b: [take: {moves: take}]}
ranking: {a: [YY, YN, NN, NY], b: [YY, NY, NN, YN]}
""".replace("[take: {moves: take}]", "{take: {moves: take}}")
    scenario = loads(text)
    problem = build_problem(scenario, best_draws(scenario), None)
    found = additions(problem, problem.state("NN", "desired"), "gmr")
    assert found is not None
    assert [(leave.party, leave.to) for leave in found.unanswered] == [(0, 1), (1, 2)]
    assert found.by_parties is not None
    assert found.by_parties.options is not None
    assert [option.owner for option in found.by_parties.options] == [0, 1]
    assert found.by_parties.proven_fewest
    assert found.promises == ((0, 1),)


WATER = """
title: t
parties: {north: {name: North}, south: {name: South}, city: {name: The City}}
options:
  north: {close: {name: close the corridor}, sign: {name: sign the accord}}
  south: {pump: {name: pump water}, strike: {}}
  city: {host: {name: host the talks}}
priorities:
  north: ["not south.strike", "north.close", "north.sign -> city.host", "not south.pump"]
  south: ["south.pump", "not north.close", "south.strike <-> north.close", "north.sign"]
  city: ["not south.strike", "north.sign", "city.host <-> north.sign"]
"""


def test_new_options_in_words_and_json() -> None:
    result = analyze_stability(loads(WATER), concepts=["nash", "smr", "seq"], desired="NYNNY")
    told = result.answer()["new_options"]["concepts"]
    assert json.loads(json.dumps(told)) == told
    smr = told["smr"]
    assert [leave["party"] for leave in smr["unanswered"]] == ["south", "south"]
    assert all("south" not in leave["answerable_by"] for leave in smr["unanswered"])
    assert len(smr["by_parties"]["options"]) == 1
    assert smr["by_parties"]["proven_fewest"]
    assert smr["by_guarantor"]["options"][0]["owner"] is None
    assert smr["promises"] == [["south"]]
    assert told["nash"]["by_parties"] is None
    for language, said in (
        (
            "en",
            (
                "To The City (symmetric metarationality): “If state",
                "To South (symmetric metarationality): “Whoever leaves",
                "guarantor",
            ),
        ),
        (
            "de",
            (
                "„Falls Zustand",
                ": „Wer NYNNY verlässt, erhält Antwort von The City",
                "Garantiemacht",
            ),
        ),
    ):
        notes = " ".join(note.text for note in result.statements(language))
        assert all(part in notes for part in said)
        assert any("NYNNY" in table.title for table in result.tables(language))


def test_said_where_new_options_are_not_sought() -> None:
    text = """
title: t
parties: {a: {}}
graph: {states: [s, t], moves: {a: {s: t}}, ranking: {a: [t, s]}}
"""
    result = analyze_stability(loads(text), concepts=["gmr"], desired="s")
    assert result.answer()["new_options"] == {"state": "s", "sought": False, "concepts": {}}
    assert any("only where moves follow" in note.text for note in result.statements("en"))


TIE = """
title: A tie
parties: {a: {}, b: {}}
options: {a: [x], b: [z]}
ranking: {a: [NN, YY, NY, YN], b: [[NN, NY, YN, YY]]}
"""


@pytest.mark.parametrize("concept", ["seq", "sseq"])
def test_ties_far_away_tempt_nobody(concept: str) -> None:
    """From YN `a` leaves for NN; only b's new option in NN can answer, as good for b as YN."""
    result = analyze_stability(loads(TIE), concepts=[concept], desired="YN")
    told = result.answer()["new_options"]["concepts"][concept]["by_parties"]
    notes = " ".join(note.text for note in result.statements("en"))
    if concept == "seq":
        assert [(one["owner"], one["places"]) for one in told["options"]] == [("b", ["NN"])]
        assert told["proven_fewest"]
    else:
        assert told == {"possible": None, "proven_fewest": False}
        assert "That there are none is not proved" in notes
    larger = oracle.Conflict(
        ({0: {1}, 1: {0}, 2: {3}, 3: {2}}, {0: {2}, 2: {0}, 1: {3}, 3: {1}}),  # type: ignore[arg-type]
        ({0: 4, 3: 3, 2: 2, 1: 1}, dict.fromkeys(range(4), 0)),
    )
    assert lasts(larger, 1, concept, {1: {0}}, {0})


def test_nothing_is_said_of_options_where_the_state_lasts() -> None:
    text = """
title: t
parties: {a: {}}
graph: {states: [s, t], moves: {a: {s: t}}, ranking: {a: [t, s]}}
"""
    result = analyze_stability(loads(text), concepts=["nash", "gmr"], desired="t")
    assert "new_options" not in result.answer()
    notes = [note.text for note in result.statements("en")]
    assert not any("New options" in note for note in notes)
    held = [note for note in notes if "can last already" in note]
    assert held == ["State t can last already (Nash stability and general metarationality)."]
    assert not any("takes for t" in table.title for table in result.tables("en"))
