"""The commands for items of a dossier: proposals of a model, review, exchange, score."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from command_line import detente

GOLD = Path(__file__).parents[1] / "dossier" / "gold"
SCENARIO = """
title: Two shores
parties: {north: {name: North}, south: {name: South}}
issues: {fees: {values: [none, some]}}
"""
TEXT = "South will never accept a partition. North demanded fees. North keeps its boats."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talks.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "note.txt").write_text(TEXT, encoding="utf-8")
    facts = ("--language", "en", "--genre", "commentary")
    assert detente("dossier", "add", "d", "note.txt", *facts, folder=tmp_path).returncode == 0
    return tmp_path


def items(folder: Path) -> list[dict[str, object]]:
    answer = json.loads(detente("dossier", "list", "d", "--json", folder=folder).stdout)
    found: list[dict[str, object]] = answer["answer"]["items"]
    return found


@pytest.fixture
def model() -> Iterator[str]:
    """The address of a server that always says the same two things, one of them invented."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            said = {"act": "demand", "holder": "north", "issue": "fees", "voice": "reported"}
            quotes = ("North demanded fees.", "South will accept a partition.")
            content = json.dumps({"items": [{**said, "quote": quote} for quote in quotes]})
            body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_model_proposes_beside_the_rules(folder: Path, model: str) -> None:
    run = detente("dossier", "propose", "d", "--model", model, "--model-name", "m", folder=folder)
    assert run.returncode == 0, run.stderr
    said = " ".join(run.stdout.split())
    assert said.startswith("3 new items")
    assert "One proposal or text of the model was left out: note: 'South will accept" in said
    assert "One item of the rules the model does not have: note: South will never accept" in said
    assert {(each["act"], each["status"]) for each in items(folder)} == {
        ("red_line", "proposed"),
        ("demand", "proposed"),
    }
    again = detente("dossier", "propose", "d", "--model", model, "--model-name", "m", folder=folder)
    assert again.stdout.startswith("0 new items")


def test_what_rules_propose_stays_where_a_model_fails(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        run = detente("dossier", "propose", "d", "--model", address, folder=folder)
    assert (run.returncode, len(items(folder))) == (2, 2)
    assert "items that rules propose are kept" in run.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--model", "https://models.example/v1"), "add --send-to models.example"),
        (("--send-to", "models.example"), "give the address too"),
        (("--model", "nonsense"), "write an address such as"),
    ],
)
def test_an_address_that_may_not_be_used(folder: Path, words: tuple[str, ...], said: str) -> None:
    run = detente("dossier", "propose", "d", *words, folder=folder)
    assert run.returncode == 2
    assert said in " ".join(run.stderr.split())
    assert items(folder) == []


def test_a_review_needs_a_terminal(folder: Path) -> None:
    run = detente("dossier", "review", "d", folder=folder)
    assert run.returncode == 2
    assert "run it in a terminal, or decide in a table" in " ".join(run.stderr.split())


def test_a_review_in_a_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.cli.commands import evidence

    detente("dossier", "propose", "d", folder=folder)
    keys = iter("aq")
    monkeypatch.setattr(typer, "getchar", lambda: next(keys))
    monkeypatch.setattr(evidence, "on_terminal", lambda: True)
    run = detente("dossier", "review", "d", "--who", "ann", folder=folder)
    assert "▶South will never accept a partition.◀ North demanded" in run.stdout
    assert run.stdout.endswith("One decision kept. One item is open.\n")
    assert [each["status"] for each in items(folder)].count("accepted") == 1
    lines = iter(["act=assertion holder=north"])
    keys = iter("eq")
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    run = detente("dossier", "review", "d", "--misses", folder=folder)
    assert run.stdout.endswith("One decision kept. One item is open.\n")


def test_misses_are_listed(folder: Path) -> None:
    detente("dossier", "propose", "d", folder=folder)
    run = detente("dossier", "misses", "d", folder=folder)
    assert run.stdout == (
        "One sentence names a party and has no item:\n  note, 58: North keeps its boats.\n"
    )
    told = json.loads(detente("dossier", "misses", "d", "--json", folder=folder).stdout)
    assert [each["start"] for each in told["answer"]["sentences"]] == [58]


@pytest.mark.parametrize("ending", ["jsonld", "csv", "xlsx"])
def test_items_go_to_another_dossier_and_back(folder: Path, ending: str) -> None:
    detente("dossier", "propose", "d", folder=folder)
    file = f"items.{ending}"
    assert detente("dossier", "export", "d", file, folder=folder).returncode == 0
    assert detente("dossier", "export", "d", file, folder=folder).returncode == 2
    detente("dossier", "add", "e", "note.txt", folder=folder)
    run = detente("dossier", "import", "e", file, folder=folder)
    assert run.stdout == f"{file}: 2 new items. 0 decisions kept.\n"
    told = json.loads(detente("dossier", "list", "e", "--json", folder=folder).stdout)
    assert told["answer"]["items"] == items(folder)


def test_what_was_decided_in_a_table_is_taken_over(folder: Path) -> None:
    detente("dossier", "propose", "d", folder=folder)
    detente("dossier", "export", "d", "items.csv", folder=folder)
    table = (folder / "items.csv").read_text(encoding="utf-8")
    (folder / "items.csv").write_text(table.replace(",proposed,", ",accepted,"), encoding="utf-8")
    run = detente("dossier", "import", "d", "items.csv", folder=folder)
    assert run.stdout == "items.csv: 0 new items. 0 decisions kept.\n"
    run = detente("dossier", "import", "d", "items.csv", "--decisions", folder=folder)
    assert run.stdout == "items.csv: 0 new items. 2 decisions kept.\n"
    assert {each["status"] for each in items(folder)} == {"accepted"}


def test_the_rules_are_scored(folder: Path) -> None:
    run = detente("dossier", "score", str(GOLD / "dev"), "--json", folder=folder)
    answer = json.loads(run.stdout)["answer"]
    assert (answer["texts"], answer["level"]) == (8, 0.9)
    assert set(answer["languages"]) == {"de", "en"}
    run = detente("dossier", "score", str(GOLD / "dev"), folder=folder)
    assert f"{answer['marked']} marked by a reader, 8 texts" in " ".join(run.stdout.split())


def test_gold_texts_that_are_none(folder: Path) -> None:
    run = detente("dossier", "score", "d", folder=folder)
    assert (run.returncode, "there are no gold texts" in run.stderr) == (2, True)
    (folder / "a.toml").write_text("text = 'x'", encoding="utf-8")
    run = detente("dossier", "score", ".", folder=folder)
    assert (run.returncode, "'scenario' is missing" in run.stderr) == (2, True)
    for text in ("text = 3", "x", "scenario = 'talks.yaml'\ntext = 'x'\nitems = {a = {}}"):
        (folder / "a.toml").write_text(text, encoding="utf-8")
        assert detente("dossier", "score", ".", folder=folder).returncode == 2
