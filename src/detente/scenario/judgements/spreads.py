"""Named distributions of a judgement, as they are written in a scenario file.

    {distribution: uniform, low: 20, high: 40}
    {distribution: triangular, low: 20, best: 30, high: 60}
    {distribution: pert, low: 20, best: 30, high: 60}
    {distribution: normal, mean: 40, sd: 5}            # cut at 4 sd, or at low and high
    {distribution: lognormal, median: 40, spread: 1.5} # two thirds within a factor of spread
    {distribution: beta, a: 2, b: 5, low: 0, high: 100} # ends: all of the scale where absent
    {distribution: discrete, values: {20: 30%, 50: 70%}}

>>> read_spread({"distribution": "normal", "mean": 40, "sd": 5}).low
20.0
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from detente.errors import sentence
from detente.scenario.shape import wrong

Family = Literal["uniform", "triangular", "pert", "normal", "lognormal", "beta", "discrete"]

CUT = 4.0
"""Standard deviations at which a normal and a lognormal distribution are cut."""

_NEEDED: dict[Any, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "best", "high"),
    "pert": ("low", "best", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "spread"),
    "beta": ("a", "b"),
    "discrete": ("values",),
}
_WITH_ENDS = ("normal", "lognormal", "beta")
"""Families that are cut at `low` and `high` where these are stated."""


class Spread(BaseModel):
    """A named distribution between `low` and `high`; `best` is the value of the plain analysis.

    `shape` holds its two parameters: mean and sd, logarithms of median and spread, or a and b.
    `points` are the values and shares of a discrete one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: Family
    low: float
    best: float
    high: float
    shape: tuple[float, float] = (0.0, 0.0)
    points: tuple[tuple[float, float], ...] = ()

    @property
    def text(self) -> str:
        """The distribution in a few words."""
        if self.family == "discrete":
            return ", ".join(f"{value:g} ({share:.0%})" for value, share in self.points)
        return f"{self.family} {self.low:g}..{self.best:g}..{self.high:g}"


def read_spread(raw: Mapping[str, Any], whole: float = 1.0) -> Spread:
    """Read a mapping with the key `distribution`; a beta without ends lies between 0 and `whole`.

    Raises pydantic_core.PydanticCustomError when it is not a distribution.
    """
    family = raw["distribution"]
    if not isinstance(family, str) or family not in _NEEDED:
        remedy: str = sentence("use one of {known}", known=", ".join(_NEEDED))
        raise wrong("there is no such distribution", family, remedy)
    needed = _NEEDED[family]
    known = (*needed, *(("low", "high") if family in _WITH_ENDS else ()))
    missing = [key for key in needed if key not in raw]
    unknown = sorted(str(key) for key in raw.keys() - {*known, "distribution"})
    if missing or unknown:
        rule = sentence("a {family} distribution has {keys}", family=family, keys=", ".join(needed))
        remedy = sentence("remove {what}", what=", ".join(unknown))
        if missing:
            remedy = f"add {', '.join(missing)}"
        raise wrong(rule, ", ".join(map(str, raw)), remedy)
    if family == "discrete":
        return _discrete(raw["values"])
    numbers = {key: finite(key, raw[key]) for key in known if key in raw}
    low, best, high, shape = _ends(family, numbers, whole)
    low, high = numbers.get("low", low), numbers.get("high", high)
    ordered = family not in ("triangular", "pert") or low <= best <= high
    if not low < high or not ordered:
        given = ", ".join(f"{key}: {number:g}" for key, number in numbers.items())
        raise wrong("a distribution has low <= best <= high, low < high", given, "put in order")
    best = min(max(best, low), high)
    return Spread(family=family, low=low, best=best, high=high, shape=shape)


def _ends(
    family: str, numbers: dict[str, float], whole: float
) -> tuple[float, float, float, tuple[float, float]]:
    """Low, best, high and shape of a family, before it is cut at stated ends."""
    if family == "normal":
        mean, sd = numbers["mean"], numbers["sd"]
        if sd <= 0:
            remedy = "write a single number if it is certain"
            raise wrong("a standard deviation is above 0", sd, remedy)
        return mean - CUT * sd, mean, mean + CUT * sd, (mean, sd)
    if family == "lognormal":
        median, spread = numbers["median"], numbers["spread"]
        if median <= 0 or spread <= 1:
            given = f"median: {median:g}, spread: {spread:g}"
            raise wrong("a lognormal has median > 0 and spread > 1", given, "correct it")
        cut = spread**CUT
        return median / cut, median, median * cut, (math.log(median), math.log(spread))
    low, high = numbers.get("low", 0.0), numbers.get("high", whole)
    if family == "beta":
        a, b = numbers["a"], numbers["b"]
        if a <= 0 or b <= 0:
            given = f"a: {a:g}, b: {b:g}"
            raise wrong("a and b of a beta distribution are above 0", given, "correct")
        return low, low + (high - low) * a / (a + b), high, (a, b)
    return low, numbers.get("best", (low + high) / 2), high, (0.0, 0.0)


def _discrete(raw: Any) -> Spread:
    if not isinstance(raw, Mapping) or not raw:
        raise wrong("discrete values are a mapping", raw, "write values: {20: 30%, 50: 70%}")
    points = sorted((finite("a value", key), _share(share)) for key, share in raw.items())
    total = math.fsum(share for _, share in points)
    if abs(total - 1) > 1e-9:
        raise wrong("the shares of a discrete distribution sum to 100 %", f"{total:.4%}", "correct")
    best = max(points, key=lambda point: point[1])[0]
    return Spread(
        family="discrete", low=points[0][0], best=best, high=points[-1][0], points=tuple(points)
    )


def _share(raw: Any) -> float:
    percent = isinstance(raw, str) and raw.strip().endswith("%")
    share = finite("a share", raw.strip().removesuffix("%") if percent else raw)
    share = share / 100 if percent else share
    if share < 0:
        raise wrong("a share is not negative", raw, "write 30% or 0.3")
    return share


def finite(name: str, raw: Any) -> float:
    """A finite number, from a number or its text."""
    if isinstance(raw, str) and "," in raw:
        raise wrong("a number has a decimal point and no commas", raw, "write a point")
    try:
        plain = not isinstance(raw, bool) and str(raw).isascii() and "_" not in str(raw)
        number = float(raw) if plain else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise wrong(sentence("{name} is a finite number", name=name), raw, "write a number")
    return number
