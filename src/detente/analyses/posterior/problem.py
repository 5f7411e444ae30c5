"""A scenario's types and signals as arrays, party by party."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]

LEAST = 0.01
"""Likelihoods are held between 1 and 99 %: no statement proves a type, and none rules it out."""


class PartyTypes(NamedTuple):
    """Types and signals of one party; the `seen` signals come first, those to come after.

    `prior[draw, type]`; `stated[draw, signal, type]` are the likelihoods as written, `counted` what
    enters the belief: a signal that costs every type the same can be sent by all of them and is
    set to the same for all, as is one that only repeats an earlier one. Those of a group count once
    together: each as the root of its likelihood that belongs to their number.
    """

    party: str
    types: tuple[str, ...]
    signals: tuple[str, ...]
    seen: int
    prior: Floats
    stated: Floats
    counted: Floats
    costly: tuple[bool, ...]
    repeats: tuple[bool, ...]


def build_problems(scenario: Scenario, draws: Draws) -> tuple[PartyTypes, ...]:
    """The arrays of each party that may be of several types."""
    return tuple(_of_party(scenario, draws, party) for party in scenario.types)


def _of_party(scenario: Scenario, draws: Draws, party: str) -> PartyTypes:
    types = scenario.types[party]
    names = [name for name, signal in scenario.signals.items() if signal.by == party]
    names.sort(key=lambda name: scenario.signals[name].future)
    signals = [scenario.signals[name] for name in names]
    prior = np.array(
        [
            np.full(draws.count, 50.0)
            if stated.prior is None
            else draws.of(("types", party, kind, "prior"))
            for kind, stated in types.items()
        ]
    ).T
    prior = np.maximum(prior, 1e-9)
    stated = np.full((draws.count, len(names), len(types)), 0.5)
    costly = []
    for row, (name, signal) in enumerate(zip(names, signals, strict=True)):
        for column, kind in enumerate(types if signal.likelihood else ()):
            stated[:, row, column] = draws.of(("signals", name, "likelihood", kind)) / 100
        costs = [signal.cost.get(kind) for kind in types]
        ends = {(0.0, 0.0, 0.0) if c is None else (c.low, c.best, c.high) for c in costs}
        costly.append(len(ends) > 1)
    repeats = [signal.repeats is not None for signal in signals]
    stated = np.clip(stated, LEAST, 1 - LEAST)
    idle = ~np.array(costly, dtype=bool) | np.array(repeats, dtype=bool)
    alike = stated.mean(axis=2, keepdims=True)
    groups = [signal.group or name for name, signal in zip(names, signals, strict=True)]
    telling = [group for group, idles in zip(groups, idle, strict=True) if not idles]
    share = np.array([1 / max(1, telling.count(group)) for group in groups])[:, None]
    return PartyTypes(
        party=party,
        types=tuple(types),
        signals=tuple(names),
        seen=sum(not signal.future for signal in signals),
        prior=prior / prior.sum(axis=1, keepdims=True),
        stated=stated,
        counted=np.where(idle[:, None], alike, stated**share),
        costly=tuple(costly),
        repeats=tuple(repeats),
    )
