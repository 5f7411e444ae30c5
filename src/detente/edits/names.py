"""Give a party, issue, value or option another name, wherever it stands.

Strings of Y and N stay: the order of the options does. Translations go with the name.

>>> text = "title: T\\nparties: {a: }\\noptions: {a: [x]}\\npriorities: {a: [not a.x]}  # all\\n"
>>> print(rename(text, "option", "a.x", "strike"), end="")
title: T
parties: {a: }
options: {a: [strike]}
priorities: {a: [not a.strike]}  # all
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from detente.edits.changes import BOM, Document, Patch, patched
from detente.edits.nodes import Item, Node, line_end
from detente.edits.references import KEY, Place, matches, patterns, value_patterns
from detente.edits.yaml_values import inline
from detente.errors import EditRefused, SettingError
from detente.scenario import Scenario, loads
from detente.scenario.sections.issues import SHAPES
from detente.scenario.sections.stages import ALL
from detente.scenario.shape import label
from detente.scenario.statements import (
    Atom,
    ExpressionError,
    OptionTaken,
    Vocabulary,
    placed_atoms,
)
from detente.validation import one_of, suggestion

KINDS = ("party", "issue", "value", "option")
SECTIONS = {"party": "parties", "issue": "issues", "value": "issues", "option": "options"}


def rename(text: str, kind: str, old: str, new: str, file: str = "scenario") -> str:
    """The text of a scenario in which a party, issue, value or option has another name.

    `old` is `issue.value` or `party.option` for these two. Raises SettingError for a name that is
    not there or taken, EditRefused where it cannot be done exactly, ScenarioError for a scenario
    that is wrong before or afterwards.
    """
    scenario = loads(text.removeprefix(BOM), file=file)
    renaming = Renaming(scenario, one_of("kind", kind, KINDS), old, new.strip())
    before = Document(text, file)
    patches: list[Patch] = []
    wanted = renaming.part(before, before.root, before.values, (), patches)
    after = Document(before.mark + patched(before.body, patches), file)
    if repr(after.values) != repr(wanted):
        raise EditRefused((old,), "this cannot be written so that it says what is wanted")
    made = renaming.translated(after).text
    loads(made.removeprefix(BOM), file=file)
    return made


class Renaming:
    """What has another name, and how that changes names, statements and key paths."""

    def __init__(self, scenario: Scenario, kind: str, old: str, new: str) -> None:
        self.kind, self.new = kind, new
        self.within, self.old = "", old
        known: dict[str, list[str]] = {"": [*scenario.parties]}
        if kind == "issue":
            known[""] = [*scenario.issues, *scenario.additions.issues]
        elif kind == "option":
            known = {party: [*options] for party, options in scenario.options.items()}
        elif kind == "value":
            issues = {**scenario.additions.issues, **scenario.issues}
            known = {name: [*(issue.values or ())] for name, issue in issues.items()}
            for name, added in scenario.additions.values.items():
                known[name] += added
        if kind in ("value", "option"):
            self.within, _, self.old = old.partition(".")
        if self.old not in known.get(self.within, ()):
            names = [f"{a}.{b}" if a else b for a, inner in known.items() for b in inner]
            raise SettingError("OLD", old, suggestion(old, names))
        if new in known[self.within]:
            raise SettingError("NEW", new, "this name is taken; choose another one")
        if not new or (kind == "issue" and new == ALL) or (kind == "value" and new in SHAPES):
            raise SettingError("NEW", new, "this word has a meaning of its own; choose another one")
        self.vocabulary = {
            "options": scenario.option_vocabulary,
            "issues": scenario.issue_vocabulary,
        }
        self.changed = {
            about: Vocabulary(
                {self.name("party", p): tuple(self.option(p, o) for o in options)
                 for p, options in names.options.items()},
                {self.name("issue", i): values and tuple(self.value(i, v) for v in values)
                 for i, values in names.issues.items()},
            )
            for about, names in self.vocabulary.items()
        }  # fmt: skip
        owners: dict[str, Mapping[str, Any]] = {
            "party": scenario.parties,
            "issue": {**scenario.additions.issues, **scenario.issues},
            "option": scenario.options.get(self.within, {}),
        }
        stated = owners.get(kind, {}).get(self.old)
        self.shown = getattr(stated, "name", None) is None

    def name(self, kind: str, name: str) -> str:
        """A party or an issue by its name afterwards."""
        return self.new if (kind, name) == (self.kind, self.old) else name

    def option(self, party: str, option: str) -> str:
        """An option of a party by its name afterwards."""
        mine = (self.kind, self.within, self.old) == ("option", party, option)
        return self.new if mine else option

    def value(self, issue: str, value: str) -> str:
        """A value of an issue by its name afterwards."""
        mine = (self.kind, self.within, self.old) == ("value", issue, value)
        return self.new if mine else value

    def text(self, place: Place, text: str, *, of_key: bool) -> str:
        """A text or key that stands at a place, afterwards."""
        if place[0] == "translations":
            return self.key_path(text) if of_key and len(place) == 3 else text
        if self.kind == "value":
            named = text == self.old and _stands(value_patterns(self.within), place, of_key)
            text = self.new if named else text
        elif self.kind in ("party", "issue") and text == self.old:
            text = self.new if _stands(patterns()[self.kind], place, of_key) else text
        elif self.kind == "option" and place[:2] == ("options", self.within) and len(place) == 3:
            text = self.option(self.within, text)
        if "." in text and _stands(patterns()["option"], place, of_key):
            party, _, option = text.partition(".")
            return f"{self.name('party', party)}.{self.option(party, option)}"
        for about in () if of_key else self.vocabulary:
            if _stands(patterns()[about], place, of_key):
                return self.statement(about, text, place)
        return text

    def statement(self, about: str, text: str, place: Place) -> str:
        """A statement with the names that it has afterwards; the rest of it as it is."""
        placed = placed_atoms(text, self.vocabulary[about])
        wanted = [self.atom(atom) for atom, _, _ in placed]
        for quote in ("", '"', "'"):
            made = text
            for (atom, start, end), new in reversed(list(zip(placed, wanted, strict=True))):
                made = made[:start] + self._spelt(text[start:end], atom, new, quote) + made[end:]
            try:
                if [atom for atom, _, _ in placed_atoms(made, self.changed[about])] == wanted:
                    return made
            except ExpressionError:
                continue
        path = tuple(map(str, place))
        raise EditRefused(path, "the statement would not say the same", "choose another name")

    def atom(self, atom: Atom) -> Atom:
        """An atom of a statement with the names that it has afterwards."""
        if isinstance(atom, OptionTaken):
            party = self.name("party", atom.party)
            return OptionTaken(party, self.option(atom.party, atom.option))
        value = atom.value if isinstance(atom.value, float) else self.value(atom.issue, atom.value)
        return replace(atom, issue=self.name("issue", atom.issue), value=value)

    def _spelt(self, said: str, atom: Atom, new: Atom, quote: str) -> str:
        if isinstance(atom, OptionTaken) or isinstance(new, OptionTaken) or atom == new:
            return str(new) if atom != new else said
        said = new.issue + said[len(atom.issue) :]
        if atom.value == new.value:
            return said
        given = f"{atom.quote}{atom.value}{atom.quote}"
        mark = quote or atom.quote
        return f"{said[: -len(given)]}{mark}{new.value}{mark}"

    def key_path(self, text: str) -> str:
        """A dotted key path of the translations, afterwards."""
        start = f"issues.{self.within}."
        if self.kind == "value":
            return (
                start + self.value(self.within, text[len(start) :])
                if text.startswith(start)
                else text
            )
        steps = text.split(".")
        known = (*patterns().get(self.kind, ()), (("options", self.within, KEY), True))
        for depth in range(1, len(steps) + 1):
            below = steps[:depth]
            numbered: Place = tuple(int(step) if step.isdecimal() else step for step in below)
            if below[-1] == self.old and any(
                _stands(known, way, True) for way in (tuple(below), numbered)
            ):
                steps[depth - 1] = self.new
        return ".".join(steps)

    def part(
        self, document: Document, node: Node, value: Any, place: Place, patches: list[Patch]
    ) -> Any:
        """The value of a node afterwards; adds what has to change in the text to `patches`."""
        if isinstance(value, dict):
            made = {}
            for item, (key, inner) in zip(node.items, value.items(), strict=True):
                below = (*place, key)
                name = self.text(below, key, of_key=True)
                if name != key and item.key is not None:
                    quoted = item.key.style
                    written = inline(name, quoted, flow=node.style == "flow")
                    patches.append((item.key.start, item.key.end, written))
                made[name] = self._inner(document, node, item, inner, below, patches)
            return made
        return [
            self._inner(document, node, item, inner, (*place, number), patches)
            for number, (item, inner) in enumerate(zip(node.items, value, strict=True))
        ]

    def _inner(
        self, document: Document, node: Node, item: Item, value: Any, place: Place,
        patches: list[Patch],
    ) -> Any:  # fmt: skip
        if isinstance(value, dict | list):
            return self.part(document, item.value, value, place, patches)
        before = "" if value is None else label(value)
        after = self.text(place, before, of_key=False)
        if after == before:
            return value
        start, end, style = item.value.start, item.value.end, item.value.style
        raw = document.body[start:end]
        if respelt := _respelt(raw, before, after, style):
            patches.append((start, end, respelt))
        elif style in ("|", ">"):
            patches += document.replaced(node, item, after, style)
        else:
            patches.append((start, end, inline(after, style, flow=node.style == "flow")))
        return after

    def translated(self, document: Document) -> Document:
        """Translations of the name itself, where the name is what is shown."""
        wordings = document.values.get("translations") or {}
        for language, words in wordings.items() if self.shown else ():
            path = ("translations", language)
            full = ".".join(filter(None, (SECTIONS[self.kind], self.within, self.new)))
            if self.old not in words or self.new in words:
                continue
            others = {key: part for key, part in document.values.items() if key != "translations"}
            if self.old not in _texts(others):
                document = document.rename_key((*path, self.old), self.new)
            elif full not in words:
                place = list(words).index(self.old) + 1
                document = document.insert(path, place, full, words[self.old])
        return document


def _respelt(raw: str, before: str, after: str, style: str) -> str:
    """A text over several lines with other words in the same lines; empty where that cannot be."""
    head = raw[: line_end(raw, 0)] if style else ""
    words = re.split(r"(\s+)", raw[len(head) :].strip())
    old, new = (re.split(r"(\s+)", text.strip()) for text in (before, after))
    if len(words) < 2 or words[::2] != old[::2] or old[1::2] != new[1::2]:
        return ""
    body = raw[len(head) :]
    margin = body[: len(body) - len(body.lstrip())]
    words[::2] = new[::2]
    return head + margin + "".join(words)


def _stands(known: Any, place: Place, of_key: bool) -> bool:
    return any(key == of_key and matches(pattern, place) for pattern, key in known)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)
        yield from part if isinstance(part, dict) else ()
    else:
        yield label(part)
