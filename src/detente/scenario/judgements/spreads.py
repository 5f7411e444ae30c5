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
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from detente.errors import sentence

Family = Literal["uniform", "triangular", "pert", "normal", "lognormal", "beta", "discrete"]

CUT = 4.0
"""Standard deviations at which a normal and a lognormal distribution are cut."""

_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "uniform": (("low", "high"), ()),
    "triangular": (("low", "best", "high"), ()),
    "pert": (("low", "best", "high"), ()),
    "normal": (("mean", "sd"), ("low", "high")),
    "lognormal": (("median", "spread"), ("low", "high")),
    "beta": (("a", "b"), ("low", "high")),
    "discrete": (("values",), ()),
}
"""Needed and allowed keys of each family."""


def wrong(rule: str, given: object, remedy: str) -> PydanticCustomError:
    """The error of a validator, in the words of `errors.Problem`."""
    said = "nothing" if given is None else str(given)
    values = {"rule": rule, "given": said, "remedy": remedy}
    return PydanticCustomError("detente", "{rule}", values)


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
    if family not in get_args(Family):
        raise wrong(
            "there is no such distribution",
            family,
            sentence("use one of {known}", known=", ".join(_KEYS)),
        )
    needed, allowed = _KEYS[family]
    missing = [key for key in needed if key not in raw]
    unknown = sorted(str(key) for key in raw.keys() - {*needed, *allowed, "distribution"})
    if missing or unknown:
        rule = sentence("a {family} distribution has {keys}", family=family, keys=", ".join(needed))
        remedy = (
            f"add {', '.join(missing)}"
            if missing
            else sentence("remove {what}", what=", ".join(unknown))
        )
        raise wrong(rule, ", ".join(str(key) for key in raw), remedy)
    if family == "discrete":
        return _discrete(raw["values"])
    numbers = {key: _number(key, raw[key]) for key in (*needed, *allowed) if key in raw}
    if family == "beta":
        numbers = {"low": 0.0, "high": whole} | numbers
    return _bounded(family, numbers)


def _bounded(family: Family, numbers: dict[str, float]) -> Spread:
    shape = (0.0, 0.0)
    if family == "normal":
        low, best, high, shape = _normal(numbers["mean"], numbers["sd"])
    elif family == "lognormal":
        low, best, high, shape = _lognormal(numbers["median"], numbers["spread"])
    elif family == "beta":
        low, best, high, shape = _beta(numbers)
    else:
        low, high = numbers["low"], numbers["high"]
        best = numbers.get("best", (low + high) / 2)
    low, high = numbers.get("low", low), numbers.get("high", high)
    if not low < high or (family in ("triangular", "pert") and not low <= best <= high):
        given = ", ".join(f"{key}: {number:g}" for key, number in numbers.items())
        raise wrong("a distribution has low <= best <= high, low < high", given, "put in order")
    if not low <= best <= high:
        best = min(max(best, low), high)
    return Spread(family=family, low=low, best=best, high=high, shape=shape)


_Ends = tuple[float, float, float, tuple[float, float]]


def _normal(mean: float, sd: float) -> _Ends:
    if sd <= 0:
        raise wrong("a standard deviation is above 0", sd, "write a single number if it is certain")
    return mean - CUT * sd, mean, mean + CUT * sd, (mean, sd)


def _lognormal(median: float, spread: float) -> _Ends:
    if median <= 0 or spread <= 1:
        given = f"median: {median:g}, spread: {spread:g}"
        raise wrong("a lognormal has median > 0 and spread > 1", given, "correct it")
    cut = spread**CUT
    return median / cut, median, median * cut, (math.log(median), math.log(spread))


def _beta(numbers: dict[str, float]) -> _Ends:
    a, b = numbers["a"], numbers["b"]
    if a <= 0 or b <= 0:
        raise wrong("a and b of a beta distribution are above 0", f"a: {a:g}, b: {b:g}", "correct")
    low, high = numbers["low"], numbers["high"]
    return low, low + (high - low) * a / (a + b), high, (a, b)


def _discrete(raw: Any) -> Spread:
    if not isinstance(raw, Mapping) or not raw:
        raise wrong("discrete values are a mapping", raw, "write values: {20: 30%, 50: 70%}")
    points = sorted((_number("a value", key), _share(share)) for key, share in raw.items())
    total = math.fsum(share for _, share in points)
    if abs(total - 1) > 1e-9:
        raise wrong("the shares of a discrete distribution sum to 100 %", f"{total:.4%}", "correct")
    best = max(points, key=lambda point: point[1])[0]
    return Spread(
        family="discrete", low=points[0][0], best=best, high=points[-1][0], points=tuple(points)
    )


def _share(raw: Any) -> float:
    if isinstance(raw, str) and raw.strip().endswith("%"):
        return _number("a share", raw.strip().removesuffix("%")) / 100
    share = _number("a share", raw)
    if share < 0:
        raise wrong("a share is not negative", raw, "write 30% or 0.3")
    return share


def _number(key: str, raw: Any) -> float:
    try:
        number = math.nan if isinstance(raw, bool) else float(raw)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(raw, str) and "," in raw:
        raise wrong("a number has a decimal point and no commas", raw, "write a point")
    if not math.isfinite(number):
        raise wrong(sentence("{name} is a finite number", name=key), raw, "write a number")
    return number
