"""What the checks of all sections share: names that lead nowhere, and what statements name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.scenario.model import KeyPath
from detente.scenario.sections.base import unknown
from detente.scenario.shape import Finding
from detente.scenario.statements import Atom, ExpressionError, Vocabulary, atoms, parse


def unknown_keys(
    path: KeyPath, kind: str, given: Iterable[str], known: Iterable[str]
) -> Iterator[Finding]:
    """Names, written as keys below the path, that are not among those there are."""
    names = list(known)
    for name in given:
        for found in unknown((*path, name), kind, [name], names):
            yield Finding(found.path, found.rule, name, found.remedy, of_key=True)


def named_atoms(text: str, vocabulary: Vocabulary) -> list[Atom] | None:
    """The atoms of a statement; None where it cannot be read, which is reported elsewhere."""
    try:
        return list(atoms(parse(text, vocabulary)))
    except ExpressionError:
        return None
