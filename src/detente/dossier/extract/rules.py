"""Items proposed by rules: patterns of words for acts, and the sentence around them for the rest.

>>> from detente.dossier.records import Document
>>> from detente.scenario import Scenario
>>> talks = Scenario.model_validate({"title": "T", "parties": {"north": {}, "south": {}}})
>>> text = "North demands a pause. South turned the idea down."
>>> [(item.holder, item.act) for item in Rules().propose(Document("d", "T", text), talks)]
[('north', 'demand'), ('south', 'refusal')]
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from detente.dossier.cleaning import language_of
from detente.dossier.extract.names import Mention, Names
from detente.dossier.extract.words import (
    PARTING,
    Lexicon,
    Token,
    all_forms,
    lexicon,
    match,
    may_occur,
    occurs,
    quoted,
    tokens,
)
from detente.dossier.records import Document, Item, Voice, found
from detente.dossier.sentences import sentences
from detente.scenario import Scenario

OWN_GENRES = ("speech", "position paper", "statement", "letter", "press release", "interview")
"""Genres of documents in which `we` is the party that publishes them."""
PLAIN_GENRES = ("minutes", *OWN_GENRES)
"""Genres without an author who makes claims about the parties."""
AIMED = ("demand", "threat", "refusal", "praise", "offer", "assertion", "promise")
"""Acts that have a target."""
NEAR = 4
"""Words before an English verb within which `not` denies it."""
FIRST = {"wir", "ich", "we", "i"}
"""Who speaks without being named: whose act it is nobody can tell where the text is no party's."""
IF = {"wenn", "falls", "sofern", "if", "unless"}
"""Words that begin a clause in which nothing is done yet."""
ENGINE = "rules"


class Hit(NamedTuple):
    """An act that a pattern found: the entry of the lexicon, and the places of its words."""

    entry: Mapping[str, Any]
    places: tuple[int, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence taken apart: its words, which of them are quoted, and the parties it names."""

    start: int
    end: int
    row: Sequence[Token]
    quoted: Sequence[bool]
    mentions: Sequence[Mention]


@dataclass(frozen=True)
class Rules:
    """The extractor that every dossier has."""

    name: str = ENGINE

    def propose(self, document: Document, scenario: Scenario | None) -> Iterator[Item]:
        """The items of a document; none without a scenario, which says who the parties are.

        Raises SettingError where what finds base forms of words is not installed.
        """
        if scenario is None:
            return
        reader = _Reader(document, scenario)
        for sentence in reader.sentences:
            yield from reader.items(sentence)


def unread(document: Document, scenario: Scenario, items: Sequence[Item]) -> list[tuple[int, int]]:
    """Where sentences stand that name a party, or speak as one, and in which no item begins."""
    reader, read = _Reader(document, scenario), bytearray(len(document.text))
    for item in items:
        for span in item.spans if item.document == document.id else ():
            read[span.start : span.end] = b"\1" * (span.end - span.start)
    return [
        (sentence.start, sentence.end)
        for sentence in reader.sentences
        if (sentence.mentions or reader.first_person(sentence.row))
        and not any(read[sentence.start : sentence.end])
    ]


class _Reader:
    """Reads one document with the names of one scenario."""

    def __init__(self, document: Document, scenario: Scenario) -> None:
        self.document = document
        language = document.language if document.language in ("de", "en") else ""
        self.known: Lexicon = lexicon(language or language_of(document.text) or scenario.language)
        self.names = Names(scenario, self.known.language)
        self.speaker = self._speaker()
        self.sentences = [self._taken_apart(*each) for each in sentences(document.text)]
        self.last = ""

    def _speaker(self) -> str:
        """The party whose own document it is, or none."""
        if self.document.genre not in OWN_GENRES:
            return ""
        for text in (self.document.publisher, self.document.title):
            row = tokens(text, 0, len(text), self.known.language)
            for mention in self.names.mentions(row):
                return mention.party
        return ""

    def _taken_apart(self, start: int, end: int) -> Sentence:
        row = tokens(self.document.text, start, end, self.known.language)
        return Sentence(start, end, row, quoted(row), self.names.mentions(row))

    def first_person(self, row: Sequence[Token]) -> bool:
        """Whether a party speaks of itself in its own document."""
        own = self.known.set("first_person")
        return bool(self.speaker) and any(token.text.lower() in own for token in row)

    def items(self, sentence: Sentence) -> Iterator[Item]:
        """The items of a sentence, each with the part of the sentence that is its own."""
        hits = self._hits(sentence)
        cuts = [_parting(sentence.row, *pair) for pair in pairwise(hits)]
        parts, told = pairwise([0, *cuts, len(sentence.row)]), False
        for hit, (first, last) in zip(hits, parts, strict=False):
            item = self._item(sentence, hit, first, last)
            if item is not None:
                yield item
                self.last = item.holder
                told = True
        plain = [each.party for each in sentence.mentions if each.rank < 2]
        self.last = plain[0] if plain and not told else self.last

    def _hits(self, sentence: Sentence) -> list[Hit]:
        """The acts of a sentence by their places; of two in one clause the lexicon's first."""
        taken: list[Hit] = []
        forms = all_forms(sentence.row)
        for entry, pattern in zip(self.known.acts, self.known.act_patterns, strict=True):
            if not may_occur(pattern, forms):
                continue
            for at in range(len(sentence.row)):
                if entry.get("alone") and taken:
                    break
                places = match(pattern, sentence.row, at)
                hit = Hit(entry, places)
                if places and self._fits(sentence, hit) and _apart(sentence.row, hit, taken):
                    taken.append(hit)
        return sorted(taken, key=lambda hit: hit.places)

    def _fits(self, sentence: Sentence, hit: Hit) -> bool:
        voices = hit.entry.get("voices", ())
        first, _ = _clause(sentence.row, hit.places[0])
        if "subject" not in hit.entry and not IF.isdisjoint(sentence.row[first].forms):
            return False
        in_quotes = sentence.quoted[hit.places[0]]
        if voices == ["author"]:
            return self.document.genre not in PLAIN_GENRES and not in_quotes
        return not voices or bool(self.speaker) or in_quotes

    def _item(self, sentence: Sentence, hit: Hit, first: int, last: int) -> Item | None:
        row = sentence.row[first:last]
        while row and row[-1].text in PARTING:
            row = row[:-1]
        while row and row[0].text in PARTING:
            row = row[1:]
        holder, act = self._holder(sentence, hit), hit.entry["act"]
        inside = [each for each in sentence.mentions if first <= each.start < last]
        target = _target(inside, holder, hit) if act in AIMED else ""
        if not holder or (self.speaker and act == "praise" and not target):
            return None
        start, end = row[0].start, row[-1].end
        return found(
            self.document,
            [(start, end)],
            engine=ENGINE,
            act=act,
            holder=holder,
            target=target,
            issue=self.names.issue(row),
            voice=self._voice(sentence, hit, holder),
            negated=self._negated(sentence.row, hit),
            hedged=occurs(self.known.flags["hedged"], row),
            conditional=occurs(self.known.flags["conditional"], sentence.row),
            date=_date(self.document.text[start:end], self.known, self.document.date),
        )

    def _holder(self, sentence: Sentence, hit: Hit) -> str:
        """Whose act it is, or none where nobody is named."""
        start, side = hit.places[0], hit.entry.get("subject")
        plain = [each for each in sentence.mentions if each.rank < 2]
        if sentence.quoted[start]:
            outside = [each.party for each in plain if not sentence.quoted[each.start]]
            return next(iter(outside), self.speaker or self.last)
        if side in ("before", "after"):
            others = [each for each in plain if (each.start < start) != (side == "before")]
            return self.speaker or next((each.party for each in others), "")
        start = hit.places[-1] if side == "if" else start
        first, last = _clause(sentence.row, start)
        near = [each for each in plain if first <= each.start < max(last, hit.places[-1])]
        told = {token.text.lower() for token in sentence.row[first : hit.places[-1]]}
        if not self.speaker and not FIRST.isdisjoint(told):
            near = [each for each in near if each.start < start]
            return near[-1].party if near else ""
        if hit.entry.get("alone") and hit.entry["act"] == "assertion" and not near:
            return ""
        if self.first_person(sentence.row[first:last] if near else sentence.row):
            return self.speaker
        return self._subject(sentence, start, near) or self.speaker

    def _subject(self, sentence: Sentence, start: int, near: Sequence[Mention]) -> str:
        """The party in the verb's clause, else one for whom it is so, a pronoun's, any."""
        first, last = _clause(sentence.row, start)
        before = [each for each in near if each.start < start]
        if near:
            return (before[-1:] or near)[0].party
        views = [each.party for each in sentence.mentions if each.rank == 2]
        pronouns = self.known.set("third_person")
        plain = [each for each in sentence.mentions if each.rank < 2]
        earlier = [each.party for each in plain if each.start < start]
        if any(token.text.lower() in pronouns for token in sentence.row[first:last]):
            earlier = earlier[-1:] or [self.last] * bool(self.last)
        spoken = [each.party for each in sentence.mentions if each.rank == 4]
        if occurs(self.known.flags["reported_by"], sentence.row):
            spoken = [*(each.party for each in sentence.mentions), self.last]
        return next(iter((*views, *earlier[-1:], *(each.party for each in plain), *spoken)), "")

    def _voice(self, sentence: Sentence, hit: Hit, holder: str) -> Voice:
        """Who speaks: the party itself, the author, somebody else of it, or a report."""
        if hit.entry["act"] == "claim":
            return "author"
        if sentence.quoted[hit.places[0]] or (self.speaker and holder == self.speaker):
            return "party"
        if self.speaker or occurs(self.known.flags["attributed"], sentence.row):
            return "attributed"
        return "reported"

    def _negated(self, row: Sequence[Token], hit: Hit) -> bool:
        """Whether the act itself is denied; in English before its verb, in German in its clause."""
        first, last = _clause(row, hit.places[-1])
        if self.known.language == "en":
            first, last = max(first, hit.places[0] - NEAR), hit.places[0]
        rest = [row[at] for at in range(first, last) if at not in hit.places]
        return occurs(self.known.flags["negated"], rest)


def _apart(row: Sequence[Token], hit: Hit, taken: Sequence[Hit]) -> bool:
    """Whether something that parts clauses stands between an act and all others."""
    for other in taken:
        before, behind = sorted((hit.places, other.places))
        if not any(token.text in PARTING for token in row[before[-1] + 1 : behind[0]]):
            return False
    return True


def _parting(row: Sequence[Token], before: Hit, behind: Hit) -> int:
    """Where the part of the second of two acts begins: the last word between, else comma."""
    between = range(before.places[-1] + 1, behind.places[0])
    parting = [at for at in between if row[at].text in PARTING]
    return ([at for at in parting if row[at].text != ","] or parting)[-1]


def _clause(row: Sequence[Token], at: int) -> tuple[int, int]:
    """From where to where the clause around a place reaches."""
    first = next((place + 1 for place in range(at, -1, -1) if row[place].text in PARTING), 0)
    return first, next(
        (place for place in range(at, len(row)) if row[place].text in PARTING), len(row)
    )


def _target(inside: Sequence[Mention], holder: str, hit: Hit) -> str:
    """The other party in the passage: the nearest where the pattern says on which side."""
    others = [each for each in inside if each.party != holder]
    behind = [each for each in others if each.start > hit.places[0]]
    if hit.entry.get("subject") == "before":
        behind = [each for each in reversed(others) if each.start < hit.places[0]]
    return next((each.party for each in (*behind, *others)), "")


def _date(text: str, known: Lexicon, day: datetime.date | None) -> datetime.date | None:
    """The first day that a passage names; its year is the document's where none is told."""
    months = known.data["months"]
    found = re.search(rf"\b(\d{{1,2}})\.? ({'|'.join(months)})(?: (\d{{4}}))?", text)
    year = int(found[3]) if found and found[3] else day and day.year
    if not found or not year:
        return None
    try:
        return datetime.date(year, months.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None
