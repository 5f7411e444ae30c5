"""Nobody's bottom line is ever lower than stated: random decimals against plain fractions.

The oracle goes through every deal with the numbers as they are written, in fractions; a package
that misses a limit by more than a millionth of a point must not be called acceptable, and one that
reaches every limit must be.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.deals import deal_conclusions, map_deals
from detente.analyses.deals.draws.conclusions import LARGEST_LAID_OUT
from detente.randomness import generator
from detente.scenario import Scenario, draw

MILLIONTH = Fraction(1, 10**6)
SEED = st.integers(0, 10**6)
FEW = settings(max_examples=60, deadline=None)


def decimal(rng: np.random.Generator) -> float:
    """A worth with no, few, or many decimals."""
    return round(float(rng.uniform(0, 100)), int(rng.choice([0, 0, 1, 3, 10, 13])))


def talks(rng: np.random.Generator, issues: int, ranges: bool = False) -> dict[str, Any]:
    names = [f"i{k}" for k in range(issues)]
    values = ["x", "y", "z"]
    preferences = {}
    for party in ("a", "b", "c")[: int(rng.integers(2, 4))]:
        reservation: Any = round(float(rng.uniform(35, 65)), int(rng.choice([0, 1, 9])))
        low = round(float(rng.uniform(1, 50)), int(rng.choice([0, 11])))
        preferences[party] = {
            "weights": {
                name: f"{low}..{low + 3}" if ranges else round(float(rng.uniform(1, 9)), 1)
                for name in names
            },
            "values": {name: {v: decimal(rng) for v in values} for name in names},
            "reservation": reservation,
        }
    return {
        "title": "t",
        "parties": {party: {} for party in preferences},
        "issues": {name: {"values": values} for name in names},
        "preferences": preferences,
    }


def margins(raw: dict[str, Any], deal: tuple[str, ...], weights: Any) -> list[Fraction]:
    """By how much each party is above its reservation value."""
    found = []
    for party, stated in raw["preferences"].items():
        weight = [Fraction(str(w)) for w in weights[party]]
        worth = [
            Fraction(str(stated["values"][name][value]))
            for name, value in zip(raw["issues"], deal, strict=True)
        ]
        total = sum((w * v for w, v in zip(weight, worth, strict=True)), Fraction(0))
        found.append(total / sum(weight) - Fraction(str(stated["reservation"])))
    return found


@FEW
@given(SEED)
def test_acceptable_packages_reach_every_limit_as_written(seed: int) -> None:
    raw = talks(generator(seed), 3)
    weights = {p: list(s["weights"].values()) for p, s in raw["preferences"].items()}
    rows = [margins(raw, deal, weights) for deal in itertools.product("xyz", repeat=3)]
    surely = sum(min(row) >= 0 for row in rows)
    at_most = sum(min(row) >= -MILLIONTH for row in rows)
    result = map_deals(Scenario.model_validate(raw))
    assert surely <= (result.acceptable or 0) <= at_most
    for packages in result.solutions.values():
        for package in packages:
            assert min(margins(raw, tuple(package.deal.values()), weights)) >= -MILLIONTH


@FEW
@given(SEED)
def test_over_draws_no_limit_is_lower_than_drawn(seed: int) -> None:
    raw = talks(generator(seed), 3, ranges=True)
    scenario = Scenario.model_validate(raw)
    draws = draw(scenario, 5, seed=seed % 97)
    zopa = deal_conclusions(scenario, draws)["zopa"]
    for number in range(5):
        weights = {
            party: [repr(float(draws.of(("preferences", party, "weights", i))[number])) for i in s]
            for party, s in ((p, v["weights"]) for p, v in raw["preferences"].items())
        }
        least = max(min(margins(raw, deal, weights)) for deal in itertools.product("xyz", repeat=3))
        assert zopa[number] or least < MILLIONTH
        assert not zopa[number] or least >= -MILLIONTH


@pytest.mark.parametrize("seed", range(4))
def test_over_draws_of_many_packages_no_limit_is_lower_than_drawn(seed: int) -> None:
    raw = talks(generator(100 + seed), 10, ranges=True)
    scenario = Scenario.model_validate(raw)
    assert LARGEST_LAID_OUT < 3**10
    best = map_deals(scenario)
    points = (
        best.settled.space.points(best.settled.agreement.points) if best.settled.possible else None
    )
    level = 40.0 if points is None else float(points.min(axis=1).max())
    for stated in raw["preferences"].values():
        stated["reservation"] = round(level - 0.5 + seed % 2, 4)
    scenario = Scenario.model_validate(raw)
    draws = draw(scenario, 12, seed=seed)
    zopa = deal_conclusions(scenario, draws)["zopa"]
    grid = np.indices((3,) * 10).reshape(10, -1)
    for number in range(12):
        least = np.full(grid.shape[1], np.inf)
        for party, stated in raw["preferences"].items():
            weight = np.array(
                [draws.of(("preferences", party, "weights", i))[number] for i in raw["issues"]]
            )
            worth = np.array([list(stated["values"][i].values()) for i in raw["issues"]])
            total = sum(
                w * row[places]
                for w, row, places in zip(weight / weight.sum(), worth, grid, strict=True)
            )
            least = np.minimum(least, total - stated["reservation"])
        if abs(least.max()) > 1e-6:
            assert zopa[number] == (least.max() > 0)


def test_a_long_decimal_of_one_party_leaves_the_others_limits_alone() -> None:
    raw = {
        "title": "t",
        "parties": {"seller": {}, "buyer": {}},
        "issues": {"price": {"values": ["low", "high"]}, "date": {"values": ["early", "late"]}},
        "preferences": {
            "seller": {
                "weights": {"price": 50, "date": 50},
                "values": {"price": {"low": 0, "high": 100}, "date": {"early": 0, "late": 100}},
                "reservation": 52,
            },
            "buyer": {
                "weights": {"price": 50, "date": 50},
                "values": {
                    "price": {"low": 100, "high": 33.3333333333},
                    "date": {"early": 100, "late": 0},
                },
                "reservation": 50,
            },
        },
    }
    result = map_deals(Scenario.model_validate(raw))
    assert result.acceptable == 0
    assert result.acceptable_to == {"seller": 1, "buyer": 3}
