"""Weights asked for by swings, as in a party's sheet, and from an order of issues to numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from detente.errors import ScenarioError
from detente.phrases import Phrases
from detente.scenario.sections.issues import Preferences
from detente.sheets.changes import Source, plain_number
from detente.sheets.opening import Book, Cell
from detente.sheets.party import TRADES, Ask, agenda, weights_given


class Swings(NamedTuple):
    """Weights as the file states them, and what a reader should know besides."""

    weights: dict[str, Any]
    notes: tuple[str, ...]


def swing_questions(source: Source, words: Phrases) -> tuple[Ask, ...]:
    """One question an issue, `("weight", issue)`: all at their worst, which is lifted first?

    To each belong an `order`, points `beside` the first (which has 100) and a `share` of 100; with
    three issues and more, `("trade",)` asks whether the second and third weigh `more` than the
    first, `equal` or `less`.
    """
    asked = agenda(source.scenario, words)
    return tuple(ask for ask in asked if ask.key[0] in ("weight", "trade"))


def swing_weights(
    source: Source, answers: Mapping[str, Mapping[str, str]], trade: str, words: Phrases
) -> Swings:
    """The weights that follow from the answers of a party, by issue.

    Raises ScenarioError with a problem an answer, whose path is `issue.order` and so on.
    """
    book, notes = Book("swings", {}), list[str]()
    given: dict[tuple[str, ...], list[Cell]] = {
        ("weight", issue): [
            Cell(issue, key, answers.get(issue, {}).get(key) or None)
            for key in ("order", "beside", "share")
        ]
        for issue in source.scenario.issues
    }
    if trade in TRADES:
        given["trade",] = [Cell("trade", "answer", words(f"sheets.trade_{trade}"))]
    weights = weights_given(book, given, notes, source)
    if book.problems:
        raise ScenarioError(tuple(book.problems))
    return Swings(weights, tuple(notes))


def numbers_of(preferences: Preferences) -> dict[str, Any]:
    """The weights of a party as numbers, to go on from an order of its issues."""
    return {i: plain_number(round(w.best, 1)) for i, w in preferences.weights.items()}
