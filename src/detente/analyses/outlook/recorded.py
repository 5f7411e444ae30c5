"""The chance of an agreement tested on recorded talks of two people about three kinds of goods.

Each talk has pieces of three goods, what a piece is worth to either side, what walking away is
worth, and what was agreed. A package is a number of pieces of each good for the first side. Each
set's level comes from its own rate of agreement, the slope is the shipped one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import chance

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

NORMAL_95 = 1.96
GROUPS = 10
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class RecordedTalk:
    """One talk; `agreed` is what the first side gets of each good, None without an agreement."""

    pieces: tuple[int, int, int]
    first: tuple[float, float, float]
    second: tuple[float, float, float]
    walk: tuple[float, float]
    agreed: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Space:
    """All packages of a talk: `gain[side, package]` over walking away, `ideal[side]` at most."""

    packages: NDArray[np.int64]
    gain: Floats
    ideal: Floats

    @property
    def acceptable(self) -> Truth:
        """Packages at which neither side rather walks away, [package]."""
        return np.asarray((self.gain >= -TIE).all(axis=0))

    @property
    def room(self) -> float:
        """The largest smallest share of what each could gain at most; 0 without a package."""
        scale = np.where(self.ideal > 0, self.ideal, np.inf)[:, None]
        share = (self.gain / scale).min(axis=0)
        return max(0.0, float(share[self.acceptable].max(initial=0.0)))


def space_of(talk: RecordedTalk) -> Space:
    """All packages of a talk and what they are worth."""
    grid = np.meshgrid(*(np.arange(count + 1) for count in talk.pieces), indexing="ij")
    packages = np.stack(grid, axis=-1).reshape(-1, 3)
    gain = np.stack(
        [
            packages @ np.array(talk.first) - talk.walk[0],
            (np.array(talk.pieces) - packages) @ np.array(talk.second) - talk.walk[1],
        ]
    )
    return Space(packages, gain, gain.max(axis=1))


Rule = Callable[[Floats, Floats], Floats]

RULES: dict[str, Rule] = {
    "nash": lambda gain, best: gain.prod(axis=0),
    "kalai_smorodinsky": lambda gain, best: (gain / np.where(best > 0, best, 1.0)[:, None]).min(
        axis=0
    ),
    "egalitarian": lambda gain, best: gain.min(axis=0),
    "utilitarian": lambda gain, best: gain.sum(axis=0),
    "random": lambda gain, best: np.zeros(gain.shape[1]),
}
"""The score of each package by its gains [side, package] and the best acceptable gain [side]."""


def hits_of(talk: RecordedTalk) -> dict[str, float]:
    """The agreed package's share of each rule's set of best packages; 0 where it is not in it."""
    space = space_of(talk)
    at = int((space.packages == np.array(talk.agreed)).all(axis=1).argmax())
    acceptable = space.acceptable
    if not acceptable.any():
        return dict.fromkeys(RULES, 0.0)
    best = space.gain[:, acceptable].max(axis=1)
    found = {}
    for name, rule in RULES.items():
        score = np.where(acceptable, rule(space.gain, best), -np.inf)
        chosen = score >= score.max() - TIE
        found[name] = float(chosen[at] / chosen.sum())
    return found


def dominated(talk: RecordedTalk) -> bool:
    """Whether a package is better than the agreed one for one side and no worse for the other."""
    space = space_of(talk)
    at = int((space.packages == np.array(talk.agreed)).all(axis=1).argmax())
    own = space.gain[:, [at]]
    return bool(((space.gain >= own).all(axis=0) & (space.gain > own).any(axis=0)).any())


def level_at(rooms: Floats, rate: float) -> float:
    """The level at which talks of these rooms agree at a rate on average."""
    low, high = -30.0, 30.0
    for _ in range(100):
        middle = (low + high) / 2
        if chance(rooms, level=middle).mean() < rate:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@dataclass(frozen=True, eq=False)
class RecordedSet:
    """The talks of one set, with their rooms and how they ended."""

    name: str
    talks: tuple[RecordedTalk, ...]

    @cached_property
    def rooms(self) -> Floats:
        """The room of each talk, [talk]."""
        return np.array([space_of(talk).room for talk in self.talks])

    @cached_property
    def ended(self) -> Floats:
        """1 where a talk ended in agreement, else 0, [talk]."""
        return np.array([float(talk.agreed is not None) for talk in self.talks])

    @cached_property
    def level(self) -> float:
        """The level that gives the set's own rate of agreement."""
        return level_at(self.rooms, float(self.ended.mean()))

    def answer(self) -> dict[str, Any]:
        """Scores of the chance, and how often each rule names the package agreed on."""
        predicted = np.clip(chance(self.rooms, level=self.level), 1e-12, 1 - 1e-12)
        rate = np.full_like(predicted, np.clip(self.ended.mean(), 1e-12, 1 - 1e-12))
        return {
            "talks": len(self.talks),
            "agreed": float(self.ended.mean()),
            "auc": _auc(self.rooms, self.ended),
            "log_loss": _log_loss(predicted, self.ended),
            "base_log_loss": _log_loss(rate, self.ended),
            "brier": float(((predicted - self.ended) ** 2).mean()),
            "calibration_error": _calibration_error(predicted, self.ended),
            "level": self.level,
            "dominated": self._dominated(),
            "solutions": self._solutions(),
        }

    def _settled(self) -> list[RecordedTalk]:
        return [talk for talk in self.talks if talk.agreed is not None]

    def _dominated(self) -> float | None:
        found = [dominated(talk) for talk in self._settled()]
        return float(np.mean(found)) if found else None

    def _solutions(self) -> dict[str, dict[str, float]]:
        hits = [hits_of(talk) for talk in self._settled()]
        found = {}
        for name in RULES if hits else ():
            values = np.array([hit[name] for hit in hits])
            error = NORMAL_95 * float(values.std()) / np.sqrt(len(values))
            mean = float(values.mean())
            low, high = max(0.0, mean - error), min(1.0, mean + error)
            found[name] = {"hit": mean, "low": float(low), "high": float(high)}
        return found


@dataclass(frozen=True, eq=False)
class RecordedTest:
    """The chance of an agreement tested on sets of recorded talks."""

    title: str
    digest: str
    sets: tuple[RecordedSet, ...]

    def answer(self) -> dict[str, Any]:
        """By set the scores, and how far the level of one set carries over to another."""
        return {
            "sets": {each.name: each.answer() for each in self.sets},
            "transfer": list(self._transfer()),
        }

    def _transfer(self) -> Iterator[Mapping[str, Any]]:
        for source in self.sets:
            for target in self.sets:
                if source is not target:
                    predicted = chance(target.rooms, level=source.level).mean()
                    yield {
                        "from": source.name,
                        "to": target.name,
                        "predicted": float(predicted),
                        "agreed": float(target.ended.mean()),
                    }

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "analysis": "backtest",
            "data": {"title": self.title, "digest": self.digest},
            "options": {},
            "answer": self.answer(),
            "notes": [],
        }


def _auc(score: Floats, ended: Floats) -> float | None:
    """The chance that an agreed talk scores above one that was not, ties counted half."""
    yes, no = score[ended == 1], np.sort(score[ended == 0])
    if not len(yes) or not len(no):
        return None
    below = np.searchsorted(no, yes, side="left") + np.searchsorted(no, yes, side="right")
    return float(below.mean() / 2 / len(no))


def _log_loss(predicted: Floats, ended: Floats) -> float:
    return float(-np.log(np.where(ended == 1, predicted, 1 - predicted)).mean())


def _calibration_error(predicted: Floats, ended: Floats) -> float:
    """The mean gap between predicted and agreed over ten equal groups by predicted chance."""
    order = np.argsort(predicted, kind="stable")
    groups: Sequence[NDArray[np.int64]] = [g for g in np.array_split(order, GROUPS) if len(g)]
    gaps = [abs(predicted[group].mean() - ended[group].mean()) for group in groups]
    return float(np.mean(gaps))
