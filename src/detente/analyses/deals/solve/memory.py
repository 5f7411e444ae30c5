"""Answers that chunks of one run ask for again and again, kept by the digest of the scenario."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from detente.scenario import Scenario

P = ParamSpec("P")
R = TypeVar("R")

MOST_KEPT = 8


def kept_by_digest(
    function: Callable[Concatenate[Scenario, P], R],
) -> Callable[Concatenate[Scenario, P], R]:
    """Keep the last few answers of a function of a scenario and of values that tell them apart."""
    known: dict[object, R] = {}

    @wraps(function)
    def called(scenario: Scenario, /, *asked: P.args, **named: P.kwargs) -> R:
        key = (scenario.digest, asked, *named.items())
        if key not in known:
            if len(known) >= MOST_KEPT:
                known.clear()
            known[key] = function(scenario, *asked, **named)
        return known[key]

    return called
