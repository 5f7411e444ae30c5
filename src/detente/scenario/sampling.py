"""Draws of all judgements of a scenario together, reproducible everywhere.

A *factor* is one uncertain input: a judgement with a range, a priority that may not be held, the
weights of a party known by rank, a group of priorities of unknown order. Factors are independent.
Each takes one or more columns of a point of the unit cube, and each column has a random stream of
its own, named by the key path: what else the file holds, and in which order, changes no draw.
Points come from Latin hypercubes (McKay, Beckman & Conover 1979), or from a scrambled Sobol
sequence (Owen 1998; Joe & Kuo 2008), which belongs to all columns together.

>>> from detente.scenario.model import Scenario
>>> scenario = Scenario.model_validate({"title": "t", "parties": {"a": {"power": "20..40"}}})
>>> few, many = draw(scenario, 4, seed=0), draw(scenario, 8, seed=0)
>>> path = ("parties", "a", "power")
>>> bool((many.of(path)[:4] == few.of(path)).all()), float(many.of(path).min()) >= 20
(True, True)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.randomness import generator
from detente.scenario.draws import Draws, is_held
from detente.scenario.judgements.quantiles import quantiles
from detente.scenario.sections.conflict import Priority
from detente.validation import checked_seed, fitting_draws, whole_number

if TYPE_CHECKING:
    from detente.scenario.judgements.forms import Judgement
    from detente.scenario.model import KeyPath, Scenario

Floats = NDArray[np.float64]
Kind = Literal["value", "held", "ranks", "order"]
Method = Literal["sobol", "lhs"]

SMALLEST_CUBE, LARGEST_CUBE = 64, 1024

_EDGE = 2.0**-33
"""Points keep this distance from 0 and 1, where unbounded distributions have no value."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One uncertain input, with the paths of the judgements it sets and a stream for each column.

    A stream is named by keys alone: an entry of a list by what it says, so that another entry
    before it changes no draw.
    """

    path: KeyPath
    kind: Kind
    streams: tuple[str, ...]
    sets: tuple[KeyPath, ...] = ()

    @property
    def columns(self) -> int:
        """How many columns of a point it takes."""
        return len(self.streams)


def factors(scenario: Scenario) -> tuple[Factor, ...]:
    """The uncertain inputs of a scenario, sorted by path."""
    found = [*_values(scenario), *_ranks_and_orders(scenario)]
    return tuple(sorted(found, key=lambda factor: factor.path))


def draw(scenario: Scenario, n: int, *, seed: int, start: int = 0, method: Method = "lhs") -> Draws:
    """Draws `start` to `start + n` of the sequence that belongs to a seed.

    The sequence consists of Latin hypercubes (`lhs`; McKay, Beckman & Conover 1979) of 64, 64, 128,
    256, 512 and from then on 1,024 draws, each of which covers every range evenly; or it is a
    scrambled Sobol sequence (`sobol`), which covers few ranges more evenly together. More draws
    continue either without repeating it. Raises SettingError for a number of draws that is negative
    or does not fit into memory.
    """
    checked_seed(seed)
    n, start = whole_number("draws", n), whole_number("start", start)
    streams = [stream for factor in factors(scenario) for stream in factor.streams]
    fitting_draws("draws", n, 8 * (3 * len(streams) + len(scenario.judgements())))
    if method == "sobol":
        unit = sobol_points(len(streams), n, seed=seed, start=start)
    else:
        unit = hypercube_points(streams, n, seed=seed, start=start)
    return draws_at(scenario, unit)


def hypercube_points(streams: Sequence[str], n: int, *, seed: int, start: int = 0) -> Floats:
    """Points `start` to `start + n` of Latin hypercubes one after the other, [draw, stream]."""
    points = np.empty((n, len(streams)))
    for column, name in enumerate(streams):
        key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=16).digest(), "big")
        first = block = 0
        while first < start + n:
            size = min(LARGEST_CUBE, max(SMALLEST_CUBE, first))
            if first + size > start:
                random = generator(seed, key, block)
                slices = (random.permutation(size) + random.random(size)) / size
                here = slices[max(start - first, 0) : start + n - first]
                at = max(first - start, 0)
                points[at : at + here.size, column] = here
            first, block = first + size, block + 1
    return np.clip(points, _EDGE, 1 - _EDGE)


def sobol_points(columns: int, n: int, *, seed: int, start: int = 0) -> Floats:
    """Points `start` to `start + n` of a scrambled Sobol sequence, shape [draw, column]."""
    if columns == 0 or n == 0:
        return np.zeros((n, columns))
    from scipy.stats import qmc  # slow to import, and seldom asked for

    sequence = qmc.Sobol(columns, scramble=True, rng=generator(seed))
    # a first batch that is no power of two would give a warning, so the first batch is one
    points = sequence.random(1)
    if start > 1:
        sequence.fast_forward(start - 1)
    rest = sequence.random(n - (start == 0))
    points = rest if start else np.concatenate([points, rest])
    return np.asarray(np.clip(points, _EDGE, 1 - _EDGE))


def draws_at(scenario: Scenario, unit: Floats) -> Draws:
    """The draws that belong to points of the unit cube, shape [draw, column]."""
    unit = np.clip(unit, _EDGE, 1 - _EDGE)
    judgements = scenario.judgements()
    values = {path: np.full(len(unit), stated.best) for path, stated in judgements.items()}
    orders: dict[KeyPath, NDArray[np.intp]] = {}
    start = 0
    for factor in factors(scenario):
        columns = unit[:, start : start + factor.columns]
        start += factor.columns
        if factor.kind == "order":
            orders[factor.path] = np.argsort(columns, axis=1, kind="stable")
        elif factor.kind == "ranks":
            values |= _ranked({path: judgements[path] for path in factor.sets}, columns)
        elif factor.kind == "held":
            sure = judgements[factor.path]
            share = quantiles(sure, columns[:, 0]) if factor.columns == 2 else sure.best
            values[factor.path] = (columns[:, -1] < share).astype(np.float64)
        else:
            values[factor.path] = quantiles(judgements[factor.path], columns[:, 0])
    return Draws(len(unit), values, orders)


def _values(scenario: Scenario) -> Iterator[Factor]:
    for path, judgement in scenario.judgements().items():
        if judgement.rank is not None or (judgement.certain and not is_held(path)):
            continue
        name = _stream(scenario, path)
        if not is_held(path):
            yield Factor(path, "value", (name,), (path,))
        elif not judgement.certain:
            yield Factor(path, "held", (f"{name}/share", name), (path,))
        elif judgement.best not in (0.0, 1.0):
            yield Factor(path, "held", (name,), (path,))


def _ranks_and_orders(scenario: Scenario) -> Iterator[Factor]:
    for party, stated in scenario.preferences.items():
        path: KeyPath = ("preferences", party, "weights")
        ranked = {name: w.rank for name, w in stated.weights.items() if w.rank is not None}
        if len(ranked) > 1:
            tied = any(first < last for first, last, _ in ranked.values())
            columns = range(len(ranked) * (2 if tied else 1))
            streams = tuple(f"{_stream(scenario, path)}/{column}" for column in columns)
            yield Factor(path, "ranks", streams, tuple((*path, issue) for issue in sorted(ranked)))
    for party, rungs in scenario.priorities.items():
        for place, rung in enumerate(rungs):
            if len(rung.statements) > 1:
                path = ("priorities", party, str(place))
                members = [(*path, "statements", str(k)) for k in range(len(rung.statements))]
                names = (_stream(scenario, member) for member in members)
                yield Factor(path, "order", tuple(f"{name}/order" for name in names))


def _stream(scenario: Scenario, path: KeyPath) -> str:
    """The name of a judgement's stream: its path, entries of lists called by what they say."""
    part: Any = scenario
    steps = []
    for step in path:
        if isinstance(part, tuple):
            said = [_said(entry) for entry in part[: int(step) + 1]]
            part = part[int(step)]
            steps.append(f"{said[-1]}#{said.count(said[-1])}" if said[-1] else step)
        else:
            part = part[step] if isinstance(part, dict) else getattr(part, step)
            steps.append(step)
    return "/".join(steps)


def _said(entry: Any) -> str:
    """The statements that an entry of a list makes; empty where it makes none."""
    if isinstance(entry, Priority):
        return " | ".join(sorted(_said(statement) for statement in entry.statements))
    text = getattr(entry, "maybe", None) or getattr(entry, "condition", None) or ""
    return " ".join(text.split())


def ordered_weights(unit: Floats) -> Floats:
    """Weights uniform on w_1 >= ... >= w_n >= 0 with sum 1, shape [draw, rank].

    The ordered simplex is spanned by the points (1/k, ..., 1/k, 0, ..., 0); flat barycentric
    coordinates give a flat distribution on it, whose mean is the rank-order centroid.
    """
    waits = -np.log(unit)
    shares = waits / waits.sum(axis=1, keepdims=True)
    parts = shares / np.arange(1, unit.shape[1] + 1)
    return np.flip(np.cumsum(np.flip(parts, axis=1), axis=1), axis=1)


def _ranked(weights: dict[KeyPath, Judgement], unit: Floats) -> dict[KeyPath, Floats]:
    """Weights in percent; within a tie every order is equally likely."""
    count = len(weights)
    sizes = 100.0 * ordered_weights(unit[:, :count])
    places: dict[tuple[int, int], list[KeyPath]] = {}
    for path, weight in weights.items():
        first, last, _ = weight.rank or (0, 0, 0)
        places.setdefault((first, last), []).append(path)
    drawn: dict[KeyPath, Floats] = {}
    for (first, last), paths in places.items():
        block = sizes[:, first : last + 1]
        if last > first:
            order = np.argsort(unit[:, count + first : count + last + 1], axis=1, kind="stable")
            block = np.take_along_axis(block, order, axis=1)
        drawn |= {path: block[:, k] for k, path in enumerate(paths)}
    return drawn
