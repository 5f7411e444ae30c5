"""Public promises and threats: what they cost, and whether a threat is worth carrying out.

Audience costs after Fearon 1994: whoever breaks a public word pays for it at home. The memory of a
past meeting multiplies that cost. Every analysis that compares a deal with no deal counts them, so
that all speak of one world: deals, stages, seats and simulated talks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.bargaining_space import BargainingSpace, deal_truth
from detente.scenario.valuations import remembered_cost

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Threat:
    """A threat in case talks fail: `carried_out[draw]` where that is cheaper than to climb down."""

    name: str
    maker: int
    target: int | None
    harm: Floats
    own_cost: Floats
    climb_down: Floats

    @property
    def carried_out(self) -> Truth:
        """Whether following through is in the maker's interest once it is called, [draw]."""
        return self.own_cost <= self.climb_down


def counted(scenario: Scenario, draws: Draws, space: BargainingSpace) -> BargainingSpace:
    """The space with broken promises in the worth of deals, and threats in that of no deal."""
    return replace(
        space,
        utility=after_promises(scenario, draws, space),
        reservation=after_threats(space.reservation, threats_of(scenario, draws, space.parties)),
    )


def after_promises(scenario: Scenario, draws: Draws, space: BargainingSpace) -> Floats:
    """Worths of deals once a broken promise has cost its maker, [draw, party, deal]."""
    worth = space.utility
    copied = False
    for name, said in scenario.commitments.items():
        if said.broken_if is None or said.by not in space.parties:
            continue
        worth, copied = (worth if copied else worth.copy()), True
        cost = remembered_cost(scenario, draws, name)
        broken = deal_truth(scenario, said.broken_if)
        worth[:, space.parties.index(said.by), :] -= cost[:, None] * broken
    return worth


def threats_of(scenario: Scenario, draws: Draws, parties: Sequence[str]) -> tuple[Threat, ...]:
    """All public threats in case talks fail; parties by their places."""
    found = []
    for name, said in scenario.commitments.items():
        if said.against is None or said.by not in parties:
            continue
        parts = {
            part: draws.of(("commitments", name, part))
            if getattr(said, part) is not None
            else np.zeros(draws.count)
            for part in ("harm", "own_cost")
        }
        target = parties.index(said.against) if said.against in parties else None
        maker = parties.index(said.by)
        cost = remembered_cost(scenario, draws, name)
        found.append(Threat(name, maker, target, parts["harm"], parts["own_cost"], cost))
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
