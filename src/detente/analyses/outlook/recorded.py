"""The chance of an agreement tested on recorded talks of two people about three kinds of goods.

Each talk has pieces of three goods, what a piece is worth to either side, what walking away is
worth, and what was agreed. A package is a number of pieces of each good for the first side. Each
set's level comes from its own rate of agreement, the slope is the shipped one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import chance
from detente.analyses.telling import table
from detente.exhibits import Note, Table
from detente.phrases import phrases

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

NORMAL_95 = 1.96
GROUPS = 10
HIGHEST_LEVEL = 30.0
TIE = 1e-9


class RecordedTalk(NamedTuple):
    """One talk; `agreed` is what the first side gets of each good, None without an agreement."""

    pieces: tuple[int, int, int]
    first: tuple[float, float, float]
    second: tuple[float, float, float]
    walk: tuple[float, float]
    agreed: tuple[int, int, int] | None


class Space(NamedTuple):
    """All packages of a talk: `gain[side, package]` over walking away, `agreed` the place of one.

    `acceptable[package]`: neither side rather walks away.
    """

    gain: Floats
    acceptable: Truth
    agreed: int

    @property
    def room(self) -> float:
        """The largest smallest share of what each could gain at most; 0 without a package."""
        ideal = self.gain.max(axis=1, keepdims=True)
        share = (self.gain / np.where(ideal > 0, ideal, np.inf)).min(axis=0)
        return max(0.0, float(share[self.acceptable].max(initial=0.0)))

    @property
    def dominated(self) -> bool:
        """Whether a package is better than the agreed one for one side, for the other no worse."""
        own = self.gain[:, [self.agreed]]
        return bool(((self.gain >= own).all(axis=0) & (self.gain > own).any(axis=0)).any())

    def hits(self) -> dict[str, float]:
        """The agreed package's share of each rule's set of best packages; 0 outside it."""
        if not self.acceptable.any():
            return dict.fromkeys(RULES, 0.0)
        best = self.gain[:, self.acceptable].max(axis=1, keepdims=True)
        found = {}
        for name, rule in RULES.items():
            score = np.where(self.acceptable, rule(self.gain, best), -np.inf)
            chosen = score >= score.max() - TIE
            found[name] = float(chosen[self.agreed] / chosen.sum())
        return found


def space_of(talk: RecordedTalk) -> Space:
    """All packages of a talk and what they are worth."""
    grid = np.meshgrid(*(np.arange(count + 1) for count in talk.pieces), indexing="ij")
    packages = np.stack(grid, axis=-1).reshape(-1, 3)
    rest = np.array(talk.pieces) - packages
    worth = np.stack([packages @ np.array(talk.first), rest @ np.array(talk.second)])
    gain = worth - np.array(talk.walk)[:, None]
    agreed = -1 if talk.agreed is None else int((packages == talk.agreed).all(axis=1).argmax())
    return Space(gain, (gain >= -TIE).all(axis=0), agreed)


RULES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "nash": lambda gain, best: gain.prod(axis=0),
    "kalai_smorodinsky": lambda gain, best: (gain / np.where(best > 0, best, 1.0)).min(axis=0),
    "egalitarian": lambda gain, best: gain.min(axis=0),
    "utilitarian": lambda gain, best: gain.sum(axis=0),
    "random": lambda gain, best: np.zeros(gain.shape[1]),
}
"""The score of each package by its gains [side, package] and the best acceptable gain [side, 1]."""


def level_at(rooms: Floats, rate: float) -> float:
    """The level at which talks of these rooms agree at a rate on average."""

    from scipy.optimize import brentq

    def above(level: float) -> float:
        return float(chance(rooms, level=level).mean()) - rate

    if above(-HIGHEST_LEVEL) >= 0 or above(HIGHEST_LEVEL) <= 0:
        return HIGHEST_LEVEL if above(HIGHEST_LEVEL) <= 0 else -HIGHEST_LEVEL
    return float(brentq(above, -HIGHEST_LEVEL, HIGHEST_LEVEL, xtol=1e-12))


@dataclass(frozen=True, eq=False)
class RecordedSet:
    """The talks of one set, with their rooms and how they ended."""

    name: str
    talks: tuple[RecordedTalk, ...]

    @cached_property
    def spaces(self) -> list[Space]:
        """The packages of each talk."""
        return [space_of(talk) for talk in self.talks]

    @cached_property
    def rooms(self) -> Floats:
        """The room of each talk, [talk]."""
        return np.array([space.room for space in self.spaces])

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
        ended, rate = self.ended, self.ended.mean()
        predicted = np.clip(chance(self.rooms, level=self.level), 1e-12, 1 - 1e-12)
        settled = [space for space in self.spaces if space.agreed >= 0]
        by_chance = np.array_split(np.argsort(predicted, kind="stable"), GROUPS)
        gaps = [abs(predicted[g].mean() - ended[g].mean()) for g in by_chance if g.size]
        return {
            "talks": len(self.talks),
            "agreed": float(rate),
            "auc": _auc(self.rooms, ended),
            "log_loss": _log_loss(predicted, ended),
            "base_log_loss": _log_loss(np.clip(rate, 1e-12, 1 - 1e-12), ended),
            "brier": float(((predicted - ended) ** 2).mean()),
            "calibration_error": float(np.mean(gaps)),
            "level": self.level,
            "dominated": float(np.mean([s.dominated for s in settled])) if settled else None,
            "solutions": _solutions([space.hits() for space in settled]),
        }


def _solutions(hits: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """The mean hit of each rule with its 95 % interval."""
    found = {}
    for name in RULES if hits else ():
        values = np.array([hit[name] for hit in hits])
        mean, error = float(values.mean()), NORMAL_95 * float(values.std()) / len(values) ** 0.5
        found[name] = {"hit": mean, "low": max(0.0, mean - error), "high": min(1.0, mean + error)}
    return found


def _auc(score: Floats, ended: Floats) -> float | None:
    """The chance that an agreed talk scores above one that was not, ties counted half."""
    from scipy.stats import rankdata

    yes, no = int(ended.sum()), int((1 - ended).sum())
    if not yes or not no:
        return None
    ranks = rankdata(score)[ended == 1].sum()
    return float((ranks - yes * (yes + 1) / 2) / (yes * no))


def _log_loss(predicted: Floats, ended: Floats) -> float:
    return float(-np.log(np.where(ended == 1, predicted, 1 - predicted)).mean())


@dataclass(frozen=True, eq=False)
class RecordedTest:
    """The chance of an agreement tested on sets of recorded talks."""

    title: str
    digest: str
    sets: tuple[RecordedSet, ...]

    @cached_property
    def scores(self) -> dict[str, dict[str, Any]]:
        """The scores of each set, by name."""
        return {each.name: each.answer() for each in self.sets}

    def answer(self) -> dict[str, Any]:
        """By set the scores, and how far the level of one set carries over to another."""
        transfer = [
            {
                "from": source.name,
                "to": target.name,
                "predicted": float(chance(target.rooms, level=source.level).mean()),
                "agreed": float(target.ended.mean()),
            }
            for source, target in permutations(self.sets, 2)
        ]
        return {"sets": self.scores, "transfer": transfer}

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "analysis": "backtest",
            "data": {"title": self.title, "digest": self.digest},
            "options": {},
            "answer": self.answer(),
            "notes": [],
        }

    def statements(self, language: str) -> tuple[Note, ...]:
        """What the chance is worth on each set, and that its level does not carry over."""
        words = phrases(language)
        said = [
            words(
                "outlook.bt_set",
                set=name,
                talks=words.number(found["talks"]),
                agreed=words.share(found["agreed"]),
                loss=words.number(found["log_loss"], 3),
                base=words.number(found["base_log_loss"], 3),
            )
            for name, found in self.scores.items()
        ]
        said += [
            words(
                "outlook.bt_transfer",
                first=found["from"],
                second=found["to"],
                predicted=words.share(found["predicted"]),
                agreed=words.share(found["agreed"]),
            )
            for found in self.answer()["transfer"]
        ]
        return tuple(Note(text, "finding") for text in said)

    def tables(self, language: str) -> tuple[Table, ...]:
        """Scores of the chance, and hits of the bargaining rules."""
        words = phrases(language)
        measures = ("auc", "log_loss", "base_log_loss", "brier", "calibration_error")
        rows = [
            (name, found["talks"], 100 * found["agreed"], *(found[key] for key in measures))
            for name, found in self.scores.items()
        ]
        hits = [
            (name, words(f"outlook.bt_{rule}"), *(100 * part for part in hit.values()))
            for name, found in self.scores.items()
            for rule, hit in found["solutions"].items()
        ]
        scored = ["bt_name", "bt_talks>0", "bt_agreed>1%", *(f"bt_{key}>3" for key in measures)]
        of_rules = ["bt_name", "bt_rule", "bt_hit>1%", "low>1%", "high>1%"]
        note = words("outlook.bt_hits_note")
        return (
            table(words, "outlook.bt_scores", scored, rows),
            table(words, "outlook.bt_hits", of_rules, hits, note),
        )
