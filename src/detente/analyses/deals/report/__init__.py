"""The map of a deal space in sentences, tables and charts, and what a brief says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.deals.advice.naming import Part, Telling
from detente.analyses.deals.report import map_charts, map_tables
from detente.analyses.deals.report.findings import absent, findings, obstacles, proposal, zopa
from detente.exhibits import Chart, Exhibit, Note, Section, Table
from detente.phrases import Phrases

if TYPE_CHECKING:
    from detente.analyses.deals.result import DealMap

__all__ = ["brief", "charts", "statements", "tables"]


def statements(result: DealMap, words: Phrases) -> tuple[Note, ...]:
    """The findings of the map, then those on what was asked."""
    tell = Telling(result.naming, words)
    asked = (note for part in result.parts for note in _notes(part, tell))
    return (*findings(result, tell), *asked)


def tables(result: DealMap, words: Phrases) -> tuple[Table, ...]:
    """What was asked; then solutions and what they are worth, or what stands in the way."""
    tell = Telling(result.naming, words)
    asked = (table for part in result.parts for table in part.tables(tell))
    return (*asked, *map_tables.tables(result, tell))


def charts(result: DealMap, words: Phrases) -> tuple[Chart, ...]:
    """What was asked; then the frontier, where the parties can meet, the red lines."""
    tell = Telling(result.naming, words)
    asked = (chart for part in result.parts for chart in part.charts(tell))
    return (*asked, *map_charts.charts(result, tell))


def brief(result: DealMap, words: Phrases) -> BriefPart:
    """The zone of agreement and the recommended packages, or what stands in the way."""
    tell = Telling(result.naming, words)
    possible = result.settled.possible
    said = [zopa(result, tell)]
    front: list[Exhibit] = [Note(said[0], "finding")]
    shown: list[Exhibit] = []
    package: list[tuple[str, str]] = []
    if possible:
        front += [Note(text, "finding") for text in absent(result, tell)]
        shown = [map_tables.package_table(result, tell), map_tables.worth_table(result, tell)]
        said.insert(0, proposal(result, tell))
        deal = result.solutions["nash"][0].deal
        package = [(tell.issue(issue), tell.value(issue, v)) for issue, v in deal.items()]
    if len(result.table) > 1:
        shown.append(map_charts.frontier_chart(result, result.table[0], result.table[1], tell))
    sections = [Section("deals", tell("deals.section"), (*front, *shown))]
    if not possible:
        found = [Note(text, "finding") for text in obstacles(result, tell)]
        said += [note.text for note in found[:1]]
        sections.append(Section("obstacles", tell("deals.obstacles_section"), tuple(found)))
    annex = (*tables(result, words), *charts(result, words))
    return BriefPart(
        bottom_line=tuple(said),
        front=tuple(sections),
        annexes=(Section("deals", tell("deals.annex"), annex),),
        indicators=_indicators(result, tell),
        package=tuple(package),
    )


def _notes(part: Part, tell: Telling) -> list[Note]:
    cautions = [Note(text, "caution") for text in part.cautions(tell)]
    return [*cautions, *(Note(text, "finding") for text in part.findings(tell))]


def _indicators(result: DealMap, tell: Telling) -> tuple[str, ...]:
    """What to watch: the party with the least room above or below its reservation value."""
    if result.settled.possible:
        chosen = result.solutions["nash"][0]
        limit = dict(zip(result.parties, result.problem.limit[0].tolist(), strict=True))
        room = {party: chosen.utility[party] - limit[party] for party in result.table}
        party = min(room, key=room.__getitem__)
        margin = tell.number(room[party])
        return (tell("deals.watch_margin", party=tell.party(party), margin=margin),)
    return tuple(
        tell("deals.watch_blocker", parties=tell.parties(group)) for group in result.blockers[:2]
    )
