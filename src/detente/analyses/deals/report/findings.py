"""The findings about a deal space in sentences, most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.deals.advice.naming import Telling
from detente.exhibits import Note

if TYPE_CHECKING:
    from detente.analyses.deals.result import DealMap


def findings(result: DealMap, tell: Telling) -> list[Note]:
    """All findings of the map of a deal space."""
    settled = result.settled
    said = [zopa(result, tell)]
    if settled.possible:
        said += [*_yardsticks(result, tell), _recommendation(result, tell), *absent(result, tell)]
    else:
        said += obstacles(result, tell)
    notes = [Note(text, "finding") for text in said]
    if len(result.efficient.points):
        notes.append(Note(_method(result, tell), "text"))
    if not settled.possible and not settled.proven:
        notes.append(Note(tell("deals.unproven_none"), "text"))
    return notes


def zopa(result: DealMap, tell: Telling) -> str:
    """How many deals pass."""
    count = tell.number(result.count)
    parties = tell.needed(unanimous=result.settled.consent.unanimous)
    told = {"count": count, "parties": parties, "failing": tell.failing}
    if not result.settled.possible:
        return tell("deals.no_zopa", **told)
    if result.acceptable is None:
        return tell("deals.zopa_exists", **told)
    return tell("deals.zopa", acceptable=tell.number(result.acceptable), **told)


def _yardsticks(result: DealMap, tell: Telling) -> list[str]:
    """What the packages of all yardsticks have in common; the rest is open between them."""
    packages = [package.deal for found in result.solutions.values() for package in found]
    values = {issue: {package[issue] for package in packages} for issue in packages[0]}
    shared = {issue: found.pop() for issue, found in values.items() if len(found) == 1}
    open_issues = [issue for issue in values if issue not in shared]
    if not shared or not open_issues:
        return []
    issues = tell.words.join(tell.issue(issue) for issue in open_issues)
    return [tell("deals.by_every_yardstick", deal=tell.deal(shared), issues=issues)]


def proposal(result: DealMap, tell: Telling) -> str:
    """The Nash solution, what it is worth, and whether those outside the room could accept it."""
    chosen = result.solutions["nash"][0]
    gains = tell.words.join(
        tell("deals.gets", **_worth(result, party, tell)) for party in result.table
    )
    told = {"deal": tell.deal(chosen.deal), "gains": gains}
    if result.naming.beyond_table:
        return tell("deals.recommended_everyone", **told)
    against = [party for party in _outside(result) if _absent(result, party) != "accepts"]
    if against:
        who = tell.parties(against)
        return tell.words.count("deals.balanced_here", len(against), parties=who, **told)
    return tell("deals.recommended", **told)


def _recommendation(result: DealMap, tell: Telling) -> str:
    """The proposal, and whether the other solutions lead to it too."""
    packages = result.solutions["nash"]
    same = [
        tell.solution(name)
        for name, others in result.solutions.items()
        if name != "nash" and packages[0] == others[0]
    ]
    text = proposal(result, tell)
    if same:
        text += " " + tell("deals.agreed_by", solutions=tell.words.join(same))
    if len(packages) > 1:
        text += " " + tell.words.count("deals.tied", len(packages) - 1)
    return text


def _worth(result: DealMap, party: str, tell: Telling) -> dict[str, str]:
    """What a party gets by the Nash solution, beside its reservation value."""
    return {
        "party": tell.party(party),
        "points": tell.number(result.solutions["nash"][0].utility[party]),
        "reservation": tell.words.stated(result.no_deal_shown(party)),
    }


def _outside(result: DealMap) -> list[str]:
    return [party for party in result.parties if party not in result.table]


def _absent(result: DealMap, party: str) -> str:
    """What a party outside the room makes of the Nash solution."""
    chosen = result.solutions["nash"][0]
    if result.naming.broken(result.parties.index(party), chosen.deal):
        return "red_line"
    return "accepts" if chosen.utility[party] >= result.reservation[party] else "rejects"


def absent(result: DealMap, tell: Telling) -> list[str]:
    """What the parties outside the room get, and whether they could live with it."""
    keys = {
        "accepts": "deals.absent_accepts",
        "red_line": "deals.absent_red_line",
        "rejects": "deals.absent_rejects",
    }
    return [
        tell(keys[_absent(result, party)], **_worth(result, party, tell))
        for party in _outside(result)
    ]


def obstacles(result: DealMap, tell: Telling) -> list[str]:
    """Who and what stands in the way, and the nearest deal; on a knife-edge that alone."""
    nearest = next(iter(result.nearest), None)
    if result.too_close:
        said = [tell("deals.too_close")]
        return said + (
            [tell("deals.nearest_open", deal=tell.deal(nearest.deal))] if nearest else []
        )
    said = [
        tell.words.count("deals.blocked_by", len(group), parties=tell.parties(group))
        for group in result.blockers
    ]
    for lines in result.blocking_lines[:5]:
        named = tell.words.join(tell.red_lines(lines))
        said.append(tell.words.count("deals.opened_by_lifting", len(lines), lines=named))
    if nearest is not None:
        short = tell.words.join(
            tell.lacking("lacks", "lacks_at_home", party, points)
            for party, points in nearest.shortfall.items()
            if points > 0
        )
        key = "deals.nearest" if short else "deals.nearest_lines"
        told = {"deal": tell.deal(nearest.deal), "short": short}
        said.append(tell(key, failing=tell.failing, **told))
    return said


def _method(result: DealMap, tell: Telling) -> str:
    """How the frontier was found, what that guarantees, and whether the solutions are proven."""
    agreement, settled = result.efficient, result.settled
    points = tell.number(len(agreement.points))
    if agreement.method == "tolerance":
        slack = tell.number(float((agreement.slack / settled.space.unit).max()), 2)
        said = [tell("deals.method_tolerance", points=points, slack=slack)]
    else:
        said = [tell("deals.method_elimination", points=points)]
    if not settled.proven:
        said.append(tell("deals.unproven"))
        for name, (value, bound) in settled.bounds.items():
            told = {"value": tell.number(value, 2), "bound": tell.number(bound, 2)}
            said.append(tell("deals.solution_bound", solution=tell.solution(name), **told))
    return " ".join(said)
