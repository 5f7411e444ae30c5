"""`detente roles` as a user types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import make_app
from detente.errors import DetenteError, FileError, SettingError

CSV = "group,price,handover,kitchen\nA,410,June,stays\nB,430,December,goes\n"


def roles(*words: str) -> str:
    run = CliRunner().invoke(make_app(), ["roles", "house_sale", *words])
    if isinstance(run.exception, DetenteError):
        raise run.exception
    assert run.exit_code == 0, run.output
    return run.stdout


def test_sheets_and_debrief_go_into_files(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    folder = tmp_path / "sheets"
    said = roles("-o", str(folder))
    names = sorted(path.name for path in folder.iterdir())
    people = ("instructor", "role-buyer", "role-seller")
    assert names == sorted(["groups.csv", *(f"{p}.{e}" for p in people for e in ("docx", "html"))])
    assert said.count("written") == len(names)
    page = (folder / "role-buyer.html").read_text(encoding="utf-8")
    assert "32.5" in page
    assert "37.5" not in page
    assert "37.5" in (folder / "instructor.html").read_text(encoding="utf-8")
    (tmp_path / "groups.csv").write_text(CSV, encoding="utf-8")
    out = tmp_path / "debrief.md"
    picture = tmp_path / "debrief.svg"
    results = ("--results", str(tmp_path / "groups.csv"), "-o", str(out), "--language", "de")
    roles(*results, "--chart", str(picture))
    assert "Verkäuferin" in picture.read_text(encoding="utf-8")
    text = out.read_text(encoding="utf-8")
    assert "Einigungen: 2 von 2. Nichts auf dem Tisch liegen gelassen hat: A." in text


def test_nothing_is_written_over_and_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "instructor.md").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="exists already"):
        roles("-o", str(tmp_path), "--format", "md")
    assert [path.name for path in tmp_path.iterdir()] == ["instructor.md"]
    roles("-o", str(tmp_path), "--format", "md", "--force")
    assert (tmp_path / "role-seller.md").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "write -o FOLDER"),
        (("--results", "g.csv"), "write -o debrief.html"),
        (("--results", "g.csv", "-o", "d.xls"), "end the name in"),
        (("--results", "g.csv", "-o", "d.md", "--format", "md"), "leave it out"),
        (("-o", "x", "--format", "xls"), "choose one of"),
        (("-o", "x", "--chart", "c.svg"), "add --results"),
    ],
)
def test_what_does_not_go_together_is_refused(words: tuple[str, ...], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        roles(*words)
