"""How the protection is spread, with the names of targets, units and adversaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from detente.analyses.contract import Result
from detente.analyses.security.assess import COMPARED, HOSTILE, Assessment, View
from detente.analyses.security.game import node_key
from detente.analyses.security.probing import ProbeAnswer
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.analyses.security.vetting import Vetting
from detente.scenario import Scenario


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SecurityResult(Result):
    """A coverage per target, what each kind of adversary does about it, and what it is worth.

    Targets are named as in the scenario, `target@shift` where there are shifts. Values are in the
    unit of the worths; ours are negative where we lose.
    """

    analysis: ClassVar[str] = "security"

    scenario: Scenario
    problem: SecurityProblem
    assessment: Assessment
    accreditation: Vetting | None
    probes: tuple[ProbeAnswer, ...]

    @property
    def coverage(self) -> Mapping[str, float]:
        """Share of time, or chance, that each target is protected."""
        shares = self.assessment.plan.coverage.tolist()
        return dict(zip(map(node_key, self.problem.nodes), shares, strict=True))

    @property
    def likeliest(self) -> tuple[Kind, View]:
        """The likeliest kind of adversary and what it does."""
        place = self.problem.likeliest
        return self.problem.kinds[place], self.assessment.views[place]

    @property
    def attacked(self) -> str:
        """The target that the likeliest adversary strikes, or strikes most often."""
        return node_key(self.problem.nodes[int(self.likeliest[1].strikes.argmax())])

    @property
    def value(self) -> float:
        """Our expected value over all kinds of adversary at the best estimates."""
        pairs = zip(self.problem.kinds, self.assessment.views, strict=True)
        return sum(float(kind.prior[0]) * view.our_value for kind, view in pairs)

    @property
    def cross_table(self) -> Mapping[str, Mapping[str, float]]:
        """Our value of each plan against each kind of adversary."""
        columns = [*(kind.name for kind in self.problem.kinds), HOSTILE]
        return {
            plan: dict(zip(columns, row.tolist(), strict=True))
            for plan, row in zip(COMPARED, self.assessment.cross, strict=True)
        }

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`."""
        found, problem = self.assessment, self.problem
        return {
            "method": found.method,
            "coverage": dict(self.coverage),
            "attacker_value": self.likeliest[1].reply.adversary_value,
            "defender_value": self.value,
            "attacked": self.attacked,
            "guarantee": found.guarantee,
            "objective": found.objective,
            "most_exposed": node_key(problem.nodes[found.most_exposed]),
            "reckoned_with": [
                node_key(node)
                for node, tied in zip(problem.nodes, found.reckoned_with, strict=True)
                if tied
            ],
            "spare": dict(zip(map(node_key, problem.rows), found.spare.tolist(), strict=True)),
            "one_more": {
                name: {"defender": ours, "attacker": theirs}
                for name, (ours, theirs) in found.gains.items()
            },
            "one_more_on_duty": {
                name: {"units": problem.missing[name], "defender": ours, "attacker": theirs}
                for name, (ours, theirs) in found.on_duty.items()
            },
            "adversaries": self._adversaries(),
            "cross_table": {plan: dict(row) for plan, row in self.cross_table.items()},
            "forces": self._forces(),
            "curves": {
                name: [list(pair) for pair in pairs] for name, pairs in found.curves.items()
            },
            "bound": found.plan.bound,
            "gap": found.gap,
            "accreditation": self.accreditation and self.accreditation.answer(),
            "probes": {probe.name: probe.answer() for probe in self.probes},
        }

    def _adversaries(self) -> dict[str, Any]:
        return {
            kind.name: {
                "behaviour": kind.stated.behaviour,
                "prior": float(kind.prior[0]),
                "attacked": node_key(self.problem.nodes[int(view.strikes.argmax())]),
                "attacker_value": view.reply.adversary_value,
                "defender_value": view.our_value,
                "defender_value_if_ties_go_against": view.reply.if_ties_go_against,
            }
            for kind, view in zip(self.problem.kinds, self.assessment.views, strict=True)
        }

    def _forces(self) -> dict[str, Any] | None:
        found = self.assessment
        if found.apart is None:
            return None
        gain = found.objective - found.apart
        return {"together": found.objective, "apart": found.apart, "gain": gain}
