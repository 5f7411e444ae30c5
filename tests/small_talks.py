"""Small random scenarios with few uncertain judgements, for oracles that try everything."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from detente.randomness import generator
from detente.scenario import Scenario, loads

PARTIES = ("a", "b", "c")


def random_talks(seed: int, *, uncertain: int = 3, parties: int = 2) -> Scenario:
    """Parties over two or three issues; `uncertain` judgements have ranges, the rest are numbers.

    Some scenarios have added points, red lines, a party outside the room or a majority rule.
    """
    random = generator(seed, 77)
    names = PARTIES[:parties]
    issues = {f"i{k}": [f"v{n}" for n in range(random.integers(2, 4))] for k in range(2)}
    if random.random() < 0.3:
        issues["i2"] = ["v0", "v1"]
    stated: dict[str, Any] = {name: _preferences(random, issues) for name in names}
    for place in random.permutation(_places(stated, issues))[:uncertain]:
        *way, last = place.split("/")
        holder: Any = stated
        for key in way:
            holder = holder[int(key)] if isinstance(holder, list) else holder[key]
        holder[last] = _range(random, holder[last])
    text: dict[str, Any] = {
        "title": f"Random talks {seed}",
        "parties": {name: {} for name in names},
        "issues": {name: {"values": values} for name, values in issues.items()},
        "preferences": stated,
    }
    if parties == 3:
        if random.random() < 0.4:
            text["parties"]["c"]["at_table"] = False
        elif random.random() < 0.4:
            text["consent"] = "majority"
    return loads(json.dumps(text))


def random_weights(seed: int) -> Scenario:
    """Two or three parties over five issues; only weights are uncertain, all of them."""
    random = generator(seed, 78)
    names = PARTIES[: 2 + seed % 2]
    issues = {f"i{k}": ["u", "m", "v"] for k in range(5)}
    limits = (56, 70) if len(names) == 2 else (50, 62)
    stated: dict[str, Any] = {}
    for name in names:
        least = {issue: int(random.integers(5, 40)) for issue in issues}
        stated[name] = {
            "weights": {i: f"{w}..{w + random.integers(10, 50)}" for i, w in least.items()},
            "values": {
                issue: {value: int(random.integers(0, 101)) for value in values}
                for issue, values in issues.items()
            },
            "reservation": int(random.integers(*limits)),
        }
    parts = {"title": f"Random weights {seed}", "parties": {name: {} for name in names}}
    agenda = {issue: {"values": values} for issue, values in issues.items()}
    return loads(json.dumps({**parts, "issues": agenda, "preferences": stated}))


def _preferences(random: np.random.Generator, issues: dict[str, list[str]]) -> dict[str, Any]:
    """Values rise for some parties and fall for others, so that the conclusion is often close."""
    stated: dict[str, Any] = {
        "weights": {name: int(random.integers(10, 60)) for name in issues},
        "values": {
            name: {value: int(random.integers(0, 101)) for value in values}
            for name, values in issues.items()
        },
        "reservation": int(random.integers(35, 75)),
    }
    if random.random() < 0.4:
        stated["interactions"] = [
            {"if": "i0 = v0 and i1 = v1", "add": int(random.integers(-20, 21))}
        ]
    if random.random() < 0.2:
        stated["red_lines"] = ["i0 = v1 and i1 = v0"]
    return stated


def _places(stated: dict[str, Any], issues: dict[str, list[str]]) -> list[str]:
    found = []
    for party, given in stated.items():
        found.append(f"{party}/reservation")
        found += [f"{party}/weights/{name}" for name in issues] * 2
        found += [f"{party}/values/{name}/{values[0]}" for name, values in issues.items()]
        if "interactions" in given:
            found.append(f"{party}/interactions/0/add")
    return sorted(set(found))


def _range(random: np.random.Generator, best: int) -> dict[str, float]:
    """A range around a number that stays within 0..100 where the number does."""
    down = float(random.integers(0, 1 + abs(best))) / 2
    up = float(random.integers(1, 31)) if best <= 70 else float(100 - best)
    return {"low": best - down, "best": float(best), "high": best + up}
