"""Continuous scales, against closed forms and fine grids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import detente
from detente.analyses.deals import map_deals
from detente.analyses.deals.solve.settle import settle
from detente.analyses.spaces.consent import unanimity
from detente.analyses.spaces.cut import fine_nodes
from detente.analyses.spaces.exact import space_of
from detente.analyses.spaces.problem import deal_problem
from detente.errors import SettingError
from detente.randomness import generator
from detente.scenario import Scenario, best_draws, loads

HOUSE = """
title: A house
parties: {buyer: {}, seller: {}}
issues: {price: {scale: 200..400}}
preferences:
  buyer: {weights: {price: 1}, values: {price: falling}, reservation: BUYER}
  seller: {weights: {price: 1}, values: {price: rising}, reservation: SELLER}
"""


def house(buyer: float, seller: float) -> Scenario:
    return loads(HOUSE.replace("BUYER", str(buyer)).replace("SELLER", str(seller)))


def price(result: Any, solution: str) -> float:
    return float(result.solutions[solution][0].deal["price"])


def test_a_narrow_zone_between_two_points_is_found() -> None:
    result = map_deals(house(33.37, 66.6))
    assert result.settled.possible
    for solution in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert price(result, solution) == pytest.approx(333.23, abs=2e-3)


def test_an_empty_zone_is_empty_over_all_numbers() -> None:
    result = map_deals(house(33.43, 66.6))
    assert not result.settled.possible


@pytest.mark.parametrize("seed", range(8))
def test_a_sale_is_split_in_the_middle(seed: int) -> None:
    rng = generator(seed)
    buyer, seller = (round(float(x), 3) for x in rng.uniform(5, 45, 2))
    result = map_deals(house(buyer, seller))
    middle = 200 + 2 * (seller + 100 - buyer) / 2
    for solution in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert price(result, solution) == pytest.approx(middle, abs=2e-3)


def test_nash_with_powers_divides_a_line_by_them() -> None:
    result = map_deals(house(10, 20), power={"buyer": 2, "seller": 1})
    assert price(result, "nash") == pytest.approx(200 + 2 * (20 + 70 / 3), abs=2e-3)


def test_nash_point_of_a_bent_line() -> None:
    """The seller's worth rises to 80 at 260 and on to 100; the product is largest at the bend."""
    text = HOUSE.replace("price: rising", "price: {200: 0, 260: 80, 400: 100}")
    result = map_deals(loads(text.replace("BUYER", "0").replace("SELLER", "0")))
    assert price(result, "nash") == 260
    assert result.solutions["nash"][0].utility == {"buyer": 70.0, "seller": 80.0}
    assert price(result, "utilitarian") == 260


TWO = """
title: Two scales and a question
parties: {a: {}, b: {}, c: {}}
issues:
  x: {scale: 0..1}
  y: {scale: 0..30}
  z: {values: [low, mid, high]}
preferences:
  a: {weights: {x: WA, y: 3, z: 2},
      values: {x: rising, y: falling, z: {low: 0, mid: 70, high: 100}},
      reservation: RA, interactions: [{if: "x >= 0.37 and z = low", add: 9}]}
  b: {weights: {x: 2, y: WB, z: 3}, values: {x: falling, y: "11.3", z: falling},
      reservation: RB, red_lines: ["y > 21.7 and z = high"]}
  c: {weights: {x: 1, y: 1, z: 1}, values: {x: "0.61", y: rising, z: {low: 90, mid: 0, high: 50}},
      reservation: 20}
rules: ["z != mid or x <= 0.8"]
"""


def two(seed: int) -> Scenario:
    rng = generator(seed)
    text = TWO
    for name, (low, high) in {"WA": (1, 5), "WB": (1, 5), "RA": (5, 40), "RB": (5, 40)}.items():
        text = text.replace(name, str(round(float(rng.uniform(low, high)), 2)))
    return loads(text)


@pytest.mark.few(2)
@pytest.mark.parametrize("seed", range(4))
def test_a_fine_grid_has_hardly_a_better_deal(seed: int) -> None:
    """Every deal between the points is within the stated slack of one at them."""
    scenario = two(seed)
    draws = best_draws(scenario)
    fine = space_of(deal_problem(scenario, draws, nodes=fine_nodes(scenario, 251)))
    best = settle(fine, unanimity(3), counted=False, epsilon=1.0)
    shown = map_deals(scenario)
    assert shown.settled.possible == best.possible
    if not best.possible:
        return
    for name in ("egalitarian", "utilitarian"):
        gains = [
            (space.utility(deals[:1])[0] - space.limit) / space.unit
            for space, deals in (
                (fine, best.chosen[name]),
                (shown.settled.space, shown.settled.chosen[name]),
            )
        ]
        measure = np.min if name == "egalitarian" else np.sum
        assert measure(gains[1]) >= measure(gains[0]) - 0.01


def test_bends_are_nodes() -> None:
    labels = deal_problem(two(0), best_draws(two(0))).labels
    assert {"0.37", "0.61", "0.8"} <= set(labels[0])
    assert {"11.3", "21.7"} <= set(labels[1])


def test_stepped_scales_are_left_alone() -> None:
    stepped = loads(
        HOUSE.replace("200..400", "200..400, steps: 5").replace("BUYER", "0").replace("SELLER", "0")
    )
    result = map_deals(stepped)
    assert result.problem.labels == (("200", "250", "300", "350", "400"),)


NARROW = """
title: A house
parties: {buyer: {}, seller: {}}
issues: {price: {scale: 200..400}}
preferences:
  buyer: {weights: {price: 1}, values: {price: falling}, reservation: 33.17..33.57}
  seller: {weights: {price: 1}, values: {price: rising}, reservation: 66.6}
"""


def test_draws_know_the_numbers_that_the_best_values_call_for() -> None:
    """A deal exists exactly where the buyer's limit is at most 33.4."""
    scenario, deals = loads(NARROW), detente.find_analysis("deals")
    run = detente.run_ensemble(deals, scenario, draws=512, seed=0, progress=False)
    assert run.best["zopa"] == 1.0
    limit = run.draws().of(("preferences", "buyer", "reservation"))
    held = run.of("zopa") > 0
    assert not held[limit > 33.4 + 1e-3].any()
    assert held[limit < 33.37].all()
    assert any("continuous" in note.text for note in run.remarks("en"))


def test_any_number_of_a_continuous_scale_can_be_reviewed() -> None:
    for price in (333.1, 333.2100001, 200, 400):
        audit = map_deals(loads(NARROW), deal={"price": price}).answer()["audit"]
        assert float(audit["deal"]["price"]) == price
    with pytest.raises(SettingError, match="write 400"):
        map_deals(loads(NARROW), deal="price=400.5")
