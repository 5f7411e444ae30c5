"""Every count and every "can last" names its concept, and says what the verdicts say."""

from __future__ import annotations

import re

import pytest

import detente
from detente.analyses.stability import analyze_stability
from detente.analyses.stability.result import StabilityResult
from detente.phrases import LANGUAGES
from detente.scenario import loads

DILEMMA = """
title: Two options
parties: {a: {}, b: {}}
options: {a: [x], b: [y]}
ranking: {a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]}
"""
"""By hand: only YY is stable under Nash; NN too under GMR, SMR and SEQ, as the answer is YY."""

SHIFTING = """
title: A guard that may be dropped
parties: {a: {}, b: {}}
status_quo: NN
options: {a: [x], b: [y]}
priorities:
  a: [{maybe: "not b.y", held: 0.5..0.9}, "a.x"]
  b: [{maybe: "not a.x", held: 0.5..0.9}, "b.y"]
"""
SHORT = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ"}
STARTS = re.compile(r"status quo|today|unchanged|Ausgangslage|heute|Status quo", re.IGNORECASE)


def lasting(result: StabilityResult) -> dict[str, set[int]]:
    """States stable for all that count by concept."""
    found: dict[str, set[int]] = {}
    for concept in ("nash", "gmr", "smr", "seq"):
        rows = [
            result.verdicts.stable(party, concept)
            for party, counts in enumerate(result.problem.judged)
            if counts
        ]
        found[concept] = {s for s in range(result.problem.states) if all(row[s] for row in rows)}
    return found


CASES = [
    "anchorage", "chicken", "elmira", "house_sale", "prisoners_dilemma", "syria_iraq_1975",
    DILEMMA, DILEMMA + "status_quo: NN\n", DILEMMA + "status_quo: YY\n",
]  # fmt: skip


def analysed(case: str) -> StabilityResult:
    return analyze_stability(loads(case) if "\n" in case else detente.load(case))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_headline_counts_states_by_the_concept_that_it_names(case: str, language: str) -> None:
    result = analysed(case)
    counts = {concept: len(states) for concept, states in lasting(result).items()}
    words = result.words(language)
    said = result.statements(language)[0].text
    assert words("stability.concept.nash") in said
    numbers = [int(n) for n in re.findall(r"\d+", said)]
    assert numbers.count(result.problem.states) >= 1
    assert str(counts["nash"]) in said or counts["nash"] == 1
    if len(set(counts.values())) > 1:
        for concept in ("gmr", "smr", "seq"):
            assert f"{SHORT[concept]} {counts[concept]}" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_table_marks_and_counts_what_the_verdicts_hold(case: str, language: str) -> None:
    result = analysed(case)
    table = result.tables(language)[0]
    sets = lasting(result)
    heads = [column.title for column in table.columns][2:]
    assert heads == list(SHORT.values())
    for place, concept in enumerate(SHORT):
        marked = {row[0] for row in table.rows if row[2 + place]}
        assert marked == {result.problem.name(state) for state in sets[concept]}
        assert f"{SHORT[concept]} {len(sets[concept])}" in table.note


@pytest.mark.parametrize(
    ("status_quo", "concepts"), [("NN", {"gmr", "smr", "seq"}), ("YY", set(SHORT))]
)
def test_a_status_quo_that_holds_by_some_concepts_only_is_said_to(
    status_quo: str, concepts: set[str]
) -> None:
    result = analysed(DILEMMA + f"status_quo: {status_quo}\n")
    place = result.problem.state(status_quo, "state")
    assert {c for c, states in lasting(result).items() if place in states} == concepts
    said = [note.text for note in result.statements("en") if note.text.startswith("The status quo")]
    if status_quo == "NN":
        assert said == [
            "The status quo (nobody takes an option) can last by GMR, SMR and SEQ, but not by Nash."
        ]
    else:
        assert said == ["The status quo (a: x; b: y) can last by itself (every concept tested)."]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("more", ["", "infeasible: ['not a.x and not b.y']\n"])
def test_nothing_is_called_the_status_quo_unless_the_file_states_one(
    more: str, language: str
) -> None:
    text = DILEMMA.replace("NN, ", "") + more if more else DILEMMA
    result = analyze_stability(loads(text), desired="YN")
    shown = [
        *result.statements(language),
        *result.tables(language),
        *result.charts(language),
    ]
    assert not STARTS.search(repr(shown))
