"""A scenario's security section as arrays.

Where there are shifts, each target and each resource counts once a shift: as `name@shift`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from detente.analyses.security.game import Flags, Floats, Payoffs, Ranges, Whole
from detente.analyses.security.supply import Supply
from detente.errors import InternalError
from detente.scenario import Draws, Judgement, KeyPath, Scenario
from detente.scenario.sections.security import Adversary, Security

OBSERVER = "observer"
"""Name of the kind of adversary that is assumed where none is stated."""


def bare(key: str) -> str:
    """The name of a target or resource, of which `key` may be one in a shift.

    >>> bare("hall"), bare("hall@night")
    ('hall', 'hall')
    """
    return key.partition("@")[0]


class Kind(NamedTuple):
    """A kind of adversary: `prior[draw]`, payoffs `[draw, target]` as it sees them."""

    name: str
    stated: Adversary
    prior: Floats
    payoffs: Payoffs


@dataclass(frozen=True, eq=False, slots=True)
class SecurityProblem:
    """What is at stake and what is at hand.

    stated   the section itself
    targets  in file order, shift by shift
    units    a resource in each shift that it serves, in file order, shift by shift
    owners   the force that each of `units` belongs to, None where none is stated
    ranges   what the payoffs of no kind exceed
    missing  units that one more on duty would take, rest counted, by resource
    """

    stated: Security
    targets: tuple[str, ...]
    units: tuple[str, ...]
    owners: tuple[str | None, ...]
    supply: Supply
    kinds: tuple[Kind, ...]
    ranges: Ranges
    uncertain: bool
    missing: Mapping[str, int]

    @property
    def likeliest(self) -> int:
        """Place of the kind of adversary with the highest prior, the first of equals."""
        return int(np.argmax([kind.prior[0] for kind in self.kinds]))

    @property
    def has_noisy(self) -> bool:
        """Whether some kind of adversary errs."""
        return any(kind.stated.behaviour == "noisy" for kind in self.kinds)

    @property
    def forces(self) -> tuple[str, ...]:
        """The forces that own units, in order."""
        return tuple(dict.fromkeys(owner for owner in self.owners if owner))

    def on_duty(self, resource: str) -> int:
        """The most units of a resource that are on duty in one shift."""
        return int(self.supply.number[self._rows(resource)].max())

    def with_more(self, resource: str, extra: int) -> Supply:
        """A supply with more units of a resource on duty in every shift it serves."""
        return self.supply.with_units(self._rows(resource), extra)

    def _rows(self, resource: str) -> Whole:
        return np.flatnonzero([bare(key) == resource for key in self.units])

    def of_force(self, force: str | None) -> tuple[SecurityProblem, Flags]:
        """What one force sees that plans alone: its own units and the targets they can protect.

        Returns the smaller problem and which targets it holds, bool[target].
        """
        own = np.flatnonzero([owner == force for owner in self.owners])
        held = np.asarray(self.supply.covers[np.isin(self.supply.kind, own)].any(axis=0))
        alone = replace(
            self,
            targets=tuple(np.array(self.targets)[held].tolist()),
            units=tuple(self.units[row] for row in own),
            owners=(force,) * own.size,
            supply=self.supply.on(own, held),
            kinds=tuple(kind._replace(payoffs=kind.payoffs.on(held)) for kind in self.kinds),
            ranges=Ranges(*(end.on(held) for end in self.ranges)),
        )
        return alone, held


def build_problem(scenario: Scenario, draws: Draws) -> SecurityProblem:
    """Build the arrays of a scenario's security section for all draws."""
    security = scenario.security
    if security is None:
        raise InternalError("there is no section security")
    shifts = [f"@{shift}" for shift in security.shifts] or [""]
    adversaries = security.adversaries or {OBSERVER: Adversary()}
    serving = [
        (name, shift)
        for place, shift in enumerate(shifts)
        for name in security.resources
        if place in security.served(name)
    ]
    weights = np.array(
        [
            np.ones(draws.count)
            if stated.prior is None
            else draws.of(("security", "adversaries", name, "prior"))
            for name, stated in adversaries.items()
        ]
    )
    total = weights.sum(axis=0)
    priors = np.divide(weights, total, np.full_like(weights, 1 / len(weights)), where=total > 0)
    seen = [_seen(name, security, adversaries[name], draws) for name in adversaries]
    lows, highs = ([getattr(ranges, end) for _, ranges in seen] for end in ("low", "high"))
    low = [np.min(ends, axis=0) for ends in zip(*lows, strict=True)]
    high = [np.max(ends, axis=0) for ends in zip(*highs, strict=True)]
    posts = {name: max(1, security.busiest(name)) for name in security.resources}
    return SecurityProblem(
        stated=security,
        targets=tuple(target + shift for shift in shifts for target in security.targets),
        units=tuple(name + shift for name, shift in serving),
        owners=tuple(security.resources[name].owner for name, _ in serving),
        supply=_supply(security, serving, shifts),
        kinds=tuple(
            Kind(name, adversaries[name], prior, payoffs)
            for name, prior, (payoffs, _) in zip(adversaries, priors, seen, strict=True)
        ),
        ranges=Ranges(Payoffs(*low), Payoffs(*high)),
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


def _supply(security: Security, serving: list[tuple[str, str]], shifts: list[str]) -> Supply:
    names = list(security.targets)
    protects: Flags = np.zeros((len(serving), len(shifts) * len(names)), dtype=bool)
    tours = []
    for row, (resource, shift) in enumerate(serving):
        start, stated = shifts.index(shift) * len(names), security.resources[resource].protects
        for target in names if stated == ("all",) else stated:
            protects[row, start + names.index(target)] = True
        for schedule in security.schedules:
            if schedule.resource == resource:
                covered = dict.fromkeys(schedule.covers)
                tours.append((row, tuple(start + names.index(target) for target in covered)))
    number = np.array([security.on_duty(resource) for resource, _ in serving])
    needed = np.array([target.needs for target in security.targets.values()] * len(shifts))
    return Supply.of(number, protects, tours, needed)


def _seen(name: str, security: Security, stated: Adversary, draws: Draws) -> tuple[Payoffs, Ranges]:
    """Payoffs and their ranges as a kind of adversary sees them, shift by shift.

    A cautious one counts the chance of being met several times.
    """
    at_stake = [_at_stake(name, stated, security, target) for target in security.targets]
    at_stake *= max(1, len(security.shifts))
    drawn = np.array([[_drawn(*each, draws) for each in four] for four in at_stake])
    low, high = (
        np.array([[getattr(judgement, end) for judgement, _ in four] for four in at_stake]).T
        for end in ("low", "high")
    )
    caution = stated.caution if stated.behaviour == "cautious" else 1.0
    loss, loss_covered, gain, cost = drawn.transpose(1, 2, 0)
    ours, covered = -high[0], -high[1]
    ranges = Ranges(
        Payoffs(ours, covered, low[2], high[2] - caution * (high[2] + high[3])),
        Payoffs(ours, covered, high[2], low[2] - caution * (low[2] + low[3])),
    )
    return Payoffs(-loss, -loss_covered, gain, gain - caution * (gain + cost)), ranges


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
