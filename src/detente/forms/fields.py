"""What a field is: one thing that a person can fill in, and where that stands in the file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from detente.scenario import KeyPath

Kind = Literal[
    "number",
    "word",
    "range",
    "estimate",
    "distribution",
    "pool",
    "ranks",
    "expression",
    "choice",
    "text",
]
"""How a field is filled in. The first six are the forms of a judgement; `estimate` is low, best and
high, `ranks` an order of names, `expression` a statement of the file's language.
"""

Value = str | tuple[str, ...] | tuple[tuple[str, ...], ...] | Mapping[str, str]


class Choice(NamedTuple):
    """What may be chosen: as the file has it, and as it is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in, as it stands in the file now.

    The `value` of a judgement maps the cells of its kind to what they show: `text` (all of it on
    one line) and besides `best`, or `low` and `high`, or all three, or `low` and `high` as keys of
    words, or the parameters of a distribution, or one text an expert. It is a tuple of rungs (each
    a tuple of names, best first) for `ranks`, a tuple of texts where there are `many`, else a text.
    Empty where nothing is stated.

    Numbers lie between `low` and `high`; percentages are parts of `whole` (None: there are none).
    `choices` are what may be chosen, the names to be ranked, or the words of the scale of words.
    `about` says whether an expression is about `options` or `issues`.
    """

    kind: Kind
    label: str
    help: str
    path: KeyPath
    value: Value
    problem: str = ""
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    whole: float | None = None
    choices: tuple[Choice, ...] = ()
    about: str = ""
    many: bool = False
    judged: bool = False
    confidence: str = ""
    because: tuple[str, ...] = ()
    invented: bool = False
    remark: str = ""

    @property
    def name(self) -> str:
        """The path as one text, such as `preferences.north.reservation`."""
        return ".".join(self.path)


class Form(NamedTuple):
    """The fields of a part of the file, and the paths of the parts below it with own forms."""

    path: KeyPath
    title: str
    fields: tuple[Field, ...]
    parts: tuple[KeyPath, ...]
