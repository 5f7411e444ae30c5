"""Checks of settings: the same words wherever a setting is wrong.

>>> whole_number("draws", 2000, least=1)
2000
>>> try:
...     finite_number("threshold", float("nan"))
... except SettingError as error:
...     print(error)
threshold: nan cannot be used; write a number
"""

from __future__ import annotations

import difflib
import math
import operator
import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from detente.errors import LONGEST, SettingError, either, sentence, shortened

LARGEST_SEED = 2**63 - 1
"""The largest whole number that every format holds."""

MEMORY = 2 * 10**9
"""Bytes that the draws of one analysis may take."""


def bounds(least: float | None, most: float | None, *, above: float | None = None) -> str:
    """The bounds of a number as they stand behind it.

    >>> bounds(0, 1), bounds(0, math.inf), bounds(None, 1, above=0)
    ('from 0 to 1', 'of at least 0', 'above 0 and at most 1')
    """
    low, high = ("" if end is None else _digits(end) for end in (least, most))
    if above is not None:
        over = f"{above:g}"
        return (
            sentence("above {low} and at most {high}", low=over, high=high)
            if high
            else sentence("above {low}", low=over)
        )
    if low and high not in ("", "inf"):
        return sentence("from {low} to {high}", low=low, high=high)
    if low:
        return sentence("of at least {low}", low=low)
    return sentence("at most {high}", high=high) if high else ""


def _digits(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.12g}"


def whole_number(setting: str, given: object, *, least: int = 0, most: int | None = None) -> int:
    """A whole number within bounds.

    Raises SettingError for anything else, truth values and numbers such as 2.0 included.
    """
    try:
        value = operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        value = None
    if value is None or isinstance(given, bool) or value < least or (most and value > most):
        span = bounds(least, most)
        raise SettingError(setting, given, sentence("write a whole number {span}", span=span))
    return value


def finite_number(
    setting: str,
    given: object,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
) -> float:
    """A finite number within bounds; SettingError for anything else."""
    value = math.nan
    if isinstance(given, int | float) or hasattr(given, "__float__"):
        value = float(given)
    inside = math.isfinite(value) and not isinstance(given, bool)
    inside = inside and (least is None or value >= least) and (above is None or value > above)
    if not inside or (most is not None and value > most):
        span = bounds(least, most, above=above)
        remedy = sentence("write a number {span}", span=span) if span else "write a number"
        raise SettingError(setting, given, remedy)
    return value


def checked_seed(given: object) -> int:
    """A seed of random numbers; SettingError where none can be made of it."""
    return whole_number("seed", given, most=LARGEST_SEED)


def one_of(setting: str, given: object, choices: Sequence[str]) -> str:
    """One of some names; SettingError with the nearest of them otherwise."""
    if isinstance(given, str) and given in choices:
        return given
    raise SettingError(setting, given, suggestion(str(given), choices))


def known_names(given: Mapping[str, object], known: Iterable[str]) -> None:
    """Refuse settings of unknown names, with the nearest known one."""
    names = sorted(known)
    for name, value in given.items():
        if name not in names:
            raise SettingError(
                name,
                value,
                sentence("there is no such setting; {remedy}", remedy=suggestion(name, names)),
            )


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown name: the nearest known one, or the list of all."""
    names = list(known)
    near = nearest(name, names)
    if near is not None:
        return sentence("did you mean {near}?", near=shortened(near))
    if not names:
        return "there is none to choose from"
    return sentence("choose one of {known}", known=", ".join(map(shortened, names[:12])))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that an unknown one was probably meant to be.

    >>> nearest("weigths", ["weights", "values"]), nearest("price", ["weights", "values"])
    ('weights', None)
    """
    return next(iter(difflib.get_close_matches(name[:LONGEST], list(known), n=1)), None)


def checked_text(setting: str, given: object, remedy: str) -> str:
    """A text; SettingError for bytes and other values."""
    if not isinstance(given, str):
        raise SettingError(setting, given, remedy)
    return given


def checked_path(setting: str, given: Any, remedy: str = "give a path or a text") -> str:
    """A path as text; SettingError for what is none."""
    try:
        found = os.fspath(given)
    except TypeError:
        raise SettingError(setting, given, remedy) from None
    return found if isinstance(found, str) else os.fsdecode(found)


def checked_ending(setting: str, given: object, endings: Sequence[str]) -> None:
    """Refuse a file whose name does not end as one of its kind does."""
    if not str(given).lower().endswith(tuple(endings)):
        raise SettingError(
            setting, str(given), sentence("end the name in {endings}", endings=either(endings))
        )


def check_extra(setting: str, extra: str, module: str) -> None:
    """Refuse what needs an extra of the package that is not installed, and say which.

    >>> check_extra("format", "docx", "json")
    """
    if find_spec(module) is None:
        raise SettingError(setting, extra, sentence("install {what}", what=f"detente[{extra}]"))


def fitting_draws(setting: str, count: int, each: float) -> None:
    """Refuse so many draws, of so many bytes each, that they would not fit into memory."""
    if count * each > MEMORY:
        would, largest = count * each / 1e9, int(MEMORY / each)
        digits = 10 ** (len(str(largest)) - 2)
        rounded = largest // digits * digits if largest > 100 else largest
        remedy = sentence(
            "this would take about {size} GB of memory; ask for at most {most}",
            size=f"{would:,.0f}",
            most=f"{rounded:,}",
        )
        raise SettingError(setting, count, remedy)
