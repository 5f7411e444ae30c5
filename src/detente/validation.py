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
from typing import Any

from detente.errors import LONGEST, SettingError, shortened

LARGEST_SEED = 2**63 - 1
"""The largest whole number that every format holds."""

MEMORY = 2 * 10**9
"""Bytes that the draws of one analysis may take."""


def whole_number(setting: str, given: object, *, least: int = 0, most: int | None = None) -> int:
    """A whole number within bounds.

    Raises SettingError for anything else, truth values and numbers such as 2.0 included.
    """
    try:
        value = operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        value = None
    if value is None or isinstance(given, bool) or value < least or (most and value > most):
        ends = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise SettingError(setting, given, f"write a whole number {ends}")
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
        low = f" above {above:g}" if above is not None else ""
        low = f" of at least {least:g}" if least is not None else low
        low += f"{' and' if low else ''} at most {most:g}" if most is not None else ""
        if least is not None and most is not None:
            low = f" from {least:g} to {most:g}"
        raise SettingError(setting, given, f"write a number{low}")
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
            raise SettingError(name, value, f"there is no such setting; {suggestion(name, names)}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown name: the nearest known one, or the list of all."""
    names = list(known)
    near = difflib.get_close_matches(name[:LONGEST], names, n=1)
    if near:
        return f"did you mean {shortened(near[0])}?"
    if not names:
        return "there is none to choose from"
    return f"choose one of {', '.join(map(shortened, names[:12]))}"


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
        raise SettingError(setting, str(given), f"end the name in {' or '.join(endings)}")


def fitting_draws(setting: str, count: int, each: float) -> None:
    """Refuse so many draws, of so many bytes each, that they would not fit into memory."""
    if count * each > MEMORY:
        would, largest = count * each / 1e9, int(MEMORY / each)
        digits = 10 ** (len(str(largest)) - 2)
        rounded = largest // digits * digits if largest > 100 else largest
        remedy = f"this would take about {would:,.0f} GB of memory; ask for at most {rounded:,}"
        raise SettingError(setting, count, remedy)
