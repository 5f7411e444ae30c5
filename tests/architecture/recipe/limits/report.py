"""What is told of limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.exhibits import Chart, Column, Note, Table

if TYPE_CHECKING:
    from detente.analyses.limits.result import LimitsResult

    from detente.phrases import Phrases


def statements(result: LimitsResult, words: Phrases) -> tuple[Note, ...]:
    """How many there are."""
    return (Note(words.count("limits.found", len(result.limits)), "finding"),)


def tables(result: LimitsResult, words: Phrases) -> tuple[Table, ...]:
    """One row a party."""
    rows = tuple(
        (result.scenario.party_name(party, words.language), value)
        for party, value in result.limits.items()
    )
    columns = (Column(words("limits.party")), Column(words("limits.points")))
    return (Table(words("limits.title"), columns, rows),)


def charts(result: LimitsResult, words: Phrases) -> tuple[Chart, ...]:
    """None."""
    return ()
