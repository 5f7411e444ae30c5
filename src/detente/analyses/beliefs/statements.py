"""The findings on beliefs in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.beliefs.crisis_exhibits import crisis_statements
from detente.analyses.posterior.bayes import ratio_word
from detente.exhibits import Note
from detente.scenario.names import signal_name, type_name

if TYPE_CHECKING:
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.beliefs.solve import Belief
    from detente.phrases import Phrases


def statements(result: BeliefsResult, words: Phrases) -> tuple[Note, ...]:
    """Party by party: the belief, what moved it, what is cheap, what to watch for; then crises."""
    said: list[str] = []
    for best, drawn in result.pairs():
        said.append(belief_statement(result, best, drawn, words))
        said += cheap_statement(result, best, words)
        said += _moved(result, best, words)
        said += watch_statement(result, best, words)
    said += crisis_statements(result.scenario, result.crises, words)
    return tuple(Note(text, "finding") for text in said)


def strength(ratio: float, words: Phrases) -> str:
    """A likelihood ratio in a word."""
    return {
        "none": words("beliefs.strength_none"),
        "slight": words("beliefs.strength_slight"),
        "weak": words("beliefs.strength_weak"),
        "substantial": words("beliefs.strength_substantial"),
        "strong": words("beliefs.strength_strong"),
        "decisive": words("beliefs.strength_decisive"),
    }[ratio_word(ratio)]


def belief_statement(result: BeliefsResult, best: Belief, drawn: Belief, words: Phrases) -> str:
    """From the prior to the posterior of the likeliest type, with its range over draws."""
    problem = best.problem
    top = int(best.posterior[0].argmax())
    low, high = np.quantile(drawn.posterior[:, top], [0.05, 0.95])
    return words(
        "beliefs.belief",
        party=result.scenario.party_name(problem.party, words.language),
        type=type_name(result.scenario, problem.party, problem.types[top], words.language),
        prior=words.share(float(best.path[0, 0, top])),
        posterior=words.share(float(best.posterior[0, top])),
        range=words.shares(float(low), float(high)),
        naive=words.share(float(best.naive[0, -1, top])),
    )


def cheap_statement(result: BeliefsResult, best: Belief, words: Phrases) -> Iterator[str]:
    """The signals that cost every type the same."""
    problem = best.problem
    cheap = [
        signal_name(result.scenario, name, words.language)
        for name, costly in zip(problem.signals[: problem.seen], problem.costly, strict=False)
        if not costly
    ]
    if cheap:
        quoted = words.join([words("beliefs.quoted", text=text) for text in cheap])
        party = result.scenario.party_name(problem.party, words.language)
        yield words("beliefs.cheap", party=party, signals=quoted)


def _moved(result: BeliefsResult, best: Belief, words: Phrases) -> Iterator[str]:
    problem = best.problem
    if problem.seen == 0:
        return
    strongest = int(best.ratio[0, : problem.seen].argmax())
    if best.ratio[0, strongest] < 1.05:
        return
    yield words(
        "beliefs.moved",
        signal=signal_name(result.scenario, problem.signals[strongest], words.language),
        ratio=words.number(float(best.ratio[0, strongest]), 1),
        strength=strength(float(best.ratio[0, strongest]), words),
        type=_favoured(result, best, strongest, words),
    )


def _favoured(result: BeliefsResult, best: Belief, signal: int, words: Phrases) -> str:
    problem = best.problem
    kind = problem.types[int(problem.counted[0, signal].argmax())]
    return type_name(result.scenario, problem.party, kind, words.language)


def watch_statement(result: BeliefsResult, best: Belief, words: Phrases) -> Iterator[str]:
    """The signal still to come that would tell most."""
    problem = best.problem
    if best.bits.shape[1] == 0:
        return
    k = int(best.bits[0].argmax())
    top = int(best.posterior[0].argmax())
    signal = problem.signals[problem.seen + k]
    yield words(
        "beliefs.watch",
        party=result.scenario.party_name(problem.party, words.language),
        signal=signal_name(result.scenario, signal, words.language),
        type=type_name(result.scenario, problem.party, problem.types[top], words.language),
        now=words.share(float(best.posterior[0, top])),
        seen=words.share(float(best.if_seen[0, k, top])),
        missed=words.share(float(best.if_not[0, k, top])),
    )
