"""The smallest joint changes against dense grids, full enumeration and their own claims."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detente.analyses.catalogue import find_analysis
from detente.analyses.contract import Analysis, Enclosed
from detente.ensembles import Study, run_ensemble, study
from detente.ensembles.fewest import smallest_hitting_set
from detente.ensembles.joint import CLOSE, Fewest, Least
from detente.ensembles.moves import moves_of
from detente.ensembles.reporting import study_dict, study_exhibits
from detente.phrases import phrases
from detente.randomness import generator
from detente.scenario import Draws, KeyPath, Scenario, loads
from detente.scenario.draws import changed_draws
from small_talks import random_talks, random_weights
from toy_analysis import TOY, A, B, two_powers

DEALS = find_analysis("deals")
STABILITY = find_analysis("stability")
FEW = {"draws": 64, "seed": 0, "progress": False}


def studied(scenario: Scenario, analysis: Analysis, name: str, **budget: int) -> Study:
    return study(run_ensemble(analysis, scenario, **FEW), analysis, name, **budget)


def holds(analysis: Analysis, scenario: Scenario, name: str, draws: Draws) -> NDArray[np.bool_]:
    assert analysis.conclusions is not None
    found = analysis.conclusions(scenario, draws)
    return np.asarray(found.get(name, np.zeros(draws.count)) >= 0.5)


def changed(scenario: Scenario, found: Least | Fewest) -> Draws:
    """The point that a joint change reaches, made anew from its report."""
    values = {s.path: [s.value] for s in found.shifts if not s.order}
    orders = {s.path: np.array([s.order]) for s in found.shifts if s.order}
    return changed_draws(scenario, values, orders)


def turned_on_a_grid(
    scenario: Scenario, name: str, steps: int
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Shares, and numbers of judgements moved, of all points of a grid that turn a conclusion."""
    ranges = {p: j for p, j in scenario.judgements().items() if j.low < j.high}
    ways = np.linspace(-1, 1, 2 * steps + 1)
    signs = np.array(list(product(ways, repeat=len(ranges))))
    values = {}
    moved = np.zeros(signs.shape)
    for k, (path, each) in enumerate(ranges.items()):
        room = np.where(signs[:, k] > 0, each.high - each.best, each.best - each.low)
        values[path] = each.best + signs[:, k] * room
        moved[:, k] = np.abs(signs[:, k]) * (room > 0)
    base = holds(DEALS, scenario, name, changed_draws(scenario, {}))[0]
    turned = holds(DEALS, scenario, name, changed_draws(scenario, values)) != base
    return moved.max(axis=1)[turned], (moved > 0).sum(axis=1)[turned]


def check_claims(found: Study, scenario: Scenario, analysis: Analysis) -> None:
    """What is said to turn it does; nothing proven contradicts what was found."""
    least, few = found.joint.least, found.joint.fewest
    for each in (least, few):
        if each.shifts:
            assert holds(analysis, scenario, found.name, changed(scenario, each))[0] != found.held
            assert not each.never
    if least.share is not None and least.bound is not None:
        assert least.bound <= least.share + 1e-12
    assert few.bound <= max(few.count, len(found.inputs) + 1)
    if few.never:
        assert few.count == 0
        assert not found.tips or not any(tip.within for tip in found.tips)


@pytest.mark.parametrize("seed", range(48))
def test_no_point_of_a_dense_grid_is_nearer_or_moves_fewer(seed: int) -> None:
    count = 2 + seed % 3
    scenario = random_talks(seed, uncertain=count, parties=2 + seed % 2)
    for name in ("zopa", "zopa_everyone"):
        if name == "zopa_everyone" and scenario.parties[list(scenario.parties)[-1]].at_table:
            continue
        found = studied(scenario, DEALS, name, boxes=4000)
        check_claims(found, scenario, DEALS)
        least, few = found.joint.least, found.joint.fewest
        shares, sizes = turned_on_a_grid(scenario, name, {2: 24, 3: 9, 4: 4}[count])
        if not len(shares):
            continue
        assert not least.never
        assert not few.never
        assert least.bound is not None
        assert shares.min() >= least.bound - 1e-12
        assert sizes.min() >= few.bound
        if least.proven:
            assert least.share is not None
            assert least.share <= shares.min() + CLOSE
        if few.proven:
            assert few.count <= sizes.min()


@pytest.mark.parametrize("seed", range(100, 124))
def test_many_judgements_are_settled(seed: int) -> None:
    scenario = random_talks(seed, uncertain=8, parties=2 + seed % 2)
    found = studied(scenario, DEALS, "zopa")
    check_claims(found, scenario, DEALS)
    assert found.joint.least.proven
    assert found.joint.fewest.proven


@pytest.mark.parametrize("seed", range(10))
def test_no_weights_nearer_than_the_bound_turn_it(seed: int) -> None:
    """Ten to fifteen uncertain weights, in which neither up nor down is sure to help."""
    scenario = random_weights(seed)
    found = studied(scenario, DEALS, "zopa", boxes=2000)
    check_claims(found, scenario, DEALS)
    moves = moves_of(scenario, found.inputs)
    bound = 1.0 if found.joint.least.never else found.joint.least.bound
    assert bound is not None
    random = generator(seed, 4)
    signs = random.uniform(-1, 1, (4000, len(moves.inputs)))
    signs[::2] = np.sign(signs[::2])
    room = np.where(signs > 0, moves.high - moves.best, moves.best - moves.low)
    points = moves.best + 0.9999 * bound * signs * room
    values = {item.path: points[:, k] for k, item in enumerate(moves.inputs)}
    turned = holds(DEALS, scenario, "zopa", changed_draws(scenario, values)) != found.held
    assert not turned.any()


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_parties_in_the_file_changes_nothing(seed: int) -> None:
    scenario = random_talks(seed, uncertain=4, parties=2 + seed % 2)
    text = scenario.model_copy(
        update={
            "parties": dict(reversed(scenario.parties.items())),
            "preferences": dict(reversed(scenario.preferences.items())),
        }
    )
    one, other = (studied(each, DEALS, "zopa", boxes=2000).joint for each in (scenario, text))
    assert one.least.never == other.least.never
    assert one.fewest.count == other.fewest.count
    assert one.fewest.bound == other.fewest.bound
    if one.least.share is not None:
        assert other.least.share == pytest.approx(one.least.share, abs=2 * CLOSE)


@pytest.mark.parametrize("analysis", [DEALS, TOY])
def test_nothing_that_could_move(analysis: Analysis) -> None:
    scenario = loads(
        "title: t\nparties: {a: {power: 4}, b: {power: 3, patience: low}}\n"
        "issues: {x: {values: [u, v]}}\n"
        "preferences: {a: {weights: {x: 1}, values: {x: rising}, reservation: 50}}\n"
    )
    name = "zopa" if analysis is DEALS else "ahead"
    found = studied(scenario, analysis, name)
    assert not found.inputs
    assert found.joint.fewest.never
    assert found.joint.least.never


@pytest.mark.parametrize("boxes", [0, 1, 50])
def test_a_small_budget_leaves_honest_statements(boxes: int) -> None:
    for seed in range(100, 105):
        scenario = random_talks(seed, uncertain=8, parties=3)
        small = studied(scenario, DEALS, "zopa", boxes=boxes)
        full = studied(scenario, DEALS, "zopa")
        check_claims(small, scenario, DEALS)
        if full.joint.least.share is not None:
            assert small.joint.least.bound is not None
            assert small.joint.least.bound <= full.joint.least.share + 1e-12
        if full.joint.fewest.count:
            assert small.joint.fewest.bound <= full.joint.fewest.count


RANKED = """
title: Weights known by rank
parties: {a: {}, b: {}}
issues: {x: {values: [u, v]}, y: {values: [u, v]}, z: {values: [u, v]}}
preferences:
  a:
    weights: [x, [y, z]]
    values: {x: {u: 100, v: 0}, y: {u: 0, v: 100}, z: {u: 0, v: 60}}
    reservation: 30..48
  b:
    weights: {x: 1, y: 1, z: 1}
    values: {x: {u: 0, v: 100}, y: {u: 50, v: 50}, z: {u: 50, v: 50}}
    reservation: 60
"""


def test_weights_known_by_rank_keep_their_order_and_sum() -> None:
    """Random admissible weights are no nearer than the bound, which is all but reached."""
    scenario = loads(RANKED)
    found = studied(scenario, DEALS, "zopa")
    check_claims(found, scenario, DEALS)
    least = found.joint.least
    assert least.share is not None
    assert least.proven
    moves = moves_of(scenario, found.inputs)
    point = {shift.path: shift.value for shift in least.shifts}
    path = ("preferences", "a", "weights")
    best = {item.path: item.best for item in moves.inputs}
    x, y, z = (point.get((*path, name), best[(*path, name)]) for name in "xyz")
    assert x + y + z == pytest.approx(100)
    assert x >= max(y, z) - 1e-6
    random = generator(0)
    raw = np.sort(random.dirichlet(np.ones(3), 20_000), axis=1)[:, ::-1]
    raw[::2, 1:] = raw[::2, :0:-1]
    values = {(*path, name): 100 * raw[:, k] for k, name in enumerate("xyz")}
    values[("preferences", "a", "reservation")] = random.uniform(30, 48, 20_000)
    turned = holds(DEALS, scenario, "zopa", changed_draws(scenario, values)) != found.held
    points = np.stack([values[item.path] for item in moves.inputs], axis=1)
    shares = moves.share_of(points)[turned]
    assert len(shares) > 100
    assert shares.min() >= (least.bound or 0) - 1e-9
    assert shares.min() <= least.share + 0.1


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


@pytest.mark.parametrize("seed", range(16))
def test_yes_or_no_and_orders_are_enumerated(seed: int) -> None:
    """All combinations by hand: the fewest is right for every equilibrium."""
    scenario = random_conflict(seed)
    result = run_ensemble(STABILITY, scenario, **FEW)
    moves = moves_of(scenario, study(result, STABILITY, result.names[0]).inputs)
    picks = np.array(list(product(*(range(len(each)) for each in moves.choices))), dtype=np.intp)
    assert STABILITY.conclusions is not None
    none = np.zeros((len(picks), 0))
    told = STABILITY.conclusions(scenario, moves.draws(none, picks))
    for name in [name for name in result.names if name.startswith("equilibrium.")][::3]:
        found = study(result, STABILITY, name)
        check_claims(found, scenario, STABILITY)
        turned = (told[name] >= 0.5) != found.held
        few = found.joint.fewest
        assert few.method == "enumeration"
        assert few.proven
        assert few.never == (not turned.any())
        if turned.any():
            assert few.count == (picks[turned] > 0).sum(axis=1).min()
            assert found.joint.least.share == 1


MIXED = """
title: No deal follows from what each can do
parties: {a: {}, b: {}}
issues: {x: {values: [u, v]}}
preferences:
  a:
    weights: {x: 1}
    values: {x: {u: 30..58, v: 0}}
    reservation: {from: stability, range: 20..60, take: best}
  b: {weights: {x: 1}, values: {x: {u: 40, v: 90}}, reservation: 30}
options: {a: [leave], b: [strike]}
priorities:
  a: [{maybe: not b.strike, held: 60%}, a.leave]
  b: [{maybe: b.strike, held: 70%}, not a.leave]
"""


def test_shares_and_yes_or_no_together() -> None:
    """The worth of u to a, and which priorities are held, by full enumeration."""
    scenario = loads(MIXED)
    found = studied(scenario, DEALS, "zopa")
    check_claims(found, scenario, DEALS)
    worth = np.linspace(30, 58, 57)
    held = [("priorities", party, "0", "statements", "0", "held") for party in "ab"]
    path: KeyPath = ("preferences", "a", "values", "x", "u")
    sizes = []
    for first, second in product((0.0, 1.0), repeat=2):
        values = {held[0]: np.full(57, first), held[1]: np.full(57, second), path: worth}
        turned = holds(DEALS, scenario, "zopa", changed_draws(scenario, values)) != found.held
        sizes += [(first < 1) + (second < 1) + (w != 44) for w in worth[turned]]
    few = found.joint.fewest
    assert few.proven
    assert few.count == min(sizes, default=0)


ISLAND = 41.37


def _island(scenario: Scenario, draws: Draws, **_: Any) -> dict[str, Any]:
    """Fails in a gap far narrower than a step of the grid, and beyond 55."""
    power = draws.of(A)
    return {"sure": ((np.abs(power - ISLAND) > 0.002) & (power < 55)).astype(np.float64)}


def _island_bounds(scenario: Scenario, low: Draws, high: Draws, name: str, **_: Any) -> Enclosed:
    least, most = low.of(A), high.of(A)
    reaches = (least <= ISLAND + 0.002) & (most >= ISLAND - 0.002)
    inside = (least > ISLAND - 0.002) & (most < ISLAND + 0.002)
    lower = ~reaches & (most < 55)
    return Enclosed(lower.astype(float), (~inside & (least < 55)).astype(float))


def _toy(conclusions: Any, encloses: Any = None) -> Analysis:
    return Analysis(
        name="toy", summary="", run=TOY.run, needs=("parties",), example="",
        conclusions=conclusions, encloses=encloses,
    )  # fmt: skip


def test_a_turn_that_turns_back_is_not_called_proven() -> None:
    scenario = two_powers()
    searched = studied(scenario, _toy(_island), "sure")
    bounded = studied(scenario, _toy(_island, _island_bounds), "sure")
    for found in (searched, bounded):
        assert found.tips[0].value == pytest.approx(55, abs=0.01)
        assert not found.tips[0].proven
    least = bounded.joint.least
    assert least.bound is not None
    assert least.bound <= (ISLAND - 40) / 20
    assert searched.joint.least.bound is None
    assert not searched.joint.least.proven


def _ahead_bounds(scenario: Scenario, low: Draws, high: Draws, name: str, **_: Any) -> Enclosed:
    worst, best = low.of(A) - high.of(B), high.of(A) - low.of(B)
    return Enclosed((worst > 0).astype(float), (best > 0).astype(float))


def test_search_and_proof_of_the_same_question() -> None:
    """a from 40 towards 20, b from 30 towards 80: they meet after 10 / 70 of the way."""
    scenario = two_powers()
    searched = studied(scenario, TOY, "ahead").joint.least
    proven = studied(scenario, _toy(TOY.conclusions, _ahead_bounds), "ahead").joint.least
    assert searched.share == pytest.approx(1 / 7, abs=0.001)
    assert (searched.method, searched.bound, searched.proven) == ("search", None, False)
    assert proven.share == pytest.approx(1 / 7, abs=0.001)
    assert proven.bound == pytest.approx(1 / 7, abs=0.001)
    assert (proven.method, proven.proven) == ("bounds", True)


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 8))
@settings(max_examples=40)
def test_hitting_sets_are_smallest(seed: int, units: int, count: int) -> None:
    random = generator(seed)
    sets = [random.random(units) < 0.4 for _ in range(count)]
    found = smallest_hitting_set(sets, random.random(units))
    hits = [
        size
        for size in range(units + 1)
        for chosen in combinations(range(units), size)
        if all(each[list(chosen)].any() for each in sets)
    ]
    assert (found is None) == (not hits)
    if found is not None:
        assert all((each & found).any() for each in sets)
        assert int(found.sum()) == min(hits)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("analysis", "text"), [(DEALS, RANKED), (DEALS, MIXED), (STABILITY, MIXED), (TOY, "")]
)
def test_what_is_proven_is_said(language: str, analysis: Analysis, text: str) -> None:
    scenario = loads(text) if text else two_powers()
    result = run_ensemble(analysis, scenario, **FEW)
    found = study(result, analysis, result.truths[0])
    words = phrases(language)
    said = " ".join(str(exhibit) for exhibit in study_exhibits(found, words))
    proof = {"en": ("proven", "worked out"), "de": ("bewiesen", "durchgerechnet")}[language]
    search = {"en": "Found by search", "de": "Durch Suche gefunden"}[language]
    least, few = found.joint.least, found.joint.fewest
    if least.proven or few.count > 1:
        assert any(word in said for word in proof)
    if least.share is not None and least.method == "search":
        assert search in said
    plain = study_dict(found)["joint"]
    assert plain["smallest"]["proven"] == least.proven
    assert plain["fewest"]["judgements"] == few.count
