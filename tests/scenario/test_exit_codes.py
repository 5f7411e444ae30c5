"""Bad input ends the command line with code 2 and one message, whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.cli import main


def run(*words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["detente", *words])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"# nothing\n",
        b"\x89PNG\x00",
        b"title: \xfc",
        b"title: t\nparties: {a: {nmae: A}}\n",
        b"title: t\nparties: {a: }\n---\n",
        b"a: &a [x]\nb: *a\n",
        "title: t".encode("utf-16"),
    ],
)
@pytest.mark.parametrize("command", ["check", "stability", "brief"])
def test_bad_input_is_code_2(
    command: str,
    raw: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "talks.yaml"
    file.write_bytes(raw)
    assert run(command, str(file), monkeypatch=monkeypatch) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "talks.yaml" in shown.err
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == [file]


def test_starter_replaces_a_file_only_by_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "talks.yaml"
    assert run("new", str(file), monkeypatch=monkeypatch) == 0
    assert run("check", str(file), monkeypatch=monkeypatch) == 0
    file.write_text("mine", encoding="utf-8")
    assert run("new", str(file), monkeypatch=monkeypatch) == 2
    assert "add --force to replace it" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "mine"
    assert run("new", str(file), "--force", monkeypatch=monkeypatch) == 0
    assert run("new", str(tmp_path / "none" / "talks.yaml"), monkeypatch=monkeypatch) == 2
    assert run("new", str(tmp_path), monkeypatch=monkeypatch) == 2
