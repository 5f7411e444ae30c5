"""The uncertain inputs of a scenario with their values in each draw, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.phrases import Phrases
from detente.scenario.draws import Draws, best_draws
from detente.scenario.names import judgement_name
from detente.scenario.sampling import Factor, factors
from detente.scenario.statements import parse
from detente.scenario.wording import worded

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario

Floats = NDArray[np.float64]

WORTHS = {"values": (0.0, 100.0), "reservation": (0.0, 100.0), "interactions": (-100.0, 100.0)}


@dataclass(frozen=True, eq=False)
class Input:
    """One number that varies: a judgement, whether a priority is held (0 or 1), or a place.

    `path` of a place in a group of unknown order ends with `order` and the member's number; its
    values are places from 0. `limits` is the permitted range, as far as the path tells it.
    """

    path: KeyPath
    factor: Factor
    values: Floats
    best: float
    low: float
    high: float
    limits: tuple[float, float]

    @property
    def switch(self) -> bool:
        """Whether it is a matter of yes or no."""
        return self.factor.kind == "held"


def inputs(
    scenario: Scenario, draws: Draws, among: tuple[Factor, ...] | None = None
) -> tuple[Input, ...]:
    """The inputs of a scenario, in the order of its factors (or of some of them)."""
    judgements = scenario.judgements()
    best = best_draws(scenario)
    found = []
    for factor in factors(scenario) if among is None else among:
        if factor.kind == "order":
            found += _places(factor, draws)
            continue
        for path in factor.sets:
            judgement = judgements[path]
            held = factor.kind == "held"
            low, high = (0.0, 1.0) if held else (judgement.low, judgement.high)
            limits = _limits(scenario, path, low, high)
            start = float(best.of(path)[0])
            found.append(Input(path, factor, draws.of(path), start, low, high, limits))
    return tuple(found)


def input_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """What an input is called: 'Russia: reservation value'."""
    if path[0] != "priorities":
        return judgement_name(scenario, path, words)
    who = scenario.party_name(path[1], words.language)
    if len(path) == 3:
        return words("ensembles.order_of", party=who, place=int(path[2]) + 1)
    said = statement_text(scenario, path, words)
    key = "place_of" if path[3] == "order" else "holds_priority"
    return words(f"ensembles.{key}", party=who, statement=said)


def statement_text(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """The priority that a path leads to, as a reader would say it."""
    rung = scenario.priorities[path[1]][int(path[2])]
    said = rung.statements[int(path[4])].maybe
    return worded(parse(said, scenario.option_vocabulary), scenario, words)


def factor_values(factor: Factor, draws: Draws) -> Floats:
    """The values of a factor, shape [draw, part]: several for ranks, one otherwise.

    A group of unknown order counts as one number for each of its orders.
    """
    if factor.kind == "order":
        places = draws.order(factor.path, factor.columns)
        base = factor.columns ** np.arange(factor.columns)
        return np.asarray((places * base).sum(axis=1, keepdims=True), dtype=np.float64)
    return np.stack([draws.of(path) for path in factor.sets], axis=1)


def _places(factor: Factor, draws: Draws) -> list[Input]:
    """The place of each member; of two members, one tells all."""
    place = np.argsort(draws.order(factor.path, factor.columns), axis=1, kind="stable")
    last = float(factor.columns - 1)
    members = range(1 if factor.columns == 2 else factor.columns)
    return [
        Input(
            (*factor.path, "order", str(k)), factor, place[:, k].astype(np.float64),
            float(k), 0.0, last, (0.0, last),
        )
        for k in members
    ]  # fmt: skip


def _limits(scenario: Scenario, path: KeyPath, low: float, high: float) -> tuple[float, float]:
    """The values that a judgement could take if the range given is not to be trusted."""
    if path[0] == "parties" and path[-1] in ("power", "patience"):
        return 0.0, 100.0
    if path[0] == "preferences" and path[2] in WORTHS:
        return WORTHS[path[2]]
    if path[0] == "preferences" and path[2] == "weights":
        rest = sum(weight.best for weight in scenario.preferences[path[1]].weights.values())
        return 0.0, max(high, rest)
    return low, high
