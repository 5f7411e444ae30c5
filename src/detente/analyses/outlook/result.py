"""The outlook with names: outcomes of each stage, settlement, both views, types, moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Result
from detente.analyses.outlook.chance import OUTCOMES, friction_of, level_between
from detente.analyses.outlook.study import OPEN, Rate, Study
from detente.analyses.outlook.walk import BINDING
from detente.analyses.spaces.laid_out import issue_values
from detente.scenario import Scenario
from detente.scenario.agendas import agendas

Floats = NDArray[np.float64]

MOVES_TOLD = 3


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability and its 80 % interval; no value where the file does not settle it."""

    value: float | None
    low: float | None
    high: float | None

    def to_dict(self) -> dict[str, float | None]:
        """As plain values."""
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class OutlookResult(Result):
    """What to expect of the talks; `scenario` has the one stage of talks without stages."""

    analysis: ClassVar[str] = "outlook"

    scenario: Scenario
    study: Study

    @property
    def stages(self) -> range:
        """The places of the stages."""
        return range(len(self.scenario.stages))

    def needed(self, place: int) -> tuple[str, ...]:
        """Whose consent can matter at a stage."""
        stage = self.scenario.stages[place]
        return tuple(p for p in stage.table if stage.consent.votes.get(p, 1) > 0)

    def ratifies(self, place: int) -> bool:
        """Whether a stage says yes or no to what was settled before."""
        return agendas(self.scenario.stages, tuple(self.scenario.issues))[place].kind == "ratify"

    def settled_by_file(self, place: int) -> bool:
        """Whether the file says enough for one value: friction, a class, or two parties only."""
        stated = self.scenario.outlook
        if stated.friction is not None or stated.classes or self.ratifies(place):
            return True
        return len(self.needed(place)) <= 2

    def outcome(self, place: int, outcome: int) -> Chance:
        """An outcome of a stage, given that it is held."""
        figures = (self.study.value, self.study.low, self.study.high)
        return self._chance([f.outcomes[0, place, outcome] for f in figures], place)

    def inside(self, outcome: int) -> Chance:
        """An outcome of the stage in question before any outside view."""
        place = self.study.stage
        figures = (self.study.value, self.study.low, self.study.high)
        return self._chance([f.inside[0, place, outcome] for f in figures], place)

    def side_agreement(self, place: int) -> float:
        """The part of texts for show that is an agreement on something beside the matter."""
        return float(self.study.value.side[0, place])

    def reached(self, place: int) -> float:
        """How likely a stage is held at all."""
        return float(self.study.value.reached[0, place])

    @property
    def settlement(self) -> Chance:
        """How likely everything is settled in the end."""
        figures = (self.study.value, self.study.low, self.study.high)
        value, low, high = (float(figure.settlement[0]) for figure in figures)
        known = all(self.settled_by_file(place) for place in self.stages)
        return Chance(value if known else None, low, high)

    def is_open(self, place: int) -> bool:
        """Whether it is open if an empty text is signed, so that both are told together."""
        if self.ratifies(place):
            return False
        stage = self.scenario.stages[place]
        stated = [stage.audience.get(party) for party in self.needed(place)]
        said = any(a is not None and (a.agreeing or a.adjourning) for a in stated)
        return not said or OPEN[0] <= self.study.for_show[place] <= OPEN[1]

    @cached_property
    def rate(self) -> Rate | None:
        """The outside view of the stage in question."""
        return next((r for r in self.study.rates if r.stage == self.study.stage), None)

    @property
    def even_friction(self) -> float | None:
        """The friction at which inside and outside view agree; None where none does."""
        rate = self.rate
        if rate is None or rate.event != BINDING or self.study.room <= 0:
            return None
        mean = float(rate.mean[BINDING if len(rate.mean) > 1 else 0])
        found = float(friction_of(level_between(self.study.room, mean)))
        return found if 0 <= found <= 100 else None

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; stages count from 1 in `early_parts`."""
        place = self.study.stage
        return {
            "stages": [self._stage(k) for k in self.stages],
            "settlement": self.settlement.to_dict(),
            "possible": self.study.possible,
            "robustness": self.study.robustness._asdict(),
            "too_close_to_call": self.study.close.is_open(self.study.possible),
            "turned_by": [".".join(path) for path in self.study.close.turned_by],
            "nearest": self._nearest(),
            "inside": {name: self.inside(k).to_dict() for k, name in enumerate(OUTCOMES)},
            "outside": self._outside(),
            "by_type": {
                party: {
                    kind: {"binding": binding, "settlement": settlement}
                    for kind, (binding, settlement) in kinds.items()
                }
                for party, kinds in self.study.by_type.items()
            },
            "moves": [
                {"what": ".".join(move.what), "low": move.low, "high": move.high}
                for move in self.study.moves[:MOVES_TOLD]
            ],
            "stage": place + 1,
            "even_friction": self.even_friction,
            "early_parts": [
                {
                    "stage": part.stage + 1,
                    "settlement_after": part.settled,
                    "settlement_otherwise": part.otherwise,
                }
                for part in self.study.early
            ],
        }

    def _chance(self, figures: list[Any], place: int) -> Chance:
        value, low, high = (None if np.isnan(f) else float(f) for f in figures)
        return Chance(value if self.settled_by_file(place) else None, low, high)

    def _stage(self, place: int) -> dict[str, Any]:
        name = self.scenario.stages[place].name
        return {
            "name": f"stage {place + 1}" if name is None else name,
            "reached": self.reached(place),
            "open": self.is_open(place),
            "side_agreement": self.side_agreement(place),
            "outcomes": {name: self.outcome(place, k).to_dict() for k, name in enumerate(OUTCOMES)},
        }

    @property
    def nearest_package(self) -> dict[str, str]:
        """The value of each issue in the package nearest to an agreement of all; or empty."""
        nearest = self.study.close.nearest
        if nearest is None:
            return {}
        places = zip(
            self.scenario.issues, issue_values(self.scenario), nearest.package, strict=True
        )
        return {issue: labels[place] for issue, labels, place in places}

    def _nearest(self) -> dict[str, Any] | None:
        """Who lacks how much of its way is left out where that is too close to call."""
        nearest, close = self.study.close.nearest, self.study.close
        if nearest is None:
            return None
        told = {} if close.is_open(self.study.possible) else nearest._asdict()
        return {
            "package": self.nearest_package,
            "room": told.get("room"),
            "lacking": list(told.get("lacking", ())),
        }

    def _outside(self) -> dict[str, dict[str, float | None]] | None:
        rate = self.rate
        if rate is None:
            return None
        whole = len(rate.mean) > 1
        found: dict[str, dict[str, float | None]] = {}
        for k, name in enumerate(OUTCOMES):
            at = k if whole else 0 if k == rate.event else None
            known = Chance(None, None, None)
            if at is not None:
                known = Chance(*(float(f[at]) for f in (rate.mean, rate.low, rate.high)))
            found[name] = known.to_dict()
        return found
