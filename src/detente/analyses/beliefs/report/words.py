"""The findings on beliefs in sentences, and their part of a brief."""

from __future__ import annotations

from collections.abc import Iterator

from detente.analyses.beliefs.report.crises import crisis_statements
from detente.analyses.beliefs.report.tables import Labels, labels
from detente.analyses.beliefs.result import BeliefsResult
from detente.analyses.beliefs.solve import middle
from detente.exhibits import Note
from detente.phrases import Phrases

MOVES = 1.05
"""Likelihood ratio from which on a signal moves a belief enough for a sentence."""


def statements(result: BeliefsResult, words: Phrases) -> tuple[Note, ...]:
    """Party by party: the belief, what moved it, what is cheap, what to watch for; then crises."""
    said: list[str] = []
    for told in labels(result, words):
        said += (_belief(told), *_cheap(told), *_moved(told), *_watch(told))
    said += crisis_statements(result, words)
    return tuple(Note(text, "finding") for text in said)


def _range(told: Labels) -> str:
    """The belief in the likeliest type over the cases computed, 5 to 95 %."""
    low, high = middle(told.found.posterior[:, told.found.top])
    return told.words.shares(float(low), float(high))


def _belief(told: Labels) -> str:
    """From the prior to the posterior of the likeliest type, with its range over draws."""
    words, found, top = told.words, told.found, told.found.top
    return words(
        "beliefs.belief",
        party=told.party,
        type=told.type(),
        prior=words.share(float(found.path[0, 0, top])),
        posterior=words.share(float(found.posterior[0, top])),
        range=_range(told),
        half=words.share(float(found.half[0, top])),
        naive=words.share(float(found.naive[0, -1, top])),
    )


def _cheap(told: Labels) -> Iterator[str]:
    """The signals that cost every type the same."""
    words, problem = told.words, told.found.problem
    cheap = [
        words("beliefs.quoted", text=told.signal(place))
        for place in range(problem.seen)
        if not problem.costly[place]
    ]
    if cheap:
        yield words("beliefs.cheap", party=told.party, signals=words.join(cheap))


def _moved(told: Labels) -> Iterator[str]:
    """The signal seen with the largest likelihood ratio."""
    words, found = told.words, told.found
    ratios = found.ratio[0, : found.problem.seen]
    if ratios.size and ratios.max() >= MOVES:
        strongest = int(ratios.argmax())
        yield words(
            "beliefs.moved",
            signal=told.signal(strongest),
            ratio=words.number(float(found.stated_ratio[0, strongest]), 1),
            strength=told.strength(strongest),
            shared=told.shared(strongest),
            type=told.type(int(found.problem.counted[0, strongest].argmax())),
        )


def _watch(told: Labels) -> Iterator[str]:
    """The signal still to come that would tell most."""
    words, found, top = told.words, told.found, told.found.top
    if found.bits.shape[1]:
        k = int(found.bits[0].argmax())
        yield words(
            "beliefs.watch",
            party=told.party,
            signal=told.signal(found.problem.seen + k),
            type=told.type(),
            now=words.share(float(found.posterior[0, top])),
            seen=words.share(float(found.if_seen[0, k, top])),
            missed=words.share(float(found.if_not[0, k, top])),
        )
