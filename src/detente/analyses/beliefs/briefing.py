"""What a brief says of beliefs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.beliefs.crisis_exhibits import crisis_line, crisis_statements
from detente.analyses.beliefs.exhibits import charts, tables
from detente.analyses.beliefs.statements import (
    belief_statement,
    cheap_statement,
    statements,
    watch_statement,
)
from detente.analyses.contract import BriefPart
from detente.exhibits import Note, Section
from detente.scenario.names import type_name

if TYPE_CHECKING:
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.beliefs.solve import Belief
    from detente.phrases import Phrases


def brief(result: BeliefsResult, words: Phrases) -> BriefPart:
    """The beliefs and the cheap signals on the front, paths behind, signals to watch for."""
    said: list[str] = []
    watched: list[str] = []
    for best, drawn in result.pairs():
        said.append(
            f"{belief_statement(result, best, drawn, words)} {cheap_count(best, words)}".strip()
        )
        said += cheap_statement(result, best, words)
        watched += watch_statement(result, best, words)
    said += crisis_statements(result.scenario, result.crises, words)
    title = words("beliefs.front") if result.best else words("beliefs.crisis_front")
    front = Section("beliefs", title, tuple(Note(t, "finding") for t in said))
    annex = Section(
        "beliefs",
        words("beliefs.annex"),
        (*statements(result, words), *tables(result, words), *charts(result, words)),
    )
    return BriefPart((bottom_line(result, words),), (front,), (annex,), tuple(watched))


def cheap_count(best: Belief, words: Phrases) -> str:
    """How many of a party's signals are cheap talk; empty where none is."""
    cheap = best.problem.costly[: best.problem.seen].count(False)
    if cheap == 0:
        return ""
    return words("beliefs.cheap_count", n=cheap, all=best.problem.seen)


def bottom_line(result: BeliefsResult, words: Phrases) -> str:
    """What is held likeliest of the party whose signals moved the belief most; else the crisis."""
    if not result.best:
        return crisis_line(result.scenario, result.crises[0], words)
    moves = [abs(best.path[0, -1] - best.path[0, 0]).max() for best in result.best]
    place = moves.index(max(moves))
    best, drawn = result.best[place], result.drawn[place]
    top = int(best.posterior[0].argmax())
    low, high = np.quantile(drawn.posterior[:, top], [0.05, 0.95])
    return words(
        "beliefs.line",
        party=result.scenario.party_name(best.problem.party, words.language),
        type=type_name(
            result.scenario, best.problem.party, best.problem.types[top], words.language
        ),
        range=words.shares(float(low), float(high)),
    )
