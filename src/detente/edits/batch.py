"""Several changes of a text that do not touch one another, made at once: it is read again once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from detente.edits.changes import Document, Patch, patched
from detente.edits.nodes import KeyPath
from detente.errors import EditRefused, ScenarioError

Step = Callable[[Document], Document]
"""A change of a document."""


def made_together(document: Document, steps: Sequence[Step]) -> Document:
    """The document after some changes, the same as one after the other.

    >>> whole = Document("a: {x: 1}  # one\\nb: [2]\\n")
    >>> steps = [lambda d: d.set(("a", "y"), 3), lambda d: d.insert(("b",), 0, "", 1)]
    >>> print(made_together(whole, steps).text, end="")
    a: {x: 1, y: 3}  # one
    b: [1, 2]
    """
    made = _at_once(document, steps) if len(steps) > 1 else None
    if made is not None:
        return made
    for step in steps:
        document = step(document)
    return document


def _at_once(document: Document, steps: Sequence[Step]) -> Document | None:
    """The document with all changes; None where one of them has to see what another one did."""
    plan = _Plan(document)
    try:
        noted = all(step(plan) is plan for step in steps)
        return plan.carried_out() if noted else None
    except (EditRefused, ScenarioError, LookupError):
        return None


class _Plan(Document):
    """A document that notes what is to be changed in its text, and what it says afterwards."""

    def __init__(self, document: Document) -> None:
        vars(self).update(vars(document))
        self.changes: list[list[Patch]] = []

    def _made(self, path: KeyPath, wanted: Any, ways: Iterable[Iterable[Patch]]) -> Document:
        self.changes.append(list(next(iter(ways))))
        self.values = wanted
        return self

    def carried_out(self) -> Document | None:
        """The document with all changes; None where they touch or do not say what is wanted."""
        spans = sorted((min(p)[0], max(end for _, end, _ in p)) for p in self.changes)
        if any(after[0] <= before[1] for before, after in pairwise(spans)):
            return None
        patches = (patch for change in self.changes for patch in change)
        made = Document(self.mark + patched(self.body, patches), self.tree.file)
        return made if repr(made.values) == repr(self.values) else None
