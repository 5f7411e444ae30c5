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

import detente
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


def run(package: Path, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command of the copy, whose kernels are kept apart from those of the package."""
    command = [sys.executable, "-m", "detente", *words]
    given = {**os.environ, "PYTHONPATH": str(package), "NUMBA_CACHE_DIR": str(package / "cache")}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=folder, env=given, check=False
    )


def test_a_new_analysis_has_a_command_in_both_languages(package: Path, tmp_path: Path) -> None:
    done = run(package, "limits", "house_sale", "--least", "1", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "bottom lines are stated" in done.stdout
    done = run(package, "limits", "house_sale", "--language", "de", folder=tmp_path)
    assert "Schmerzgrenzen" in done.stdout
    assert "limits" in run(package, "--help", folder=tmp_path).stdout


def test_a_new_analysis_has_a_json_form_and_one_over_draws(package: Path, tmp_path: Path) -> None:
    done = run(package, "limits", "house_sale", "--json", folder=tmp_path)
    plain = json.loads(done.stdout)
    assert (plain["analysis"], plain["options"]) == ("limits", {"least": 0.0})
    assert set(plain["answer"]["limits"]) == set(detente.load("house_sale").preferences)
    done = run(package, "limits", "house_sale", "--draws", "20", "--json", folder=tmp_path)
    assert json.loads(done.stdout)["options"]["draws"] == 20
    done = run(package, "limits", "house_sale", "--lest", "3", folder=tmp_path)
    assert done.returncode == 2
    done = run(package, "limits", "chicken", folder=tmp_path)
    assert done.returncode == 2
    assert "needs the section 'issues'" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("case", case_names())
def test_a_new_analysis_speaks_in_the_brief_of_every_case(
    package: Path, tmp_path: Path, case: str
) -> None:
    done = run(package, "brief", case, "--draws", "20", "-o", "b.md", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "b.md").read_text(encoding="utf-8")
    stated = bool(detente.load(case).issues and detente.load(case).preferences)
    assert stated == ("Bottom lines" in text or "Schmerzgrenzen" in text)
