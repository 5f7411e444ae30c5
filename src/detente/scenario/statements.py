"""The parts of a statement about states or deals, and its truth over a space of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OptionTaken:
    """True in the states in which the party takes the option."""

    party: str
    option: str

    def __str__(self) -> str:
        return f"{self.party}.{self.option}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """True for the deals in which the issue's value stands in the relation to `value`.

    `quote` is the mark around a value that was written in quotes.
    """

    issue: str
    relation: str
    value: str | float
    quote: str = field(default="", compare=False)

    def __str__(self) -> str:
        value = self.value
        if isinstance(value, float):
            value = str(int(value)) if value.is_integer() else repr(value)
        return f"{self.issue} {self.relation} {self.quote}{value}{self.quote}"


Atom = OptionTaken | Comparison


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    part: Expression

    def __str__(self) -> str:
        return f"not {_wrapped(self.part, 3)}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Two expressions joined by `and`, `or`, `->` or `<->`."""

    word: str
    left: Expression
    right: Expression

    def __str__(self) -> str:
        level = _LEVEL[self.word]
        right_first = self.word == "->"
        left = _wrapped(self.left, level + right_first)
        return f"{left} {self.word} {_wrapped(self.right, level + (not right_first))}"


Expression = OptionTaken | Comparison | Not | Joined

_LEVEL = {"<->": -1, "->": 0, "or": 1, "and": 2}


def _wrapped(expression: Expression, level: int) -> str:
    if isinstance(expression, Joined) and _LEVEL[expression.word] < level:
        return f"({expression})"
    return str(expression)


def atoms(expression: Expression) -> Iterator[Atom]:
    """The option and issue statements in an expression, left to right."""
    match expression:
        case Not(part):
            yield from atoms(part)
        case Joined(_, left, right):
            yield from atoms(left)
            yield from atoms(right)
        case _:
            yield expression


def evaluate(expression: Expression, truth: Callable[[Atom], Truth]) -> Truth:
    """Truth of an expression over a space, given the truth of its atoms (arrays of one shape)."""
    match expression:
        case Not(part):
            return ~evaluate(part, truth)
        case Joined("and", left, right):
            return evaluate(left, truth) & evaluate(right, truth)
        case Joined("or", left, right):
            return evaluate(left, truth) | evaluate(right, truth)
        case Joined("->", left, right):
            return ~evaluate(left, truth) | evaluate(right, truth)
        case Joined(_, left, right):
            return ~(evaluate(left, truth) ^ evaluate(right, truth))
        case _:
            return truth(expression)
