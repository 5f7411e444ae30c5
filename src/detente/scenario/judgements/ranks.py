"""Weights known by their order alone: a list of issues, most important first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from detente.scenario.judgements.forms import Judgement
from detente.scenario.judgements.schema import ABOUT, SCHEMA
from detente.scenario.shape import Json, list_of, mapping, one_of, wrong

_ORDER: Json = list_of(
    one_of({"type": "string"}, {"type": "array", "items": {"type": "string"}}),
)
WEIGHTS: Json = one_of(
    {"type": "object", "additionalProperties": SCHEMA},
    _ORDER,
    mapping(["ranks"], ranks=_ORDER, **ABOUT),
)
"""What weights may look like, as JSON Schema."""


def read_weights(raw: Any) -> Any:
    """Weights as a mapping; an order of issues, with or without sources, becomes one.

    >>> sorted(read_weights({"ranks": ["land", "trade"], "because": ["e1"]}))
    ['land', 'trade']
    """
    if isinstance(raw, list | tuple):
        return read_ranks(raw)
    if not isinstance(raw, dict) or not isinstance(raw.get("ranks"), list | tuple):
        return raw
    if unknown := sorted(str(key) for key in raw.keys() - {"ranks", *ABOUT}):
        raise wrong("an order of weights has no such key", ", ".join(unknown), "remove it")
    about = Judgement.model_validate({"value": 0} | {key: raw[key] for key in ABOUT if key in raw})
    stated = {"because": about.because, "confidence": about.confidence}
    ranked = read_ranks(raw["ranks"])
    return {name: weight.model_copy(update=stated) for name, weight in ranked.items()}


def read_ranks(raw: Sequence[Any]) -> dict[str, Judgement]:
    """Weights known by their order alone: names, most important first, ties of order as lists.

    Any weights in this order are equally likely; the best values are their means, the rank-order
    centroid w_k = (1/n) sum over j >= k of 1/j (Barron & Barrett 1996), in percent.

    >>> [round(weight.best, 1) for weight in read_ranks(["land", "trade", "arms"]).values()]
    [61.1, 27.8, 11.1]
    """
    rungs = [rung if isinstance(rung, list | tuple) else [rung] for rung in raw]
    names = [str(name) for rung in rungs for name in rung]
    count = len(names)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        raise wrong("an order names each issue once", ", ".join(twice), "write [land, trade]")
    centroid = [math.fsum(1 / j for j in range(k, count + 1)) / count for k in range(1, count + 1)]
    weights: dict[str, Judgement] = {}
    for rung in filter(None, rungs):
        first, last = len(weights), len(weights) + len(rung) - 1
        weight = Judgement(
            low=100 / count if count == 1 or last == 0 else 0.0,
            best=100 * math.fsum(centroid[first : last + 1]) / len(rung),
            high=100 / (first + 1),
            form="rank",
            given=f"rank {first + 1}" if first == last else f"rank {first + 1} to {last + 1}",
            rank=(first, last, count),
        )
        weights |= dict.fromkeys(map(str, rung), weight)
    return weights
