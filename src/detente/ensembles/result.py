"""What an ensemble found: each conclusion's probability or distribution, with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Remark, Result
from detente.ensembles.answers import is_truth
from detente.ensembles.robust import robust_deals, states_by_necessity
from detente.ensembles.shares import Share
from detente.errors import SettingError, sentence
from detente.exhibits import plain

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

ASKED = ("analysis", "draws", "seed")
"""Settings of a run that are not those of its analysis."""
SHORTEST = 6
"""Conclusions that are named where a wrong one was given."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of a number over the draws; `error` is that of its mean."""

    mean: float
    error: float
    deviation: float
    p5: float
    p10: float
    median: float
    p90: float
    p95: float


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class EnsembleResult(Result):
    """Conclusions of one analysis over draws: `values[name][draw]`, and `best[name]`.

    `best` holds what the analysis concludes when all judgements have their best values.
    """

    analysis: ClassVar[str] = "ensemble"

    assumptions: tuple[Remark, ...] = (Remark("ensembles.independent"),)
    scenario: Scenario
    best: Mapping[str, float]
    values: Mapping[str, Floats]

    @property
    def method(self) -> str:
        """The analysis that was run."""
        return str(self.settings["analysis"])

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return int(self.settings["seed"])

    @property
    def chosen(self) -> dict[str, Any]:
        """The settings of the analysis."""
        return {name: given for name, given in dict(self.settings).items() if name not in ASKED}

    @property
    def count(self) -> int:
        """Number of draws."""
        return int(self.settings["draws"])

    @property
    def names(self) -> tuple[str, ...]:
        """All conclusions, also those that hold in no draw."""
        return tuple(self.best)

    def of(self, name: str) -> Floats:
        """The values of a conclusion, shape [draw].

        Raises SettingError when there is no such conclusion.
        """
        if name not in self.best:
            some = ", ".join(sorted(self.names, key=len)[:SHORTEST])
            near = get_close_matches(name, self.names, n=1)
            remedy = sentence("choose one such as {some}; drivers --list shows all", some=some)
            if near:
                remedy = sentence(
                    "did you mean {near}? Others are {some}; drivers --list shows all",
                    near=near[0],
                    some=some,
                )
            raise SettingError("conclusion", name, remedy)
        return self.values.get(name, np.zeros(self.count))

    @cached_property
    def truths(self) -> tuple[str, ...]:
        """Conclusions that hold or do not hold."""
        return tuple(name for name in self.names if is_truth(name, self.of(name)))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Conclusions that are numbers."""
        return tuple(name for name in self.names if name not in set(self.truths))

    def probability(self, name: str) -> Share:
        """The share of draws in which a conclusion holds, with its error bar."""
        return Share.of(float(self.of(name).sum()), self.count)

    def distribution(self, name: str) -> Spread:
        """The distribution of a number."""
        values = self.of(name)
        p5, p10, median, p90, p95 = np.percentile(values, (5, 10, 50, 90, 95)).tolist()
        deviation = float(values.std(ddof=min(1, self.count - 1)))
        error = deviation / self.count**0.5
        return Spread(float(values.mean()), error, deviation, p5, p10, median, p90, p95)

    def draws(self) -> Draws:
        """The draws of the judgements, made again from the seed."""
        from detente.scenario.sampling import draw

        return draw(self.scenario, self.count, seed=self.seed)

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`."""
        shares = {name: self.probability(name) for name in self.truths}
        return {
            "draws": self.count,
            "seed": self.seed,
            "probabilities": {
                name: {
                    "probability": share.value,
                    "low": share.low,
                    "high": share.high,
                    "best": bool(self.best[name]),
                }
                for name, share in shares.items()
            },
            "numbers": {
                name: plain(self.distribution(name)) | {"best": self.best[name]}
                for name in self.numbers
            },
            "robust_deals": plain(robust_deals(self)),
            "states": states_by_necessity(self),
        }
