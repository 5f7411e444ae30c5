"""The outlook with names: outcomes of each stage, settlement, both views, types, moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from detente.analyses.contract import Result
from detente.analyses.outlook.chance import OUTCOMES, friction_of, level_between
from detente.analyses.outlook.estimate import Chance
from detente.analyses.outlook.outcomes import BINDING
from detente.analyses.outlook.study import OPEN, Rate, Study
from detente.exhibits import plain
from detente.scenario import Scenario
from detente.scenario.agendas import agendas

MOVES_TOLD = 3


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

    @property
    def too_close(self) -> bool:
        """Whether it is too close to call if a settlement is possible at all."""
        return self.study.close.is_open(self.study.possible)

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
        known = stated.friction is not None or bool(stated.classes) or self.ratifies(place)
        return known or len(self.needed(place)) <= 2

    def outcome(self, place: int, outcome: int, *, inside: bool = False) -> Chance:
        """An outcome of a stage, given that it is held; `inside`: before any outside view."""
        parts = [each.inside if inside else each.outcomes for each in self.study.figures]
        value, low, high = (each[0, place, outcome].item() for each in parts)
        if value != value:  # a stage that is never held
            return Chance(None, None, None)
        return Chance(value if self.settled_by_file(place) else None, low, high)

    def side_agreement(self, place: int) -> float:
        """The part of texts for show that is an agreement on something beside the matter."""
        return float(self.study.value.side[0, place])

    def reached(self, place: int) -> float:
        """How likely a stage is held at all."""
        return float(self.study.value.reached[0, place])

    @property
    def settlement(self) -> Chance:
        """How likely everything is settled in the end."""
        value, low, high = (float(figure.settlement[0]) for figure in self.study.figures)
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
        mean = rate.of(BINDING)
        found = float(friction_of(level_between(self.study.room, mean.value or 0.0)))
        return found if 0 <= found <= 100 else None

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; stages count from 1 in `stage` and `early_parts`."""
        study, rate = self.study, self.rate
        found = {
            "stages": [self._stage(place) for place in self.stages],
            "settlement": self.settlement,
            "possible": study.possible,
            "robustness": study.robustness,
            "too_close_to_call": self.too_close,
            "turned_by": [".".join(path) for path in study.close.turned_by],
            "nearest": self._nearest(),
            "inside": self._outcomes(study.stage, inside=True),
            "outside": rate and {name: rate.of(k) for k, name in enumerate(OUTCOMES)},
            "by_type": {
                party: {
                    kind: {"binding": of.binding, "settlement": of.settlement}
                    for kind, of in kinds.items()
                }
                for party, kinds in study.by_type.items()
            },
            "moves": [
                move._asdict() | {"what": ".".join(move.what)} for move in study.moves[:MOVES_TOLD]
            ],
            "stage": study.stage + 1,
            "even_friction": self.even_friction,
            "early_parts": study.early,
        }
        return dict(plain(found))

    def _nearest(self) -> dict[str, Any] | None:
        """Who lacks how much of its way is left out where that is too close to call."""
        nearest = self.study.close.nearest
        if nearest is None:
            return None
        short = (None, ()) if self.too_close else (nearest.room, nearest.lacking)
        return {"package": nearest.package, "room": short[0], "lacking": short[1]}

    def _outcomes(self, place: int, *, inside: bool = False) -> dict[str, Chance]:
        return {name: self.outcome(place, k, inside=inside) for k, name in enumerate(OUTCOMES)}

    def _stage(self, place: int) -> dict[str, Any]:
        return {
            "name": self.scenario.stages[place].name or f"stage {place + 1}",
            "reached": self.reached(place),
            "open": self.is_open(place),
            "side_agreement": self.side_agreement(place),
            "outcomes": self._outcomes(place),
        }
