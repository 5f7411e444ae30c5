"""What one party wants: how its issues rank, what values are worth, what it never accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.forms import Field, in_words, swing_questions
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.sections.wording import RedLine
from detente.sheets.changes import stated
from detente.web import composer
from detente.web.fields import Fields
from detente.web.workspace import Bench


def wants(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """The party of the query, the first one where there is none."""
    fields = Fields.of_session(bench.opened, bench.words)
    scenario, words = fields.source.scenario, bench.words
    parties = [(name, scenario.party_name(name, words.language)) for name in scenario.parties]
    party = query.get("party", "")
    party = party if party in scenario.parties else parties[0][0]
    path = ("preferences", party)
    found: dict[str, Any] = {
        "parties": parties,
        "party": party,
        "party_name": scenario.party_name(party, words.language),
        "issues": [(name, scenario.issue_name(name, words.language)) for name in scenario.issues],
        "has_preferences": party in scenario.preferences,
        "labels": {
            n: [(v, scenario.value_name(n, v, words.language)) for v in issue.labels(11)]
            for n, issue in scenario.issues.items()
        },
    }
    if party not in scenario.preferences:
        return found
    weights = stated(fields.source.tree.values, (*path, "weights"))
    by_rank = not isinstance(weights, dict) or "ranks" in weights
    form = fields.at(*path)
    list_path = (*path, "weights", "ranks") if isinstance(weights, dict) else (*path, "weights")
    return found | {
        "names": dict(found["issues"]),
        "value_names": {issue: dict(values) for issue, values in found["labels"].items()},
        "by_rank": by_rank,
        "ranked": _ranked(form, list_path, dict(found["issues"])),
        "weights": [f for f in form if f.path[2] == "weights" and f.kind != "ranks"],
        "worths": _worths(form),
        "reservation": [f for f in form if f.path[2] == "reservation" and f.judged],
        "lines": _lines(bench, party, fields),
        "swings": swing_questions(fields.source, words),
        "parts": _parts(bench, scenario, party),
    }


def _ranked(
    form: tuple[Field, ...], path: tuple[str, ...], names: Mapping[str, str]
) -> list[tuple[tuple[str, ...], str]]:
    """The rungs of the order, each with its path and the names that tie on it."""
    order = next(f.value for f in form if f.kind == "ranks")
    return [
        ((*path, str(place)), " = ".join(names.get(issue, issue) for issue in rung))
        for place, rung in enumerate(order)
    ]


def _worths(form: tuple[Field, ...]) -> list[tuple[Field, list[Field]]]:
    """For each issue how its values are worth, and the worth of each value where stated so."""
    found: dict[str, tuple[Field, list[Field]]] = {}
    for field in form:
        if field.path[2] == "values" and len(field.path) == 4:
            found[field.path[3]] = (field, [])
        elif field.path[2] == "values":
            found[field.path[3]][1].append(field)
    return list(found.values())


def _lines(bench: Bench, party: str, fields: Fields) -> list[tuple[tuple[str, ...], str, str]]:
    """The red lines: path, words, statement."""
    scenario, path = fields.source.scenario, ("preferences", party, "red_lines")
    alone = not isinstance(stated(fields.source.tree.values, path), list)
    return [
        (
            path if alone else (*path, str(place)),
            _says(scenario, line, bench.words),
            str(line),
        )
        for place, line in enumerate(scenario.preferences[party].red_lines)
    ]


def _says(scenario: Scenario, line: RedLine, words: Phrases) -> str:
    """A red line in the file's own words for it, or in those that it is made of."""
    if line.says:
        return scenario.translated(line.says, language=words.language)
    return in_words(scenario, line, words)


def _parts(bench: Bench, scenario: Scenario, party: str) -> list[tuple[str, float, float]]:
    """What each issue adds to the worth of the package in the composer, and could add at most."""
    deal = dict(bench.deal)
    if deal.keys() != scenario.issues.keys():
        return []
    return composer.parts(scenario, deal, party, bench.words)
