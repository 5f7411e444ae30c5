"""The findings about a deal space in sentences, most important first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.analyses.deals.advice.naming import solution_name
from detente.exhibits import Note
from detente.phrases import Phrases

if TYPE_CHECKING:
    from detente.analyses.deals.result import DealMap, NearMiss


def findings(result: DealMap, words: Phrases) -> tuple[Note, ...]:
    """All findings of the map of a deal space."""
    if result.settled.possible:
        said = (zopa(result, words), recommendation(result, words), *absent(result, words))
    else:
        said = (zopa(result, words), *obstacles(result, words))
    notes = [Note(text, "finding") for text in said]
    if len(result.efficient.points):
        notes.append(Note(method(result, words), "text"))
    if not result.settled.possible and not result.settled.proven:
        notes.append(Note(words("deals.unproven_none"), "text"))
    return tuple(notes)


def zopa(result: DealMap, words: Phrases) -> str:
    """How many deals pass."""
    count = words.number(result.count)
    if not result.settled.possible:
        return words("deals.no_zopa", count=count, parties=needed(result, words))
    parties = needed(result, words)
    if result.acceptable is None:
        return words("deals.zopa_exists", count=count, parties=parties)
    return words(
        "deals.zopa", acceptable=words.number(result.acceptable), count=count, parties=parties
    )


def needed(result: DealMap, words: Phrases) -> str:
    """Whose consent a deal needs."""
    return result.naming.needed(words, unanimous=result.settled.consent.unanimous)


def proposal(result: DealMap, words: Phrases) -> str:
    """The Nash solution, what it is worth, and whether those outside the room could accept it."""
    chosen = result.solutions["nash"][0]
    told = {
        "deal": result.naming.deal(chosen.deal, words),
        "gains": gain_text(result, chosen.utility, words),
    }
    if result.naming.beyond_table:
        return words("deals.recommended_everyone", **told)
    if against := unwilling(result):
        who = result.naming.parties(against, words)
        return words.count("deals.balanced_here", len(against), parties=who, **told)
    return words("deals.recommended", **told)


def recommendation(result: DealMap, words: Phrases) -> str:
    """The proposal, and whether the other solutions lead to it too."""
    packages = result.solutions["nash"]
    chosen = packages[0]
    same = [
        name
        for name in ("kalai_smorodinsky", "egalitarian", "utilitarian")
        if chosen in result.solutions[name]
    ]
    text = proposal(result, words)
    if same:
        others = words.join(solution_name(name, words) for name in same)
        text += " " + words("deals.agreed_by", solutions=others)
    if len(packages) > 1:
        text += " " + words.count("deals.tied", len(packages) - 1)
    return text


def gain_text(result: DealMap, utility: Mapping[str, float], words: Phrases) -> str:
    """What each party at the table gets, beside its reservation value."""
    return words.join(
        words(
            "deals.gets",
            party=result.naming.party(party, words),
            points=words.number(utility[party]),
            reservation=words.stated(result.no_deal_shown(party)),
        )
        for party in result.table
    )


def unwilling(result: DealMap) -> tuple[str, ...]:
    """The parties outside the room that could not live with the Nash solution."""
    chosen = result.solutions["nash"][0]
    return tuple(
        party
        for party in result.parties
        if party not in result.table
        and (
            chosen.utility[party] < result.reservation[party]
            or result.naming.broken_lines(party, chosen.deal)
        )
    )


def absent(result: DealMap, words: Phrases) -> tuple[str, ...]:
    """What the parties outside the room get, and whether they could live with it."""
    chosen = result.solutions["nash"][0]
    said = []
    for party in result.parties:
        if party in result.table:
            continue
        lines = result.naming.broken_lines(party, chosen.deal)
        good = not lines and chosen.utility[party] >= result.reservation[party]
        values = {
            "party": result.naming.party(party, words),
            "points": words.number(chosen.utility[party]),
            "reservation": words.stated(result.no_deal_shown(party)),
        }
        if good:
            said.append(words("deals.absent_accepts", **values))
        elif lines:
            said.append(words("deals.absent_red_line", **values))
        else:
            said.append(words("deals.absent_rejects", **values))
    return tuple(said)


def obstacles(result: DealMap, words: Phrases) -> tuple[str, ...]:
    """Who and what stands in the way, and how far the nearest deals are."""
    said = []
    for group in result.blockers:
        parties = result.naming.parties(group, words)
        said.append(words.count("deals.blocked_by", len(group), parties=parties))
    for lines in result.blocking_lines[:5]:
        named = words.join(
            words(
                "deals.red_line_of",
                party=result.naming.party(party, words),
                text=result.naming.line_text(text, words),
            )
            for party, text in lines
        )
        said.append(words.count("deals.opened_by_lifting", len(lines), lines=named))
    told: list[NearMiss] = []
    for sense in ("total", "largest"):
        miss = next((miss for miss in result.nearest if sense in miss.least), None)
        if miss is not None and miss not in told:
            said.append(nearest(result, miss, sense, words))
            told.append(miss)
    return tuple(dict.fromkeys(said))


def nearest(result: DealMap, miss: NearMiss, sense: str, words: Phrases) -> str:
    """How far a deal is from passing."""
    short = words.join(
        words(
            "deals.lacks",
            party=result.naming.party(party, words),
            points=words.number(points, 1),
        )
        for party, points in miss.shortfall.items()
        if points > 0
    )
    deal = result.naming.deal(miss.package.deal, words)
    if not short:
        return words("deals.nearest_lines", deal=deal)
    if sense == "total":
        return words("deals.nearest_total", deal=deal, short=short)
    return words("deals.nearest_largest", deal=deal, short=short)


def method(result: DealMap, words: Phrases) -> str:
    """How the frontier was found, what that guarantees, and whether the solutions are proven."""
    said = [_guarantee(result, words)]
    if not result.settled.proven:
        said.append(words("deals.unproven"))
        said += [
            words(
                "deals.solution_bound",
                solution=solution_name(name, words),
                value=words.number(value, 2),
                bound=words.number(bound, 2),
            )
            for name, (value, bound) in result.settled.bounds.items()
        ]
    return " ".join(said)


def _guarantee(result: DealMap, words: Phrases) -> str:
    agreement = result.efficient
    points = words.number(len(agreement.points))
    if agreement.method == "tolerance":
        slack = float((agreement.slack / result.settled.space.unit).max())
        return words("deals.method_tolerance", points=points, slack=words.number(slack, 2))
    return words("deals.method_elimination", points=points)
