"""What is told of talks in stages: sentences, tables, charts and the part of a brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.stages.report.charts import charts, stage_tree
from detente.analyses.stages.report.names import StageNames
from detente.analyses.stages.report.statements import (
    coming_summary,
    draws_statement,
    far_statement,
    mandate_statements,
    pivot_statements,
    pivot_text,
    short_statement,
    statements,
    threat_statements,
    waiting_statements,
)
from detente.analyses.stages.report.tables import course_table, tables
from detente.exhibits import Note, Section

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases

__all__ = ["brief", "charts", "statements", "tables"]


def brief(result: StagesResult, words: Phrases) -> BriefPart:
    """A few sentences for the front, everything else for the annexes."""
    names = StageNames.of(result, words)
    said = (
        " ".join((*coming_summary(result, names), *_opening(result, names))),
        short_statement(result, names),
        far_statement(result, names),
        draws_statement(result, names),
        *mandate_statements(result, names),
        *waiting_statements(result, names),
        *threat_statements(result, names),
    )
    front = Section("stages", words("stages.front"), tuple(Note(t, "finding") for t in said))
    course, tree = course_table(result, names), stage_tree(result, names)
    others = [
        t for t in (*tables(result, words), *charts(result, words)) if t not in (course, tree)
    ]
    annex = Section("stages", words("stages.annex"), (course, tree, *others))
    watched = tuple(
        words("stages.watch", change=pivot_text(result, pivot, names))
        for pivot in result.found.pivots[:2]
    )
    return BriefPart((_line(result, names),), (front,), (annex,), watched, _struck(result, names))


def _opening(result: StagesResult, names: StageNames) -> tuple[str, ...]:
    """The smallest change that turns the course, without the deal that it opens."""
    opens = [pivot for pivot in result.found.pivots if pivot.deal is not None]
    if not opens:
        return pivot_statements(result, names)[:1]
    if result.found.refusers and _nearest(result, names):
        return ()  # the bottom line says it
    change = pivot_text(result, opens[0], names, condition=True)
    return (names.words("stages.pivot_short", change=change),)


def _nearest(result: StagesResult, names: StageNames) -> str:
    """The whole package that the smallest change opens, and the change; empty where none does.

    A consent that is dropped opens no package that the party could accept.
    """
    if result.found.far.agreed[0]:
        return ""
    for pivot in result.found.pivots:
        if pivot.deal is not None and pivot.kind != "consent":
            told = {"deal": names.whole(pivot.deal), "change": pivot_text(result, pivot, names)}
            return names.words("stages.line_nearest", **told)
    return ""


def _struck(result: StagesResult, names: StageNames) -> tuple[tuple[str, str], ...]:
    """The package that the bottom line warns of."""
    if result.found.struck is None or not result.found.refusers:
        return ()
    deal = names.space.named(result.found.struck)
    return tuple((names.issue(issue), names.value(issue, value)) for issue, value in deal.items())


def _line(result: StagesResult, names: StageNames) -> str:
    words = names.words
    far, short = result.found.far.agreed[0], result.found.short.agreed[0]
    share = words.share(float(result.outcomes.far.agreed.mean()))
    sight = words("stages.sight_some" if far else "stages.sight_none", share=share)
    if refusers := result.found.refusers:
        told = {
            "stage": names.stage(int(result.found.short.ended[0])),
            "parties": names.all(refusers),
            "sight": sight,
            "nearest": _nearest(result, names),
        }
        return words.count("stages.line_refused", len(refusers), **told)
    if far and not short:
        return words("stages.line_only_far", sight=sight)
    if far:
        return words("stages.line_survives", share=share)
    return words("stages.line_dies", share=share)
