"""From where we stand: ways to the equilibria, absorbing sets, courses of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from detente.analyses.stability.evolution import Course, Road
from detente.analyses.stability.parts import Part
from detente.analyses.stability.paths import Step
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording

MOST_SETS = 12
MOST_COURSES_SHOWN = 10


@dataclass(frozen=True)
class StartPart(Part):
    """Ways, absorbing sets and courses from one state."""

    problem: Problem
    start: int
    concept: str
    roads: tuple[Road, ...]
    absorbing: tuple[tuple[int, ...], ...]
    courses: tuple[Course, ...]
    key: ClassVar[str] = "from"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        name = self.problem.name
        return {
            "state": name(self.start),
            "ways": [
                {
                    "to": name(road.goal),
                    "by_moves": self._way(road.by_moves),
                    "by_improvements": self._way(road.by_improvements),
                    "needed": [self.problem.parties[party] for party in road.needed],
                    "passes": [name(state) for state in road.passed],
                }
                for road in self.roads
            ],
            "absorbing": [[name(state) for state in group] for group in self.absorbing],
            "courses": [
                {
                    "end": [name(state) for state in course.end],
                    "share": round(course.share, 9),
                    "way": self._way(course.way),
                }
                for course in self.courses
            ],
        }

    def _way(self, steps: tuple[Step, ...] | None) -> list[dict[str, str]] | None:
        if steps is None:
            return None
        return [
            {"party": self.problem.parties[step.mover], "to": self.problem.name(step.state)}
            for step in steps
        ]

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        words = wording.words
        told = []
        if len(self.courses) == 1:
            end = self._end(wording, self.courses[0].end)
            told.append(words("stability.one_course", end=end))
        elif self.courses:
            shares = [
                words(
                    "stability.course_share",
                    end=self._end(wording, course.end),
                    share=words.share(course.share),
                )
                for course in self.courses[:3]
            ]
            told.append(words("stability.several_courses", shares=words.join(shares)))
        return told

    def _end(self, wording: Wording, end: tuple[int, ...]) -> str:
        names = [self.problem.name(state) for state in end]
        if len(names) == 1:
            return names[0]
        shown = names[:6] + (["…"] if len(names) > 6 else [])
        return wording.words("stability.circle", states=", ".join(shown))

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        found = [self._ways_table(wording)] if self.roads else []
        if self.courses:
            found.append(self._course_table(wording))
        if self.absorbing and len(self.absorbing) <= MOST_SETS:
            found.append(self._absorbing_table(wording))
        return found

    def _ways_table(self, wording: Wording) -> Table:
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for road in self.roads:
            improving = road.by_improvements is not None
            way = road.by_improvements if improving else road.by_moves
            shown = words("stability.unreachable") if way is None else wording.brief_chain(way)
            blockers = words.join([wording.party(party) for party in road.needed])
            rows.append(
                (
                    self.problem.name(road.goal),
                    shown or words("stability.here"),
                    improving,
                    blockers,
                    ", ".join(self.problem.name(state) for state in road.passed),
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
            state=self.problem.name(self.start),
            concept=wording.short(self.concept),
        )
        return Table(title, columns, tuple(rows), words("stability.ways_note"))

    def _course_table(self, wording: Wording) -> Table:
        words = wording.words
        rows: list[tuple[Cell, ...]] = [
            (
                self._end(wording, course.end),
                100 * course.share,
                wording.brief_chain(course.way) or words("stability.here"),
            )
            for course in self.courses[:MOST_COURSES_SHOWN]
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

    def _absorbing_table(self, wording: Wording) -> Table:
        words = wording.words
        rows: list[tuple[Cell, ...]] = [
            (len(group), ", ".join(self.problem.name(state) for state in group[:24]))
            for group in self.absorbing
        ]
        columns = (
            Column(words("stability.size"), "right", digits=0),
            Column(words("stability.states")),
        )
        title = words("stability.absorbing_title")
        return Table(title, columns, tuple(rows), words("stability.absorbing_note"))

    def charts(self, wording: Wording) -> list[Chart]:
        """See `Part`."""
        if len(self.courses) < 2:
            return []
        words = wording.words
        bars = tuple(
            Bar(self._end(wording, course.end), 100 * course.share)
            for course in self.courses[:MOST_COURSES_SHOWN]
        )
        axis = Axis(words("stability.share"), words("common.of_courses"), 0, 100)
        title = words("stability.courses_title")
        return [BarChart(title, axis, bars, note=words("stability.courses_note"))]
