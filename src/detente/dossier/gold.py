"""How well an extractor reads: its items beside those that a careful reader marked in texts.

A gold text is a TOML file: `language`, `genre`, `publisher`, `scenario` (a file, seen from its
folder), `text` with `{1:…}` around what item 1 says, and `[items]` with their act, holder, target,
issue and voice. An item found is one of those marked where their passages share at least half of
the shorter; of several the one with the same act, then with most in common.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from detente.analyses.telling import table
from detente.dossier.records import Document, Extractor, Item, found, hashed
from detente.errors import FileError, Problem, ScenarioError, SettingError, sentence
from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases
from detente.randomness import generator
from detente.scenario import Scenario, load

LARGEST = 1_000_000
DRAWS = 2000
"""Draws of whole texts, with replacement, for the intervals."""
LEVEL = 0.9
COMPARED = ("act", "holder", "target", "issue", "voice")
APART = ("red_line", "threat")
"""Acts whose false finds are told apart: what is wrongly held for one misleads most."""

_MARK = re.compile(r"\{(\w+):|\}")


@dataclass(frozen=True)
class GoldText:
    """A text, its scenario, and the items that were marked in it."""

    document: Document
    scenario: Scenario
    items: tuple[Item, ...]


class Measure(NamedTuple):
    """A share with its interval, and of how many it is one; all None where there were none."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Score:
    """What an extractor found in gold texts, for all of them and for each language."""

    texts: int
    marked: int
    proposed: int
    measures: tuple[Measure, ...]
    languages: Mapping[str, tuple[Measure, ...]]
    level: float = LEVEL


def read_gold(folder: str | Path) -> list[GoldText]:
    """The gold texts of a folder, by their names.

    Raises FileError for a folder that has none, ScenarioError for a file that is no gold text.
    """
    paths = sorted(Path(folder).glob("*.toml"))
    if not paths:
        rule = "there are no gold texts in this folder"
        raise FileError(str(folder), rule, "name a folder with *.toml files")
    return [_read(path) for path in paths]


def _read(path: Path) -> GoldText:
    try:
        raw = path.read_bytes()[:LARGEST].decode()
        told = tomllib.loads(raw)
        text, places = _marked(told["text"])
        facts = {key: told[key] for key in ("language", "genre", "publisher") if key in told}
        document = Document(path.stem, path.stem, text, hash=hashed(text), **facts)
        scenario = load(path.parent / told["scenario"])
        items = tuple(
            found(document, [places[name]], engine="gold", **values)
            for name, values in told["items"].items()
        )
    except KeyError as error:
        missing = sentence("'{key}' is missing in this gold text", key=error.args[0])
        raise ScenarioError((Problem(str(path), missing),)) from None
    except (OSError, ValueError, TypeError, AttributeError, SettingError) as error:
        problem = "this is no gold text"
        raise ScenarioError((Problem(str(path), problem, remedy=str(error)),)) from None
    return GoldText(document, scenario, items)


def _marked(text: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """A text without its marks, and the passage of each."""
    plain, places, opened, at = "", {}, [], 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark[1]:
            opened.append((mark[1], len(plain)))
        elif opened:
            name, start = opened.pop()
            places[name] = (start, len(plain))
    return plain + text[at:], places


def paired(gold: Sequence[Item], items: Sequence[Item]) -> list[tuple[Item, Item]]:
    """The items marked and found that are one another's, each at most once."""
    pairs = [
        (item.act == mark.act, share, -b, -a)
        for a, mark in enumerate(gold)
        for b, item in enumerate(items)
        if (share := _in_common(mark, item)) >= 0.5
    ]
    matched: list[tuple[Item, Item]] = []
    used: set[tuple[str, int]] = set()
    for _, _, b, a in sorted(pairs, reverse=True):
        if used.isdisjoint({("gold", a), ("item", b)}):
            used |= {("gold", a), ("item", b)}
            matched.append((gold[-a], items[-b]))
    return matched


def _in_common(mark: Item, item: Item) -> float:
    """How much of the shorter of two passages the other covers too."""
    first, second = mark.spans[0], item.spans[0]
    common = min(first.end, second.end) - max(first.start, second.start)
    return common / min(first.end - first.start, second.end - second.start)


def score(texts: Iterable[GoldText], extractor: Extractor, *, seed: int = 0) -> Score:
    """Compare what an extractor proposes with what was marked.

    The intervals hold the middle nine tenths of draws of whole texts with replacement: they tell
    how much depends on which texts these are, nothing of other kinds of text.
    """
    listed = list(texts)
    counts = []
    for text in listed:
        items = list(extractor.propose(text.document, text.scenario))
        counts.append(_counts(text.items, items))
    languages = sorted({text.document.language for text in listed})
    rows = np.array(counts, dtype=float)
    of = {name: rows[[text.document.language == name for text in listed]] for name in languages}
    return Score(
        len(listed),
        int(rows[:, 0].sum()),
        int(rows[:, 1].sum()),
        _measures(rows, seed),
        {name: _measures(part, seed) for name, part in of.items()},
    )


def _counts(gold: Sequence[Item], items: Sequence[Item]) -> list[int]:
    """Marked, found, both; of those the same in each respect; of acts apart, found and false."""
    pairs = paired(gold, items)
    told = [len(gold), len(items), len(pairs)]
    told += [
        sum(getattr(mark, name) == getattr(item, name) for mark, item in pairs) for name in COMPARED
    ]
    right = {item.id for mark, item in pairs if mark.act == item.act}
    for act in APART:
        of_act = [item for item in items if item.act == act]
        told += [len(of_act), sum(item.id not in right for item in of_act)]
    return told


def _measures(rows: np.ndarray, seed: int) -> tuple[Measure, ...]:
    """Shares of the sums over texts, with intervals. rows[text, count]."""
    drawn = generator(seed).integers(len(rows), size=(DRAWS, len(rows)))
    sums, samples = rows.sum(axis=0), rows[drawn].sum(axis=1)
    both = 2
    shares = [("precision", [both], [1], 1), ("recall", [both], [0], 0)]
    shares += [("f1", [both, both], [0, 1], both)]
    shares += [(name, [at], [both], both) for at, name in enumerate(COMPARED, 3)]
    first = 3 + len(COMPARED)
    shares += [
        (f"false_{act}", [at + 1], [at], at)
        for at, act in zip((first, first + 2), APART, strict=True)
    ]
    return tuple(
        Measure(name, _share(sums, upper, lower), *_interval(samples, upper, lower), int(sums[n]))
        for name, upper, lower, n in shares
    )


def _share(sums: np.ndarray, upper: Sequence[int], lower: Sequence[int]) -> float | None:
    whole = sums[list(lower)].sum()
    return float(sums[list(upper)].sum() / whole) if whole else None


def _interval(
    samples: np.ndarray, upper: Sequence[int], lower: Sequence[int]
) -> tuple[float | None, float | None]:
    """Ends of the interval over draws in which there is anything to count. samples[draw, count]."""
    whole = samples[:, list(lower)].sum(axis=1)
    some = whole > 0
    if not some.any():
        return None, None
    shares = samples[some][:, list(upper)].sum(axis=1) / whole[some]
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def score_table(found: Score, words: Phrases) -> Table:
    """How well an extractor reads, in percent, with intervals and the numbers behind it."""
    languages = sorted(found.languages)
    rows = []
    for at, measure in enumerate(found.measures):
        row: list[Cell] = [words(f"evidence.measure.{measure.name}"), _percent(measure.value)]
        row += [_percent(measure.low), _percent(measure.high), measure.n]
        rows.append([*row, *(_percent(found.languages[name][at].value) for name in languages)])
    columns: list[str | Column] = ["measured", "value>0%", "low>0%", "high>0%", "of>0"]
    columns += [Column(words(f"evidence.language.{name}"), "right", 0, "%") for name in languages]
    return table(
        words,
        "evidence.scored",
        columns,
        rows,
        words("evidence.score_note", level=round(100 * found.level)),
        texts=found.texts,
        marked=found.marked,
        proposed=found.proposed,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
