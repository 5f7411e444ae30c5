"""What a brief says of beliefs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.beliefs.exhibits import charts, tables
from detente.analyses.beliefs.statements import (
    belief_statement,
    cheap_statement,
    statements,
    watch_statement,
)
from detente.analyses.contract import BriefPart
from detente.exhibits import Note, Section

if TYPE_CHECKING:
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.phrases import Phrases


def brief(result: BeliefsResult, words: Phrases) -> BriefPart:
    """The beliefs and the cheap signals on the front, paths behind, signals to watch for."""
    said: list[str] = []
    watched: list[str] = []
    for best, drawn in result.pairs():
        said.append(belief_statement(result, best, drawn, words))
        said += cheap_statement(result, best, words)
        watched += watch_statement(result, best, words)
    front = Section("beliefs", words("beliefs.front"), tuple(Note(t, "finding") for t in said))
    annex = Section(
        "beliefs",
        words("beliefs.annex"),
        (*statements(result, words), *tables(result, words), *charts(result, words)),
    )
    return BriefPart(front=(front,), annexes=(annex,), indicators=tuple(watched))
