"""How the protection is spread, with the names of targets, units and adversaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from detente.analyses.contract import Result
from detente.analyses.security.deterrence import ProbeAnswer, Vetting
from detente.analyses.security.game import Payoffs
from detente.analyses.security.problem import SecurityProblem
from detente.exhibits import plain
from detente.scenario import Scenario


@dataclass(frozen=True, slots=True)
class AdversaryFound:
    """What one kind of adversary does about the plan, and what that is worth to it and to us."""

    behaviour: str
    prior: float
    attacked: str
    attacker_value: float
    defender_value: float
    defender_value_if_ties_go_against: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything about a plan. Values are in the unit of the worths; ours are below 0 if we lose.

    coverage          share of time, or chance, that each target is protected
    attacked          by the likeliest adversary; `attacker_value` is what that is worth to it
    defender_value    ours, expected over all kinds of adversary at the best estimates
    guarantee         ours at worst within the ranges of the estimates
    objective         what the method maximises
    most_exposed      the worst for us of those that are reckoned with
    spare             units on duty that the plan does not use
    one_more          gained by one more unit; `one_more_on_duty` may take several; None where
                      that is not known
    cross_table       ours of each plan against each kind of adversary and against mere malice
    curves            objective by units on duty
    bound, gap        what a better plan could be worth, where the search stopped early
    """

    method: str
    coverage: dict[str, float]
    attacker_value: float
    defender_value: float
    attacked: str
    guarantee: float
    objective: float
    most_exposed: str
    reckoned_with: list[str]
    spare: dict[str, float]
    one_more: dict[str, dict[str, float | None]]
    one_more_on_duty: dict[str, dict[str, float | None]]
    adversaries: dict[str, AdversaryFound]
    cross_table: dict[str, dict[str, float]]
    forces: dict[str, float] | None
    curves: dict[str, list[tuple[int, float]]]
    bound: float | None
    gap: float | None
    accreditation: Vetting | None
    probes: dict[str, ProbeAnswer]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SecurityResult(Result):
    """A plan and what there is to say of it; targets in shifts are named `target@shift`."""

    analysis: ClassVar[str] = "security"

    scenario: Scenario
    problem: SecurityProblem
    found: Findings

    @property
    def coverage(self) -> dict[str, float]:
        """Share of time, or chance, that each target is protected."""
        return self.found.coverage

    @property
    def stakes(self) -> Payoffs:
        """What is at stake between us and the likeliest adversary, at the best estimates."""
        return self.problem.kinds[self.problem.likeliest].payoffs.at(0)

    @property
    def most_first(self) -> list[str]:
        """The targets by their coverage; those protected alike in file order."""
        return sorted(self.coverage, key=lambda target: -round(self.coverage[target], 9))

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`."""
        return dict(plain(self.found))
