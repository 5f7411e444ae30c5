"""Stability as charts."""

from __future__ import annotations

import math

import numpy as np

from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.result import StabilityResult
from detente.exhibits import Chart, Edge, GraphChart, HeatCell, HeatMap, Node

MOST_NODES = 24
MOST_ROWS = 64
NOBODY = "–"


def verdict_charts(result: StabilityResult, wording: Wording) -> list[Chart]:
    """The state graph of a small conflict, the way from the status quo and a map of verdicts."""
    drawn: list[Chart] = []
    if result.problem.states <= MOST_NODES:
        drawn.append(state_graph(result, wording))
    if (way := way_chart(result, wording)) is not None:
        drawn.append(way)
    if result.problem.states <= MOST_ROWS:
        drawn.append(verdict_map(result, wording))
    return drawn


def _group(result: StabilityResult, wording: Wording, state: int) -> str:
    lasting, start, other = _groups(result, wording)
    if state in result.verdicts.foremost():
        return lasting
    return start if state == result.problem.status_quo else other


def _groups(result: StabilityResult, wording: Wording) -> tuple[str, str, str]:
    concept = wording.short(result.verdicts.headline)
    return (
        wording.words("stability.can_last", concept=concept),
        wording.of_start("start_mark"),
        wording.words("stability.other_state"),
    )


def state_graph(result: StabilityResult, wording: Wording) -> GraphChart:
    """All states on a circle, with every improvement as an arrow of the party that makes it."""
    problem = result.problem
    nodes, edges = [], []
    for state in range(problem.states):
        angle = math.pi / 2 - 2 * math.pi * state / problem.states
        x, y = 0.5 + 0.45 * math.cos(angle), 0.5 + 0.45 * math.sin(angle)
        group = _group(result, wording, state)
        nodes.append(
            Node(problem.name(state), problem.name(state), x, y, group, wording.state(state))
        )
        for party in result.problem.counted:
            rank = problem.rank[0, party]
            for after in problem.moves.own(party, state):
                if rank[after] > rank[state]:
                    edges.append(
                        Edge(problem.name(state), problem.name(int(after)), wording.party(party))
                    )
    return GraphChart(
        wording.words("stability.graph_title"),
        tuple(nodes),
        tuple(edges),
        _groups(result, wording),
        tuple(wording.party(party) for party in result.problem.counted),
        summary=wording.words("stability.graph_summary"),
    )


def verdict_map(result: StabilityResult, wording: Wording) -> HeatMap:
    """States by parties: under how many of the concepts each state is stable."""
    words = wording.words
    cells = []
    for state in range(result.problem.states):
        name = result.problem.name(state)
        for party in result.problem.counted:
            held = [c for c in result.concepts if result.verdicts.stable(party, c)[state]]
            text = ", ".join(wording.short(c) for c in held) or NOBODY
            share = 100 * len(held) / len(result.concepts)
            cells.append(HeatCell(name, wording.party(party), share, text, wording.state(state)))
        common = [c for c in result.concepts if result.verdicts.lasting(c)[state]]
        text = ", ".join(wording.short(c) for c in common) or NOBODY
        share = 100 * len(common) / len(result.concepts)
        column = words("stability.all_parties")
        cells.append(HeatCell(name, column, share, text, wording.state(state)))
    return HeatMap(
        words("stability.verdicts_title"),
        words("stability.state"),
        words("stability.party"),
        tuple(cells),
        unit="%",
        low=0.0,
        high=100.0,
        summary=words("stability.map_summary"),
    )


def way_chart(result: StabilityResult, wording: Wording) -> GraphChart | None:
    """The way from the status quo to the nearest equilibrium that improvements lead to."""
    start, tree = result.problem.status_quo, result.ways_by_improvements
    if start is None or tree is None:
        return None
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    found = [way for way in (tree.to(int(state)) for state in states[:MOST_NODES]) if way]
    if not found:
        return None
    way = min(found, key=len)
    stops = [start, *(step.state for step in way)]
    xs = np.linspace(0.08, 0.92, len(stops))
    name = result.problem.name
    nodes = tuple(
        Node(
            name(stop),
            name(stop),
            float(x),
            0.5,
            _group(result, wording, stop),
            wording.state(stop),
        )
        for stop, x in zip(stops, xs, strict=True)
    )
    edges = tuple(
        Edge(
            name(before), name(step.state), wording.party(step.mover), wording.change(before, step)
        )
        for before, step in zip(stops, way, strict=False)
    )
    movers = tuple(dict.fromkeys(edge.group for edge in edges))
    title = wording.words(
        "stability.way_title", start=wording.of_start("start"), concept=wording.short(concept)
    )
    summary = wording.chain(start, way)
    return GraphChart(title, nodes, edges, _groups(result, wording), movers, summary=summary)
