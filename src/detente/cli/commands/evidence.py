"""`detente dossier score`: how well items of evidence are found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import InLanguage, Json, Seed
from detente.cli.printing import speak
from detente.phrases import phrases

Gold = Annotated[Path, typer.Argument(metavar="GOLD", help="A folder of texts with marked items.")]


def register(group: typer.Typer) -> None:
    """Add the commands to those of a dossier."""
    for command in (score,):
        group.command(command.__name__)(command)


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
