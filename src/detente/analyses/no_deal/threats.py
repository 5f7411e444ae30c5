"""Public threats in case talks fail: what they cost, and whether they are worth carrying out.

Audience costs after Fearon 1994: whoever breaks a public word pays for it at home. The memory of a
past meeting multiplies that cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.scenario.valuations import remembered_cost

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]


class Threat(NamedTuple):
    """A threat in case talks fail, parties by their places, points as [draw]."""

    name: str
    maker: int
    target: int | None
    harm: Floats
    own_cost: Floats
    climb_down: Floats

    @property
    def carried_out(self) -> NDArray[np.bool_]:
        """Whether following through is in the maker's interest once it is called, [draw]."""
        return self.own_cost <= self.climb_down


def threats_of(scenario: Scenario, draws: Draws, parties: Sequence[str]) -> tuple[Threat, ...]:
    """All public threats in case talks fail."""
    found = []
    for name, said in scenario.commitments.items():
        if said.against is None or said.by not in parties:
            continue
        harm, own_cost = (
            np.zeros(draws.count) if stated is None else draws.of(("commitments", name, part))
            for part, stated in (("harm", said.harm), ("own_cost", said.own_cost))
        )
        target = parties.index(said.against) if said.against in parties else None
        cost = remembered_cost(scenario, draws, name)
        found.append(Threat(name, parties.index(said.by), target, harm, own_cost, cost))
    return tuple(found)


def after_threats(no_deal: Floats, threats: tuple[Threat, ...]) -> Floats:
    """Failure once threats are called: harm where carried out, the audience cost where not."""
    after = no_deal.copy()
    for threat in threats:
        done = threat.carried_out
        after[:, threat.maker] -= np.where(done, threat.own_cost, threat.climb_down)
        if threat.target is not None:
            after[:, threat.target] -= np.where(done, threat.harm, 0.0)
    return after
