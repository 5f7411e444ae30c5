"""Sentences of the user's in place of the program's, and whether their figures have changed since.

    expect.binding.1:
      says: No treaty at this table.
      over: 3f2a91c0

`over` is the mark of the figures that the sentence was written over; a plain text has none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.brief.writer import Sentence
from detente.errors import SettingError, sentence
from detente.scenario.reading.text import read_text
from detente.scenario.reading.tree import read_tree


def mark_of(figures: Mapping[str, float]) -> str:
    """A short mark of raw figures, to six digits.

    >>> mark_of({"share": 0.5}) == mark_of({"share": 0.5 + 1e-9}) != mark_of({"share": 0.6})
    True
    """
    rounded = {name: f"{value:.6g}" for name, value in sorted(figures.items()) if value is not None}
    return hashlib.sha256(json.dumps(rounded).encode()).hexdigest()[:8]


@dataclass
class Overrides:
    """Replaced sentences by key; remembers which of them were asked for."""

    says: Mapping[str, str] = field(default_factory=dict)
    over: Mapping[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, given: Mapping[str, object] | str | Path | None) -> Overrides:
        """From a mapping or a YAML file; SettingError for what is neither."""
        if given is None:
            return cls()
        stated: Any = given
        if not isinstance(given, Mapping):
            path = Path(given)
            stated = read_tree(read_text(path), str(path)).values or {}
        says: dict[str, str] = {}
        over: dict[str, str] = {}
        for key, entry in stated.items():
            about: Any = {"says": entry} if isinstance(entry, str) else entry
            if not isinstance(about, Mapping) or not isinstance(about.get("says"), str):
                remedy = sentence("write {what}", what="KEY: {says: text, over: mark}")
                raise SettingError("overrides", str(key), remedy)
            says[str(key)] = about["says"]
            if about.get("over") is not None:
                over[str(key)] = str(about["over"])
        return cls(says, over)

    def of(self, said: Sentence) -> tuple[str, bool]:
        """The text of a sentence, and whether a replaced one rests on figures that have changed."""
        if said.key not in self.says:
            return said.text, False
        self._seen.add(said.key)
        before = self.over.get(said.key)
        return self.says[said.key], before is not None and before != mark_of(said.figures)

    def unused(self) -> list[str]:
        """The keys of replaced sentences that the brief no longer has."""
        return [key for key in self.says if key not in self._seen]
