"""Rules for our own texts: what a share of cases, a probability and a certainty are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

LIKELY = r"(?:very |un)?likely|almost certain(?:ly)?|almost no chance|roughly even chance"
WAHRSCHEINLICH = r"(?:sehr )?(?:un)?wahrscheinlich|nahezu (?:sicher|ausgeschlossen)"
SHARES = r"(?:cases|calculations|Fälle|Rechnungen)"
CHANCE = r"(?:chance|probabilit|likel|ahrscheinlich)"
CERTAIN = "will certainly|certain to|with certainty|undoubtedly|mit Sicherheit|zweifellos"
RULES = {
    "likelihood": rf"(?=.*{SHARES}).*\b(?:{LIKELY}|{WAHRSCHEINLICH})\b",
    "extreme": rf"(?=.*{CHANCE}).*(?<![\d.,–-])(?:0|100)\s?(?:%|percent|Prozent)",
    "certain": rf"\b(?:{CERTAIN})\b",
    "peace": r"\bprobability of (?:peace|war)\b|\b(?:Friedens|Kriegs)wahrscheinlichkeit\b",
}


def slips(text: str) -> Iterator[tuple[str, str]]:
    """The rule that a sentence breaks, and the sentence."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
        for rule, pattern in RULES.items():
            if re.search(pattern, sentence, re.IGNORECASE):
                yield rule, sentence
