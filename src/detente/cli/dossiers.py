"""What the commands of a dossier take: its folder, and the scenario beside it."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import NEEDED, Json, Language, Parameters, option
from detente.errors import FileError, SettingError
from detente.phrases import Phrases, phrases

if TYPE_CHECKING:
    from detente.dossier.store import Dossier
    from detente.scenario import Scenario

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The folder of the dossier, beside the scenario.")
]
FOLDER: Parameters = {"folder": (Folder, NEEDED)}
SCENARIO: Parameters = {
    "scenario": option(
        str | None,
        "--scenario",
        "The scenario; by default the one file in or beside the folder.",
        metavar="FILE",
    )
}

SHOWN: Parameters = {**FOLDER, **SCENARIO, "json": (Json, False), "language": (Language, None)}

_COPY = re.compile(r"\.\d{4}-\d{2}-\d{2}$")


def scenario_file(folder: Path, given: str | None) -> str:
    """The scenario given, else the only one in or beside a folder; SettingError otherwise."""
    if given is not None:
        return given
    found: list[Path] = []
    for place in (folder, folder.resolve().parent):
        found = found or [
            path
            for path in sorted(place.glob("*.y*ml"))
            if path.suffix in (".yaml", ".yml") and not _COPY.search(path.stem)
        ]
    if len(found) != 1:
        remedy = "name the scenario: --scenario FILE"
        raise SettingError("scenario", ", ".join(map(str, found)) or "nothing", remedy)
    return str(found[0])


def scenario_of(folder: Path, given: str | None) -> Scenario:
    """The scenario of a dossier, loaded; SettingError where it has to be named."""
    from detente.cli.sources import load

    return load(scenario_file(folder, given))


def needing(given: SimpleNamespace) -> tuple[Dossier, Scenario, Phrases]:
    """The same as `opened`, where there has to be a scenario; SettingError where it is not told."""
    dossier, scenario, words = opened(given)
    return dossier, scenario or scenario_of(given.folder, given.scenario), words


def existing(folder: Path, *, strict: bool = True) -> Dossier:
    """The dossier in a folder; FileError where there is none."""
    from detente.dossier.store import open_dossier

    dossier = open_dossier(folder, strict=strict)
    if not (dossier.documents or dossier.items):
        remedy = "begin one with a text: detente dossier add FOLDER FILE"
        raise FileError(str(folder), "there is no dossier in this folder", remedy)
    return dossier


def opened(
    given: SimpleNamespace, *, strict: bool = True
) -> tuple[Dossier, Scenario | None, Phrases]:
    """The dossier, the scenario where there is one, and the words of the language asked for."""
    from detente.cli.printing import speak

    scenario = None
    try:
        scenario = scenario_of(given.folder, given.scenario)
    except SettingError:
        if given.scenario is not None:
            raise
    language = given.language or (scenario.language if scenario is not None else "en")
    return existing(given.folder, strict=strict), scenario, phrases(speak(language))
