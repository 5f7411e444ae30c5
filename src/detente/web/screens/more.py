"""Protection of the venue, and teaching with the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.analyses.catalogue import catalogue
from detente.forms import form, items
from detente.scenario.wording import value_text
from detente.sheets.rosters import DAYS
from detente.web.composer import POINTS
from detente.web.fields import Fields
from detente.web.workspace import Bench

SECTION = "security"
LISTED = {"targets": ("target", "worth"), "resources": ("unit", "units")}
"""The lists of the section: what is added to each, and the field beside the name."""


def protection(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """Targets and units with their fields, and the answers of what rests on them alone."""
    fields = Fields.of_session(bench.opened, bench.words)
    scenario = fields.source.scenario
    found: dict[str, Any] = {"stated": scenario.security is not None, "answered": []}
    if scenario.security is None:
        return found
    first = f"{scenario.as_of}T06:00" if scenario.as_of else ""
    words, lists = bench.words, []
    for name, (kind, beside) in LISTED.items():
        paths = items(fields.source, (SECTION, name))
        found_here = [(path, fields.split(path, ("name", beside))) for path in paths]
        called = words(f"forms.label.{name}"), words(f"web.new_{kind}")
        lists.append((name, *called, kind, beside, found_here))
    others = [
        path for path in form(fields.source, (SECTION,), bench.words).parts if path[1] not in LISTED
    ]
    return found | {
        "week": DAYS * (len(scenario.security.shifts) or 3),
        "start": first,
        "lists": lists,
        "parts": [(path, form(fields.source, path, bench.words).title) for path in others],
        "answered": [each.name for each in catalogue() if each.needs == (SECTION,)],
    }


def teaching(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """A sheet a party, the instructor's, and what groups have reached."""
    scenario, words = bench.opened.scenario, bench.words
    return {
        "parties": [(key, scenario.party_name(key, words.language)) for key in scenario.parties],
        "groups": bool(bench.groups),
        "playable": bool(scenario.issues and scenario.preferences),
        "issues": [
            (
                issue,
                scenario.issue_name(issue, words.language),
                [(v, value_text(scenario, issue, v, words)) for v in stated.labels(POINTS)],
            )
            for issue, stated in scenario.issues.items()
        ],
    }
