"""Joint changes found by search: they turn the conclusion, and nothing in them can be spared."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analyses.catalogue import find_analysis
from detente.analyses.contract import Analysis
from detente.ensembles import Study, run_ensemble, study
from detente.ensembles.report.study import study_exhibits
from detente.ensembles.tipping import JointChange, Shift
from detente.phrases import phrases
from detente.randomness import generator
from detente.scenario import Draws, Scenario, loads
from detente.scenario.draws import changed_draws
from small_talks import random_talks, random_weights
from toy_analysis import TOY, A, B, two_powers

DEALS = find_analysis("deals")
STABILITY = find_analysis("stability")


def studied(scenario: Scenario, analysis: Analysis, name: str, draws: int = 64) -> Study:
    return study(run_ensemble(analysis, scenario, draws=draws, seed=0), analysis, name)


def holds(analysis: Analysis, scenario: Scenario, name: str, draws: Draws) -> NDArray[np.bool_]:
    assert analysis.conclusions is not None
    found = analysis.conclusions(scenario, draws)
    return np.asarray(found.get(name, np.zeros(draws.count)) >= 0.5)


def reached(scenario: Scenario, shifts: list[Shift]) -> Draws:
    """The point that changes lead to, made anew from their report."""
    values = {s.path: [s.value] for s in shifts if not s.order}
    orders = {s.path: np.array([s.order]) for s in shifts if s.order}
    return changed_draws(scenario, values, orders)


def unit_of(shift: Shift) -> tuple[str, ...]:
    """Weights known by rank move together."""
    return shift.path[:3] if shift.path[2:3] == ("weights",) else shift.path


def check(found: Study, scenario: Scenario, analysis: Analysis) -> None:
    """It turns, and no longer does once any one judgement is back; within the ranges given."""
    joint = found.joint
    assert joint is not None
    shifts = list(joint.shifts)
    assert holds(analysis, scenario, found.name, reached(scenario, shifts))[0] != found.held
    assert not found.alone
    assert joint.count >= 2
    for left_out in {s.path for s in shifts}:
        rest = [s for s in shifts if s.path != left_out]
        told = holds(analysis, scenario, found.name, reached(scenario, rest))
        ranked = any(i.path == left_out and i.factor.kind == "ranks" for i in found.inputs)
        assert ranked or told[0] == found.held
    for item in found.inputs:
        for shift in shifts:
            if shift.path == item.path:
                assert item.low - 1e-9 <= shift.value <= item.high + 1e-9


def test_two_inputs_that_turn_it_only_together() -> None:
    """a 50 falls by 15 and b 30 rises by 10 at most: they meet after 20 / 25 of the way."""
    scenario = loads("title: t\nparties: {a: {power: 35..65}, b: {power: 20..40}}")
    found = studied(scenario, TOY, "ahead", 1024)
    check(found, scenario, TOY)
    assert isinstance(found.joint, JointChange)
    assert found.joint.share == pytest.approx(20 / 25, abs=0.001)
    assert {s.path: round(s.value, 1) for s in found.joint.shifts} == {A: 38.0, B: 38.0}


def test_where_one_judgement_is_enough_no_joint_change_is_told() -> None:
    found = studied(two_powers(), TOY, "ahead", 512)
    assert found.alone
    assert found.joint is None


def test_where_nothing_turns_it_none_is_found() -> None:
    scenario = loads("title: t\nparties: {a: {power: 60..65}, b: {power: 20..40}}")
    found = studied(scenario, TOY, "ahead")
    assert found.joint is None
    said = " ".join(str(exhibit) for exhibit in study_exhibits(found, phrases("en")))
    assert "No joint change within the ranges was found" in said


@pytest.mark.parametrize("seed", range(24))
def test_joint_changes_of_deals_can_spare_nothing(seed: int) -> None:
    scenario = random_talks(seed, uncertain=6, parties=2 + seed % 2)
    found = studied(scenario, DEALS, "zopa")
    if found.joint is not None:
        check(found, scenario, DEALS)


def test_joint_changes_of_deals_are_found() -> None:
    """Of random cases where corners of the ranges turn it and no single one does, nearly all."""
    missed = met = 0
    for seed in range(40):
        scenario = random_talks(seed, uncertain=5, parties=2 + seed % 2)
        found = studied(scenario, DEALS, "zopa")
        ranges = {p: j for p, j in scenario.judgements().items() if j.low < j.high}
        corners = np.array(list(product(*((j.low, j.best, j.high) for j in ranges.values()))))
        values = {path: corners[:, k] for k, path in enumerate(ranges)}
        turned = holds(DEALS, scenario, "zopa", changed_draws(scenario, values)) != found.held
        if turned.any() and not found.alone:
            met += 1
            missed += found.joint is None
    assert met >= 3
    assert missed <= met / 10


@pytest.mark.parametrize("seed", range(6))
def test_many_weights_move_together(seed: int) -> None:
    scenario = random_weights(seed)
    found = studied(scenario, DEALS, "zopa", 256)
    if found.joint is not None:
        check(found, scenario, DEALS)


RANKED = """
title: Weights known by rank
parties: {a: {}, b: {}}
issues: {x: {values: [u, v]}, y: {values: [u, v]}, z: {values: [u, v]}}
preferences:
  a:
    weights: [x, [y, z]]
    values: {x: {u: 100, v: 0}, y: {u: 0, v: 100}, z: {u: 0, v: 60}}
    reservation: 46..50
  b:
    weights: {x: 1, y: 1, z: 1}
    values: {x: {u: 0, v: 100}, y: {u: 50, v: 50}, z: {u: 50, v: 50}}
    reservation: 60
"""


def test_weights_known_by_rank_keep_their_order_and_sum() -> None:
    scenario = loads(RANKED)
    found = studied(scenario, DEALS, "zopa", 256)
    assert found.joint is not None
    path = ("preferences", "a", "weights")
    value = {item.path: item.best for item in found.inputs}
    value |= {shift.path: shift.value for shift in found.joint.shifts}
    x, y, z = (value[(*path, name)] for name in "xyz")
    assert x + y + z == pytest.approx(100)
    assert x >= max(y, z)
    turned = holds(DEALS, scenario, "zopa", reached(scenario, list(found.joint.shifts)))
    assert turned[0] != found.held


def random_conflict(seed: int) -> Scenario:
    """Two parties with two options each; priorities that may not be held, and of unknown order."""
    random = generator(seed, 3)
    atoms = ["a.p", "a.q", "b.r", "b.s"]

    def statement() -> str:
        first, second = random.choice(atoms, 2, replace=False)
        sign = random.choice(["", "not "])
        return f"{sign}{first}" if random.random() < 0.6 else f"{first} -> {sign}{second}"

    lines = [
        "title: t",
        "parties: {a: {}, b: {}}",
        "options: {a: [p, q], b: [r, s]}",
        "priorities:",
    ]
    for party in "ab":
        rungs = [
            f'{{maybe: "{statement()}", held: {random.integers(1, 10) * 10}%}}' for _ in range(2)
        ]
        size = int(random.integers(2, 4))
        rungs.insert(1, "[" + ", ".join(f'"{statement()}"' for _ in range(size)) + "]")
        lines.append(f"  {party}: [{', '.join(rungs)}]")
    return loads("\n".join(lines))


@pytest.mark.few(4)
@pytest.mark.parametrize("seed", range(16))
def test_yes_or_no_and_orders_move_all_the_way(seed: int) -> None:
    """All combinations by hand: what turns it is found, and never with fewer than is possible."""
    scenario = random_conflict(seed)
    result = run_ensemble(STABILITY, scenario, draws=512, seed=0)
    held = [path for path in scenario.judgements() if path[-1] == "held"]
    groups = [("priorities", party, "1") for party in "ab"]
    sizes = [len(scenario.priorities[party][1].statements) for party in "ab"]
    rows = list(product(*([(0.0, 1.0)] * 4), *(permutations(range(n)) for n in sizes)))
    values = {path: [row[k] for row in rows] for k, path in enumerate(held)}
    orders = {path: np.array([row[4 + k] for row in rows]) for k, path in enumerate(groups)}
    draws = changed_draws(scenario, values, orders)
    best = [float(scenario.judgements()[path].best >= 0.5) for path in held]
    moved = np.array(
        [
            sum(v != b for v, b in zip(row[:4], best, strict=True))
            + sum(list(order) != sorted(order) for order in row[4:])
            for row in rows
        ]
    )
    for name in [name for name in result.names if name.startswith("equilibrium.")][::3]:
        found = study(result, STABILITY, name)
        turned = holds(STABILITY, scenario, name, draws) != found.held
        if found.alone or not turned.any():
            assert found.joint is None
            continue
        assert found.joint is not None
        told = holds(STABILITY, scenario, name, reached(scenario, list(found.joint.shifts)))
        assert told[0] != found.held
        assert found.joint.count >= moved[turned].min()


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_was_found_by_search_says_so(language: str) -> None:
    scenario = loads("title: t\nparties: {a: {power: 35..65}, b: {power: 20..40}}")
    found = studied(scenario, TOY, "ahead", 256)
    said = " ".join(str(exhibit) for exhibit in study_exhibits(found, phrases(language)))
    search = {"en": "Found by search", "de": "Durch Suche gefunden"}[language]
    assert search in said
    assert not {"proven", "bewiesen"} & set(said.lower().replace(".", " ").split())
    plain = found.to_dict()["joint"]
    assert plain["judgements"] == 2
    assert {value["path"] for value in plain["values"]} == {"parties.a.power", "parties.b.power"}
