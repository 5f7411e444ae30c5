"""Stages, seats, deals and the outlook do not contradict one another on any case.

What is looked for: two worths of one thing, a package called acceptable that a needed party
refuses, two answers to what passes a table, two packages called the nearest one.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.analyses.outlook.close_calls import close_call
from detente.analyses.outlook.course import Course
from detente.analyses.outlook.problem import course_of, in_stages
from detente.analyses.outlook.solve import Bargain, Ratify, plan
from detente.analyses.stages.winsets import accepted, decisive, passed
from detente.analyses.talks.courses import Sight
from detente.analyses.talks.tables import Talks, build_talks
from detente.scenario import Scenario, best_draws, case_names, draw, load

FILES = sorted((Path(__file__).parent / "files").glob("*.yaml"))
CASES = [
    name
    for name in (*case_names(), *map(str, FILES))
    if load(name).issues and load(name).preferences
]
STAGED = [name for name in CASES if load(name).stages]
ids = [Path(name).stem for name in CASES]
staged_ids = [Path(name).stem for name in STAGED]


@cache
def case(name: str) -> Scenario:
    return load(name)


@cache
def talks_of(name: str, draws: int = 0) -> tuple[Talks, Course]:
    """The talks of a case for stages and for the outlook, with one stage where there is none."""
    scenario = in_stages(case(name))
    many = draw(scenario, draws, seed=3) if draws else best_draws(scenario)
    return build_talks(scenario, many), course_of(scenario, many, 0.0)


@cache
def stages_of(name: str):
    return detente.solve_stages(case(name), draws=8)


@cache
def deals_of(name: str):
    return detente.map_deals(case(name))


def place_of(talks: Talks, deal: dict[str, str]) -> int:
    values = zip(talks.space.values, talks.space.issues, strict=True)
    places = [labels.index(deal[issue]) for labels, issue in values]
    return int(np.ravel_multi_index(places, talks.space.sizes))


def packages_of(name: str) -> list[dict[str, str]]:
    """The packages that stages name: agreed, struck, nearest, opened by a change."""
    if name not in STAGED:
        return []
    result = stages_of(name)
    named = [result.deal, result.named(result.found.struck)]
    named += [result.named(pivot.deal) for pivot in result.found.pivots]
    if result.found.nearest is not None:
        named.append(dict(result.found.nearest.package))
    return [deal for deal in named if deal is not None]


@pytest.mark.parametrize("name", CASES, ids=ids)
def test_no_deal_has_one_worth(name):
    talks, course = talks_of(name)
    parties = talks.space.parties
    told = deals_of(name).answer()["reservation"]
    for place, party in enumerate(parties):
        assert told[party] == pytest.approx(float(talks.no_deal[0, place]))
        assert told[party] == pytest.approx(float(course.no_deal[0, place]))
    if name in STAGED:
        for party, found in stages_of(name).answer()["trade_off"].items():
            assert found["no_deal"] == pytest.approx(told[party])


@pytest.mark.parametrize("name", CASES, ids=ids)
def test_a_package_has_one_worth(name):
    talks, course = talks_of(name)
    assert np.array_equal(talks.worth, course.utility)
    answer = deals_of(name).answer()
    for package in (*answer["frontier"], *chain(*answer["solutions"].values())):
        at = place_of(talks, package["deal"])
        for party, worth in package["utility"].items():
            assert worth == pytest.approx(
                float(talks.worth[0, talks.space.parties.index(party), at])
            )
    if name in STAGED:
        for party, found in stages_of(name).answer()["trade_off"].items():
            kept = talks.kept_after(0)
            place = talks.space.parties.index(party)
            for demand in found["demands"] if kept is None else []:
                at = place_of(talks, demand["deal"])
                assert demand["worth"] == pytest.approx(float(talks.worth[0, place, at]))


@pytest.mark.parametrize("name", CASES, ids=ids)
def test_no_needed_party_refuses_a_package_that_deals_call_acceptable(name):
    talks, _ = talks_of(name)
    answer = deals_of(name).answer()
    needed = set(answer["acceptable_to"])
    for packages in answer["solutions"].values() if answer["acceptable"] else ():
        for package in packages:
            at = place_of(talks, package["deal"])
            for place, party in enumerate(talks.space.parties):
                if party in needed:
                    assert talks.worth[0, place, at] >= talks.no_deal[0, place] - 1e-6
                    assert not talks.space.barred[place, at]


@pytest.mark.parametrize("name", STAGED, ids=staged_ids)
def test_no_needed_party_refuses_what_stages_call_agreed(name):
    result, (talks, _) = stages_of(name), talks_of(name)
    if result.deal is None:
        return
    at, sight = place_of(talks, result.deal), Sight(result.found.talks)
    for stage in decisive(result.found.talks):
        assert passed(sight, stage)[0, at]
        table, accepts = result.found.talks.tables[stage], accepted(sight, stage)
        for party in np.flatnonzero(table.consent.veto):
            assert accepts[0, party, at]
    later = talks.tables[-1]
    if later.kind == "ratify" and not (later.agree.any() or later.fail.any()):
        for party in np.flatnonzero(later.consent.veto):
            assert talks.worth[0, party, at] >= talks.no_deal[0, party] - 1e-6


@pytest.mark.parametrize("name", STAGED, ids=staged_ids)
def test_who_refuses_what_is_struck_is_worse_off_by_it_or_bound(name):
    result = stages_of(name)
    if not result.found.refusers:
        return
    talks, at = result.found.talks, result.found.struck
    table = talks.tables[int(result.found.short.ended[0])]
    for party in result.found.refusers:
        worse = talks.worth[0, party, at] < talks.no_deal[0, party] + table.fail[0, party]
        assert worse or talks.space.barred[party, at]


@pytest.mark.parametrize("name", STAGED, ids=staged_ids)
def test_stages_and_the_outlook_ratify_the_same_packages(name):
    talks, course = talks_of(name, 4 if "iran" in name else 16)
    sight = Sight(talks)
    for (place, _), met in plan(course).items():
        if isinstance(met, Ratify) and course.whole(met.pattern):
            ours = passed(sight, place) | ~talks.space.possible
            if talks.kept_after(place) is None:
                assert np.array_equal(ours, met.agreed | ~talks.space.possible)


@pytest.mark.parametrize("name", CASES, ids=ids)
def test_stages_and_the_outlook_go_on_from_the_same_tables(name):
    talks, course = talks_of(name)
    for table, stage in zip(talks.tables, course.stages, strict=True):
        assert np.array_equal(table.adjourn, stage.adjourn)
        assert np.array_equal(table.held, stage.held)
        assert not (stage.ends and table.if_fails in ("next", "adjourn"))
    kinds = [table.kind for table in talks.tables]
    for table, pair in zip(talks.tables, pairwise(kinds), strict=False):
        if pair == ("bargain", "bargain") and table.if_fails == "end":
            assert course.stages[talks.tables.index(table)].ends


@pytest.mark.parametrize("name", STAGED, ids=staged_ids)
def test_where_all_agree_at_the_first_table_the_outlook_finds_room_for_it(name):
    talks, course = talks_of(name)
    if stages_of(name).deal is None or any(t.if_fails == "adjourn" for t in talks.tables):
        return
    first = plan(course)[0, ()]
    assert isinstance(first, Bargain)
    assert first.room[0, 0] > 0


@pytest.mark.parametrize("name", STAGED, ids=staged_ids)
def test_stages_and_the_outlook_name_one_nearest_package_and_the_same_close_calls(name):
    theirs, ours = close_call(case(name)), stages_of(name)
    if ours.found.nearest is not None and theirs.nearest is not None:
        assert ours.found.nearest == theirs.nearest
    if (ours.deal is not None) == theirs.possible:
        assert ours.turned_by == theirs.turned_by


@pytest.mark.parametrize("name", STAGED, ids=staged_ids)
def test_no_package_that_stages_name_is_excluded_by_the_file(name):
    talks, course = talks_of(name)
    for deal in packages_of(name):
        assert not course.excluded[place_of(talks, deal)]


@pytest.mark.parametrize("name", STAGED, ids=staged_ids)
def test_a_seat_that_is_taken_is_worth_what_the_talks_are_worth_with_it(name):
    """The seats start from the worth of the talks that stages tell."""
    scenario = case(name)
    worth = stages_of(name).answer()["far_sighted"]["worth"]
    talks, _ = talks_of(name)
    for seat in detente.value_seats(scenario, draws=0).best[:2]:
        party = talks.space.parties[seat.party]
        table = tuple(p for p in scenario.stages[seat.stage].table if p != party)
        if not seat.taken or len(table) == 0:
            continue
        stages = list(scenario.stages)
        stages[seat.stage] = stages[seat.stage].model_copy(update={"table": table})
        without = scenario.model_copy(update={"stages": tuple(stages)})
        other = detente.solve_stages(without, draws=0).answer()["far_sighted"]["worth"]
        assert seat.whole[0, seat.party] == pytest.approx(worth[party] - other[party])
