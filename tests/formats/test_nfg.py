"""Games in strategic form: the same pure equilibria as by the definition."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import analyze_stability
from detente.errors import DetenteError, ScenarioError
from detente.formats import read_scenario

Game = tuple[list[int], dict[tuple[int, ...], list[Fraction]]]


@st.composite
def games(draw: st.DrawFn) -> Game:
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    payoff = st.fractions(-3, 3, max_denominator=2)
    profiles = itertools.product(*map(range, sizes))
    return sizes, {profile: [draw(payoff) for _ in sizes] for profile in profiles}


def equilibria(game: Game) -> set[tuple[int, ...]]:
    """Profiles in which nobody gains by choosing otherwise alone."""
    sizes, payoffs = game
    return {
        profile
        for profile, own in payoffs.items()
        if all(
            payoffs[*profile[:k], other, *profile[k + 1 :]][k] <= own[k]
            for k, size in enumerate(sizes)
            for other in range(size)
        )
    }


def text_of(game: Game, outcomes: bool) -> str:
    """The file, the first player's strategy running fastest."""
    sizes, payoffs = game
    order = sorted(payoffs, key=lambda profile: profile[::-1])
    players = " ".join(f'"Player {k}"' for k in range(len(sizes)))
    if not outcomes:
        counts = " ".join(map(str, sizes))
        listed = " ".join(str(one) for profile in order for one in payoffs[profile])
        return f'NFG 1 R "t" {{ {players} }} {{ {counts} }}\n\n{listed}\n'
    names = "\n".join(
        "{ " + " ".join(f'"{chr(97 + s)}"' for s in range(size)) + " }" for size in sizes
    )
    stated = [payoffs[profile] for profile in order if any(payoffs[profile])]
    listed = "\n".join(f'{{ "" {", ".join(map(str, one))} }}' for one in stated)
    places, count = [], 0
    for profile in order:
        count += any(payoffs[profile])
        places.append(str(count if any(payoffs[profile]) else 0))
    numbers = " ".join(places)
    return f'NFG 1 R "t" {{ {players} }}\n{{ {names}\n}}\n"a comment"\n{{\n{listed}\n}}\n{numbers}'


@settings(max_examples=60, deadline=None)
@given(games(), st.booleans())
def test_the_same_pure_equilibria_as_by_the_definition(
    tmp_path_factory: pytest.TempPathFactory, game: Game, outcomes: bool
) -> None:
    path = tmp_path_factory.mktemp("nfg") / "game"
    path.write_text(text_of(game, outcomes), encoding="utf-8")
    scenario, _ = read_scenario(path)
    assert scenario.graph is not None
    assert len(scenario.graph.states) == len(game[1])
    label = "-".join(chr(97) if outcomes else "1" for _ in game[0])
    assert next(iter(scenario.graph.states)) == label
    if len(game[1]) > 1:
        found = analyze_stability(scenario).equilibria("nash")
        letters = (
            tuple((ord(part) - 97) if outcomes else int(part) - 1 for part in state.split("-"))
            for state in found
        )
        assert set(letters) == equilibria(game)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('NFG 1 R "t" { "a" "b" } { 2 2 } 1 2 3', "here stands a number"),
        ('NFG 1 R "t" { "a" "b" } { 1 1 } 1 2 3', "ends behind the payoffs"),
        ('NFG 1 R "t" { "a" "b" } { 1 1 } 1 1/0', "a decimal or a fraction"),
        ('NFG 1 R "t" { "a" "b" } { 1 1 } 1 1e99999999', "a decimal or a fraction"),
        ('NFG 1 R "t" { "a" } { 2 } 1 2', "two or more players"),
        ('NFG 1 R "t" { "a" "b" } { 9e99 2 } 1', "at most 1000 profiles"),
        ('NFG 1 R "t" { "a" "b" } { 1 1 } { { "" 1 2 } } 2', "number from 0 to 1"),
        ('NFG 1 R "t" { "a" "b', "begins and ends with a quote"),
        ('NFG 2 R "t"', "here stands 1"),
    ],
)
def test_what_is_no_game_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "game.nfg"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=said):
        read_scenario(path)


@settings(max_examples=60, deadline=None)
@given(st.text('NFG1R"{} 23/,-', max_size=30))
def test_rubbish_ends_in_a_message(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("nfg") / "game.nfg"
    path.write_text('NFG 1 R "t" { "a" "b" } ' + text, encoding="utf-8")
    with pytest.raises(DetenteError):
        read_scenario(path)


def test_published_games_are_read(shared_data: Path) -> None:
    found = {}
    for path in sorted((shared_data / "nfg").iterdir()):
        scenario, _ = read_scenario(path)
        found[path.stem] = analyze_stability(scenario).equilibria("nash")
    assert found["pd"] == ("2-2",)
    assert set(found["coord2"]) == {"1-1", "2-2"}
    assert len(found["coordination_4x4_outcome"]) == 4
