"""Which states can last, by which concept, and how they are reached: findings, tables, charts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.report.wording import Wording
from detente.analyses.telling import table
from detente.exhibits import Cell, Chart, Column, Edge, GraphChart, Node, Table

MOST_NAMED = 6
MOST_ROWS = 24
MOST_NODES = 24
MOST_STATES = 64


def findings(wording: Wording) -> list[str]:
    """Which states can last, whether the status quo can, and how the others are reached."""
    result, words = wording.result, wording.words
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    if not states.size:
        concepts = words.join(map(wording.concept, result.concepts))
        return [words("stability.no_equilibrium", concepts=concepts)]
    told = words.count(
        "stability.equilibria",
        states.size,
        total=words.number(result.problem.states),
        concept=wording.concept(concept),
    )
    others = tuple(c for c in result.concepts if c != concept)
    if any(int(result.verdicts.lasting(c).sum()) != states.size for c in others):
        counts = _counts(wording, others)
        told += " " + words("stability.equilibria_by_others", counts=counts)
    found = [told]
    for state in states[:MOST_NAMED].tolist():
        known = {"name": wording.name(state), "state": wording.state(state)}
        found.append(words("stability.state_holds", concepts=_holding(wording, state), **known))
    if states.size > MOST_NAMED:
        found.append(words("common.more", n=words.number(states.size - MOST_NAMED)))
    return found + _from_start(wording, concept, states)


def _counts(wording: Wording, concepts: tuple[str, ...]) -> str:
    """How many states can last under each concept: `Nash 2, GMR 10`."""
    lasting = {c: int(wording.result.verdicts.lasting(c).sum()) for c in concepts}
    return ", ".join(f"{wording.short(c)} {wording.words.number(n)}" for c, n in lasting.items())


def _holding(wording: Wording, state: int) -> str:
    """The concepts under which a state can last; empty where there are none."""
    held = wording.holding(state)
    if len(held) == len(wording.result.concepts) > 1:
        return wording.words("stability.every_concept")
    return wording.words.join([wording.short(concept) for concept in held])


def _from_start(wording: Wording, concept: str, states: NDArray[np.intp]) -> list[str]:
    result, words = wording.result, wording.words
    start = result.problem.status_quo
    by_moves, by_improvements = result.ways_by_moves, result.ways_by_improvements
    if start is None or by_moves is None or by_improvements is None:
        return []
    held = _holding(wording, start)
    known = {"state": wording.state(start), "concepts": held, "concept": wording.short(concept)}
    if start in states:
        return [wording.of_start("start_holds", **known)]
    told = [wording.of_start("start_holds_otherwise" if held else "start_fails", **known)]
    for state in states[:MOST_NAMED].tolist():
        improving, legal = by_improvements.to(state), by_moves.to(state)
        key = "way_improving" if improving else "way_legal" if legal else "no_way"
        way = wording.chain(start, improving or legal or ())
        begin = wording.of_start("start")
        told.append(words(f"stability.{key}", name=wording.name(state), way=way, start=begin))
    return told


def tables(wording: Wording) -> list[Table]:
    """Equilibria, those of most concepts first, verdicts by party (small conflicts) and counts."""
    small = wording.result.problem.states <= MOST_STATES
    return [_equilibria(wording), *([_verdicts(wording)] if small else []), _count_table(wording)]


def _equilibria(wording: Wording) -> Table:
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


def _verdicts(wording: Wording) -> Table:
    """For each state and party, the concepts under which the state is stable."""
    result = wording.result
    rows = []
    for state in range(result.problem.states):
        held = (
            wording.shorts(c for c in result.concepts if result.verdicts.stable(party, c)[state])
            for party in result.problem.counted
        )
        rows.append((wording.name(state), *held, wording.shorts(wording.holding(state))))
    parties: list[str | Column] = [Column(wording.party(p)) for p in result.problem.counted]
    columns = ["state", *parties, "all_parties"]
    return table(wording.words, "stability.verdicts", columns, rows)


def _count_table(wording: Wording) -> Table:
    """How many states are stable, by party and concept."""
    result, words = wording.result, wording.words
    stable, lasting = result.verdicts.stable, result.verdicts.lasting
    rows: list[tuple[Cell, ...]] = [
        (wording.party(party), *(int(stable(party, c).sum()) for c in result.concepts))
        for party in result.problem.counted
    ]
    rows.append((words("stability.all_parties"), *(int(lasting(c).sum()) for c in result.concepts)))
    columns = [Column(wording.short(c), "right", digits=0) for c in result.concepts]
    note = words("stability.counts_note", total=words.number(result.problem.states))
    return table(words, "stability.counts", ["party", *columns], rows, note)


def charts(wording: Wording) -> list[Chart]:
    """The state graph of a small conflict, and the way from the status quo."""
    way = way_chart(wording)
    return [*state_graphs(wording), *([way] if way is not None else [])]


def _groups(wording: Wording) -> tuple[str, str, str]:
    concept = wording.short(wording.result.verdicts.headline)
    return (
        wording.words("stability.can_last", concept=concept),
        wording.of_start("start_mark"),
        wording.words("stability.other_state"),
    )


def _node(wording: Wording, state: int, x: float, y: float) -> Node:
    lasting, start, other = _groups(wording)
    group = start if state == wording.result.problem.status_quo else other
    if state in wording.result.verdicts.foremost():
        group = lasting
    name = wording.name(state)
    return Node(name, name, x, y, group, wording.state(state))


def state_graphs(wording: Wording) -> list[GraphChart]:
    """All states on a circle, with every improvement as an arrow of the party that makes it."""
    problem = wording.result.problem
    if problem.states > MOST_NODES:
        return []
    nodes, edges = [], []
    for state in range(problem.states):
        angle = math.pi / 2 - 2 * math.pi * state / problem.states
        x, y = 0.5 + 0.45 * math.cos(angle), 0.5 + 0.45 * math.sin(angle)
        nodes.append(_node(wording, state, x, y))
        for party in problem.counted:
            rank, after = problem.rank[0, party], problem.moves.own(party, state)
            for better in after[rank[after] > rank[state]].tolist():
                edge = Edge(wording.name(state), wording.name(better), wording.party(party))
                edges.append(edge)
    movers = tuple(wording.party(party) for party in problem.counted)
    title = wording.words("stability.graph_title")
    summary = wording.words("stability.graph_summary")
    graph = GraphChart(title, tuple(nodes), tuple(edges), _groups(wording), movers, summary=summary)
    return [graph]


def way_chart(wording: Wording) -> GraphChart | None:
    """The way from the status quo to the nearest equilibrium that improvements lead to."""
    result = wording.result
    start, tree = result.problem.status_quo, result.ways_by_improvements
    if start is None or tree is None:
        return None
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    found = [way for way in (tree.to(int(state)) for state in states[:MOST_NODES]) if way]
    if not found:
        return None
    way = min(found, key=len)
    stops = [start, *(step.to for step in way)]
    xs = np.linspace(0.08, 0.92, len(stops)).tolist()
    edges = tuple(
        Edge(
            wording.name(before),
            wording.name(step.to),
            wording.party(step.party),
            wording.change(before, step),
        )
        for before, step in zip(stops, way, strict=False)
    )
    title = wording.words(
        "stability.way_title", start=wording.of_start("start"), concept=wording.short(concept)
    )
    return GraphChart(
        title,
        tuple(_node(wording, stop, x, 0.5) for stop, x in zip(stops, xs, strict=True)),
        edges,
        _groups(wording),
        tuple(dict.fromkeys(edge.group for edge in edges)),
        summary=wording.chain(start, way),
    )
