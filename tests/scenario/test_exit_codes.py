"""Bad input ends the command line with code 2 and one message, whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import detente


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
def test_bad_input_is_code_2(command: str, raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_bytes(raw)
    ended = detente(command, str(file))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "talks.yaml" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_starter_replaces_a_file_only_by_force(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    assert detente("new", str(file)).returncode == 0
    assert detente("check", str(file)).returncode == 0
    file.write_text("mine", encoding="utf-8")
    refused = detente("new", str(file))
    assert refused.returncode == 2
    assert "add --force to replace it" in refused.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert detente("new", str(file), "--force").returncode == 0
