"""What has to be protected, what can protect it, and against whom.

All worths are the analyst's own round numbers, on any one scale; nothing here describes how a
target could be attacked.

>>> security = Security.model_validate({
...     "targets": {"hall": {"worth": "very high"}, "gate": {"loss": 40, "gain": "20..40"}},
...     "resources": {"guards": {"units": 1, "protects": "all"}},
... })
>>> security.targets["hall"].our_loss.best, security.on_duty("guards")
(92.5, 1)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Annotated, Literal

from pydantic import Field

from detente.errors import sentence
from detente.scenario.judgements.forms import Judgement, read_judgement
from detente.scenario.sections.base import (
    Amount,
    Name,
    Section,
    Several,
    Share,
    Text,
    Weight,
    unknown,
)
from detente.scenario.shape import OPTIONAL, Finding

ZERO = read_judgement(0)

MOST = 10**9
"""Above numbers so large, plans could not be told from their rounding."""

Behaviour = Literal["rational", "noisy", "cautious"]


WORTHLESS = "protection must leave the adversary less than no protection does"
RAISE = "raise gain or cost above 0 in their whole range"


def _too_large(amounts: Mapping[tuple[str, ...], Judgement | None]) -> Iterator[Finding]:
    for path, amount in amounts.items():
        if amount is not None and max(-amount.low, amount.high) > MOST:
            remedy = sentence("write at most {le}", le=MOST)
            yield Finding(path, "this number is too large", amount.given, remedy)


class _AtStake(Section):
    """Magnitudes: what we lose and what the adversary gains, protected and unprotected."""

    worth: Amount | None = Field(None, description="loss and gain at once, where they are alike")
    loss: Amount | None = Field(None, description="what we lose if it is struck unprotected")
    gain: Amount | None = Field(None, description="what the adversary gains by that")
    loss_covered: Amount | None = Field(None, description="what we lose even if protected; 0")
    cost: Amount | None = Field(None, description="what the adversary pays if it is met; 0")

    def faults(self) -> Iterator[Finding]:
        amounts = ("worth", "loss", "gain", "loss_covered", "cost")
        yield from _too_large({(name,): getattr(self, name) for name in amounts})
        if self.worth is None and (self.loss is None or self.gain is None):
            remedy = "write worth: high, or both loss: and gain:"
            yield Finding((), "a worth is missing", "", remedy)
            return
        if self.our_loss.low < self.our_loss_covered.high:
            given = f"loss {self.our_loss.given}, loss_covered {self.our_loss_covered.given}"
            yield Finding((), "protection must not make a loss larger", given, "lower loss_covered")
        if self.their_gain.low + self.their_cost.low <= 0:
            given = f"gain {self.their_gain.given}, cost {self.their_cost.given}"
            yield Finding((), WORTHLESS, given, RAISE)

    @property
    def our_loss(self) -> Judgement:
        """What we lose if it is struck unprotected."""
        return self.loss or self.worth or ZERO

    @property
    def their_gain(self) -> Judgement:
        """What the adversary gains by striking it unprotected."""
        return self.gain or self.worth or ZERO

    @property
    def our_loss_covered(self) -> Judgement:
        """What we lose even if it is protected."""
        return self.loss_covered or ZERO

    @property
    def their_cost(self) -> Judgement:
        """What the adversary pays if it is met by protection."""
        return self.cost or ZERO


class Target(_AtStake):
    """Something to be protected."""

    name: Text | None = Field(None, description="full name; the key where absent")
    at: tuple[float, float] | None = Field(None, description="place on a plan: [x, y], any unit")
    sector: Text | None = Field(None, description="part of the venue, where there is no plan")
    needs: int = Field(1, ge=1, le=20, description="units that must be there to protect it")


class Resource(Section):
    """A type of protective unit."""

    name: Text | None = Field(None, description="full name; the key where absent")
    units: int = Field(ge=0, le=100_000)
    owner: Name | None = Field(None, description="the force it belongs to: host, guest, …")
    protects: Several[Name] = Field((), description="targets one unit can guard alone, or all")
    shifts: Several[Name] = Field((), description="shifts in which it serves; all where absent")
    rest: int = Field(0, ge=0, le=50, description="shifts off after a shift on duty")


class Schedule(Section):
    """A duty on which one unit covers several targets."""

    resource: Name
    covers: Several[Name] = Field(min_length=1)
    name: Text | None = None


class Adversary(Section):
    """A kind of adversary that the protection may face."""

    name: Text | None = Field(None, description="full name; the key where absent")
    prior: Weight | None = Field(
        None, description="how likely it is; normalised, all alike if absent"
    )
    behaviour: Behaviour = Field(
        "rational", description="rational: best choice; noisy: errs; cautious: fears protection"
    )
    precision: float = Field(
        0.76, ge=0, le=50, description="noisy: 0 strikes at random, large hardly ever errs"
    )
    form: Literal["quantal", "subjective"] = Field(
        "quantal", description="noisy: form of the noise"
    )
    caution: float = Field(2.0, ge=1, le=20, description="cautious: weight of being met")
    gain: dict[Name, Amount] = Field({}, description="its own gain, where it differs")
    cost: dict[Name, Amount] = Field({}, description="its own cost, where it differs")

    def faults(self) -> Iterator[Finding]:
        yield from _too_large({("gain", name): amount for name, amount in self.gain.items()})
        yield from _too_large({("cost", name): amount for name, amount in self.cost.items()})


class Subject(_AtStake):
    """A group of people or firms that is vetted: suppliers, staff, a delegation."""

    name: Text | None = Field(None, description="full name; the key where absent")
    number: int = Field(1, ge=1, le=1_000_000, description="how many there are in the group")
    hours: float = Field(1.0, gt=0, description="team hours that one check takes")
    finds: Share | None = Field(None, description="chance that a check finds what is there; 1")


class Accreditation(Section):
    """Vetting: more to check than there is time for."""

    teams: int = Field(ge=0, le=10_000)
    hours: float = Field(8.0, gt=0, description="hours of each team")
    subjects: dict[Name, Subject] = Field(min_length=1)


class Probe(Section):
    """A deliberate small violation that tests our reaction, and may be repeated."""

    name: Text | None = Field(None, description="full name; the key where absent")
    gain: Weight = Field(description="what a probe that passes earns whoever probes")
    cost: Weight = Field(description="what an answer costs whoever probes")
    answer: Weight = Field(description="what an answer costs us")
    loss: Weight = Field(description="what a probe that passes costs us")
    patience: Share | None = Field(None, description="weight of the next occasion; 0.9 if absent")
    reputation: Share | None = Field(
        None, description="belief that we answer at all; 0.5 if absent"
    )


class Security(Section):
    """Protection of a venue; every number is invented or unclassified and stated by the user."""

    note: Text | None = Field(None, description="where the numbers come from")
    invented: bool = Field(False, description="true: the numbers describe no real place")
    forces: dict[Name, Text] = Field({}, description="guard forces by name, with their wording")
    shifts: Several[Name] = Field((), description="the shifts of a day, in order")
    targets: dict[Name, Annotated[Target, OPTIONAL]] = Field(min_length=1)
    resources: dict[Name, Resource] = Field(min_length=1)
    schedules: tuple[Schedule, ...] = ()
    adversaries: dict[Name, Annotated[Adversary, OPTIONAL]] = {}
    accreditation: Accreditation | None = None
    probes: dict[Name, Probe] = {}

    def faults(self) -> Iterator[Finding]:
        toured = {schedule.resource for schedule in self.schedules}
        for name, resource in self.resources.items():
            path = ("resources", name)
            if resource.protects != ("all",):
                yield from unknown((*path, "protects"), "target", resource.protects, self.targets)
            yield from unknown((*path, "shifts"), "shift", resource.shifts, self.shifts)
            if self.forces and resource.owner:
                yield from unknown((*path, "owner"), "force", [resource.owner], self.forces)
            if not resource.protects and name not in toured:
                remedy = "write protects: all, or a list of targets, or a schedule"
                yield Finding(path, "this resource protects nothing", name, remedy, of_key=True)
        for place, schedule in enumerate(self.schedules):
            path = ("schedules", str(place))
            yield from unknown((*path, "resource"), "resource", [schedule.resource], self.resources)
            yield from unknown((*path, "covers"), "target", schedule.covers, self.targets)
        for name, adversary in self.adversaries.items():
            yield from self._adversary(("adversaries", name), adversary)
        priors = [adversary.prior for adversary in self.adversaries.values()]
        if priors and all(prior is not None and prior.high == 0 for prior in priors):
            rule, remedy = (
                "all adversaries have a prior of zero",
                "give at least one of them a prior",
            )
            yield Finding(("adversaries",), rule, "", remedy, of_key=True)

    def _adversary(self, path: tuple[str, ...], adversary: Adversary) -> Iterator[Finding]:
        yield from unknown((*path, "gain"), "target", adversary.gain, self.targets)
        yield from unknown((*path, "cost"), "target", adversary.cost, self.targets)
        for name in {**adversary.gain, **adversary.cost}:
            target = self.targets.get(name)
            if target is None:
                continue
            gain = adversary.gain.get(name, target.their_gain)
            cost = adversary.cost.get(name, target.their_cost)
            if gain.low + cost.low <= 0:
                yield Finding(path, WORTHLESS, name, RAISE, of_key=True)

    def served(self, resource: str) -> tuple[int, ...]:
        """Places of the shifts in which a resource serves; (0,) where there are no shifts."""
        if not self.shifts:
            return (0,)
        own = self.resources[resource].shifts or self.shifts
        return tuple(place for place, shift in enumerate(self.shifts) if shift in own)

    def busiest(self, resource: str) -> int:
        """Most duties that fall into a shift on duty and the rest after it.

        >>> security = Security.model_validate({"shifts": ["day", "night"], "targets": {"a":
        ...     {"worth": 1}}, "resources": {"g": {"units": 4, "protects": "all", "rest": 1}}})
        >>> security.busiest("g")
        2
        """
        served, cycle = {*self.served(resource)}, max(1, len(self.shifts))
        window = self.resources[resource].rest + 1
        duty = [place % cycle in served for place in range(cycle + window)]
        before = [0, *accumulate(duty)]
        return max(before[start + window] - before[start] for start in range(cycle))

    def on_duty(self, resource: str) -> int:
        """Units of a resource on duty in each shift that it serves, rest kept."""
        return self.resources[resource].units // max(1, self.busiest(resource))
