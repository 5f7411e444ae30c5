"""Stability in words: what each answer says, and what the brief says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import BriefPart, Lasting
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.proofs import Certificate, certify
from detente.analyses.stability.report import changes, further, verdicts
from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.result import StabilityResult
from detente.exhibits import Chart, Exhibit, Note, Section, Table
from detente.phrases import Phrases

MOST_WAYS = 64
MOST_REASONS = 8


TELLERS: dict[str, Callable[[Any, Wording], further.Told]] = {
    "reasons": further.reasons,
    "desired": changes.desired,
    "priority_edits": changes.priority_edits,
    "new_options": changes.new_options,
    "from": further.outset,
    "coalitions": further.coalitions,
    "mixed": further.mixed,
    "unknown": further.unknown,
    "strength": further.strength,
    "views": further.views,
}


def _further(wording: Wording) -> list[str | Table]:
    """Sentences and tables of the further answers."""
    parts = wording.result.parts.items()
    return [shown for key, part in parts for shown in TELLERS[key](part, wording)]


def statements(result: StabilityResult, words: Phrases) -> tuple[Note, ...]:
    """Findings, most important first."""
    wording = Wording(result, words)
    told = [*verdicts.findings(wording), *_further(wording)]
    return tuple(Note(text, "finding") for text in told if isinstance(text, str))


def tables(result: StabilityResult, words: Phrases) -> tuple[Table, ...]:
    """Equilibria, verdicts by party (small conflicts), counts, and the further answers."""
    wording = Wording(result, words)
    shown = [*verdicts.tables(wording), *_further(wording)]
    return tuple(each for each in shown if isinstance(each, Table))


def charts(result: StabilityResult, words: Phrases) -> tuple[Chart, ...]:
    """None: the tables say which states can last and how they are reached."""
    return ()


def reason(result: StabilityResult, proof: Certificate, words: Phrases) -> str:
    """One verdict in words, shortest sanctions first."""
    return Wording(result, words).certificate(proof)


def brief(result: StabilityResult, words: Phrases) -> BriefPart:
    """Bottom line, what happens without a deal, and why; details in the annexes."""
    wording = Wording(result, words)
    front: tuple[Exhibit, ...] = statements(result, words)[:6]
    annex = tables(result, words)
    start, tree, indicators = result.problem.status_quo, result.ways_by_improvements, []
    if start is not None and tree is not None:
        ways = (tree.to(int(state)) for state in result.verdicts.foremost()[:MOST_WAYS])
        indicators = [wording.change(start, way[0]) for way in ways if way]
    title = words("stability.reasons", concept=wording.short(result.verdicts.headline))
    return BriefPart(
        bottom_line=(_bottom_line(result, wording),),
        front=(Section("no_deal", words("stability.without_deal"), front),),
        annexes=(
            Section("stability", words("stability.annex"), annex),
            Section("stability_reasons", title, tuple(_reasons(result, wording))),
        ),
        indicators=tuple(dict.fromkeys(indicators))[:3],
        lasting=_lasting(result, wording),
    )


def _bottom_line(result: StabilityResult, wording: Wording) -> str:
    words = wording.words
    states, start = result.verdicts.foremost(), result.problem.status_quo
    concept = wording.concept(result.verdicts.headline)
    if not states.size:
        return words("stability.line_none")
    if start is not None and start in states:
        return wording.of_start("line_start_holds", state=wording.state(start), concept=concept)
    goal = _goal(result, states)
    if goal is not None:
        return words("stability.line_drift", state=wording.state(goal), concept=concept)
    key = "stability.line_somewhere" if start is None else "stability.line_elsewhere"
    known = {"state": wording.state(int(states[0])), "start": wording.of_start("start")}
    return words.count(key, states.size, concept=concept, **known)


def _goal(result: StabilityResult, states: NDArray[np.intp]) -> int | None:
    """The nearest of these states that steps which each pay off lead to from where things start."""
    tree = result.ways_by_improvements
    if tree is None:
        return None
    ways = {int(s): tree.to(int(s)) for s in states[:MOST_WAYS]}
    lengths = {state: len(way) for state, way in ways.items() if way}
    return min(lengths, key=lambda state: lengths[state]) if lengths else None


def _lasting(result: StabilityResult, wording: Wording) -> tuple[Lasting, ...]:
    """The state that talks which fail lead to and the status quo, by the concepts tested."""
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    start, goal = result.problem.status_quo, _goal(result, states)
    if start is None or goal is None or start in states:
        return ()
    stated = wording.name(start) if result.problem.start_stated else None
    return tuple(
        Lasting(
            wording.short(c),
            f"equilibrium.{c}.{wording.name(goal)}",
            stated and f"equilibrium.{c}.{stated}",
        )
        for c in (concept, *(c for c in result.concepts if c in BASIC and c != concept))
    )


def _reasons(result: StabilityResult, wording: Wording) -> list[Note]:
    """Why each of the foremost equilibria holds by a basic concept, in one paragraph."""
    concept, counted = result.verdicts.headline, result.problem.counted
    found = []
    most = MOST_REASONS // max(1, len(counted)) or 1
    for state in result.verdicts.foremost()[:most].tolist() if concept in BASIC else ():
        proofs = [certify(result.problem, party, state, concept) for party in counted]
        still = wording.parties(proof.party for proof in proofs if not proof.deviations)
        told = [wording.certificate(proof) for proof in proofs if proof.deviations]
        if still:
            told.insert(0, wording.words("stability.stable_no_improvement", party=still))
        found.append(Note(f"{wording.name(state)} – {' '.join(told)}"))
    return found
