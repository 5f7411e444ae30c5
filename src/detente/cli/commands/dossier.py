"""`detente dossier`: from source texts to reviewed evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import InLanguage, Json, Seed
from detente.cli.printing import speak
from detente.errors import SettingError
from detente.phrases import phrases

if TYPE_CHECKING:
    from detente.scenario import Scenario

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The dossier.")]
ScenarioFile = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="FILE",
        help="The scenario; by default the only one in the dossier or beside it.",
    ),
]
Gold = Annotated[Path, typer.Argument(metavar="GOLD", help="A folder of texts with marked items.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Turn source texts into evidence that a person has reviewed.", no_args_is_help=True
    )
    for command in (propose, score):
        group.command(command.__name__)(command)
    app.add_typer(group, name="dossier")


def scenario_of(folder: Path, given: str | None) -> Scenario:
    """The scenario that was named, else the only one in a dossier or beside it.

    Raises SettingError where there is none or more than one.
    """
    from detente.cli.sources import load

    if given is not None:
        return load(given)
    for place in (folder, folder.resolve().parent):
        files = sorted(place.glob("*.yaml"))
        if len(files) == 1:
            return load(str(files[0]))
        if files:
            break
    raise SettingError("--scenario", "nothing", "name the scenario: --scenario talks.yaml")


def propose(folder: Folder, scenario: ScenarioFile = None, language: InLanguage = "en") -> None:
    """Propose items of evidence; nothing that was decided changes."""
    from detente.dossier.extract.rules import Rules
    from detente.dossier.store import open_dossier
    from detente.dossier.store import propose as run

    words = phrases(speak(language))
    _, added = run(open_dossier(folder), [Rules()], scenario_of(folder, scenario))
    typer.echo(words.count("evidence.proposed", added))


def score(gold: Gold, json: Json = False, seed: Seed = 0, language: InLanguage = "en") -> None:
    """Compare what the rules propose with what a reader marked in texts."""
    from detente.cli.printing import print_exhibits, print_json
    from detente.dossier.extract.rules import Rules
    from detente.dossier.gold import read_gold, score_table
    from detente.dossier.gold import score as run
    from detente.exhibits import plain

    words = phrases(speak(language))
    found = run(read_gold(gold), Rules(), seed=seed)
    if json:
        print_json({"analysis": "dossier", "answer": plain(found)})
        return
    print_exhibits(words("evidence.score"), [score_table(found, words)], language)
