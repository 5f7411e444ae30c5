"""Charts on talks in stages: the tree with win-sets, who narrows them, risk against share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from detente.analyses.talks.wording import parties_text, stage_text
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
        across = (stage + 0.1) / (stages + 0.1)
        share = words.number(100 * result.found.sets[stage].size, 1)
        name = stage_text(result.scenario, stage, words)
        text = words("stages.node", stage=name, share=share)
        table = parties_text(result.scenario, result.scenario.stages[stage].table, words)
        nodes.append(Node(f"s{stage}", text, across, 0.3, groups[0], table))
        # low enough that the arrow passes above the text of the node that it leads to
        up = 0.3 + min(0.5, 1.4 / stages**2)
        place = across + 0.62 / (stages + 0.1)
        nodes.append(Node(f"n{stage}", words("stages.no_deal"), place, up, groups[2]))
    nodes.append(Node("deal", words("stages.deal"), 1.0, 0.3, groups[1]))
    return GraphChart(
        words("stages.tree_title"),
        tuple(nodes),
        tuple(_branches(result, words)),
        groups=groups,
        edge_groups=(
            words("stages.both_courses"),
            words("stages.short_sighted"),
            words("stages.far_sighted"),
            words("stages.not_taken"),
        ),
        summary=words("stages.tree_summary"),
        note=_refusals(result, words),
    )


def _refusals(result: StagesResult, words: Phrases) -> str:
    """Who refuses the draft where it dies."""
    found = result.found
    if not found.refusers:
        return ""
    names = tuple(found.talks.space.parties[p] for p in found.refusers)
    return words(
        "stages.refused",
        stage=stage_text(result.scenario, int(found.short.ended[0]), words),
        parties=parties_text(result.scenario, names, words),
    )


def _branches(result: StagesResult, words: Phrases) -> Iterator[Edge]:
    """Every branch of the tree; those that a course takes bear its name."""
    stages = len(result.found.talks.tables)
    taken: dict[tuple[str, str], list[str]] = {}
    for course, label in (
        (result.found.short, words("stages.short_sighted")),
        (result.found.far, words("stages.far_sighted")),
    ):
        ended = int(course.ended[0])
        places = [f"s{stage}" for stage in range(min(ended + 1, stages))]
        places.append("deal" if ended == stages else f"n{ended}")
        for branch in pairwise(places):
            taken.setdefault(branch, []).append(label)
    for stage in range(stages):
        following = "deal" if stage + 1 == stages else f"s{stage + 1}"
        for branch in ((f"s{stage}", following), (f"s{stage}", f"n{stage}")):
            labels = taken.get(branch, [])
            both = words("stages.both_courses") if len(labels) == 2 else "".join(labels)
            yield Edge(*branch, both or words("stages.not_taken"))


def win_set_bars(result: StagesResult, words: Phrases) -> BarChart:
    """The win-set of each stage, and what it would be if one party were not asked."""
    talks = result.found.talks
    everyone = words("stages.all_asked")
    bars, series = [], [everyone]
    for found in result.found.sets:
        stage = stage_text(result.scenario, found.stage, words)
        bars.append(Bar(stage, 100 * found.size, everyone))
        for place, party in enumerate(talks.space.parties):
            if place in talks.tables[found.stage].counted:
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
