"""Why a state is stable or not: every party's certificate, in JSON and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from detente.analyses.stability.certificates import Certificate
from detente.analyses.stability.parts import Part

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording


@dataclass(frozen=True)
class ReasonsPart(Part):
    """Certificates of one state."""

    problem: Problem
    state: int
    proofs: tuple[Certificate, ...]
    key: ClassVar[str] = "reasons"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        name = self.problem.name
        return {
            "state": name(self.state),
            "certificates": [
                {
                    "party": self.problem.parties[proof.party],
                    "concept": proof.concept,
                    "stable": proof.stable,
                    "improvements": [
                        {
                            "to": name(deviation.improvement),
                            "sanction": [
                                {"party": self.problem.parties[step.mover], "to": name(step.state)}
                                for step in deviation.sanction
                            ],
                        }
                        for deviation in proof.deviations
                    ],
                }
                for proof in self.proofs
            ],
        }

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        told: dict[str, list[str]] = {}
        for proof in self.proofs:
            told.setdefault(wording.certificate(proof), []).append(wording.short(proof.concept))
        return [
            wording.words("stability.reason", concepts=", ".join(concepts), reason=reason)
            for reason, concepts in told.items()
        ]
