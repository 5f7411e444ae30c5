"""The documents fit together and name everything that there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from detente.analyses.catalogue import NAMES
from detente.cli.app import make_app
from detente.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_every_document_is_in_the_index() -> None:
    """But for the chapters of the analyses, which each is found by its name."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert "explanation/<analysis>.md" in index
    chapters = {f"explanation/{name}.md" for name in NAMES}
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")}
    assert [page for page in pages - chapters - {"index.md"} if page not in index] == []


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    commands = set(get_command(make_app()).commands)  # type: ignore[attr-defined]
    assert "`detente ANALYSIS FILE`" in page
    assert [name for name in commands - {*NAMES} if f"`detente {name}" not in page] == []


def test_every_section_of_the_file_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "scenario-file.md").read_text(encoding="utf-8")
    keys = [field.alias or name for name, field in Scenario.model_fields.items()]
    assert [key for key in keys if f"| `{key}` |" not in page] == []


def test_readme_commands_stand_under_the_headings_that_ci_reads() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for heading in re.findall(r"readme_command '(## [^']+)'", script):
        block = text.split(f"{heading}\n", 1)[1].lstrip().split("```")[1]
        assert block.startswith("sh\n")
        assert len(block.strip().splitlines()) == 2


def test_the_versions_of_python_are_named_alike() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = "Programming Language :: Python :: "
    versions = [one.removeprefix(named) for one in project["classifiers"] if named in one]
    assert versions == [f"3.{minor}" for minor in range(11, 15)]
    assert project["requires-python"] == f">={versions[0]}"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Python {versions[0]} to {versions[-1]}" in readme
