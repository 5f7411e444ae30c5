"""Probabilities in figures and words: nothing is certain, and an edge belongs to the word above."""

from __future__ import annotations

import pytest

from detente.phrases import LIKELIHOODS, SHARE_EDGES, likelihood_key, phrases


@pytest.mark.parametrize("value", [0.995, 0.9951, 0.9985, 0.9999, 1.0])
def test_what_rounds_to_certainty_is_over_99(value: float) -> None:
    assert phrases("en").share(value) == "over 99 %"
    assert phrases("en").share(1 - value) == "under 1 %"


def test_edges_belong_to_the_word_above() -> None:
    edges = (0.05, 0.2, 0.45, 0.55, 0.8, 0.95)
    assert [likelihood_key(edge) for edge in edges] == list(LIKELIHOODS[1:])
    assert [likelihood_key(edge - 1e-6) for edge in edges] == list(LIKELIHOODS[:-1])


def test_a_share_at_an_edge_takes_the_word_above() -> None:
    words = phrases("en")
    for edge in SHARE_EDGES:
        assert words.how_many(edge) == words.how_many(edge + 1e-6) != words.how_many(edge - 1e-6)
    assert words.how_many(0.0) != words.how_many(1e-6)
    assert words.how_many(1.0) != words.how_many(1 - 1e-6)


def test_those_left_out_of_a_list_are_counted() -> None:
    words = phrases("en")
    assert words.first("abcde", 3) == f"a, b, c, {words('common.more', n='2')}"
    assert words.first("abc", 3) == "a, b and c"
