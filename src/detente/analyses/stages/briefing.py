"""What a brief says of talks in stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.deal_wording import parties_text, stage_text
from detente.analyses.stages.charts import charts, stage_tree
from detente.analyses.stages.occasions import mandate_statements, waiting_statements
from detente.analyses.stages.statements import (
    coming_summary,
    draws_statement,
    far_statement,
    pivot_statements,
    pivot_text,
    short_statement,
    threat_statements,
)
from detente.analyses.stages.tables import course_table, tables
from detente.exhibits import Note, Section
from detente.scenario.wording import value_text

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases


def brief(result: StagesResult, words: Phrases) -> BriefPart:
    """A few sentences for the front, everything else for the annexes."""
    said = (
        " ".join((*coming_summary(result, words), *_opening(result, words))),
        short_statement(result, words),
        far_statement(result, words),
        draws_statement(result, words),
        *mandate_statements(result, words),
        *waiting_statements(result, words),
        *threat_statements(result, words),
    )
    front = Section("stages", words("stages.front"), tuple(Note(t, "finding") for t in said))
    drawn = tuple(chart for chart in charts(result, words) if chart != stage_tree(result, words))
    shown = [t for t in tables(result, words) if t != course_table(result, words)]
    annex = Section(
        "stages",
        words("stages.annex"),
        (course_table(result, words), stage_tree(result, words), *shown, *drawn),
    )
    watched = tuple(
        words("stages.watch", change=pivot_text(result, pivot, words))
        for pivot in result.found.pivots[:2]
    )
    return BriefPart((_line(result, words),), (front,), (annex,), watched, _struck(result, words))


def _opening(result: StagesResult, words: Phrases) -> tuple[str, ...]:
    """The smallest change that turns the course, without the deal that it opens."""
    opens = [pivot for pivot in result.found.pivots if pivot.deal is not None]
    if not opens:
        return pivot_statements(result, words)[:1]
    if result.found.refusers and _opened(result, words):
        return ()  # the bottom line says it
    return (words("stages.pivot_short", change=pivot_text(result, opens[0], words)),)


def _opened(result: StagesResult, words: Phrases) -> str:
    """The smallest change that opens a deal, and the deal; empty where there is one without."""
    opens = [pivot for pivot in result.found.pivots if pivot.deal is not None]
    return pivot_statements(result, words)[0] if opens and not result.found.far.agreed[0] else ""


def _struck(result: StagesResult, words: Phrases) -> tuple[tuple[str, str], ...]:
    if result.found.struck is None or not result.found.refusers:
        return ()
    named = result.found.talks.space.named(result.found.struck)
    return tuple(
        (
            result.scenario.issue_name(issue, words.language),
            value_text(result.scenario, issue, value, words),
        )
        for issue, value in named.items()
    )


def _line(result: StagesResult, words: Phrases) -> str:
    far, short = result.found.far.agreed[0], result.found.short.agreed[0]
    share = words.share(float(result.outcomes.far.agreed.mean()))
    sight = words("stages.sight_some" if far else "stages.sight_none", share=share)
    if result.found.refusers:
        names = tuple(result.found.talks.space.parties[p] for p in result.found.refusers)
        who = parties_text(result.scenario, names, words)
        stage = stage_text(result.scenario, int(result.found.short.ended[0]), words)
        opening = _opened(result, words)
        told = {"stage": stage, "parties": who, "sight": sight, "opening": opening}
        return words("stages.line_refused", **told).rstrip()
    if far and not short:
        return words("stages.line_only_far", sight=sight)
    if far:
        return words("stages.line_survives", share=share)
    return words("stages.line_dies", share=share)
