"""What seats are worth, with names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import numpy as np

from detente.analyses.contract import Result
from detente.analyses.seats.cooperative import core_ranges, nucleolus, shapley
from detente.analyses.seats.solve import FrontChange, Seat
from detente.analyses.seats.vetoes import say_of
from detente.analyses.seats.voting import VotingPower, voting_power
from detente.analyses.talks.tables import Floats
from detente.exhibits import plain
from detente.scenario import Scenario
from detente.scenario.agendas import agendas


class Spread(NamedTuple):
    """A value over draws: mean, and the ends between which nine in ten draws lie."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SeatsResult(Result):
    """Seats at best values and over draws; fronts over draws; the game with transfers if asked."""

    analysis: ClassVar[str] = "seats"

    scenario: Scenario
    parties: tuple[str, ...]
    best: tuple[Seat, ...]
    drawn: tuple[Seat, ...]
    fronts: tuple[FrontChange, ...]
    game: Floats | None

    @cached_property
    def votes(self) -> dict[int, tuple[tuple[str, ...], VotingPower]]:
        """Voting power by stage, for stages that vote."""
        found = {}
        plan = agendas(self.scenario.stages, tuple(self.scenario.issues))
        for place, (stage, agenda) in enumerate(zip(self.scenario.stages, plan, strict=True)):
            rule = stage.consent
            if rule.rule == "all" or agenda.kind == "announce":
                continue
            counts = [rule.votes.get(party, 1) for party in stage.table]
            quota = sum(counts) // 2 + 1 if rule.quota is None else rule.quota
            if 0 < quota <= sum(counts):
                vetoes = [k for k, party in enumerate(stage.table) if party in rule.vetoes]
                found[place] = (stage.table, voting_power(counts, quota, vetoes=vetoes))
        return found

    def effect(self, seat: Seat, party: int, *, whole: bool = True) -> Spread:
        """What a seat being taken is worth to a party, over draws."""
        values = (seat.whole if whole else seat.table)[:, party]
        return Spread(float(values.mean()), *np.quantile(values, [0.05, 0.95]).tolist())

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; stages count from 1, worths are points."""
        answer: dict[str, Any] = {
            "seats": [
                self._seat(best, drawn) for best, drawn in zip(self.best, self.drawn, strict=True)
            ],
            "fronts": [
                {
                    "front": change.front,
                    "change": change.kind,
                    "party": None if change.party is None else self.parties[change.party],
                    "effect_on": self._by_party(change.whole.mean(axis=0)),
                    "effect_at_first_table": self._by_party(change.table.mean(axis=0)),
                }
                for change in self.fronts
            ],
            "votes": [
                {
                    "stage": place + 1,
                    "shapley_shubik": dict(zip(table, map(float, power.shapley), strict=True)),
                    "banzhaf": dict(zip(table, map(float, power.banzhaf), strict=True)),
                    "swings": dict(zip(table, power.swings, strict=True)),
                }
                for place, (table, power) in self.votes.items()
            ],
        }
        if self.game is not None:
            ranges = core_ranges(self.game)
            answer["transfers"] = {
                "grand_coalition": self.game[-1],
                "shapley": self._by_party(shapley(self.game)),
                "nucleolus": self._by_party(nucleolus(self.game)),
                "core": None if ranges is None else self._by_party(ranges),
            }
        return dict(plain(answer))

    def _seat(self, best: Seat, drawn: Seat) -> dict[str, Any]:
        party = self.parties[best.party]
        say = say_of(self.scenario, best.stage, party)
        later = say.later_than(best.stage)
        own = self.effect(drawn, best.party)
        return {
            "stage": best.stage + 1,
            "party": party,
            "taken": best.taken,
            "own": {"best": best.whole[0, best.party], **own._asdict()},
            "effect_on": self._by_party(drawn.whole.mean(axis=0)),
            "effect_at_this_table": self._by_party(drawn.table.mean(axis=0)),
            "ratifies_here": best.stage in say.asked,
            "consents_later_at": None if later is None else later + 1,
            "own_options": say.options,
        }

    def _by_party(self, values: Floats) -> dict[str, Any]:
        return dict(zip(self.parties, values, strict=True))
