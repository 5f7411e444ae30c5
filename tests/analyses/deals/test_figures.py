"""Figures that a reader sees of a map of deals, each recomputed from all packages."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest

from analyses.deals.spaces import written_down
from analyses.deals.test_majority import case
from detente.analyses.deals import map_deals
from detente.analyses.deals.result import DealMap
from detente.exhibits import HeatMap, Table
from detente.scenario import Scenario


@pytest.fixture(params=range(3))
def result(request: Any) -> DealMap:
    return map_deals(Scenario.model_validate(case(request.param, "bd")))


def table(result: DealMap, key: str) -> Table:
    return next(table for table in result.tables("en") if table.key == key)


def test_packages_that_each_party_accepts(result: DealMap) -> None:
    listed = written_down(result.naming.table)
    deals = listed.existing()
    counts = [sum(listed.accepts(p, deal) for deal in deals) for p in listed.parties]
    assert list(result.acceptable_to.values()) == counts
    assert len(set(counts)) > 1
    rows = table(result, "deals.acceptance").rows
    shares = [100 * count / len(deals) for count in counts]
    assert [row[2] for row in rows[:-1]] == counts
    assert [row[3] for row in rows[:-1]] == pytest.approx(shares)
    assert rows[-1][3] == pytest.approx(100 * (result.acceptable or 0) / len(deals))


@pytest.mark.parametrize("rules", [[], ["i0 != x or i1 != y", "i2 != z"]])
@pytest.mark.parametrize("seed", range(2))
def test_where_the_parties_can_meet(seed: int, rules: list[str]) -> None:
    result = map_deals(Scenario.model_validate({**case(seed, "bd"), "rules": rules}))
    listed = written_down(result.naming.table)
    deals = listed.existing()
    chart = next(c for c in result.charts("en") if c.title == "Where the parties can meet")
    assert isinstance(chart, HeatMap)
    cells = {(cell.row, cell.column): cell.value for cell in chart.cells}
    for issue, values in enumerate(result.problem.labels):
        for place, value in enumerate(values):
            with_it = [deal for deal in deals if deal[issue] == place]
            for seat, party in enumerate(result.table):
                share = _share(listed.accepts(seat, deal) for deal in with_it)
                assert cells[f"i{issue}: {value}", party] == pytest.approx(share)
            accepting = (sum(listed.accepts(s, d) for s in range(5)) for d in with_it)
            share = _share(seats >= 3 for seats in accepting)
            assert cells[f"i{issue}: {value}", "All whose consent is needed"] == pytest.approx(
                share
            )


def _share(of: Iterable[bool]) -> float | None:
    listed = list(of)
    return 100 * sum(listed) / len(listed) if listed else None


def test_shortfalls_of_the_nearest_packages() -> None:
    raw = {**case(0, ""), "consent": "all"}
    for wants in raw["preferences"].values():
        wants["reservation"] = 90
    result = map_deals(Scenario.model_validate(raw))
    listed = written_down(result.naming.table)
    found = result.to_dict()["answer"]["nearest"]
    totals, largest = [], []
    for deal in listed.existing():
        lacks = [max(Fraction(0), Fraction(90) - u) for u in listed.utility[deal]]
        totals.append(float(sum(lacks)))
        largest.append(float(max(lacks)))
    assert min(m["total"] for m in found if "total" in m["least"]) == pytest.approx(min(totals))
    assert min(m["largest"] for m in found if "largest" in m["least"]) == pytest.approx(
        min(largest)
    )
    for miss in found:
        assert miss["total"] == pytest.approx(sum(miss["shortfall"].values()))
        assert miss["largest"] == pytest.approx(max(miss["shortfall"].values()))


@pytest.mark.parametrize("seed", range(3))
def test_a_point_of_the_worth_of_no_deal_is_an_average_over_ten(seed: int) -> None:
    raw = case(seed, "bd")
    levers = map_deals(Scenario.model_validate(raw), leverage=True).to_dict()["answer"]["leverage"]
    for lever in levers:
        if lever["of"] != "reservation" or lever["change"] is None:
            continue
        wants, worth = raw["preferences"][lever["party"]], []
        for points in (-5, 5):
            moved = {**wants, "reservation": wants["reservation"] + points}
            other = {**raw, "preferences": {**raw["preferences"], lever["party"]: moved}}
            worth.append(map_deals(Scenario.model_validate(other)).solutions["nash"][0].utility)
        expected = [(worth[1][p] - worth[0][p]) / 10 for p in lever["change"]]
        assert list(lever["change"].values()) == pytest.approx(expected, abs=1e-6)
