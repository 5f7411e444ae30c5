"""What an analysis concludes in each draw, chunk by chunk.

>>> from detente.ensembles.answers import chunks
>>> chunks(0, 2500, size=1000)
((0, 1000), (1000, 2000), (2000, 2500))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Analysis, require_sections
from detente.errors import InternalError, SettingError
from detente.scenario.draws import Draws, best_draws
from detente.scenario.robustness import doubled_draws
from detente.scenario.sampling import Factor, factors

if TYPE_CHECKING:
    from detente.scenario import Scenario

Floats = NDArray[np.float64]
Answers = Mapping[str, Floats]
"""Conclusions by name, each with one value a draw."""

DRAWS_DOUBLED = 128
"""Over which conclusions are worked out anew with all ranges twice as wide."""
CHUNK = 1000
"""Draws that are worked on together: it bounds memory and sets the steps of the progress bar."""

NUMERIC = frozenset(
    (
        "utility",
        "worst",
        "regret",
        "value",
        "seat",
        "belief",
        "outcome",
        "win_set",
        "loss",
        "binding",
        "possible",
    )
)
"""Words of conclusions that are numbers even where they happen to be 0 or 1."""


def answers(
    analysis: Analysis, scenario: Scenario, draws: Draws, settings: Mapping[str, Any] | None = None
) -> dict[str, Floats]:
    """Each conclusion of an analysis in each draw, shape [draw]; names sorted.

    Raises MissingSection when the scenario lacks what the analysis needs, SettingError when the
    analysis has no form over draws.
    """
    require_sections(analysis, scenario)
    parts = [
        (stop - start, answers_of(analysis, scenario, draws.part(start, stop), settings or {}))
        for start, stop in chunks(0, draws.count)
    ]
    return joined(parts)


def doubled_shares(
    analysis: Analysis,
    scenario: Scenario,
    stated: Mapping[str, Floats],
    *,
    seed: int,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, float]:
    """The means of conclusions `stated[name][draw]` with all ranges twice as wide.

    They differ from the means as stated by what the change makes of the first draws; empty where no
    judgement has a range.
    """
    if all(factor.kind != "value" for factor in factors(scenario)):
        return {}
    count = min((len(values) for values in stated.values()), default=0)
    n = min(count, DRAWS_DOUBLED)
    wide = answers(analysis, scenario, doubled_draws(scenario, n, seed=seed), settings)
    found = {}
    for name, values in stated.items():
        shift = float(np.mean(wide.get(name, np.zeros(n)))) - float(values[:n].mean())
        found[name] = float(np.clip(values.mean() + shift, 0.0, 1.0))
    return found


class _Recorded(dict[Any, Any]):
    """A mapping that remembers which keys were asked for."""

    def __init__(self, given: Mapping[Any, Any]) -> None:
        super().__init__(given)
        self.asked: set[Any] = set()

    def __getitem__(self, key: Any) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def used_factors(
    analysis: Analysis, scenario: Scenario, settings: Mapping[str, Any] | None = None
) -> tuple[Factor, ...]:
    """The uncertain inputs whose values the analysis asks for; all where that cannot be told.

    What an analysis never looks at cannot carry its conclusions, whatever chance correlations say.
    """
    best = best_draws(scenario)
    values, orders = _Recorded(best.values), _Recorded(best.orders)
    answers_of(analysis, scenario, Draws(1, values, orders), settings or {})
    asked = values.asked | orders.asked
    owned = factors(scenario)
    return tuple(f for f in owned if asked & {f.path, *f.sets}) if asked else owned


def chunks(start: int, stop: int, *, size: int = CHUNK) -> tuple[tuple[int, int], ...]:
    """Cut a run of draws at multiples of `size`, so that no chunk depends on where a run ends."""
    edges = [start, *range((start // size + 1) * size, stop, size), stop]
    return tuple(pairwise(edges)) if stop > start else ()


def joined(parts: Sequence[tuple[int, Answers]]) -> dict[str, Floats]:
    """Answers of successive runs of draws, each with its count, end to end.

    An analysis need not name what holds in no draw of a chunk: it counts as 0 there.
    """
    names = sorted({name for _, part in parts for name in part})
    return {
        name: np.concatenate([part.get(name, np.zeros(count)) for count, part in parts])
        for name in names
    }


def is_truth(name: str, values: Floats) -> bool:
    """Whether a conclusion holds or does not hold in each draw, rather than being a number."""
    named = NUMERIC.isdisjoint(name.split(".")[:2])
    return named and bool(np.isin(values, (0.0, 1.0)).all())


def answers_of(
    analysis: Analysis, scenario: Scenario, draws: Draws, settings: Mapping[str, Any]
) -> dict[str, Floats]:
    """The conclusions of an analysis for some draws, worked on all together; see `answers`."""
    if analysis.conclusions is None:
        raise SettingError("draws", analysis.name, "this analysis has no answer over draws")
    found = analysis.conclusions(scenario, draws, **settings)
    values = {name: np.asarray(given, dtype=np.float64) for name, given in found.items()}
    for name, given in values.items():
        if given.shape != (draws.count,):
            raise InternalError(f"{analysis.name}: {name} has shape {given.shape}")
    return values
