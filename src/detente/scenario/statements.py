"""One small language for statements about options and issues.

It serves priorities, red lines, infeasible states, interactions and rules alike::

    not south.blockade                      an option is taken or not
    ceasefire = full and relief >= 50       an issue's value; labels compare in declared order
    north.sign -> not north.escalate        implication; <-> is equivalence

From tightest to loosest: comparison, `not`, `and`, `or`, `->` (groups to the right), `<->`.
A value with spaces needs no quotes when it is declared; quotes are allowed.

>>> names = Vocabulary(options={"south": ("blockade",), "north": ("sign",)})
>>> expression = parse("north.sign -> not south.blockade", names)
>>> str(expression)
'north.sign -> not south.blockade'
>>> [str(atom) for atom in atoms(expression)]
['north.sign', 'south.blockade']
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.errors import sentence
from detente.validation import suggestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]

DEEPEST = 50
LONGEST = 200
"""Brackets, `not` and `->` inside one another, and names in one statement, at most."""

NAME = r"\w+(?:-\w+)*"
_TOKEN = re.compile(rf"\s*(<->|->|!=|>=|<=|=|>|<|\(|\)|{NAME}(?:\.{NAME})?)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_QUOTED = re.compile(r"""(["'])(.*?)\1""")
_AFTER_VALUE = re.compile(r"\s+(?:and|or)\b|->|<->|\)")
_RELATIONS = ("=", "!=", ">=", "<=", ">", "<")
_RESERVED = ("and", "or", "not")


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
        return f"not {_wrapped(self.part, 4)}"


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

_LEVEL = {"<->": 0, "->": 1, "or": 2, "and": 3}
_LOOSEST = 0


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


class ExpressionError(ValueError):
    """A statement cannot be read; `column` counts from 0 inside it."""

    def __init__(self, rule: str, column: int, given: str = "", remedy: str = "") -> None:
        self.rule, self.column, self.given, self.remedy = rule, column, given, remedy
        super().__init__(f"column {column + 1}: {rule}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a statement may use: options by party, and issues with their values.

    An issue on a numeric scale has None for values.
    """

    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    issues: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


def parse(text: str, vocabulary: Vocabulary) -> Expression:
    """Read a statement.

    Raises ExpressionError with the column at fault when it is not a statement of the language or
    names something that the vocabulary does not hold.
    """
    return _Parser(text, vocabulary).whole()


def named_atoms(text: str, vocabulary: Vocabulary) -> list[Atom] | None:
    """The atoms of a statement; None where it cannot be read, which is reported elsewhere."""
    try:
        return list(atoms(parse(text, vocabulary)))
    except ExpressionError:
        return None


def placed_atoms(text: str, vocabulary: Vocabulary) -> list[tuple[Atom, int, int]]:
    """The atoms of a statement, each with its place `text[start:end]`. Raises as `parse` does.

    >>> placed_atoms("not  a.x", Vocabulary(options={"a": ("x",)}))
    [(OptionTaken(party='a', option='x'), 5, 8)]
    """
    parser = _Parser(text, vocabulary)
    parser.whole()
    return parser.placed


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.options, self.issues = vocabulary.options, vocabulary.issues
        self.at = self.depth = self.names = 0
        self.placed: list[tuple[Atom, int, int]] = []

    def whole(self) -> Expression:
        if not self.text.strip():
            raise ExpressionError("a statement is empty", 0, remedy="write one or remove it")
        expression = self.joined(_LOOSEST)
        if self.text[self.at :].strip():
            remedy = "join statements with and, or, ->, <->"
            raise self.fault("a statement goes on after its end", remedy)
        return expression

    def joined(self, least: int) -> Expression:
        """Parts joined by words that bind at least as tightly as `least`."""
        part = self.simple()
        while (word := self.peek()) in _LEVEL and _LEVEL[word] >= least:
            self.take()
            if word == "->":
                part = Joined(word, part, self.nested(lambda: self.joined(_LEVEL["->"])))
            else:
                part = Joined(word, part, self.joined(_LEVEL[word] + 1))
        return part

    def simple(self) -> Expression:
        token, start = self.peek(), self.start()
        if token == "not":
            self.take()
            return Not(self.nested(self.simple))
        if token == "(":
            self.take()
            inside = self.nested(lambda: self.joined(_LOOSEST))
            if self.peek() != ")":
                raise self.fault("a bracket is not closed", "add )")
            self.take()
            return inside
        if not token or token in _RESERVED or not re.match(r"\w", token):
            raise self.fault("a name is expected here", "write party.option or issue = value")
        self.names += 1
        if self.names > LONGEST:
            raise self.fault(f"a statement has more than {LONGEST} names", "split it into several")
        self.take()
        atom: Atom = self.option(token, start) if "." in token else self.comparison(token, start)
        self.placed.append((atom, start, self.at))
        return atom

    def option(self, token: str, start: int) -> OptionTaken:
        party, option = token.split(".")
        if self.issues and not self.options:
            self.at = start
            raise self.fault("a statement about deals names no options", "write issue = value")
        if party not in self.options:
            raise _unknown("no party with options has this name", party, start, self.options)
        if option not in self.options[party]:
            rule = sentence("party {party} has no option of this name", party=party)
            raise _unknown(rule, option, start + len(party) + 1, self.options[party])
        return OptionTaken(party, option)

    def comparison(self, issue: str, start: int) -> Comparison:
        if issue not in self.issues:
            known = self.issues or [f"{p}.{o}" for p, names in self.options.items() for o in names]
            rule = sentence("no {what} has this name", what="issue" if self.issues else "option")
            raise _unknown(rule, issue, start, known)
        relation = self.peek()
        if relation not in _RELATIONS:
            rule = sentence("issue {issue} is not compared with a value", issue=issue)
            raise self.fault(rule, "write = != >= <= > < and a value")
        self.take()
        values = self.issues[issue]
        if values is None:
            return Comparison(issue, relation, self.number(issue))
        return Comparison(issue, relation, *self.named(issue, values))

    def number(self, issue: str) -> float:
        number = _NUMBER.match(self.text, self.start())
        if number is None or not math.isfinite(float(number.group())):
            rule = sentence("issue {issue} is compared with a number", issue=issue)
            raise self.fault(rule, "write a number")
        self.at = number.end()
        if re.match(r",\d", self.text[self.at :]):
            raise self.fault("a number has a decimal point and no commas", "write a point")
        return float(number.group())

    def named(self, issue: str, values: tuple[str, ...]) -> tuple[str, str]:
        """A value of the issue, and the quotes around it."""
        start = self.start()
        rest = self.text[start:]
        quoted = _QUOTED.match(rest)
        if quoted is not None and quoted.group(2) in values:
            self.at = start + quoted.end()
            return quoted.group(2), quoted.group(1)
        for value in sorted(values, key=len, reverse=True):
            if rest.startswith(value) and not re.match(r"[\w-]", rest[len(value) :][:1]):
                self.at = start + len(value)
                return value, ""
        if rest.startswith("="):
            raise self.fault("a comparison is written with one =", "write = once")
        given = quoted.group() if quoted else _AFTER_VALUE.split(rest)[0]
        rule = sentence("issue {issue} has no such value", issue=issue)
        raise _unknown(rule, given.strip(), start, values)

    def nested(self, read: Callable[[], Expression]) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            rule = f"a statement is nested more than {DEEPEST} deep"
            raise self.fault(rule, "split it into several")
        inside = read()
        self.depth -= 1
        return inside

    def start(self) -> int:
        return len(self.text) - len(self.text[self.at :].lstrip())

    def peek(self) -> str:
        token = _TOKEN.match(self.text, self.at)
        return token.group(1) if token else ""

    def take(self) -> None:
        token = _TOKEN.match(self.text, self.at)
        self.at = token.end() if token else self.at

    def fault(self, rule: str, remedy: str) -> ExpressionError:
        start = self.start()
        given = self.text[start : start + 20] or "the end"
        return ExpressionError(rule, start, given, remedy)


def _unknown(rule: str, name: str, start: int, known: Iterable[str]) -> ExpressionError:
    return ExpressionError(rule, start, name or "nothing", suggestion(name, known))
