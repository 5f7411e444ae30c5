"""`detente compare`: two scenarios, or one with changes, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import DrawCount, File, Json, Language, Seed
from detente.cli.spoken import speak
from detente.errors import SettingError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare)


def compare(
    file: File,
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="The scenario to compare it with.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change OTHER (or a copy of FILE)."),
    ] = None,
    analysis: Annotated[
        list[str] | None,
        typer.Option(
            "--analysis", metavar="NAME", help="Which analyses; the quick ones by default."
        ),
    ] = None,
    draws: DrawCount = 2000,
    seed: Seed = 0,
    json: Json = False,
    language: Language = None,
) -> None:
    """Show what differs in the inputs and answers of two scenarios, and for whom it is better."""
    from detente.analyses.catalogue import NAMES, find_analysis, over_draws
    from detente.cli.printing import announce, print_exhibits, print_json
    from detente.cli.sources import load, load_changed
    from detente.ensembles.compare import compare as compare_scenarios
    from detente.ensembles.compare import has_sections
    from detente.ensembles.report.compare import (
        comparison_exhibits,
        comparison_title,
        left_out_note,
    )
    from detente.phrases import phrases
    from detente.progress import bar

    if other is None and not change:
        raise SettingError("OTHER", "nothing", "name a second scenario, or add --set key=value")
    a, b = load(file), load_changed(other or file, change or [])
    words = phrases(language or a.language)
    speak(words.language)
    labels = (Path(file).name, _label(file, other, change or []))
    names = [name for each in analysis or () for name in each.split(",")] or over_draws()
    entries = [find_analysis(name.strip()) for name in names]
    announce()
    count = 2000 if draws is None else draws
    with bar() as progress:
        found = compare_scenarios(
            a, b, entries, draws=count, seed=seed, labels=labels, progress=progress
        )
    if json:
        print_json(found.to_dict())
        return
    left_out = [
        entry.name
        for entry in map(find_analysis, NAMES)
        if entry.name not in found.analyses
        and entry.conclusions is not None
        and has_sections(entry, a, b)
    ]
    more = [left_out_note(left_out, words)] if left_out else []
    print_exhibits(
        comparison_title(found, words), (*comparison_exhibits(found, words), *more), words.language
    )


def _label(file: str, other: str | None, changes: list[str]) -> str:
    """A short name of the second scenario."""
    name = Path(other or file).name
    if not changes:
        return name if other != file else f"{name} (2)"
    last = changes[-1].partition("=")
    short = f"{last[0].split('.')[-1].strip()} = {last[2].strip()}"
    return short if len(changes) == 1 else f"{short} +{len(changes) - 1}"
