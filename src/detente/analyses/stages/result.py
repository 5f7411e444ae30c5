"""What the analysis of stages found, with names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from detente.analyses.contract import Result
from detente.analyses.stages.over_draws import Mandates, Outcomes
from detente.analyses.stages.pivots import Pivot
from detente.analyses.stages.solve import Answer
from detente.analyses.stages.trade_off import Demand, best_demand, demands
from detente.scenario import Scenario
from detente.scenario.agendas import agendas


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StagesResult(Result):
    """Talks in stages: `found` at best values, `outcomes` over draws.

    `mandates` is what delegations that cannot speak to everything cost; None where they do not.
    """

    analysis: ClassVar[str] = "stages"

    scenario: Scenario
    found: Answer
    outcomes: Outcomes
    mandates: Mandates | None = None

    @cached_property
    def trade_offs(self) -> dict[str, tuple[Demand, ...]]:
        """For each party at the first table: demands and their risk (Schelling's trade-off)."""
        talks = self.found.talks
        return {
            talks.space.parties[p]: demands(talks.seen_from(0)[0, p], self.outcomes.chance)
            for p in sorted(talks.tables[0].seats)
        }

    @property
    def pivotal(self) -> str | None:
        """The party whose change by the fewest points turns the path, if any party's does."""
        first = next((p for p in self.found.pivots if p.kind == "reservation"), None)
        return None if first is None else self.found.talks.space.parties[first.party]

    @property
    def deal(self) -> dict[str, str] | None:
        """The far-sighted deal by issue, or None."""
        deal = int(self.found.far.deal[0])
        return None if deal < 0 else self.found.talks.space.named(deal)

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`; stages count from 1, shares are 0..1, worths are points."""
        found, space = self.found, self.found.talks.space
        return {
            "far_sighted": self._course(far=True),
            "short_sighted": self._course(far=False)
            | {"refused_by": [space.parties[p] for p in found.refusers]},
            "agendas": self._agendas(),
            "missing_mandates": self._mandates(),
            "win_sets": self._win_sets(),
            "draws": self._draws(),
            "coming": [
                {
                    "stage": c.stage + 1,
                    "party": space.parties[c.party],
                    "venue": c.venue,
                    "audience": c.audience,
                    "failing": c.failing,
                    "away": c.away,
                    "without_deal": c.without_deal,
                    "share_of_draws": float(self.outcomes.comes[:, c.stage, c.party].mean()),
                    "deal": c.deal,
                }
                for c in found.coming
            ],
            "pivotal_party": self.pivotal,
            "changes": [self._pivot(pivot) for pivot in found.pivots],
            "nearest_miss": self._nearest(),
            "threats": self._threats(),
            "trade_off": self._trade_offs(),
        }

    def _course(self, *, far: bool) -> dict[str, Any]:
        space = self.found.talks.space
        course = self.found.far if far else self.found.short
        deal, ended = int(course.deal[0]), int(course.ended[0])
        return {
            "deal": None if deal < 0 else space.named(deal),
            "drafts": [None if d < 0 else space.named(int(d)) for d in course.drafts[0]],
            "agrees": [bool(passed) for passed in course.passed[0]],
            "dies_at": None if ended == len(self.found.talks.tables) else ended + 1,
            "worth": {p: float(v) for p, v in zip(space.parties, course.value[0], strict=True)},
        }

    def _agendas(self) -> list[dict[str, Any]]:
        """What each stage may settle, and what the wait before it leaves of a gain."""
        talks = self.found.talks
        plan = agendas(self.scenario.stages, talks.space.issues)
        return [
            {
                "stage": place + 1,
                "kind": agenda.kind,
                "settles": list(agenda.settles),
                "lacking": {issue: list(parties) for issue, parties in agenda.lacking.items()},
                "months_after": None if after is None else after.best,
                "wait_leaves": None
                if kept is None
                else dict(zip(talks.space.parties, kept[0].tolist(), strict=True)),
            }
            for place, (agenda, after, kept) in enumerate(
                zip(
                    plan,
                    (stage.after for stage in self.scenario.stages),
                    (table.kept for table in talks.tables),
                    strict=True,
                )
            )
        ]

    def mandate_costs(self) -> dict[str, float]:
        """Mean points over draws that missing mandates cost each party; empty where none do."""
        if self.mandates is None:
            return {}
        lost = (self.mandates.value - self.outcomes.far.value).mean(axis=0)
        return dict(zip(self.found.talks.space.parties, lost.tolist(), strict=True))

    def _mandates(self) -> dict[str, Any] | None:
        if self.mandates is None:
            return None
        return {
            "fallen": [
                {
                    "stage": fallen.stage + 1,
                    "issue": fallen.issue,
                    "parties": list(fallen.parties),
                    "taken_up_at": None if fallen.later is None else fallen.later + 1,
                }
                for fallen in self.mandates.fallen
            ],
            "cost": self.mandate_costs(),
            "agreement_with_full_mandates": float(self.mandates.agreed.mean()),
        }

    def _win_sets(self) -> list[dict[str, Any]]:
        space = self.found.talks.space
        return [
            {
                "stage": s.stage + 1,
                "share": s.size,
                "deals": s.deals,
                "without": dict(zip(space.parties, s.without.tolist(), strict=True)),
                "narrowed_most_by": None if s.narrowest is None else space.parties[s.narrowest],
            }
            for s in self.found.sets
        ]

    def _draws(self) -> dict[str, Any]:
        found, space = self.outcomes, self.found.talks.space
        return {
            "count": found.count,
            "agreement": float(found.far.agreed.mean()),
            "some_deal_survives": float((found.survive > 0).mean()),
            "short_sighted_agreement": float(found.short.agreed.mean()),
            "draft_passes": found.passes.mean(axis=0).tolist(),
            "draft_refused_by": [
                dict(zip(space.parties, row.tolist(), strict=True))
                for row in found.refuses.mean(axis=0)
            ],
            "survivors_5_50_95": np.quantile(found.survive, [0.05, 0.5, 0.95]).tolist(),
        }

    def _pivot(self, pivot: Pivot) -> dict[str, Any]:
        space = self.found.talks.space
        line = None if pivot.line is None else self.line(pivot)
        return {
            "party": space.parties[pivot.party],
            "change": pivot.kind,
            "points": float(pivot.points),
            "red_line": line,
            "then": None if pivot.deal is None else space.named(pivot.deal),
        }

    def line(self, pivot: Pivot) -> str:
        """The text of the red line that a change gives up."""
        space = self.found.talks.space
        before = space.owner[: pivot.line].count(pivot.party)
        return self.scenario.preferences[space.parties[pivot.party]].red_lines[before]

    def _nearest(self) -> dict[str, Any] | None:
        if self.found.least_total is None:
            return None
        deal, short = self.found.least_total
        space = self.found.talks.space
        return {
            "deal": space.named(deal),
            "short": {space.parties[p]: points for p, points in short.items()},
        }

    def _threats(self) -> list[dict[str, Any]]:
        talks = self.found.talks
        return [
            {
                "commitment": threat.name,
                "by": talks.space.parties[threat.maker],
                "carried_out": bool(threat.carried_out[0]),
                "share_of_draws": float(self.outcomes.carried_out[:, k].mean()),
                "cost_of_carrying_out": float(threat.own_cost[0]),
                "cost_of_climbing_down": float(threat.climb_down[0]),
            }
            for k, threat in enumerate(talks.space.no_deal.threats)
        ]

    def _trade_offs(self) -> dict[str, Any]:
        talks = self.found.talks
        found = {}
        for party, choices in self.trade_offs.items():
            no_deal = float(talks.no_deal[0, talks.space.parties.index(party)])
            best = best_demand(choices, no_deal)
            found[party] = {
                "no_deal": no_deal,
                "demands": [
                    {"deal": talks.space.named(d.deal), "worth": d.worth, "risk": d.risk}
                    for d in choices
                ],
                "best": None if best is None else choices.index(best),
            }
        return found
