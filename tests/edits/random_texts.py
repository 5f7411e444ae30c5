"""Random YAML texts in every style that people write, and random edits of them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from random import Random
from typing import Any

from detente import edits
from detente.errors import ScenarioError
from detente.scenario.reading.tree import read_tree

TEXTS = (
    "full", "air and infrastructure only", "40..60", "not buyer.flat", "60%", "a: b", "x # y", "no",
    "it's", '"so"', "[a", "- a", "-5", "12", "1.50", "true", "null", "", "?", "*", "é ü", "a, b",
    "price >= 430 and kitchen = goes", "seller.rent -> buyer.flat", "word " * 30 + "end", "a\nb\n",
    "two  blanks", " led", "trailed ", "a\n\n  b\nc", "tab\tin", "#", "@x", "...", "---", "k:",
)  # fmt: skip
NUMBERS = ("1", "1.50", "0", "-3", "2e3", "70", "+4", ".5")
KEYS = ("north", "south", "price", "next step", "a.b", "12", "über", "x-y", "true", "o'k")


def random_value(rng: Random, depth: int = 2) -> Any:
    kind = rng.random()
    if depth and kind < 0.15:
        return {key: random_value(rng, depth - 1) for key in rng.sample(KEYS, rng.randint(0, 3))}
    if depth and kind < 0.3:
        return [random_value(rng, depth - 1) for _ in range(rng.randint(0, 3))]
    if kind < 0.5:
        return read_tree(f"v: {rng.choice(NUMBERS)}", "n").values["v"]
    return rng.choice((True, False, 7, 2.5)) if kind < 0.6 else rng.choice(TEXTS)


class _Writer:
    """Writes random values with random comments."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.count = rng, 0

    def comment(self, what: str) -> str:
        self.count += 1
        return f"# {what} {self.count}"

    def flow(self, depth: int) -> str:
        rng = self.rng
        kind = rng.randrange(4 if depth else 2)
        if kind == 2:
            return f"[{', '.join(self.flow(depth - 1) for _ in range(rng.randint(0, 3)))}]"
        if kind == 3:
            keys = rng.sample(["a", "b c", '"q"', "'r'"], rng.randint(0, 3))
            return f"{{{', '.join(f'{key}: {self.flow(depth - 1)}' for key in keys)}}}"
        return rng.choice(
            ["x", "two words", "1.50", '"q: 1"', "'it''s'", "40..60", "null", "- 1"][:7]
        )

    def broken_flow(self, margin: str) -> list[str]:
        """A flow list over several lines."""
        rng = self.rng
        items = [self.flow(1) for _ in range(rng.randint(1, 4))]
        found = ["["]
        for place, item in enumerate(items):
            if rng.random() < 0.3:
                found.append(f"{margin}  {self.comment('above')}")
            comma = "," if place < len(items) - 1 or rng.random() < 0.5 else ""
            behind = f"  {self.comment('behind')}" if rng.random() < 0.4 else ""
            found.append(f"{margin}  {item}{comma}{behind}")
        return [*found, f"{margin}]"]

    def scalar(self, margin: str) -> list[str]:
        rng = self.rng
        kind = rng.randrange(8)
        if kind == 0:
            sign = rng.choice(["", "-", "+"])
            return [
                f">{sign}",
                f"{margin}  folded text",
                f"{margin}  goes on",
                *([""] * rng.randint(0, 2)),
            ]
        if kind == 1:
            return [f"|{rng.choice(['', '-'])}", f"{margin}  line one", f"{margin}    line # two"]
        if kind == 2:
            return self.broken_flow(margin)
        if kind == 3:
            return ["plain words", f"{margin}    that go on"]
        behind = f"   {self.comment('behind')}" if rng.random() < 0.4 else ""
        if kind == 4 and rng.random() < 0.5:
            return [behind.strip()]
        return [self.flow(2) + behind]

    def block(self, margin: str, depth: int) -> list[str]:
        """The lines of a block collection."""
        rng, found = self.rng, []
        listed = rng.random() < 0.4
        keys = rng.sample(["north", "south", "price", "b c", '"q"', "12"], rng.randint(1, 4))
        for key in keys:
            if rng.random() < 0.15:
                found += [""] * rng.randint(1, 2)
            if rng.random() < 0.1:
                found += [f"{margin}{self.comment('apart')}", ""]
            if rng.random() < 0.3:
                found.append(f"{margin}{self.comment('above')}")
            prefix = f"{margin}-" if listed else f"{margin}{key}:"
            if depth and rng.random() < 0.5:
                step = rng.choice(["  ", "    "])
                inner = self.block(margin + step, depth - 1)
                inline = listed and step == "  " and not inner[0].strip().startswith("#")
                if inline and inner[0].strip() and rng.random() < 0.7:
                    found += [f"{prefix} {inner[0].strip()}", *inner[1:]]
                else:
                    found += [prefix, *inner]
            else:
                first, *rest = self.scalar(margin)
                found += [f"{prefix} {first}".rstrip(), *rest]
            if rng.random() < 0.05:
                found.append(f"{margin}   {self.comment('below')}")
        return found


def random_text(rng: Random) -> str:
    """A random text that can be read."""
    while True:
        lines = _Writer(rng).block("", 3)
        if lines[0].startswith("-"):
            lines = [f"list:{' # c' if rng.random() < 0.2 else ''}", *lines]
        text = "\n".join(lines) + ("\n" if rng.random() < 0.8 else "")
        try:
            tree = read_tree(text, "random")
        except ScenarioError:
            continue
        if not tree.problems and isinstance(tree.values, dict):
            text = text.replace("\n", "\r\n") if rng.random() < 0.2 else text
            return f"\ufeff{text}" if rng.random() < 0.2 else text


@dataclass
class Change:
    """A random edit: what it does, and the values that are to come of it."""

    kind: str
    path: tuple[str, ...]
    wanted: Any
    value: Any = None
    place: int = 0
    key: str = ""

    def made(self, text: str) -> str:
        match self.kind:
            case "set":
                return edits.set_value(text, self.path, self.value)
            case "insert":
                return edits.insert(text, self.path, self.place, self.value, key=self.key)
            case "delete":
                return edits.delete(text, self.path)
            case _:
                return edits.move(text, self.path, self.place)


def paths_of(values: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(values, dict | list):
        return []
    found = []
    for key, part in values.items() if isinstance(values, dict) else enumerate(values):
        found += [(*path, str(key)), *paths_of(part, (*path, str(key)))]
    return found


def part_at(values: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        values = values[int(step) if isinstance(values, list) else step]
    return values


def random_change(rng: Random, text: str) -> Change:
    """A random edit of a text; what is wanted is worked out on its values alone."""
    values = read_tree(text.removeprefix("\ufeff"), "text").values
    wanted = copy.deepcopy(values)
    while True:
        path = rng.choice(paths_of(values))
        whole = part_at(wanted, path[:-1])
        last: Any = int(path[-1]) if isinstance(whole, list) else path[-1]
        kind = rng.choice(["set", "set", "insert", "delete", "move"])
        if kind == "set":
            whole[last] = value = random_value(rng)
            return Change(kind, path, wanted, value)
        if kind == "delete" and (len(path) > 1 or len(whole) > 1):
            del whole[last]
            return Change(kind, path, wanted)
        if kind == "move" and len(whole) > 1:
            place = rng.randrange(len(whole))
            keys = list(whole) if isinstance(whole, dict) else None
            items = list(whole.items() if isinstance(whole, dict) else whole)
            items.insert(place, items.pop(keys.index(last) if keys else last))
            _put(wanted, path[:-1], dict(items) if keys else items)
            return Change(
                kind, path, dict(items) if keys and len(path) == 1 else wanted, place=place
            )
        if kind == "insert":
            key = rng.choice([key for key in (*KEYS, "new") if key not in whole])
            place, value = rng.randint(0, len(whole)), random_value(rng)
            if isinstance(whole, list):
                whole.insert(place, value)
                return Change(kind, path[:-1], wanted, value, place)
            items = list(whole.items())
            items.insert(place, (key, value))
            _put(wanted, path[:-1], dict(items))
            made = dict(items) if len(path) == 1 else wanted
            return Change(kind, path[:-1], made, value, place, key)


def _put(values: Any, path: tuple[str, ...], part: Any) -> None:
    if path:
        whole = part_at(values, path[:-1])
        whole[int(path[-1]) if isinstance(whole, list) else path[-1]] = part
