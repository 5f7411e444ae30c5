"""What is told of talks in stages: sentences, tables, charts and the part of a brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.stages.report.charts import charts
from detente.analyses.stages.report.statements import (
    coming_summary,
    far_statement,
    later_statements,
    pivot_text,
    short_statement,
    statements,
)
from detente.analyses.stages.report.tables import tables
from detente.analyses.talks.wording import Names
from detente.exhibits import Note, Section

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases

__all__ = ["brief", "charts", "statements", "tables"]


def brief(result: StagesResult, words: Phrases) -> BriefPart:
    """A few sentences for the front, everything else for the annexes."""
    names = Names(result.scenario, words, result.found.talks.space.parties)
    nearest = _nearest(result, names)
    opening = next((pivot for pivot in result.pivots if pivot.deal is not None), None)
    first = [*coming_summary(result, names)]
    if opening is not None and not (result.found.refusers and nearest):
        change = pivot_text(result, opening, names, condition=True)
        first.append(words("stages.pivot_short", change=change))
    said = (
        " ".join(first),
        short_statement(result, names),
        far_statement(result, names),
        *later_statements(result, names),
    )
    front = Section("stages", words("stages.front"), tuple(Note(t, "finding") for t in said))
    annexed = (*tables(result, words), *charts(result, words))
    annex = Section("stages", words("stages.annex"), annexed)
    watched = tuple(
        words("stages.watch", change=pivot_text(result, pivot, names))
        for pivot in result.pivots[:2]
    )
    struck = result.named(result.found.struck) if result.found.refusers else None
    package = ((names.issue(k), names.value(k, value)) for k, value in (struck or {}).items())
    return BriefPart((_line(result, names, nearest),), (front,), (annex,), watched, tuple(package))


def _nearest(result: StagesResult, names: Names) -> str:
    """The whole package that the smallest change opens, and the change; empty where none does.

    A consent that is dropped opens no package that the party could accept.
    """
    if result.found.far.agreed[0]:
        return ""
    for pivot in result.pivots:
        deal = result.named(pivot.deal)
        if deal is not None and pivot.kind != "consent":
            told = {"deal": names.whole(deal), "change": pivot_text(result, pivot, names)}
            return names.words("stages.line_nearest", **told)
    return ""


def _line(result: StagesResult, names: Names, nearest: str) -> str:
    words = names.words
    far, short = result.found.far.agreed[0], result.found.short.agreed[0]
    share = words.share(float(result.outcomes.far.agreed.mean()))
    sight = words("stages.sight_some" if far else "stages.sight_none", share=share)
    if refusers := result.found.refusers:
        told = {
            "stage": names.stage(int(result.found.short.ended[0])),
            "parties": names.all(refusers),
            "sight": sight,
            "nearest": nearest,
        }
        return words.count("stages.line_refused", len(refusers), **told)
    if far and not short:
        return words("stages.line_only_far", sight=sight)
    return words("stages.line_survives" if far else "stages.line_dies", share=share)
