"""The findings on talks in stages in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses.stages.occasions import mandate_statements, waiting_statements
from detente.analyses.stages.winsets import decisive
from detente.analyses.talks.wording import deal_text, parties_text, stage_text
from detente.exhibits import Note
from detente.scenario.expressions import parse
from detente.scenario.talks_names import commitment_name
from detente.scenario.wording import worded

if TYPE_CHECKING:
    from detente.analyses.stages.pivots import Pivot
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases


def statements(result: StagesResult, words: Phrases) -> tuple[Note, ...]:
    """Most important first."""
    said = [
        far_statement(result, words),
        for_show_statement(result, words),
        went_on_statement(result, words),
        short_statement(result, words),
        *([draws_statement(result, words)] if result.settings["draws"] else []),
        *mandate_statements(result, words),
        *waiting_statements(result, words),
        *_narrowing(result, words),
        *pivot_statements(result, words),
        *coming_statements(result, words),
        *threat_statements(result, words),
    ]
    return tuple(Note(text, "finding") for text in said if text)


def changed(result: StagesResult, deal: int, words: Phrases) -> str:
    """What a deal changes."""
    return deal_text(result.scenario, result.found.talks.space, deal, words, changes_only=True)


def far_statement(result: StagesResult, words: Phrases) -> str:
    """The course of parties that foresee the later stages."""
    course = result.found.far
    if course.agreed[0]:
        return words("stages.far_deal", deal=changed(result, int(course.deal[0]), words))
    stage = stage_text(result.scenario, int(course.ended[0]), words)
    return words("stages.far_none", stage=stage)


def for_show_statement(result: StagesResult, words: Phrases) -> str:
    """That an early table agrees to a draft which, as all foresee, a later one will refuse."""
    ended = int(result.found.far.ended[0])
    tables = result.found.talks.tables
    agrees = bool(result.found.far.passed[0, 0])
    if ended == len(tables) or not agrees or tables[0].kind != "bargain":
        return ""
    return words("stages.for_show", stage=stage_text(result.scenario, ended, words))


def went_on_statement(result: StagesResult, words: Phrases) -> str:
    """That talks without foresight go on after a stage that fails, before any table agrees."""
    later = result.found.struck_at
    tables = result.found.talks.tables
    first = next((k for k, table in enumerate(tables) if table.kind == "bargain"), None)
    if later is None or first is None or later == first:
        return ""
    named = {
        "stage": stage_text(result.scenario, first, words),
        "later": stage_text(result.scenario, later, words),
    }
    return words("stages.went_on", **named)


def short_statement(result: StagesResult, words: Phrases) -> str:
    """The course of parties that do not."""
    found, struck = result.found, result.found.struck
    if struck is None:
        return words("stages.short_none")
    deal = changed(result, struck, words)
    if found.short.agreed[0]:
        return words("stages.short_survives", deal=deal)
    stage = stage_text(result.scenario, int(found.short.ended[0]), words)
    if not found.refusers:
        return words("stages.short_dies", deal=deal, stage=stage)
    names = tuple(found.talks.space.parties[p] for p in found.refusers)
    who = parties_text(result.scenario, names, words)
    return words("stages.short_refused", deal=deal, stage=stage, parties=who)


def draws_statement(result: StagesResult, words: Phrases) -> str:
    """How often, over draws, anything survives."""
    found = result.outcomes
    some = words.share(float(found.far.agreed.mean()))
    cases = words.count("common.cases", found.count)
    if result.found.struck is None:
        return words("stages.draws_none_struck", some=some, cases=cases)
    begun = result.found.struck_at or 0
    asked = [stage for stage in decisive(result.found.talks) if stage >= begun]
    passed = words.share(float(found.passes[:, asked].all(axis=1).mean()))
    return words("stages.draws", some=some, draft=passed, cases=cases)


def _narrowing(result: StagesResult, words: Phrases) -> Iterator[str]:
    sets = [s for s in result.found.sets if result.found.talks.tables[s.stage].kind != "announce"]
    if not sets:
        return
    tightest = min(sets, key=lambda s: s.size)
    if tightest.narrowest is None:
        return
    party = result.found.talks.space.parties[tightest.narrowest]
    yield words(
        "stages.narrowed",
        party=result.scenario.party_name(party, words.language),
        stage=stage_text(result.scenario, tightest.stage, words),
        share=_share(tightest.size, words),
        without=_share(float(tightest.without[tightest.narrowest]), words),
    )


def _share(share: float, words: Phrases) -> str:
    return words("stages.percent", share=words.number(100 * share, 1))


def pivot_text(
    result: StagesResult, pivot: Pivot, words: Phrases, *, condition: bool = False
) -> str:
    """One change, without what follows from it; as a clause after 'if' where it is a condition."""
    clause = "_if" if condition else ""
    party = result.found.talks.space.parties[pivot.party]
    name = result.scenario.party_name(party, words.language)
    if pivot.kind == "reservation":
        asked = round(abs(pivot.points), 1)
        key = f"stages.change_{'less' if pivot.points < 0 else 'more'}{clause}"
        return words.count(key, 1 if asked == 1 else 2, party=name, points=words.stated(asked))
    if pivot.kind == "red_line":
        line = parse(result.line(pivot), result.scenario.issue_vocabulary)
        shown = worded(line, result.scenario, words)
        return words(f"stages.change_line{clause}", party=name, line=shown)
    return words(f"stages.change_consent{clause}", party=name)


def pivot_statements(result: StagesResult, words: Phrases) -> tuple[str, ...]:
    """The smallest change of each kind, at most two."""
    found, said = result.found.pivots, []
    for kind in ("reservation", "red_line", "consent"):
        first = next((pivot for pivot in found if pivot.kind == kind), None)
        if first is None:
            continue
        change = pivot_text(result, first, words, condition=True)
        if first.deal is None:
            said.append(words("stages.pivot_closes", change=change))
        else:
            deal = deal_text(result.scenario, result.found.talks.space, first.deal, words)
            said.append(words("stages.pivot_opens", change=change, deal=deal))
    return tuple(said[:2]) or (words("stages.no_pivot"),)


def coming_statements(result: StagesResult, words: Phrases) -> tuple[str, ...]:
    """Why each party comes to the first table."""
    said = []
    for coming in result.found.coming:
        if coming.stage or not coming.matters:
            continue
        party = result.found.talks.space.parties[coming.party]
        values = {
            "party": result.scenario.party_name(party, words.language),
            "points": words.number(abs(coming.without_deal), 1),
            "venue": words.number(coming.venue, 1),
            "audience": words.number(coming.audience + coming.failing, 1),
            "share": words.share(float(result.outcomes.comes[:, 0, coming.party].mean())),
        }
        if coming.without_deal > 0:
            said.append(words("stages.comes", **values))
        else:
            said.append(words("stages.loses_by_coming", **values))
    return tuple(said)


def coming_summary(result: StagesResult, words: Phrases) -> tuple[str, ...]:
    """In one sentence: for whom coming to the first table pays without a deal, and by how much."""
    paid = [
        words(
            "stages.paid",
            party=result.scenario.party_name(
                result.found.talks.space.parties[coming.party], words.language
            ),
            points=words.number(coming.without_deal, 1),
        )
        for coming in result.found.coming
        if coming.stage == 0 and coming.without_deal > 0
    ]
    if not paid:
        return ()
    stage = stage_text(result.scenario, 0, words)
    return (words("stages.coming_pays", stage=stage, parties=words.join(paid)),)


def threat_statements(result: StagesResult, words: Phrases) -> tuple[str, ...]:
    """Whether each threat would be carried out when called."""
    said = []
    for k, threat in enumerate(result.found.talks.space.no_deal.threats):
        share = float(result.outcomes.carried_out[:, k].mean())
        values = {
            "threat": commitment_text(result, threat.name, words),
            "share": words.share(share),
            "do": words.number(float(threat.own_cost[0]), 1),
            "climb": words.number(float(threat.climb_down[0]), 1),
        }
        if threat.carried_out[0]:
            said.append(words("stages.threat_holds", **values))
        else:
            said.append(words("stages.threat_empty", **values))
    return tuple(said)


def commitment_text(result: StagesResult, name: str, words: Phrases) -> str:
    """The wording of a commitment, or its key."""
    return commitment_name(result.scenario, name, words.language)
