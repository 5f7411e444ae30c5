"""How sure a conclusion is: what carries it, what would turn it, and where that was judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from detente.analyses.catalogue import find_analysis, over_draws
from detente.analyses.contract import lacking_sections
from detente.ensembles.report.conclusions import conclusion_text
from detente.ensembles.report.study import study_exhibits, study_title
from detente.ensembles.result import EnsembleResult, headlines
from detente.ensembles.run import run_ensemble
from detente.ensembles.study import study
from detente.exhibits import Exhibit
from detente.scenario import KeyPath, Scenario
from detente.scenario.names import judgement_name
from detente.web.templating import element_id
from detente.web.workspace import Bench

DRAWS = 500
MOST_TIPPED = 8
"""Judgements whose tipping values are looked for: those that explain most."""
MOST_LINKS = 8

SCREENS = {"preferences": "wants", "options": "failure", "priorities": "failure"}
"""On which screen judgements are changed, by their section; all others in the situation."""


class Looked(NamedTuple):
    """A conclusion looked into, with the judgements that carry it and where to change them."""

    title: str
    exhibits: tuple[Exhibit, ...]
    links: list[tuple[str, str]]


def sure(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """The analyses whose conclusions can be looked into."""
    scenario = bench.opened.scenario
    able = [name for name in over_draws() if not lacking_sections(find_analysis(name), scenario)]
    return {"able": [(name, bench.title_of(name)) for name in able], "query": dict(query)}


def conclusions(bench: Bench, name: str) -> list[tuple[str, str]]:
    """The main conclusions of an analysis, by name and wording."""
    found = _run(bench, name)
    words = bench.words
    return [(key, conclusion_text(found.scenario, key, words)) for key in headlines(found)]


def look(bench: Bench, name: str, conclusion: str) -> Looked:
    """Look into a conclusion. Raises SettingError where there is no such one."""
    result, words = _run(bench, name), bench.words
    found = study(result, find_analysis(name), conclusion, most=MOST_TIPPED)
    paths = [tip.path for tip in found.alone] + [driver.path for driver in found.drivers]
    links = [
        (judgement_name(result.scenario, path, words), where(result.scenario, path))
        for path in list(dict.fromkeys(paths))[:MOST_LINKS]
    ]
    return Looked(study_title(found, words), study_exhibits(found, words), links)


def where(scenario: Scenario, path: KeyPath) -> str:
    """The address of the field in which a judgement is changed."""
    screen = SCREENS.get(path[0], "situation")
    party = next((key for key in path if key in scenario.parties), "")
    asked = f"?{urlencode({'party': party})}" if screen == "wants" else ""
    return f"/part/{screen}{asked}#{element_id(*path)}"


_kept: dict[tuple[str, str], EnsembleResult] = {}


def _run(bench: Bench, name: str) -> EnsembleResult:
    """An analysis over draws, which is kept for the scenario of now."""
    scenario = bench.opened.scenario_of(bench.variant)
    key = (scenario.digest, name)
    found = _kept.get(key)
    if found is None:
        if any(digest != scenario.digest for digest, _ in list(_kept)):
            _kept.clear()
        analysis = find_analysis(name)
        found = run_ensemble(analysis, scenario, draws=DRAWS, seed=0, progress=False)
        _kept[key] = found
    return found
