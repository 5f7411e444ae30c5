"""The small talks whose outlooks are known, as scenario files: what each key of a stage means."""

from __future__ import annotations

from typing import Any

import pytest

import detente
from detente.scenario import loads

OUTCOMES = ("binding", "for_show", "nothing", "broken_off")
SPLIT = """
title: A hundred points to split
parties: {{a: {{}}, b: {{}}}}
issues: {{x: {{scale: 0..10, steps: 11}}}}
preferences:
  a: {{weights: {{x: 1}}, values: {{x: rising}}, reservation: {a}}}
  b: {{weights: {{x: 1}}, values: {{x: falling}}, reservation: {b}}}
"""
WAITING = """
title: Waiting is worth more than a poor package
parties: {a: {}, b: {}}
issues: {x: {values: ['no', poor, good]}}
preferences:
  a: {weights: {x: 1}, values: {x: {'no': 30, poor: 38, good: 70}}, reservation: 30}
  b: {weights: {x: 1}, values: {x: {'no': 30, poor: 60, good: 55}}, reservation: 30}
stages: [{table: [a, b]}, {table: [a, b], kind: bargain}]
"""
EARLY = """
title: A part first
parties: {a: {}, b: {}, c: {at_table: false}}
issues: {y: {values: ['no', 'yes'], status_quo: 'no'}, x: {scale: 0..10, steps: 11, status_quo: 0}}
preferences:
  a: {weights: {x: 80, y: 20}, values: {x: rising, y: {'no': 0, 'yes': 100}}, reservation: 30}
  b: {weights: {x: 80, y: 20}, values: {x: falling, y: {'no': 0, 'yes': 100}}, reservation: 30}
  c: {weights: {x: 80, y: 20}, values: {x: rising, y: {'no': 50, 'yes': 50}}, reservation: 50}
stages: [{table: [a, b], settles: [y]}, {table: [a, b, c]}]
"""
RATIFIED = """
title: A third ratifies
parties: {{a: {{}}, b: {{}}, c: {{at_table: false}}}}
issues: {{x: {{scale: 0..10, steps: 11}}}}
preferences:
  a: {{weights: {{x: 1}}, values: {{x: rising}}, reservation: 20}}
  b: {{weights: {{x: 1}}, values: {{x: falling}}, reservation: {b}}}
  c: {{weights: {{x: 1}}, values: {{x: {{0: 20, 8: 100, 10: 80}}}}, reservation: 90}}
stages: [{{table: [a, b], audience: {{a: {{agreeing: {agree}}}, b: {{agreeing: {agree}}}}}}},
         {{table: [c], kind: ratify}}]
"""
AGAIN = """
title: Whether to meet again
parties: {{a: {{}}, b: {{}}}}
issues: {{n: {{values: [again, none], status_quo: {today}}}, x: {{scale: 0..10, steps: 11}}}}
preferences:
  a: {{weights: {{x: 100, n: 0}}, values: {{x: rising, n: {{again: 0, none: 0}}}}, reservation: 20}}
  b:
    weights: {{x: 90, n: 10}}
    values: {{x: falling, n: {{again: 0, none: 100}}}}
    reservation: 20
stages: [{{table: [a, b], settles: {settles}}}, {{table: [a, b], if: n = again, held: {held}}}]
"""


def stages(first: str, second: str = "") -> str:
    rows = [f"  - {{table: [a, b]{row}}}\n" for row in (first, second) if row != "none"]
    return SPLIT.format(a=20, b=20) + "stages:\n" + "".join(rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPLIT.format(a=20, b=20), [(0.2404, 0, 0.7596, 0)]),
        (SPLIT.format(a=60, b=20), [(0.0039, 0, 0.9961, 0)]),
        (SPLIT.format(a=60, b=50), [(0, 0, 1, 0)]),
        (stages(", breakdown: 10%", "none"), [(0.2163, 0, 0.6837, 0.1)]),
        (
            SPLIT.format(a=60, b=50) + "stages:\n  - {table: [a, b], if_fails: next}\n"
            "  - {table: [a, b], audience: {a: {attending: -5}}}\n",
            [(0, 0, 1, 0), (0, 0, 1, 0)],
        ),
        (
            SPLIT.format(a=60, b=50) + "stages:\n  - {table: [a, b]}\n"
            "  - {table: [a, b], kind: bargain, audience: {a: {attending: -5}}}\n",
            [(0, 0, 0, 1), None],
        ),
        (WAITING, [(0.2203, 0, 0.7797, 0), (0.8853, 0, 0.1147, 0)]),
        (
            stages(", settles: [], audience: {a: {agreeing: 3}}"),
            [(0, 1, 0, 0), (0.2404, 0, 0.7596, 0)],
        ),
        (
            stages(", settles: [], audience: {a: {agreeing: 3}, b: {agreeing: -1}}"),
            [(0, 0, 1, 0), (0.2404, 0, 0.7596, 0)],
        ),
        (EARLY, [(0.9412, 0, 0.0588, 0), (0.0015, 0, 0.9985, 0)]),
        (EARLY + "matter: [x]\n", [(0, 0.9412, 0.0588, 0), (0.0015, 0, 0.9985, 0)]),
        (RATIFIED.format(b=45, agree=0), [(0, 0, 1, 0), None]),
        (RATIFIED.format(b=20, agree=0), [(0.0039, 0, 0.9961, 0), (1, 0, 0, 0)]),
        (RATIFIED.format(b=45, agree=2), [(0, 1, 0, 0), None]),
        (
            AGAIN.format(today="again", settles="[n]", held="100%"),
            [(0, 0, 1, 0), (0.2404, 0, 0.7596, 0)],
        ),
        (
            AGAIN.format(today="none", settles="[]", held="50%"),
            [(0, 0, 1, 0), (0.2404, 0, 0.7596, 0)],
        ),
    ],
)
def test_each_stage_ends_as_is_known(text: str, expected: list[Any]) -> None:
    found = detente.analyze_outlook(loads(text + "outlook: {friction: 50}\n"), draws=1).answer()
    assert len(found["stages"]) == len(expected)
    for stage, wanted in zip(found["stages"], expected, strict=True):
        values = [stage["outcomes"][outcome]["value"] for outcome in OUTCOMES]
        if wanted is None:  # never held
            assert (values, stage["reached"]) == ([None] * 4, 0)
        else:
            allowed = [0.96 * value + 0.01 for value in wanted]
            assert values == pytest.approx(allowed, abs=6e-5)
    if "held: 50%" in text:
        assert found["stages"][1]["reached"] == pytest.approx(0.5)
