"""Sentences of a brief: a stable key, the text, and the raw figures that it tells."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from detente.analyses.findings import Chance
from detente.brief.facts import Facts, decided_by_vote, needed_parties
from detente.brief.grammar import THIN, Who, listed, sentence_case
from detente.phrases import Phrases, likelihood_key
from detente.scenario import Scenario

CHANCES = ("almost_none", "even")
"""Likelihoods whose words are a noun."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; those with the smallest `drop` above 0 go first where room is short."""

    key: str
    text: str
    figures: Mapping[str, float] = field(default_factory=dict)
    drop: int = 0
    because: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many words it has."""
        return len(re.findall(r"[^\s]*\w[^\s]*", self.text))


@dataclass(frozen=True)
class Writer:
    """What every sentence needs: the facts, the words, and whom the brief advises."""

    facts: Facts
    words: Phrases

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.facts.scenario

    @property
    def language(self) -> str:
        """The brief's language."""
        return self.words.language

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The parties whose consent a settlement needs."""
        return needed_parties(self.scenario)

    @cached_property
    def client(self) -> str | None:
        """The party that is advised; None for a mediator, or where nobody is named."""
        stated = self.scenario.client
        if stated is None:
            return None
        if stated.name in self.scenario.parties:
            return stated.name
        return stated.advises

    def who(self, parties: Sequence[str]) -> Who:
        """Parties as a part of a sentence."""
        return Who.of(self.scenario, parties, self.language)

    def say(
        self,
        rule: str,
        name: str = "",
        *,
        figures: Mapping[str, float] | None = None,
        drop: int = 0,
        because: tuple[str, ...] = (),
        **values: object,
    ) -> Sentence:
        """The sentence of a rule, keyed by the rule and what it is about."""
        text = sentence_case(tidy(self.words(f"page.{rule}", **values)))
        return Sentence(f"{rule}.{name}" if name else rule, text, figures or {}, drop, because)

    def listed(self, parts: Sequence[str]) -> str:
        """An enumeration."""
        return listed(parts, self.language)

    def everyone(self) -> dict[str, str]:
        """All who are needed, as `both` or `all four`, in the dative, and as those who accept.

        Where some table votes, enough of the parties.
        """
        count = len(self.needed)
        found = {}
        for name in ("all", "all_dat"):
            known = self.words.texts(f"page.{name}")
            found[name] = known.get(str(count), self.words(f"page.{name}_of", n=count))
        found["those"] = self.words("page.all_needed", all=found["all"])
        if count == 1:
            found = dict.fromkeys(found, self.scenario.party_name(self.needed[0], self.language))
        if decided_by_vote(self.scenario):
            enough, dative = self.words("page.enough"), self.words("page.enough_dat")
            return {"all": enough, "all_dat": dative, "those": enough}
        return found

    def percent(self, value: float) -> str:
        """A chance for reading: to the nearest five where that keeps its word; never 0 or 100."""
        return self._percent(rounded(value))

    def _percent(self, number: int) -> str:
        if number < 5:
            return self.words("common.under", value=f"5{THIN}%")
        if number > 95:
            return self.words("common.over", value=f"95{THIN}%")
        return f"{number}{THIN}%"

    def share(self, value: float) -> str:
        """A share of our calculations in words, with its percentage where it is not all or none."""
        told = self.words.in_calculations(value)
        if value in (0.0, 1.0):
            return told
        whole, nearest = round(100 * value), 5 * round(20 * value)
        keeps = whole > 10 and self.words.in_calculations(nearest / 100) == told
        return self.words("page.in_share", share=told, p=self._percent(nearest if keeps else whole))

    def ends(self, chance: Chance) -> tuple[str, str]:
        """The ends of a chance's range, rounded outwards."""
        low = 5 * math.floor(round(chance.low * 100, 6) / 5)
        high = 5 * math.ceil(round(chance.high * 100, 6) / 5)
        shown = self._percent(high) if high < 100 else self._percent(99)
        if low >= 5 and high < 100:
            return str(low), shown
        return self._percent(low), shown

    def likelihood(self, value: float) -> tuple[str, bool]:
        """The word for a chance, and whether it is a noun ('a roughly even chance')."""
        key = likelihood_key(value)
        if key in CHANCES:
            return self.words(f"page.chance_of.{key}"), self.language == "en" or key == "even"
        return self.words.likelihood(value), False

    def sources(self, because: Sequence[str]) -> tuple[str, ...]:
        """Where evidence stands, for footnotes."""
        found = []
        for name in because:
            item = self.scenario.evidence[name]
            source = self.scenario.sources[item.source]
            title = self.scenario.translated(
                source.title, "sources", item.source, language=self.language
            )
            at = self.scenario.translated(item.at or "", "at", name, language=self.language)
            found.append(f"{title}, {at}" if at else title)
        return tuple(dict.fromkeys(found))

    def counted(self, number: int) -> str:
        """A number in a word, up to twelve."""
        return self.words.texts("page.counted").get(str(number)) or self.words.number(number)

    def quoted(self, name: str) -> str:
        """A text of the file in quotation marks."""
        return {"en": f"“{name}”", "de": f"„{name}“"}[self.language]


def rounded(value: float) -> int:
    """A chance in percent: to the nearest five above ten where that keeps its word."""
    whole = round(100 * value)
    if whole <= 10:
        return whole
    nearest = 5 * round(100 * value / 5)
    return nearest if likelihood_key(nearest / 100) == likelihood_key(value) else whole


def tidy(text: str) -> str:
    """A text without the gaps that empty values leave."""
    text = re.sub(r"  +", " ", text)
    return re.sub(r" ([,.;:)])", r"\1", text).replace(" )", ")").replace("?.", "?").strip()


def fitted(paragraphs: Sequence[Sequence[Sentence]], most: int) -> tuple[tuple[Sentence, ...], ...]:
    """Paragraphs of at most so many words: what may be dropped goes, the least important first."""
    kept = [list(paragraph) for paragraph in paragraphs]
    while sum(sentence.count for paragraph in kept for sentence in paragraph) > most:
        left = [s for paragraph in kept for s in paragraph if s.drop]
        if not left:
            break
        first = min(left, key=lambda sentence: sentence.drop)
        for paragraph in kept:
            if first in paragraph:
                paragraph.remove(first)
    return tuple(tuple(paragraph) for paragraph in kept if paragraph)
