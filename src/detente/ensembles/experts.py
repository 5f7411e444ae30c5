"""Where experts disagree: each one's judgement, and what follows from it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.scenario.judgements.quantiles import expert_of, ordered_experts
from detente.scenario.sampling import factors, hypercube_points

if TYPE_CHECKING:
    from detente.ensembles.result import EnsembleResult
    from detente.scenario import Judgement, KeyPath


@dataclass(frozen=True, slots=True)
class Opinion:
    """One expert's judgement, and the share of draws in which a conclusion holds by it.

    `share` is None where no draw took this expert's judgement.
    """

    path: KeyPath
    expert: str
    given: Judgement
    conclusion: str
    share: float | None


def opinions(result: EnsembleResult, names: tuple[str, ...]) -> tuple[Opinion, ...]:
    """What each expert of each pool says, with some conclusions by that expert alone.

    A draw takes one expert's judgement, so the draws that took it are draws by it alone.
    """
    return tuple(_opinions(result, names))


def _opinions(result: EnsembleResult, names: tuple[str, ...]) -> Iterator[Opinion]:
    judgements = result.scenario.judgements()
    owned = factors(result.scenario)
    for factor in owned:
        judgement = judgements.get(factor.path)
        if judgement is not None and judgement.experts and factor.kind == "value":
            unit = hypercube_points(factor.streams, result.count, seed=result.seed)
            whose = expert_of(judgement, unit[:, 0])
            for place, expert in enumerate(ordered_experts(judgement)):
                hers = whose == place
                for name in names:
                    share = float(result.of(name)[hers].mean()) if hers.any() else None
                    given = expert.judgement
                    yield Opinion(factor.path, expert.name, given, name, share)
