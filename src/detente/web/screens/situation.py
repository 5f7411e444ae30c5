"""Who takes part, what has to be settled, for whom the brief is written, and at which tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.forms import items
from detente.scenario import KeyPath
from detente.web.fields import Fields
from detente.web.workspace import Bench

ABOUT = ("title", "summary", "as_of", "client")
PARTY = ("name", "at_table")
ISSUE = ("name", "values", "scale", "steps", "unit")
STAGE = ("name", "table", "after", "kind")


def situation(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """The parts of the file, each with the fields that matter first."""
    fields = Fields.of_session(bench.opened, bench.words)
    about = fields.split((), ABOUT)

    def parts(section: str, first: tuple[str, ...]) -> list[dict[str, Any]]:
        return [_part(fields, path, first) for path in items(fields.source, (section,))]

    return {
        "about": list(about.values()),
        "parties": parts("parties", PARTY),
        "issues": parts("issues", ISSUE),
        "stages": parts("stages", STAGE),
    }


def _part(fields: Fields, path: KeyPath, first: tuple[str, ...]) -> dict[str, Any]:
    return {"path": path, "key": path[-1], "first": fields.split(path, first)}
