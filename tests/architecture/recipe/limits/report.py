"""What is told of limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.exhibits import Chart, Column, Note, Section, Table

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


def brief(result: LimitsResult, words: Phrases) -> BriefPart:
    """A sentence on top, a section on the front, the table behind."""
    said = statements(result, words)
    return BriefPart(
        bottom_line=(said[0].text,),
        front=(Section("limits", words("limits.title"), said),),
        annexes=(Section("limits_table", words("limits.title"), tables(result, words)),),
    )
