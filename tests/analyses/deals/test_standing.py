"""Where packages stand with each party, by hand."""

from __future__ import annotations

import pytest

from detente.analyses.spaces.standing import common, standing
from detente.scenario import best_draws, loads

SALE = """
title: A sale
parties: {seller: {}, buyer: {}}
issues: {price: {values: [low, mid, high]}}
preferences:
  seller: {weights: {price: 1}, values: {price: rising}, reservation: 50}
  buyer: {weights: {price: 1}, values: {price: falling}, reservation: WORTH}
"""


@pytest.mark.parametrize(("worth", "refuses"), [("50", False), ("50.5", True)])
def test_what_is_as_good_as_no_deal_is_not_refused(worth: str, refuses: bool) -> None:
    file = loads(SALE.replace("WORTH", worth))
    found = standing(file, [{"price": "mid"}], best_draws(file))
    assert found.refuses("seller", 0).tolist() == [False]
    assert found.refuses("buyer", 0).tolist() == [refuses]
    suits = common(file, ["seller", "buyer"])
    assert suits == ((0, {"price": ()}) if refuses else (1, {"price": ("mid",)}))
