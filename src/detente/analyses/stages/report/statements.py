"""The findings on talks in stages in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses.stages.report.names import StageNames
from detente.analyses.stages.winsets import decisive
from detente.exhibits import Note
from detente.scenario.names import commitment_name
from detente.scenario.statements import parse
from detente.scenario.wording import worded

if TYPE_CHECKING:
    from detente.analyses.stages.over_draws import Fallen
    from detente.analyses.stages.pivots import Pivot
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases

SMALL = 0.05
"""Points below which a difference is called none."""


def statements(result: StagesResult, words: Phrases) -> tuple[Note, ...]:
    """Most important first."""
    names = StageNames.of(result, words)
    said = [
        far_statement(result, names),
        for_show_statement(result, names),
        _went_on(result, names),
        short_statement(result, names),
        *([draws_statement(result, names)] if result.settings["draws"] else []),
        *mandate_statements(result, names),
        *waiting_statements(result, names),
        *_narrowing(result, names),
        *pivot_statements(result, names),
        *_coming(result, names),
        *threat_statements(result, names),
    ]
    return tuple(Note(text, "finding") for text in said if text)


def far_statement(result: StagesResult, names: StageNames) -> str:
    """The course of parties that foresee the later stages."""
    course = result.found.far
    if course.agreed[0]:
        return names.words("stages.far_deal", deal=names.changed(int(course.deal[0])))
    return names.words("stages.far_none", stage=names.stage(int(course.ended[0])))


def for_show_statement(result: StagesResult, names: StageNames) -> str:
    """That an early table agrees to a draft which, as all foresee, a later one will refuse."""
    ended = int(result.found.far.ended[0])
    tables = result.found.talks.tables
    agrees = bool(result.found.far.passed[0, 0])
    if ended == len(tables) or not agrees or tables[0].kind != "bargain":
        return ""
    return names.words("stages.for_show", stage=names.stage(ended))


def _went_on(result: StagesResult, names: StageNames) -> str:
    """That talks without foresight go on after a stage that fails, before any table agrees."""
    later = result.found.struck_at
    tables = result.found.talks.tables
    first = next((k for k, table in enumerate(tables) if table.kind == "bargain"), None)
    if later is None or first is None or later == first:
        return ""
    return names.words("stages.went_on", stage=names.stage(first), later=names.stage(later))


def short_statement(result: StagesResult, names: StageNames) -> str:
    """The course of parties that do not."""
    found, struck = result.found, result.found.struck
    if struck is None:
        return names.words("stages.short_none")
    told = {"deal": names.changed(struck)}
    if found.short.agreed[0]:
        return names.words("stages.short_survives", **told)
    told["stage"] = names.stage(int(found.short.ended[0]))
    if not found.refusers:
        return names.words("stages.short_dies", **told)
    return names.words("stages.short_refused", parties=names.all(found.refusers), **told)


def draws_statement(result: StagesResult, names: StageNames) -> str:
    """How often, over draws, anything survives."""
    found, words = result.outcomes, names.words
    some = words.share(float(found.far.agreed.mean()))
    cases = words.count("common.cases", found.count)
    if result.found.struck is None:
        return words("stages.draws_none_struck", some=some, cases=cases)
    begun = result.found.struck_at or 0
    asked = [stage for stage in decisive(result.found.talks) if stage >= begun]
    passed = words.share(float(found.passes[:, asked].all(axis=1).mean()))
    return words("stages.draws", some=some, draft=passed, cases=cases)


def mandate_statements(result: StagesResult, names: StageNames) -> Iterator[str]:
    """What falls off an agenda for want of a delegate, and what that costs."""
    if result.mandates is None:
        return

    groups: dict[tuple[object, ...], list[Fallen]] = {}
    for one in result.mandates.fallen:
        key = (one.stage, one.parties, one.later, names.has_status_quo(one.issue))
        groups.setdefault(key, []).append(one)
    for group in groups.values():
        told = {
            "stage": names.stage(group[0].stage),
            "parties": names.all(group[0].parties),
            "issues": names.words.join([names.issue(one.issue) for one in group]),
        }
        if group[0].later is not None:
            later = names.stage(group[0].later)
            yield names.words("stages.fallen_later", later=later, **told)
        elif names.has_status_quo(group[0].issue):
            yield names.words("stages.fallen_stays", **told)
        else:
            yield names.words("stages.fallen_first", **told)
    yield _mandate_costs(result, names)


def _mandate_costs(result: StagesResult, names: StageNames) -> str:
    words = names.words
    parts = [
        words(
            "stages.mandate_loses" if points > 0 else "stages.mandate_gains",
            party=names.party(party),
            points=words.number(abs(points), 1),
        )
        for party, points in result.mandate_costs().items()
        if abs(points) >= SMALL
    ]
    if not parts:
        return words("stages.mandate_free")
    share = words.share(float(result.outcomes.far.agreed.mean()))
    full = words.share(0.0 if result.mandates is None else result.mandates.agreed.mean())
    told = {"parties": words.join(parts), "share": share}
    if full == share:
        return words("stages.mandate_shifts", **told)
    return words("stages.mandate_costs", full=full, **told)


def waiting_statements(result: StagesResult, names: StageNames) -> Iterator[str]:
    """How much the wait before a stage leaves of what a deal brings."""
    for place, table in enumerate(result.found.talks.tables):
        if table.kept is None:
            continue
        parts = [
            names.words(
                "stages.wait_leaves",
                party=names.party(party),
                share=names.words.number(100 * float(kept)),
            )
            for party, kept in enumerate(table.kept[0])
        ]
        yield names.words.count(
            "stages.waiting",
            names.months(place),
            stage=names.stage(place),
            span=names.span(place),
            parties=names.words.join(parts),
        )


def _narrowing(result: StagesResult, names: StageNames) -> Iterator[str]:
    sets = [s for s in result.found.sets if result.found.talks.tables[s.stage].kind != "announce"]
    if not sets:
        return
    tightest = min(sets, key=lambda s: s.size)
    if tightest.narrowest is None:
        return
    shares = {"share": tightest.size, "without": float(tightest.without[tightest.narrowest])}
    told = {
        name: names.words("stages.percent", share=names.words.number(100 * share, 1))
        for name, share in shares.items()
    }
    stage, party = names.stage(tightest.stage), names.party(tightest.narrowest)
    yield names.words("stages.narrowed", stage=stage, party=party, **told)


def pivot_text(
    result: StagesResult, pivot: Pivot, names: StageNames, *, condition: bool = False
) -> str:
    """One change, without what follows from it; as a clause after 'if' where it is a condition."""
    words, clause = names.words, "_if" if condition else ""
    name = names.party(pivot.party)
    if pivot.kind == "reservation":
        asked = round(abs(pivot.points), 1)
        key = f"stages.change_{'less' if pivot.points < 0 else 'more'}{clause}"
        return words.count(key, 1 if asked == 1 else 2, party=name, points=words.stated(asked))
    if pivot.kind == "red_line":
        line = parse(result.line(pivot), result.scenario.issue_vocabulary)
        shown = worded(line, result.scenario, words)
        return words(f"stages.change_line{clause}", party=name, line=shown)
    return words(f"stages.change_consent{clause}", party=name)


def pivot_statements(result: StagesResult, names: StageNames) -> tuple[str, ...]:
    """The smallest change of each kind, at most two."""
    found, said = result.found.pivots, []
    for kind in ("reservation", "red_line", "consent"):
        first = next((pivot for pivot in found if pivot.kind == kind), None)
        if first is None:
            continue
        change = pivot_text(result, first, names, condition=True)
        if first.deal is None:
            said.append(names.words("stages.pivot_closes", change=change))
        else:
            deal = names.whole(first.deal)
            said.append(names.words("stages.pivot_opens", change=change, deal=deal))
    return tuple(said[:2]) or (names.words("stages.no_pivot"),)


def _coming(result: StagesResult, names: StageNames) -> Iterator[str]:
    """Why each party comes to the first table."""
    for coming in result.found.coming:
        if coming.stage or not coming.matters:
            continue
        comes = result.outcomes.comes[:, 0, coming.party]
        told = {
            "party": names.party(coming.party),
            "points": names.words.number(abs(coming.without_deal), 1),
            "venue": names.words.number(coming.venue, 1),
            "audience": names.words.number(coming.audience + coming.failing, 1),
            "share": names.words.share(float(comes.mean())),
        }
        if coming.without_deal > 0:
            yield names.words("stages.comes", **told)
        else:
            yield names.words("stages.loses_by_coming", **told)


def coming_summary(result: StagesResult, names: StageNames) -> tuple[str, ...]:
    """In one sentence: for whom coming to the first table pays without a deal, and by how much."""
    paid = [
        names.words(
            "stages.paid",
            party=names.party(coming.party),
            points=names.words.number(coming.without_deal, 1),
        )
        for coming in result.found.coming
        if coming.stage == 0 and coming.without_deal > 0
    ]
    if not paid:
        return ()
    parties = names.words.join(paid)
    return (names.words("stages.coming_pays", stage=names.stage(0), parties=parties),)


def threat_statements(result: StagesResult, names: StageNames) -> Iterator[str]:
    """Whether each threat would be carried out when called."""
    for k, threat in enumerate(result.found.talks.space.no_deal.threats):
        told = {
            "threat": commitment_name(result.scenario, threat.name, names.words.language),
            "share": names.words.share(float(result.outcomes.carried_out[:, k].mean())),
            "do": names.words.number(float(threat.own_cost[0]), 1),
            "climb": names.words.number(float(threat.climb_down[0]), 1),
        }
        if threat.carried_out[0]:
            yield names.words("stages.threat_holds", **told)
        else:
            yield names.words("stages.threat_empty", **told)
