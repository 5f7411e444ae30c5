"""Charts on talks in stages: the tree with win-sets, who narrows them, risk against share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.deal_wording import parties_text, stage_text
from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Chart,
    Edge,
    GraphChart,
    LineChart,
    Node,
    Point,
)

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases


def charts(result: StagesResult, words: Phrases) -> tuple[Chart, ...]:
    """All charts that have something to show."""
    found: list[Chart] = [stage_tree(result, words), win_set_bars(result, words)]
    if any(len(line) > 1 for line in result.trade_offs.values()):
        found.append(trade_off_lines(result, words))
    return tuple(found)


def stage_tree(result: StagesResult, words: Phrases) -> GraphChart:
    """Stages from left to right with their win-sets; both courses as arrows."""
    stages = len(result.found.talks.tables)
    groups = words("stages.group_stage"), words("stages.group_deal"), words("stages.group_none")
    nodes = []
    for stage in range(stages):
        share = words.number(100 * float(result.found.sets[stage].size[0]), 1)
        name = stage_text(result.scenario, stage, words)
        text = words("stages.node", stage=name, share=share)
        table = parties_text(result.scenario, result.scenario.stages[stage].table, words)
        nodes.append(
            Node(f"s{stage}", text, (stage + 0.2) / (stages + 0.4), 0.72, groups[0], table)
        )
        text = words("stages.no_deal")
        nodes.append(Node(f"n{stage}", text, (stage + 0.2) / (stages + 0.4), 0.15, groups[2]))
    nodes.append(Node("deal", words("stages.deal"), 1.0, 0.72, groups[1]))
    edges = []
    for far in (True, False):
        course = result.found.far if far else result.found.short
        label = words("stages.far_sighted") if far else words("stages.short_sighted")
        ended = int(course.ended[0])
        edges += [Edge(f"s{k}", f"s{k + 1}", label) for k in range(min(ended, stages - 1))]
        last = ("deal", stages - 1) if ended == stages else (f"n{ended}", ended)
        edges.append(Edge(f"s{last[1]}", last[0], label))
    used = {edge.end for edge in edges} | {node.key for node in nodes if node.key[0] == "s"}
    return GraphChart(
        words("stages.tree_title"),
        tuple(node for node in nodes if node.key in used),
        tuple(edges),
        groups=groups,
        edge_groups=(words("stages.short_sighted"), words("stages.far_sighted")),
        summary=words("stages.tree_summary"),
    )


def win_set_bars(result: StagesResult, words: Phrases) -> BarChart:
    """The win-set of each stage, and what it would be if one party were not asked."""
    talks = result.found.talks
    everyone = words("stages.all_asked")
    bars, series = [], [everyone]
    for found in result.found.sets:
        stage = stage_text(result.scenario, found.stage, words)
        bars.append(Bar(stage, 100 * float(found.size[0]), everyone))
        for place, party in enumerate(talks.space.parties):
            if talks.tables[found.stage].counts(place):
                name = words(
                    "stages.without", party=result.scenario.party_name(party, words.language)
                )
                bars.append(Bar(stage, 100 * float(found.without[place]), name))
                if name not in series:
                    series.append(name)
    axis = Axis(words("stages.win_set"), unit="%", low=0.0)
    return BarChart(words("stages.win_sets_title"), axis, tuple(bars), tuple(series))


def trade_off_lines(result: StagesResult, words: Phrases) -> LineChart:
    """Schelling's trade-off of the parties at the first table."""
    points, series = [], []
    for party, choices in result.trade_offs.items():
        name = result.scenario.party_name(party, words.language)
        series.append(name)
        points += [Point(100 * d.risk, d.worth, name) for d in choices]
    return LineChart(
        words("stages.trade_off_title"),
        Axis(words("stages.risk"), unit="%", low=0.0, high=100.0),
        Axis(words("stages.worth"), low=0.0, high=100.0),
        tuple(points),
        tuple(series),
        step=True,
        note=words("stages.trade_off_note"),
    )
