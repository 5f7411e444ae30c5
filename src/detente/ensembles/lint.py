"""Estimative language checked: the rules of ICD 203 for any text, in English and German.

- `both`: a likelihood and a confidence level in one sentence;
- `extreme`: a probability of 0 or 100 %, also a bare one in a table's column of probabilities;
- `certain`: a word of certainty;
- `mixed`: likelihood words of the directive's two rows in one text ("likely" and "probable");
- `mismatch`: a likelihood word beside a percentage outside its bin;
- `peace`: a single probability of peace.

>>> [slip.rule for slip in lint("A deal is likely, with high confidence. War is 100 % likely.")]
['both', 'extreme']
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from detente.ensembles.lint_tables import bare_extremes

Rule = Literal["both", "extreme", "certain", "mixed", "mismatch", "peace"]


@dataclass(frozen=True, slots=True)
class Slip:
    """A breach of a rule: the sentence, its line (from 1), and what was found."""

    rule: Rule
    line: int
    found: str
    sentence: str


EDGES = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)
_BINS = {
    "almost no chance": 0, "very unlikely": 1, "unlikely": 2, "roughly even chance": 3,
    "likely": 4, "very likely": 5, "almost certain": 6, "almost certainly": 6,
    "nahezu ausgeschlossen": 0, "sehr unwahrscheinlich": 1, "unwahrscheinlich": 2,
    "etwa gleich wahrscheinlich": 3, "wahrscheinlich": 4, "sehr wahrscheinlich": 5,
    "nahezu sicher": 6,
}  # fmt: skip
_SECOND_ROW = (
    "highly improbable", "improbable", "roughly even odds", "probable", "highly probable",
    "nearly certain",
)  # fmt: skip
_LONGEST = sorted(_BINS, key=len, reverse=True)
_LIKELIHOOD = re.compile(
    r"\b(?<!less )(?<!more )(" + "|".join(map(re.escape, _LONGEST)) + r")\b(?!er )", re.IGNORECASE
)
_OTHER_ROW = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _SECOND_ROW), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_PROBABILITY = re.compile(
    r"\b(probabilit\w+|chances?|odds|likelihoods?|(?:Eintritts)?wahrscheinlichkeit(?:en)?)\b",
    re.IGNORECASE,
)
_CONFIDENCE = re.compile(
    r"\b((?:low|moderate|medium|high) confidence|confidence (?:is|level|in)\b[^.]*|"
    r"confident(?:ly)?|"
    r"(?:geringe[rnms]?|mittlere[rnms]?|mäßige[rnms]?|hohe[rnms]?) "
    r"(?:Zuverlässigkeit|Konfidenz|Verlässlichkeit|Gewissheit)|"
    r"(?:Zuverlässigkeit|Konfidenz|Verlässlichkeit) (?:ist|der Einschätzung)\b[^.]*)",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"(?<![\d.,–-])(?<!\d )(0(?:[.,]0+)?|100(?:[.,]0+)?)\s*(?:%|percent\b|per cent\b|Prozent\b)",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"\b(will certainly|certain to|with certainty|undoubtedly|is guaranteed to|"
    r"mit Sicherheit|zweifellos|mit Gewissheit|garantiert)\b",
    re.IGNORECASE,
)
_PEACE = re.compile(
    r"\b(probability of (?:peace|war)|(?:Friedens|Kriegs)wahrscheinlichkeit|"
    r"Wahrscheinlichkeit (?:des|von|für) (?:Friedens?|Krieg(?:es|s)?))\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"(?<![\d.,])(\d{1,2}(?:[.,]\d+)?)\s*%(?!-|\s*(?:confidence|credible|error|Konfidenz|Fehler))"
)
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|li|td|th|tr|h\d|div|section|br|figcaption|dt|dd|title|text)\b[^>]*>", re.I
)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„“\"(])|[|•·]|\n\s*\n|\n(?=\s*[-*#>|])")


def lint(text: str) -> tuple[Slip, ...]:
    """All slips of a text (plain, Markdown or HTML), in the order in which they stand."""
    found: list[Slip] = []
    rows: dict[int, tuple[int, str, str]] = {}
    for line, sentence in sentences(text):
        found += [Slip(rule, line, what, sentence) for rule, what in _slips(sentence)]
        for row, pattern in ((1, _LIKELIHOOD), (2, _OTHER_ROW)):
            match = pattern.search(sentence)
            if match:
                rows.setdefault(row, (line, match.group(0), sentence))
    if len(rows) == 2:
        line, word, sentence = rows[2]
        found.append(Slip("mixed", line, f"{word} / {rows[1][1]}", sentence))
    found += [Slip("extreme", line, cell, head) for line, cell, head in bare_extremes(text)]
    return tuple(sorted(found, key=lambda slip: slip.line))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences, headings and table cells with the line that each begins in."""
    plain = _plain(text)
    start = 0
    for end in [*_END.finditer(plain), None]:
        stop = len(plain) if end is None else end.start()
        piece = plain[start:stop]
        said = " ".join(piece.split())
        if said:
            offset = len(piece) - len(piece.lstrip())
            yield plain.count("\n", 0, start + offset) + 1, said
        start = stop if end is None else end.end()


def _plain(text: str) -> str:
    """Text without tags; the number of lines before each word stays what it was."""
    if "<" in text and re.search(r"</\w+>", text):
        text = _BLOCK.sub(lambda tag: "|" + "\n" * tag.group(0).count("\n"), text)
        text = _TAG.sub(lambda tag: "\n" * tag.group(0).count("\n"), text)
        text = html.unescape(text)
    return re.sub(r"[\u00a0\u202f\u2009]", " ", text)


def _slips(sentence: str) -> Iterator[tuple[Rule, str]]:
    words = [match.group(1) for match in _LIKELIHOOD.finditer(sentence)]
    other = _OTHER_ROW.search(sentence)
    confidence = _CONFIDENCE.search(sentence)
    if confidence and (words or other):
        yield "both", f"{words[0] if words else other and other.group(0)} / {confidence.group(0)}"
    extreme = _EXTREME.search(sentence)
    if extreme and (words or other or _PROBABILITY.search(sentence)):
        yield "extreme", extreme.group(0)
    certain = _CERTAIN.search(sentence)
    if certain:
        yield "certain", certain.group(0)
    peace = _PEACE.search(sentence)
    if peace:
        yield "peace", peace.group(0)
    yield from _mismatches(words, _PERCENT.findall(sentence))


def _mismatches(words: list[str], numbers: list[str]) -> Iterator[tuple[Rule, str]]:
    """One word, or two joined by an error bar, beside a single first percentage."""
    if not numbers or not 1 <= len(words) <= 2:
        return
    places = sorted(_BINS[word.lower()] for word in words)
    if len(places) == 2 and places[0] == places[1]:
        places = places[:1]
    share = float(numbers[0].replace(",", ".")) / 100
    edges = (0.0, *EDGES, 1.0)
    if not edges[places[0]] - 0.005 <= share <= edges[places[-1] + 1] + 0.005:
        yield "mismatch", f"{' / '.join(words)}, {numbers[0]} %"
