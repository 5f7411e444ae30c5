"""Talks over many packages: how many draws, what is refused, and what does not depend on it."""

from __future__ import annotations

import pytest

import detente
from detente.analyses.spaces.laid_out import MOST_WORTHS, refusal
from detente.analyses.talks.size import BUDGET, FEWEST, fitting_number
from detente.errors import SettingError
from detente.scenario import loads


def talks(issues: int, values: int = 5):
    """Two parties with opposed wants on so many issues."""
    names = [f"i{k}" for k in range(issues)]
    listed = ", ".join(f"v{k}" for k in range(values))
    wants = {
        party: f"{{weights: {{{', '.join(f'{n}: 1..3' for n in names)}}}, "
        f"values: {{{', '.join(f'{n}: {shape}' for n in names)}}}, reservation: 30..40}}"
        for party, shape in (("a", "rising"), ("b", "falling"))
    }
    return loads(
        "title: Many packages\nparties: {a: {}, b: {}}\nissues:\n"
        + "".join(f"  {name}: {{values: [{listed}]}}\n" for name in names)
        + f"preferences:\n  a: {wants['a']}\n  b: {wants['b']}\n"
        + "stages: [{table: [a, b]}, {table: [a, b]}]\n"
    )


def test_fewer_draws_are_computed_where_there_are_many_packages():
    small, large = talks(3), talks(8)
    assert fitting_number(small, 1000) == 1000
    assert fitting_number(large, 1000) == BUDGET // (2 * 5**8) < 1000
    assert fitting_number(large, 1000, times=100) < FEWEST


def test_what_was_computed_is_said_and_what_is_asked_for_is_done(monkeypatch):
    monkeypatch.setattr("detente.analyses.talks.size.BUDGET", 40 * 2 * 5**3)
    result = detente.solve_stages(talks(3))
    assert result.settings["draws"] == 40
    assert result.outcomes.count == 40
    assert detente.solve_stages(talks(3), draws=60).settings["draws"] == 60
    assert detente.value_seats(talks(3)).settings["draws"] == 25
    monkeypatch.setattr("detente.analyses.talks.size.BUDGET", 1)
    assert detente.solve_stages(talks(3)).settings["draws"] == FEWEST
    seats = detente.value_seats(talks(3))
    assert seats.settings["draws"] == 0
    assert seats.drawn is seats.best


def test_more_than_two_hundred_thousand_packages_are_solved():
    result = detente.solve_stages(talks(8), draws=2)  # 390,625 packages
    assert result.answer()["win_sets"][0]["deals"] > 0
    assert result.outcomes.chance.shape == (5**8,)


def test_what_is_too_large_is_predicted_and_refused_alike():
    huge = talks(12)
    predicted = refusal(huge)
    assert predicted is not None
    assert refusal(talks(8)) is None
    assert MOST_WORTHS < 2 * 5**12
    for analyse in (detente.solve_stages, detente.value_seats):
        with pytest.raises(SettingError) as raised:
            analyse(huge)
        assert str(raised.value) == str(predicted)
    assert detente.simulate_talks(huge, draws=2).games
