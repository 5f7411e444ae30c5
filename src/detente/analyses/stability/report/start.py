"""From where things stand: ways, courses of events and absorbing sets in words."""

from __future__ import annotations

from detente.analyses.stability.evolution import StartAnswer
from detente.analyses.stability.report.wording import Wording
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Table

MOST_SETS = 12
MOST_COURSES_SHOWN = 10


def statements(part: StartAnswer, wording: Wording) -> list[str]:
    """Where courses of events end."""
    words = wording.words
    told = []
    if len(part.courses) == 1:
        end = _end(part, wording, part.courses[0].end)
        told.append(words("stability.one_course", end=end))
    elif part.courses:
        shares = [
            words(
                "stability.course_share",
                end=_end(part, wording, course.end),
                share=words.share(course.share),
            )
            for course in part.courses[:3]
        ]
        told.append(words("stability.several_courses", shares=words.join(shares)))
    return told


def _end(part: StartAnswer, wording: Wording, end: tuple[int, ...]) -> str:
    names = [part.problem.name(state) for state in end]
    if len(names) == 1:
        return names[0]
    shown = names[:6] + (["…"] if len(names) > 6 else [])
    return wording.words("stability.circle", states=", ".join(shown))


def tables(part: StartAnswer, wording: Wording) -> list[Table]:
    """Ways to the states that can last, courses of events, absorbing sets."""
    found = [_ways_table(part, wording)] if part.roads else []
    if part.courses:
        found.append(_course_table(part, wording))
    if part.absorbing and len(part.absorbing) <= MOST_SETS:
        found.append(_absorbing_table(part, wording))
    return found


def _ways_table(part: StartAnswer, wording: Wording) -> Table:
    words = wording.words
    rows: list[tuple[Cell, ...]] = []
    for road in part.roads:
        improving = road.by_improvements is not None
        way = road.by_improvements if improving else road.by_moves
        shown = words("stability.unreachable") if way is None else wording.brief_chain(way)
        blockers = words.join([wording.party(party) for party in road.needed])
        rows.append(
            (
                part.problem.name(road.goal),
                shown or words("stability.here"),
                improving,
                blockers,
                ", ".join(part.problem.name(state) for state in road.passed),
            )
        )
    columns = (
        Column(words("stability.equilibrium_title")),
        Column(words("stability.shortest_way")),
        Column(words("stability.each_step_pays"), "centre"),
        Column(words("stability.needed")),
        Column(words("stability.passes")),
    )
    title = words(
        "stability.ways_title",
        state=part.problem.name(part.start),
        concept=wording.short(part.concept),
    )
    return Table(title, columns, tuple(rows), words("stability.ways_note"))


def _course_table(part: StartAnswer, wording: Wording) -> Table:
    words = wording.words
    rows: list[tuple[Cell, ...]] = [
        (
            _end(part, wording, course.end),
            100 * course.share,
            wording.brief_chain(course.way) or words("stability.here"),
        )
        for course in part.courses[:MOST_COURSES_SHOWN]
    ]
    columns = (
        Column(words("stability.course_end")),
        Column(
            words("stability.share"),
            "right",
            digits=0,
            unit=words("common.of_courses"),
            probability=True,
        ),
        Column(words("stability.shortest_way")),
    )
    return Table(
        words("stability.courses_title"), columns, tuple(rows), words("stability.courses_note")
    )


def _absorbing_table(part: StartAnswer, wording: Wording) -> Table:
    words = wording.words
    rows: list[tuple[Cell, ...]] = [
        (len(group), ", ".join(part.problem.name(state) for state in group[:24]))
        for group in part.absorbing
    ]
    columns = (
        Column(words("stability.size"), "right", digits=0),
        Column(words("stability.states")),
    )
    title = words("stability.absorbing_title")
    return Table(title, columns, tuple(rows), words("stability.absorbing_note"))


def charts(part: StartAnswer, wording: Wording) -> list[Chart]:
    """How often courses end where, if there are several ends."""
    if len(part.courses) < 2:
        return []
    words = wording.words
    bars = tuple(
        Bar(_end(part, wording, course.end), 100 * course.share)
        for course in part.courses[:MOST_COURSES_SHOWN]
    )
    axis = Axis(words("stability.share"), words("common.of_courses"), 0, 100)
    title = words("stability.courses_title")
    return [BarChart(title, axis, bars, note=words("stability.courses_note"))]
