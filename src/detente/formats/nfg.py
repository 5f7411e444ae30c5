"""Gambit's .nfg: a game in strategic form, read as a conflict stated move by move.

`NFG 1 R "title" { "player" … }`, then the strategies, either their names, `{ { "a" "b" } … }`, or
their numbers, `{ 2 2 }`, then perhaps a comment in quotes. Last come the payoffs of all players in
each profile, with the strategy of the first player running fastest; or outcomes,
`{ { "name" payoff, payoff } … }`, and the number of the outcome of each profile, 0 for none, which
pays nothing. Numbers may be decimals or fractions, and `D` may stand for `R`.

Each profile becomes a state; a player can move to the profiles in which it alone chooses
otherwise, and ranks the states by its payoffs. How far payoffs lie apart is lost.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from detente.errors import sentence
from detente.formats.actors import keys_for
from detente.formats.domains import distinct
from detente.formats.sources import Source
from detente.scenario.reading.text import decode

LOSSES = ("payoffs become rankings: how far they lie apart is not kept",)

MOST_STATES = 1000
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{}",]+)|[\s,]+|(.)', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?)")


def recognises(source: Source) -> bool:
    """Whether the file begins as a game in strategic form."""
    return re.match(r"NFG\s", source.start) is not None


def read(source: Source) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The keys of a scenario file, and what got lost.

    Raises ScenarioError for a game that is not written as above or has too many profiles.
    """
    return _Game(source).scenario(), LOSSES


class _Game:
    """The tokens of a file: texts as ("text", …), brackets, and words."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens: list[tuple[str, str, int]] = []
        text = decode(source.raw, source.file)
        line = 1
        for found in _TOKEN.finditer(text):
            kind = (
                ("text", "bracket", "word", "odd")[found.lastindex - 1] if found.lastindex else ""
            )
            if kind == "odd":
                source.refuse("a text begins and ends with a quote", line=line)
            if kind:
                self.tokens.append((kind, found[found.lastindex or 0], line))
            line += found[0].count("\n")
        self.at = 0

    def next_is(self, kind: str, value: str = "") -> bool:
        if self.at >= len(self.tokens):
            return False
        found = self.tokens[self.at]
        return found[0] == kind and value in ("", found[1])

    def take(self, kind: str, value: str = "") -> str:
        if not self.next_is(kind, value):
            given, line = "the end of the file", None
            if self.at < len(self.tokens):
                given, line = self.tokens[self.at][1:]
            what = value or {"text": "a text in quotes", "word": "a number"}[kind]
            self.source.refuse(sentence("here stands {what}", what=what), given, line=line)
        self.at += 1
        return self.tokens[self.at - 1][1]

    def texts(self) -> list[str]:
        """Texts in brackets."""
        self.take("bracket", "{")
        found = []
        while not self.next_is("bracket", "}"):
            found.append(self.take("text").replace('\\"', '"'))
        self.at += 1
        return found

    def number(self) -> Fraction:
        line = self.tokens[min(self.at, len(self.tokens) - 1)][2]
        word = self.take("word")
        if not _NUMBER.fullmatch(word) or len(word) > 100 or re.search(r"/0+$", word):
            self.source.refuse("a payoff is a decimal or a fraction", word, line=line)
        return Fraction(word)

    def scenario(self) -> dict[str, Any]:
        for word in ("NFG", "1"):
            self.take("word", word)
        self.at += self.next_is("word")
        title = " ".join(self.take("text").split())
        players = distinct(self.texts())
        strategies = self.strategies(players)
        profiles = [p[::-1] for p in itertools.product(*map(range, map(len, strategies[::-1])))]
        payoffs = self.payoffs(len(profiles), len(players))
        if self.at < len(self.tokens):
            given, line = self.tokens[self.at][1:]
            self.source.refuse("the file ends behind the payoffs", given, line=line)
        return _scenario(title or self.source.stem, players, strategies, profiles, payoffs)

    def strategies(self, players: Sequence[str]) -> list[list[str]]:
        """The names of each player's strategies."""
        self.take("bracket", "{")
        found = []
        while not self.next_is("bracket", "}"):
            if self.next_is("bracket", "{"):
                found.append(distinct(self.texts()))
            else:
                count = min(int(self.number()), MOST_STATES + 1)
                found.append([str(k + 1) for k in range(count)])
        self.at += 1
        self.at += self.next_is("text")
        if len(found) != len(players) or len(players) < 2 or not all(found):
            rule = "two or more players have strategies each"
            self.source.refuse(rule, f"{len(players)}, {len(found)}")
        if math.prod(map(len, found)) > MOST_STATES:
            rule = sentence("at most {most} profiles of strategies are read", most=MOST_STATES)
            self.source.refuse(rule, math.prod(map(len, found)), "leave out strategies")
        return found

    def payoffs(self, profiles: int, players: int) -> list[list[Fraction]]:
        """The payoffs of each profile, by player."""
        if not self.next_is("bracket", "{"):
            return [[self.number() for _ in range(players)] for _ in range(profiles)]
        self.take("bracket", "{")
        outcomes = [[Fraction(0)] * players]
        while not self.next_is("bracket", "}"):
            self.take("bracket", "{")
            self.at += self.next_is("text")
            outcomes.append([self.number() for _ in range(players)])
            self.take("bracket", "}")
        self.at += 1
        places = [self.number() for _ in range(profiles)]
        if odd := [place for place in places if place not in range(len(outcomes))]:
            rule = sentence("an outcome has a number from 0 to {most}", most=len(outcomes) - 1)
            self.source.refuse(rule, odd[0])
        return [outcomes[int(place)] for place in places]


def _scenario(
    title: str,
    players: Sequence[str],
    strategies: Sequence[Sequence[str]],
    profiles: Sequence[tuple[int, ...]],
    payoffs: Sequence[Sequence[Fraction]],
) -> dict[str, Any]:
    keys = keys_for(players)
    short = [
        names if all(re.fullmatch(r"\w+", name) for name in names) else [*keys_for(names).values()]
        for names in strategies
    ]
    name = {p: "-".join(short[k][choice] for k, choice in enumerate(p)) for p in profiles}
    worded = {
        name[p]: "; ".join(f"{players[k]}: {strategies[k][choice]}" for k, choice in enumerate(p))
        for p in profiles
    }
    moves: dict[str, Any] = {}
    ranking: dict[str, Any] = {}
    for k, player in enumerate(players):
        others = {
            name[p]: [
                name[*p[:k], choice, *p[k + 1 :]]
                for choice in range(len(strategies[k]))
                if choice != p[k]
            ]
            for p in profiles
        }
        moves[keys[player]] = {state: after for state, after in others.items() if after}
        tied: dict[Fraction, list[str]] = {}
        for p, payoff in zip(profiles, payoffs, strict=True):
            tied.setdefault(payoff[k], []).append(name[p])
        ranking[keys[player]] = [
            tied[worth] if len(tied[worth]) > 1 else tied[worth][0]
            for worth in sorted(tied, reverse=True)
        ]
    return {
        "detente": 1,
        "title": title,
        "parties": {
            keys[player]: {} if keys[player] == player else {"name": player} for player in players
        },
        "graph": {"states": worded, "moves": moves, "ranking": ranking},
    }
