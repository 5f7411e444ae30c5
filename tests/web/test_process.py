"""`detente open` as a process: it says where it is, answers there, and ends when it is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from detente.cli.app import make_app
from detente.errors import InputError


@contextmanager
def opened(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "detente", "open", *words, "--no-browser"]
    state = {**os.environ, "DETENTE_STATE": str(folder / "state")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=folder, env=state, **pipes) as process:
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline())
        try:
            yield process, found[0]
        finally:
            process.kill()


def test_it_ends_when_it_is_left(tmp_path: Path) -> None:
    with opened(tmp_path, "--language", "de") as (process, address):
        parts = urlsplit(address)
        connection = HTTPConnection(parts.netloc)
        connection.request("GET", f"/?{parts.query}")
        reply = connection.getresponse()
        reply.read()
        cookie = reply.getheader("set-cookie").partition(";")[0]
        headers = {"cookie": cookie, "origin": f"http://{parts.netloc}"}
        connection.request("POST", "/leave", headers=headers)
        said = connection.getresponse()
        assert said.status == 200
        assert "beendet" in said.read().decode()
        output, errors = process.communicate(timeout=60)
        assert "Die Werkbank ist beendet" in output
        assert (process.returncode, errors) == (0, "")


@pytest.mark.slow
def test_it_ends_by_an_interruption(tmp_path: Path) -> None:
    with opened(tmp_path, "house_sale") as (process, address):
        connection = HTTPConnection(urlsplit(address).netloc)
        connection.request("GET", "/")
        assert connection.getresponse().status == 403
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        assert "The workbench has ended" in output
        assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.yaml"], "nowhere.yaml"),
        (["--port", "70000"], "--port: 70000"),
        (["--language", "fr"], "choose one of en, de"),
    ],
)
def test_what_cannot_be_opened_is_refused(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DETENTE_STATE", str(tmp_path / "state"))
    run = CliRunner().invoke(make_app(), ["open", *words, "--no-browser"])
    assert isinstance(run.exception, InputError)
    assert said in str(run.exception)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.validation.find_spec", lambda name: None)
    run = CliRunner().invoke(make_app(), ["open", "--no-browser"])
    assert "detente[web]" in str(run.exception)
