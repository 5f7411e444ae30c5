"""A scenario's security section as arrays.

Where there are shifts, each target counts once a shift: a node is a (target, shift). Each
resource counts once a shift it serves: a row is a (resource, shift).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from detente.analyses.security.game import (
    Flags,
    Floats,
    Node,
    Payoffs,
    Ranges,
    Whole,
    node_key,
)
from detente.analyses.security.supply import Supply
from detente.scenario import Draws, Judgement, KeyPath, Scenario
from detente.scenario.sections.security import Adversary, Security

OBSERVER = "observer"
"""Name of the kind of adversary that is assumed where none is stated."""


class Kind(NamedTuple):
    """A kind of adversary: `prior[draw]`, payoffs `[draw, node]` as it sees them, their ranges."""

    name: str
    stated: Adversary
    prior: Floats
    payoffs: Payoffs
    ranges: Ranges


@dataclass(frozen=True, eq=False, slots=True)
class SecurityProblem:
    """What is at stake and what is at hand.

    nodes       (target, shift) in file order, shift by shift; shift is "" where there are none
    rows        (resource, shift) in file order, shift by shift
    owner[row]  place of the owning force in `owners`, -1 where none is stated
    missing     units that one more on duty would take, rest counted, by resource
    """

    nodes: tuple[Node, ...]
    rows: tuple[Node, ...]
    owners: tuple[str, ...]
    owner: Whole
    supply: Supply
    kinds: tuple[Kind, ...]
    uncertain: bool
    missing: Mapping[str, int]

    @property
    def targets(self) -> tuple[str, ...]:
        """The key of each node."""
        return tuple(map(node_key, self.nodes))

    @property
    def units(self) -> tuple[str, ...]:
        """The key of each row."""
        return tuple(map(node_key, self.rows))

    @property
    def likeliest(self) -> int:
        """Place of the kind of adversary with the highest prior, the first of equals."""
        return int(np.argmax([kind.prior[0] for kind in self.kinds]))

    @property
    def has_noisy(self) -> bool:
        """Whether some kind of adversary errs."""
        return any(kind.stated.behaviour == "noisy" for kind in self.kinds)

    @property
    def ranges(self) -> Ranges:
        """The hull of all kinds' payoffs: what no kind exceeds."""
        lows = [kind.ranges.low for kind in self.kinds]
        highs = [kind.ranges.high for kind in self.kinds]
        return Ranges(
            lows[0]._replace(
                theirs_open=np.min([low.theirs_open for low in lows], axis=0),
                theirs_covered=np.min([low.theirs_covered for low in lows], axis=0),
            ),
            highs[0]._replace(
                theirs_open=np.max([high.theirs_open for high in highs], axis=0),
                theirs_covered=np.max([high.theirs_covered for high in highs], axis=0),
            ),
        )

    def with_more(self, resource: str, extra: int) -> Supply:
        """A supply with more units of a resource on duty in every shift it serves."""
        supply = self.supply
        for row, (name, _) in enumerate(self.rows):
            if name == resource:
                supply = supply.with_units(row, extra)
        return supply

    def on_duty(self, resource: str) -> int:
        """The most units of a resource that are on duty in one shift."""
        pairs = zip(self.rows, self.supply.number, strict=True)
        return max(int(number) for (name, _), number in pairs if name == resource)

    def of_force(self, force: int) -> tuple[SecurityProblem, Flags]:
        """What one force sees that plans alone: its own units and the nodes they can protect.

        `force` is a place in `owners`, or -1 for units without an owner. Returns the smaller
        problem and which nodes it holds, bool[node].
        """
        own = np.flatnonzero(self.owner == force)
        held = np.asarray(self.supply.covers[np.isin(self.supply.kind, own)].any(axis=0))
        kinds = (
            kind._replace(
                payoffs=kind.payoffs.on(held),
                ranges=Ranges(*(end.on(held) for end in kind.ranges)),
            )
            for kind in self.kinds
        )
        alone = replace(
            self,
            nodes=tuple(node for node, yes in zip(self.nodes, held, strict=True) if yes),
            rows=tuple(self.rows[row] for row in own),
            owner=self.owner[own],
            supply=self.supply.on(own, held),
            kinds=tuple(kinds),
        )
        return alone, held


def build_problem(scenario: Scenario, security: Security, draws: Draws) -> SecurityProblem:
    """Build the arrays of a security section for all draws."""
    shifts = security.shifts or ("",)
    nodes = tuple((target, shift) for shift in shifts for target in security.targets)
    rows = tuple(
        (name, shift)
        for place, shift in enumerate(shifts)
        for name in security.resources
        if place in security.served(name)
    )
    owned = [security.resources[resource].owner for resource, _ in rows]
    adversaries = security.adversaries or {OBSERVER: Adversary()}
    weights = np.array(
        [
            np.ones(draws.count)
            if one.prior is None
            else draws.of(("security", "adversaries", name, "prior"))
            for name, one in adversaries.items()
        ]
    )
    total = weights.sum(axis=0)
    priors = np.divide(weights, total, np.full_like(weights, 1 / len(weights)), where=total > 0)
    posts = {name: max(1, security.busiest(name)) for name in security.resources}
    return SecurityProblem(
        nodes=nodes,
        rows=rows,
        owners=security.owners,
        owner=np.array([security.owners.index(owner) if owner else -1 for owner in owned]),
        supply=_supply(security, nodes, rows),
        kinds=tuple(
            _kind(name, one, prior, (security, nodes, draws))
            for (name, one), prior in zip(adversaries.items(), priors, strict=True)
        ),
        uncertain=any(
            not judgement.certain
            for path, judgement in scenario.judgements().items()
            if path[0] == "security"
            and (path[1] == "targets" or (path[1] == "adversaries" and path[-1] != "prior"))
        ),
        missing={
            name: posts[name] - stated.units % posts[name]
            for name, stated in security.resources.items()
        },
    )


def _supply(security: Security, nodes: tuple[Node, ...], rows: tuple[Node, ...]) -> Supply:
    protects: Flags = np.zeros((len(rows), len(nodes)), dtype=bool)
    places = {node: place for place, node in enumerate(nodes)}
    tours = []
    for row, (resource, shift) in enumerate(rows):
        stated = security.resources[resource].protects
        for target in security.targets if stated == ("all",) else stated:
            protects[row, places[target, shift]] = True
        for schedule in security.schedules:
            if schedule.resource == resource:
                covered = dict.fromkeys(schedule.covers)
                tours.append((row, tuple(places[target, shift] for target in covered)))
    number = np.array([security.on_duty(resource) for resource, _ in rows])
    needed = np.array([security.targets[target].needs for target, _ in nodes])
    return Supply.of(number, protects, tours, needed)


def _kind(
    name: str, stated: Adversary, prior: Floats, given: tuple[Security, tuple[Node, ...], Draws]
) -> Kind:
    """Payoffs as a kind sees them; a cautious one counts the chance of being met several times."""
    security, nodes, draws = given
    at_stake = [_at_stake(name, stated, security, target) for target, _ in nodes]
    drawn = np.array(
        [[_drawn(judgement, path, draws) for judgement, path in four] for four in at_stake]
    )
    low, high = (
        np.array([[getattr(judgement, end) for judgement, _ in four] for four in at_stake]).T
        for end in ("low", "high")
    )
    caution = stated.caution if stated.behaviour == "cautious" else 1.0
    loss, loss_covered, gain, cost = drawn.transpose(1, 2, 0)
    payoffs = Payoffs(-loss, -loss_covered, gain, gain - caution * (gain + cost))
    ours, covered = -high[0], -high[1]
    ranges = Ranges(
        Payoffs(ours, covered, low[2], high[2] - caution * (high[2] + high[3])),
        Payoffs(ours, covered, high[2], low[2] - caution * (low[2] + low[3])),
    )
    return Kind(name, stated, prior, payoffs, ranges)


def _drawn(judgement: Judgement, path: KeyPath, draws: Draws) -> Floats:
    stated = draws.values.get(path)
    return np.full(draws.count, judgement.best) if stated is None else np.asarray(stated)


def _at_stake(
    name: str, adversary: Adversary, security: Security, target: str
) -> list[tuple[Judgement, KeyPath]]:
    """Loss, loss when covered, gain and cost of one target, and where each is stated."""
    stated, path = security.targets[target], ("security", "targets", target)
    own = ("security", "adversaries", name)
    gain, cost = adversary.gain.get(target), adversary.cost.get(target)
    loss_key = "worth" if stated.loss is None else "loss"
    gain_key = "worth" if stated.gain is None else "gain"
    return [
        (stated.our_loss, (*path, loss_key)),
        (stated.our_loss_covered, (*path, "loss_covered")),
        (gain, (*own, "gain", target)) if gain else (stated.their_gain, (*path, gain_key)),
        (cost, (*own, "cost", target)) if cost else (stated.their_cost, (*path, "cost")),
    ]
