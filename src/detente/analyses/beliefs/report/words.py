"""The findings on beliefs in sentences, and their part of a brief."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.analyses.beliefs.report.crises import crisis_line, crisis_statements
from detente.analyses.beliefs.report.labels import Labels
from detente.analyses.beliefs.report.tables import charts, tables
from detente.analyses.beliefs.result import BeliefsResult
from detente.analyses.beliefs.solve import Belief
from detente.analyses.contract import BriefPart
from detente.exhibits import Note, Section
from detente.phrases import Phrases

MOVES = 1.05
"""Likelihood ratio from which on a signal moves a belief enough for a sentence."""


def statements(result: BeliefsResult, words: Phrases) -> tuple[Note, ...]:
    """Party by party: the belief, what moved it, what is cheap, what to watch for; then crises."""
    said: list[str] = []
    for best, drawn in result.pairs():
        labels = Labels(result.scenario, words, best)
        said.append(_belief(labels, drawn))
        said += (*_cheap(labels), *_moved(labels), *_watch(labels))
    said += crisis_statements(result, words)
    return tuple(Note(text, "finding") for text in said)


def brief(result: BeliefsResult, words: Phrases) -> BriefPart:
    """The beliefs and the cheap signals on the front, paths behind, signals to watch for."""
    said: list[str] = []
    watched: list[str] = []
    for best, drawn in result.pairs():
        labels = Labels(result.scenario, words, best)
        cheap = best.problem.costly[: best.problem.seen].count(False)
        counted = words("beliefs.cheap_count", n=cheap, all=best.problem.seen) if cheap else ""
        said.append(f"{_belief(labels, drawn)} {counted}".strip())
        said += _cheap(labels)
        watched += _watch(labels)
    said += crisis_statements(result, words)
    title = words("beliefs.front") if result.best else words("beliefs.crisis_front")
    front = Section("beliefs", title, tuple(Note(text, "finding") for text in said))
    annex = Section(
        "beliefs",
        words("beliefs.annex"),
        (*statements(result, words), *tables(result, words), *charts(result, words)),
    )
    return BriefPart((_bottom_line(result, words),), (front,), (annex,), tuple(watched))


def _bottom_line(result: BeliefsResult, words: Phrases) -> str:
    """What is held likeliest of the party whose signals moved the belief most; else the crisis."""
    if not result.best:
        return crisis_line(result, result.crises[0], words)
    moves = [abs(best.path[0, -1] - best.path[0, 0]).max() for best in result.best]
    place = int(np.argmax(moves))
    labels = Labels(result.scenario, words, result.best[place])
    return words(
        "beliefs.line",
        party=labels.party,
        type=labels.type(labels.top),
        range=_range(labels, result.drawn[place]),
    )


def _range(labels: Labels, drawn: Belief) -> str:
    """The belief in the likeliest type over the cases computed, 5 to 95 %."""
    low, high = np.quantile(drawn.posterior[:, labels.top], [0.05, 0.95])
    return labels.words.shares(float(low), float(high))


def _belief(labels: Labels, drawn: Belief) -> str:
    """From the prior to the posterior of the likeliest type, with its range over draws."""
    words, best, top = labels.words, labels.best, labels.top
    return words(
        "beliefs.belief",
        party=labels.party,
        type=labels.type(top),
        prior=words.share(float(best.path[0, 0, top])),
        posterior=words.share(float(best.posterior[0, top])),
        range=_range(labels, drawn),
        naive=words.share(float(best.naive[0, -1, top])),
    )


def _cheap(labels: Labels) -> Iterator[str]:
    """The signals that cost every type the same."""
    words, problem = labels.words, labels.best.problem
    cheap = [
        words("beliefs.quoted", text=labels.signal(place))
        for place in range(problem.seen)
        if not problem.costly[place]
    ]
    if cheap:
        yield words("beliefs.cheap", party=labels.party, signals=words.join(cheap))


def _moved(labels: Labels) -> Iterator[str]:
    """The signal seen with the largest likelihood ratio."""
    words, best = labels.words, labels.best
    ratios = best.ratio[0, : best.problem.seen]
    if not ratios.size or ratios.max() < MOVES:
        return
    strongest = int(ratios.argmax())
    yield words(
        "beliefs.moved",
        signal=labels.signal(strongest),
        ratio=words.number(float(ratios[strongest]), 1),
        strength=labels.strength(strongest),
        type=labels.type(int(best.problem.counted[0, strongest].argmax())),
    )


def _watch(labels: Labels) -> Iterator[str]:
    """The signal still to come that would tell most."""
    words, best, top = labels.words, labels.best, labels.top
    if best.bits.shape[1] == 0:
        return
    k = int(best.bits[0].argmax())
    yield words(
        "beliefs.watch",
        party=labels.party,
        signal=labels.signal(best.problem.seen + k),
        type=labels.type(top),
        now=words.share(float(best.posterior[0, top])),
        seen=words.share(float(best.if_seen[0, k, top])),
        missed=words.share(float(best.if_not[0, k, top])),
    )
