"""Stability in words: what each answer says, and what the brief says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from detente.analyses.contract import BriefPart
from detente.analyses.stability.certificates import Certificate, ReasonsAnswer
from detente.analyses.stability.change.edits import EditsAnswer
from detente.analyses.stability.change.measures import WishAnswer
from detente.analyses.stability.change.new_options import NewOptionsAnswer
from detente.analyses.stability.concepts.coalitions import CoalitionAnswer
from detente.analyses.stability.doubts.bounds import Bounds
from detente.analyses.stability.doubts.strength import StrengthAnswer
from detente.analyses.stability.doubts.views import Hypergame
from detente.analyses.stability.evolution import StartAnswer
from detente.analyses.stability.questions import MixedAnswer
from detente.analyses.stability.report import (
    coalitions,
    doubts,
    new_options,
    start,
    wishes,
)
from detente.analyses.stability.report.brief import brief_part
from detente.analyses.stability.report.charts import verdict_charts
from detente.analyses.stability.report.findings import findings
from detente.analyses.stability.report.tables import verdict_tables
from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.result import StabilityResult
from detente.exhibits import Chart, Note, Table
from detente.phrases import Phrases


def _nothing(part: object, wording: Wording) -> list[Any]:
    return []


class Teller(NamedTuple):
    """How the answer to one question is told."""

    statements: Callable[[Any, Wording], list[str]] = _nothing
    tables: Callable[[Any, Wording], list[Table]] = _nothing
    charts: Callable[[Any, Wording], list[Chart]] = _nothing


def _reasons(part: ReasonsAnswer, wording: Wording) -> list[str]:
    told: dict[str, list[str]] = {}
    for proof in part.proofs:
        told.setdefault(wording.certificate(proof), []).append(wording.short(proof.concept))
    return [
        wording.words("stability.reason", concepts=", ".join(concepts), reason=reason)
        for reason, concepts in told.items()
    ]


TELLERS: dict[type, Teller] = {
    ReasonsAnswer: Teller(_reasons),
    WishAnswer: Teller(wishes.statements, wishes.tables),
    EditsAnswer: Teller(wishes.edit_statements, wishes.edit_tables),
    NewOptionsAnswer: Teller(new_options.statements, new_options.tables),
    StartAnswer: Teller(start.statements, start.tables, start.charts),
    CoalitionAnswer: Teller(coalitions.coalition_statements, coalitions.coalition_tables),
    MixedAnswer: Teller(coalitions.mixed_statements),
    Bounds: Teller(doubts.bounds_statements, doubts.bounds_tables),
    StrengthAnswer: Teller(tables=doubts.strength_tables),
    Hypergame: Teller(doubts.views_statements, doubts.views_tables),
}


def statements(result: StabilityResult, words: Phrases) -> tuple[Note, ...]:
    """Findings, most important first."""
    wording = Wording(result, words)
    told = findings(result, wording)
    for part in result.parts:
        told += TELLERS[type(part)].statements(part, wording)
    return tuple(Note(text, "finding") for text in told)


def tables(result: StabilityResult, words: Phrases) -> tuple[Table, ...]:
    """Equilibria, verdicts by party (small conflicts), counts, and the further answers."""
    wording = Wording(result, words)
    shown = verdict_tables(result, wording)
    for part in result.parts:
        shown += TELLERS[type(part)].tables(part, wording)
    return tuple(shown)


def charts(result: StabilityResult, words: Phrases) -> tuple[Chart, ...]:
    """The state graph of a small conflict, the way from the status quo, verdicts, courses."""
    wording = Wording(result, words)
    drawn = verdict_charts(result, wording)
    for part in result.parts:
        drawn += TELLERS[type(part)].charts(part, wording)
    return tuple(drawn)


def brief(result: StabilityResult, words: Phrases) -> BriefPart:
    """What a brief says of it."""
    wording = Wording(result, words)
    details = [
        exhibit
        for part in result.parts
        for teller in [TELLERS[type(part)]]
        for exhibit in (*teller.tables(part, wording), *teller.charts(part, wording))
    ]
    return brief_part(result, wording, statements(result, words), details)


def reason(result: StabilityResult, proof: Certificate, words: Phrases) -> str:
    """One verdict in words, shortest sanctions first."""
    return Wording(result, words).certificate(proof)
