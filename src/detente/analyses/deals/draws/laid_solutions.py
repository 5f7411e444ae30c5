"""Which of the deals laid out each solution chooses in each draw, and what parties have there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.draws.laid_out import EQUAL, Floats, Judged, Laid, Truth
from detente.analyses.talks.nash import first_best, nash_scores


def solutions_of(judged: Judged) -> dict[str, NDArray[np.intp]]:
    """The deal each solution chooses in each draw; the first of equals, 0 where none passes."""
    gain = judged.gain[:, list(judged.table)]
    inside = judged.passing
    counted = np.where(inside[:, np.newaxis], gain, -np.inf)
    ideal = counted.max(axis=2, keepdims=True)
    counts = ideal > EQUAL
    shares = np.where(counts, gain / np.where(counts, ideal, 1.0), np.inf)
    return {
        "nash": _nash(gain, inside, judged.power),
        "kalai_smorodinsky": _leximin(shares, inside),
        "egalitarian": _leximin(gain, inside),
        "utilitarian": np.where(inside, gain.sum(axis=1), -np.inf).argmax(axis=1),
    }


def _nash(gain: Floats, inside: Truth, power: Floats) -> NDArray[np.intp]:
    draw, deal = np.nonzero(inside)
    gains = [gain[draw, party, deal] for party in range(len(power))]
    rows, found = first_best(nash_scores(gains, list(power)), draw)
    chosen = np.zeros(len(gain), dtype=np.intp)
    chosen[found] = deal[rows]
    return chosen


def _leximin(amount: Floats, inside: Truth) -> NDArray[np.intp]:
    """Smallest amount as large as possible, then the second smallest, and so on."""
    least = np.where(inside, amount.min(axis=1), -np.inf)
    left = least >= least.max(axis=1, keepdims=True) - EQUAL
    tied = np.flatnonzero(left.sum(axis=1) > 1)
    ranked = np.sort(amount[tied], axis=1)
    for place in range(1, ranked.shape[1]):
        level = np.where(left[tied], ranked[:, place], -np.inf)
        left[tied] &= level >= level.max(axis=1, keepdims=True) - EQUAL
    return np.asarray(left.argmax(axis=1))


def worth_at(
    laid: Laid, judged: Judged, solution: str, row: NDArray[np.intp], possible: Truth
) -> dict[str, Floats]:
    """What each party has at a solution; the worth of no deal where there is no deal."""
    draws = np.arange(len(row))
    return {
        f"utility.{party}.{solution}": np.where(
            possible,
            judged.limit[:, place] + judged.gain[draws, place, row],
            judged.reservation[:, place],
        )
        for place, party in enumerate(laid.problem.parties)
    }
