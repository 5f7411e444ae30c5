"""Review items one after the other: what could change a scenario most comes first.

Every answer is kept at once as a decision, so that a review goes on where it was left. A surface
hands over how a key is asked for and how a line is; it shows what `screen` gives it.
"""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from detente.dossier.attaching import place_of
from detente.dossier.extract.rules import unread
from detente.dossier.records import (
    ACTS,
    CHANGEABLE,
    FLAGS,
    VOICES,
    Act,
    Decision,
    Document,
    Item,
    Kind,
    State,
    edited,
    found,
)
from detente.dossier.store import Dossier, add_items, decide
from detente.errors import SettingError, sentence
from detente.phrases import Phrases
from detente.phrases.messages import told
from detente.scenario import Scenario
from detente.validation import one_of

FIRST: tuple[Act, ...] = (
    "red_line",
    "threat",
    "promise",
    "offer",
    "demand",
    "refusal",
    "concession",
)
"""Acts that could become a part of a scenario, a limit, a commitment or a signal, in this order."""
KEYS: Mapping[str, Kind] = {"a": "accept", "e": "edit", "r": "reject", "u": "unsure"}
"""Keys of decisions; the capital ones ask for a reason too."""
BACK, QUIT, SKIP = "b", "q", "s"
READER = "reader"
"""The engine of items that a person adds."""
_NO, _YES = ("no", "nein", "false", ""), ("yes", "ja", "true", "x")


class Screen(NamedTuple):
    """What is shown of one item: where it stands, its paragraph in three parts, what it says."""

    heading: str
    before: str
    exact: str
    behind: str
    facts: str


class Talk(NamedTuple):
    """How a surface shows a screen, asks for a key or, with a question, a line, and says words."""

    show: Callable[[Screen], None]
    key: Callable[[], str]
    line: Callable[[str], str]
    say: Callable[[str], None]


def ordered(states: Mapping[str, State]) -> list[State]:
    """Items by what they could change, those of one act in the order of their places."""
    place = {act: at for at, act in enumerate((*FIRST, *ACTS)[::-1])}

    def key(state: State) -> tuple[int, str, int]:
        item = state.item
        return (-place[item.act], item.document, item.spans[0].start)

    return sorted(states.values(), key=key)


@dataclass
class Review:
    """A review of a dossier: whose decisions they are, and what tells the time."""

    dossier: Dossier
    scenario: Scenario
    talk: Talk
    words: Phrases
    who: str
    now: Callable[[], datetime.datetime]

    def of_items(self) -> None:
        """Ask for a decision about every item that has none."""
        states = [state for state in ordered(self.dossier.states) if state.status == "proposed"]
        items = [state.item for state in states if not self.dossier.lost(state.item)]
        self._walk(items, self._decided)

    def of_misses(self) -> None:
        """Show each sentence with a party and no item; one that says something becomes an item."""
        queue = misses(self.dossier, self.scenario)
        items = [found(document, [(start, end)], engine=READER) for document, start, end in queue]
        self._walk(items, self._added)

    def _walk(self, items: Sequence[Item], answered: Callable[[Item, str], bool]) -> None:
        at = 0
        while at < len(items):
            item = self.dossier.states.get(items[at].id, State(items[at], "proposed")).item
            self.talk.show(screen(self.dossier, self.scenario, item, self.words, at, len(items)))
            key = self.talk.key()
            if key.lower() == QUIT:
                return
            if key.lower() == BACK:
                at = max(0, at - 1)
            elif key.lower() == SKIP or answered(item, key):
                at += 1

    def _decided(self, item: Item, key: str) -> bool:
        kind = KEYS.get(key.lower())
        changes = self._told(item) if kind == "edit" else {}
        if kind is None or changes is None:
            return False
        why = self.talk.line(self.words("evidence.why")).strip() if key.isupper() else ""
        self._keep(item, kind, changes, why)
        return True

    def _added(self, item: Item, key: str) -> bool:
        changes = self._told(item) if KEYS.get(key.lower()) == "edit" else None
        if changes:
            places = [(span.start, span.end) for span in item.spans]
            document = self.dossier.documents[item.document]
            added = found(document, places, engine=READER, **changes)
            self.dossier = add_items(self.dossier, [added])
            self._keep(added, "accept", {}, "")
        return bool(changes)

    def _keep(self, item: Item, kind: Kind, changes: dict[str, Any], why: str) -> None:
        decision = Decision(item.id, kind, self.who, self.now(), why, changes)
        self.dossier = decide(self.dossier, decision)

    def _told(self, item: Item) -> dict[str, Any] | None:
        """The changes that somebody tells; None where nothing was told, or nothing that fits."""
        try:
            changes = changes_of(self.talk.line(self.words("evidence.edit")).strip(), self.scenario)
            edited(item, changes)
        except SettingError as error:
            self.talk.say(told(error, self.words))
            return None
        return changes or None


def misses(dossier: Dossier, scenario: Scenario) -> Iterator[tuple[Document, int, int]]:
    """Sentences of all documents that name a party and have no item."""
    for document in dossier.current.values():
        for start, end in unread(document, scenario, tuple(dossier.items.values())):
            yield document, start, end


def screen(
    dossier: Dossier, scenario: Scenario, item: Item, words: Phrases, at: int, of: int
) -> Screen:
    """What is shown of an item: its paragraph, with its first passage apart."""
    document, span = dossier.documents[item.document], item.spans[0]
    inside = (part for part in document.paragraphs if part[0] <= span.start < part[1])
    start, end = next(inside, (span.start, span.end))
    place = f"{document.title}, {place_of(item, document, words.language)}"
    return Screen(
        words("evidence.heading", at=at + 1, of=of, place=place),
        document.text[start : span.start],
        span.exact,
        document.text[span.end : max(end, span.end)],
        describe(scenario, item, words) if item.holder else words("evidence.no_item"),
    )


def describe(scenario: Scenario | None, item: Item, words: Phrases) -> str:
    """What an item says, in one line: act, holder and target, issue, voice, and what limits it."""
    language = words.language
    holder, target, issue = item.holder or "?", item.target, item.issue
    if scenario is not None:
        holder, target = (
            scenario.party_name(key, language) if key in scenario.parties else key
            for key in (holder, target)
        )
        issue = scenario.issue_name(issue, language) if issue in scenario.issues else issue
    flags = [name for name in FLAGS if getattr(item, name)]
    parts = [
        words(f"dossier.acts.{item.act}"),
        f"{holder} → {target}" if item.target else holder,
        issue,
        words(f"dossier.voices.{item.voice}"),
        *(words(f"dossier.{name}") for name in flags),
        words.date(item.date) if item.date else "",
        f"[{item.engine}]",
    ]
    return " · ".join(filter(None, parts))


def changes_of(text: str, scenario: Scenario) -> dict[str, Any]:
    """Changes of an item from a line such as `act=demand holder=north negated=yes`.

    Raises SettingError for what an item does not have, or a party or issue that is not there.
    """
    changes: dict[str, Any] = {}
    parties = ("", *scenario.parties)
    choices: Mapping[str, Sequence[str]] = {
        "act": ACTS,
        "voice": VOICES,
        "holder": parties,
        "target": parties,
        "issue": ("", *scenario.issues),
    }
    try:
        parts = shlex.split(text)
    except ValueError:
        parts = text.split()
    for part in parts:
        name, sign, value = part.partition("=")
        one_of("edit", name, CHANGEABLE)
        if not sign:
            raise SettingError("edit", part, sentence("write {name}=value", name=name))
        if name in choices:
            one_of(name, value, choices[name])
        changes[name] = value
        if name in FLAGS:
            changes[name] = one_of(name, value.lower(), (*_YES, *_NO)) in _YES
        elif name == "date":
            changes[name] = value or None
    return changes
