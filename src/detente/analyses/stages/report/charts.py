"""Charts on talks in stages: the tree with win-sets, who narrows them, risk against share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from detente.analyses.stages.report.names import StageNames
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
    names = StageNames.of(result, words)
    found: list[Chart] = [stage_tree(result, names), _win_sets(result, names)]
    if any(len(line) > 1 for line in result.trade_offs.values()):
        found.append(_trade_offs(result, names))
    return tuple(found)


def stage_tree(result: StagesResult, names: StageNames) -> GraphChart:
    """Stages from left to right with their win-sets; both courses as arrows."""
    words, stages = names.words, len(result.found.talks.tables)
    groups = words("stages.group_stage"), words("stages.group_deal"), words("stages.group_none")
    nodes = []
    for stage, found in enumerate(result.found.sets):
        across = (stage + 0.1) / (stages + 0.1)
        share = words.number(100 * found.size, 1)
        text = words("stages.node", stage=names.stage(stage), share=share)
        seated = names.all(result.scenario.stages[stage].table)
        nodes.append(Node(f"s{stage}", text, across, 0.3, groups[0], seated))
        # low enough that the arrow passes above the text of the node that it leads to
        up = 0.3 + min(0.5, 1.4 / stages**2)
        place = across + 0.62 / (stages + 0.1)
        nodes.append(Node(f"n{stage}", words("stages.no_deal"), place, up, groups[2]))
    nodes.append(Node("deal", words("stages.deal"), 1.0, 0.3, groups[1]))
    refusers, note = result.found.refusers, ""
    if refusers:
        where = names.stage(int(result.found.short.ended[0]))
        note = words("stages.refused", stage=where, parties=names.all(refusers))
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
        note=note,
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


def _win_sets(result: StagesResult, names: StageNames) -> BarChart:
    """The win-set of each stage, and what it would be if one party were not asked."""
    words = names.words
    everyone = words("stages.all_asked")
    bars = []
    for found in result.found.sets:
        stage = names.stage(found.stage)
        bars.append(Bar(stage, 100 * found.size, everyone))
        for party in result.found.talks.tables[found.stage].counted:
            without = words("stages.without", party=names.party(party))
            bars.append(Bar(stage, 100 * float(found.without[party]), without))
    series = tuple(dict.fromkeys(bar.series for bar in bars))
    axis = Axis(words("stages.win_set"), unit="%", low=0.0)
    return BarChart(words("stages.win_sets_title"), axis, tuple(bars), series)


def _trade_offs(result: StagesResult, names: StageNames) -> LineChart:
    """Schelling's trade-off of the parties at the first table."""
    words = names.words
    return LineChart(
        words("stages.trade_off_title"),
        Axis(words("stages.risk"), unit="%", low=0.0, high=100.0),
        Axis(words("stages.worth"), low=0.0, high=100.0),
        tuple(
            Point(100 * d.risk, d.worth, names.party(party))
            for party, choices in result.trade_offs.items()
            for d in choices
        ),
        tuple(names.party(party) for party in result.trade_offs),
        step=True,
        note=words("stages.trade_off_note"),
    )
