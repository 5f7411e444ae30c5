"""Random conflicts with priorities, as scenario text and for the oracle; all edits of a list."""

from __future__ import annotations

import itertools
import random

from oracles.stability import Conflict, option_conflict

List = tuple[tuple[int, bool], ...]


class Prioritised:
    """A random conflict whose parties have priorities: `text` for the package, the rest by code."""

    def __init__(
        self, seed: int, *, parties: int, options: int, most: int, loose: bool = False
    ) -> None:
        chance = random.Random(seed)
        self.widths = [1] * parties
        for _ in range(options - parties):
            self.widths[chance.randrange(parties)] += 1
        owners = [p for p, width in enumerate(self.widths) for _ in range(width)]
        self.names = [f"p{p}.o{k}" for k, p in enumerate(owners)]
        self.take = self.drop = 0
        rows = []
        for p in range(parties):
            told = []
            for k, owner in enumerate(owners):
                if owner == p:
                    way = chance.choice(["both", "both", "both", "take", "drop"])
                    self.take |= (way == "take") << k
                    self.drop |= (way == "drop") << k
                    told.append(f"o{k}: {{moves: {way}}}")
            rows.append(f"  p{p}: {{{', '.join(told)}}}")
        gone = self._statement(chance) if chance.random() < 0.4 else None
        self.codes = [c for c in range(1 << options) if gone is None or not _true(gone, c)]
        if len(self.codes) < 3:
            gone, self.codes = None, list(range(1 << options))
        self.statements = [
            [self._statement(chance) for _ in range(chance.randrange(1, most + 1))]
            for _ in range(parties)
        ]
        if loose:
            for told in self.statements:
                if len(told) > 1 and chance.random() < 0.3:
                    told[1] = told[0]
        lines = ["title: t", f"parties: {{{', '.join(f'p{p}: {{}}' for p in range(parties))}}}"]
        lines += ["options:", *rows]
        if gone is not None:
            lines.append(f'infeasible: ["{self.said(gone)}"]')
        lines.append("priorities:")
        for p, told in enumerate(self.statements):
            lines.append(f"  p{p}: [{', '.join(chr(34) + self.said(t) + chr(34) for t in told)}]")
        self.text = "\n".join(lines) + "\n"

    def _statement(self, chance: random.Random) -> tuple:
        count = len(self.names)
        parts = [
            (k, chance.random() < 0.6)
            for k in chance.sample(range(count), min(count, chance.choice([1, 1, 2, 2, 3])))
        ]
        return (chance.choice(["and", "or"]), parts)

    def said(self, statement: tuple) -> str:
        """A statement as the scenario file writes it."""
        word, parts = statement
        return f" {word} ".join(("" if yes else "not ") + self.names[k] for k, yes in parts)

    def plain(self, party: int) -> List:
        """The party's list as written."""
        return tuple((k, True) for k in range(len(self.statements[party])))

    def worth(self, party: int, told: List) -> dict[int, tuple]:
        """Worth of each state under a list: tuples compare as priorities do."""
        statements = self.statements[party]
        return {c: tuple(_true(statements[k], c) == sign for k, sign in told) for c in self.codes}

    def conflict(self, lists: list[List]) -> Conflict:
        """The conflict under one list per party; states are codes."""
        ranks = [self.worth(p, told) for p, told in enumerate(lists)]
        return option_conflict(self.widths, ranks, self.codes, self.take, self.drop)  # type: ignore[arg-type]

    def name(self, code: int) -> str:
        """YN string of a code."""
        return "".join("Y" if code >> k & 1 else "N" for k in range(len(self.names)))


def _true(statement: tuple, code: int) -> bool:
    word, parts = statement
    truths = [bool(code >> k & 1) == yes for k, yes in parts]
    return all(truths) if word == "and" else any(truths)


def all_lists(count: int) -> dict[List, int]:
    """Every list that edits make of `count` statements, with the fewest edits, step by step."""
    start: List = tuple((k, True) for k in range(count))
    far = {start: 0}
    edge = [start]
    while edge:
        following = []
        for told in edge:
            for new in _neighbours(told):
                if new not in far:
                    far[new] = far[told] + 1
                    following.append(new)
        edge = following
    return far


def _neighbours(told: List) -> set[List]:
    found = set()
    for at, (statement, sign) in enumerate(told):
        rest = list(told[:at] + told[at + 1 :])
        found.add(tuple(rest))
        for place in range(len(told)):
            found.add((*rest[:place], (statement, sign), *rest[place:]))
        found.add((*told[:at], (statement, not sign), *told[at + 1 :]))
    return found


def every_list(count: int) -> set[List]:
    """All lists of signed statements, whatever the way to them."""
    return {
        tuple(zip(order, signs, strict=True))
        for size in range(count + 1)
        for order in itertools.permutations(range(count), size)
        for signs in itertools.product((True, False), repeat=size)
    }
