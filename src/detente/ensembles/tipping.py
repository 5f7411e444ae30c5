"""Which single change of an input, and which joint change, would turn a conclusion.

All other inputs keep their best values. The smallest change of one input is searched in both
directions on a grid and then narrowed by bisection; one that lies beyond the range given for the
input is reported as such.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.inputs import Input
from detente.scenario.draws import Draws, changed_draws

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario

Floats = NDArray[np.float64]
Holds = Callable[[Draws], NDArray[np.bool_]]
"""Whether the conclusion holds in each draw."""

GRID = 24
ROUNDS = 14


@dataclass(frozen=True, slots=True)
class Tip:
    """The value of one input at which a conclusion turns, others being at their best values.

    `within` says whether it lies in the range given; `share` is how much of the way from the best
    value to the end of the range that is (above 1 beyond it).
    """

    path: KeyPath
    best: float
    value: float
    within: bool
    share: float


@dataclass(frozen=True, slots=True)
class JointTip:
    """Inputs that turn a conclusion together, each moved by the same share of its way to its end.

    `radius` is that share when all inputs that matter move against the conclusion: below it no
    joint change turns it, as far as each input works in one direction only.
    """

    values: tuple[tuple[KeyPath, float, float], ...]
    share: float
    radius: float


def tipping_values(
    scenario: Scenario, inputs: Sequence[Input], holds: Holds, *, beyond: bool = True
) -> tuple[Tip, ...]:
    """The nearest tipping value of each input that has one, the smallest change first.

    `beyond` also searches the permitted values outside the range given.
    """
    told = [item for item in inputs if item.factor.kind != "order"]
    base = bool(holds(changed_draws(scenario, {}))[0])
    jobs = [(item, grid) for item in told for grid in _grids(item, beyond) if grid.size]
    if not jobs:
        return ()
    turned = holds(_trial(scenario, jobs)) != base
    brackets: list[tuple[Input, float, float]] = []
    start = 0
    for item, grid in jobs:
        hit = np.flatnonzero(turned[start : start + grid.size])
        start += grid.size
        if hit.size:
            before = grid[hit[0] - 1] if hit[0] else item.best
            brackets.append((item, float(before), float(grid[hit[0]])))
    narrowed = _bisected(scenario, brackets, holds, base)
    tips: dict[KeyPath, Tip] = {}
    for (item, _, _), value in zip(brackets, narrowed, strict=True):
        tip = _tip(item, value)
        if item.path not in tips or tip.share < tips[item.path].share:
            tips[item.path] = tip
    return tuple(sorted(tips.values(), key=lambda tip: (not tip.within, tip.share)))


def joint_tipping(
    scenario: Scenario,
    inputs: Sequence[Input],
    holds: Holds,
    importance: Sequence[float],
    hit: NDArray[np.bool_],
) -> JointTip | None:
    """The fewest inputs that turn a conclusion together, and by how little.

    `importance[input]` and `hit[draw]`, where the conclusion holds, come from the ensemble that the
    inputs' values belong to. None where moving everything against the conclusion does not turn it.
    """  # fmt: skip
    base = bool(holds(changed_draws(scenario, {}))[0])
    told = [
        (weight, item)
        for weight, item in zip(importance, inputs, strict=True)
        if item.factor.kind != "order" and item.low < item.high
    ]
    moves = {item.path: (item.best, _adverse(item, hit, base)) for _, item in told}
    ranked = [item.path for _, item in sorted(told, key=lambda pair: -pair[0])]
    ranked = [path for path in ranked if moves[path][0] != moves[path][1]]

    def turned(trials: Sequence[tuple[Sequence[KeyPath], float]]) -> NDArray[np.bool_]:
        columns = {
            path: np.array(
                [_moved(moves[path], share if path in set(m) else 0.0) for m, share in trials]
            )
            for path in ranked
        }
        return np.asarray(holds(changed_draws(scenario, columns)) != base)

    if not ranked or not turned([(ranked, 1.0)])[0]:
        return None
    few = _fewest(ranked, turned)
    share = _least_share(few, turned)
    values = tuple((path, moves[path][0], _moved(moves[path], share)) for path in few)
    return JointTip(values, share, _least_share(ranked, turned))


_Turned = Callable[[Sequence[tuple[Sequence["KeyPath"], float]]], NDArray[np.bool_]]


def _fewest(ranked: list[KeyPath], turned: _Turned) -> list[KeyPath]:
    """The shortest run of the most important inputs that does it, then without any needless one."""
    prefixes = [ranked[: k + 1] for k in range(len(ranked))]
    few = prefixes[int(np.argmax(turned([(prefix, 1.0) for prefix in prefixes])))]
    while len(few) > 1:
        without = [[path for path in few if path != gone] for gone in reversed(few)]
        still = turned([(rest, 1.0) for rest in without])
        if not still.any():
            break
        few = without[int(np.argmax(still))]
    return few


def _least_share(paths: list[KeyPath], turned: _Turned) -> float:
    shares = np.linspace(0, 1, 65)[1:]
    first = int(np.argmax(turned([(paths, share) for share in shares])))
    low, high = (shares[first - 1] if first else 0.0), shares[first]
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if turned([(paths, middle)])[0] else (middle, high)
    return float(high)


def _adverse(item: Input, hit: NDArray[np.bool_], base: bool) -> float:
    """The end of an input towards which the conclusion, as it is at best values, gets rarer."""
    if hit.all() or not hit.any():
        return item.high
    rises = item.values[hit == base].mean() > item.values[hit != base].mean()
    return item.low if rises else item.high


def _moved(ends: tuple[float, float], share: float) -> float:
    return ends[0] + share * (ends[1] - ends[0])


def _grids(item: Input, beyond: bool) -> tuple[Floats, Floats]:
    """Values to try upwards and downwards, nearest first; the range's ends are among them."""
    if item.switch:
        other = np.array([1.0 - item.best])
        return (other, other[:0])
    low, high = item.limits if beyond else (item.low, item.high)
    up = np.union1d(np.linspace(item.best, max(high, item.best), GRID + 1)[1:], [item.high])
    down = np.union1d(np.linspace(min(low, item.best), item.best, GRID + 1)[:-1], [item.low])
    return up[up > item.best], down[down < item.best][::-1]


def _trial(scenario: Scenario, jobs: Sequence[tuple[Input, Floats]]) -> Draws:
    """Draws with one input changed in each, in the order of the jobs."""
    count = sum(grid.size for _, grid in jobs)
    columns: dict[KeyPath, Floats] = {}
    start = 0
    for item, grid in jobs:
        if item.path not in columns:
            columns[item.path] = np.full(count, item.best)
        columns[item.path][start : start + grid.size] = grid
        start += grid.size
    return changed_draws(scenario, columns)


def _bisected(
    scenario: Scenario, brackets: Sequence[tuple[Input, float, float]], holds: Holds, base: bool
) -> list[float]:
    """The end at which the conclusion has turned, after halving each bracket many times."""
    low = np.array([before for _, before, _ in brackets])
    high = np.array([after for _, _, after in brackets])
    if not brackets:
        return []
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        jobs = [(item, middle[k : k + 1]) for k, (item, _, _) in enumerate(brackets)]
        turned = holds(_trial(scenario, jobs)) != base
        low, high = np.where(turned, low, middle), np.where(turned, middle, high)
    switches = [item.switch for item, _, _ in brackets]
    return [
        after if switch else float(value)
        for (_, _, after), switch, value in zip(brackets, switches, high, strict=True)
    ]


def _tip(item: Input, value: float) -> Tip:
    end = item.high if value > item.best else item.low
    room = abs(end - item.best)
    within = item.low <= value <= item.high
    if room == 0:
        spread = item.limits[1] - item.limits[0]
        share = 1.0 + abs(value - item.best) / spread if spread else np.inf
    else:
        share = abs(value - item.best) / room
    return Tip(item.path, item.best, value, within, float(share))


def threshold_of(answers: Mapping[str, Floats], name: str, threshold: float) -> NDArray[np.bool_]:
    """Whether a conclusion reaches a threshold; absent means in no draw."""
    if name not in answers:
        count = len(next(iter(answers.values()))) if answers else 1
        return np.zeros(count, dtype=np.bool_)
    return np.asarray(answers[name] >= threshold)
