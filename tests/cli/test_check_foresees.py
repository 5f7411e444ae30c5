"""`detente check` says beforehand which analyses would be refused, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import detente
from detente.analyses.catalogue import catalogue, refusals
from detente.analyses.contract import lacking_sections
from detente.errors import InputError
from detente.scenario import Scenario, loads

PREFERENCES = """
preferences:
  a: {weights: {i: 1}, values: {i: rising}, reservation: 50}
  b: {weights: {i: 1}, values: {i: falling}, reservation: 50}
"""
ISSUE = "issues: {i: {values: [p, q]}}\n"
TALKS = "title: t\nparties: {a: {}, b: {}}\n"
FROM_STABILITY = PREFERENCES.replace("reservation: 50", "reservation: {from: stability}", 1)
MANY = ", ".join(f"i{k}: {{values: [p, q, r, s, t, u, v, w, x, y]}}" for k in range(12))
OPTIONS = ", ".join(f"o{k}" for k in range(24))
ORDER = "priorities: {a: [a.o0], b: [b.x]}\n"
TARGETS = ", ".join(f"t{k}: {{worth: {k + 9}}}" for k in range(24))
TOURS = ", ".join(
    f"{{resource: r, covers: [t{k}, t{(k + 5) % 24}, t{(k + 12) % 24}]}}" for k in range(20)
)

FILES = {
    "nobody at the table": TALKS.replace("{}", "{at_table: false}") + ISSUE + PREFERENCES,
    "one at the table": TALKS.replace("b: {}", "b: {at_table: false}") + ISSUE + PREFERENCES,
    "no deal from states that are not there": TALKS + ISSUE + FROM_STABILITY,
    "no deal from states of unknown worth": TALKS
    + ISSUE
    + FROM_STABILITY
    + "options: {a: [o0], b: [x]}\n"
    + ORDER,
    "too many states": f"{TALKS}options: {{a: [{OPTIONS}], b: [x]}}\n{ORDER}",
    "states ruled out": f"{TALKS}options: {{a: [{OPTIONS}], b: [x]}}\n{ORDER}"
    + "infeasible: ["
    + ", ".join(f"a.o{j} and a.o{k}" for k in range(1, 24) for j in range(k))
    + "]\n",
    "too many packages": f"{TALKS}issues: {{i: {{values: [p, q]}}, {MANY}}}{PREFERENCES}"
    "stages: [{table: [a, b]}]\n",
    "issues that depend on one another": TALKS
    + "issues: {i: {values: [p, q]}, j: {scale: 0..4000, steps: 4001},"
    + " k: {scale: 0..4000, steps: 4001}}\n"
    + PREFERENCES.replace("{i: 1}", "{i: 1, j: 1, k: 1}")
    .replace("i: rising", "i: rising, j: rising, k: rising")
    .replace("i: falling", "i: falling, j: falling, k: falling")
    + "rules: [j <= 5 or k > 5]\n",
    "a vote of many over many packages": "title: t\nparties: {"
    + ", ".join(f"p{k}: {{}}" for k in range(9))
    + "}\nissues: {i: {scale: 0..2000, steps: 2001}, j: {scale: 0..2000, steps: 2001}}\n"
    + "consent: majority\npreferences:\n"
    + "".join(
        f"  p{k}: {{weights: {{i: {k + 1}, j: 3}}, values: {{i: rising, j: falling}}}}\n"
        for k in range(9)
    ),
    "nobody on a line": f"{TALKS}{ISSUE}positions: {{i: {{a: {{position: p}}}}}}",
    "nobody has power": TALKS.replace("{}", "{power: 0}") + ISSUE + PREFERENCES,
    "too many duty patterns": f"{TALKS}security:\n  targets: {{{TARGETS}}}\n"
    f"  resources: {{r: {{units: 8}}}}\n  schedules: [{TOURS}]\n",
    "all is well": TALKS + ISSUE + PREFERENCES + "stages: [{table: [a, b]}]\n",
}


def refused(scenario: Scenario) -> set[str]:
    """The analyses that have their sections and refuse the scenario when they run."""
    found = set()
    for analysis in catalogue():
        if not lacking_sections(analysis, scenario):
            quick = {"draws": 4} if any(s.name == "draws" for s in analysis.settings) else {}
            try:
                analysis.run(scenario, **quick)
            except InputError:
                found.add(analysis.name)
    return found


@pytest.mark.parametrize("name", FILES)
def test_what_would_be_refused_is_foreseen(name: str) -> None:
    scenario = loads(FILES[name])
    assert {analysis for analysis, _ in refusals(scenario)} == refused(scenario)


@pytest.mark.parametrize("language", ["en", "de"])
def test_check_says_it_with_the_reason(language: str, tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_text(FILES["nobody at the table"], encoding="utf-8")
    shown = detente("check", str(file), "--language", language).stdout
    reason = {
        "en": "deals would be refused: parties: nobody with preferences is at the table;",
        "de": "deals würde abgelehnt: parties: niemand mit Präferenzen sitzt am Tisch;",
    }[language]
    assert reason.partition(":")[0] in shown
    assert reason.rpartition(": ")[2] in shown
