"""What the analysis of stages found, with names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from detente.analyses.contract import Result
from detente.analyses.spaces.close_calls import even
from detente.analyses.stages.over_draws import Mandates, Outcomes
from detente.analyses.stages.pivots import Pivot
from detente.analyses.stages.solve import Answer
from detente.analyses.stages.trade_off import Demand, best_demand, demands
from detente.analyses.talks.courses import Course
from detente.exhibits import plain
from detente.scenario import Scenario
from detente.scenario.agendas import agendas
from detente.scenario.model import KeyPath


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StagesResult(Result):
    """Talks in stages: `found` at best values, `outcomes` over draws.

    `mandates` is what delegations that cannot speak to everything cost; None where they do not.
    `turned_by` are single judgements that turn the answer, moved by a tenth of their range.
    """

    analysis: ClassVar[str] = "stages"

    scenario: Scenario
    found: Answer
    outcomes: Outcomes
    mandates: Mandates | None = None
    turned_by: tuple[KeyPath, ...] = ()

    @cached_property
    def trade_offs(self) -> dict[str, tuple[Demand, ...]]:
        """For each party at the first table: demands and their risk (Schelling's trade-off)."""
        talks = self.found.talks
        worth = talks.discounted(talks.kept_after(0), talks.worth)[0]
        return {
            talks.space.parties[p]: demands(worth[p], self.outcomes.chance)
            for p in sorted(talks.tables[0].seats)
        }

    @property
    def too_close(self) -> bool:
        """Whether one judgement turns the answer, or about as many draws have an agreement."""
        return bool(self.turned_by) or even(float(self.outcomes.far.agreed.mean()))

    @property
    def pivots(self) -> tuple[Pivot, ...]:
        """The changes that are told: on a knife-edge nobody is told what to give."""
        return () if self.too_close else self.found.pivots

    @property
    def pivotal(self) -> str | None:
        """The party whose change by the fewest points turns the path, if any party's does."""
        first = next((p for p in self.found.pivots if p.kind == "reservation"), None)
        return None if first is None else self.found.talks.space.parties[first.party]

    @property
    def deal(self) -> dict[str, str] | None:
        """The far-sighted deal by issue, or None."""
        return self.named(int(self.found.far.deal[0]))

    def named(self, deal: int | None) -> dict[str, str] | None:
        """A deal by issue; None where there is none."""
        return None if deal is None or deal < 0 else self.found.talks.space.named(deal)

    def line(self, pivot: Pivot) -> str | None:
        """The text of the red line that a change gives up."""
        if pivot.line is None:
            return None
        space = self.found.talks.space
        before = space.owner[: pivot.line].count(pivot.party)
        return self.scenario.preferences[space.parties[pivot.party]].red_lines[before]

    def mandate_costs(self) -> dict[str, float]:
        """Mean points over draws that missing mandates cost each party; empty where none do."""
        if self.mandates is None:
            return {}
        return self._by_party((self.mandates.value - self.outcomes.far.value).mean(axis=0))

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; stages count from 1, shares are 0..1, worths are points."""
        found, parties = self.found, self.found.talks.space.parties
        answer = {
            "far_sighted": self._course(found.far),
            "short_sighted": self._course(found.short)
            | {"refused_by": [parties[p] for p in found.refusers]},
            "agendas": self._agendas(),
            "missing_mandates": self._mandates(),
            "win_sets": [
                {
                    "stage": one.stage + 1,
                    "share": one.size,
                    "deals": one.deals,
                    "without": self._by_party(one.without),
                    "narrowed_most_by": None if one.narrowest is None else parties[one.narrowest],
                }
                for one in found.sets
            ],
            "draws": self._draws(),
            "coming": [
                {
                    "stage": c.stage + 1,
                    "party": parties[c.party],
                    "venue": c.venue,
                    "audience": c.audience,
                    "failing": c.failing,
                    "away": c.away,
                    "without_deal": c.without_deal,
                    "share_of_draws": self.outcomes.comes[:, c.stage, c.party].mean(),
                    "deal": c.deal,
                }
                for c in found.coming
            ],
            "pivotal_party": self.pivotal,
            "too_close_to_call": self.too_close,
            "turned_by": [".".join(path) for path in self.turned_by],
            "changes": [
                {
                    "party": parties[pivot.party],
                    "change": pivot.kind,
                    "points": float(pivot.points),
                    "red_line": self.line(pivot),
                    "then": self.named(pivot.deal),
                }
                for pivot in found.pivots
            ],
            "nearest_miss": found.nearest
            and {
                "deal": found.nearest.package,
                "short": {} if self.too_close else found.nearest.short,
            },
            "threats": [
                {
                    "commitment": threat.name,
                    "by": parties[threat.maker],
                    "carried_out": threat.carried_out[0],
                    "share_of_draws": self.outcomes.carried_out[:, k].mean(),
                    "cost_of_carrying_out": threat.own_cost[0],
                    "cost_of_climbing_down": threat.climb_down[0],
                }
                for k, threat in enumerate(found.talks.space.no_deal.threats)
            ],
            "trade_off": self._trade_offs(),
        }
        return dict(plain(answer))

    def _by_party(self, values: Any) -> dict[str, float]:
        return dict(zip(self.found.talks.space.parties, values.tolist(), strict=True))

    def _course(self, course: Course) -> dict[str, Any]:
        ended = int(course.ended[0])
        return {
            "deal": self.named(int(course.deal[0])),
            "drafts": [self.named(int(draft)) for draft in course.drafts[0]],
            "agrees": course.passed[0],
            "dies_at": None if ended == len(self.found.talks.tables) else ended + 1,
            "worth": self._by_party(course.value[0]),
        }

    def _agendas(self) -> list[dict[str, Any]]:
        """What each stage may settle, and what the wait before it leaves of a gain."""
        talks, stages = self.found.talks, self.scenario.stages
        plan = agendas(stages, talks.space.issues)
        return [
            {
                "stage": place + 1,
                "kind": agenda.kind,
                "settles": agenda.settles,
                "lacking": agenda.lacking,
                "months_after": None if stage.after is None else stage.after.best,
                "wait_leaves": None if table.kept is None else self._by_party(table.kept[0]),
            }
            for place, (agenda, stage, table) in enumerate(
                zip(plan, stages, talks.tables, strict=True)
            )
        ]

    def _mandates(self) -> dict[str, Any] | None:
        if self.mandates is None:
            return None
        return {
            "fallen": [
                {
                    "stage": fallen.stage + 1,
                    "issue": fallen.issue,
                    "parties": fallen.parties,
                    "taken_up_at": None if fallen.later is None else fallen.later + 1,
                }
                for fallen in self.mandates.fallen
            ],
            "cost": self.mandate_costs(),
            "agreement_with_full_mandates": self.mandates.agreed.mean(),
        }

    def _draws(self) -> dict[str, Any]:
        found = self.outcomes
        return {
            "count": found.count,
            "agreement": found.far.agreed.mean(),
            "some_deal_survives": (found.survive > 0).mean(),
            "short_sighted_agreement": found.short.agreed.mean(),
            "draft_passes": found.passes.mean(axis=0),
            "draft_refused_by": [self._by_party(row) for row in found.refuses.mean(axis=0)],
            "survivors_5_50_95": np.quantile(found.survive, [0.05, 0.5, 0.95]),
        }

    def _trade_offs(self) -> dict[str, Any]:
        talks, found = self.found.talks, {}
        for party, choices in self.trade_offs.items():
            no_deal = float(talks.no_deal[0, talks.space.parties.index(party)])
            best = best_demand(choices, no_deal)
            found[party] = {
                "no_deal": no_deal,
                "demands": [
                    {"deal": self.named(d.deal), "worth": d.worth, "risk": d.risk} for d in choices
                ],
                "best": None if best is None else choices.index(best),
            }
        return found
