"""A scenario's security section as arrays.

Where there are shifts, each target counts once a shift: a node is a (target, shift). Each
resource counts once a shift it serves: a row is a (resource, shift).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from detente.analyses.security.game import Flags, Floats, Node, Payoffs, Supply, Tour
from detente.analyses.security.intervals import Ranges
from detente.scenario import Draws, Judgement, KeyPath, Scenario
from detente.scenario.sections.security import Adversary, Security

OBSERVER = "observer"
"""Name of the kind of adversary that is assumed where none is stated."""


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
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
    owner[row]  place of the owning force, -1 where none is stated
    missing     units that one more on duty would take, rest counted, by resource
    """

    nodes: tuple[Node, ...]
    rows: tuple[Node, ...]
    owners: tuple[str, ...]
    owner: np.ndarray
    supply: Supply
    kinds: tuple[Kind, ...]
    uncertain: bool
    missing: Mapping[str, int] = field(default_factory=dict)

    @property
    def likeliest(self) -> int:
        """Place of the kind of adversary with the highest prior, the first of equals."""
        return int(np.argmax([kind.prior[0] for kind in self.kinds]))

    @property
    def ranges(self) -> Ranges:
        """The hull of all kinds' payoffs: what no kind exceeds."""
        lows, highs = [k.ranges.low for k in self.kinds], [k.ranges.high for k in self.kinds]
        low, high = lows[0], highs[0]
        for other in lows[1:]:
            low = Payoffs(
                low.ours_open,
                low.ours_covered,
                np.minimum(low.theirs_open, other.theirs_open),
                np.minimum(low.theirs_covered, other.theirs_covered),
            )
        for other in highs[1:]:
            high = Payoffs(
                high.ours_open,
                high.ours_covered,
                np.maximum(high.theirs_open, other.theirs_open),
                np.maximum(high.theirs_covered, other.theirs_covered),
            )
        return Ranges(low, high)


def of_force(problem: SecurityProblem, force: int) -> tuple[SecurityProblem, Flags]:
    """What one force sees that plans alone: its own units and the nodes they can protect.

    `force` is a place in `owners`, or -1 for units without an owner. Returns the smaller problem
    and which nodes it holds, bool[node].
    """
    own = np.flatnonzero(problem.owner == force)
    tours = [tour for tour in problem.supply.tours if tour.unit in own]
    held = Supply(problem.supply.number[own], problem.supply.protects[own], tuple(tours)).guarded
    place = np.cumsum(held) - 1
    row = {int(old): new for new, old in enumerate(own)}
    supply = Supply(
        problem.supply.number[own],
        problem.supply.protects[np.ix_(own, held)],
        tuple(Tour(row[t.unit], tuple(int(place[n]) for n in t.targets)) for t in tours),
        problem.supply.needed[held],
    )
    kinds = tuple(
        replace(
            kind,
            payoffs=kind.payoffs.on(held),
            ranges=Ranges(kind.ranges.low.on(held), kind.ranges.high.on(held)),
        )
        for kind in problem.kinds
    )
    nodes = tuple(node for node, yes in zip(problem.nodes, held, strict=True) if yes)
    rows = tuple(problem.rows[old] for old in own)
    owner = np.zeros(own.size, dtype=int)
    alone = SecurityProblem(nodes, rows, ("",), owner, supply, kinds, problem.uncertain)
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
    owners = security.owners
    owner = np.array(
        [
            owners.index(name) if (name := security.resources[resource].owner) else -1
            for resource, _ in rows
        ]
    )
    adversaries = security.adversaries or {OBSERVER: Adversary()}
    priors = _priors(adversaries, draws)
    kinds = tuple(
        _kind(name, adversary, priors[place], security, nodes, draws)
        for place, (name, adversary) in enumerate(adversaries.items())
    )
    uncertain = any(
        not judgement.certain
        for path, judgement in scenario.judgements().items()
        if path[0] == "security"
        and (path[1] == "targets" or (path[1] == "adversaries" and path[-1] != "prior"))
    )
    missing = {}
    for name, stated in security.resources.items():
        posts = max(1, security.busiest(name))
        missing[name] = posts - stated.units % posts
    supply = _supply(security, nodes, rows)
    return SecurityProblem(nodes, rows, owners, owner, supply, kinds, uncertain, missing)


def _supply(security: Security, nodes: tuple[Node, ...], rows: tuple[Node, ...]) -> Supply:
    protects = np.zeros((len(rows), len(nodes)), dtype=bool)
    places = {node: place for place, node in enumerate(nodes)}
    tours = []
    for row, (resource, shift) in enumerate(rows):
        stated = security.resources[resource].protects
        for target in security.targets if stated == ("all",) else stated:
            protects[row, places[target, shift]] = True
        for schedule in security.schedules:
            if schedule.resource == resource:
                covers = tuple(places[target, shift] for target in dict.fromkeys(schedule.covers))
                tours.append(Tour(row, covers))
    number = np.array([security.on_duty(resource) for resource, _ in rows])
    needs = np.array([security.targets[target].needs for target, _ in nodes])
    return Supply(number, protects, tuple(tours), needs)


def _priors(adversaries: dict[str, Adversary], draws: Draws) -> Floats:
    """Chances of the kinds, float64[kind, draw], which sum to one in each draw."""
    weights = np.array(
        [
            np.ones(draws.count)
            if stated.prior is None
            else draws.of(("security", "adversaries", name, "prior"))
            for name, stated in adversaries.items()
        ]
    )
    total = weights.sum(axis=0)
    shares = weights / np.where(total > 0, total, 1.0)
    return np.where(total > 0, shares, 1 / len(weights))


def _kind(
    name: str,
    stated: Adversary,
    prior: Floats,
    security: Security,
    nodes: tuple[Node, ...],
    draws: Draws,
) -> Kind:
    at_stake = {target: _at_stake(name, stated, security, target) for target in security.targets}
    caution = stated.caution if stated.behaviour == "cautious" else 1.0
    columns = {
        target: [_drawn(judgement, path, draws) for judgement, path in four]
        for target, four in at_stake.items()
    }
    table = np.array([columns[target] for target, _ in nodes]).transpose(1, 2, 0)
    payoffs = Payoffs.of(loss=table[0], loss_covered=table[1], gain=table[2], cost=table[3])
    four = [[judgement for judgement, _ in at_stake[target]] for target, _ in nodes]
    return Kind(name, stated, prior, payoffs.cautious(caution), _ranges(four, caution))


def _ranges(at_stake: list[list[Judgement]], caution: float) -> Ranges:
    """Payoffs at both ends, as a kind sees them; our own losses at their largest."""
    high = np.array([[judgement.high for judgement in four] for four in at_stake]).T
    low = np.array([[judgement.low for judgement in four] for four in at_stake]).T
    loss, loss_covered = high[0], high[1]
    met_least = [gain - caution * (gain + high[3]) for gain in (low[2], high[2])]
    met_most = [gain - caution * (gain + low[3]) for gain in (low[2], high[2])]
    return Ranges(
        low=Payoffs(-loss, -loss_covered, low[2], np.minimum(*met_least)),
        high=Payoffs(-loss, -loss_covered, high[2], np.maximum(*met_most)),
    )


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
