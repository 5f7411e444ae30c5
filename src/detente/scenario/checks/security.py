"""Names in the security section that lead nowhere, and resources that can protect nothing."""

from __future__ import annotations

from collections.abc import Iterator

from detente.scenario.checks.names import unknown
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.base import Finding
from detente.scenario.sections.security import Adversary, Security

_ROOT: KeyPath = ("security",)


def findings(scenario: Scenario) -> Iterator[Finding]:
    """All that does not fit."""
    security = scenario.security
    if security is None:
        return
    yield from _resources(security)
    for place, schedule in enumerate(security.schedules):
        path = (*_ROOT, "schedules", str(place))
        yield from unknown((*path, "resource"), "resource", schedule.resource, security.resources)
        yield from unknown((*path, "covers"), "target", schedule.covers, security.targets)
    for name, adversary in security.adversaries.items():
        for part in ("gain", "cost"):
            path = (*_ROOT, "adversaries", name, part)
            yield from unknown(path, "target", getattr(adversary, part), security.targets)
        yield from _worthless(name, adversary, security)
    priors = [adversary.prior for adversary in security.adversaries.values()]
    if priors and all(prior is not None and prior.high == 0 for prior in priors):
        rule = "all adversaries have a prior of zero"
        remedy = "give at least one of them a prior"
        yield Finding((*_ROOT, "adversaries"), rule, "", remedy, of_key=True)


def _resources(security: Security) -> Iterator[Finding]:
    toured = {schedule.resource for schedule in security.schedules}
    for name, resource in security.resources.items():
        path = (*_ROOT, "resources", name)
        if resource.protects != ("all",):
            yield from unknown((*path, "protects"), "target", resource.protects, security.targets)
        yield from unknown((*path, "shifts"), "shift", resource.shifts, security.shifts)
        if security.forces:
            yield from unknown((*path, "owner"), "force", resource.owner or (), security.forces)
        if not resource.protects and name not in toured:
            remedy = "write protects: all, or a list of targets, or a schedule"
            yield Finding(path, "this resource protects nothing", name, remedy, of_key=True)


def _worthless(name: str, adversary: Adversary, security: Security) -> Iterator[Finding]:
    for target in {**adversary.gain, **adversary.cost}:
        if target in security.targets:
            stated = security.targets[target]
            gain = adversary.gain.get(target, stated.their_gain)
            cost = adversary.cost.get(target, stated.their_cost)
            if gain.low + cost.low <= 0:
                rule = "protection must leave the adversary less than no protection does"
                remedy = "raise gain or cost above 0 in their whole range"
                yield Finding((*_ROOT, "adversaries", name), rule, target, remedy, of_key=True)
