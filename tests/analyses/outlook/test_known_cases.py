"""The fourteen small talks whose outlooks two independent programs agree on; c = 0, slope 4."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analyses.outlook.courses import course_of, outcomes_of
from detente.analyses.outlook.chance import PastCases, allowed, pooled
from detente.analyses.outlook.course import Course
from detente.analyses.outlook.solve import Bargain, plan

AB = ("a", "b")
SPLIT = {"a": lambda x: 10 * x, "b": lambda x: 100 - 10 * x}
TIED_TO_AGAIN = (0, np.array([True, False]))


def split(a: float, b: float, *stages: dict[str, Any], **more: Any) -> Course:
    """A hundred points to split in tenths."""
    return course_of((11,), SPLIT, {"a": a, "b": b}, stages or ({"table": AB},), **more)


def conditional(course: Course, stage: int, level: float = 0.0) -> list[float]:
    """Binding, for show, nothing, broken off, given that the stage is held."""
    found = outcomes_of(course, level)
    return (found.outcomes[stage, :, 0] / found.reached[stage, 0]).tolist()


def settlement(course: Course, level: float = 0.0) -> float:
    return float(outcomes_of(course, level).settlement[0])


def rooms(course: Course) -> dict[int, list[float]]:
    """The room in every state met, by stage."""
    found: dict[int, list[float]] = {}
    for (place, _), met in plan(course).items():
        if isinstance(met, Bargain):
            found.setdefault(place, []).extend(met.room[0].tolist())
    return found


def test_an_even_split_of_a_wide_zone() -> None:
    course = split(20, 20)
    assert rooms(course)[0] == pytest.approx([0.375])
    assert conditional(course, 0) == pytest.approx([0.2404, 0, 0.7596, 0], abs=5e-5)


def test_a_narrow_zone_and_none() -> None:
    assert rooms(split(60, 20))[0] == pytest.approx([0.125])
    assert conditional(split(60, 20), 0)[0] == pytest.approx(0.0039, abs=5e-5)
    assert conditional(split(60, 50), 0) == pytest.approx([0, 0, 1, 0])


def test_a_breakdown_takes_its_part_first() -> None:
    found = conditional(split(20, 20, {"table": AB, "breakdown": 0.1}), 0)
    assert found == pytest.approx([0.2163, 0, 0.6837, 0.1], abs=5e-5)


def test_waiting_is_worth_more_than_a_poor_package() -> None:
    worth = {"a": lambda k: (30, 38, 70)[k], "b": lambda k: (30, 60, 55)[k]}
    course = course_of((3,), worth, {"a": 30, "b": 30}, ({"table": AB}, {"table": AB}))
    assert rooms(course)[0] == pytest.approx([0.3645], abs=5e-5)
    first = plan(course)[0, ()]
    assert isinstance(first, Bargain)
    assert first.struck[0, 0] == 2
    assert conditional(course, 0) == pytest.approx([0.2203, 0, 0.7797, 0], abs=5e-5)
    assert conditional(course, 1)[0] == pytest.approx(0.8853, abs=5e-5)
    assert settlement(course) == pytest.approx(0.9105, abs=5e-5)


def test_an_announcement_for_show_and_one_that_a_party_would_not_sign() -> None:
    announced = {"table": AB, "settles": (), "agree": {"a": 3}}
    course = split(20, 20, announced, {"table": AB})
    assert conditional(course, 0) == pytest.approx([0, 1, 0, 0])
    assert conditional(course, 1)[0] == pytest.approx(0.2404, abs=5e-5)
    hurt = split(20, 20, {**announced, "agree": {"a": 3, "b": -1}}, {"table": AB})
    assert conditional(hurt, 0) == pytest.approx([0, 0, 1, 0])
    assert settlement(hurt) == pytest.approx(0.2404, abs=5e-5)


def case_eight(**more: Any) -> Course:
    worth = {
        "a": lambda y, x: 0.8 * 10 * x + 20 * y,
        "b": lambda y, x: 0.8 * (100 - 10 * x) + 20 * y,
        "c": lambda y, x: 8 * x + 10,
    }
    stages = ({"table": AB, "settles": (0,)}, {"table": ("a", "b", "c")})
    return course_of((2, 11), worth, {"a": 30, "b": 30, "c": 50}, stages, **more)


def test_a_part_settled_early_takes_room_from_the_rest() -> None:
    course = case_eight()
    assert rooms(course)[0] == pytest.approx([1.0])
    assert sorted(rooms(course)[1]) == pytest.approx([0.04, 0.04, 0.2])
    assert conditional(course, 0)[0] == pytest.approx(0.9412, abs=5e-5)
    assert settlement(course) == pytest.approx(0.0015, abs=5e-5)


def test_a_part_that_is_not_the_matter_is_a_side_agreement() -> None:
    found = outcomes_of(case_eight(matter={1}))
    assert found.outcomes[0, :, 0] == pytest.approx([0, 0.9412, 0.0588, 0], abs=5e-5)
    assert found.side[0, 0] == pytest.approx(0.9412, abs=5e-5)


@pytest.mark.parametrize(
    ("no_deal", "agree", "expected"),
    [
        ((20, 45, 90), {}, [0, 0, 1, 0]),
        ((20, 20, 90), {}, [0.0039, 0, 0.9961, 0]),
        ((20, 45, 90), {"a": 2, "b": 2}, [0, 1, 0, 0]),
    ],
)
def test_whoever_ratifies_later_narrows_what_can_be_struck(
    no_deal: tuple[float, ...], agree: dict[str, float], expected: list[float]
) -> None:
    worth = {**SPLIT, "c": lambda x: 100 - abs(10 * x - 80)}
    stages = ({"table": AB, "agree": agree}, {"table": ("c",), "kind": "ratify"})
    course = course_of((11,), worth, dict(zip("abc", no_deal, strict=True)), stages)
    assert conditional(course, 0) == pytest.approx(expected, abs=5e-5)


def case_ten(settles: tuple[int, ...], held: float = 1.0) -> Course:
    worth = {"a": lambda n, x: 10 * x, "b": lambda n, x: 90 * (1 - x / 10) + 10 * n}
    stages = (
        {"table": AB, "settles": settles},
        {"table": AB, "tied": TIED_TO_AGAIN, "held": held},
    )
    return course_of((2, 11), worth, {"a": 20, "b": 20}, stages)


def test_nobody_ends_talks_that_are_still_worth_something() -> None:
    course = case_ten((0,))
    assert conditional(course, 0) == pytest.approx([0, 0, 1, 0])
    assert conditional(course, 1)[0] == pytest.approx(0.2404, abs=5e-5)


def test_an_open_issue_says_nothing_about_the_next_meeting() -> None:
    found = outcomes_of(case_ten((), held=0.5))
    assert found.reached[:, 0] == pytest.approx([1, 0.5])
    assert found.settlement[0] == pytest.approx(0.1202, abs=5e-5)


def test_a_party_breaks_off_where_going_on_costs_more() -> None:
    course = split(60, 50, {"table": AB}, {"table": AB, "attend": {"a": -5}})
    assert conditional(course, 0) == pytest.approx([0, 0, 0, 1])


def test_types_and_their_weights() -> None:
    eager, unwilling = split(30, 20), split(85, 20)
    found = 0.6 * settlement(eager) + 0.4 * settlement(unwilling)
    assert [found, settlement(eager), settlement(unwilling)] == pytest.approx(
        [0.0578, 0.0963, 0], abs=5e-5
    )


@pytest.mark.parametrize(("level", "expected"), [(6, 0.0002), (2, 0.0078), (0, 0.0371)])
def test_more_friction_can_raise_settlement(level: float, expected: float) -> None:
    worth = {"a": lambda y, x: 6 * x + 40 * y, "b": lambda y, x: 60 - 6 * x + 40 * y}
    stages = ({"table": AB, "settles": (0,)}, {"table": AB})
    course = course_of((2, 11), worth, {"a": 30, "b": 30}, stages, level=2.0)
    assert sorted(rooms(course)[1]) == pytest.approx([0, 0, 4 / 7])
    assert settlement(course, level) == pytest.approx(expected, abs=5e-5)


def test_an_outside_view_is_pooled_with_the_inside() -> None:
    inside = np.array(conditional(split(20, 20), 0))
    rate = PastCases((1, 6)).mean()
    assert pooled(inside, rate, 0.5)[0] == pytest.approx(0.2127, abs=5e-5)
    assert pooled(allowed(inside), rate, 0.5)[0] == pytest.approx(0.2129, abs=5e-5)


def test_rates_of_past_cases() -> None:
    assert [PastCases(c).mean()[0] for c in ((1, 6), (0, 5), (3, 7))] == pytest.approx(
        [0.1875, 0.0833, 0.3182], abs=5e-5
    )
    counted = PastCases((1, 4, 2, 0), whole=True).mean()
    assert counted == pytest.approx([0.1875, 0.4875, 0.2708, 0.0542], abs=5e-5)


def test_four_outcomes_are_pooled_together() -> None:
    inside = np.array([0.010, 0.874, 0.010, 0.106])
    whole = pooled(inside, PastCases((1, 4, 2, 0), whole=True).mean(), 0.5)
    assert whole == pytest.approx([0.0526, 0.7923, 0.0632, 0.0920], abs=5e-5)
    alone = pooled(inside, PastCases((1, 6)).mean(), 0.5)
    assert alone == pytest.approx([0.0461, 0.8422, 0.0096, 0.1021], abs=5e-5)
    for inner, odds in ((0.4, 0.2817), (0.6, 0.3704)):
        two = pooled(np.array([inner, 1 - inner, 0, 0]), PastCases((1, 6)).mean(), 0.5)
        assert two[0] == pytest.approx(odds, abs=5e-5)
