"""Which states can last, by which concept, and how they are reached: the findings in sentences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.result import StabilityResult

MOST_NAMED = 6


def findings(result: StabilityResult, wording: Wording) -> list[str]:
    """Which states can last, whether the status quo can, and how the others are reached."""
    words, concept, states = wording.words, result.verdicts.headline, result.verdicts.foremost()
    if not states.size:
        return [
            words(
                "stability.no_equilibrium",
                concepts=words.join(map(wording.concept, result.concepts)),
            )
        ]
    found = [_counted(result, wording, concept, states.size)]
    named = states[:MOST_NAMED]
    found += [_named(result, wording, int(state)) for state in named]
    if states.size > named.size:
        found.append(words("common.more", n=words.number(states.size - named.size)))
    return found + _from_start(result, wording, states)


def _counted(result: StabilityResult, wording: Wording, concept: str, count: int) -> str:
    """How many states can last under the concept of the headline, and under the others."""
    words = wording.words
    total = words.number(result.problem.states)
    said = words.count("stability.equilibria", count, total=total, concept=wording.concept(concept))
    others = tuple(c for c in result.concepts if c != concept)
    if all(int(result.verdicts.lasting(c).sum()) == count for c in others):
        return said
    counts = counts_by_concept(result, wording, others)
    return f"{said} {words('stability.equilibria_by_others', counts=counts)}"


def counts_by_concept(result: StabilityResult, wording: Wording, concepts: tuple[str, ...]) -> str:
    """How many states can last under each concept: `Nash 2, GMR 10`."""
    number = wording.words.number
    counts = {c: int(result.verdicts.lasting(c).sum()) for c in concepts}
    return ", ".join(f"{wording.short(c)} {number(n)}" for c, n in counts.items())


def _named(result: StabilityResult, wording: Wording, state: int) -> str:
    return wording.words(
        "stability.state_holds",
        name=result.problem.name(state),
        state=wording.state(state),
        concepts=_holding(result, wording, state),
    )


def _holding(result: StabilityResult, wording: Wording, state: int) -> str:
    """The concepts under which a state can last; empty where there are none."""
    held = [wording.short(c) for c in result.concepts if result.verdicts.lasting(c)[state]]
    if len(held) == len(result.concepts) > 1:
        return wording.words("stability.every_concept")
    return wording.words.join(held)


def _from_start(result: StabilityResult, wording: Wording, states: NDArray[np.intp]) -> list[str]:
    start = result.problem.status_quo
    by_moves, by_improvements = result.ways_by_moves, result.ways_by_improvements
    if start is None or by_moves is None or by_improvements is None:
        return []
    words = wording.words
    told = [_start_said(result, wording, start)]
    if start in states:
        return told
    begin = wording.of_start("start")
    for state in states[:MOST_NAMED]:
        name = result.problem.name(int(state))
        improving = by_improvements.to(int(state))
        legal = by_moves.to(int(state))
        if improving:
            way = wording.chain(start, improving)
            told.append(words("stability.way_improving", name=name, way=way, start=begin))
        elif legal:
            way = wording.chain(start, legal)
            told.append(words("stability.way_legal", name=name, way=way, start=begin))
        else:
            told.append(words("stability.no_way", name=name, start=begin))
    return told


def _start_said(result: StabilityResult, wording: Wording, start: int) -> str:
    """By which concepts the state that events set out from can last."""
    concept, states = result.verdicts.headline, result.verdicts.foremost()
    held = _holding(result, wording, start)
    known = {"state": wording.state(start), "concepts": held, "concept": wording.short(concept)}
    if not held:
        return wording.of_start("start_fails", **known)
    return wording.of_start("start_holds" if start in states else "start_holds_otherwise", **known)
