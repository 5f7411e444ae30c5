"""The findings on talks in stages in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses.stages.winsets import decisive
from detente.analyses.talks.wording import Names
from detente.exhibits import Note
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
    names = Names(result.scenario, words, result.found.talks.space.parties)
    sums, *later = later_statements(result, names)
    threats = [*_threats(result, names)]
    said = [
        far_statement(result, names),
        for_show_statement(result, names),
        _went_on(result, names),
        short_statement(result, names),
        *([sums] if result.settings["draws"] else []),
        *later[: len(later) - len(threats)],
        *_narrowing(result, names),
        *_pivots(result, names),
        *_coming(result, names),
        *threats,
    ]
    return tuple(Note(text, "finding") for text in said if text)


def later_statements(result: StagesResult, names: Names) -> Iterator[str]:
    """What is told after both courses, here and on the front of a brief."""
    yield _draws(result, names)
    yield from _mandates(result, names)
    yield from _waiting(result, names)
    yield from _threats(result, names)


def far_statement(result: StagesResult, names: Names) -> str:
    """The course of parties that foresee the later stages."""
    if result.deal is not None:
        return names.words("stages.far_deal", deal=names.changed(result.deal))
    return names.words("stages.far_none", at=names.at(int(result.found.far.ended[0])))


def for_show_statement(result: StagesResult, names: Names) -> str:
    """That an early table agrees to a draft which, as all foresee, a later one will refuse."""
    far, tables = result.found.far, result.found.talks.tables
    ended = int(far.ended[0])
    if ended == len(tables) or not far.passed[0, 0] or tables[0].kind != "bargain":
        return ""
    return names.words("stages.for_show", at=names.at(ended))


def _went_on(result: StagesResult, names: Names) -> str:
    """That talks without foresight go on after a stage that fails, before any table agrees."""
    later, tables = result.found.struck_at, result.found.talks.tables
    first = next((k for k, table in enumerate(tables) if table.kind == "bargain"), None)
    if later is None or first is None or later == first:
        return ""
    return names.words("stages.went_on", at=names.at(first), later=names.at(later))


def short_statement(result: StagesResult, names: Names) -> str:
    """The course of parties that do not."""
    found, struck = result.found, result.named(result.found.struck)
    if struck is None:
        return _none_struck(result, names)
    told = {"deal": names.changed(struck)}
    if found.short.agreed[0]:
        return names.words("stages.short_survives", **told)
    told["at"] = names.at(int(found.short.ended[0]))
    if not found.refusers:
        return names.words("stages.short_dies", **told)
    return names.words("stages.short_refused", parties=names.all(found.refusers), **told)


def _none_struck(result: StagesResult, names: Names) -> str:
    """That not even the first table agrees: on anything, or on the issues that it may settle."""
    agenda = result.found.talks.tables[0].free
    if agenda.all():
        return names.words("stages.short_none")
    issues = [
        names.issue(issue)
        for issue, free in zip(result.scenario.issues, agenda, strict=True)
        if free
    ]
    return names.words("stages.short_none_agenda", issues=names.words.join(issues))


def _draws(result: StagesResult, names: Names) -> str:
    """How often, over draws, anything survives."""
    found, words = result.outcomes, names.words
    told = {
        "some": words.share(float(found.far.agreed.mean())),
        "cases": words.count("common.cases", found.count),
    }
    begun = result.found.struck_at
    if begun is None:
        return words("stages.draws_none_struck", **told)
    asked = [stage for stage in decisive(result.found.talks) if stage >= begun]
    passed = words.share(float(found.passes[:, asked].all(axis=1).mean()))
    return words("stages.draws", draft=passed, **told)


def _mandates(result: StagesResult, names: Names) -> Iterator[str]:
    """What falls off an agenda for want of a delegate, and what that costs."""
    if result.mandates is None:
        return
    words = names.words
    groups: dict[tuple[object, ...], list[Fallen]] = {}
    for one in result.mandates.fallen:
        stated = result.scenario.issues[one.issue].status_quo is not None
        groups.setdefault((stated, one.stage, one.parties, one.later), []).append(one)
    for key, group in groups.items():
        told = {
            "at": names.at(group[0].stage),
            "parties": names.all(group[0].parties),
            "issues": words.join([names.issue(one.issue) for one in group]),
        }
        if group[0].later is not None:
            yield words("stages.fallen_later", later=names.at(group[0].later), **told)
        else:
            yield words("stages.fallen_stays" if key[0] else "stages.fallen_first", **told)
    parts = [
        words(
            "stages.mandate_loses" if points > 0 else "stages.mandate_gains",
            party=names.party(party),
            points=words.number(abs(points), 1),
        )
        for party, points in result.mandate_costs().items()
        if abs(points) >= SMALL
    ]
    share = words.share(float(result.outcomes.far.agreed.mean()))
    full = words.share(float(result.mandates.agreed.mean()))
    told = {"parties": words.join(parts), "share": share}
    if not parts:
        yield words("stages.mandate_free")
    elif full == share:
        yield words("stages.mandate_shifts", **told)
    else:
        yield words("stages.mandate_costs", full=full, **told)


def _waiting(result: StagesResult, names: Names) -> Iterator[str]:
    """How much the wait before a stage leaves of what a deal brings."""
    words = names.words
    for place, table in enumerate(result.found.talks.tables):
        after = result.scenario.stages[place].after
        if table.kept is None or after is None:
            continue
        low, high = (words.stated(round(end, 1)) for end in (after.low, after.high))
        months = 1 if round(after.low, 1) == round(after.high, 1) == 1 else 2
        span = words("stages.months_between", low=low, high=high)
        if low == high:
            span = words.count("stages.months", months, months=low)
        parts = [
            words(
                "stages.wait_leaves",
                party=names.party(party),
                share=words.number(100 * float(kept)),
            )
            for party, kept in enumerate(table.kept[0])
        ]
        told = {"stage": names.stage(place), "span": span, "parties": words.join(parts)}
        yield words.count("stages.waiting", months, **told)


def _narrowing(result: StagesResult, names: Names) -> Iterator[str]:
    tables = result.found.talks.tables
    sets = [one for one in result.found.sets if tables[one.stage].kind != "announce"]
    tightest = min(sets, key=lambda one: one.size, default=None)
    if tightest is None or tightest.narrowest is None:
        return
    shares = {"share": tightest.size, "without": float(tightest.without[tightest.narrowest])}
    told = {
        name: names.words("stages.percent", share=names.words.number(100 * share, 1))
        for name, share in shares.items()
    }
    at, party = names.at(tightest.stage), names.party(tightest.narrowest)
    yield names.words("stages.narrowed", at=at, party=party, **told)


def pivot_text(result: StagesResult, pivot: Pivot, names: Names, *, condition: bool = False) -> str:
    """One change, without what follows from it; as a clause after 'if' where it is a condition."""
    words, clause = names.words, "_if" if condition else ""
    name = names.party(pivot.party)
    if pivot.kind == "reservation":
        asked = round(abs(pivot.points), 1)
        key = f"stages.change_{'less' if pivot.points < 0 else 'more'}{clause}"
        return words.count(key, 1 if asked == 1 else 2, party=name, points=words.stated(asked))
    if (line := result.line(pivot)) is not None:
        shown = worded(parse(line, result.scenario.issue_vocabulary), result.scenario, words)
        return words(f"stages.change_line{clause}", party=name, line=shown)
    return words(f"stages.change_consent{clause}", party=name)


def _pivots(result: StagesResult, names: Names) -> tuple[str, ...]:
    """The smallest change of each kind, at most two; none where it is too close to call."""
    if result.too_close:
        return (names.words("stages.too_close"),)
    said = []
    for kind in ("reservation", "red_line", "consent"):
        first = next((pivot for pivot in result.pivots if pivot.kind == kind), None)
        if first is None:
            continue
        change, deal = pivot_text(result, first, names, condition=True), result.named(first.deal)
        if deal is None:
            said.append(names.words("stages.pivot_closes", change=change))
        else:
            said.append(names.words("stages.pivot_opens", change=change, deal=names.whole(deal)))
    return tuple(said[:2]) or (names.words("stages.no_pivot"),)


def _coming(result: StagesResult, names: Names) -> Iterator[str]:
    """Why each party comes to the first table."""
    for coming in result.found.coming:
        if coming.stage or not coming.matters:
            continue
        comes = result.outcomes.comes[:, 0, coming.party]
        away = names.words.number(-coming.away, 1)
        told = {
            "party": names.party(coming.party),
            "points": names.words.number(abs(coming.without_deal), 1),
            "venue": names.words.number(coming.venue, 1),
            "audience": names.words.number(coming.audience + coming.failing, 1),
            "away": names.words("stages.instead_of_staying_away", points=away)
            if coming.away
            else "",
            "share": names.words.share(float(comes.mean())),
        }
        pays = coming.without_deal > 0
        yield names.words("stages.comes" if pays else "stages.loses_by_coming", **told)


def _threats(result: StagesResult, names: Names) -> Iterator[str]:
    """Whether each threat would be carried out when called."""
    for k, threat in enumerate(result.found.talks.space.no_deal.threats):
        told = {
            "threat": result.scenario.name_of(
                "commitments", threat.name, language=names.words.language
            ),
            "share": names.words.share(float(result.outcomes.carried_out[:, k].mean())),
            "do": names.words.number(float(threat.own_cost[0]), 1),
            "climb": names.words.number(float(threat.climb_down[0]), 1),
        }
        holds = threat.carried_out[0]
        yield names.words("stages.threat_holds" if holds else "stages.threat_empty", **told)
