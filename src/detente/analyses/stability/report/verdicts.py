"""Which states can last, by which concept, and how they are reached: findings and tables."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from detente.analyses.stability.report.wording import Wording
from detente.analyses.telling import table
from detente.exhibits import Cell, Column, Table

MOST_NAMED = 6
MOST_ROWS = 24
MOST_STATES = 64


def findings(wording: Wording) -> list[str]:
    """Which states can last, whether the status quo can, and how the others are reached."""
    result, words = wording.result, wording.words
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    if not states.size:
        concepts = words.join(map(wording.concept, result.concepts))
        return [words("stability.no_equilibrium", concepts=concepts)]
    known = {"total": words.number(result.problem.states), "concept": wording.concept(concept)}
    told = words.count("stability.equilibria", states.size, **known)
    others = [c for c in result.concepts if c != concept]
    if any(result.verdicts.lasting(c).sum() != states.size for c in others):
        told += " " + words("stability.equilibria_by_others", counts=_counts(wording, others))
    found = [told]
    for state in states[:MOST_NAMED].tolist():
        shown = {"name": wording.name(state), "state": wording.state(state)}
        found.append(words("stability.state_holds", concepts=_holding(wording, state), **shown))
    if states.size > MOST_NAMED:
        found.append(words("common.more", n=words.number(states.size - MOST_NAMED)))
    return found + _from_start(wording)


def _counts(wording: Wording, concepts: Iterable[str]) -> str:
    """How many states can last under each concept: `Nash 2, GMR 10`."""
    lasting = {c: int(wording.result.verdicts.lasting(c).sum()) for c in concepts}
    return ", ".join(f"{wording.short(c)} {wording.words.number(n)}" for c, n in lasting.items())


def _holding(wording: Wording, state: int) -> str:
    """The concepts under which a state can last; empty where there are none."""
    held = wording.holding(state)
    if len(held) == len(wording.result.concepts) > 1:
        return wording.words("stability.every_concept")
    return wording.words.join([wording.short(concept) for concept in held])


def _from_start(wording: Wording) -> list[str]:
    result = wording.result
    states, start = result.verdicts.foremost(), result.problem.status_quo
    if start is None:
        return []
    held, concept = _holding(wording, start), wording.short(result.verdicts.headline)
    known = {"state": wording.state(start), "concepts": held, "concept": concept}
    if start in states:
        return [wording.of_start("start_holds", **known)]
    by_moves, by_improvements = result.ways_by_moves, result.ways_by_improvements
    if by_moves is None or by_improvements is None:
        return []
    told = [wording.of_start("start_holds_otherwise" if held else "start_fails", **known)]
    for state in states[:MOST_NAMED].tolist():
        improving, legal = by_improvements.to(state), by_moves.to(state)
        key = "way_improving" if improving else "way_legal" if legal else "no_way"
        way = wording.chain(start, improving or legal or ())
        shown = {"name": wording.name(state), "way": way, "start": wording.of_start("start")}
        told.append(wording.words(f"stability.{key}", **shown))
    return told


def tables(wording: Wording) -> list[Table]:
    """Equilibria, verdicts by party (small conflicts) and counts."""
    result, words = wording.result, wording.words
    concepts, counted = result.concepts, result.problem.counted
    stable, lasting = result.verdicts.stable, result.verdicts.lasting
    found = [_equilibria(wording)]
    rows: list[tuple[Cell, ...]] = []
    if result.problem.states <= MOST_STATES:
        for state in range(result.problem.states):
            held = (wording.shorts(c for c in concepts if stable(p, c)[state]) for p in counted)
            rows.append((wording.name(state), *held, wording.shorts(wording.holding(state))))
        parties = [Column(wording.party(party)) for party in counted]
        found.append(table(words, "stability.verdicts", ["state", *parties, "all_parties"], rows))
    rows = [(wording.party(p), *(int(stable(p, c).sum()) for c in concepts)) for p in counted]
    rows.append((words("stability.all_parties"), *(int(lasting(c).sum()) for c in concepts)))
    columns = [Column(wording.short(c), "right", digits=0) for c in concepts]
    note = words("stability.counts_note", total=words.number(result.problem.states))
    return [*found, table(words, "stability.counts", ["party", *columns], rows, note)]


def _equilibria(wording: Wording) -> Table:
    """States that can last, those by most concepts first."""
    result, words = wording.result, wording.words
    masks = np.stack([result.verdicts.lasting(concept) for concept in result.concepts])
    states = np.flatnonzero(masks.any(axis=0))
    states = states[np.argsort(-masks.sum(axis=0)[states], kind="stable")]
    note = words("stability.equilibria_note", counts=_counts(wording, result.concepts))
    if result.problem.options:
        note += " " + words("stability.code_note")
    if states.size > MOST_ROWS:
        note += " " + words.count("stability.more_states", int(states.size) - MOST_ROWS)
    concepts = [Column(wording.short(c), "centre") for c in result.concepts]
    rows = (
        (wording.name(state), wording.state(state), *masks[:, state].tolist())
        for state in states[:MOST_ROWS].tolist()
    )
    return table(words, "stability.equilibria", ["state", "taken", *concepts], rows, note)
