"""What a brief says about deals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.deals.report.findings import absent, obstacles, proposal, zopa
from detente.analyses.deals.report.map_charts import charts, frontier_chart
from detente.analyses.deals.report.map_tables import package_table, tables, worth_table
from detente.exhibits import Exhibit, Note, Section
from detente.phrases import Phrases

if TYPE_CHECKING:
    from detente.analyses.deals.advice.naming import Part
    from detente.analyses.deals.result import DealMap


def brief(result: DealMap, words: Phrases) -> BriefPart:
    """The zone of agreement and the recommended packages, or what stands in the way."""
    possible = result.settled.possible
    front: list[Exhibit] = [Note(zopa(result, words), "finding")]
    if possible:
        front += [Note(text, "finding") for text in absent(result, words)]
        front += [package_table(result, words), worth_table(result, words)]
    if len(result.table) > 1:
        front.append(frontier_chart(result, result.table[0], result.table[1], words))
    sections = [Section("deals", words("deals.section"), tuple(front))]
    if not possible:
        said = tuple(Note(text, "finding") for text in obstacles(result, words))
        sections.append(Section("obstacles", words("deals.obstacles_section"), said))
    if possible:
        bottom = [proposal(result, words), zopa(result, words)]
    else:
        bottom = [zopa(result, words), *obstacles(result, words)[:1]]
    shown = {id(exhibit) for exhibit in front}
    annex: list[Exhibit] = [
        x for x in (*tables(result, words), *charts(result, words)) if id(x) not in shown
    ]
    annexes = [Section("deals", words("deals.annex"), tuple(annex))]
    advice = tuple(x for part in result.advice for x in _all_of(part, words))
    if advice:
        annexes.append(Section("deals_advice", words("deals.advice"), advice))
    return BriefPart(
        bottom_line=tuple(bottom),
        front=tuple(sections),
        annexes=tuple(annexes),
        indicators=_indicators(result, words),
        package=_proposed(result, words) if possible else (),
    )


def _proposed(result: DealMap, words: Phrases) -> tuple[tuple[str, str], ...]:
    naming = result.naming
    return tuple(
        (naming.issue(issue, words), naming.value(issue, value, words))
        for issue, value in result.solutions["nash"][0].deal.items()
    )


def _all_of(part: Part, words: Phrases) -> tuple[Exhibit, ...]:
    return (*part.statements(words), *part.tables(words), *part.charts(words))


def _indicators(result: DealMap, words: Phrases) -> tuple[str, ...]:
    """What to watch: the party with the least room above or below its reservation value."""
    if result.settled.possible:
        chosen = result.solutions["nash"][0]
        limit = dict(zip(result.parties, result.problem.limit[0].tolist(), strict=True))
        party = min(result.table, key=lambda p: chosen.utility[p] - limit[p])
        margin = chosen.utility[party] - limit[party]
        return (
            words(
                "deals.watch_margin",
                party=result.naming.party(party, words),
                margin=words.number(margin),
            ),
        )
    return tuple(
        words("deals.watch_blocker", parties=result.naming.parties(group, words))
        for group in result.blockers[:2]
    )
