"""Every word that détente says, one folder a language, one file a topic.

A phrase is looked up by topic and key and filled with named values. Both languages hold the same
keys with the same placeholders; a test sees to it. Numbers, dates, lists and plurals follow the
Unicode CLDR.

>>> words = phrases("en")
>>> words.join(["Kyiv", "Moscow", "Washington"])
'Kyiv, Moscow and Washington'
>>> phrases("de").number(1234.5, 1)
'1.234,5'
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from detente.errors import SettingError, sentence
from detente.phrases.directions import isolated

LOCALES = {"en": "en_GB", "de": "de_DE"}
LANGUAGES = tuple(LOCALES)

if TYPE_CHECKING:
    from babel import Locale

_RANGE = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*\.\.\s*(-?\d+(?:[.,]\d+)?)")

MINUS = "\N{MINUS SIGN}"

SHARE_EDGES = (0.05, 0.25, 5 / 12, 7 / 12, 0.75, 0.95)
_SHARES = ("hardly_any", "few", "a_third", "half", "two_thirds", "most", "nearly_all")
"""What a share of cases is called from one edge to the next; none and all are exact."""


LIKELIHOOD_EDGES = (0.05, 0.2, 0.45, 0.55, 0.8, 0.95)
LIKELIHOODS = (
    "almost_none",
    "very_unlikely",
    "unlikely",
    "even",
    "likely",
    "very_likely",
    "almost_certain",
)
"""Words for the probabilities of events, and where each begins (ICD 203, 2015, section D.6)."""


class Phrases:
    """The phrases of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._topics: dict[str, dict[str, Any]] = {}

    @cached_property
    def _locale(self) -> Locale:
        """What the Unicode CLDR knows of the language."""
        from babel import Locale

        return Locale.parse(LOCALES[self.language])

    @cached_property
    def _signs(self) -> dict[int, str]:
        """The language's separators in the place of Python's, and a true minus sign."""
        signs = self._locale.number_symbols["latn"]
        return str.maketrans({",": signs["group"], ".": signs["decimal"], "-": MINUS})

    def __call__(self, key: str, **values: object) -> str:
        """Fill the phrase `topic.key` with values, each name in its own reading direction.

        Raises KeyError when the phrase or one of its values is missing: that is a slip in the
        program, never in the input.
        """
        return str(self._find(key)).format(**_held(values))

    def count(self, key: str, n: int, **values: object) -> str:
        """Fill the singular or plural of `topic.key` for n things; `{n}` is the number."""
        form = str(self._find(key)[self._locale.plural_form(n)])
        return form.format(n=self.number(n), **_held(values))

    def texts(self, key: str) -> dict[str, str]:
        """The phrases of a table `topic.key` by their keys, not filled."""
        return dict(self._find(key))

    def join(self, parts: Iterable[str], *, either: bool = False) -> str:
        """Join parts to an enumeration: 'a, b and c' or, for one of `either`, 'a, b or c'."""
        from babel.lists import format_list

        listed = [isolated(part) for part in parts]
        return str(format_list(listed, "or" if either else "standard", self._locale))

    def first(self, parts: Iterable[str], most: int) -> str:
        """Join parts like `join`, or only the first ones, with the number of the others.

        >>> phrases("en").first("abcde", 3)
        'a, b, c, … and 2 more'
        """
        listed = list(parts)
        if len(listed) <= most:
            return self.join(listed)
        more = self("common.more", n=self.number(len(listed) - most))
        return ", ".join([*map(isolated, listed[:most]), more])

    def number(self, value: float, digits: int = 0, *, grouped: bool = True) -> str:
        """Print a number with this language's separators and a true minus sign.

        A year, and whatever else counts nothing, is not `grouped` by thousands.
        """
        if not math.isfinite(value):
            return {math.inf: "∞", -math.inf: f"{MINUS}∞"}.get(value, "–")
        text = f"{value:{',' if grouped else ''}.{digits}f}"
        if float(text.replace(",", "")) == 0:
            text = text.lstrip("-")
        return text.translate(self._signs)

    def stated(self, value: float, digits: int = 0) -> str:
        """Print a number that was stated, or the middle of a stated range, as it is.

        It takes the digits that it has, at most two; one with more has `digits`.

        >>> phrases("de").stated(92.5), phrases("en").stated(40.0), phrases("en").stated(100 / 3)
        ('92,5', '40', '33')
        """
        shown = (d for d in range(digits, 3) if abs(value - round(value, d)) < 1e-9)
        return self.number(value, next(shown, digits))

    def span(self, low: float, high: float, digits: int = 0) -> str:
        """Print a range; where an end is negative, a dash would be taken for a minus sign.

        >>> phrases("en").span(30, 45), phrases("en").span(-30, -10)
        ('30–45', '−30 to −10')
        """
        ends = self.stated(low, digits), self.stated(high, digits)
        if low < 0 or high < 0:
            return self("common.span", low=ends[0], high=ends[1])
        return "–".join(ends)

    def written_range(self, text: str) -> str:
        """A range as the scenario file writes it, for reading.

        >>> phrases("en").written_range("30..45"), phrases("de").written_range("-30..-10 dB")
        ('30–45', '−30 bis −10 dB')
        """

        def said(found: re.Match[str]) -> str:
            low, high = (end.replace("-", MINUS) for end in found.groups())
            return self("common.span", low=low, high=high)

        if "-" not in text:
            return text.replace("..", "–")
        return _RANGE.sub(said, text).replace("..", "–")

    def share(self, value: float) -> str:
        """Print a share between 0 and 1 as a probability in percent: never 0 or 100 %.

        >>> phrases("en").share(0.634), phrases("en").share(1.0)
        ('63 %', 'over 99 %')
        """
        return self("common.percent", value=self.percentage(value))

    def percentage(self, value: float, digits: int = 0) -> str:
        """Print a share as `share` does, but without the sign: for columns headed (%).

        >>> phrases("en").percentage(0.634), phrases("en").percentage(0.0)
        ('63', 'under 1')
        """
        value = round(value, 9)
        if value < 0.01:
            return self("common.under_one")
        if value > 0.99:
            return self("common.over_99")
        return self.number(100 * value, digits)

    def shares(self, low: float, high: float) -> str:
        """Print a range of shares, or the one share where both ends print alike.

        >>> phrases("en").shares(0.56, 0.93), phrases("en").shares(0.0, 0.5)
        ('56 to 93 %', 'under 1 to 50 %')
        """
        ends = self.percentage(low), self.percentage(high)
        if ends[0] == ends[1]:
            return self.share(low)
        return self("common.percents", low=ends[0], high=ends[1])

    def how_many(self, share: float) -> str:
        """A share of the cases computed in words: never those for the probability of an event.

        >>> [phrases("en").how_many(share) for share in (0.0, 0.24, 0.25, 0.95, 1.0)]
        ['none', 'few', 'about a third', 'nearly all', 'all']
        """
        return self(f"common.how_many.{_share_key(share)}")

    def in_calculations(self, share: float) -> str:
        """The same as part of a sentence.

        >>> phrases("en").in_calculations(0.6), phrases("de").in_calculations(0.6)
        ('in about two thirds of our calculations', 'in etwa zwei Dritteln unserer Rechnungen')
        """
        return self(f"common.in_calculations.{_share_key(share)}")

    def likelihood(self, probability: float) -> str:
        """The word of ICD 203 for the probability of an event: never for a share of cases.

        >>> [phrases("en").likelihood(p) for p in (0.04, 0.1, 0.3, 0.5, 0.6, 0.9, 0.97)][1:4]
        ['very unlikely', 'unlikely', 'roughly even']
        """
        return self(f"common.likelihood.{likelihood_key(probability)}")

    def date(self, day: datetime.date) -> str:
        """Print a date: '15 August 2025', '15. August 2025'."""
        from babel.dates import format_date

        return str(format_date(day, "long", self._locale))

    def _find(self, key: str) -> Any:
        topic, *steps = key.split(".")
        if topic not in self._topics:
            source = files(__package__) / self.language / f"{topic}.toml"
            self._topics[topic] = tomllib.loads(source.read_text(encoding="utf-8"))
        found: Any = self._topics[topic]
        for step in steps:
            found = found[step]
        return found


def _held(values: dict[str, object]) -> dict[str, object]:
    return {
        name: isolated(value) if isinstance(value, str) else value for name, value in values.items()
    }


def likelihood_key(probability: float) -> str:
    """The key of the likelihood word for a probability; bins hold their lower edge."""
    return LIKELIHOODS[sum(probability >= edge for edge in LIKELIHOOD_EDGES)]


def _share_key(share: float) -> str:
    if share in (0.0, 1.0):
        return "all" if share else "none"
    return _SHARES[sum(share >= edge for edge in SHARE_EDGES)]


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language, 'en' or 'de'.

    Raises SettingError for a language that is not there.
    """
    if language not in LANGUAGES:
        raise SettingError(
            "language", language, sentence("choose one of {known}", known=", ".join(LANGUAGES))
        )
    return Phrases(language)
