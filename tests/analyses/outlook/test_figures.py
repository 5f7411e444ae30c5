"""Figures of an outlook that a reader sees, found again from others by the definition."""

from __future__ import annotations

import pytest

from analyses.outlook.test_outlook import outlook

TWO = """
title: A first table that may break
parties: {a: {}, b: {}}
issues: {share: {scale: 0..100, steps: 11}, place: {values: [x, y]}}
preferences:
  a: {weights: {share: 1, place: 1}, values: {share: rising, place: rising}, reservation: 30}
  b: {weights: {share: 1, place: 1}, values: {share: falling, place: rising}, reservation: 30}
stages:
- {table: [a, b], breakdown: 20%, agenda: [share]}
- {table: [a, b], breakdown: 40%}
outlook: {friction: 50"""
CLASSES = """, classes: {
  first: {of: 10, binding: 1, for_show: 2, nothing: 1, broken_off: 6},
  second: {of: 10, binding: 1, for_show: 2, nothing: 6, broken_off: 1, stage: 2}}"""


def test_a_stage_is_held_more_seldom_where_past_cases_broke_off_before_it() -> None:
    alone, both = (outlook(TWO + text + "}\n") for text in ("", CLASSES))
    broken = [both.outcome(0, 3, inside=inside).value or 0.0 for inside in (True, False)]
    assert alone.reached(0) == both.reached(0) == 1
    assert broken[1] > broken[0] + 0.1
    expected = alone.reached(1) * (1 - broken[1]) / (1 - broken[0])
    assert both.reached(1) == pytest.approx(expected)


def test_what_counts_as_a_text_for_show_is_said_under_the_table() -> None:
    matter = outlook(TWO + "}\nmatter: [place]\n")
    side = matter.side_agreement(0)
    assert side > 0.01
    note = matter.tables("en")[0].note or ""
    assert f"beside the matter too: Stage 1 {100 * side:.0f} %" in note.replace("\u202f", " ")
    assert "only the two together count" in note
    plain = outlook(TWO + "}\n").tables("en")[0].note or ""
    assert "beside the matter" not in plain


def test_what_was_never_put_to_ratification_is_not_settled() -> None:
    ratified = TWO.replace("breakdown: 20%, agenda: [share]", "breakdown: 20%").replace(
        "- {table: [a, b], breakdown: 40%}", "- {table: [a, b], kind: ratify, held: 60%}"
    )
    answer = outlook(ratified + "}\n").answer()
    last = answer["stages"][1]
    assert 0.3 < last["reached"] < 0.6
    assert 0.9 * last["reached"] < answer["settlement"]["value"] < last["reached"]
