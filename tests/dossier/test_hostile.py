"""Hostile documents end in an item, a flag or a message, and change nothing but the dossier."""

from __future__ import annotations

import hashlib
import logging
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn
from unicodedata import category

import pytest

from detente.dossier import isolation
from detente.dossier.adding import add_file
from detente.dossier.attaching import faults
from detente.dossier.extract.rules import Rules
from detente.dossier.formats import read_raw
from detente.dossier.isolation import read_apart
from detente.dossier.records import hashed
from detente.dossier.store import open_dossier, propose
from detente.errors import FileError
from detente.scenario import load
from dossier.hostile import documents
from dossier.sources import packed, page, pdf

TALKS = "title: The strait\nparties: {north: {name: North}, south: {name: South}}\n"

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way out of the machine is an error."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a document reaches for the network")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read here, without the bounds of a process of their own."""
    monkeypatch.setattr("detente.dossier.adding.read_apart", read_raw)
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def everything(folder: Path) -> dict[str, str]:
    """The files of a folder and below by their names, with a hash of each."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.usefixtures("no_network", "in_process")
def test_two_hundred_hostile_documents_change_nothing_else(tmp_path: Path) -> None:
    talks, inbox = tmp_path / "talks.yaml", tmp_path / "inbox"
    inbox.mkdir()
    talks.write_text(TALKS, encoding="utf-8")
    paths = []
    for name, raw in documents(5, 200):
        paths.append(inbox / name.replace("/", "_"))
        paths[-1].write_bytes(raw)
    before, scenario = everything(tmp_path), load(str(talks))
    dossier, messages, added = open_dossier(tmp_path / "sources"), 0, []
    for path in paths:
        try:
            added.append(add_file(dossier, path))
            dossier = added[-1].dossier
        except FileError:
            messages += 1
    dossier, _ = propose(dossier, [Rules()], scenario)
    items = {item.document for item in dossier.items.values()}
    new = [each.document for each in added if each.new]
    assert [each.id for each in new if not each.flags and each.id not in items] == []
    assert len(added) + messages == 200
    assert min(messages, len(items), sum(bool(each.flags) for each in new)) > 20
    for document in new:
        assert document.sensitivity == "internal"
        assert {category(sign) for sign in document.title}.isdisjoint(UNSEEN)
        assert {category(sign) for sign in set(document.text) - {"\n", "\t"}}.isdisjoint(UNSEEN)
    after = everything(tmp_path)
    assert {name: after[name] for name in before} == before
    kept = {name for name in after if name not in before}
    assert kept == {
        *(f"sources/{name}.jsonl" for name in ("documents", "items")),
        *(f"sources/texts/{name}.txt" for name in dossier.documents),
    }
    again = open_dossier(tmp_path / "sources")
    assert {state.status for state in again.states.values()} == {"proposed"}
    assert list(faults(again, scenario)) == []
    assert all(hashed(each.text) == each.hash for each in again.documents.values())


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "SECONDS", 0.001)
    with pytest.raises(FileError, match="too much time or memory"):
        read_apart(page(["Words."]), "a.html")


def test_a_process_of_its_own_reads_the_same_and_tells_the_same() -> None:
    raw = pdf([["North wants peace."], ["South does not."]])
    assert read_apart(raw, "a.pdf") == read_raw(raw, "a.pdf")
    bomb = packed({"word/document.xml": b"\0" * 101_000_000})
    for wrong, file in ((b"%PDF-1.7", "a.pdf"), (bomb, "a.docx")):
        told = []
        for read in (read_apart, read_raw):
            with pytest.raises(FileError) as error:
                read(wrong, file)
            told.append((str(error.value), getattr(error.value.rule, "values", None)))
        assert told[0][0] == told[1][0]
    assert told[0][1] == {"size": "100"}


def test_the_folder_of_a_file_lends_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("trafilatura", "lxml", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "We wait." in read_apart(page(["We wait.", "So we wait."]), "a.html").paragraphs


def test_the_process_of_a_file_has_no_network_and_starts_no_other() -> None:
    code = (
        "import socket, subprocess\n"
        "from detente.dossier.isolation import _confine\n"
        "_confine()\n"
        "for way in (lambda: socket.create_connection(('127.0.0.1', 9)),\n"
        "            lambda: subprocess.run(['true'])):\n"
        "    try:\n"
        "        way()\n"
        "    except PermissionError:\n"
        "        print('refused')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["refused"] * 2
