"""`detente compare`: two scenarios, or one with changes, side by side."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import typer

from detente.cli.arguments import (
    DRAWING,
    NEEDED,
    SHOWN,
    File,
    Parameters,
    add_command,
    option,
)
from detente.cli.sources import opened
from detente.errors import SettingError, sentence
from detente.progress import bar

Other = Annotated[
    str | None, typer.Argument(metavar="[OTHER]", help="The scenario to compare it with.")
]
PARAMETERS: Parameters = {
    "file": (File, NEEDED),
    "other": (Other, None),
    "change": option(
        list[str] | None, "--set", "Change OTHER (or a copy of FILE).", metavar="KEY=VALUE"
    ),
    "analysis": option(
        list[str] | None,
        "--analysis",
        "Which analyses; the quick ones by default.",
        metavar="NAME",
    ),
    "draws": (DRAWING["draws"][0], 2000),
    "seed": DRAWING["seed"],
    **SHOWN,
}
HELP = "Show what differs in the inputs and answers of two scenarios, and for whom it is better."


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "compare", HELP, PARAMETERS, _compare)


def _compare(given: SimpleNamespace) -> None:
    from detente.analyses.catalogue import catalogue, find_analysis, over_draws
    from detente.cli.printing import announce, print_exhibits, print_json
    from detente.cli.sources import load_changed
    from detente.ensembles.compare import compare, has_sections
    from detente.ensembles.report.compare import (
        comparison_exhibits,
        comparison_title,
        left_out_note,
    )

    changes = given.change or []
    if given.other is None and not changes:
        raise SettingError(
            "OTHER", sentence("nothing is given"), "name a second scenario, or add --set key=value"
        )
    a, words = opened(given.file, given.language)
    b = load_changed(given.other or given.file, changes)
    labels = (Path(given.file).name, _label(given.file, given.other, changes))
    names = [name for each in given.analysis or () for name in each.split(",")] or over_draws()
    analyses = [find_analysis(name.strip()) for name in names]
    announce()
    asked = {"draws": given.draws, "seed": given.seed, "labels": labels}
    with bar() as progress:
        found = compare(a, b, analyses, **asked, progress=progress)
    if given.json:
        print_json(found.to_dict())
        return
    able = [entry.name for entry in catalogue() if entry.conclusions and has_sections(entry, a, b)]
    left_out = [name for name in able if name not in found.analyses]
    more = [left_out_note(left_out, words)] if left_out else []
    shown = (*comparison_exhibits(found, words), *more)
    print_exhibits(comparison_title(found, words), shown, words.language)


def _label(file: str, other: str | None, changes: list[str]) -> str:
    """A short name of the second scenario."""
    name = Path(other or file).name
    if not changes:
        return name if other != file else f"{name} (2)"
    key, _, value = changes[-1].partition("=")
    short = f"{key.split('.')[-1].strip()} = {value.strip()}"
    return short if len(changes) == 1 else f"{short} +{len(changes) - 1}"
