"""What a forecast found, with the names of issues and parties, in the issues' own units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

from detente.analyses.contract import Result
from detente.analyses.forecast.intervals import Calibration, Outcomes
from detente.analyses.forecast.methods import DEFAULT
from detente.exhibits import internal, plain
from detente.scenario import Scenario
from detente.scenario.settled import Kind

Span = tuple[float, ...]
"""Low and high end."""


@dataclass(frozen=True, slots=True)
class View:
    """The forecast of one method: a point, the nearest named value, and an interval.

    The point is None where the method has no answer or needed parties accept none; the interval
    also where the method has not been tested on the past.
    """

    point: float | None
    value: str | None
    interval: Span | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party stands, with its share of the weight on the issue, and what was derived."""

    party: str
    position: float
    salience: float
    capability: float
    weight: float
    derived: tuple[str, ...]
    drawn: Span = internal()


@dataclass(frozen=True, slots=True)
class RuledOut:
    """What the needed parties in `by` leave of the line, and the forecast without them."""

    by: tuple[str, ...]
    accepted: tuple[Span, ...]
    point_without: float | None


@dataclass(frozen=True, slots=True)
class IssueForecast:
    """What to expect of one issue, by the default and by every method.

    `interval_from_inputs` is what the ranges of the inputs do to the point, `views` the least and
    the largest point of all methods, `on_a_position` how often settled issues ended exactly at some
    party's position. `outcomes` is what may come, on 0..100 of the line.
    """

    unit: str | None
    line: Span
    kind: Kind
    point: float | None
    value: str | None
    interval: Span | None
    interval_from_inputs: Span | None
    share_above_middle: float | None
    on_a_position: float | None
    ruled_out: RuledOut | None
    views: Span | None
    status_quo: float | None
    methods: Mapping[str, View]
    positions: tuple[Place, ...]
    outcomes: Outcomes | None = internal()

    @property
    def nothing_left(self) -> bool:
        """Whether needed parties rule out the whole line."""
        return self.ruled_out is not None and not self.ruled_out.accepted

    @property
    def only_one_left(self) -> bool:
        """Whether needed parties leave a single place of the line."""
        left = self.ruled_out.accepted if self.ruled_out is not None else ()
        return len(left) == 1 and left[0][0] == left[0][1]

    @property
    def held_back(self) -> float | None:
        """The forecast without what needed parties rule out; None where that changes nothing."""
        raw = self.ruled_out.point_without if self.ruled_out is not None else None
        near = 1e-9 * (self.line[1] - self.line[0])
        moved = raw is not None and (self.point is None or abs(self.point - raw) >= near)
        return raw if moved else None


@dataclass(frozen=True, slots=True)
class Trade:
    """The giver gives way on `issue`, the partner on `other`, in this share of the draws."""

    giver: str
    issue: str
    partner: str
    other: str
    frequency: float
    gain: float


@dataclass(frozen=True, slots=True)
class Course:
    """How the challenge model ended: `rest`, `cycle` or `open`, with the median of each round."""

    end: str
    rounds: int
    period: int
    medians: tuple[float, ...]


Move = TypedDict("Move", {"party": str, "from": float, "to": float, "first_target": str | None})
"""Where a party starts and ends in the spatial model, and whom it challenges first."""


@dataclass(frozen=True, slots=True)
class SpatialCourse:
    """The moves of the spatial model, the longest first, and who stands together at the end.

    The heaviest coalition comes first; `path` has the place of each party turn by turn.
    """

    turns: int
    at_rest: bool
    moves: tuple[Move, ...]
    coalitions: tuple[tuple[str, ...], ...]
    path: Mapping[str, tuple[float, ...]] = internal()


@dataclass(frozen=True, slots=True)
class Process:
    """What the models of a process show: courses[method][issue], trades, spatial[issue].

    `trades` are those of all draws, the most frequent first; None where there was no trading.
    """

    courses: Mapping[str, Mapping[str, Course]]
    trades: tuple[Trade, ...] | None
    spatial: Mapping[str, SpatialCourse]

    def answer(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        answer: dict[str, Any] = plain(self.courses)
        if self.trades is not None:
            answer["exchange"] = {"trades": plain(self.trades)}
        return answer | ({"spatial": plain(self.spatial)} if self.spatial else {})


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ForecastResult(Result):
    """Forecasts of every issue by every method, the values without an order, and the process.

    `unordered[issue][value]` is the share of the weight behind each value.
    """

    analysis: ClassVar[str] = "forecast"

    scenario: Scenario
    level: float
    issues: Mapping[str, IssueForecast]
    unordered: Mapping[str, Mapping[str, float]]
    process: Process
    calibration: Calibration

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; numbers are in the issues' units."""
        return {
            "default": DEFAULT,
            "level": self.level,
            "issues": plain(self.issues),
            "unordered": plain(self.unordered),
            "process": self.process.answer(),
            "calibration": dict(self.calibration.provenance),
        }
