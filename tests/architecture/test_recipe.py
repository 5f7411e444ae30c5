"""Adding an analysis takes the five steps that CONTRIBUTING names, and none that is hidden.

A small analysis is added to a copy of the package: a folder, a line in the catalogue, its words.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import command_line
import detente
from command_line import Done
from detente.scenario import case_names

RECIPE = Path(__file__).parent / "recipe"
SOURCE = Path(detente.__file__).parent


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds a copy of the package with one analysis more."""
    folder = tmp_path_factory.mktemp("recipe")
    copy = folder / "detente"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(RECIPE / "limits", copy / "analyses" / "limits")
    for language in ("en", "de"):
        shutil.copy(RECIPE / f"{language}.toml", copy / "phrases" / language / "limits.toml")
    catalogue = copy / "analyses" / "catalogue.py"
    text = catalogue.read_text(encoding="utf-8")
    assert text.count("NAMES = (") == 1
    catalogue.write_text(text.replace("NAMES = (", 'NAMES = ("limits", '), encoding="utf-8")
    return folder


TOGETHER = """
import json, sys
from command_line import detente
print(json.dumps([detente(*words) for words in json.load(sys.stdin)]))
"""


def run(package: Path, *commands: str, folder: Path) -> list[Done]:
    """Commands of the copy, whose kernels are kept apart from those of the package."""
    path = os.pathsep.join(map(str, (package, Path(command_line.__file__).parent)))
    given = {**os.environ, "PYTHONPATH": path, "NUMBA_CACHE_DIR": str(package / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER],
        input=json.dumps([command.split() for command in commands]),
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=given,
        check=True,
    )
    return [Done(*found) for found in json.loads(done.stdout)]


def test_a_new_analysis_has_a_command_and_a_json_form(package: Path, tmp_path: Path) -> None:
    english, german, helped, plain, drawn, slip, lacking = run(
        package,
        "limits house_sale --least 1",
        "limits house_sale --language de",
        "--help",
        "limits house_sale --json",
        "limits house_sale --draws 20 --json",
        "limits house_sale --lest 3",
        "limits chicken",
        folder=tmp_path,
    )
    assert (english.returncode, english.stderr) == (0, "")
    assert "bottom lines are stated" in english.stdout
    assert "Schmerzgrenzen" in german.stdout
    assert "limits" in helped.stdout
    told = json.loads(plain.stdout)
    assert (told["analysis"], told["options"]) == ("limits", {"least": 0.0})
    assert set(told["answer"]["limits"]) == set(detente.load("house_sale").preferences)
    assert json.loads(drawn.stdout)["options"]["draws"] == 20
    assert slip.returncode == 2
    assert lacking.returncode == 2
    assert "needs the section 'issues'" in lacking.stderr


@pytest.mark.slow
@pytest.mark.parametrize("case", case_names())
def test_a_new_analysis_speaks_in_the_brief_of_every_case(
    package: Path, tmp_path: Path, case: str
) -> None:
    (done,) = run(package, f"brief {case} --draws 20 -o b.md", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "b.md").read_text(encoding="utf-8")
    stated = bool(detente.load(case).issues and detente.load(case).preferences)
    assert stated == ("Bottom lines" in text or "Schmerzgrenzen" in text)
