"""Stability in words: what each answer says, and what the brief says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from detente.analyses.stability.proofs import Certificate
from detente.analyses.stability.report import changes, further, verdicts
from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.result import StabilityResult
from detente.exhibits import Chart, Note, Table
from detente.phrases import Phrases

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
