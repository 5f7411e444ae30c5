"""A judgement: a number that somebody estimates, with its range, sources and confidence.

Written as a number (`60`), a word (`high`), a range of numbers or words (`20..40`,
`high..very high`), `{low: 20, best: 30, high: 50}`, a named distribution (see `spreads`), or the
judgements of several experts (`{experts: {anna: 20..40, ben: 60}}`); each also as `{value: …,
because: [e1], confidence: low}`. Words stand for the intervals of `WORDS`, from 0 to 100.

A percentage is a part of the whole: of 1 for shares and chances (`read_judgement`), of 100 for
points (`read_points`). So is a beta distribution whose ends are not stated.

>>> read_judgement("20..40").best, read_judgement("60%").best, read_points("60%").best
(30.0, 0.6, 60.0)
>>> read_judgement({"value": "very high", "because": ["e1"], "confidence": "low"}).low
85.0
"""

from __future__ import annotations

import math
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, PrivateAttr, model_validator
from pydantic_core import CoreSchema

from detente.errors import sentence
from detente.scenario.judgements.schema import ABOUT, SCHEMA
from detente.scenario.judgements.spreads import Spread, read_spread
from detente.scenario.shape import Json, wrong

WORDS: dict[str, tuple[float, float]] = {
    "very low": (0.0, 15.0),
    "low": (15.0, 35.0),
    "medium": (35.0, 65.0),
    "high": (65.0, 85.0),
    "very high": (85.0, 100.0),
}
"""The one published scale of words: each an interval of 0..100; its best value is the middle."""

Confidence = Literal["low", "moderate", "high"]
Form = Literal["number", "word", "range", "estimate", "distribution", "experts", "rank"]

_NUMBER = r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
_PERCENT = re.compile(rf"\s*{_NUMBER}\s*(%?)\s*")
_RANGE = re.compile(rf"\s*{_NUMBER}\s*(%?)\s*\.\.\s*{_NUMBER}\s*(%?)\s*")
COMMA = re.compile(r"\d,\d")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")

FORMS = (
    "write a number (60), a word (very low, low, medium, high, very high), a range (20..40), "
    "{low: 20, best: 30, high: 50}, {distribution: normal, mean: 40, sd: 5} or "
    "{experts: {anna: 20..40, ben: 60}}"
)


class Expert(BaseModel):
    """One expert's judgement of a number, and its share in the pool."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    share: float
    judgement: Judgement


class Judgement(BaseModel):
    """A number with the range in which its true value is thought to lie, low <= best <= high.

    A distribution keeps its `spread`, a pool its `experts` (whose shares sum to 1), a weight known
    by rank its `rank`: first and last place that it can have, counted from 0, and how many there
    are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float
    best: float
    high: float
    form: Form
    given: str
    spread: Spread | None = None
    experts: tuple[Expert, ...] = ()
    rank: tuple[int, int, int] | None = None
    because: tuple[str, ...] = ()
    confidence: Confidence | None = None
    invented: bool = False
    remark: str = ""

    _limits: tuple[float, float] = PrivateAttr((-math.inf, math.inf))

    def limited(self, low: float, high: float) -> Judgement:
        """The same judgement on a scale that ends at `low` and `high`."""
        found = self.model_copy()
        found._limits = (low, high)
        return found

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the scale that it is on; infinite where there are none."""
        return self._limits

    @property
    def doubled(self) -> tuple[float, float]:
        """The ends of the range doubled about its middle (`{low, best, high}`: about best).

        They are cut to the scale.

        >>> read_judgement("20..40").doubled
        (10.0, 50.0)
        >>> read_judgement({"low": 5, "best": 10, "high": 40}).doubled
        (0.0, 70.0)
        """
        middle = self.best if self.form == "estimate" else (self.low + self.high) / 2
        low, high = 2 * self.low - middle, 2 * self.high - middle
        least, most = self._limits
        if self.form == "word":
            least, most = max(least, 0.0), min(most, 100.0)
        return max(low, least), min(high, most)

    @property
    def certain(self) -> bool:
        """Whether the range is a single point."""
        return self.low == self.high

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return raw if isinstance(raw, dict) and "form" in raw else _fields(raw, 1.0)

    @model_validator(mode="after")
    def _ordered(self) -> Judgement:
        three = (self.low, self.best, self.high)
        if not all(map(math.isfinite, three)) or not self.low <= self.best <= self.high:
            raise wrong("a judgement has finite low <= best <= high", three, FORMS)
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Json:
        return SCHEMA


def read_judgement(raw: object) -> Judgement:
    """Read a judgement in any of its forms.

    Raises pydantic.ValidationError when it is none of them.
    """
    return Judgement.model_validate(raw)


def read_points(raw: object) -> Judgement:
    """Read a judgement on a scale of points, of which 100 are the whole.

    Raises ValueError when it is none of the forms.
    """
    if isinstance(raw, Judgement) or (isinstance(raw, dict) and "form" in raw):
        return Judgement.model_validate(raw)
    return Judgement.model_validate(_fields(raw, 100.0))


def is_relative(judgement: Judgement) -> bool:
    """Whether it counts on a whole of 100, since it is a word or a percentage.

    >>> [is_relative(read_points(given)) for given in ("high", "60%", 60)]
    [True, True, False]
    """
    if judgement.experts:
        return any(is_relative(expert.judgement) for expert in judgement.experts)
    numbers = judgement.form in ("number", "range", "estimate")
    return judgement.form == "word" or (numbers and "%" in judgement.given)


POINT = "a number has a decimal point and no commas"


def without_commas(raw: str) -> str:
    """What was probably meant by a number with commas.

    >>> without_commas("0,5..1,5"), without_commas("10,000")
    ('0.5..1.5', '10000 or 10.000')
    """
    pointed = raw.strip().replace(",", ".")
    if _THOUSANDS.fullmatch(raw.strip()):
        whole = raw.strip().replace(",", "")
        return f"{whole} or {pointed}" if raw.count(",") == 1 else whole
    return pointed


_BETWEEN = re.compile(
    rf"\s*{_NUMBER}\s*(%?)\s*(?:[-–—…]|\.\.\.|to|bis)\s*(?=[\d.]){_NUMBER}\s*(%?)\s*"
)
DOTS = "a range has two dots between its ends"


def with_dots(raw: str) -> str | None:
    """The range that was probably meant by two numbers with something else between them.

    >>> with_dots("20-40"), with_dots("0.5 to 1%"), with_dots("2025–2055"), with_dots("40")
    ('20..40', '0.5..1%', '2025..2055', None)
    """
    found = _BETWEEN.fullmatch(raw)
    return f"{found[1]}..{found[3]}{found[4] or found[2]}" if found else None


def _fields(raw: object, whole: float) -> dict[str, Any]:
    """The fields of a judgement in any of its forms; percentages are of a `whole`."""
    if isinstance(raw, dict):
        return _from_mapping(raw, whole)
    number = _number(raw, whole)
    if number is not None:
        return {"low": number, "best": number, "high": number, "form": "number", "given": f"{raw}"}
    if not isinstance(raw, str):
        raise wrong("this is not a judgement", raw, FORMS)
    ends = [" ".join(end.split()).lower() for end in raw.split("..")]
    two = _RANGE.fullmatch(raw)
    if two and two[2] <= two[4]:
        low, high = (_part(two[place], two[4], whole) for place in (1, 3))
        form = "range"
    elif len(ends) <= 2 and all(end in WORDS for end in ends):
        low, high, form = WORDS[ends[0]][0], WORDS[ends[-1]][1], "word"
    elif meant := with_dots(raw):
        raise wrong(DOTS, raw, sentence("write {what}", what=meant))
    else:
        raise wrong("this is not a judgement", raw, FORMS)
    if low > high:
        first, last = (end.removesuffix("%").strip() for end in ends)
        meant = f"{last}..{first}{'%' * ends[1].endswith('%')}"
        raise wrong("a range begins with its lower end", raw, sentence("write {what}", what=meant))
    return {"low": low, "best": (low + high) / 2, "high": high, "form": form, "given": raw}


def _number(raw: object, whole: float) -> float | None:
    """A number, or a percentage of the whole; None where it is neither."""
    if isinstance(raw, str):
        if COMMA.search(raw):
            raise wrong(POINT, raw, sentence("write {what}", what=without_commas(raw)))
        found = _PERCENT.fullmatch(raw)
        if found and not found[2]:
            raise wrong("a number stands without quotes", raw, sentence("write {what}", what=raw))
        return _part(found[1], "%", whole) if found else None
    plain = isinstance(raw, int | float) and not isinstance(raw, bool)
    return _finite(raw) if plain else None


def _part(number: str, sign: str, whole: float) -> float:
    """A number, or with a percent sign so many hundredths of the whole."""
    return _finite(float(number) * whole / 100 if sign else float(number))


def _finite(raw: Any) -> float:
    try:
        number = float(raw)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise wrong("a judgement is a finite number", raw, FORMS)
    return number


_KEYS = {"value", "low", "best", "high", "experts"}
_BODIES = (("value",), ("experts",), ("low", "best", "high"))


def _from_mapping(raw: dict[str, Any], whole: float) -> dict[str, Any]:
    body = {key: part for key, part in raw.items() if key not in ABOUT}
    if "distribution" in body:
        spread = read_spread(body, whole)
        fields: dict[str, Any] = {key: getattr(spread, key) for key in ("low", "best", "high")}
        fields |= {"form": "distribution", "given": spread.text, "spread": spread}
    else:
        fields = _from_plain_mapping(body, whole)
    because = raw.get("because", fields.get("because", ()))
    confidence = raw.get("confidence")
    return fields | {
        "because": (because,) if isinstance(because, str) else because,
        "confidence": "moderate" if confidence == "medium" else confidence,
        "invented": raw.get("invented", fields.get("invented", False)),
        "remark": raw.get("remark", fields.get("remark", "")),
    }


def _from_plain_mapping(body: dict[str, Any], whole: float) -> dict[str, Any]:
    if unknown := sorted(str(key) for key in body.keys() - _KEYS):
        remedy = sentence("use {what}", what=", ".join(sorted({*_KEYS, "distribution", *ABOUT})))
        raise wrong("a judgement has no such key", ", ".join(unknown), remedy)
    if sum(bool(body.keys() & set(keys)) for keys in _BODIES) > 1:
        raise wrong("a judgement has one of value, experts, low and high", body, "remove the rest")
    if "experts" in body:
        return _from_experts(body["experts"], whole)
    if "value" not in body:
        return _from_three(body, whole)
    if isinstance(body["value"], dict) and body["value"].keys() & {"value", *ABOUT}:
        raise wrong("a judgement holds one value", body, "write value and what it rests on once")
    return _fields(body["value"], whole)


def _from_experts(raw: object, whole: float) -> dict[str, Any]:
    """A linear pool: each expert's judgement with its share; the best value is their mean."""
    if not isinstance(raw, dict) or not raw:
        raise wrong("experts is a mapping", raw, "write experts: {anna: 20..40, ben: 60}")
    read = {str(name): _expert(given, whole) for name, given in raw.items()}
    total = math.fsum(weight for _, weight in read.values())
    experts = tuple(
        Expert(name=name, share=weight / total, judgement=judgement)
        for name, (judgement, weight) in read.items()
    )
    cited = [name for expert in experts for name in expert.judgement.because]
    low = min(expert.judgement.low for expert in experts)
    high = max(expert.judgement.high for expert in experts)
    mean = math.fsum(expert.share * expert.judgement.best for expert in experts)
    return {
        "low": low,
        "best": min(max(mean, low), high),
        "high": high,
        "form": "experts",
        "given": "; ".join(f"{expert.name}: {expert.judgement.given}" for expert in experts),
        "experts": experts,
        "because": tuple(dict.fromkeys(cited)),
    }


def _expert(raw: object, whole: float) -> tuple[Judgement, float]:
    weight: object = 1.0
    if isinstance(raw, dict) and "weight" in raw:
        weight = raw["weight"]
        raw = {key: part for key, part in raw.items() if key != "weight"}
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not weight > 0:
        raise wrong("an expert's weight is a number above 0", weight, "write weight: 2")
    if isinstance(raw, dict) and "experts" in raw:
        raise wrong("an expert is one person", raw, "write each expert's own judgement")
    return Judgement.model_validate(_fields(raw, whole)), _finite(weight)


def _from_three(raw: dict[str, Any], whole: float) -> dict[str, Any]:
    if missing := [key for key in ("low", "best", "high") if key not in raw]:
        raise wrong("an estimate has low, best and high", raw, f"add {', '.join(missing)}")
    three = [raw[key] for key in ("low", "best", "high")]
    numbers = [number for end in three if (number := _number(end, whole)) is not None]
    if len(numbers) < 3:
        raise wrong("low, best and high are numbers", three, "write {low: 20, best: 30, high: 50}")
    low, best, high = numbers
    if not low <= best <= high:
        raise wrong("an estimate has low <= best <= high", three, "put the numbers in order")
    given = "..".join(end if isinstance(end, str) else f"{end:g}" for end in three)
    return {"low": low, "best": best, "high": high, "form": "estimate", "given": given}


Expert.model_rebuild()
