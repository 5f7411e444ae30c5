"""What happens if talks fail: what each can do, what it wants then, and where that may lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.analyses.catalogue import catalogue
from detente.errors import SettingError
from detente.forms import in_words, items
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.states import feasible_states, state_text, status_quo_code
from detente.scenario.wording import state_words
from detente.sheets.changes import MISSING, stated
from detente.web.fields import Fields
from detente.web.workspace import Bench

MOST_STATES = 32
"""States that are listed in words."""


def failure(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """Options as switches, priorities in order, states in words, the way from today."""
    fields = Fields.of_session(bench.opened, bench.words)
    scenario, words = fields.source.scenario, bench.words
    return {
        "today": fields.one("status_quo"),
        "rules": fields.one("infeasible"),
        "options": [
            (f"{party}.{option}", f"{name}: {scenario.option_name(party, option, words.language)}")
            for party, option in scenario.option_names
            for name in [scenario.party_name(party, words.language)]
        ],
        "parties": [_party(fields, party) for party in scenario.parties],
        "states": list(_states(scenario, words)),
        "answered": [
            name for name in bench.opened.analyses(bench.variant) if name in about_failure()
        ],
    }


def about_failure() -> list[str]:
    """The analyses that need to know what the parties can do without a deal."""
    return [each.name for each in catalogue() if any("options" in need for need in each.needs)]


def _party(fields: Fields, party: str) -> dict[str, Any]:
    scenario, words, values = fields.source.scenario, fields.words, fields.source.tree.values
    options = []
    for path in items(fields.source, ("options", party)):
        if isinstance(stated(values, path[:-1]), list):
            path = (*path[:-1], stated(values, path))
        options.append((path, fields.at(*path)))
    priorities = []
    for path in items(fields.source, ("priorities", party)):
        raw = stated(values, path)
        said, held = _priority(scenario, raw if raw is not MISSING else "", words)
        priorities.append((path, said, held))
    return {
        "key": party,
        "name": scenario.party_name(party, words.language),
        "options": options,
        "priorities": priorities,
        "ranked": list(_ranked(fields, party)),
    }


def _ranked(fields: Fields, party: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The order of the states of a party, where the file has one, in words."""
    values = fields.source.tree.values
    path: tuple[str, ...] = ("ranking", party)
    if isinstance(stated(values, path), dict):
        path = (*path, "states")
    for rung in items(fields.source, path):
        tied = stated(values, rung)
        texts = tied if isinstance(tied, list) else [tied]
        yield (
            rung,
            " = ".join(state_words(fields.source.scenario, str(t), fields.words) for t in texts),
        )


def _priority(scenario: Scenario, raw: Any, words: Phrases) -> tuple[str, str | None]:
    """A rung in words, and how surely it is held; None for a group."""
    if isinstance(raw, list):
        said = (_priority(scenario, one, words)[0] for one in raw)
        return words.join(words("web.quoted", text=text) for text in said), None
    if isinstance(raw, dict):
        return in_words(scenario, str(raw.get("maybe", "")), words), str(raw.get("held", ""))
    return in_words(scenario, str(raw), words), ""


def _states(scenario: Scenario, words: Phrases) -> Iterator[tuple[str, bool]]:
    """The states that there are, in words, and whether they are that of today."""
    if not scenario.option_names:
        return
    try:
        today, codes = status_quo_code(scenario), feasible_states(scenario).tolist()
    except SettingError:
        return
    for code in codes[:MOST_STATES]:
        yield (
            state_words(scenario, state_text(code, len(scenario.option_names)), words),
            code == today,
        )
