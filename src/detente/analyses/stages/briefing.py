"""What a brief says of talks in stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
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
from detente.analyses.talks.wording import deal_text, parties_text, stage_text
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
    if result.found.refusers and _nearest(result, words):
        return ()  # the bottom line says it
    change = pivot_text(result, opens[0], words, condition=True)
    return (words("stages.pivot_short", change=change),)


def _nearest(result: StagesResult, words: Phrases) -> str:
    """The whole package that the smallest change opens, and the change; empty where none does.

    A consent that is dropped opens no package that the party could accept.
    """
    if result.found.far.agreed[0]:
        return ""
    for pivot in result.found.pivots:
        if pivot.deal is not None and pivot.kind != "consent":
            deal = deal_text(result.scenario, result.found.talks.space, pivot.deal, words)
            change = pivot_text(result, pivot, words)
            return words("stages.line_nearest", deal=deal, change=change)
    return ""


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
        told = {"stage": stage, "parties": who, "sight": sight, "nearest": _nearest(result, words)}
        return words.count("stages.line_refused", len(names), **told)
    if far and not short:
        return words("stages.line_only_far", sight=sight)
    if far:
        return words("stages.line_survives", share=share)
    return words("stages.line_dies", share=share)
