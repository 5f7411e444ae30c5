"""Changes made at once are those made one after the other."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from detente import edits
from detente.edits.batch import made_together
from detente.edits.changes import Document
from detente.errors import EditRefused
from edits.random_texts import Change, random_change, random_text


def step(change: Change) -> Callable[[Document], Document]:
    def made(document: Document) -> Document:
        match change.kind:
            case "set":
                return document.set(change.path, change.value)
            case "insert":
                return document.insert(change.path, change.place, change.key, change.value)
            case "delete":
                return document.delete(change.path)
        return document.move(change.path, change.place)

    return made


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", range(9))
def test_random_changes_at_once_and_one_after_the_other(seed: int) -> None:
    rng = Random(seed)
    for _ in range(25):
        text = random_text(rng)
        after, steps = text, []
        for _ in range(rng.randint(2, 4)):
            change = random_change(rng, after)
            try:
                after = change.made(after)
            except EditRefused:
                continue
            steps.append(step(change))
        assert made_together(Document(text), steps).text == after


def test_what_touches_is_made_one_after_the_other() -> None:
    text = "a: [1, 1]   # one\nb:\n  - x  # first\n  - x  # second\nc: {d: }\n"
    steps = [
        lambda whole: whole.insert(("a",), 0, "", 0),
        lambda whole: whole.set(("a", "1"), 2),
        lambda whole: whole.delete(("b", "0")),
        lambda whole: whole.set(("b", "0"), "y"),
        lambda whole: whole.set(("c", "e"), {"f": 1}),
        lambda whole: whole.set(("c", "e", "f"), 2),
    ]
    expected = "a: [0, 2, 1]   # one\nb:\n  - y  # second\nc: {d: , e: {f: 2} }\n"
    assert made_together(Document(text), steps).text == expected


def test_a_rename_among_them_is_not_lost() -> None:
    text = "title: T\nparties: {a: , b: }\n"
    steps = [
        lambda whole: whole.set(("title",), "U"),
        lambda whole: Document(edits.rename(whole.text, "party", "a", "anna")),
    ]
    made = made_together(Document(text), steps)
    assert made.text == "title: U\nparties: {anna: , b: }\n"


def test_one_that_is_refused_refuses_all() -> None:
    steps = [lambda whole: whole.set(("a",), 2), lambda whole: whole.set(("b", "c"), 2)]
    with pytest.raises(EditRefused, match="no such part"):
        made_together(Document("a: 1\n"), steps)
