"""Rosters: exact shares, whole postings, rest, files that other programs read."""

from __future__ import annotations

import csv
import datetime
import io

import numpy as np
import pytest

from analyses.security import games
from detente.analyses.security import draw_roster
from detente.analyses.security.rosters import files as roster_files
from detente.analyses.security.rosters.wheel import ROUND, lay
from detente.errors import InternalError, SettingError
from detente.phrases import phrases
from detente.randomness import generator
from detente.scenario import Scenario, load, loads
from detente.sheets.rosters import roster_file
from oracles import security as oracle

TWO_SHIFTS = """
title: "Venue, with a comma; and more"
as_of: 2025-08-15
parties: {host: {}}
security:
  shifts: [day, night]
  targets:
    hall: {worth: 80, needs: 2, name: "Meeting hall, north; main"}
    road: {worth: 50}
    gate: {worth: 40, cost: 10}
    depot: {worth: 30}
  resources:
    guards: {units: 7, protects: all, rest: 1}
    patrol: {units: 1, shifts: [night]}
  schedules: [{resource: patrol, covers: [road, gate, depot]}]
"""

TYPED = """
title: Venue
parties: {host: {}}
security:
  targets: {a: {worth: 80}, b: {worth: 50}, c: {worth: 40}, d: {worth: 30}}
  resources:
    guards: {units: 4, protects: [a, b, c], rest: 1}
    dogs: {units: 3, protects: [c, d], rest: 2}
"""


@pytest.mark.parametrize("seed", range(60))
def test_postings_have_the_marginals_of_the_posts(seed: int) -> None:
    random = generator(seed)
    stakes = games.payoffs(random, int(random.integers(2, 12)))
    supply = games.typed(random, stakes.ours_open.size, int(random.integers(1, 6)), most=3)
    plan = games.plan_one(stakes, supply)
    assert plan.posts is not None
    wheel = lay(plan.posts, supply.number, random)
    assert wheel.chance.sum() == pytest.approx(1, abs=1e-15)
    posts = games.marginals(wheel, supply.number.size)
    assert np.abs(posts - plan.posts).max(initial=0) < 1e-12
    for kind, units in enumerate(supply.number):
        assert (wheel.guards == kind).sum(axis=1).max(initial=0) <= units
    assert len({row.tobytes() for row in wheel.guards}) == len(wheel.guards)


def test_decomposition_agrees_with_birkhoff_step_by_step() -> None:
    """A doubly stochastic matrix whose support is a path: two ways to the same shares."""
    matrix = np.array([[0.3, 0.7, 0], [0.7, 0.3, 0], [0, 0, 1.0]])
    parts = oracle.doubly_stochastic_parts(matrix)
    assert sum(share * part for share, part in parts) == pytest.approx(matrix)
    forest = np.array([[0.3, 0.7, 0], [0, 0.3, 0], [0, 0, 1.0]])
    assert games.marginals(lay(forest, np.ones(3, dtype=int), generator(4)), 3) == pytest.approx(
        forest, abs=1e-15
    )


def test_posts_in_a_ring_are_refused() -> None:
    with pytest.raises(InternalError, match="ring"):
        lay(np.full((2, 2), 0.5), np.ones(2, dtype=int), generator(0))


def test_chance_of_a_posting_is_how_often_it_is_drawn() -> None:
    few = TYPED.replace("4, ", "2, ").replace("units: 3", "units: 1").replace(", rest: 2", "")
    shifts = draw_roster(loads(few), shifts=8000, seed=2).shifts
    drawn: dict[tuple[object, ...], list[float]] = {}
    for shift in shifts:
        posted = tuple(sorted((duty.resource, duty.targets) for duty in shift.duties))
        drawn.setdefault(posted, []).append(shift.chance)
    assert len(drawn) > 1
    for chances in drawn.values():
        assert len(chances) / len(shifts) == pytest.approx(chances[0], abs=0.02)


def test_full_coverage_is_a_single_posting() -> None:
    wheel = lay(np.ones((1, 3)), np.array([3]), generator(0))
    assert (wheel.chance.tolist(), wheel.guards.tolist()) == ([1.0], [[0, 0, 0]])
    assert ROUND == 2.0**50


@pytest.mark.parametrize("text", [TWO_SHIFTS, TYPED])
def test_units_rest(text: str) -> None:
    scenario = loads(text)
    roster = draw_roster(scenario, shifts=60, seed=7)
    last: dict[tuple[str, int], int] = {}
    assert scenario.security is not None
    for shift in roster.shifts:
        for duty in shift.duties:
            key, resource = (duty.resource, duty.unit), scenario.security.resources[duty.resource]
            assert shift.number - last.get(key, -99) > resource.rest
            assert 1 <= duty.unit <= resource.units
            last[key] = shift.number


def test_long_rosters_come_close_to_the_coverage() -> None:
    roster = draw_roster(loads(TWO_SHIFTS), shifts=6000, seed=0)
    for key, share in roster.coverage.items():
        assert roster.served[key] == pytest.approx(share, abs=0.04)


def test_seed_settles_the_roster_and_zero_is_a_seed() -> None:
    scenario = loads(TYPED)
    one, again, other = (draw_roster(scenario, shifts=20, seed=seed) for seed in (0, 0, 1))
    assert one.to_dict() == again.to_dict()
    assert one.to_dict() != other.to_dict()


def test_a_target_that_needs_two_gets_two_or_is_not_protected() -> None:
    for shift in draw_roster(loads(TWO_SHIFTS), shifts=40, seed=3).shifts:
        at_hall = sum("hall" in duty.targets for duty in shift.duties)
        assert at_hall in (0, 2)


def test_no_shifts_are_refused() -> None:
    with pytest.raises(SettingError, match="shifts"):
        draw_roster(loads(TYPED), shifts=0, seed=1)


def test_patterns_are_covered_with_the_fewest_units() -> None:
    supply = games.joint(generator(8), 5, 2)
    assert supply.blocks
    for pattern in np.vstack(supply.blocks):
        sent = supply.fewest_duties(pattern)
        covered = sent @ supply.covers
        assert (covered[pattern] >= supply.needed[pattern]).all()


@pytest.fixture(scope="module")
def venue() -> Scenario:
    return loads(TWO_SHIFTS)


def test_calendar_follows_the_standard(venue: Scenario) -> None:
    roster = draw_roster(venue, shifts=3, seed=7)
    start = datetime.datetime(2025, 8, 15, 6)
    text = roster_files.as_calendar(roster, venue, phrases("de"), roster_files.Clock(start, 12))
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert whole.count("BEGIN:VEVENT") == sum(len(shift.duties) for shift in roster.shifts)
    assert "Meeting hall\\, north\\; main" in whole
    assert "DTSTART:20250815T180000" in whole
    uids = [line for line in whole.split("\r\n") if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)


def test_table_of_values_can_be_read_back(venue: Scenario) -> None:
    roster = draw_roster(venue, shifts=4, seed=7)
    text = roster_files.as_csv(roster, venue, phrases("en"), None)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == sum(len(shift.duties) for shift in roster.shifts)
    assert {row["targets"] for row in rows} & {"Meeting hall, north; main"}
    assert all(0 < float(row["chance"]) <= 1 for row in rows)


def test_no_cell_is_a_formula() -> None:
    scenario = loads(TYPED.replace("guards: {", 'guards: {name: "=1+1", '))
    text = roster_files.as_csv(
        draw_roster(scenario, shifts=3, seed=1), scenario, phrases("en"), None
    )
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_a_workbook_holds_what_the_table_of_values_holds(venue: Scenario) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    roster, words = draw_roster(venue, shifts=5, seed=7), phrases("en")
    clock = roster_files.Clock.of(venue, None, None)
    raw = roster_file(roster, venue, words, ".xlsx", clock)
    assert isinstance(raw, bytes)
    page = openpyxl.load_workbook(io.BytesIO(raw)).active
    shown = [[str(cell or "") for cell in row[1:]] for row in page.iter_rows(values_only=True)]
    text = roster_file(roster, venue, words, ".csv", clock)
    assert isinstance(text, str)
    table = list(csv.reader(io.StringIO(text)))
    assert [row[:7] for row in shown] == [row[:7] for row in table]
    chances = [(float(a[7]), float(b[7])) for a, b in zip(shown[1:], table[1:], strict=True)]
    assert all(a == pytest.approx(b) for a, b in chances)
    begins = {row[0]: (row[2], row[3]) for row in table[1:]}
    assert begins["2"] == ("2025-08-15T18:00:00", "2025-08-16T06:00:00")


def test_a_calendar_needs_a_begin_and_a_begin_is_a_time(venue: Scenario) -> None:
    undated = venue.model_copy(update={"as_of": None})
    roster = draw_roster(undated, shifts=2, seed=7)
    assert roster_files.Clock.of(undated, None, 8) is None
    with pytest.raises(SettingError, match="begin of the first shift"):
        roster_file(roster, undated, phrases("en"), ".ics", None)
    with pytest.raises(SettingError, match="2025-08-15T06:00"):
        roster_files.Clock.of(undated, "tomorrow", None)


def test_what_identifies_a_duty_is_stable_and_tells_nothing_of_a_machine(venue: Scenario) -> None:
    def uids() -> list[str]:
        roster, clock = draw_roster(venue, shifts=4, seed=7), roster_files.Clock.of(venue, None, 12)
        text = roster_file(roster, venue, phrases("en"), ".ics", clock)
        assert isinstance(text, str)
        whole = text.replace("\r\n ", "").split("\r\n")
        return [line for line in whole if line.startswith("UID:")]

    assert uids() == uids()
    units = [
        (s.number, d.resource, d.unit)
        for s in draw_roster(venue, shifts=4, seed=7).shifts
        for d in s.duties
    ]
    digest = venue.digest[:12]
    assert uids() == [f"UID:{digest}-7-{n}-{name}-{unit}@detente" for n, name, unit in units]


def test_more_shifts_than_anybody_plans_are_refused() -> None:
    with pytest.raises(SettingError, match="shifts"):
        draw_roster(load("anchorage"), shifts=99_999_999_999, seed=1)
