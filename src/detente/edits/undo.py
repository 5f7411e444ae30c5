"""A change of a text as what it takes away and puts there, so that it can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from detente.errors import EditRefused


@dataclass(frozen=True, slots=True)
class Edit:
    """At a place of a text, `removed` gives way to `added`.

    >>> edit = Edit.between("price: 1  # euros", "price: 25  # euros")
    >>> edit, edit.inverse.applied("price: 25  # euros")
    (Edit(place=7, removed='1', added='25'), 'price: 1  # euros')
    """

    place: int
    removed: str
    added: str

    @classmethod
    def between(cls, before: str, after: str) -> Edit:
        """What leads from one text to another."""
        place = _alike(before, after)
        same = _alike(before[place:][::-1], after[place:][::-1])
        return cls(place, before[place : len(before) - same], after[place : len(after) - same])

    @property
    def inverse(self) -> Edit:
        """What undoes it."""
        return Edit(self.place, self.added, self.removed)

    def after(self, other: Edit) -> Edit | None:
        """The same change of a text in which another one has been made; None where they overlap.

        >>> Edit(7, "1", "25").after(Edit(0, "price", "cost"))
        Edit(place=6, removed='1', added='25')
        """
        if other.place + len(other.removed) <= self.place:
            shift = len(other.added) - len(other.removed)
            return Edit(self.place + shift, self.removed, self.added)
        return self if self.place + len(self.removed) <= other.place else None

    def applied(self, text: str) -> str:
        """The text after it. Raises EditRefused where the text is not the one it was made for."""
        end = self.place + len(self.removed)
        if text[self.place : end] != self.removed:
            rule = "the text is not the one that the change was made for"
            raise EditRefused((), rule, "read it again")
        return text[: self.place] + self.added + text[end:]


def _alike(a: str, b: str) -> int:
    """How many characters two texts begin alike with."""
    differ = (place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y)
    return next(differ, min(len(a), len(b)))
