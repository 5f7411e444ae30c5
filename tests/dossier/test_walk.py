"""The page that leads from an article to evidence is run as it stands; its figures are today's."""

from __future__ import annotations

import doctest
import re
import subprocess
from pathlib import Path

import pytest
import typer

from command_line import detente
from detente.cli.commands import evidence
from detente.dossier.extract.rules import Rules
from detente.dossier.gold import read_gold, score
from detente.dossier.store import open_dossier
from detente.phrases import phrases
from detente.scenario import load

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "build-a-dossier.md"
GOLD = Path(__file__).parent / "gold"
LIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_FILE = re.compile(r"^```\w+ title=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_RUN = re.compile(r"(?:<!-- keys: (\w+) -->\n)?^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, text in _FILE.findall(page):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(evidence, "on_terminal", lambda: True)
    ran = 0
    for keys, block in _RUN.findall(page):
        pressed = iter(keys)
        monkeypatch.setattr(typer, "getchar", lambda pressed=pressed: next(pressed))
        for command, wanted in re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            said = answer(command, tmp_path)
            assert doctest.OutputChecker().check_output(wanted, said, LIKE), f"{command}\n{said}"
            ran += 1
    assert ran == 11
    scenario = load(tmp_path / "talks.yaml")
    (name,) = scenario.citations()["preferences", "sued", "weights", "maut", "because"]
    assert scenario.evidence[name].at == "Absatz 3"
    assert scenario.evidence[name].voice == "reported"
    accepted = [
        s for s in open_dossier(tmp_path / "dossier").states.values() if s.status == "accepted"
    ]
    assert [state.item.act for state in accepted] == ["red_line", "refusal", "threat"]


def answer(command: str, folder: Path) -> str:
    """What a command says: one of ours, or one of the shell."""
    first, *rest = command.split()
    if first == "detente":
        run = detente(*rest, folder=folder)
        assert run.returncode == 0, run.stderr
        return run.stdout.replace("\x1b[2J\x1b[H", "")
    done = subprocess.run(command, shell=True, cwd=folder, check=True, capture_output=True)
    return done.stdout.decode()


def test_the_table_of_the_page_is_that_of_the_test_texts() -> None:
    found, words = score(read_gold(GOLD / "test"), Rules()), phrases("en")
    page = PAGE.read_text(encoding="utf-8")
    for at, measure in enumerate(found.measures):
        shares = [measure.value, measure.low, measure.high]
        by_language = [found.languages[name][at].value for name in ("de", "en")]
        shown = [
            "–" if share is None else f"{100 * share:.0f}" for share in (*shares, *by_language)
        ]
        name = words(f"evidence.measure.{measure.name}")
        assert f"| {' | '.join([name, *shown[:3], str(measure.n), *shown[3:]])} |" in page
    assert f"{found.marked} items)" in page
