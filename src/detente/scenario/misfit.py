"""How a part that does not fit the rest of a scenario is told, before it has a line."""

from __future__ import annotations

from collections.abc import Iterable

from detente.scenario.expressions import suggestion

Misfit = tuple[tuple[str, ...], str, str, str, bool, int | None]
"""Path, rule, what was given, remedy, whether the key itself is at fault, column in the text."""


def unknown(
    path: tuple[str, ...], what: str, name: str, known: Iterable[str], *, of_key: bool = False
) -> Misfit:
    """A name that leads nowhere, with the one that was probably meant."""
    names = list(known)
    return path, f"there is no {what} of this name", name, suggestion(name, names), of_key, None
