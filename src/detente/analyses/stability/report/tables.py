"""Stability as tables."""

from __future__ import annotations

import numpy as np

from detente.analyses.stability.report.findings import counts_by_concept
from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.result import StabilityResult
from detente.exhibits import Cell, Column, Table

MOST_ROWS = 24
MOST_STATES = 64


def verdict_tables(result: StabilityResult, wording: Wording) -> list[Table]:
    """Equilibria, verdicts by party (small conflicts) and counts."""
    shown = [equilibria_table(result, wording)]
    if result.problem.states <= MOST_STATES:
        shown.append(verdict_table(result, wording))
    return [*shown, count_table(result, wording)]


def equilibria_table(result: StabilityResult, wording: Wording) -> Table:
    """Equilibria, those of most concepts first."""
    words = wording.words
    masks = np.stack([result.verdicts.lasting(concept) for concept in result.concepts])
    strength = masks.sum(axis=0)
    states = np.flatnonzero(strength)
    states = states[np.argsort(-strength[states], kind="stable")]
    rows: list[tuple[Cell, ...]] = [
        (result.problem.name(int(s)), wording.state(int(s)), *(bool(m[s]) for m in masks))
        for s in states[:MOST_ROWS]
    ]
    counts = counts_by_concept(result, wording, result.concepts)
    note = words("stability.equilibria_note", counts=counts)
    if result.problem.options:
        note += " " + words("stability.code_note")
    if states.size > MOST_ROWS:
        more = words.count("stability.more_states", int(states.size) - MOST_ROWS)
        note = f"{note} {more}"
    columns = (
        Column(words("stability.state")),
        Column(words("stability.taken")),
        *(Column(wording.short(concept), "centre") for concept in result.concepts),
    )
    return Table(words("stability.equilibria_title"), columns, tuple(rows), note)


def verdict_table(result: StabilityResult, wording: Wording) -> Table:
    """For each state and party, the concepts under which the state is stable."""
    words = wording.words
    rows = []
    for state in range(result.problem.states):
        cells = [_verdicts(result, wording, party, state) for party in result.problem.counted]
        common = [wording.short(c) for c in result.concepts if result.verdicts.lasting(c)[state]]
        rows.append((result.problem.name(state), *cells, ", ".join(common)))
    columns = (
        Column(words("stability.state")),
        *(Column(wording.party(party)) for party in result.problem.counted),
        Column(words("stability.all_parties")),
    )
    return Table(words("stability.verdicts_title"), columns, tuple(rows))


def _verdicts(result: StabilityResult, wording: Wording, party: int, state: int) -> str:
    held = (c for c in result.concepts if result.verdicts.stable(party, c)[state])
    return ", ".join(wording.short(c) for c in held)


def count_table(result: StabilityResult, wording: Wording) -> Table:
    """How many states are stable, by party and concept."""
    words = wording.words
    rows: list[tuple[Cell, ...]] = [
        (
            wording.party(party),
            *(int(result.verdicts.stable(party, c).sum()) for c in result.concepts),
        )
        for party in result.problem.counted
    ]
    shared = (int(result.verdicts.lasting(c).sum()) for c in result.concepts)
    rows.append((words("stability.all_parties"), *shared))
    columns = (
        Column(words("stability.party")),
        *(Column(wording.short(c), "right", digits=0) for c in result.concepts),
    )
    total = words.number(result.problem.states)
    note = words("stability.counts_note", total=total)
    return Table(words("stability.counts_title"), columns, tuple(rows), note)
