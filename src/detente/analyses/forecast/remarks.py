"""Assumptions and notes of a forecast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from detente.analyses.contract import Remark
from detente.analyses.forecast.problem import ForecastProblem
from detente.analyses.forecast.solve import too_large_to_trade
from detente.scenario import Scenario


def assumptions(
    scenario: Scenario, problem: ForecastProblem, methods: Sequence[str], failure: float
) -> tuple[Remark, ...]:
    """What was taken for granted."""

    def derived(field: str) -> list[str]:
        who = {party for _, party, lacking in problem.derived if lacking == field}
        return [party for party in problem.parties if party in who]

    parties = {
        "forecast.assumes_positions": derived("position"),
        "forecast.assumes_saliences": derived("salience"),
        "forecast.assumes_capabilities": derived("capability"),
        "forecast.assumes_power": problem.guessed,
    }
    listed = [name for name in problem.issues if scenario.issues[name].values]
    found = [Remark("forecast.assumes_weights")]
    found += _remarks("parties", scenario.party_name, parties)
    found += _remarks("issues", scenario.issue_name, {"forecast.assumes_even_values": listed})
    if "nash" in methods:
        found.append(Remark("forecast.assumes_failure", {"cost": f"{failure:g}"}))
    return tuple(found)


def notes(
    scenario: Scenario, problem: ForecastProblem, methods: Sequence[str]
) -> tuple[Remark, ...]:
    """What limits the answer."""
    absent = [party for party, about in scenario.parties.items() if not about.at_table]
    wanting = [p for p in absent if p not in problem.parties and p in scenario.preferences]
    counted = [p for p in problem.parties if p in absent]
    lonely = [i for i in scenario.issues if i not in (*problem.issues, *problem.support)]
    parties = {"forecast.note_outside": wanting, "forecast.note_absent": counted}
    issues = {"forecast.note_no_positions": lonely, "forecast.note_unordered": problem.support}
    found = [Remark("forecast.note_calibration")]
    found += _remarks("parties", scenario.party_name, parties)
    found += _remarks("issues", scenario.issue_name, issues)
    if any(method.startswith("challenge") for method in methods):
        found.append(Remark("forecast.note_challenge"))
    if "exchange" in methods:
        large = too_large_to_trade(len(problem.parties), len(problem.issues))
        found.append(Remark("forecast.note_too_large" if large else "forecast.note_exchange"))
    if "spatial_joint" in methods:
        found.append(Remark("forecast.note_untested"))
    return tuple(found)


def _remarks(
    what: str, name: Callable[[str, str], str], keys: Mapping[str, Iterable[str]]
) -> list[Remark]:
    """A remark for each key that names something; names follow the language."""
    said = {key: tuple(partial(name, each) for each in named) for key, named in keys.items()}
    return [Remark(key, {what: names}) for key, names in said.items() if names]
