"""How the protection is spread, with the names of targets, units and adversaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from detente.analyses.contract import Result
from detente.analyses.security.assess import COMPARED, HOSTILE, Assessment, View
from detente.analyses.security.deterrence import ProbeAnswer, Vetting
from detente.analyses.security.game import node_key
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.exhibits import plain
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
    probes: Mapping[str, ProbeAnswer]

    @property
    def coverage(self) -> Mapping[str, float]:
        """Share of time, or chance, that each target is protected."""
        shares = self.assessment.plan.coverage.tolist()
        return dict(zip(map(node_key, self.problem.nodes), shares, strict=True))

    @property
    def most_first(self) -> list[int]:
        """Places of the targets by their coverage; those protected alike in file order."""
        return list((-self.assessment.plan.coverage.round(9)).argsort(kind="stable"))

    @property
    def likeliest(self) -> tuple[Kind, View]:
        """The likeliest kind of adversary and what it does."""
        place = self.problem.likeliest
        return self.problem.kinds[place], self.assessment.views[place]

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

    def struck_by(self, view: View) -> str:
        """The target that a kind of adversary strikes, or strikes most often."""
        return node_key(self.problem.nodes[int(view.strikes.argmax())])

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`."""
        found, problem = self.assessment, self.problem
        likeliest = self.likeliest[1]
        gained = {
            name: {"defender": ours, "attacker": theirs}
            for name, (ours, theirs) in found.on_duty.items()
        }
        nothing = {"defender": 0.0, "attacker": 0.0}
        return {
            "method": found.method,
            "coverage": dict(self.coverage),
            "attacker_value": likeliest.reply.adversary_value,
            "defender_value": self.value,
            "attacked": self.struck_by(likeliest),
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
                name: pair if problem.missing[name] == 1 else nothing
                for name, pair in gained.items()
            },
            "one_more_on_duty": {
                name: {"units": problem.missing[name], **pair} for name, pair in gained.items()
            },
            "adversaries": {
                kind.name: {
                    "behaviour": kind.stated.behaviour,
                    "prior": float(kind.prior[0]),
                    "attacked": self.struck_by(view),
                    "attacker_value": view.reply.adversary_value,
                    "defender_value": view.our_value,
                    "defender_value_if_ties_go_against": view.reply.if_ties_go_against,
                }
                for kind, view in zip(problem.kinds, found.views, strict=True)
            },
            "cross_table": self.cross_table,
            "forces": None
            if found.apart is None
            else {
                "together": found.objective,
                "apart": found.apart,
                "gain": found.objective - found.apart,
            },
            "curves": plain(found.curves),
            "bound": found.plan.bound,
            "gap": found.gap,
            "accreditation": plain(self.accreditation),
            "probes": plain(self.probes),
        }
