"""The room of a stage under votes, vetoes and those asked at home, over all coalitions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from detente.analyses.talks.consent import Consent


def room_by_coalitions(consent: Consent, share: np.ndarray) -> float:
    """The largest smallest share of a coalition that carries the stage, minus infinite for none."""
    parties = range(len(share))
    heard = [min([share[p], *share[list(consent.bodies[p])]]) for p in parties]
    best = -np.inf
    for inside in itertools.product((False, True), repeat=len(share)):
        members = [p for p in parties if inside[p]]
        if any(consent.veto[p] and not inside[p] for p in parties):
            continue
        if consent.quota > 0 and sum(consent.votes[p] for p in members) < consent.quota:
            continue
        best = max(best, min([heard[p] for p in members], default=np.inf))
    return best


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_room_is_that_of_the_best_coalition(first: int) -> None:
    for seed in range(first, first + 100):
        random = np.random.default_rng(seed)
        parties = int(random.integers(1, 5))
        votes = np.where(random.random(parties) < 0.8, random.integers(0, 4, parties), 0)
        bodies = tuple(
            tuple(int(body) for body in np.flatnonzero(random.random(parties) < 0.2))
            for _ in range(parties)
        )
        consent = Consent(random.random(parties) < 0.3, votes, int(random.integers(0, 6)), bodies)
        share = random.random((1, parties, 6))
        share[random.random(share.shape) < 0.3] = -1.0
        found = np.broadcast_to(consent.room(dict(enumerate(share[0]))), 6)
        expected = [room_by_coalitions(consent, share[0, :, k]) for k in range(6)]
        assert found.tolist() == expected, seed
        agreed = consent.passes(share >= 0)[0]
        assert agreed.tolist() == [room >= 0 for room in expected], seed
