"""States as bit codes in declared order, and which of them are feasible."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import SettingError
from detente.scenario import Scenario, loads
from detente.scenario.states import (
    feasible_states,
    state_code,
    state_text,
    status_quo_code,
)

TEXT = "title: t\nparties: {a: {}, b: {}}\noptions: {b: [z], a: [x, y]}\n"


@given(st.integers(0, 2**12 - 1))
def test_letters_and_codes_are_inverse(code: int) -> None:
    assert state_code(state_text(code, 12)) == code


def test_option_k_is_bit_k_in_declared_order() -> None:
    scenario = loads(TEXT)
    assert scenario.option_names == (("b", "z"), ("a", "x"), ("a", "y"))
    assert state_text(0b110, 3) == "NYY"


@pytest.mark.parametrize(
    ("statements", "left"),
    [
        ([], ["NNN", "YNN", "NYN", "YYN", "NNY", "YNY", "NYY", "YYY"]),
        (["a.x and a.y"], ["NNN", "YNN", "NYN", "YYN", "NNY", "YNY"]),
        (["a.x", "not b.z"], ["YNN", "YNY"]),
        (["a.x <-> a.y"], ["NYN", "YYN", "NNY", "YNY"]),
    ],
)
def test_feasible_states(statements: list[str], left: list[str]) -> None:
    scenario = loads(TEXT).model_copy(update={"infeasible": tuple(statements)})
    codes = feasible_states(scenario)
    assert [state_text(int(code), 3) for code in codes] == left
    assert (np.diff(codes.astype(np.int64)) > 0).all()


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("NYY", 0b110),
        ("[a.x, a.y]", 0b110),
        ("[a.x, a.x]", 0b010),
        ("b.z", 0b001),
        ("[]", 0),
    ],
)
def test_status_quo(stated: str, code: int) -> None:
    assert status_quo_code(loads(f"{TEXT}status_quo: {stated}")) == code


def test_no_status_quo() -> None:
    assert status_quo_code(loads(TEXT)) is None


def _with_options(count: int, infeasible: tuple[str, ...] = ()) -> Scenario:
    names = [f"o{k}" for k in range(count)]
    stated = {"title": "t", "parties": {"a": {}}, "options": {"a": names}}
    return Scenario.model_validate(stated | {"infeasible": infeasible})


def test_too_many_states_are_refused() -> None:
    largest, scenario = _with_options(20), _with_options(21)
    assert feasible_states(largest).size == 2**20
    with pytest.raises(SettingError, match="at most 1048576 states can be analysed"):
        feasible_states(scenario)
    with pytest.raises(SettingError, match="at most 62 options can be analysed"):
        feasible_states(_with_options(63))


@pytest.mark.parametrize("count", [21, 33, 62])
def test_many_options_that_rule_one_another_out_are_few_states(count: int) -> None:
    pairs = tuple(f"a.o{k} and a.o{k + 1}" for k in range(count - 1))
    early = tuple(f"a.o{k} and a.o0" for k in range(count) if k > 1)
    late = tuple(f"a.o{k} and not a.o{k - 1}" for k in range(2, count))
    codes = feasible_states(_with_options(count, (*pairs, *early, *late)))
    assert [int(code) for code in codes] == [0, 1, 2]


@given(st.integers(0, 255))
def test_rankings_with_every_state_pass(seed: int) -> None:
    states = ["".join(letters) for letters in itertools.product("YN", repeat=3)]
    order = states[seed % 8 :] + states[: seed % 8]
    scenario = loads(f"{TEXT}ranking: {{a: [{', '.join(order)}]}}")
    assert [rung[0] for rung in scenario.ranking["a"].rungs] == order
