"""What a brief says about stability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import BriefPart, Lasting
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.report.charts import state_graph, way_chart
from detente.analyses.stability.report.tables import (
    count_table,
    equilibria_table,
    verdict_table,
)
from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.result import StabilityResult
from detente.exhibits import Exhibit, Note, Section

MOST_NODES = 24
MOST_STATES = 64
MOST_REASONS = 8


def brief_part(
    result: StabilityResult, wording: Wording, found: Sequence[Note], details: Sequence[Exhibit]
) -> BriefPart:
    """Bottom line, what happens without a deal, and why; details in the annexes."""
    words = wording.words
    way = way_chart(result, wording)
    front: list[Exhibit] = [*found[:6]]
    if way is not None:
        front.append(way)
    annex: list[Exhibit] = [equilibria_table(result, wording)]
    if result.problem.states <= MOST_NODES:
        annex.append(state_graph(result, wording))
    if result.problem.states <= MOST_STATES:
        annex.append(verdict_table(result, wording))
    annex.append(count_table(result, wording))
    annex += details
    return BriefPart(
        bottom_line=_bottom_line(result, wording),
        front=(Section("no_deal", words("stability.without_deal"), tuple(front)),),
        annexes=(
            Section("stability", words("stability.annex"), tuple(annex)),
            Section(
                "stability_reasons",
                words("stability.reasons", concept=wording.short(result.verdicts.headline)),
                reasons(result, wording),
            ),
        ),
        indicators=_indicators(result, wording),
        lasting=_lasting(result, wording),
    )


def _bottom_line(result: StabilityResult, wording: Wording) -> tuple[str, ...]:
    words = wording.words
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    start = result.problem.status_quo
    by = wording.concept(concept)
    if not states.size:
        return (words("stability.line_none"),)
    if start is not None and start in states:
        known = {"state": wording.state(start), "concept": by}
        return (wording.of_start("line_start_holds", **known),)
    goal = _goal(result, states)
    if goal is not None:
        return (words("stability.line_drift", state=wording.state(goal), concept=by),)
    key = "stability.line_somewhere" if start is None else "stability.line_elsewhere"
    begin = wording.of_start("start")
    first = wording.state(int(states[0]))
    return (words.count(key, states.size, state=first, concept=by, start=begin),)


def _goal(result: StabilityResult, states: NDArray[np.intp]) -> int | None:
    """The nearest of these states that steps which each pay off lead to from where things start."""
    tree = result.ways_by_improvements
    if tree is None:
        return None
    ways = {int(s): tree.to(int(s)) for s in states[:MOST_STATES]}
    lengths = {state: len(way) for state, way in ways.items() if way}
    return min(lengths, key=lambda state: lengths[state]) if lengths else None


def _lasting(result: StabilityResult, wording: Wording) -> tuple[Lasting, ...]:
    """The state that talks which fail lead to and the status quo, by the concepts tested."""
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    start = result.problem.status_quo
    if start is None or start in states:
        return ()
    goal = _goal(result, states)
    if goal is None:
        return ()
    basic = (concept, *(c for c in result.concepts if c in BASIC and c != concept))
    name = result.problem.name
    return tuple(
        Lasting(
            wording.short(c),
            f"equilibrium.{c}.{name(goal)}",
            f"equilibrium.{c}.{name(start)}" if result.problem.start_stated else None,
        )
        for c in basic
    )


def reasons(result: StabilityResult, wording: Wording) -> tuple[Exhibit, ...]:
    """Why each of the foremost equilibria holds, in one paragraph."""
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    found: list[Exhibit] = []
    for state in states[: MOST_REASONS // max(1, len(result.problem.counted)) or 1]:
        name = result.problem.name(int(state))
        proofs = [
            result.certificate(result.problem.parties[party], name, concept)
            for party in result.problem.counted
        ]
        still = [wording.party(proof.party) for proof in proofs if not proof.deviations]
        told = [wording.certificate(proof) for proof in proofs if proof.deviations]
        if still:
            joined = wording.words.join(still)
            told.insert(0, wording.words("stability.stable_no_improvement", party=joined))
        found.append(Note(f"{name} – {' '.join(told)}"))
    return tuple(found)


def _indicators(result: StabilityResult, wording: Wording) -> tuple[str, ...]:
    """First moves on the ways that lead away from the status quo."""
    start, tree = result.problem.status_quo, result.ways_by_improvements
    if start is None or tree is None:
        return ()
    states = result.verdicts.foremost()
    firsts = [way[0] for way in (tree.to(int(s)) for s in states[:MOST_STATES]) if way]
    told = [wording.change(start, step) for step in firsts]
    return tuple(dict.fromkeys(told))[:3]
