"""How close the solutions shown are to the best over all numbers of continuous scales."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from detente.analyses.contract import Remark
from detente.analyses.deals.continuous import LEAST, Continuous
from detente.analyses.deals.solve import Settled, SolutionName
from detente.phrases import phrases

DIGITS = 9
NEGLIGIBLE = 1e-5
"""Points, or shares of the product or of the ideal gain, that count as nothing."""


def gaps(between: Continuous | None, settled: Settled) -> dict[str, float]:
    """By solution, how much better than the deal shown any deal can be.

    In points for `egalitarian` and `utilitarian`, as a share of the product for `nash`, and of the
    ideal gain for `kalai_smorodinsky`.
    """
    if between is None or settled.ideal is None:
        return {}
    found = {}
    for name, bound in between.bounds.items():
        value = _value(name, settled, between)  # type: ignore[arg-type]
        gap = max(0.0, bound - value)
        found[name] = gap / bound if name == "nash" and bound > 0 else gap
    return found


def _value(name: SolutionName, settled: Settled, between: Continuous) -> float:
    space = settled.space
    gain = (space.utility(settled.chosen[name][:1])[0] - space.limit) / space.unit
    if name == "nash":
        return float(np.prod(gain ** np.array(between.power))) if (gain > 0).all() else 0.0
    if name == "utilitarian":
        return float(gain.sum())
    if name == "egalitarian":
        return float(gain.min())
    ideal = np.array(between.ideal)
    counted = ideal > LEAST
    return float((gain[counted] / ideal[counted]).min(initial=1.0))


def continuous_answer(between: Continuous | None, settled: Settled) -> dict[str, Any] | None:
    """What is proven over all numbers of continuous scales, as plain JSON; None without any."""
    if between is None:
        return None
    return {
        "possible": between.possible,
        "gaps": {name: round(gap, DIGITS) for name, gap in gaps(between, settled).items()},
    }


def between_notes(between: Continuous | None, settled: Settled) -> tuple[Remark, ...]:
    """What is proven over all numbers, in a sentence."""
    if between is None:
        return ()
    if between.possible is None:
        return (Remark("deals.between_unknown"),)
    if settled.ideal is None:
        return (Remark("deals.between_lost" if between.possible else "deals.between_none"),)
    found = gaps(between, settled)
    if len(found) == 4 and max(found.values()) <= NEGLIGIBLE:
        return (Remark("deals.between_exact"),)
    close = tuple(partial(_named, name) for name, gap in found.items() if gap <= NEGLIGIBLE)
    if not close:
        return (Remark("deals.between_open"),)
    return (Remark("deals.between_partly", {"solutions": close}),)


def _named(name: str, language: str) -> str:
    return phrases(language)(f"deals.{name}")
