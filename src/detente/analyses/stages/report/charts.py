"""Charts on talks in stages: the tree with win-sets, and risk against share."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from detente.analyses.talks.wording import Names
from detente.exhibits import Axis, Chart, Edge, GraphChart, LineChart, Node, Point

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases


def charts(result: StagesResult, words: Phrases) -> tuple[Chart, ...]:
    """All charts that have something to show, the tree first."""
    names = Names(result.scenario, words, result.found.talks.space.parties)
    tree = _tree(result, names)
    if any(len(line) > 1 for line in result.trade_offs.values()):
        return tree, _trade_offs(result, names)
    return (tree,)


def _tree(result: StagesResult, names: Names) -> GraphChart:
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
    both, short, far, none = (
        words("stages.both_courses"),
        words("stages.short_sighted"),
        words("stages.far_sighted"),
        words("stages.not_taken"),
    )
    taken = _branches(result, (short, far))
    edges = []
    for stage in range(stages):
        following = "deal" if stage + 1 == stages else f"s{stage + 1}"
        for branch in ((f"s{stage}", following), (f"s{stage}", f"n{stage}")):
            labels = taken.get(branch, [])
            edges.append(Edge(*branch, both if len(labels) == 2 else "".join(labels) or none))
    return GraphChart(
        words("stages.tree_title"),
        tuple(nodes),
        tuple(edges),
        groups=groups,
        edge_groups=(both, short, far, none),
        summary=words("stages.tree_summary"),
        note=note,
    )


def _branches(result: StagesResult, labels: tuple[str, str]) -> dict[tuple[str, str], list[str]]:
    """The branches of the tree that the courses take, with the courses' names."""
    stages = len(result.found.talks.tables)
    taken: dict[tuple[str, str], list[str]] = {}
    for course, label in zip((result.found.short, result.found.far), labels, strict=True):
        ended = int(course.ended[0])
        places = [f"s{stage}" for stage in range(min(ended + 1, stages))]
        places.append("deal" if ended == stages else f"n{ended}")
        for branch in pairwise(places):
            taken.setdefault(branch, []).append(label)
    return taken


def _trade_offs(result: StagesResult, names: Names) -> LineChart:
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
